// Taps of overlapping windows add up to weights that the target does not have: this is said of the layer, with the
// reason.
// RUN: not snn-opt %s \
// RUN:   --pass-pipeline='builtin.module(snn-set-target{name=mesh2x2},snn-prove-bounds,convert-snn-to-mesh,mesh.program(mesh-tile))' 2>&1 \
// RUN:   | FileCheck %s

// CHECK: error: layer @neuron: its pools overlap, and folded into its kernel their taps add up to a weight of 254, the target takes -128 to 127; smaller weights or windows that do not overlap would fit
snn.network @net(%in: !snn.spikes<1x1x4> {snn.max_count = 1}) -> !snn.spikes<1x1x2> {
  %0 = snn.sum_pool2d %in kernel = [1, 2] stride = [1, 1] : !snn.spikes<1x1x4> -> !snn.spikes<1x1x3>
  %1 = snn.conv2d %0 weights(dense<127> : tensor<1x1x1x2xi8>) : !snn.spikes<1x1x3> -> tensor<1x1x2xi16>
  %2 = snn.integrate_fire %1 layer = "neuron" threshold(dense<100> : tensor<1xi16>)
         lower_bound(dense<-5> : tensor<1xi16>) max_count = 3 : tensor<1x1x2xi16> -> !snn.spikes<1x1x2>
  snn.output %2 : !snn.spikes<1x1x2>
}
