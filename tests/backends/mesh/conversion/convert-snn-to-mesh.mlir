// RUN: snn-opt %s --snn-set-target --convert-snn-to-mesh --split-input-file | FileCheck %s

// CHECK-LABEL: mesh.program @layers target(#mesh4x4_target)
snn.network @layers(%in: !snn.spikes<1x8x8> {snn.name = "events", snn.max_count = 7}) -> !snn.spikes<3> {
  // CHECK: %[[IN:.*]] = mesh.source "events" bound 7 : !mesh.events<1x8x8>
  // CHECK: mesh.layer @spike [2, 7, 7] max_count 4 upper 15622
  // CHECK: %[[A:.*]] = mesh.population @spike origin [0, 0, 0] threshold [254, 764] bias [3, -4] {
  // CHECK-NEXT: mesh.port(%[[IN]]) edges [#mesh.edge<low = [0, 0, 0], high = [0, 7, 7], offset = [0, 0, 0], shift = [0, 0]>]
  // CHECK-SAME: kernel [3, 3] stride [1, 1] offset [1, 0] weights dense<127> : tensor<2x1x3x3xi8>
  %0 = snn.conv2d %in weights(dense<127> : tensor<2x1x3x3xi8>) bias(dense<[3, -4]> : tensor<2xi16>) padding = [1, 0, 0, 1]
         : !snn.spikes<1x8x8> -> tensor<2x7x7xi16>
  %1 = snn.integrate_fire %0 layer = "spike" threshold(dense<[254, 764]> : tensor<2xi16>)
         lower_bound(dense<[-254, -764]> : tensor<2xi16>) max_count = 4 upper = 15622
         : tensor<2x7x7xi16> -> !snn.spikes<2x7x7>
  // The seventh row and column are in no full window.
  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<2x7x7> -> !snn.spikes<2x3x3>
  %3 = snn.flatten %2 : !snn.spikes<2x3x3> -> !snn.spikes<18>
  // CHECK: mesh.layer @out [3, 1, 1] max_count 15 upper 1375
  // CHECK: %[[B:.*]] = mesh.population @out origin [0, 0, 0] threshold [436, 1310, 873] lower_bound [-5, -5, -5] subtract [400, 1310, 873]
  // CHECK-NEXT: mesh.port(%[[A]]) edges [#mesh.edge<low = [0, 0, 0], high = [1, 5, 5], offset = [0, 0, 0], shift = [1, 1]>]
  // CHECK-SAME: kernel [3, 3] stride [1, 1] offset [0, 0] weights dense<109> : tensor<3x2x3x3xi8>
  %4 = snn.linear %3 weights(dense<109> : tensor<3x18xi8>) : !snn.spikes<18> -> tensor<3xi16>
  %5 = snn.integrate_fire %4 layer = "out" threshold(dense<[436, 1310, 873]> : tensor<3xi16>)
         lower_bound(dense<-5> : tensor<3xi16>) subtract(dense<[400, 1310, 873]> : tensor<3xi16>) max_count = 15
         upper = 1375 : tensor<3xi16> -> !snn.spikes<3>
  // CHECK: mesh.sink "output" [3, 1, 1](%[[B]])
  snn.output %5 : !snn.spikes<3>
}

// -----

// Dilation becomes zeros between the taps, groups stay: output channel 1 sees input channel 1 alone.

// CHECK-LABEL: mesh.program @groups_and_dilation
snn.network @groups_and_dilation(%in: !snn.spikes<2x3x3>) -> !snn.spikes<2x1x1> {
  // CHECK: kernel [3, 3]
  // CHECK-SAME{LITERAL}: dense<[[[[1, 0, 2], [0, 0, 0], [3, 0, 4]]], [[[5, 0, 6], [0, 0, 0], [7, 0, 8]]]]> : tensor<2x1x3x3xi8> {groups = 2 : i64}
  %0 = snn.conv2d %in weights(dense<[[[[1, 2], [3, 4]]], [[[5, 6], [7, 8]]]]> : tensor<2x1x2x2xi8>) dilation = [2, 2] groups = 2
         : !snn.spikes<2x3x3> -> tensor<2x1x1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<2xi16>) lower_bound(dense<-9> : tensor<2xi16>) max_count = 1
         upper = 99 : tensor<2x1x1xi16> -> !snn.spikes<2x1x1>
  snn.output %1 : !snn.spikes<2x1x1>
}

