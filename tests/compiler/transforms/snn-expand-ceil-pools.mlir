// RUN: snn-opt %s --snn-expand-ceil-pools --split-input-file --verify-roundtrip | FileCheck %s

// The last column of windows hangs over by half: its own pool and synapse, with weights of twice the size.

// CHECK-LABEL: snn.network @column
snn.network @column(%in: !snn.spikes<1x4x5>) -> !snn.spikes<1x1x2> {
  // CHECK: %[[A:.*]] = snn.crop2d %arg0 cropping = [0, 0, 0, 1] : !snn.spikes<1x4x5> -> !snn.spikes<1x4x4>
  // CHECK: %[[B:.*]] = snn.sum_pool2d %[[A]] kernel = [2, 2] : !snn.spikes<1x4x4> -> !snn.spikes<1x2x2>
  // CHECK: %[[C:.*]] = snn.crop2d %arg0 cropping = [0, 4, 0, 0] : !snn.spikes<1x4x5> -> !snn.spikes<1x4x1>
  // CHECK: %[[D:.*]] = snn.sum_pool2d %[[C]] kernel = [2, 1] : !snn.spikes<1x4x1> -> !snn.spikes<1x2x1>
  // CHECK: %[[E:.*]] = snn.conv2d %[[B]] weights(dense<5.000000e-01> : tensor<1x1x2x2xf32>) bias(dense<1.000000e+00> : tensor<1xf32>) padding = [0, 0, 0, 1]
  // CHECK: %[[F:.*]] = snn.conv2d %[[D]] weights(dense<1.000000e+00> : tensor<1x1x2x2xf32>) padding = [0, 2, 0, 0]
  // CHECK: %[[G:.*]] = snn.merge %[[E]], %[[F]]
  // CHECK: snn.integrate_fire %[[G]]
  %0 = snn.sum_pool2d %in kernel = [2, 2] ceil_mode : !snn.spikes<1x4x5> -> tensor<1x2x3xf32>
  %1 = snn.conv2d %0 weights(dense<0.5> : tensor<1x1x2x2xf32>) bias(dense<1.0> : tensor<1xf32>) : tensor<1x2x3xf32> -> tensor<1x1x2xf32>
  %2 = snn.integrate_fire %1 threshold(dense<1.0> : tensor<1xf32>) : tensor<1x1x2xf32> -> !snn.spikes<1x1x2>
  snn.output %2 : !snn.spikes<1x1x2>
}

// -----

// Rows and columns: four parts, the corner with the product of both factors, 1.5 and 3. Of a linear synapse each part has
// the columns of its windows.

// CHECK-LABEL: snn.network @corner
snn.network @corner(%in: !snn.spikes<1x5x4>) -> !snn.spikes<1> {
  %0 = snn.sum_pool2d %in kernel = [3, 3] ceil_mode : !snn.spikes<1x5x4> -> tensor<1x2x2xf32>
  %1 = snn.flatten %0 : tensor<1x2x2xf32> -> tensor<4xf32>
  // CHECK: weights(dense<1.000000e+00> : tensor<1x1xf32>)
  // CHECK: weights(dense<6.000000e+00> : tensor<1x1xf32>)
  // CHECK: weights(dense<4.500000e+00> : tensor<1x1xf32>)
  // CHECK: weights(dense<1.800000e+01> : tensor<1x1xf32>)
  // CHECK: snn.merge
  %2 = snn.linear %1 weights(dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32>) : tensor<4xf32> -> tensor<1xf32>
  %3 = snn.integrate_fire %2 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// What reads the current itself keeps it; full windows need nothing.

// CHECK-LABEL: snn.network @kept
snn.network @kept(%in: !snn.spikes<1x3x3>) -> (tensor<1x2x2xf32>, !snn.spikes<1x1x1>) {
  // CHECK: snn.sum_pool2d %arg0 kernel = [2, 2] ceil_mode : !snn.spikes<1x3x3> -> tensor<1x2x2xf32>
  %0 = snn.sum_pool2d %in kernel = [2, 2] ceil_mode : !snn.spikes<1x3x3> -> tensor<1x2x2xf32>
  // CHECK: snn.sum_pool2d %arg0 kernel = [3, 3] ceil_mode : !snn.spikes<1x3x3> -> !snn.spikes<1x1x1>
  %1 = snn.sum_pool2d %in kernel = [3, 3] ceil_mode : !snn.spikes<1x3x3> -> !snn.spikes<1x1x1>
  snn.output %0, %1 : tensor<1x2x2xf32>, !snn.spikes<1x1x1>
}

// -----

// Neurons that read the pool itself get a synapse of weight 1 for each channel.

// CHECK-LABEL: snn.network @neurons
snn.network @neurons(%in: !snn.spikes<2x1x3>) -> !snn.spikes<2x1x2> {
  // CHECK: snn.conv2d %{{.*}} weights(dense<1.000000e+00> : tensor<2x1x1x1xf32>) padding = [0, 0, 0, 1] groups = 2
  // CHECK: snn.conv2d %{{.*}} weights(dense<2.000000e+00> : tensor<2x1x1x1xf32>) padding = [0, 1, 0, 0] groups = 2
  %0 = snn.sum_pool2d %in kernel = [1, 2] ceil_mode : !snn.spikes<2x1x3> -> tensor<2x1x2xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<2xf32>) : tensor<2x1x2xf32> -> !snn.spikes<2x1x2>
  snn.output %1 : !snn.spikes<2x1x2>
}
