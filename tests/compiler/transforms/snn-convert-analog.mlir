// RUN: snn-opt %s --split-input-file --snn-convert-analog | FileCheck %s
// RUN: snn-opt %s --split-input-file --snn-convert-analog="threshold=2 lower-bound=none bias-rescaling=4" | FileCheck %s --check-prefix=OPTIONS

// The example of the description: a rectifier, a mean and the synapse that takes its factor.
// CHECK-LABEL: snn.network @rectifier
// CHECK: %[[C:.*]] = snn.conv2d %arg0 weights(dense<5.000000e-01>
// CHECK: %[[S:.*]] = snn.integrate_fire %[[C]] layer = "relu1" threshold(dense<1.000000e+00> : tensor<1xf32>) lower_bound(dense<-1.000000e+00> : tensor<1xf32>) : tensor<1x2x2xf32> -> !snn.spikes<1x2x2>
// CHECK: %[[P:.*]] = snn.sum_pool2d %[[S]] kernel = [2, 2]
// CHECK: %[[D:.*]] = snn.conv2d %[[P]] weights(dense<5.000000e-01> : tensor<1x1x1x1xf32>) bias(dense<3.000000e+00>
// CHECK-NOT: avg_pool2d
// CHECK: snn.output %[[D]]
// OPTIONS-LABEL: snn.network @rectifier
// OPTIONS: snn.integrate_fire %{{.*}} layer = "relu1" threshold(dense<2.000000e+00> : tensor<1xf32>) : tensor
// OPTIONS: bias(dense<7.500000e-01>
snn.network @rectifier(%in: !snn.spikes<1x2x2>) -> tensor<1x1x1xf32> {
  %0 = snn.conv2d %in weights(dense<0.5> : tensor<1x1x1x1xf32>) : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
  %1 = snn.relu %0 : tensor<1x2x2xf32> -> tensor<1x2x2xf32> loc("relu1")
  %2 = snn.avg_pool2d %1 kernel = [2, 2] : tensor<1x2x2xf32> -> tensor<1x1x1xf32>
  %3 = snn.conv2d %2 weights(dense<2.0> : tensor<1x1x1x1xf32>) bias(dense<3.0> : tensor<1xf32>) : tensor<1x1x1xf32> -> tensor<1x1x1xf32>
  snn.output %3 : tensor<1x1x1xf32>
}

// -----

// The factor passes pools, crops and flattening, and two of them multiply; the output itself is rescaled.
// CHECK-LABEL: snn.network @factors
// CHECK: %[[A:.*]] = snn.sum_pool2d %arg0 kernel = [2, 2]
// CHECK: %[[B:.*]] = snn.sum_pool2d %[[A]] kernel = [2, 1]
// CHECK: %[[C:.*]] = snn.crop2d %[[B]] cropping = [0, 1, 0, 0] : !snn.spikes<2x2x4> -> !snn.spikes<2x2x3>
// CHECK: %[[F:.*]] = snn.flatten %[[C]] : !snn.spikes<2x2x3> -> !snn.spikes<12>
// CHECK: snn.linear %[[F]] weights(dense<1.250000e-01>
// CHECK: %[[I:.*]] = snn.identity %[[A]] weights(dense<2.500000e-01>
// CHECK: snn.output %{{.*}}, %[[I]]
snn.network @factors(%in: !snn.spikes<2x8x8>) -> (tensor<3xf32>, tensor<2x4x4xf32>) {
  %0 = snn.avg_pool2d %in kernel = [2, 2] : !snn.spikes<2x8x8> -> tensor<2x4x4xf32>
  %1 = snn.avg_pool2d %0 kernel = [2, 1] : tensor<2x4x4xf32> -> tensor<2x2x4xf32>
  %2 = snn.crop2d %1 cropping = [0, 1, 0, 0] : tensor<2x2x4xf32> -> tensor<2x2x3xf32>
  %3 = snn.flatten %2 : tensor<2x2x3xf32> -> tensor<12xf32>
  %4 = snn.linear %3 weights(dense<1.0> : tensor<3x12xf32>) : tensor<12xf32> -> tensor<3xf32>
  snn.output %4, %0 : tensor<3xf32>, tensor<2x4x4xf32>
}

// -----

