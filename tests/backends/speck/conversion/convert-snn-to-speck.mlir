// RUN: snn-opt %s "--pass-pipeline=builtin.module(snn-set-target{name=speck2b},convert-snn-to-speck)" --split-input-file | FileCheck %s

// A pool of the input is the sensor's, one between layers the destination's; a flattened map becomes a kernel of its size.
// CHECK-LABEL: speck.program @chain
// CHECK-SAME:  sensor {
// CHECK:       speck.input "input" [2, 8, 8] bound 2 to [#speck.route<core = [[A:[0-9]]], shift = 0, origin_y = 0, origin_x = 0, pooling_y = 2, pooling_x = 1, size_y = 4, size_x = 8>]
// CHECK-NEXT:  speck.layer @a [4, 4, 8] scale 1.000000e+00 deviations ["has a lower bound of -300 at the end of a step in the network, but the chip keeps to one of -600 at each event"]
// CHECK-NEXT:  speck.layer @b [3, 1, 1]
// CHECK-NEXT:  speck.core [[A]] of @a first 0 channels 4 step 1 input [2, 4, 8] stride [1, 1] padding [1, 1] threshold 300 low -600 bias [0, 0, 0, 0] weights dense<7> : tensor<4x2x3x3xi8> to [#speck.to<core = [[B:[0-9]]], pooling = 2, shift = 0>]
// Of two rows and four columns the kernel has four, with a padding that leaves one row.
// CHECK-NEXT:  speck.core [[B]] of @b first 0 channels 3 step 1 input [4, 2, 4] stride [1, 1] padding [1, 0] threshold 90 low -32768 monitor bias [0, 0, 0] weights dense_resource<b.weights> : tensor<3x4x4x4xi8> to []
// CHECK-NEXT:  speck.output "output" [3, 1, 1] of @b
// CHECK:       b.weights: "0x01000000{{(00000000030303030303030300000000)+}}"
snn.network @chain(%in: !snn.spikes<2x8x8> {snn.max_count = 2}) -> !snn.spikes<3> {
  %p = snn.sum_pool2d %in kernel = [2, 1] : !snn.spikes<2x8x8> -> !snn.spikes<2x4x8>
  %0 = snn.conv2d %p weights(dense<7> : tensor<4x2x3x3xi8>) padding = [1, 1, 1, 1] : !snn.spikes<2x4x8> -> tensor<4x4x8xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<300> : tensor<4xi32>) lower_bound(dense<-300> : tensor<4xi32>) max_count = 9 : tensor<4x4x8xi32> -> !snn.spikes<4x4x8>
  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<4x4x8> -> !snn.spikes<4x2x4>
  %3 = snn.flatten %2 : !snn.spikes<4x2x4> -> !snn.spikes<32>
  %4 = snn.linear %3 weights(dense<3> : tensor<3x32xi8>) : !snn.spikes<32> -> tensor<3xi32>
  %5 = snn.integrate_fire %4 layer = "b" threshold(dense<90> : tensor<3xi32>) max_count = 9 : tensor<3xi32> -> !snn.spikes<3>
  snn.output %5 : !snn.spikes<3>
}

// -----

// Kernels become square, dilation and groups zeros; a pool of windows that are not square becomes a part of the kernel.
// CHECK-LABEL: speck.program @kernels
// CHECK-SAME:  sensor {
// CHECK:       of @a first 0 channels 2 step 1 input [2, 6, 6] stride [1, 1] padding [0, 1] threshold 50 low -32768 bias [0, 0] weights dense<{{\[\[\[\[}}5, 0, 5], [0, 0, 0], [5, 0, 5]], {{\[\[}}0, 0, 0], [0, 0, 0], [0, 0, 0]]], {{\[\[\[}}0, 0, 0], [0, 0, 0], [0, 0, 0]], {{\[\[}}5, 0, 5], [0, 0, 0], [5, 0, 5]]]]> : tensor<2x2x3x3xi8>
// CHECK:       of @b first 0 channels 1 step 1 input [2, 4, 6] stride [4, 1] padding [1, 2] threshold 60 low -32768 monitor bias [0] weights dense<{{\[\[\[\[}}0, 0, 0, 0, 0], [0, 0, 9, 0, 0], [0, 0, 9, 0, 0], [0, 0, 9, 0, 0], [0, 0, 9, 0, 0]]
snn.network @kernels(%in: !snn.spikes<2x6x6> {snn.max_count = 1}) -> !snn.spikes<1x1x6> {
  %0 = snn.conv2d %in weights(dense<5> : tensor<2x1x2x2xi8>) padding = [0, 1, 0, 1] dilation = [2, 2] groups = 2 : !snn.spikes<2x6x6> -> tensor<2x4x6xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<2xi32>) max_count = 9 : tensor<2x4x6xi32> -> !snn.spikes<2x4x6>
  %2 = snn.sum_pool2d %1 kernel = [4, 1] : !snn.spikes<2x4x6> -> !snn.spikes<2x1x6>
  %3 = snn.conv2d %2 weights(dense<9> : tensor<1x2x1x1xi8>) : !snn.spikes<2x1x6> -> tensor<1x1x6xi32>
  %4 = snn.integrate_fire %3 layer = "b" threshold(dense<60> : tensor<1xi32>) max_count = 9 : tensor<1x1x6xi32> -> !snn.spikes<1x1x6>
  snn.output %4 : !snn.spikes<1x1x6>
}

