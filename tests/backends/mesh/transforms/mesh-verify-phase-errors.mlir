// RUN: snn-opt %s --pass-pipeline="builtin.module(mesh.program(mesh-verify{phase=nonsense}))" --split-input-file --verify-diagnostics

#tiny = #mesh.target<name = "tiny", cols = 2, rows = 1, lanes = 4, state_bits = 16, weight_bits = 8, count_max = 15, populations = 2, ports = 2, destinations = 4, credits = 4, weight_words = 16, state_words = 24, router_fifo = 2, core_fifo = 2, kernel_max = 127, stride_max = 15, coordinate_max = 255, channel_max = 4095, offset_max = 511, shift_max = 3>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

// expected-error @below {{mesh-verify: unknown phase 'nonsense'; known: lowered, tiled, packed, placed, allocated}}
mesh.program @p target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}
