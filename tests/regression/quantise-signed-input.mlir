// Counts of either sign turn weights of either sign: the quantiser leaves room for both, as the proof demands it.
// RUN: snn-opt %s --snn-set-target=name=mesh2x2 --snn-quantize --snn-prove-bounds | FileCheck %s
// CHECK: snn.integrate_fire {{.*}} upper =
snn.network @signed(%in: !snn.spikes<64, signed> {snn.max_count = 15}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<[[-1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0]]> : tensor<1x64xf32>) : !snn.spikes<64, signed> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<4.0> : tensor<1xf32>) lower_bound(dense<-4.0> : tensor<1xf32>)
         : tensor<1xf32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}
