// RUN: %named-targets %s | snn-opt --split-input-file --verify-diagnostics --allow-unregistered-dialect

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @edges target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    // expected-error @below {{has 1 sources, but 2 edges}}
    mesh.port(%in) edges [#all, #all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @box target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  // expected-note @below {{source is here}}
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    // expected-error @below {{the box of an edge ends at 2 in dimension 1, its source has 2}}
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 2, 1], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @kernel_shape target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    // expected-error @below {{kernel is 1x1, its weights have 2x1}}
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x2x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @weights_rank target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    // expected-error @below {{weights are integers of 4 dimensions}}
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @weights_type target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    // expected-error @below {{weights are integers of 4 dimensions}}
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1.0> : tensor<1x1x1x1xf32> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @output_channels target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    // expected-error @below {{uses output channels up to 2, its weights have 1}}
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {first_channel = 1 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @input_channels target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    // expected-error @below {{an edge reaches channel 3, its weights have 1 input channels}}
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [3, 0, 0], shift = [0, 0]>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @pair target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    // expected-error @below {{kernel, stride and offset are 2 numbers each}}
    mesh.port(%in) edges [#all] kernel [1, 1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @threshold_count target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{threshold has 2 numbers for 1 channels}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5, 6] {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @outside target(#tiny) {
  // expected-note @below {{layer is here}}
  mesh.layer @a [1, 2, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{the tile ends at 2 in dimension 2, its layer at 1}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @core_pair target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{core has 1 numbers, not 2 (x, y)}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0>} {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @layer_shape target(#tiny) {
  // expected-error @below {{shape has 2 numbers, not 3}}
  mesh.layer @a [1, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @layer_count target(#tiny) {
  // expected-error @below {{max_count is -1, at least 1 is needed to spike; 0 is a readout, which neither pools nor resets}}
  mesh.layer @a [1, 2, 2] max_count -1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @sink target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  // expected-error @below {{an edge reaches coordinate 2 of an extent of 2}}
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 1, 0], shift = [0, 0]>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @layer target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{layer @z is not declared}}
  %a = mesh.population @z origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

// expected-error @below {{the box 2..1 of an edge is empty}}
#e = #mesh.edge<low = [0, 2, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>

// -----

// expected-error @below {{offset -1 moves coordinate 0 below 0}}
#e = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, -1, 0], shift = [0, 0]>

// -----

// expected-error @below {{a shift of -1 is negative}}
#e = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [-1, 0]>

// -----

// expected-error @below {{an edge has low, high and offset of 3 numbers}}
#e = #mesh.edge<low = [0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>

// -----

// expected-error @below {{events have 3 dimensions (channels, height, width), not 2}}
"test.op"() : () -> !mesh.events<2x2>

// -----

#tiny = #mesh.target<tiny>
#pooled = #mesh.edge<low = [0, 0, 0], high = [0, 3, 3], offset = [0, 0, 0], shift = [0, 0]>

mesh.program @packed_overlap target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x4x4>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    // expected-error @below {{is packed, but its pools overlap: folded into its kernel they add weights up}}
    mesh.port(%in) edges [#pooled] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8>
        {packed, pools = [#mesh.pool<kernel = [3, 3], stride = [1, 1], extent = [2, 2]>]} : !mesh.events<1x4x4>
  } : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>

mesh.program @rates target(#tiny) {
  // expected-error @below {{row_rates has 3 numbers, not 2}}
  mesh.layer @a [1, 2, 2] max_count 1 upper 100 row_rates [0.1, 0.2, 0.3] column_rates [0.2, 0.2]
}

// -----

#tiny = #mesh.target<tiny>

mesh.program @rates target(#tiny) {
  // expected-error @below {{a share is from 0 to 1}}
  mesh.layer @a [1, 2, 2] max_count 1 upper 100 row_rates [0.1, 0.2] column_rates [0.2, 1.5]
}

// -----

// expected-error @below {{merge_words is 0 or a power of two from 2 to 128, not 3}}
#t = #mesh.target<name = "t", cols = 2, rows = 1, lanes = 4, state_bits = 16, weight_bits = 8, count_max = 15, populations = 2, ports = 2, destinations = 4, credits = 4, weight_words = 16, state_words = 24, router_fifo = 2, core_fifo = 2, kernel_max = 127, stride_max = 15, coordinate_max = 255, channel_max = 4095, offset_max = 511, shift_max = 3, merge_words = 3>

// -----

#tiny = #mesh.target<tiny>

mesh.program @rates target(#tiny) {
  // expected-error @below {{row_rates has 2.000000e+00, a share is from 0 to 1}}
  %in = mesh.source "input" bound 1 row_rates [2.0, 0.1] column_rates [0.1, 0.1] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>

mesh.program @tiling target(#tiny) {
  // expected-error @below {{tiling has 1 entries, not 4}}
  mesh.layer @a [1, 2, 2] max_count 1 upper 100 {tiling = {fewest = 1 : i64}}
}

// -----

#tiny = #mesh.target<tiny>

mesh.program @tiling target(#tiny) {
  // expected-error @below {{tiling needs 'cycles', a whole number of 64 bits from 0 up}}
  mesh.layer @a [1, 2, 2] max_count 1 upper 100 {tiling = {cycles = -1 : i64, fewest = 1 : i64, state_words = 5 : i64, weight_words = 4 : i64}}
}

// -----

#tiny = #mesh.target<tiny>

// expected-error @below {{placement needs 'least', a whole number of 64 bits from 0 up}}
mesh.program @placement target(#tiny) attributes {placement = {bound = "star", least = "few", packet_hops = 3 : i64, pinned = false, proved = true}} {
}

// -----

#tiny = #mesh.target<tiny>

// expected-error @below {{placement needs 'bound', a string, and 'pinned' and 'proved', true or false}}
mesh.program @placement target(#tiny) attributes {placement = {bound = 1 : i64, least = 1 : i64, packet_hops = 3 : i64, pinned = false, proved = true}} {
}

// -----

// expected-error @below {{multicast_groups is 0 to 256, not 257}}
#t = #mesh.target<name = "t", cols = 2, rows = 1, lanes = 4, state_bits = 16, weight_bits = 8, count_max = 15, populations = 2, ports = 2, destinations = 4, credits = 4, weight_words = 16, state_words = 24, router_fifo = 2, core_fifo = 2, kernel_max = 127, stride_max = 15, coordinate_max = 255, channel_max = 4095, offset_max = 511, shift_max = 3, multicast_groups = 257>

// -----

// expected-error @below {{multicast groups count from 0}}
#e = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0 multicast = -2>
