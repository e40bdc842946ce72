// RUN: snn-opt %s --split-input-file --verify-diagnostics --snn-convert-analog
// RUN: not snn-opt %s --snn-convert-analog=threshold=0 2>&1 | FileCheck %s --check-prefix=THRESHOLD
// RUN: not snn-opt %s --snn-convert-analog=lower-bound=1 2>&1 | FileCheck %s --check-prefix=LOWER
// RUN: not snn-opt %s --snn-convert-analog=bias-rescaling=-1 2>&1 | FileCheck %s --check-prefix=RESCALING
// THRESHOLD: error: threshold must be greater than 0, is 0
// LOWER: error: lower-bound must be a number of at most 0, or none, is '1'
// RESCALING: error: bias-rescaling must be greater than 0, is -1

snn.network @overhang(%in: !snn.spikes<1x3x3>) -> tensor<1x2x2xf32> {
  // expected-error @+1 {{snn.avg_pool2d has windows that overhang the edge by 1: their mean has another divisor}}
  %0 = snn.avg_pool2d %in kernel = [2, 2] ceil_mode : !snn.spikes<1x3x3> -> tensor<1x2x2xf32>
  snn.output %0 : tensor<1x2x2xf32>
}

// -----

snn.network @shared_current(%in: !snn.spikes<1x2x2>) -> (tensor<1x1x1xf32>, tensor<1x2x2xf32>) {
  %0 = snn.conv2d %in weights(dense<2.0> : tensor<1x1x1x1xf32>) : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
  // expected-error @+1 {{snn.avg_pool2d of a current converts only directly behind a convolution without dilation that nothing else reads}}
  %1 = snn.avg_pool2d %0 kernel = [2, 2] : tensor<1x2x2xf32> -> tensor<1x1x1xf32>
  snn.output %1, %0 : tensor<1x1x1xf32>, tensor<1x2x2xf32>
}

// -----

snn.network @norm_of_potential(%in: !snn.spikes<1x2x2>) -> tensor<1x2x2xf32> {
  %0 = snn.identity %in : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
  %1 = snn.leaky_integrate %0 : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  // expected-error @+1 {{snn.batch_norm2d converts only behind a synapse, behind branches of such, or behind spikes}}
  %2 = snn.batch_norm2d %1 mean(dense<2.0> : tensor<1xf32>) variance(dense<3.0> : tensor<1xf32>)
         : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  snn.output %2 : tensor<1x2x2xf32>
}

// -----

snn.network @fraction(%in: !snn.spikes<1x2x2>) -> tensor<1x1x1xf32> {
  %0 = snn.avg_pool2d %in kernel = [2, 2] : !snn.spikes<1x2x2> -> tensor<1x1x1xf32>
  // expected-error @unknown {{layer 'floor': snn.quantize of what is no spike count has no spiking form}}
  %1 = snn.quantize %0 : tensor<1x1x1xf32> -> tensor<1x1x1xf32> loc("floor")
  snn.output %1 : tensor<1x1x1xf32>
}
