// RUN: snn-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: snn.network @nothing_to_do
// CHECK-NEXT:    snn.output %arg0, %arg1, %arg1
snn.network @nothing_to_do(%s: !snn.spikes<8>, %c: tensor<2x4x4xf32>) -> (!snn.spikes<8>, tensor<2x4x4xf32>, tensor<2x4x4xf32>) {
  %0 = snn.flatten %s : !snn.spikes<8> -> !snn.spikes<8>
  %1 = snn.sum_pool2d %c kernel = [1, 1] : tensor<2x4x4xf32> -> tensor<2x4x4xf32>
  %2 = snn.identity %c weights(dense<1.0> : tensor<2xf32>) bias(dense<0.0> : tensor<2xf32>) : tensor<2x4x4xf32> -> tensor<2x4x4xf32>
  snn.output %0, %1, %2 : !snn.spikes<8>, tensor<2x4x4xf32>, tensor<2x4x4xf32>
}

// A pool of single pixels with a stride drops pixels, an identity that weights does something, and one from spikes
// makes the current.
// CHECK-LABEL: snn.network @something_to_do
// CHECK:         snn.sum_pool2d %arg0 kernel = [1, 1] stride = [2, 2]
// CHECK:         snn.identity %arg0 weights(dense<2.000000e+00> : tensor<2xf32>) : tensor
// CHECK:         snn.identity %arg1 : !snn.spikes<2x4x4>
snn.network @something_to_do(%c: tensor<2x4x4xf32>, %s: !snn.spikes<2x4x4>) -> (tensor<2x2x2xf32>, tensor<2x4x4xf32>, tensor<2x4x4xf32>) {
  %1 = snn.sum_pool2d %c kernel = [1, 1] stride = [2, 2] : tensor<2x4x4xf32> -> tensor<2x2x2xf32>
  %2 = snn.identity %c weights(dense<2.0> : tensor<2xf32>) : tensor<2x4x4xf32> -> tensor<2x4x4xf32>
  %3 = snn.identity %s weights(dense<1.0> : tensor<2xf32>) : !snn.spikes<2x4x4> -> tensor<2x4x4xf32>
  snn.output %1, %2, %3 : tensor<2x2x2xf32>, tensor<2x4x4xf32>, tensor<2x4x4xf32>
}

// CHECK-LABEL: snn.network @defaults
// CHECK:         snn.linear %arg0 weights(dense<1.000000e+00> : tensor<4x8xf32>) : !snn.spikes<8>
// CHECK:         snn.linear %arg0 weights(dense<2.000000e+00> : tensor<4x8xf32>) bias({{.*}}) : !snn.spikes<8>
// CHECK:         snn.conv2d %arg1 weights(dense<1> : tensor<1x2x2x2xi8>) : !snn.spikes<2x4x4>
// CHECK:         snn.sum_pool2d %arg1 kernel = [2, 2] : !snn.spikes<2x4x4>
snn.network @defaults(%s: !snn.spikes<8>, %m: !snn.spikes<2x4x4>) -> (tensor<4xf32>, tensor<4xf32>, tensor<1x3x3xi16>, !snn.spikes<2x2x2>) {
  %0 = snn.linear %s weights(dense<1.0> : tensor<4x8xf32>) bias(dense<0.0> : tensor<4xf32>) : !snn.spikes<8> -> tensor<4xf32>
  %1 = snn.linear %s weights(dense<2.0> : tensor<4x8xf32>) bias(dense<[0.0, 0.0, 0.0, 1.0]> : tensor<4xf32>) : !snn.spikes<8> -> tensor<4xf32>
  %2 = snn.conv2d %m weights(dense<1> : tensor<1x2x2x2xi8>) bias(dense<0> : tensor<1xi16>) : !snn.spikes<2x4x4> -> tensor<1x3x3xi16>
  %3 = snn.sum_pool2d %m kernel = [2, 2] stride = [2, 2] : !snn.spikes<2x4x4> -> !snn.spikes<2x2x2>
  snn.output %0, %1, %2, %3 : tensor<4xf32>, tensor<4xf32>, tensor<1x3x3xi16>, !snn.spikes<2x2x2>
}

