// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-verify{phase=placed}))" --split-input-file --verify-diagnostics

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @no_core target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{has no core}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @column target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{core column is 2, the target takes 0 to 1}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 2, 0>, slot = 0 : i64} {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>
#self = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0] delayed = true>

mesh.program @row target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{core row is 1, the target takes 0 to 0}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 1>, slot = 0 : i64} {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%a) edges [#all] : !mesh.events<1x2x2>
}

// -----

// The link between the two cores is faulty.

#links = #mesh.target<tiny-links>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>

mesh.program @link target(#links) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  mesh.layer @b [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64} {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  %b = mesh.population @b origin [0, 0, 0] threshold [5] attributes {core = array<i64: 1, 0>, slot = 0 : i64} {
    // expected-error @below {{its spikes come from core (0, 0) to core (1, 0) over a faulty link, or their answers go back over one}}
    mesh.port(%a) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%b) edges [#all] : !mesh.events<1x2x2>
}
