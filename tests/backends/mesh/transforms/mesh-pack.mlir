// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-pack,mesh-verify{phase=packed}))" | FileCheck %s

// Three populations on two cores: an empty core first, then the one with less to do that holds it.

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>

// CHECK-LABEL: mesh.program @three
mesh.program @three target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  mesh.layer @b [1, 2, 2] max_count 1 upper 100
  mesh.layer @c [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // CHECK: mesh.population @a {{.*}} attributes {cluster = 0 : i64, slot = 0 : i64}
  %a = mesh.population @a origin [0, 0, 0] threshold [5] {
    mesh.port(%in) edges [#all] kernel [2, 2] stride [1, 1] offset [1, 1] weights dense<1> : tensor<1x1x2x2xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  // CHECK: mesh.population @b {{.*}} attributes {cluster = 1 : i64, slot = 0 : i64}
  %b = mesh.population @b origin [0, 0, 0] threshold [5] {
    mesh.port(%a) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  // CHECK: mesh.population @c {{.*}} attributes {cluster = 1 : i64, slot = 1 : i64}
  %c = mesh.population @c origin [0, 0, 0] threshold [5] {
    mesh.port(%b) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [1, 2, 2] (%c) edges [#all] : !mesh.events<1x2x2>
}
