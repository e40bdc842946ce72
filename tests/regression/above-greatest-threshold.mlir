// A neuron that fires above the greatest potential there is never fires; its threshold on the chip, which fires at the
// threshold, was one that no state field holds.
// RUN: snn-opt %s --snn-set-target=name=mesh2x2 --snn-prove-bounds --convert-snn-to-mesh | FileCheck %s

// CHECK: mesh.population @neuron origin [0, 0, 0] threshold [32767, 3]
snn.network @net(%in: !snn.spikes<2x1x1> {snn.max_count = 1}) -> !snn.spikes<2x1x1> {
  %0 = snn.identity %in weights(dense<0> : tensor<2xi8>) : !snn.spikes<2x1x1> -> tensor<2x1x1xi16>
  %1 = snn.integrate_fire %0 layer = "neuron" threshold(dense<[32767, 2]> : tensor<2xi16>)
         lower_bound(dense<-5> : tensor<2xi16>) compare = gt spikes = one max_count = 1
         : tensor<2x1x1xi16> -> !snn.spikes<2x1x1>
  snn.output %1 : !snn.spikes<2x1x1>
}
