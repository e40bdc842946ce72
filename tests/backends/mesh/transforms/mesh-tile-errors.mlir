// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-tile))" --verify-diagnostics

#tiny = #mesh.target<wide-tiny>

mesh.program @fan_in target(#tiny) {
  mesh.layer @a [1, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<129x1x1>
  // expected-error @below {{layer @a cannot be split further: one group of 4 neurons needs 129 weightWords, a core has 128 (1 too many): the weights of a neuron must lie in one core}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#mesh.edge<low = [0, 0, 0], high = [128, 0, 0], offset = [0, 0, 0], shift = [0, 0]>] kernel [1, 1]
        stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x129x1x1xi8> : !mesh.events<129x1x1>
  } : !mesh.events<1x1x1>
}
