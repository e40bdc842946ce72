// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-tile,mesh-verify{phase=tiled}))" --verify-roundtrip | FileCheck %s

#tiny = #mesh.target<wide-tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 7, 3], offset = [0, 0, 0], shift = [0, 0]>

// 8x4 pixels and a parameter word are too much for 24 state words: two tiles of 4x4. The first reads rows 0 to 4, the
// second rows 3 to 7, which it counts from its own origin. The pool behind them is a shift of the whole layer's
// coordinates; receivers get an edge from each tile that they can see.

// CHECK-LABEL: mesh.program @by_space
mesh.program @by_space target(#tiny) {
  mesh.layer @a [1, 8, 4] max_count 1 upper 100
  mesh.layer @b [1, 4, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x8x4>
  // CHECK: %[[A:.*]] = mesh.population @a origin [0, 0, 0] threshold [5] {
  // CHECK-NEXT: low = [0, 0, 0], high = [0, 4, 3], offset = [0, 0, 0], shift = [0, 0]>] kernel [3, 3] stride [1, 1] offset [1, 1]
  // CHECK-NEXT: } : !mesh.events<1x4x4>
  // CHECK: %[[B:.*]] = mesh.population @a origin [0, 4, 0] threshold [5] {
  // CHECK-NEXT: low = [0, 3, 0], high = [0, 7, 3], offset = [0, 0, 0], shift = [0, 0]>] kernel [3, 3] stride [1, 1] offset [-3, 1]
  // CHECK-NEXT: } : !mesh.events<1x4x4>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [3, 3] stride [1, 1] offset [1, 1] weights dense<1> : tensor<1x1x3x3xi8> : !mesh.events<1x8x4>
  } : !mesh.events<1x8x4>
  // CHECK: mesh.population @b origin [0, 0, 0] threshold [5] {
  // CHECK-NEXT: mesh.port(%[[A]], %[[B]]) edges
  // CHECK-SAME: low = [0, 0, 0], high = [0, 3, 3], offset = [0, 0, 0], shift = [1, 1]>
  // CHECK-SAME: low = [0, 0, 0], high = [0, 3, 3], offset = [0, 4, 0], shift = [1, 1]>
  %b = mesh.population @b origin [0, 0, 0] threshold [5] {
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 7, 3], offset = [0, 0, 0], shift = [1, 1]>] kernel [1, 1]
        stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x8x4>
  } : !mesh.events<1x4x2>
  mesh.sink "output" [1, 4, 2] (%b) edges [#mesh.edge<low = [0, 0, 0], high = [0, 3, 1], offset = [0, 0, 0], shift = [0, 0]>] : !mesh.events<1x4x2>
}

// Tiles that read tiles take the halo of one row and no more: the upper tile the first row of the lower one.