// -----

// Firing above the threshold is firing at the next integer; a branch is a second edge; results may be pooled.

// CHECK-LABEL: mesh.program @identity_above_and_branch
snn.network @identity_above_and_branch(%in: !snn.spikes<2x4x4>) -> (!snn.spikes<2x4x4>, !snn.spikes<2x1x1>) {
  // CHECK: mesh.layer @layer0 [2, 4, 4] max_count 1 upper 99
  // CHECK: %[[A:.*]] = mesh.population @layer0 origin [0, 0, 0] threshold [10, 10] lower_bound [-9, -9] subtract [9, 9]
  // CHECK: kernel [1, 1] stride [1, 1] offset [0, 0]
  // CHECK-SAME{LITERAL}: dense<[[[[3]]], [[[4]]]]> : tensor<2x1x1x1xi8> {groups = 2 : i64}
  %0 = snn.identity %in weights(dense<[3, 4]> : tensor<2xi8>) : !snn.spikes<2x4x4> -> tensor<2x4x4xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<2xi16>) lower_bound(dense<-9> : tensor<2xi16>) compare = gt
         spikes = one max_count = 1 upper = 99 : tensor<2x4x4xi16> -> !snn.spikes<2x4x4>
  %2 = snn.sum_pool2d %1 kernel = [4, 4] : !snn.spikes<2x4x4> -> !snn.spikes<2x1x1>
  // CHECK: mesh.sink "output" [2, 4, 4](%[[A]])
  // CHECK: mesh.sink "output1" [2, 1, 1](%[[A]]) edges {{.*}} shift = [2, 2]
  snn.output %1, %2 : !snn.spikes<2x4x4>, !snn.spikes<2x1x1>
}

// -----

// A neuron that resets to zero.

// CHECK-LABEL: mesh.program @reset_to_zero
snn.network @reset_to_zero(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // CHECK: mesh.layer @layer0 [1, 1, 1] max_count 1 upper 99 reset_to_zero
  %0 = snn.identity %in : !snn.spikes<1> -> tensor<1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) reset = zero
         max_count = 1 upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %1 : !snn.spikes<1>
}

// -----

// A pool that no shift expresses stays with the port; from there on all pools do. Rows that no window covers are dropped.

// CHECK-LABEL: mesh.program @pools_to_fold
snn.network @pools_to_fold(%in: !snn.spikes<1x17x17>) -> !snn.spikes<1x1x1> {
  // CHECK: mesh.port(%{{.*}}) edges [#mesh.edge<low = [0, 0, 0], high = [0, 11, 11], offset = [0, 0, 0], shift = [1, 1]>]
  // CHECK-SAME: kernel [1, 1]
  // CHECK-SAME: pools = [#mesh.pool<kernel = [3, 3], stride = [3, 3], extent = [2, 2]>, #mesh.pool<kernel = [2, 2], stride = [2, 2], extent = [1, 1]>]
  %p = snn.sum_pool2d %in kernel = [2, 2] : !snn.spikes<1x17x17> -> !snn.spikes<1x8x8>
  %q = snn.sum_pool2d %p kernel = [3, 3] : !snn.spikes<1x8x8> -> !snn.spikes<1x2x2>
  %r = snn.sum_pool2d %q kernel = [2, 2] : !snn.spikes<1x2x2> -> !snn.spikes<1x1x1>
  %0 = snn.identity %r : !snn.spikes<1x1x1> -> tensor<1x1x1xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x1x1xi16> -> !snn.spikes<1x1x1>
  snn.output %1 : !snn.spikes<1x1x1>
}

