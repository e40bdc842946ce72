// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-tile))" --verify-diagnostics

// The kind whose memories hold the layer has too few credits, the kind with more credits too few state words: neither is
// enough, which mesh-tile has to say, for nobody behind it would.

#kinds = #mesh.target<kinds>
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