// -----

// Layers side by side and residual sums are input channels of their own, which the shifts say.
// CHECK-LABEL: speck.program @branches
// CHECK-SAME:  {
// CHECK:       of @a {{.*}} to [#speck.to<core = [[C:[0-9]]], pooling = 1, shift = 0>]
// CHECK:       of @b {{.*}} to [#speck.to<core = [[C]], pooling = 1, shift = 4>]
// CHECK:       speck.core [[C]] of @c first 0 channels 2 step 1 input [8, 5, 5] {{.*}} weights dense<2> : tensor<2x8x1x1xi8>
snn.network @branches(%in: !snn.spikes<2x5x5> {snn.max_count = 1}) -> !snn.spikes<2x5x5> {
  %0 = snn.conv2d %in weights(dense<5> : tensor<4x2x1x1xi8>) : !snn.spikes<2x5x5> -> tensor<4x5x5xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<4xi32>) max_count = 9 : tensor<4x5x5xi32> -> !snn.spikes<4x5x5>
  %2 = snn.conv2d %in weights(dense<6> : tensor<4x2x1x1xi8>) : !snn.spikes<2x5x5> -> tensor<4x5x5xi32>
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<50> : tensor<4xi32>) max_count = 9 : tensor<4x5x5xi32> -> !snn.spikes<4x5x5>
  %4 = snn.merge %1, %3 : !snn.spikes<4x5x5>, !snn.spikes<4x5x5> -> !snn.spikes<4x5x5>
  %5 = snn.conv2d %4 weights(dense<2> : tensor<2x4x1x1xi8>) : !snn.spikes<4x5x5> -> tensor<2x5x5xi32>
  %6 = snn.integrate_fire %5 layer = "c" threshold(dense<50> : tensor<2xi32>) max_count = 9 : tensor<2x5x5xi32> -> !snn.spikes<2x5x5>
  snn.output %6 : !snn.spikes<2x5x5>
}

// -----

// A layer that no core holds is cut in two; both halves get every event, and lead to one core with other shifts.
// CHECK-LABEL: speck.program @cut
// CHECK:       of @a {{.*}} to [#speck.to<core = [[LOW:[56]]], pooling = 1, shift = 0>, #speck.to<core = [[HIGH:[56]]], pooling = 1, shift = 0>]
// CHECK:       speck.core [[LOW]] of @b first 0 channels 64 step 1 input [64, 3, 3] stride [1, 1] padding [0, 0] threshold 50 low -32768 bias {{.*}} weights dense<1> : tensor<64x64x3x3xi8> to [#speck.to<core = [[C:[0-9]]], pooling = 1, shift = 0>]
// CHECK:       speck.core [[HIGH]] of @b first 64 channels 56 step 1 {{.*}} weights dense<1> : tensor<56x64x3x3xi8> to [#speck.to<core = [[C]], pooling = 1, shift = 64>]
// CHECK:       speck.core [[C]] of @c first 0 channels 2 step 1 input [120, 1, 1]
snn.network @cut(%in: !snn.spikes<1x3x3> {snn.max_count = 1}) -> !snn.spikes<2x1x1> {
  %0 = snn.conv2d %in weights(dense<5> : tensor<64x1x1x1xi8>) : !snn.spikes<1x3x3> -> tensor<64x3x3xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<64xi32>) max_count = 9 : tensor<64x3x3xi32> -> !snn.spikes<64x3x3>
  %2 = snn.conv2d %1 weights(dense<1> : tensor<120x64x3x3xi8>) : !snn.spikes<64x3x3> -> tensor<120x1x1xi32>
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<50> : tensor<120xi32>) max_count = 9 : tensor<120x1x1xi32> -> !snn.spikes<120x1x1>
  %4 = snn.conv2d %3 weights(dense<2> : tensor<2x120x1x1xi8>) : !snn.spikes<120x1x1> -> tensor<2x1x1xi32>
  %5 = snn.integrate_fire %4 layer = "c" threshold(dense<50> : tensor<2xi32>) max_count = 9 : tensor<2x1x1xi32> -> !snn.spikes<2x1x1>
  snn.output %5 : !snn.spikes<2x1x1>
}

// -----

