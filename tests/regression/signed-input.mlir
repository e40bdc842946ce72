// Counts of a signed input flow in and out: the proof left out the other sign, and a potential at the lower bound could
// wrap. An image has no signed inputs, which was found only when spikes came.
// RUN: snn-opt %s --core-set-target=name=mesh2x2 --snn-prove-bounds | FileCheck %s
// RUN: not snn-opt %s --pass-pipeline='builtin.module(core-set-target{name=mesh2x2},snn-prove-bounds,convert-snn-to-core)' 2>&1 | FileCheck %s --check-prefix=LOWER

// CHECK: snn.integrate_fire {{.*}} lower_bound(dense<-32468> : tensor<1xi16>) max_count = 1 upper = 32467
// LOWER: error: input 0 of the network is signed: an image for target mesh2x2 has unsigned inputs only; two channels, one for each sign, would fit
snn.network @net(%in: !snn.spikes<1x1x2, signed> {snn.max_count = 3}) -> !snn.spikes<1x1x2> {
  %0 = snn.identity %in weights(dense<100> : tensor<1xi8>) : !snn.spikes<1x1x2, signed> -> tensor<1x1x2xi16>
  %1 = snn.integrate_fire %0 layer = "neuron" threshold(dense<32000> : tensor<1xi16>) max_count = 1
         : tensor<1x1x2xi16> -> !snn.spikes<1x1x2>
  snn.output %1 : !snn.spikes<1x1x2>
}