// -----

// Synapses that meet are ports of one population, which has the sum of their biases.

// CHECK-LABEL: mesh.program @ports
snn.network @ports(%a: !snn.spikes<1x4x4>, %b: !snn.spikes<2x4x4>) -> !snn.spikes<1x4x4> {
  // CHECK: mesh.population @layer0 origin [0, 0, 0] threshold [9] bias [-2] {
  // CHECK-NEXT: mesh.port(%[[A:.*]]) edges [#mesh.edge<low = [0, 0, 0], high = [0, 3, 3], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 1]
  // CHECK-NEXT: mesh.port(%[[B:.*]]) edges [#mesh.edge<low = [0, 0, 0], high = [1, 3, 3], offset = [0, 0, 0], shift = [0, 0]>] kernel [3, 3]
  // CHECK-NEXT: }
  %0 = snn.conv2d %a weights(dense<1> : tensor<1x1x1x1xi8>) bias(dense<3> : tensor<1xi16>) : !snn.spikes<1x4x4> -> tensor<1x4x4xi16>
  %1 = snn.conv2d %b weights(dense<2> : tensor<1x2x3x3xi8>) bias(dense<-5> : tensor<1xi16>) padding = [1, 1, 1, 1] : !snn.spikes<2x4x4> -> tensor<1x4x4xi16>
  %2 = snn.merge %0, %1 : tensor<1x4x4xi16>, tensor<1x4x4xi16> -> tensor<1x4x4xi16>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x4x4xi16> -> !snn.spikes<1x4x4>
  snn.output %3 : !snn.spikes<1x4x4>
}

// -----

// Spikes that meet are edges of one port; channels of a concatenation are offset, nested ones by the sum, whether
// pooled or not; a delay is a delayed edge.

// CHECK-LABEL: mesh.program @edges
snn.network @edges(%a: !snn.spikes<1x4x4>, %b: !snn.spikes<2x2x2>) -> !snn.spikes<1x2x2> {
  // CHECK-DAG: %[[A:.*]] = mesh.source "input" bound 15 : !mesh.events<1x4x4>
  // CHECK-DAG: %[[B:.*]] = mesh.source "input1" bound 15 : !mesh.events<2x2x2>
  // CHECK: mesh.port(%[[B]], %[[A]], %[[B]], %[[B]]) edges [
  // CHECK-SAME: #mesh.edge<low = [0, 0, 0], high = [1, 1, 1], offset = [0, 0, 0], shift = [0, 0]>,
  // CHECK-SAME: #mesh.edge<low = [0, 0, 0], high = [0, 3, 3], offset = [2, 0, 0], shift = [1, 1]>,
  // CHECK-SAME: #mesh.edge<low = [0, 0, 0], high = [1, 1, 1], offset = [3, 0, 0], shift = [0, 0] delayed = true>,
  // CHECK-SAME: #mesh.edge<low = [0, 0, 0], high = [1, 1, 1], offset = [3, 0, 0], shift = [0, 0]>]
  // CHECK-SAME: tensor<1x5x1x1xi8>
  %0 = snn.sum_pool2d %a kernel = [2, 2] : !snn.spikes<1x4x4> -> !snn.spikes<1x2x2>
  %1 = snn.delay %b : !snn.spikes<2x2x2> -> !snn.spikes<2x2x2>
  %2 = snn.merge %1, %b : !snn.spikes<2x2x2>, !snn.spikes<2x2x2> -> !snn.spikes<2x2x2>
  %3 = snn.concatenate %0, %2 : !snn.spikes<1x2x2>, !snn.spikes<2x2x2> -> !snn.spikes<3x2x2>
  %4 = snn.concatenate %b, %3 : !snn.spikes<2x2x2>, !snn.spikes<3x2x2> -> !snn.spikes<5x2x2>
  %5 = snn.conv2d %4 weights(dense<1> : tensor<1x5x1x1xi8>) : !snn.spikes<5x2x2> -> tensor<1x2x2xi16>
  %6 = snn.integrate_fire %5 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x2x2xi16> -> !snn.spikes<1x2x2>
  snn.output %6 : !snn.spikes<1x2x2>
}