// CHECK-LABEL: mesh.program @halo
mesh.program @halo target(#tiny) {
  mesh.layer @a [1, 8, 4] max_count 1 upper 100
  mesh.layer @b [1, 8, 4] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x8x4>
  // CHECK: %[[A:.*]] = mesh.population @a origin [0, 0, 0]
  // CHECK: %[[B:.*]] = mesh.population @a origin [0, 4, 0]
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [3, 3] stride [1, 1] offset [1, 1] weights dense<1> : tensor<1x1x3x3xi8> : !mesh.events<1x8x4>
  } : !mesh.events<1x8x4>
  // CHECK: mesh.population @b origin [0, 0, 0]
  // CHECK-NEXT: mesh.port(%[[A]], %[[B]]) edges
  // CHECK-SAME: low = [0, 0, 0], high = [0, 3, 3], offset = [0, 0, 0]
  // CHECK-SAME: low = [0, 0, 0], high = [0, 0, 3], offset = [0, 4, 0]
  // CHECK: mesh.population @b origin [0, 4, 0]
  // CHECK-NEXT: mesh.port(%[[A]], %[[B]]) edges
  // CHECK-SAME: low = [0, 3, 0], high = [0, 3, 3], offset = [0, 0, 0]
  // CHECK-SAME: low = [0, 0, 0], high = [0, 3, 3], offset = [0, 4, 0]
  %b = mesh.population @b origin [0, 0, 0] threshold [5] {
    mesh.port(%a) edges [#all] kernel [3, 3] stride [1, 1] offset [1, 1] weights dense<1> : tensor<1x1x3x3xi8> : !mesh.events<1x8x4>
  } : !mesh.events<1x8x4>
  mesh.sink "output" [1, 8, 4] (%b) edges [#mesh.edge<low = [0, 0, 0], high = [0, 7, 3], offset = [0, 0, 0], shift = [0, 0]>] : !mesh.events<1x8x4>
}

// Three groups of 4 channels with 60 weight words each are too much for 128: a tile of one group and one of two, which
// share the weights of the layer.

// CHECK-LABEL: mesh.program @by_channel
mesh.program @by_channel target(#tiny) {
  mesh.layer @a [10, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<60x1x1>
  // CHECK: mesh.population @a origin [0, 0, 0] threshold [1, 2, 3, 4] lower_bound [-1, -1, -1, -1] {
  // CHECK-NEXT: weights dense<1> : tensor<10x60x1x1xi8> : !mesh.events<60x1x1>
  // CHECK-NEXT: } : !mesh.events<4x1x1>
  // CHECK: mesh.population @a origin [4, 0, 0] threshold [5, 6, 7, 8, 9, 10] lower_bound [-1, -1, -1, -1, -1, -1] {
  // CHECK-NEXT: weights dense<1> : tensor<10x60x1x1xi8> {first_channel = 4 : i64}
  // CHECK-NEXT: } : !mesh.events<6x1x1>
  %a = mesh.population @a origin [0, 0, 0] threshold [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
      lower_bound [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1] {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [59, 0, 0], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 1]
        stride [1, 1] offset [0, 0] weights dense<1> : tensor<10x60x1x1xi8> : !mesh.events<60x1x1>
  } : !mesh.events<10x1x1>
  // CHECK: mesh.sink "output" [10, 1, 1](%{{.*}}, %{{.*}}) edges
  // CHECK-SAME: low = [0, 0, 0], high = [3, 0, 0], offset = [0, 0, 0]
  // CHECK-SAME: low = [0, 0, 0], high = [5, 0, 0], offset = [4, 0, 0]
  mesh.sink "output" [10, 1, 1] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [9, 0, 0], offset = [0, 0, 0], shift = [0, 0]>] : !mesh.events<10x1x1>
}

// A pool of 3 at a stride of 3 spreads each tap over its window; one kernel is exact everywhere.

// CHECK-LABEL: mesh.program @folded
mesh.program @folded target(#tiny) {
  mesh.layer @a [1, 1, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x3x6>
  // CHECK: kernel [3, 3] stride [3, 3] offset [0, 0] weights dense<2> : tensor<1x1x3x3xi8>
  // CHECK-NOT: pools
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 2, 5], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 1]
        stride [1, 1] offset [0, 0] weights dense<2> : tensor<1x1x1x1xi8>
        {pools = [#mesh.pool<kernel = [3, 3], stride = [3, 3], extent = [1, 2]>]} : !mesh.events<1x3x6>
  } : !mesh.events<1x1x2>
  mesh.sink "output" [1, 1, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 0, 1], offset = [0, 0, 0], shift = [0, 0]>] : !mesh.events<1x1x2>
}

// Windows of 2 at a stride of 1 in front of a padded kernel of 3: at each border the tap in the padding is left out, for
// its window would reach an existing column. So there are three classes: first, middle and last column.

