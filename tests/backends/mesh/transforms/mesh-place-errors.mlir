// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-place))" --split-input-file --verify-diagnostics

#tiny = #mesh.target<tiny>
#one = #mesh.edge<low = [0, 0, 0], high = [0, 0, 0], offset = [0, 0, 0], shift = [0, 0]>

mesh.program @not_packed target(#tiny) {
  mesh.layer @a [1, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x1x1>
  // expected-error @below {{has no cluster: run mesh-pack first}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#one] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x1x1>
  } : !mesh.events<1x1x1>
}