// -----

// Flattened frames end to end are ports of their own, each with its columns of the weights; vectors are one.

// CHECK-LABEL: mesh.program @vectors
snn.network @vectors(%a: !snn.spikes<1x2x2>, %b: !snn.spikes<2>) -> (!snn.spikes<1>, !snn.spikes<1>) {
  %0 = snn.flatten %a : !snn.spikes<1x2x2> -> !snn.spikes<4>
  %1 = snn.concatenate %b, %0, %b : !snn.spikes<2>, !snn.spikes<4>, !snn.spikes<2> -> !snn.spikes<8>
  // CHECK: mesh.port(%{{.*}}) {{.*}} high = [1, 0, 0], offset = [0, 0, 0]{{.*}} kernel [1, 1] {{.*}} weights dense<{{\[\[}}{{\[\[}}1]], {{\[\[}}2]]]]> : tensor<1x2x1x1xi8>
  // CHECK: mesh.port(%{{.*}}) {{.*}} high = [0, 1, 1], offset = [0, 0, 0]{{.*}} kernel [2, 2] {{.*}} weights dense<{{\[\[}}{{\[\[}}3, 4], [5, 6]]]]> : tensor<1x1x2x2xi8>
  // CHECK: mesh.port(%{{.*}}) {{.*}} high = [1, 0, 0], offset = [0, 0, 0]{{.*}} kernel [1, 1] {{.*}} weights dense<{{\[\[}}{{\[\[}}7]], {{\[\[}}8]]]]> : tensor<1x2x1x1xi8>
  %2 = snn.linear %1 weights(dense<[[1, 2, 3, 4, 5, 6, 7, 8]]> : tensor<1x8xi8>) : !snn.spikes<8> -> tensor<1xi16>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  %4 = snn.concatenate %b, %b : !snn.spikes<2>, !snn.spikes<2> -> !snn.spikes<4>
  // CHECK: mesh.port(%[[B:.*]], %[[B]]) edges {{.*}} offset = [0, 0, 0]{{.*}} offset = [2, 0, 0]{{.*}} tensor<1x4x1x1xi8>
  %5 = snn.linear %4 weights(dense<1> : tensor<1x4xi8>) : !snn.spikes<4> -> tensor<1xi16>
  %6 = snn.integrate_fire %5 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %3, %6 : !snn.spikes<1>, !snn.spikes<1>
}

// -----

// A layer that takes its own spikes, and only late ones: its ends of steps come from the input, with events at row 5,
// which the kernel does not reach: (4 - 1) * 1 + 3 - 1.

// CHECK-LABEL: mesh.program @self
snn.network @self(%in: !snn.spikes<1x9x9>) -> !snn.spikes<1x4x4> {
  // CHECK: %[[IN:.*]] = mesh.source
  // CHECK: %[[A:.*]] = mesh.population
  // CHECK-NEXT: mesh.port(%[[A]], %[[IN]]) edges [#mesh.edge<low = [0, 0, 0], high = [0, 3, 3], offset = [0, 0, 0], shift = [0, 0] delayed = true>,
  // CHECK-SAME: #mesh.edge<low = [0, 0, 0], high = [0, 0, 0], offset = [0, 5, 0], shift = [0, 0]>] kernel [3, 3]
  %0 = snn.delay %2 : !snn.spikes<1x4x4> -> !snn.spikes<1x4x4>
  %1 = snn.conv2d %0 weights(dense<1> : tensor<1x1x3x3xi8>) padding = [1, 1, 1, 1] : !snn.spikes<1x4x4> -> tensor<1x4x4xi16>
  %2 = snn.integrate_fire %1 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x4x4xi16> -> !snn.spikes<1x4x4>
  snn.output %2 : !snn.spikes<1x4x4>
}

