// Two channels of 8 by 8, a pool, two layers side by side, ten outputs; in float.
snn.network @small(%in: !snn.spikes<2x8x8> {snn.max_count = 3}) -> !snn.spikes<3> attributes {snn.step_us = 1000, snn.steps = 20} {
  %0 = snn.conv2d %in weights(dense<0.3> : tensor<4x2x3x3xf32>) padding = [1, 1, 1, 1] : !snn.spikes<2x8x8> -> tensor<4x8x8xf32>
  %1 = snn.integrate_fire %0 layer = "first" threshold(dense<1.0> : tensor<4xf32>) lower_bound(dense<-1.0> : tensor<4xf32>)
         : tensor<4x8x8xf32> -> !snn.spikes<4x8x8>
  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<4x8x8> -> !snn.spikes<4x4x4>
  %3 = snn.conv2d %2 weights(dense<0.2> : tensor<3x4x2x2xf32>) : !snn.spikes<4x4x4> -> tensor<3x3x3xf32>
  %4 = snn.integrate_fire %3 layer = "left" threshold(dense<1.0> : tensor<3xf32>) : tensor<3x3x3xf32> -> !snn.spikes<3x3x3>
  %5 = snn.conv2d %2 weights(dense<-0.2> : tensor<2x4x2x2xf32>) : !snn.spikes<4x4x4> -> tensor<2x3x3xf32>
  %6 = snn.integrate_fire %5 layer = "right" threshold(dense<1.0> : tensor<2xf32>) reset = zero spikes = one
         : tensor<2x3x3xf32> -> !snn.spikes<2x3x3>
  %7 = snn.concatenate %4, %6 : !snn.spikes<3x3x3>, !snn.spikes<2x3x3> -> !snn.spikes<5x3x3>
  %8 = snn.flatten %7 : !snn.spikes<5x3x3> -> !snn.spikes<45>
  %9 = snn.linear %8 weights(dense<0.1> : tensor<3x45xf32>) bias(dense<[0.1, -0.1, 0.0]> : tensor<3xf32>) : !snn.spikes<45> -> tensor<3xf32>
  %10 = snn.integrate_fire %9 layer = "out" threshold(dense<0.5> : tensor<3xf32>) : tensor<3xf32> -> !snn.spikes<3>
  snn.output %10 : !snn.spikes<3>
}
