// RUN: snn-opt %s --pass-pipeline="builtin.module(mesh.program(mesh-tile))" --verify-diagnostics

// The kind whose memories hold the layer has too few credits, the kind with more credits too few state words: neither is
// enough, which mesh-tile has to say, for nobody behind it would.

#kinds = #mesh.target<name = "kinds", cols = 2, rows = 1, lanes = 4, state_bits = 16, weight_bits = 8, count_max = 15, populations = 2, ports = 4, destinations = 4, credits = 1, weight_words = 16, state_words = 24, router_fifo = 2, core_fifo = 2, kernel_max = 127, stride_max = 15, coordinate_max = 255, channel_max = 4095, offset_max = 511, shift_max = 3, kinds = [#mesh.kind<name = "small", populations = 2, ports = 4, destinations = 4, credits = 8, weight_words = 1, state_words = 2>], kind_of = [0, 1]>
#one = #mesh.edge<low = [0, 0, 0], high = [0, 0, 0], offset = [0, 0, 0], shift = [0, 0]>

mesh.program @neither target(#kinds) {
  mesh.layer @a [1, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x1x1>
  %more = mesh.source "more" bound 1 : !mesh.events<1x1x1>
  // expected-error @below {{layer @a does not fit a core: a tile of it needs 2 credits, a core that holds its memories has 1 (1 too many)}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#one] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x1x1>
    mesh.port(%more) edges [#one] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x1x1>
  } : !mesh.events<1x1x1>
}
