// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-verify{phase=tiled}))" --split-input-file --verify-diagnostics

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>

mesh.program @too_large target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // expected-error @below {{needs 17 weightWords, a core has 16}}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [17, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x17x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
}

// -----

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>

mesh.program @pools_left target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    // expected-error @below {{has pools that are not folded into its kernel: run mesh-tile}}
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8>
        {pools = [#mesh.pool<kernel = [1, 1], stride = [1, 1], extent = [2, 2]>]} : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
}
