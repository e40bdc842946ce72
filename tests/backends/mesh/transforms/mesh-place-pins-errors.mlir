// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-place{seed=1 pins=0:0:a}))" --verify-diagnostics

#tiny = #mesh.target<tiny>
#one = #mesh.edge<low = [0, 0, 0], high = [0, 0, 0], offset = [0, 0, 0], shift = [0, 0]>

// expected-error @below {{a random placement takes no pins}}
mesh.program @random target(#tiny) {
  mesh.layer @a [1, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x1x1>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {cluster = 0 : i64, slot = 0 : i64} {
    mesh.port(%in) edges [#one] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x1x1>
  } : !mesh.events<1x1x1>
}