// CHECK-LABEL: mesh.program @border_classes
mesh.program @border_classes target(#tiny) {
  mesh.layer @a [1, 1, 5] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x1x6>
  // CHECK: mesh.population @a origin [0, 0, 0]
  // CHECK-NEXT: kernel [1, 4] stride [1, 1] offset [0, 1] weights dense<{{\[\[\[}}[0, 2, 5, 3]]]]> : tensor<1x1x1x4xi8>
  // CHECK: } : !mesh.events<1x1x1>
  // CHECK: mesh.population @a origin [0, 0, 1]
  // CHECK-NEXT: kernel [1, 4] stride [1, 1] offset [0, 0] weights dense<{{\[\[\[}}[1, 3, 5, 3]]]]> : tensor<1x1x1x4xi8>
  // CHECK: } : !mesh.events<1x1x3>
  // CHECK: mesh.population @a origin [0, 0, 4]
  // CHECK-NEXT: kernel [1, 4] stride [1, 1] offset [0, -3] weights dense<{{\[\[\[}}[1, 3, 2, 0]]]]> : tensor<1x1x1x4xi8>
  // CHECK: } : !mesh.events<1x1x1>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 0, 5], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 3]
        stride [1, 1] offset [0, 1] weights dense<[[[[1, 2, 3]]]]> : tensor<1x1x1x3xi8>
        {pools = [#mesh.pool<kernel = [1, 2], stride = [1, 1], extent = [1, 5]>]} : !mesh.events<1x1x6>
  } : !mesh.events<1x1x5>
  mesh.sink "output" [1, 1, 5] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 0, 4], offset = [0, 0, 0], shift = [0, 0]>] : !mesh.events<1x1x5>
}

// 12 channels that connect one to one: a tile has weights from its own channels only, which it counts from its first.
// One tile of all would take 12 x 3 groups x 9 of 128 weight words; tiles of one group take 4 x 9.

// CHECK-LABEL: mesh.program @depthwise
mesh.program @depthwise target(#tiny) {
  mesh.layer @a [12, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<12x3x3>
  // CHECK: mesh.population @a origin [0, 0, 0]
  // CHECK-NEXT: edges [#mesh.edge<low = [0, 0, 0], high = [3, 2, 2], offset = [0, 0, 0], shift = [0, 0]>]
  // CHECK-SAME: tensor<12x1x3x3xi8> {groups = 12 : i64}
  // CHECK: mesh.population @a origin [4, 0, 0]
  // CHECK-NEXT: edges [#mesh.edge<low = [4, 0, 0], high = [7, 2, 2], offset = [-4, 0, 0], shift = [0, 0]>]
  // CHECK-SAME: {first_channel = 4 : i64, first_input = 4 : i64, groups = 12 : i64}
  // CHECK: mesh.population @a origin [8, 0, 0]
  // CHECK-NEXT: edges [#mesh.edge<low = [8, 0, 0], high = [11, 2, 2], offset = [-8, 0, 0], shift = [0, 0]>]
  %a = mesh.population @a origin [0, 0, 0] threshold [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [11, 2, 2], offset = [0, 0, 0], shift = [0, 0]>] kernel [3, 3]
        stride [1, 1] offset [0, 0] weights dense<1> : tensor<12x1x3x3xi8> {groups = 12} : !mesh.events<12x3x3>
  } : !mesh.events<12x1x1>
  mesh.sink "output" [12, 1, 1] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [11, 0, 0], offset = [0, 0, 0], shift = [0, 0]>] : !mesh.events<12x1x1>
}

// A tile of the second source's channels hears of the first only when its steps end: one neuron, sent where no tap is.

