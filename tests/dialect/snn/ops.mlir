// RUN: snn-opt %s --split-input-file --allow-unregistered-dialect --verify-roundtrip | FileCheck %s
// The examples of the operations' descriptions, and the forms that they do not show.

// CHECK-LABEL: snn.network @digits(%arg0: !snn.spikes<2x34x34> {snn.max_count = 15 : i64, snn.name = "input"}) -> !snn.spikes<2x34x34>
// CHECK-SAME:    attributes {snn.step_us = 1000 : i64, snn.steps = 300 : i64}
snn.network @digits(%in: !snn.spikes<2x34x34> {snn.max_count = 15, snn.name = "input"}) -> !snn.spikes<2x34x34>
    attributes {snn.step_us = 1000, snn.steps = 300} {
  // CHECK: snn.output %arg0 : !snn.spikes<2x34x34>
  snn.output %in : !snn.spikes<2x34x34>
}

// CHECK-LABEL: snn.network @passthrough
snn.network @passthrough(%in: !snn.spikes<10>) -> !snn.spikes<10> {
  snn.output %in : !snn.spikes<10>
}

// CHECK-LABEL: snn.network @several(%arg0: !snn.spikes<3>, %arg1: tensor<4xf32>) -> (tensor<4xf32>, !snn.spikes<3, signed> {snn.name = "out"})
snn.network @several(%a: !snn.spikes<3>, %b: tensor<4xf32>) -> (tensor<4xf32>, !snn.spikes<3, signed> {snn.name = "out"}) {
  // A graph region: a value may be used above its definition.
  // CHECK-NEXT: snn.flatten %[[F:.*]] : !snn.spikes<3, signed>
  // CHECK-NEXT: %[[F]] = snn.flatten
  %f = snn.flatten %g : !snn.spikes<3, signed> -> !snn.spikes<3, signed>
  %g = snn.flatten %h : !snn.spikes<1x3, signed> -> !snn.spikes<3, signed>
  %h = "test.source"() : () -> !snn.spikes<1x3, signed>
  snn.output %b, %f : tensor<4xf32>, !snn.spikes<3, signed>
}

// -----

// CHECK-LABEL: snn.network @synapses
snn.network @synapses(%spikes: !snn.spikes<2x8x8>, %flat: !snn.spikes<64>, %current: tensor<4x6x6xf32>) -> () {
  // CHECK: snn.identity %arg0 : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
  %0 = snn.identity %spikes : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
  // CHECK: snn.identity %arg0 weights(dense<[5.000000e-01, 2.000000e+00]> : tensor<2xf32>) bias(dense<1.000000e-01> : tensor<2xf32>) :
  %1 = snn.identity %spikes weights(dense<[0.5, 2.0]> : tensor<2xf32>) bias(dense<0.1> : tensor<2xf32>)
         : !snn.spikes<2x8x8> -> tensor<2x8x8xf32>
  // CHECK: snn.conv2d %arg0 weights(dense<5.000000e-01> : tensor<4x2x3x3xf32>) : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  %2 = snn.conv2d %spikes weights(dense<0.5> : tensor<4x2x3x3xf32>) : !snn.spikes<2x8x8> -> tensor<4x6x6xf32>
  // CHECK: snn.conv2d %arg0 weights(dense<1> : tensor<4x1x2x2xi8>) bias(dense<3> : tensor<4xi16>) stride = [2, 2] padding = [0, 0, 1, 1] dilation = [2, 2] groups = 2 : !snn.spikes<2x8x8> -> tensor<4x4x4xi16>
  %3 = snn.conv2d %spikes weights(dense<1> : tensor<4x1x2x2xi8>) bias(dense<3> : tensor<4xi16>) stride = [2, 2]
         padding = [0, 0, 1, 1] dilation = [2, 2] groups = 2 : !snn.spikes<2x8x8> -> tensor<4x4x4xi16>
  // CHECK: snn.linear %arg1 weights(dense<5.000000e-01> : tensor<10x64xf32>) bias(dense<0.000000e+00> : tensor<10xf32>) : !snn.spikes<64> -> tensor<10xf32>
  %4 = snn.linear %flat weights(dense<0.5> : tensor<10x64xf32>) bias(dense<0.0> : tensor<10xf32>)
         : !snn.spikes<64> -> tensor<10xf32>
  // A tensor is an analogue source. The width of integers is that of the arithmetic.
  // CHECK: snn.conv2d %arg2 {{.*}} {note = 1 : i64} : tensor<4x6x6xf32> -> tensor<1x6x6xf32>
  %5 = snn.conv2d %current weights(dense<0.5> : tensor<1x4x1x1xf32>) {note = 1} : tensor<4x6x6xf32> -> tensor<1x6x6xf32>
  // CHECK: snn.linear %arg1 weights(dense<1> : tensor<2x64xi8>) : !snn.spikes<64> -> tensor<2xi32>
  %6 = snn.linear %flat weights(dense<1> : tensor<2x64xi8>) : !snn.spikes<64> -> tensor<2xi32>
  // CHECK: snn.linear %arg1 weights(dense_resource<w> : tensor<2x64xi8>) : !snn.spikes<64> -> tensor<2xi16>
  %7 = snn.linear %flat weights(dense_resource<w> : tensor<2x64xi8>) : !snn.spikes<64> -> tensor<2xi16>
  snn.output
}

