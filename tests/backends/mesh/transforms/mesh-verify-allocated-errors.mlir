// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-verify{phase=allocated}))" --split-input-file --verify-diagnostics

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @fine target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @no_state target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{has no state_base}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @state_range target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{its state_base range of 5 from 20 is outside of 24}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 20 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @state_wraps target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{its state_base range of 5 from 9223372036854775807 is outside of 24}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 9223372036854775807 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @list_range target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{its list_base range of 4 from 21 is outside of 24}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 21 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @port_range target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    // expected-error @below {{its index range of 1 from 2 is outside of 2}}
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 2 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @no_weights target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    // expected-error @below {{has no weight_base}}
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 1 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @destination target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  // expected-error @below {{an edge has destination entry 1, its source has 0 to 0, each for one edge or one multicast}}
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 1 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @host_destination target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    // expected-error @below {{an edge has destination entry 9223372036854775807, the host has 0 to 0, each for one edge or one multicast}}
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 9223372036854775807 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @host_credit target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  // expected-error @below {{an edge has credit entry 2, the host has 0 to 0, each for one edge}}
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 2>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @credit target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    // expected-error @below {{an edge has credit entry 1, in order it would be 0}}
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 1>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @overlap target(#tiny) {
  mesh.layer @a [1, 2, 4] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-note @below {{by this one: 0 to 4}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  // expected-error @below {{its state_base range 4 to 8 is taken}}
  %b = mesh.population @a origin [0, 0, 2] threshold [5] attributes {core = array<i64: 0, 0>, slot = 1 : i64, state_base = 4 : i64, list_base = 4 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 1 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 1 : i64, weight_base = 1 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @late target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{nothing feeds it in the same step: it has no edge that is not delayed}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] : !mesh.events<1x2x2>
}

// -----

#groups = #mesh.target<groups>

mesh.program @multicast target(#groups) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  mesh.layer @b [8, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  %b0 = mesh.population @b origin [0, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0 multicast = 0>] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
  %b1 = mesh.population @b origin [4, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 1>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0 multicast = 0>] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {first_channel = 4 : i64, index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
}

// -----

#groups = #mesh.target<groups>

mesh.program @no_multicast target(#groups) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  mesh.layer @b [8, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  %b0 = mesh.population @b origin [0, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    // expected-error @below {{an edge has destination entry 0 with another, but they are not one multicast: the same spikes to ports of the same index, populations of the same slot, different cores}}
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
  %b1 = mesh.population @b origin [4, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 1>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    // expected-note @below {{other edge is here}}
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {first_channel = 4 : i64, index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
}

// -----

#groups = #mesh.target<groups>

mesh.program @other_slot target(#groups) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  mesh.layer @b [8, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  %b0 = mesh.population @b origin [0, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    // expected-error @below {{an edge has destination entry 0 with another, but they are not one multicast}}
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0 multicast = 0>] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
  %b1 = mesh.population @b origin [4, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 1>, slot = 1 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    // expected-note @below {{other edge is here}}
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0 multicast = 0>] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {first_channel = 4 : i64, index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
}

// -----

#groups = #mesh.target<groups>

mesh.program @no_such_group target(#groups) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  mesh.layer @b [8, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  %b0 = mesh.population @b origin [0, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    // expected-error @below {{multicast group is 1, the target takes 0 to 0}}
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0 multicast = 1>] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
  %b1 = mesh.population @b origin [4, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 1>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0 multicast = 1>] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {first_channel = 4 : i64, index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
}

// -----

#groups = #mesh.target<groups>

mesh.program @group_of_one target(#groups) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  mesh.layer @b [8, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0>] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  %b0 = mesh.population @b origin [0, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 0>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    // expected-error @below {{a multicast has 2 to 15 receivers, that of entry 0 has 1}}
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 0 credit = 0 multicast = 0>] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
  %b1 = mesh.population @b origin [4, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 1>, slot = 0 : i64, state_base = 0 : i64, list_base = 0 : i64, first_destination = 0 : i64, first_credit = 0 : i64} {
    mesh.port(%a) edges [#mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] destination = 1 credit = 0>] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {first_channel = 4 : i64, index = 0 : i64, weight_base = 0 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
}
