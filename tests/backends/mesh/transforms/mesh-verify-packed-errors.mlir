// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-verify{phase=packed}))" --split-input-file --verify-diagnostics

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @no_cluster target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{has no cluster}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @no_slot target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{has no slot}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {cluster = 0 : i64} {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @cluster_range target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{cluster is 2, the target takes 0 to 1}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {cluster = 2 : i64, slot = 0 : i64} {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @slot_range target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{slot is 2, the target takes 0 to 1}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {cluster = 0 : i64, slot = 2 : i64} {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @too_much target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{needs 17 weightWords, a core has 16}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {cluster = 0 : i64, slot = 0 : i64} {
    mesh.port(%in) edges [#all] kernel [17, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x17x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @same_slot target(#tiny) {
  mesh.layer @a [1, 2, 4] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-note @below {{with this population}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {cluster = 0 : i64, slot = 0 : i64} {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  // expected-error @below {{shares slot 0}}
  %b = mesh.population @a origin [0, 0, 2] threshold [5] attributes {cluster = 0 : i64, slot = 0 : i64} {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}
