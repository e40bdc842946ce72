// RUN: snn-opt %s --snn-simplify --split-input-file | FileCheck %s

// CHECK-LABEL: snn.network @product
snn.network @product(%in: !snn.spikes<2>) -> tensor<2xf32> {
  // CHECK-NEXT: snn.linear %arg0 weights(dense<{{\[\[}}1.000000e+00, 2.000000e+00], [4.000000e+00, 8.000000e+00]]> : tensor<2x2xf32>) bias(dense<[1.500000e+00, 2.000000e+00]> : tensor<2xf32>)
  // CHECK-NEXT: snn.output
  %0 = snn.linear %in weights(dense<[[2.0, 4.0]]> : tensor<1x2xf32>) bias(dense<1.0> : tensor<1xf32>)
         : !snn.spikes<2> -> tensor<1xf32>
  %1 = snn.linear %0 weights(dense<[[0.5], [2.0]]> : tensor<2x1xf32>) bias(dense<[1.0, 0.0]> : tensor<2xf32>)
         : tensor<1xf32> -> tensor<2xf32>
  snn.output %1 : tensor<2xf32>
}

// -----

// A convolution's weights take the factors behind it, output channel by output channel.
// CHECK-LABEL: snn.network @factors_behind
snn.network @factors_behind(%in: !snn.spikes<1x2x2>) -> tensor<2x2x2xf32> {
  // CHECK-NEXT: snn.conv2d %arg0 weights(dense<{{\[\[\[\[}}6.000000e+00]]], {{\[\[\[}}2.000000e+01]]]]> : tensor<2x1x1x1xf32>) bias(dense<[5.000000e+00, 6.000000e+00]> : tensor<2xf32>)
  // CHECK-NEXT: snn.output
  %0 = snn.conv2d %in weights(dense<[[[[3.0]]], [[[5.0]]]]> : tensor<2x1x1x1xf32>) bias(dense<1.0> : tensor<2xf32>)
         : !snn.spikes<1x2x2> -> tensor<2x2x2xf32>
  %1 = snn.identity %0 weights(dense<[2.0, 4.0]> : tensor<2xf32>) bias(dense<[3.0, 2.0]> : tensor<2xf32>)
         : tensor<2x2x2xf32> -> tensor<2x2x2xf32>
  snn.output %1 : tensor<2x2x2xf32>
}

// -----

// CHECK-LABEL: snn.network @factors_before
snn.network @factors_before(%in: !snn.spikes<2>) -> tensor<1xf32> {
  // CHECK-NEXT: snn.linear %arg0 weights(dense<{{\[\[}}6.000000e+00, 2.000000e+01]]> : tensor<1x2xf32>) bias(dense<1.300000e+01> : tensor<1xf32>)
  // CHECK-NEXT: snn.output
  %0 = snn.identity %in weights(dense<[2.0, 4.0]> : tensor<2xf32>) bias(dense<[1.0, 2.0]> : tensor<2xf32>)
         : !snn.spikes<2> -> tensor<2xf32>
  %1 = snn.linear %0 weights(dense<[[3.0, 5.0]]> : tensor<1x2xf32>) : tensor<2xf32> -> tensor<1xf32>
  snn.output %1 : tensor<1xf32>
}

// -----

