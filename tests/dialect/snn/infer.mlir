// RUN: snn-opt %s --verify-diagnostics
// The extents of convolutions and pools, each right once and one too many once: the expected type is the inferred one.

snn.network @strides(%m: !snn.spikes<2x34x17>) -> () {
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<1x2x5x5xf32>) stride = [2, 2] padding = [1, 1, 1, 1] : !snn.spikes<2x34x17> -> tensor<1x16x8xf32>
  %1 = snn.conv2d %m weights(dense<1.0> : tensor<1x2x5x5xf32>) stride = [15, 1] : !snn.spikes<2x34x17> -> tensor<1x2x13xf32>
  // expected-error @+1 {{(C10) the result must be 'tensor<1x16x8xf32>', is 'tensor<1x16x9xf32>'}}
  %2 = snn.conv2d %m weights(dense<1.0> : tensor<1x2x5x5xf32>) stride = [2, 2] padding = [1, 1, 1, 1] : !snn.spikes<2x34x17> -> tensor<1x16x9xf32>
  snn.output
}

snn.network @same_even(%m: !snn.spikes<1x7x8>) -> () {
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<1x1x4x2xf32>) padding = [1, 0, 2, 1] : !snn.spikes<1x7x8> -> tensor<1x7x8xf32>
  // expected-error @+1 {{(C10) the result must be 'tensor<1x6x8xf32>'}}
  %1 = snn.conv2d %m weights(dense<1.0> : tensor<1x1x4x2xf32>) padding = [1, 0, 1, 1] : !snn.spikes<1x7x8> -> tensor<1x7x8xf32>
  snn.output
}

snn.network @dilated(%m: !snn.spikes<1x9x9>) -> () {
  %0 = snn.conv2d %m weights(dense<1.0> : tensor<1x1x3x3xf32>) dilation = [2, 4] : !snn.spikes<1x9x9> -> tensor<1x5x1xf32>
  // expected-error @+1 {{(C10) the result must be 'tensor<1x7x1xf32>'}}
  %1 = snn.conv2d %m weights(dense<1.0> : tensor<1x1x3x3xf32>) dilation = [1, 4] : !snn.spikes<1x9x9> -> tensor<1x5x1xf32>
  snn.output
}

// Rows at the edge that no window reaches are dropped.
snn.network @pool(%m: !snn.spikes<3x7x8>) -> () {
  %0 = snn.sum_pool2d %m kernel = [2, 3] : !snn.spikes<3x7x8> -> !snn.spikes<3x3x2>
  // expected-error @+1 {{(C4) the result must be '!snn.spikes<3x3x2>', is '!snn.spikes<3x4x3>'}}
  %1 = snn.sum_pool2d %m kernel = [2, 3] : !snn.spikes<3x7x8> -> !snn.spikes<3x4x3>
  snn.output
}