// CHECK-LABEL: snn.network @subtract
// CHECK:         snn.integrate_fire %arg0 threshold(dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>) : tensor
// CHECK:         snn.integrate_fire %arg0 threshold(dense<1.000000e+00> : tensor<2xf32>) subtract(
snn.network @subtract(%c: tensor<2xf32>) -> (!snn.spikes<2>, !snn.spikes<2>) {
  %0 = snn.integrate_fire %c threshold(dense<[1.0, 2.0]> : tensor<2xf32>) subtract(dense<[1.0, 2.0]> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  %1 = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) subtract(dense<[1.0, 2.0]> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %0, %1 : !snn.spikes<2>, !snn.spikes<2>
}

// CHECK-LABEL: snn.network @branches
// CHECK-NEXT:    %[[D:.*]] = snn.delay %arg0 steps = 6
// CHECK-NEXT:    snn.output %arg0, %[[D]]
snn.network @branches(%s: !snn.spikes<8>) -> (!snn.spikes<8>, !snn.spikes<8>) {
  %0 = snn.concatenate %s : !snn.spikes<8> -> !snn.spikes<8>
  %1 = snn.delay %s steps = 3 : !snn.spikes<8> -> !snn.spikes<8>
  %2 = snn.delay %1 : !snn.spikes<8> -> !snn.spikes<8>
  %3 = snn.delay %2 steps = 2 : !snn.spikes<8> -> !snn.spikes<8>
  snn.output %0, %3 : !snn.spikes<8>, !snn.spikes<8>
}

// More steps than a delay may have stay two delays.
// CHECK-LABEL: snn.network @long_delays
// CHECK:         snn.delay %arg0 steps = 65535
// CHECK:         snn.delay %{{.*}} :
snn.network @long_delays(%s: !snn.spikes<8>) -> !snn.spikes<8> {
  %0 = snn.delay %s steps = 65535 : !snn.spikes<8> -> !snn.spikes<8>
  %1 = snn.delay %0 : !snn.spikes<8> -> !snn.spikes<8>
  snn.output %1 : !snn.spikes<8>
}

// CHECK-LABEL: snn.network @pools
// CHECK-DAG:     %[[C:.*]] = snn.crop2d %arg0 cropping = [3, 1, 1, 2] : !snn.spikes<2x8x8> -> !snn.spikes<2x4x5>
// CHECK-DAG:     %[[S:.*]] = snn.sum_pool2d %arg0 kernel = [2, 2] : !snn.spikes<2x8x8> -> !snn.spikes<2x4x4>
// CHECK-DAG:     %[[O:.*]] = snn.sum_pool2d %arg0 kernel = [3, 3] ceil_mode : !snn.spikes<2x8x8> -> tensor<2x3x3xf32>
// CHECK-DAG:     %[[I:.*]] = snn.identity %arg0 : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
// CHECK-DAG:     %[[M:.*]] = snn.spiking_max_pool2d %arg0 kernel = [2, 4] : !snn.spikes<2x8x8> -> !snn.spikes<2x4x2>
// CHECK:         snn.output %arg0, %[[C]], %[[S]], %[[O]], %[[I]], %arg1, %[[M]]
snn.network @pools(%s: !snn.spikes<2x8x8>, %t: tensor<2x8x8xf32>)
    -> (!snn.spikes<2x8x8>, !snn.spikes<2x4x5>, !snn.spikes<2x4x4>, tensor<2x3x3xf32>, tensor<2x8x8xf32>, tensor<2x8x8xf32>, !snn.spikes<2x4x2>) {
  %0 = snn.crop2d %s cropping = [0, 0, 0, 0] : !snn.spikes<2x8x8> -> !snn.spikes<2x8x8>
  %1 = snn.crop2d %s cropping = [1, 0, 1, 2] : !snn.spikes<2x8x8> -> !snn.spikes<2x6x6>
  %2 = snn.crop2d %1 cropping = [2, 1, 0, 0] : !snn.spikes<2x6x6> -> !snn.spikes<2x4x5>
  %3 = snn.sum_pool2d %s kernel = [2, 2] ceil_mode : !snn.spikes<2x8x8> -> !snn.spikes<2x4x4>
  %4 = snn.sum_pool2d %s kernel = [3, 3] stride = [3, 3] ceil_mode : !snn.spikes<2x8x8> -> tensor<2x3x3xf32>
  %5 = snn.avg_pool2d %s kernel = [1, 1] : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
  %6 = snn.avg_pool2d %t kernel = [1, 1] : tensor<2x8x8xf32> -> tensor<2x8x8xf32>
  %7 = snn.spiking_max_pool2d %s kernel = [2, 4] stride = [2, 4] : !snn.spikes<2x8x8> -> !snn.spikes<2x4x2>
  snn.output %0, %2, %3, %4, %5, %6, %7 : !snn.spikes<2x8x8>, !snn.spikes<2x4x5>, !snn.spikes<2x4x4>, tensor<2x3x3xf32>, tensor<2x8x8xf32>, tensor<2x8x8xf32>, !snn.spikes<2x4x2>
}

// A rectifier that quantises gives whole numbers, one that does not gives others.
// CHECK-LABEL: snn.network @analogue
// CHECK-DAG:     %[[R:.*]] = snn.relu %arg0
// CHECK-DAG:     %[[Q:.*]] = snn.quantize %arg0
// CHECK-DAG:     %[[N:.*]] = snn.neuromorphic_relu %[[R]] :
// CHECK-DAG:     %[[P:.*]] = snn.neuromorphic_relu %arg0 {quantize = false}
// CHECK-DAG:     %[[W:.*]] = snn.quantize %[[P]]
// CHECK:         snn.output %[[R]], %[[Q]], %[[N]], %[[N]], %[[W]]
snn.network @analogue(%t: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0 = snn.relu %t : tensor<2xf32> -> tensor<2xf32>
  %1 = snn.relu %0 : tensor<2xf32> -> tensor<2xf32>
  %2 = snn.quantize %t : tensor<2xf32> -> tensor<2xf32>
  %3 = snn.quantize %2 : tensor<2xf32> -> tensor<2xf32>
  %4 = snn.neuromorphic_relu %1 : tensor<2xf32> -> tensor<2xf32>
  %5 = snn.quantize %4 : tensor<2xf32> -> tensor<2xf32>
  %6 = snn.relu %4 : tensor<2xf32> -> tensor<2xf32>
  %7 = snn.neuromorphic_relu %t {quantize = false} : tensor<2xf32> -> tensor<2xf32>
  %8 = snn.quantize %7 : tensor<2xf32> -> tensor<2xf32>
  snn.output %1, %3, %5, %6, %8 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}
