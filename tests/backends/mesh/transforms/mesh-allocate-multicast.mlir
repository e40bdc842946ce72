// RUN: %named-targets %s | snn-opt --pass-pipeline="builtin.module(mesh.program(mesh-allocate,mesh-verify{phase=allocated}))" --verify-roundtrip --split-input-file | FileCheck %s

// Two tiles of @b on two cores get the same spikes of @a: one entry, one multicast. Both have slot 0 and port 0 for it,
// and @c, which had slot 0 on one of these cores, has slot 1.

#groups = #mesh.target<groups>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>

// CHECK-LABEL: mesh.program @siblings
mesh.program @siblings target(#groups) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  mesh.layer @b [8, 1, 1] max_count 1 upper 100
  mesh.layer @c [1, 2, 2] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64} {
    // CHECK: mesh.port{{.*}} destination = 0 credit = 0>]
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  // CHECK: mesh.population @b origin [0, 0, 0]{{.*}}core = array<i64: 1, 0>{{.*}} slot = 0 : i64
  %b0 = mesh.population @b origin [0, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 0>, slot = 0 : i64} {
    // CHECK-NEXT: mesh.port{{.*}} destination = 0 credit = 0 multicast = 0>] {{.*}} {index = 0 : i64
    mesh.port(%a) edges [#all] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
  // CHECK: mesh.population @b origin [4, 0, 0]{{.*}}core = array<i64: 1, 1>{{.*}} slot = 0 : i64
  %b1 = mesh.population @b origin [4, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 1>, slot = 1 : i64} {
    // CHECK-NEXT: mesh.port{{.*}} destination = 0 credit = 0 multicast = 0>] {{.*}} {first_channel = 4 : i64, index = 0 : i64
    mesh.port(%a) edges [#all] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {first_channel = 4 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
  // CHECK: mesh.population @c{{.*}} slot = 1 : i64
  %c = mesh.population @c origin [0, 0, 0] threshold [5] attributes {core = array<i64: 1, 1>, slot = 0 : i64} {
    // CHECK-NEXT: mesh.port{{.*}} destination = 1 credit = 1>] {{.*}} {index = 1 : i64
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  mesh.sink "output" [8, 1, 1] (%b0, %b1) edges [#mesh.edge<low = [0, 0, 0], high = [3, 0, 0], offset = [0, 0, 0], shift = [0, 0]>, #mesh.edge<low = [0, 0, 0], high = [3, 0, 0], offset = [4, 0, 0], shift = [0, 0]>] : !mesh.events<4x1x1>, !mesh.events<4x1x1>
}

// -----

// Tiles of two layers do not wait for each other, and two multicasts whose ways meet need two groups, of which the target has
// one: the tiles of @b share the packets of @a, those of the input go to each of @a and @d alone.

#groups = #mesh.target<groups>
#all = #mesh.edge<low = [0, 0, 0], high = [0, 1, 1], offset = [0, 0, 0], shift = [0, 0]>

// CHECK-LABEL: mesh.program @one_group
mesh.program @one_group target(#groups) {
  mesh.layer @a [1, 2, 2] max_count 1 upper 100
  mesh.layer @b [8, 1, 1] max_count 1 upper 100
  mesh.layer @d [8, 1, 1] max_count 1 upper 100
  %in = mesh.source "input" bound 1 : !mesh.events<1x2x2>
  %a = mesh.population @a origin [0, 0, 0] threshold [5] attributes {core = array<i64: 0, 0>, slot = 0 : i64} {
    // CHECK: mesh.port{{.*}} destination = 0 credit = 0>]
    mesh.port(%in) edges [#all] kernel [1, 1] stride [1, 1] offset [0, 0] weights dense<1> : tensor<1x1x1x1xi8> : !mesh.events<1x2x2>
  } : !mesh.events<1x2x2>
  %b0 = mesh.population @b origin [0, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 0>, slot = 0 : i64} {
    // CHECK: mesh.port{{.*}} destination = 0 credit = 0 multicast = 0>]
    mesh.port(%a) edges [#all] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
  %b1 = mesh.population @b origin [4, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 1, 1>, slot = 0 : i64} {
    // CHECK: mesh.port{{.*}} destination = 0 credit = 0 multicast = 0>]
    mesh.port(%a) edges [#all] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {first_channel = 4 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
  %d0 = mesh.population @d origin [0, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 2, 0>, slot = 0 : i64} {
    // CHECK: mesh.port{{.*}} destination = 1 credit = 0>]
    mesh.port(%in) edges [#all] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
  %d1 = mesh.population @d origin [4, 0, 0] threshold [5, 5, 5, 5] attributes {core = array<i64: 2, 1>, slot = 0 : i64} {
    // CHECK: mesh.port{{.*}} destination = 2 credit = 0>]
    mesh.port(%in) edges [#all] kernel [2, 2] stride [1, 1] offset [0, 0] weights dense<1> : tensor<8x1x2x2xi8> {first_channel = 4 : i64} : !mesh.events<1x2x2>
  } : !mesh.events<4x1x1>
}
