// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-pack))" --split-input-file --verify-diagnostics

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 4, 4], offset = [0, 0, 0], shift = [0, 0]>

// expected-error @below {{the network does not fit target tiny}}
// expected-note @below {{tried: it fits a target with weightWords 25 and stateWords 26 and 2 cores}}
mesh.program @too_large target(#tiny) {
  mesh.layer @a [1, 5, 5] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x5x5>
  // expected-error @+2 {{layer @a does not fit a core: it needs 25 weightWords, a core has 16 (9 too many)}}
  // expected-error @+1 {{layer @a does not fit a core: it needs 26 stateWords, a core has 24 (2 too many)}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [5, 5] stride [1, 1] offset [2, 2] weights dense<1> : tensor<1x1x5x5xi8> : !mesh.events<1x5x5>
  } : !mesh.events<1x5x5>
  mesh.sink "output" [1, 5, 5] (%a) edges [#all] : !mesh.events<1x5x5>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 3, 3], offset = [0, 0, 0], shift = [0, 0]>

// expected-error @+9 {{the network does not fit target tiny: its 3 populations do not fit 2 cores}}
// expected-note @+8 {{populations: 3 needed, 4 available in all cores}}
// expected-note @+7 {{ports: 3 needed, 4 available in all cores}}
// expected-note @+6 {{destinations: 3 needed, 8 available in all cores}}
// expected-note @+5 {{credits: 3 needed, 8 available in all cores}}
// expected-note @+4 {{weightWords: 3 needed, 32 available in all cores}}
// expected-note @+3 {{stateWords: 51 needed, 48 available in all cores}}
// expected-note @+2 {{these layers do not fit together, and would without any one of them: 'a', 'b', 'c'}}
// expected-note @+1 {{tried: it fits a target with 3 cores}}
mesh.program @too_many target(#tiny) {
  mesh.layer @a [1, 4, 4] max_count 1 upper 100
  mesh.layer @b [1, 4, 4] max_count 1 upper 100
  mesh.layer @c [1, 4, 4] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x4x4>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x4x4>
  } : !mesh.events<1x4x4>
  %b = mesh.population @b origin [0, 0, 0] threshold [5] {
    mesh.port(%a) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x4x4>
  } : !mesh.events<1x4x4>
  %c = mesh.population @c origin [0, 0, 0] threshold [5] {
    mesh.port(%b) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x4x4>
  } : !mesh.events<1x4x4>
  mesh.sink "output" [1, 4, 4] (%c) edges [#all] : !mesh.events<1x4x4>
}