// CHECK-LABEL: mesh.program @ends_only
mesh.program @ends_only target(#tiny) {
  mesh.layer @a [8, 6, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<4x6x1>
  // CHECK: %[[A:.*]] = mesh.population @a origin [0, 0, 0]
  // CHECK-NEXT: mesh.port(%{{.*}}) edges [#mesh.edge<low = [0, 0, 0], high = [3, 5, 0], offset = [0, 0, 0], shift = [0, 0]>]
  // CHECK: %[[B:.*]] = mesh.population @a origin [4, 0, 0]
  // CHECK-NEXT: mesh.port(%[[A]], %{{.*}}) edges
  // CHECK-SAME: low = [0, 0, 0], high = [3, 5, 0], offset = [0, 0, 0], shift = [0, 0] delayed = true>
  // CHECK-SAME: low = [0, 0, 0], high = [0, 0, 0], offset = [0, 11, 0], shift = [0, 0]>
  %a = mesh.population @a origin [0, 0, 0] threshold [1, 1, 1, 1, 1, 1, 1, 1] lower_bound [0, 0, 0, 0, 0, 0, 0, 0]
      bias [1, 1, 1, 1, 1, 1, 1, 1] subtract [0, 0, 0, 0, 0, 0, 0, 0] {
    mesh.port(%in, %a) edges [#mesh.edge<low = [0, 0, 0], high = [3, 5, 0], offset = [0, 0, 0], shift = [0, 0]>,
        #mesh.edge<low = [0, 0, 0], high = [3, 5, 0], offset = [4, 0, 0], shift = [0, 0] delayed = true>] kernel [11, 1]
        stride [1, 1] offset [5, 0] weights dense<1> : tensor<8x1x11x1xi8> {groups = 8} : !mesh.events<4x6x1>, !mesh.events<8x6x1>
  } : !mesh.events<8x6x1>
  mesh.sink "output" [8, 6, 1] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [7, 5, 0], offset = [0, 0, 0], shift = [0, 0]>] : !mesh.events<8x6x1>
}

// Windows of 3 at a stride of 2 with padding in front. Two words for each of 8x2 pixels are too much for 24: four rows
// of windows become two tiles of two, which both keep the pixel row 3.

// CHECK-LABEL: mesh.program @max_pool
mesh.program @max_pool target(#tiny) {
  mesh.layer @pool [1, 4, 1] max_count 1 upper 0
      max_pool #mesh.max_pool<kernel = [3, 2], stride = [2, 2], padding = [1, 0], extent = [8, 2]>
  %in = mesh.source "input" bound 1 : !mesh.events<1x9x2>
  // CHECK: mesh.population @pool origin [0, 0, 0] threshold [] {
  // CHECK-NEXT: low = [0, 0, 0], high = [0, 3, 1], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 1] stride [1, 1] offset [0, 0]
  // CHECK: } : !mesh.events<1x2x1>
  // CHECK: mesh.population @pool origin [0, 2, 0] threshold [] {
  // CHECK-NEXT: low = [0, 3, 0], high = [0, 7, 1], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 1] stride [1, 1] offset [-3, 0]
  // CHECK: } : !mesh.events<1x2x1>
  %a = mesh.population @pool origin [0, 0, 0] threshold [] {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 8, 1], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 1]
        stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x9x2>
  } : !mesh.events<1x4x1>
  mesh.sink "output" [1, 4, 1] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 3, 0], offset = [0, 0, 0], shift = [0, 0]>] : !mesh.events<1x4x1>
}

// All of these would fit one tile, with 8 x 2 groups x 4 weight words; two tiles take 4 x 4 each, and there are populations
// to spare.

// CHECK-LABEL: mesh.program @groups_to_spare
mesh.program @groups_to_spare target(#tiny) {
  mesh.layer @a [8, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<8x2x2>
  // CHECK: mesh.population @a origin [0, 0, 0]
  // CHECK-NEXT: edges [#mesh.edge<low = [0, 0, 0], high = [3, 1, 1], offset = [0, 0, 0], shift = [0, 0]>]
  // CHECK: mesh.population @a origin [4, 0, 0]
  // CHECK-NEXT: edges [#mesh.edge<low = [4, 0, 0], high = [7, 1, 1], offset = [-4, 0, 0], shift = [0, 0]>]
  %a = mesh.population @a origin [0, 0, 0] threshold [1, 2, 3, 4, 5, 6, 7, 8] {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [7, 1, 1], offset = [0, 0, 0], shift = [0, 0]>] kernel [2, 2]
        stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {groups = 8} : !mesh.events<8x2x2>
  } : !mesh.events<8x1x1>
  mesh.sink "output" [8, 1, 1] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [7, 0, 0], offset = [0, 0, 0], shift = [0, 0]>] : !mesh.events<8x1x1>
}
