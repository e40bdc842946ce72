// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-allocate,mesh-verify{phase=allocated}))" --verify-roundtrip | FileCheck %s

// Two populations share core (0, 0): ranges follow each other slot by slot. A population that feeds two has two
// destinations, one that is fed twice two credits; edges of the source count the host's edges.

#tiny = #mesh.target<tiny>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>

// CHECK-LABEL: mesh.program @shared_core
mesh.program @shared_core target(#tiny) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  mesh.layer @b [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  // CHECK: mesh.population @a
  // CHECK-SAME: first_credit = 1 : i64, first_destination = 1 : i64, list_base = 4 : i64, slot = 1 : i64, state_base = 6 : i64
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 1 : i64} {
    // CHECK-NEXT: destination = 0 credit = 1>] {{.*}} {index = 1 : i64, weight_base = 4 : i64}
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  // CHECK: mesh.population @b
  // CHECK-SAME: first_credit = 0 : i64, first_destination = 0 : i64, list_base = 0 : i64, slot = 0 : i64, state_base = 0 : i64
  %b = mesh.population @b origin [0, 0, 0] threshold [5] lower_bound [-3] attributes {core = array<i64: 0, 0>, slot = 0 : i64} {
    // CHECK-NEXT: destination = 1 credit = 0>] {{.*}} {index = 0 : i64, weight_base = 0 : i64}
    mesh.port(%a) edges [#all] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x2x2xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  // CHECK: mesh.sink "output" {{.*}} destination = 2 credit = 0>, {{.*}} destination = 0 credit = 1>]
  mesh.sink "output" [1, 2, 2] (%a, %b) edges [#all, #all] : !mesh.events<1x2x2>, !mesh.events<1x2x2>
}