// A mean behind a convolution is a greater kernel: taps 1 2 summed over windows of 2 at stride 1 are 0.5 1.5 1.
// CHECK-LABEL: snn.network @current_pool
// CHECK: %[[C:.*]] = snn.conv2d %arg0 weights(dense<{{\[\[\[\[}}5.000000e-01, 1.500000e+00, 1.000000e+00]]]]> : tensor<1x1x1x3xf32>) bias(dense<1.000000e+00> : tensor<1xf32>) stride = [1, 2] padding = [0, 1, 0, 0] : !snn.spikes<1x1x6> -> tensor<1x1x3xf32>
// CHECK-NEXT: snn.integrate_fire %[[C]]
snn.network @current_pool(%in: !snn.spikes<1x1x6>) -> tensor<1x1x3xf32> {
  %0 = snn.conv2d %in weights(dense<[[[[1.0, 2.0]]]]> : tensor<1x1x1x2xf32>) bias(dense<1.0> : tensor<1xf32>)
         padding = [0, 1, 0, 0] : !snn.spikes<1x1x6> -> tensor<1x1x6xf32>
  %1 = snn.avg_pool2d %0 kernel = [1, 2] : tensor<1x1x6xf32> -> tensor<1x1x3xf32>
  %2 = snn.relu %1 : tensor<1x1x3xf32> -> tensor<1x1x3xf32>
  snn.output %2 : tensor<1x1x3xf32>
}

// -----

// alpha = 3 / sqrt(3 + 1) = 1.5, beta = 1 - 2 * 1.5 = -2: weights 4 -> 6, bias 2 -> 2 * 1.5 - 2 = 1. Of spikes it is a
// synapse of its own.
// CHECK-LABEL: snn.network @normalization
// CHECK: snn.conv2d %arg0 weights(dense<6.000000e+00> : tensor<1x1x1x1xf32>) bias(dense<1.000000e+00> : tensor<1xf32>)
// CHECK: %[[S:.*]] = snn.integrate_fire
// CHECK: %[[N:.*]] = snn.identity %[[S]] weights(dense<1.500000e+00> : tensor<1xf32>) bias(dense<-2.000000e+00> : tensor<1xf32>)
// CHECK: snn.integrate_fire %[[N]]
// CHECK-NOT: batch_norm2d
snn.network @normalization(%in: !snn.spikes<1x2x2>) -> tensor<1x2x2xf32> {
  %0 = snn.conv2d %in weights(dense<4.0> : tensor<1x1x1x1xf32>) bias(dense<2.0> : tensor<1xf32>)
         : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
  %1 = snn.batch_norm2d %0 mean(dense<2.0> : tensor<1xf32>) variance(dense<3.0> : tensor<1xf32>)
         weights(dense<3.0> : tensor<1xf32>) bias(dense<1.0> : tensor<1xf32>) epsilon = 1.0
         : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %2 = snn.neuromorphic_relu %1 {layer = "a"} : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %3 = snn.batch_norm2d %2 mean(dense<2.0> : tensor<1xf32>) variance(dense<3.0> : tensor<1xf32>)
         weights(dense<3.0> : tensor<1xf32>) bias(dense<1.0> : tensor<1xf32>) epsilon = 1.0
         : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %4 = snn.relu %3 : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  snn.output %4 : tensor<1x2x2xf32>
}

// -----

// Branches of one factor stay spikes; of two they become currents.
// CHECK-LABEL: snn.network @branches
// CHECK: %[[A:.*]] = snn.integrate_fire
// CHECK: %[[P:.*]] = snn.sum_pool2d %[[A]]
// CHECK: %[[M:.*]] = snn.merge %[[P]], %[[P]] : !snn.spikes<1x1x1>
// CHECK: %[[J:.*]] = snn.identity %arg1 : !snn.spikes<1x1x1>
// CHECK: %[[I:.*]] = snn.identity %[[P]] weights(dense<2.500000e-01>
// CHECK: %[[N:.*]] = snn.merge %[[I]], %[[J]] : tensor<1x1x1xf32>
// CHECK: snn.conv2d %[[M]] weights(dense<2.500000e-01>
// CHECK: snn.integrate_fire %[[N]]
snn.network @branches(%in: !snn.spikes<1x2x2>, %other: !snn.spikes<1x1x1>) -> (tensor<1x1x1xf32>, !snn.spikes<1x1x1>) {
  %0 = snn.identity %in : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
  %1 = snn.relu %0 : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %2 = snn.avg_pool2d %1 kernel = [2, 2] : tensor<1x2x2xf32> -> tensor<1x1x1xf32>
  %3 = snn.merge %2, %2 : tensor<1x1x1xf32>, tensor<1x1x1xf32> -> tensor<1x1x1xf32>
  %4 = snn.identity %other : !snn.spikes<1x1x1> -> tensor<1x1x1xf32>
  %5 = snn.merge %2, %4 : tensor<1x1x1xf32>, tensor<1x1x1xf32> -> tensor<1x1x1xf32>
  %6 = snn.conv2d %3 weights(dense<1.0> : tensor<1x1x1x1xf32>) : tensor<1x1x1xf32> -> tensor<1x1x1xf32>
  %7 = snn.integrate_fire %5 layer = "sum" threshold(dense<1.0> : tensor<1xf32>) : tensor<1x1x1xf32> -> !snn.spikes<1x1x1>
  snn.output %6, %7 : tensor<1x1x1xf32>, !snn.spikes<1x1x1>
}

