// RUN: snn-opt %s --snn-set-target --convert-snn-to-mesh --split-input-file --verify-roundtrip | FileCheck %s

// A max pool is a layer of its own. Its pixels get the spikes as they are, by weights of 1 in a group for each channel;
// row 8 is in no window. The pool behind it is a shift of the windows' coordinates.

// CHECK-LABEL: mesh.program @max_pool
snn.network @max_pool(%in: !snn.spikes<3x9x8> {snn.max_count = 7}) -> !snn.spikes<3x2x2> attributes {snn.steps = 4681} {
  // CHECK: %[[IN:.*]] = mesh.source "input" bound 7 : !mesh.events<3x9x8>
  // CHECK: mesh.layer @pool [3, 4, 5] max_count 7 upper 0 max_pool <kernel = [2, 3], stride = [2, 2], padding = [0, 2], extent = [8, 8]>
  // CHECK: %[[A:.*]] = mesh.population @pool origin [0, 0, 0] threshold [] {
  // CHECK-NEXT: mesh.port(%[[IN]]) edges [#mesh.edge<low = [0, 0, 0], high = [2, 8, 7], offset = [0, 0, 0], shift = [0, 0]>]
  // CHECK-SAME: kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<3x1x1x1xi8> {groups = 3 : i64}
  // CHECK: } : !mesh.events<3x4x5>
  %0 = snn.spiking_max_pool2d %in kernel = [2, 3] stride = [2, 2] padding = [0, 2, 0, 1] {layer = "pool"}
         : !snn.spikes<3x9x8> -> !snn.spikes<3x4x5>
  // CHECK: mesh.sink "output" [3, 2, 2](%[[A]]) edges [#mesh.edge<low = [0, 0, 0], high = [2, 3, 3], offset = [0, 0, 0], shift = [1, 1]>]
  %1 = snn.sum_pool2d %0 kernel = [2, 2] : !snn.spikes<3x4x5> -> !snn.spikes<3x2x2>
  snn.output %1 : !snn.spikes<3x2x2>
}

// -----

// A pool in front of a max pool is folded into the port's kernel by mesh-tile. A layer without a name counts with the
// neurons.

// CHECK-LABEL: mesh.program @pooled_before
snn.network @pooled_before(%in: !snn.spikes<1x6x6> {snn.max_count = 1}) -> !snn.spikes<1x1x1> {
  %0 = snn.sum_pool2d %in kernel = [3, 3] stride = [1, 1] : !snn.spikes<1x6x6> -> !snn.spikes<1x4x4>
  // CHECK: mesh.layer @layer0 [1, 2, 2] max_count 9
  // CHECK: {pools = [#mesh.pool<kernel = [3, 3], stride = [1, 1], extent = [4, 4]>]}
  %1 = snn.spiking_max_pool2d %0 kernel = [2, 2] : !snn.spikes<1x4x4> -> !snn.spikes<1x2x2>
  // CHECK: mesh.layer @layer1
  %2 = snn.conv2d %1 weights(dense<1> : tensor<1x1x2x2xi8>) : !snn.spikes<1x2x2> -> tensor<1x1x1xi16>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x1x1xi16> -> !snn.spikes<1x1x1>
  snn.output %3 : !snn.spikes<1x1x1>
}

// -----

// A crop is the box of the edges: before a pool by a shift, and behind it, where two rows are four of the source.

// CHECK-LABEL: mesh.program @crop
snn.network @crop(%in: !snn.spikes<2x12x12>) -> !snn.spikes<2x3x3> {
  %0 = snn.crop2d %in cropping = [1, 2, 1, 0] : !snn.spikes<2x12x12> -> !snn.spikes<2x10x10>
  %1 = snn.sum_pool2d %0 kernel = [2, 2] : !snn.spikes<2x10x10> -> !snn.spikes<2x5x5>
  %2 = snn.crop2d %1 cropping = [2, 0, 0, 2] : !snn.spikes<2x5x5> -> !snn.spikes<2x3x3>
  // CHECK: low = [0, 5, 2], high = [1, 10, 7], offset = [0, -5, -2], shift = [1, 1]>
  %3 = snn.identity %2 : !snn.spikes<2x3x3> -> tensor<2x3x3xi16>
  %4 = snn.integrate_fire %3 threshold(dense<9> : tensor<2xi16>) lower_bound(dense<-9> : tensor<2xi16>) max_count = 1
         upper = 99 : tensor<2x3x3xi16> -> !snn.spikes<2x3x3>
  snn.output %4 : !snn.spikes<2x3x3>
}

// -----

// Behind a pool that is folded a row less is as many rows of the source as the pool's stride.

// CHECK-LABEL: mesh.program @crop_of_folded
snn.network @crop_of_folded(%in: !snn.spikes<1x11x11>) -> !snn.spikes<1x1x1> {
  %0 = snn.sum_pool2d %in kernel = [3, 3] stride = [2, 2] : !snn.spikes<1x11x11> -> !snn.spikes<1x5x5>
  %1 = snn.crop2d %0 cropping = [1, 2, 1, 0] : !snn.spikes<1x5x5> -> !snn.spikes<1x3x3>
  // CHECK: low = [0, 2, 4], high = [0, 8, 10], offset = [0, -2, -4], shift = [0, 0]>
  // CHECK-SAME: {pools = [#mesh.pool<kernel = [3, 3], stride = [2, 2], extent = [3, 3]>]}
  %2 = snn.conv2d %1 weights(dense<1> : tensor<1x1x3x3xi8>) : !snn.spikes<1x3x3> -> tensor<1x1x1xi16>
  %3 = snn.integrate_fire %2 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x1x1xi16> -> !snn.spikes<1x1x1>
  snn.output %3 : !snn.spikes<1x1x1>
}

// -----

// Rounded up where that changes nothing, a pool is the pool that it is without.

// CHECK-LABEL: mesh.program @ceil_mode
snn.network @ceil_mode(%in: !snn.spikes<1x6x4>) -> !snn.spikes<1x3x2> {
  %0 = snn.sum_pool2d %in kernel = [2, 2] ceil_mode : !snn.spikes<1x6x4> -> !snn.spikes<1x3x2>
  // CHECK: high = [0, 5, 3], offset = [0, 0, 0], shift = [1, 1]>
  %1 = snn.identity %0 : !snn.spikes<1x3x2> -> tensor<1x3x2xi16>
  %2 = snn.integrate_fire %1 threshold(dense<9> : tensor<1xi16>) lower_bound(dense<-9> : tensor<1xi16>) max_count = 1
         upper = 99 : tensor<1x3x2xi16> -> !snn.spikes<1x3x2>
  snn.output %2 : !snn.spikes<1x3x2>
}
