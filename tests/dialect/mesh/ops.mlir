// RUN: snn-opt %s --verify-roundtrip | FileCheck %s

#tiny = #mesh.target<name = "tiny", cols = 2, rows = 1, lanes = 4, state_bits = 16, weight_bits = 8, count_max = 15, populations = 2, ports = 2, destinations = 4, credits = 4, weight_words = 16, state_words = 24, router_fifo = 2, core_fifo = 2, kernel_max = 127, stride_max = 15, coordinate_max = 255, channel_max = 4095, offset_max = 511, shift_max = 3>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

// The example of each operation, in one program.

// The target is one word, made of its name.
// CHECK: #tiny_target = #mesh.target<name = "tiny"
// CHECK-LABEL: mesh.program @ops target(#tiny_target)
mesh.program @ops target(#tiny) {
  // CHECK: mesh.layer @pool [2, 1, 1] max_count 7 upper 0 max_pool <kernel = [2, 2], stride = [1, 2], padding = [0, 1], extent = [2, 1]>
  mesh.layer @pool [2, 1, 1] max_count 7 upper 0
      max_pool #mesh.max_pool<kernel = [2, 2], stride = [1, 2], padding = [0, 1], extent = [2, 1]>
  // CHECK: mesh.layer @a [2, 2, 2] max_count 7 upper 20000
  mesh.layer @a [2, 2, 2] max_count 7 upper 20000
  // CHECK: mesh.layer @seen [1, 2, 1] max_count 7 upper 100 row_rates [1.000000e-01, 2.000000e-01] column_rates [1.500000e-01]
  mesh.layer @seen [1, 2, 1] max_count 7 upper 100 row_rates [0.1, 0.2] column_rates [0.15]
  // CHECK: mesh.layer @cut [1, 2, 1] max_count 7 upper 100 {tiling = {cycles = 90 : i64, fewest = 1 : i64, state_words = 3 : i64, weight_words = 4 : i64}}
  mesh.layer @cut [1, 2, 1] max_count 7 upper 100 {tiling = {cycles = 90 : i64, fewest = 1 : i64, state_words = 3 : i64, weight_words = 4 : i64}}
  // CHECK: mesh.layer @gate [1, 2, 2] max_count 1 upper 100 reset_to_zero
  mesh.layer @gate [1, 2, 2] max_count 1 upper 100 reset_to_zero
  // CHECK: %[[IN:.*]] = mesh.source "input" bound 15 : !mesh.events<1x2x2>
  %in = mesh.source "input" bound 15 : !mesh.events<1x2x2>
  // CHECK: %[[A:.*]] = mesh.population @a origin [0, 0, 0] threshold [10, 12] lower_bound [-1, -2] bias [1, 2] subtract [9, 9] attributes {cluster = 1 : i64} {
  // CHECK-NEXT: mesh.port(%[[IN]], %[[A]]) edges [{{.*}}, #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>]
  // CHECK-SAME: kernel [1, 2] stride [1, 3] offset [0, -1] weights dense<1> : tensor<2x1x1x2xi8> : !mesh.events<1x2x2>, !mesh.events<2x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [10, 12] lower_bound [-1, -2] bias [1, 2] subtract [9, 9]
      attributes {cluster = 1 : i64} {
    mesh.port(%in, %a) edges [#all, #self] kernel [1, 2] stride [1, 3] offset [0, -1]
        weights dense<1> : tensor<2x1x1x2xi8> : !mesh.events<1x2x2>, !mesh.events<2x2x2>
  } : !mesh.events<2x2x2>
  // CHECK: mesh.population @gate
  %b = mesh.population @gate origin [0, 0, 0] threshold [1] {
    // CHECK-NEXT: weights dense<1> : tensor<3x2x1x1xi8> {first_channel = 1 : i64}
    mesh.port(%a) edges [#mesh.edge<low = [1, 0, 0], high = [1, 1, 1], offset = [-1, 0, 0], shift = [1, 0]>] kernel [1, 1]
        stride [1, 1] offset [0, 0] weights dense<1> : tensor<3x2x1x1xi8> {first_channel = 1 : i64} : !mesh.events<2x2x2>
  } : !mesh.events<1x2x2>
  // CHECK: mesh.source "sparse" bound 15 total 600 : !mesh.events<1x28x28>
  %sparse = mesh.source "sparse" bound 15 total 600 : !mesh.events<1x28x28>
  // CHECK: mesh.source "image" bound 1 signed : !mesh.events<1x28x28>
  %image = mesh.source "image" bound 1 signed : !mesh.events<1x28x28>
  // CHECK: mesh.population @pool origin [0, 0, 0] threshold [] {
  %p = mesh.population @pool origin [0, 0, 0] threshold [] {
    // CHECK-NEXT: weights dense<1> : tensor<2x1x1x1xi8> {groups = 2 : i64, packed}
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [1, 1, 0], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 1]
        stride [1, 1] offset [0, 0] weights dense<1> : tensor<2x1x1x1xi8> {groups = 2 : i64, packed} : !mesh.events<2x2x2>
  } : !mesh.events<2x1x1>
  // CHECK: mesh.sink "output" [1, 2, 2](
  mesh.sink "output" [1, 2, 2] (%b) edges [#all] : !mesh.events<1x2x2>
}