{-#
  dialect_resources: {
    builtin: {
      w: "0x01000000000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3FFFFEFDFCFBFAF9F8F7F6F5F4F3F2F1F0EFEEEDECEBEAE9E8E7E6E5E4E3E2E1E0DFDEDDDCDBDAD9D8D7D6D5D4D3D2D1D0CFCECDCCCBCAC9C8C7C6C5C4C3C2C1C0"
    }
  }
#-}

// -----

// CHECK-LABEL: snn.network @pools
snn.network @pools(%spikes: !snn.spikes<4x6x6>, %signed: !snn.spikes<4x3x3, signed>, %current: tensor<4x6x6xf32>) -> () {
  // CHECK: snn.sum_pool2d %arg0 kernel = [2, 2] : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
  %0 = snn.sum_pool2d %spikes kernel = [2, 2] : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
  // CHECK: snn.sum_pool2d %arg2 kernel = [3, 3] stride = [1, 1] : tensor<4x6x6xf32> -> tensor<4x4x4xf32>
  %1 = snn.sum_pool2d %current kernel = [3, 3] stride = [1, 1] : tensor<4x6x6xf32> -> tensor<4x4x4xf32>
  // CHECK: snn.sum_pool2d %arg1 kernel = [1, 2] stride = [2, 1] : !snn.spikes<4x3x3, signed> -> !snn.spikes<4x2x2, signed>
  %2 = snn.sum_pool2d %signed kernel = [1, 2] stride = [2, 1] : !snn.spikes<4x3x3, signed> -> !snn.spikes<4x2x2, signed>
  // CHECK: snn.flatten %{{.*}} : !snn.spikes<4x3x3> -> !snn.spikes<36>
  %3 = snn.flatten %0 : !snn.spikes<4x3x3> -> !snn.spikes<36>
  snn.output
}

// -----

// CHECK-LABEL: snn.network @branches
snn.network @branches(%a: !snn.spikes<4x6x6>, %b: !snn.spikes<4x6x6>, %e: !snn.spikes<2x6x6>, %c: tensor<8xf32>, %d: tensor<8xf32>, %f: tensor<3xf32>) -> () {
  // CHECK: snn.merge %arg0, %arg1 : !snn.spikes<4x6x6>, !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
  %0 = snn.merge %a, %b : !snn.spikes<4x6x6>, !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
  // CHECK: snn.merge %arg3, %arg4, %arg3 : tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<8xf32>
  %1 = snn.merge %c, %d, %c : tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<8xf32>
  // CHECK: snn.concatenate %arg0, %arg2 : !snn.spikes<4x6x6>, !snn.spikes<2x6x6> -> !snn.spikes<6x6x6>
  %2 = snn.concatenate %a, %e : !snn.spikes<4x6x6>, !snn.spikes<2x6x6> -> !snn.spikes<6x6x6>
  // CHECK: snn.concatenate %arg3, %arg5 : tensor<8xf32>, tensor<3xf32> -> tensor<11xf32>
  %3 = snn.concatenate %c, %f : tensor<8xf32>, tensor<3xf32> -> tensor<11xf32>
  // CHECK: snn.delay %arg0 : !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
  %4 = snn.delay %a steps = 1 : !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
  // CHECK: snn.delay %arg0 steps = 3 : !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
  %5 = snn.delay %a steps = 3 : !snn.spikes<4x6x6> -> !snn.spikes<4x6x6>
  snn.output
}

// CHECK-LABEL: snn.network @recurrent
snn.network @recurrent(%in: !snn.spikes<8>) -> !snn.spikes<8> {
  // A cycle is legal through a delay.
  %0 = snn.linear %in weights(dense<1.0> : tensor<8x8xf32>) : !snn.spikes<8> -> tensor<8xf32>
  %1 = snn.linear %4 weights(dense<1.0> : tensor<8x8xf32>) : !snn.spikes<8> -> tensor<8xf32>
  // CHECK: snn.merge
  %2 = snn.merge %0, %1 : tensor<8xf32>, tensor<8xf32> -> tensor<8xf32>
  %3 = snn.integrate_fire %2 threshold(dense<1.0> : tensor<8xf32>) : tensor<8xf32> -> !snn.spikes<8>
  // CHECK: snn.delay
  %4 = snn.delay %3 : !snn.spikes<8> -> !snn.spikes<8>
  snn.output %3 : !snn.spikes<8>
}

// -----

// CHECK-LABEL: snn.network @neurons
snn.network @neurons(%c: tensor<4x6x6xf32>, %i: tensor<4x6x6xi16>) -> () {
  // CHECK: snn.integrate_fire %arg0 layer = "conv1" threshold(dense<1.000000e+00> : tensor<4xf32>) lower_bound(dense<-1.000000e+00> : tensor<4xf32>) : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
  %0 = snn.integrate_fire %c layer = "conv1" threshold(dense<1.0> : tensor<4xf32>)
         lower_bound(dense<-1.0> : tensor<4xf32>) : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
  // CHECK: snn.integrate_fire %arg0 threshold(dense<1.000000e+00> : tensor<4xf32>) reset = zero compare = gt spikes = one : tensor
  %1 = snn.integrate_fire %c threshold(dense<1.0> : tensor<4xf32>) reset = zero compare = gt spikes = one
         : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
  // CHECK: snn.integrate_fire %arg1 threshold(dense<[100, 90, 80, 70]> : tensor<4xi16>) subtract(dense<50> : tensor<4xi16>) max_count = 3 upper = 20000 scale(dense<6.400000e+01> : tensor<4xf32>) : tensor
  %2 = snn.integrate_fire %i threshold(dense<[100, 90, 80, 70]> : tensor<4xi16>) subtract(dense<50> : tensor<4xi16>)
         max_count = 3 upper = 20000 scale(dense<64.0> : tensor<4xf32>) : tensor<4x6x6xi16> -> !snn.spikes<4x6x6>
  // What is written out but is the default is not printed.
  // CHECK: snn.integrate_fire %arg0 layer = "2.if" threshold(dense<1.000000e+00> : tensor<4xf32>) : tensor
  %3 = snn.integrate_fire %c layer = "2.if" threshold(dense<1.0> : tensor<4xf32>) reset = subtract compare = ge
         spikes = many : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
  // CHECK: snn.integrate_fire %arg0 threshold(dense<1.000000e+00> : tensor<4xf32>) signed_spikes : tensor<4x6x6xf32> -> !snn.spikes<4x6x6, signed>
  %4 = snn.integrate_fire %c threshold(dense<1.0> : tensor<4xf32>) signed_spikes
         : tensor<4x6x6xf32> -> !snn.spikes<4x6x6, signed>
  // CHECK: snn.integrate_fire %arg1 threshold(dense<100> : tensor<4xi16>) decay(dense<3890> : tensor<4xi16>) current_decay(dense<3072> : tensor<4xi16>) : tensor
  %5 = snn.integrate_fire %i threshold(dense<100> : tensor<4xi16>) decay(dense<3890> : tensor<4xi16>)
         current_decay(dense<3072> : tensor<4xi16>) : tensor<4x6x6xi16> -> !snn.spikes<4x6x6>
  // CHECK: snn.integrate %arg0 layer = "readout" decay(dense<0.899999976> : tensor<4xf32>) : tensor<4x6x6xf32>
  %6 = snn.integrate %c layer = "readout" decay(dense<0.9> : tensor<4xf32>) : tensor<4x6x6xf32>
  // CHECK: snn.integrate %arg1 decay(dense<3686> : tensor<4xi16>) current_decay(dense<2048> : tensor<4xi16>) range(dense<20000> : tensor<4xi16>) scale(dense<6.400000e+01> : tensor<4xf32>) : tensor<4x6x6xi16>
  %7 = snn.integrate %i decay(dense<3686> : tensor<4xi16>) current_decay(dense<2048> : tensor<4xi16>)
         range(dense<20000> : tensor<4xi16>) scale(dense<64.0> : tensor<4xf32>) : tensor<4x6x6xi16>
  snn.output
}

// -----

// CHECK-LABEL: snn.network @leaky
snn.network @leaky(%c: tensor<4x6x6xf32>, %row: !snn.spikes<2x8>) -> () {
  // CHECK: snn.leaky_integrate %arg0 layer = "readout" dt = 1.000000e-03 decay = exact tau(dense<2.000000e-02> : tensor<4xf32>) : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  %0 = snn.leaky_integrate %c layer = "readout" dt = 1.000000e-03 decay = exact tau(dense<0.02> : tensor<4xf32>)
         : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  // CHECK: snn.leaky_integrate %arg0 order = after_output unscaled tau(dense<5.000000e+00> : tensor<4xf32>) leak(dense<1.000000e-01> : tensor<4xf32>) : tensor
  %1 = snn.leaky_integrate %c order = after_output unscaled tau(dense<5.0> : tensor<4xf32>)
         leak(dense<0.1> : tensor<4xf32>) : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  // CHECK: snn.leaky_integrate_fire %arg0 layer = "lif" tau(dense<5.000000e+00> : tensor<4xf32>) threshold(dense<1.000000e+00> : tensor<4xf32>) reset = zero compare = gt spikes = one reset_potential(dense<-2.500000e-01> : tensor<4xf32>) : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
  %2 = snn.leaky_integrate_fire %c layer = "lif" tau(dense<5.0> : tensor<4xf32>) threshold(dense<1.0> : tensor<4xf32>)
         reset = zero compare = gt spikes = one reset_potential(dense<-0.25> : tensor<4xf32>)
         : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
  // CHECK: snn.leaky_integrate_fire %arg0 decay = exact unscaled tau(dense<5.000000e+00> : tensor<4xf32>) threshold(dense<1.000000e+00> : tensor<4x6x6xf32>) lower_bound(dense<-1.000000e+00> : tensor<4xf32>) delayed_reset : tensor
  %3 = snn.leaky_integrate_fire %c decay = exact unscaled tau(dense<5.0> : tensor<4xf32>)
         threshold(dense<1.0> : tensor<4x6x6xf32>) lower_bound(dense<-1.0> : tensor<4xf32>) delayed_reset
         : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
  // CHECK: snn.threshold %arg0 threshold(dense<3.000000e-01> : tensor<4xf32>) compare = gt : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
  %4 = snn.threshold %c threshold(dense<0.3> : tensor<4xf32>) compare = gt : tensor<4x6x6xf32> -> !snn.spikes<4x6x6>
  // CHECK: snn.conv2d %arg1 weights(dense<5.000000e-01> : tensor<4x2x1x3xf32>) : !snn.spikes<2x8> -> tensor<4x6xf32>
  %5 = snn.conv2d %row weights(dense<0.5> : tensor<4x2x1x3xf32>) : !snn.spikes<2x8> -> tensor<4x6xf32>
  // CHECK: snn.delay %arg0 : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  %6 = snn.delay %c : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  snn.output
}

// -----

// CHECK-LABEL: snn.network @windows
snn.network @windows(%spikes: !snn.spikes<4x6x6>, %current: tensor<4x6x6xf32>) -> () {
  // CHECK: snn.sum_pool2d %arg0 kernel = [4, 4] ceil_mode : !snn.spikes<4x6x6> -> tensor<4x2x2xf32>
  %0 = snn.sum_pool2d %spikes kernel = [4, 4] ceil_mode : !snn.spikes<4x6x6> -> tensor<4x2x2xf32>
  // Full windows are spikes whether or not the extent is rounded up.
  // CHECK: snn.sum_pool2d %arg0 kernel = [2, 2] stride = [4, 4] ceil_mode : !snn.spikes<4x6x6> -> !snn.spikes<4x2x2>
  %1 = snn.sum_pool2d %spikes kernel = [2, 2] stride = [4, 4] ceil_mode : !snn.spikes<4x6x6> -> !snn.spikes<4x2x2>
  // CHECK: snn.spiking_max_pool2d %arg0 kernel = [2, 2] {layer = "pool"} : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
  %2 = snn.spiking_max_pool2d %spikes kernel = [2, 2] {layer = "pool"} : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
  // CHECK: snn.spiking_max_pool2d %arg0 kernel = [3, 3] stride = [2, 2] padding = [1, 1, 1, 1] : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
  %3 = snn.spiking_max_pool2d %spikes kernel = [3, 3] stride = [2, 2] padding = [1, 1, 1, 1]
         : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
  // CHECK: snn.crop2d %arg0 cropping = [1, 0, 2, 3] : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
  %4 = snn.crop2d %spikes cropping = [1, 0, 2, 3] : !snn.spikes<4x6x6> -> !snn.spikes<4x3x3>
  // CHECK: snn.crop2d %arg1 cropping = [0, 0, 0, 1] : tensor<4x6x6xf32> -> tensor<4x6x5xf32>
  %5 = snn.crop2d %current cropping = [0, 0, 0, 1] : tensor<4x6x6xf32> -> tensor<4x6x5xf32>
  // CHECK: snn.avg_pool2d %arg0 kernel = [2, 2] : !snn.spikes<4x6x6> -> tensor<4x3x3xf32>
  %6 = snn.avg_pool2d %spikes kernel = [2, 2] : !snn.spikes<4x6x6> -> tensor<4x3x3xf32>
  // CHECK: snn.avg_pool2d %arg1 kernel = [4, 4] stride = [2, 3] ceil_mode : tensor<4x6x6xf32> -> tensor<4x2x2xf32>
  %7 = snn.avg_pool2d %current kernel = [4, 4] stride = [2, 3] ceil_mode : tensor<4x6x6xf32> -> tensor<4x2x2xf32>
  snn.output
}

// -----

// CHECK-LABEL: snn.network @analogue
snn.network @analogue(%current: tensor<4x6x6xf32>) -> () {
  // CHECK: snn.batch_norm2d %arg0 mean(dense<5.000000e-01> : tensor<4xf32>) variance(dense<2.000000e+00> : tensor<4xf32>) weights(dense<1.500000e+00> : tensor<4xf32>) bias(dense<1.000000e-01> : tensor<4xf32>) epsilon = 1.000000e-03 : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  %0 = snn.batch_norm2d %current mean(dense<0.5> : tensor<4xf32>) variance(dense<2.0> : tensor<4xf32>)
         weights(dense<1.5> : tensor<4xf32>) bias(dense<0.1> : tensor<4xf32>) epsilon = 1.0e-3
         : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  // CHECK: snn.batch_norm2d %arg0 mean(dense<0.000000e+00> : tensor<4xf32>) variance(dense<0.000000e+00> : tensor<4xf32>) : tensor
  %1 = snn.batch_norm2d %current mean(dense<0.0> : tensor<4xf32>) variance(dense<0.0> : tensor<4xf32>)
         epsilon = 1.0e-5 : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  // CHECK: snn.relu %arg0 : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  %2 = snn.relu %current : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  // CHECK: snn.neuromorphic_relu %arg0 : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  %3 = snn.neuromorphic_relu %current : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  // CHECK: snn.neuromorphic_relu %arg0 {fanout = 9 : i64, layer = "relu1", stochastic_rounding = true} : tensor
  %4 = snn.neuromorphic_relu %current {fanout = 9, layer = "relu1", stochastic_rounding = true}
         : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  // CHECK: snn.quantize %arg0 : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  %5 = snn.quantize %current : tensor<4x6x6xf32> -> tensor<4x6x6xf32>
  snn.output
}

// -----

// CHECK-LABEL: snn.network @image
snn.network @image(%image: tensor<1x28x28xf32> {snn.name = "input"}) -> !snn.spikes<28x28> {
  // CHECK: snn.img2spike %arg0 {max_rate = 5.000000e+02 : f64, squeeze, tw = 20 : i64} : tensor<1x28x28xf32> -> !snn.spikes<28x28>
  %0 = snn.img2spike %image {max_rate = 500.0, squeeze, tw = 20} : tensor<1x28x28xf32> -> !snn.spikes<28x28>
  snn.output %0 : !snn.spikes<28x28>
}
// CHECK-LABEL: snn.network @signed_pixel
snn.network @signed_pixel(%image: tensor<1x1xf32>) -> !snn.spikes<1, signed> {
  // CHECK: snn.img2spike %arg0 {negative_spikes, squeeze} : tensor<1x1xf32> -> !snn.spikes<1, signed>
  %0 = snn.img2spike %image {negative_spikes, squeeze} : tensor<1x1xf32> -> !snn.spikes<1, signed>
  snn.output %0 : !snn.spikes<1, signed>
}
// CHECK-LABEL: snn.network @signal
snn.network @signal(%x: tensor<3xf32> {snn.name = "input"}) -> !snn.spikes<3> {
  // CHECK: snn.sig2spike %arg0 {norm_level = 2.000000e+00 : f64, tw = 4 : i64} : tensor<3xf32> -> !snn.spikes<3>
  %0 = snn.sig2spike %x {norm_level = 2.0, tw = 4} : tensor<3xf32> -> !snn.spikes<3>
  snn.output %0 : !snn.spikes<3>
}
// CHECK-LABEL: snn.network @current
snn.network @current(%x: tensor<3xf32> {snn.name = "input"}) -> tensor<3xf32> {
  // CHECK: snn.sig2spike %arg0 {spk_out = false} : tensor<3xf32> -> tensor<3xf32>
  %0 = snn.sig2spike %x {spk_out = false} : tensor<3xf32> -> tensor<3xf32>
  snn.output %0 : tensor<3xf32>
}
