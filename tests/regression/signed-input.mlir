// Counts of a signed input flow in and out: the proof left out the other sign, and a potential at the lower bound could
// wrap. The image has to say that its input is signed, for else an engine refuses negative counts.
// RUN: snn-opt %s --snn-set-target=name=mesh2x2 --snn-prove-bounds | FileCheck %s
// RUN: snn-opt %s --pass-pipeline='builtin.module(snn-set-target{name=mesh2x2},snn-prove-bounds,convert-snn-to-mesh)' | FileCheck %s --check-prefix=LOWER

// CHECK: snn.integrate_fire {{.*}} lower_bound(dense<-32468> : tensor<1xi16>) max_count = 1 upper = 32467
// LOWER: mesh.source "input" bound 3 signed : !mesh.events<1x1x2>
snn.network @net(%in: !snn.spikes<1x1x2, signed> {snn.max_count = 3}) -> !snn.spikes<1x1x2> {
  %0 = snn.identity %in weights(dense<100> : tensor<1xi8>) : !snn.spikes<1x1x2, signed> -> tensor<1x1x2xi16>
  %1 = snn.integrate_fire %0 layer = "neuron" threshold(dense<32000> : tensor<1xi16>) max_count = 1
         : tensor<1x1x2xi16> -> !snn.spikes<1x1x2>
  snn.output %1 : !snn.spikes<1x1x2>
}