// What the chip does otherwise stands with the layer: a bound of 0, surplus, ticks; three channels are no sensor's.
// CHECK-LABEL: speck.program @deviations
// CHECK-NOT:   sensor {
// CHECK:       speck.layer @a [1, 1, 1] scale 1.000000e+00 deviations ["has a lower bound of 0 in the network, but the chip's is at most -1",
// CHECK-SAME:  "has a weight of 90 at a threshold of 50: an event makes one spike on the chip, and what is left waits for the next one",
// CHECK-SAME:  "has a bias, which the chip adds at each tick of its slow clock
// CHECK:       threshold 50 low -1 monitor bias [-3] weights dense<90> : tensor<1x3x1x1xi8> to []
snn.network @deviations(%in: !snn.spikes<3> {snn.max_count = 1}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<90> : tensor<1x3xi8>) bias(dense<-3> : tensor<1xi32>) : !snn.spikes<3> -> tensor<1xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<1xi32>) lower_bound(dense<0> : tensor<1xi32>) max_count = 9 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// Pools behind each other are one; what a crop of the input leaves out the host does not send, nor the sensor.
// CHECK-LABEL: speck.program @pools
// CHECK:       [#speck.route<core = {{[0-9]}}, shift = 0, origin_y = 1, origin_x = 2, pooling_y = 1, pooling_x = 1, size_y = 8, size_x = 8>]
// CHECK:       of @a {{.*}} to [#speck.to<core = {{[0-9]}}, pooling = 4, shift = 0>]
// CHECK:       of @b first 0 channels 1 step 1 input [1, 2, 2] stride [1, 1] padding [0, 0]
snn.network @pools(%in: !snn.spikes<1x10x10> {snn.max_count = 1}) -> !snn.spikes<1x2x2> {
  %crop = snn.crop2d %in cropping = [1, 2, 1, 0] : !snn.spikes<1x10x10> -> !snn.spikes<1x8x8>
  %0 = snn.conv2d %crop weights(dense<5> : tensor<1x1x1x1xi8>) : !snn.spikes<1x8x8> -> tensor<1x8x8xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x8x8xi32> -> !snn.spikes<1x8x8>
  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<1x8x8> -> !snn.spikes<1x4x4>
  %3 = snn.sum_pool2d %2 kernel = [2, 2] : !snn.spikes<1x4x4> -> !snn.spikes<1x2x2>
  %4 = snn.conv2d %3 weights(dense<5> : tensor<1x1x1x1xi8>) : !snn.spikes<1x2x2> -> tensor<1x2x2xi32>
  %5 = snn.integrate_fire %4 layer = "b" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1x2x2xi32> -> !snn.spikes<1x2x2>
  snn.output %5 : !snn.spikes<1x2x2>
}

// -----

// Three layers of one input are more than the sensor reaches; the host sends to each.
// CHECK-LABEL: speck.program @three
// CHECK-NOT:   sensor {
// CHECK:       speck.input "input" [1, 1, 1] bound 1 to [#speck.route<{{.*}}>, #speck.route<{{.*}}>, #speck.route<{{.*}}>]
// CHECK:       speck.output "output2" [1, 1, 1] of @c
snn.network @three(%in: !snn.spikes<1> {snn.max_count = 1}) -> (!snn.spikes<1>, !snn.spikes<1>, !snn.spikes<1>) {
  %0 = snn.linear %in weights(dense<5> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<1xi32>) max_count = 9 : tensor<1xi32> -> !snn.spikes<1>
  %2 = snn.integrate_fire %0 layer = "b" threshold(dense<60> : tensor<1xi32>) max_count = 9 : tensor<1xi32> -> !snn.spikes<1>
  %3 = snn.integrate_fire %0 layer = "c" threshold(dense<70> : tensor<1xi32>) max_count = 9 : tensor<1xi32> -> !snn.spikes<1>
  snn.output %1, %2, %3 : !snn.spikes<1>, !snn.spikes<1>, !snn.spikes<1>
}

// -----

// A first layer that is cut in two, and another: the halves count as two.
// CHECK-LABEL: speck.program @halves
// CHECK-NOT:   sensor {
// CHECK-COUNT-3: #speck.route<
// CHECK:       of @a first 0
// CHECK:       of @a first 32
snn.network @halves(%in: !snn.spikes<1x64x64> {snn.max_count = 1}) -> (!snn.spikes<40x64x32>, !snn.spikes<1x64x64>) {
  %0 = snn.conv2d %in weights(dense<5> : tensor<40x1x1x2xi8>) stride = [1, 2] : !snn.spikes<1x64x64> -> tensor<40x64x32xi32>
  %1 = snn.integrate_fire %0 layer = "a" threshold(dense<50> : tensor<40xi32>) max_count = 9 : tensor<40x64x32xi32> -> !snn.spikes<40x64x32>
  %2 = snn.conv2d %in weights(dense<5> : tensor<1x1x1x1xi8>) : !snn.spikes<1x64x64> -> tensor<1x64x64xi32>
  %3 = snn.integrate_fire %2 layer = "b" threshold(dense<60> : tensor<1xi32>) max_count = 9 : tensor<1x64x64xi32> -> !snn.spikes<1x64x64>
  snn.output %1, %3 : !snn.spikes<40x64x32>, !snn.spikes<1x64x64>
}