// -----

// Outputs are merged and put together by the host.

// CHECK-LABEL: mesh.program @outputs
snn.network @outputs(%in: !snn.spikes<2>) -> !snn.spikes<4> {
  %0 = snn.identity %in : !snn.spikes<2> -> tensor<2xi16>
  // CHECK: %[[A:.*]] = mesh.population @layer0
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<2xi16>) lower_bound(dense<-9> : tensor<2xi16>) max_count = 1
         upper = 99 : tensor<2xi16> -> !snn.spikes<2>
  // CHECK: %[[B:.*]] = mesh.population @layer1
  %2 = snn.integrate_fire %0 threshold(dense<7> : tensor<2xi16>) lower_bound(dense<-9> : tensor<2xi16>) max_count = 1
         upper = 99 : tensor<2xi16> -> !snn.spikes<2>
  %3 = snn.merge %1, %2 : !snn.spikes<2>, !snn.spikes<2> -> !snn.spikes<2>
  %4 = snn.concatenate %2, %3 : !snn.spikes<2>, !snn.spikes<2> -> !snn.spikes<4>
  // CHECK: mesh.sink "output" [4, 1, 1](%[[B]], %[[A]], %[[B]]) edges [{{.*}} offset = [0, 0, 0]{{.*}} offset = [2, 0, 0]{{.*}} offset = [2, 0, 0]
  snn.output %4 : !snn.spikes<4>
}

// -----

// With a pool to fold the kernel reaches further: 3 x 3 windows of 3 rows, of which one lies in the padding.

// CHECK-LABEL: mesh.program @self_pooled
snn.network @self_pooled(%in: !snn.spikes<1x9x9>) -> !snn.spikes<1x9x9> {
  // CHECK: mesh.port(%{{.*}}, %{{.*}}) edges [{{.*}} delayed = true>, #mesh.edge<low = [0, 0, 0], high = [0, 0, 0], offset = [0, 12, 0], shift = [0, 0]>]
  // CHECK-SAME: pools = [#mesh.pool<kernel = [3, 3], stride = [3, 3], extent = [3, 3]>]
  %0 = snn.delay %in : !snn.spikes<1x9x9> -> !snn.spikes<1x9x9>
  %1 = snn.sum_pool2d %0 kernel = [3, 3] : !snn.spikes<1x9x9> -> !snn.spikes<1x3x3>
  %2 = snn.conv2d %1 weights(dense<1> : tensor<1x1x3x3xi8>) padding = [1, 1, 1, 1] : !snn.spikes<1x3x3> -> tensor<1x3x3xi16>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x3x3xi16> -> !snn.spikes<1x3x3>
  // CHECK: mesh.sink
  %4 = snn.identity %in : !snn.spikes<1x9x9> -> tensor<1x9x9xi16>
  %5 = snn.integrate_fire %4 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x9x9xi16> -> !snn.spikes<1x9x9>
  snn.output %5 : !snn.spikes<1x9x9>
}

// -----

// A frame and a vector that meet as vectors: two kernels of the same weights.

// CHECK-LABEL: mesh.program @frame_and_vector
snn.network @frame_and_vector(%a: !snn.spikes<1x2x2>, %b: !snn.spikes<4>) -> !snn.spikes<1> {
  // CHECK: mesh.port(%{{[0-9]+}}) {{.*}} kernel [2, 2] {{.*}} tensor<1x1x2x2xi8>
  // CHECK: mesh.port(%{{[0-9]+}}) {{.*}} kernel [1, 1] {{.*}} tensor<1x4x1x1xi8>
  %0 = snn.flatten %a : !snn.spikes<1x2x2> -> !snn.spikes<4>
  %1 = snn.merge %0, %b : !snn.spikes<4>, !snn.spikes<4> -> !snn.spikes<4>
  %2 = snn.linear %1 weights(dense<[[1, 2, 3, 4]]> : tensor<1x4xi8>) : !snn.spikes<4> -> tensor<1xi16>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}

