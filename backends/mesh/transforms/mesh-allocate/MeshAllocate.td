//===- MeshAllocate.td - addresses and table entries -------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def MeshAllocate : Pass<"mesh-allocate", "::snnc::mesh::ProgramOp"> {
  let summary = "give each population its memory words and table entries";
  let description = [{
    In each core, slot by slot: state and spike list words, weight words and a port entry for each port, a run of
    destination entries (one for each use of the population's events, in program order) and a run of credit entries
    (one for each in-edge, in order). Edges from a source count the host's edges, edges of a sink the output edges.

    Before: `attributes {core = array<i64: 0, 0>, slot = 0 : i64}`

    After: `attributes {core = array<i64: 0, 0>, first_credit = 0 : i64, first_destination = 0 : i64, list_base = 0 :
    i64, slot = 0 : i64, state_base = 0 : i64}`, ports with `index` and `weight_base`, edges with `destination` and
    `credit`.
  }];
}