// The bias comes once.
// CHECK-LABEL: snn.network @merged
snn.network @merged(%in: !snn.spikes<1>) -> tensor<1xf32> {
  // CHECK-DAG: [[A:%.+]] = snn.linear %arg0 weights(dense<6.000000e+00> : tensor<1x1xf32>) bias(dense<1.000000e+00> : tensor<1xf32>)
  // CHECK-DAG: [[B:%.+]] = snn.linear %arg0 weights(dense<1.000000e+01> : tensor<1x1xf32>) :
  // CHECK: [[C:%.+]] = snn.merge [[A]], [[B]]
  // CHECK-NEXT: snn.output [[C]]
  %0 = snn.linear %in weights(dense<3.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.linear %in weights(dense<5.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %2 = snn.merge %0, %1 : tensor<1xf32>, tensor<1xf32> -> tensor<1xf32>
  %3 = snn.linear %2 weights(dense<2.0> : tensor<1x1xf32>) bias(dense<1.0> : tensor<1xf32>)
         : tensor<1xf32> -> tensor<1xf32>
  snn.output %3 : tensor<1xf32>
}

// -----

// Who reads the current between them still gets it; neurons between synapses keep them apart.
// CHECK-LABEL: snn.network @kept
snn.network @kept(%in: !snn.spikes<1>) -> (tensor<1xf32>, tensor<1xf32>) {
  // CHECK-DAG: [[A:%.+]] = snn.linear %arg0 weights(dense<3.000000e+00>
  // CHECK-DAG: [[B:%.+]] = snn.linear %arg0 weights(dense<1.500000e+01>
  // CHECK: snn.output [[A]], [[B]]
  %0 = snn.linear %in weights(dense<3.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.linear %0 weights(dense<5.0> : tensor<1x1xf32>) : tensor<1xf32> -> tensor<1xf32>
  snn.output %0, %1 : tensor<1xf32>, tensor<1xf32>
}

// -----

// CHECK-LABEL: snn.network @apart
snn.network @apart(%in: !snn.spikes<1>) -> tensor<1xf32> {
  // CHECK-COUNT-2: snn.linear
  %0 = snn.linear %in weights(dense<3.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  %1 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  %2 = snn.linear %1 weights(dense<5.0> : tensor<1x1xf32>) : !snn.spikes<1> -> tensor<1xf32>
  snn.output %2 : tensor<1xf32>
}

// -----

// A convolution of a convolution: offsets of the taps add up, in strides of the first one.
// CHECK-LABEL: snn.network @convolutions
snn.network @convolutions(%in: !snn.spikes<1x1x5>) -> tensor<1x1x2xf32> {
  // CHECK-NEXT: [[R:%.+]] = snn.conv2d %arg0 weights(dense<{{\[\[\[\[}}2.000000e+00, 4.000000e+00, 1.000000e+01, 2.000000e+01]]]]> : tensor<1x1x1x4xf32>) bias(dense<2.200000e+01> : tensor<1xf32>) stride = [1, 2] padding = [0, 1, 0, 0] : !snn.spikes<1x1x5> -> tensor<1x1x2xf32>
  // CHECK-NEXT: snn.output [[R]]
  %0 = snn.conv2d %in weights(dense<[[[[1.0, 2.0]]]]> : tensor<1x1x1x2xf32>) bias(dense<3.0> : tensor<1xf32>) stride = [1, 2] padding = [0, 1, 0, 0] : !snn.spikes<1x1x5> -> tensor<1x1x3xf32>
  %1 = snn.conv2d %0 weights(dense<[[[[2.0, 10.0]]]]> : tensor<1x1x1x2xf32>) bias(dense<-14.0> : tensor<1xf32>) : tensor<1x1x3xf32> -> tensor<1x1x2xf32>
  snn.output %1 : tensor<1x1x2xf32>
}

// -----

// Depthwise into pointwise, and factors for each channel in front of groups.
// CHECK-LABEL: snn.network @groups
snn.network @groups(%in: !snn.spikes<2x1x1>) -> (tensor<1x1x1xf32>, tensor<2x1x1xf32>) {
  // CHECK-DAG: snn.conv2d %arg0 weights(dense<{{\[\[\[\[}}2.000000e+00]], {{\[\[}}1.500000e+01]]]]> : tensor<1x2x1x1xf32>) : !snn.spikes<2x1x1> -> tensor<1x1x1xf32>
  // CHECK-DAG: snn.conv2d %arg0 weights(dense<{{\[\[\[\[}}1.400000e+01]]], {{\[\[\[}}3.300000e+01]]]]> : tensor<2x1x1x1xf32>) groups = 2 : !snn.spikes<2x1x1> -> tensor<2x1x1xf32>
  %0 = snn.conv2d %in weights(dense<[[[[2.0]]], [[[3.0]]]]> : tensor<2x1x1x1xf32>) groups = 2 : !snn.spikes<2x1x1> -> tensor<2x1x1xf32>
  %1 = snn.conv2d %0 weights(dense<[[[[1.0]], [[5.0]]]]> : tensor<1x2x1x1xf32>) : tensor<2x1x1xf32> -> tensor<1x1x1xf32>
  %2 = snn.identity %in weights(dense<[2.0, 3.0]> : tensor<2xf32>) : !snn.spikes<2x1x1> -> tensor<2x1x1xf32>
  %3 = snn.conv2d %2 weights(dense<[[[[7.0]]], [[[11.0]]]]> : tensor<2x1x1x1xf32>) groups = 2 : tensor<2x1x1xf32> -> tensor<2x1x1xf32>
  snn.output %1, %3 : tensor<1x1x1xf32>, tensor<2x1x1xf32>
}

// -----

// The padding of the first one is part of the matrix.
// CHECK-LABEL: snn.network @flattened
snn.network @flattened(%in: !snn.spikes<1x1x2>) -> tensor<1xf32> {
  // CHECK-NEXT: [[F:%.+]] = snn.flatten %arg0 : !snn.spikes<1x1x2> -> !snn.spikes<2>
  // CHECK-NEXT: [[R:%.+]] = snn.linear [[F]] weights(dense<{{\[\[}}1.000000e+02, 2.000000e+02]]> : tensor<1x2xf32>) bias(dense<1.110000e+02> : tensor<1xf32>)
  // CHECK-NEXT: snn.output [[R]]
  %0 = snn.conv2d %in weights(dense<[[[[1.0, 2.0]]]]> : tensor<1x1x1x2xf32>) bias(dense<1.0> : tensor<1xf32>) stride = [1, 2] padding = [0, 0, 0, 1] : !snn.spikes<1x1x2> -> tensor<1x1x1xf32>
  %1 = snn.flatten %0 : tensor<1x1x1xf32> -> tensor<1xf32>
  %2 = snn.linear %1 weights(dense<[[100.0]]> : tensor<1x1xf32>) bias(dense<11.0> : tensor<1xf32>) : tensor<1xf32> -> tensor<1xf32>
  snn.output %2 : tensor<1xf32>
}

// -----

// Where the padding of the second one meets nothing, it is padding of both.
// CHECK-LABEL: snn.network @padded_pool
snn.network @padded_pool(%in: !snn.spikes<1x4x4>) -> tensor<1x3x3xf32> {
  // CHECK-NEXT: snn.conv2d %arg0 weights({{.*}} : tensor<1x1x6x6xf32>) stride = [2, 2] padding = [3, 3, 3, 3] : !snn.spikes<1x4x4> -> tensor<1x3x3xf32>
  %0 = snn.conv2d %in weights(dense<1.0> : tensor<1x1x2x2xf32>) stride = [2, 2] padding = [1, 1, 1, 1] : !snn.spikes<1x4x4> -> tensor<1x3x3xf32>
  %1 = snn.conv2d %0 weights(dense<1.0> : tensor<1x1x3x3xf32>) padding = [1, 1, 1, 1] : tensor<1x3x3xf32> -> tensor<1x3x3xf32>
  snn.output %1 : tensor<1x3x3xf32>
}

// -----

// What routes a current between two synapses.
// CHECK-LABEL: snn.network @routed
snn.network @routed(%in: !snn.spikes<1x1x4>) -> (tensor<1x1x1xf32>, tensor<1x1x2xf32>, tensor<1x1x4xf32>) {
  // CHECK-DAG: [[A:%.+]] = snn.conv2d %arg0 weights(dense<6.000000e+00> : tensor<1x1x1x4xf32>) : !snn.spikes<1x1x4> -> tensor<1x1x1xf32>
  // CHECK-DAG: [[C:%.+]] = snn.crop2d %arg0 cropping = [0, 1, 0, 1]
  // CHECK-DAG: [[B:%.+]] = snn.conv2d [[C]] weights(dense<6.000000e+00>
  // CHECK-DAG: [[D:%.+]] = snn.delay %arg0 steps = 2 : !snn.spikes<1x1x4>
  // CHECK-DAG: [[E:%.+]] = snn.conv2d [[D]] weights(dense<6.000000e+00>
  // CHECK: snn.output [[A]], [[B]], [[E]]
  %0 = snn.conv2d %in weights(dense<2.0> : tensor<1x1x1x1xf32>) : !snn.spikes<1x1x4> -> tensor<1x1x4xf32>
  %1 = snn.sum_pool2d %0 kernel = [1, 4] : tensor<1x1x4xf32> -> tensor<1x1x1xf32>
  %2 = snn.conv2d %1 weights(dense<3.0> : tensor<1x1x1x1xf32>) : tensor<1x1x1xf32> -> tensor<1x1x1xf32>
  %3 = snn.crop2d %0 cropping = [0, 1, 0, 1] : tensor<1x1x4xf32> -> tensor<1x1x2xf32>
  %4 = snn.conv2d %3 weights(dense<3.0> : tensor<1x1x1x1xf32>) : tensor<1x1x2xf32> -> tensor<1x1x2xf32>
  %5 = snn.delay %0 steps = 2 : tensor<1x1x4xf32> -> tensor<1x1x4xf32>
  %6 = snn.conv2d %5 weights(dense<3.0> : tensor<1x1x1x1xf32>) : tensor<1x1x4xf32> -> tensor<1x1x4xf32>
  snn.output %2, %4, %6 : tensor<1x1x1xf32>, tensor<1x1x2xf32>, tensor<1x1x4xf32>
}

// -----

// A bias where the second one pads with zeros, windows that would still meet pixels there, a bias before a delay.
// CHECK-LABEL: snn.network @left_apart
snn.network @left_apart(%in: !snn.spikes<1x2x2>) -> (tensor<1x2x2xf32>, tensor<1x2x2xf32>, tensor<1x2x2xf32>) {
  // CHECK-COUNT-2: snn.conv2d %{{[0-9]}} weights({{.*}}) padding = [1, 1, 1, 1] : tensor<
  // CHECK: snn.delay %{{.*}} : tensor<1x2x2xf32>
  %0 = snn.conv2d %in weights(dense<1.0> : tensor<1x1x1x1xf32>) bias(dense<1.0> : tensor<1xf32>) : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
  %1 = snn.conv2d %0 weights(dense<1.0> : tensor<1x1x3x3xf32>) padding = [1, 1, 1, 1] : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %2 = snn.conv2d %in weights(dense<1.0> : tensor<1x1x3x3xf32>) padding = [1, 1, 1, 1] : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
  %3 = snn.conv2d %2 weights(dense<1.0> : tensor<1x1x3x3xf32>) padding = [1, 1, 1, 1] : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  %4 = snn.delay %0 : tensor<1x2x2xf32> -> tensor<1x2x2xf32>
  snn.output %1, %3, %4 : tensor<1x2x2xf32>, tensor<1x2x2xf32>, tensor<1x2x2xf32>
}
