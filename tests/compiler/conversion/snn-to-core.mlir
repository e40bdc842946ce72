// RUN: snn-opt %s --core-set-target --convert-snn-to-core --split-input-file | FileCheck %s

// CHECK-LABEL: core.program @layers target(<name = "mesh4x4"
snn.network @layers(%in: !snn.spikes<1x8x8> {snn.name = "events", snn.max_count = 7}) -> !snn.spikes<3> {
  // CHECK: %[[IN:.*]] = core.source "events" bound 7 : !core.events<1x8x8>
  // CHECK: core.layer @spike [2, 7, 7] max_count 4 upper 15622
  // CHECK: %[[A:.*]] = core.population @spike origin [0, 0, 0] threshold [254, 764] bias [3, -4] {
  // CHECK-NEXT: core.port(%[[IN]]) edges [#core.edge<low = [0, 0, 0], high = [0, 7, 7], offset = [0, 0, 0], shift = [0, 0]>]
  // CHECK-SAME: kernel [3, 3] stride [1, 1] offset [1, 0] weights dense<127> : tensor<2x1x3x3xi8>
  %0 = snn.conv2d %in weights(dense<127> : tensor<2x1x3x3xi8>) bias(dense<[3, -4]> : tensor<2xi16>) padding = [1, 0, 0, 1]
         : !snn.spikes<1x8x8> -> tensor<2x7x7xi16>
  %1 = snn.integrate_fire %0 layer = "spike" threshold(dense<[254, 764]> : tensor<2xi16>)
         lower_bound(dense<[-254, -764]> : tensor<2xi16>) max_count = 4 upper = 15622
         : tensor<2x7x7xi16> -> !snn.spikes<2x7x7>
  // The seventh row and column are in no full window.
  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<2x7x7> -> !snn.spikes<2x3x3>
  %3 = snn.flatten %2 : !snn.spikes<2x3x3> -> !snn.spikes<18>
  // CHECK: core.layer @out [3, 1, 1] max_count 15 upper 1375
  // CHECK: %[[B:.*]] = core.population @out origin [0, 0, 0] threshold [436, 1310, 873] lower_bound [-5, -5, -5] subtract [400, 1310, 873]
  // CHECK-NEXT: core.port(%[[A]]) edges [#core.edge<low = [0, 0, 0], high = [1, 5, 5], offset = [0, 0, 0], shift = [1, 1]>]
  // CHECK-SAME: kernel [3, 3] stride [1, 1] offset [0, 0] weights dense<109> : tensor<3x2x3x3xi8>
  %4 = snn.linear %3 weights(dense<109> : tensor<3x18xi8>) : !snn.spikes<18> -> tensor<3xi16>
  %5 = snn.integrate_fire %4 layer = "out" threshold(dense<[436, 1310, 873]> : tensor<3xi16>)
         lower_bound(dense<-5> : tensor<3xi16>) subtract(dense<[400, 1310, 873]> : tensor<3xi16>) max_count = 15
         upper = 1375 : tensor<3xi16> -> !snn.spikes<3>
  // CHECK: core.sink "output" [3, 1, 1](%[[B]])
  snn.output %5 : !snn.spikes<3>
}

// -----

// Groups and dilation become zeros: output channel 1 sees input channel 1 alone, its taps two pixels apart.

// CHECK-LABEL: core.program @groups_and_dilation
snn.network @groups_and_dilation(%in: !snn.spikes<2x3x3>) -> !snn.spikes<2x1x1> {
  // CHECK: kernel [3, 3]
  // CHECK-SAME{LITERAL}: dense<[[[[1, 0, 2], [0, 0, 0], [3, 0, 4]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]],
  // CHECK-SAME{LITERAL}: [[[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[5, 0, 6], [0, 0, 0], [7, 0, 8]]]]>
  %0 = snn.conv2d %in weights(dense<[[[[1, 2], [3, 4]]], [[[5, 6], [7, 8]]]]> : tensor<2x1x2x2xi8>) dilation = [2, 2] groups = 2
         : !snn.spikes<2x3x3> -> tensor<2x1x1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<2xi16>) lower_bound(dense<-9> : tensor<2xi16>) max_count = 1
         upper = 99 : tensor<2x1x1xi16> -> !snn.spikes<2x1x1>
  snn.output %1 : !snn.spikes<2x1x1>
}

// -----

// Firing above the threshold is firing at the next integer; a branch is a second edge; results may be pooled.

// CHECK-LABEL: core.program @identity_above_and_branch
snn.network @identity_above_and_branch(%in: !snn.spikes<2x4x4>) -> (!snn.spikes<2x4x4>, !snn.spikes<2x1x1>) {
  // CHECK: core.layer @layer0 [2, 4, 4] max_count 1 upper 99
  // CHECK: %[[A:.*]] = core.population @layer0 origin [0, 0, 0] threshold [10, 10] lower_bound [-9, -9] subtract [9, 9]
  // CHECK: kernel [1, 1] stride [1, 1] offset [0, 0]
  // CHECK-SAME{LITERAL}: dense<[[[[3]], [[0]]], [[[0]], [[4]]]]> : tensor<2x2x1x1xi8>
  %0 = snn.identity %in weights(dense<[3, 4]> : tensor<2xi8>) : !snn.spikes<2x4x4> -> tensor<2x4x4xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<2xi16>) lower_bound(dense<-9> : tensor<2xi16>) compare = gt
         spikes = one max_count = 1 upper = 99 : tensor<2x4x4xi16> -> !snn.spikes<2x4x4>
  %2 = snn.sum_pool2d %1 kernel = [4, 4] : !snn.spikes<2x4x4> -> !snn.spikes<2x1x1>
  // CHECK: core.sink "output" [2, 4, 4](%[[A]])
  // CHECK: core.sink "output1" [2, 1, 1](%[[A]]) edges {{.*}} shift = [2, 2]
  snn.output %1, %2 : !snn.spikes<2x4x4>, !snn.spikes<2x1x1>
}

// -----

// A neuron that resets to zero.

// CHECK-LABEL: core.program @reset_to_zero
snn.network @reset_to_zero(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // CHECK: core.layer @layer0 [1, 1, 1] max_count 1 upper 99 reset_to_zero
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) reset = zero
         max_count = 1 upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// A pool that no shift expresses stays with the port; from there on all pools do. Rows that no window covers are dropped.

// CHECK-LABEL: core.program @pools_to_fold
snn.network @pools_to_fold(%in: !snn.spikes<1x17x17>) -> !snn.spikes<1x1x1> {
  // CHECK: core.port(%{{.*}}) edges [#core.edge<low = [0, 0, 0], high = [0, 11, 11], offset = [0, 0, 0], shift = [1, 1]>]
  // CHECK-SAME: kernel [1, 1]
  // CHECK-SAME: pools = [#core.pool<kernel = [3, 3], stride = [3, 3], extent = [2, 2]>, #core.pool<kernel = [2, 2], stride = [2, 2], extent = [1, 1]>]
  %p = snn.sum_pool2d %in kernel = [2, 2] : !snn.spikes<1x17x17> -> !snn.spikes<1x8x8>
  %q = snn.sum_pool2d %p kernel = [3, 3] : !snn.spikes<1x8x8> -> !snn.spikes<1x2x2>
  %r = snn.sum_pool2d %q kernel = [2, 2] : !snn.spikes<1x2x2> -> !snn.spikes<1x1x1>
  %0 = snn.identity %r : !snn.spikes<1x1x1> -> tensor<1x1x1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x1x1xi16> -> !snn.spikes<1x1x1>
  snn.output %1 : !snn.spikes<1x1x1>
}