// -----

// Many synapses, nested merges among them, are as many ports in their order.

// CHECK-LABEL: mesh.program @many_ports
snn.network @many_ports(%in: !snn.spikes<1>) -> !snn.spikes<1> {
  // CHECK: mesh.port({{.*}} weights dense<1>
  // CHECK-NEXT: mesh.port({{.*}} weights dense<2>
  // CHECK-NEXT: mesh.port({{.*}} weights dense<3>
  // CHECK-NEXT: mesh.port({{.*}} weights dense<4>
  // CHECK-NEXT: mesh.port({{.*}} weights dense<5>
  // CHECK-NEXT: mesh.port({{.*}} weights dense<6>
  // CHECK-NEXT: }
  %1 = snn.linear %in weights(dense<1> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  %2 = snn.linear %in weights(dense<2> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  %3 = snn.linear %in weights(dense<3> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  %4 = snn.linear %in weights(dense<4> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  %5 = snn.linear %in weights(dense<5> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  %6 = snn.linear %in weights(dense<6> : tensor<1x1xi8>) : !snn.spikes<1> -> tensor<1xi16>
  %7 = snn.merge %2, %3 : tensor<1xi16>, tensor<1xi16> -> tensor<1xi16>
  %8 = snn.merge %1, %7, %4, %5, %6 : tensor<1xi16>, tensor<1xi16>, tensor<1xi16>, tensor<1xi16>, tensor<1xi16> -> tensor<1xi16>
  %9 = snn.integrate_fire %8 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1xi16> -> !snn.spikes<1>
  snn.output %9 : !snn.spikes<1>
}

// RUN: snn-opt %s --snn-set-target=name=mesh2x2 --convert-snn-to-mesh --split-input-file --remarks-filter=convert-snn-to-mesh 2>&1 | FileCheck %s --check-prefix=REMARK
// REMARK: remark: [Passed] lowered | Category:convert-snn-to-mesh | populations={{[0-9]+}}, ports={{[0-9]+}}

// -----

// An input larger than coordinates: the host sends the window that all edges together see, in pixels of the least shift.
// CHECK-LABEL: mesh.program @sensor
snn.network @sensor(%in: !snn.spikes<1x480x640> {snn.name = "sensor"}) -> (!snn.spikes<1x118x158>, !snn.spikes<1x59x79>) {
  // CHECK: %[[IN:.*]] = mesh.source "sensor" bound 15 encoder {extent = array<i64: 472, 632>, first = array<i64: 4, 8>, shift = array<i64: 2, 2>, type = "Window"} : !mesh.events<1x480x640>
  // CHECK: mesh.port(%[[IN]]) edges [#mesh.edge<low = [0, 0, 0], high = [0, 117, 157], offset = [0, 0, 0], shift = [0, 0]>]
  // CHECK: mesh.port(%[[IN]]) edges [#mesh.edge<low = [0, 0, 0], high = [0, 117, 157], offset = [0, 0, 0], shift = [1, 1]>]
  %c = snn.crop2d %in cropping = [4, 8, 4, 0] : !snn.spikes<1x480x640> -> !snn.spikes<1x472x632>
  %p = snn.sum_pool2d %c kernel = [4, 4] : !snn.spikes<1x472x632> -> !snn.spikes<1x118x158>
  %0 = snn.identity %p : !snn.spikes<1x118x158> -> tensor<1x118x158xi16>
  %1 = snn.integrate_fire %0 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x118x158xi16> -> !snn.spikes<1x118x158>
  %q = snn.sum_pool2d %p kernel = [2, 2] : !snn.spikes<1x118x158> -> !snn.spikes<1x59x79>
  %2 = snn.identity %q : !snn.spikes<1x59x79> -> tensor<1x59x79xi16>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x59x79xi16> -> !snn.spikes<1x59x79>
  snn.output %1, %3 : !snn.spikes<1x118x158>, !snn.spikes<1x59x79>
}