// -----

// Counts are whole, so their whole part is themselves; a network in which nothing spikes is meant as it is.
// CHECK-LABEL: snn.network @whole
// CHECK: %[[S:.*]] = snn.integrate_fire
// CHECK-NEXT: snn.output %[[S]]
snn.network @whole(%in: !snn.spikes<2>) -> tensor<2xf32> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xf32>
  %1 = snn.relu %0 : tensor<2xf32> -> tensor<2xf32>
  %2 = snn.quantize %1 : tensor<2xf32> -> tensor<2xf32>
  snn.output %2 : tensor<2xf32>
}
// CHECK-LABEL: snn.network @analogue
// CHECK: snn.relu
snn.network @analogue(%in: tensor<2xf32>) -> tensor<2xf32> {
  %0 = snn.relu %in : tensor<2xf32> -> tensor<2xf32>
  snn.output %0 : tensor<2xf32>
}

// -----

// Behind branches, and behind what others read too, a norm is a synapse of its own, which snn-simplify makes part of
// others. The mean of normalised values is the norm of the mean.
// CHECK-LABEL: snn.network @norm_of_branches
// CHECK: %[[C:.*]] = snn.conv2d %arg0
// CHECK: %[[M:.*]] = snn.merge %[[C]], %[[C]]
// CHECK: snn.identity %[[M]] weights(dense<1.500000e+00> : tensor<1xf32>) bias(dense<-2.000000e+00> : tensor<1xf32>)
// CHECK: snn.identity %[[C]] weights(dense<1.500000e+00> : tensor<1xf32>) bias(dense<-2.000000e+00> : tensor<1xf32>)
// CHECK: %[[P:.*]] = snn.sum_pool2d %arg0 kernel = [2, 2] : !snn.spikes<1x2x2> -> !snn.spikes<1x1x1>
// CHECK: snn.identity %[[P]] weights(dense<3.750000e-01> : tensor<1xf32>) bias(dense<-2.000000e+00> : tensor<1xf32>)
// CHECK-NOT: batch_norm2d
// CHECK-NOT: avg_pool2d
snn.network @norm_of_branches(%in: !snn.spikes<1x2x2>) -> (tensor<1x2x2xf32>, tensor<1x2x2xf32>, tensor<1x1x1xf32>) {
  %0 = snn.conv2d %in weights(dense<4.0> : tensor<1x1x1x1xf32>) : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
  %1 = snn.merge %0, %0 : tensor<1x2x2xf32>, tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %2 = snn.batch_norm2d %1 mean(dense<2.0> : tensor<1xf32>) variance(dense<3.0> : tensor<1xf32>)
         weights(dense<3.0> : tensor<1xf32>) bias(dense<1.0> : tensor<1xf32>) epsilon = 1.0
         : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %3 = snn.batch_norm2d %0 mean(dense<2.0> : tensor<1xf32>) variance(dense<3.0> : tensor<1xf32>)
         weights(dense<3.0> : tensor<1xf32>) bias(dense<1.0> : tensor<1xf32>) epsilon = 1.0
         : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %4 = snn.identity %in : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
  %5 = snn.batch_norm2d %4 mean(dense<2.0> : tensor<1xf32>) variance(dense<3.0> : tensor<1xf32>)
         weights(dense<3.0> : tensor<1xf32>) bias(dense<1.0> : tensor<1xf32>) epsilon = 1.0
         : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %6 = snn.avg_pool2d %5 kernel = [2, 2] : tensor<1x2x2xf32> -> tensor<1x1x1xf32>
  snn.output %2, %3, %6 : tensor<1x2x2xf32>, tensor<1x2x2xf32>, tensor<1x1x1xf32>
}
