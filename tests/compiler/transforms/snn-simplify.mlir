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
