// RUN: snn-opt %s --verify-roundtrip | FileCheck %s

#tiny = #core.mesh<name = "tiny", cols = 2, rows = 1, lanes = 4, state_bits = 16, weight_bits = 8, count_max = 15, populations = 2, ports = 2, destinations = 4, credits = 4, weight_words = 16, state_words = 24, router_fifo = 2, core_fifo = 2, kernel_max = 127, stride_max = 15, coordinate_max = 255, channel_max = 4095, offset_max = 511, shift_max = 3>
#all = #core.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #core.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

// The example of each operation, in one program.

// CHECK-LABEL: core.program @ops target(<name = "tiny"
core.program @ops target(#tiny) {
  // CHECK: core.layer @pool [2, 1, 1] max_count 7 upper 0 max_pool <kernel = [2, 2], stride = [1, 2], padding = [0, 1], extent = [2, 1]>
  core.layer @pool [2, 1, 1] max_count 7 upper 0
      max_pool #core.max_pool<kernel = [2, 2], stride = [1, 2], padding = [0, 1], extent = [2, 1]>
  // CHECK: core.layer @a [2, 2, 2] max_count 7 upper 20000
  core.layer @a [2, 2, 2] max_count 7 upper 20000
  // CHECK: core.layer @gate [1, 2, 2] max_count 1 upper 100 reset_to_zero
  core.layer @gate [1, 2, 2] max_count 1 upper 100 reset_to_zero
  // CHECK: %[[IN:.*]] = core.source "input" bound 15 : !core.events<1x2x2>
  %in = core.source "input" bound 15 : !core.events<1x2x2>
  // CHECK: %[[A:.*]] = core.population @a origin [0, 0, 0] threshold [10, 12] lower_bound [-1, -2] bias [1, 2] subtract [9, 9] attributes {cluster = 1 : i64} {
  // CHECK-NEXT: core.port(%[[IN]], %[[A]]) edges [{{.*}}, #core.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>]
  // CHECK-SAME: kernel [1, 2] stride [1, 3] offset [0, -1] weights dense<1> : tensor<2x1x1x2xi8> : !core.events<1x2x2>, !core.events<2x2x2>
  %a = core.population @a origin [0, 0, 0] threshold [10, 12] lower_bound [-1, -2] bias [1, 2] subtract [9, 9]
      attributes {cluster = 1 : i64} {
    core.port(%in, %a) edges [#all, #self] kernel [1, 2] stride [1, 3] offset [0, -1]
        weights dense<1> : tensor<2x1x1x2xi8> : !core.events<1x2x2>, !core.events<2x2x2>
  } : !core.events<2x2x2>
  // CHECK: core.population @gate
  %b = core.population @gate origin [0, 0, 0] threshold [1] {
    // CHECK-NEXT: weights dense<1> : tensor<3x2x1x1xi8> {first_channel = 1 : i64}
    core.port(%a) edges [#core.edge<low = [1, 0, 0], high = [1, 1, 1], offset = [-1, 0, 0], shift = [1, 0]>] kernel [1, 1]
        stride [1, 1] offset [0, 0] weights dense<1> : tensor<3x2x1x1xi8> {first_channel = 1 : i64} : !core.events<2x2x2>
  } : !core.events<1x2x2>
  // CHECK: core.source "image" bound 1 signed : !core.events<1x28x28>
  %image = core.source "image" bound 1 signed : !core.events<1x28x28>
  // CHECK: core.population @pool origin [0, 0, 0] threshold [] {
  %p = core.population @pool origin [0, 0, 0] threshold [] {
    // CHECK-NEXT: weights dense<1> : tensor<2x1x1x1xi8> {groups = 2 : i64, packed}
    core.port(%a) edges [#core.edge<low = [0, 0, 0], high = [1, 1, 0], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 1]
        stride [1, 1] offset [0, 0] weights dense<1> : tensor<2x1x1x1xi8> {groups = 2 : i64, packed} : !core.events<2x2x2>
  } : !core.events<2x1x1>
  // CHECK: core.sink "output" [1, 2, 2](
  core.sink "output" [1, 2, 2] (%b) edges [#all] : !core.events<1x2x2>
}
