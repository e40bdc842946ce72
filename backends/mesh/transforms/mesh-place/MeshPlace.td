//===- MeshPlace.td - clusters onto the mesh ---------------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def MeshPlace : Pass<"mesh-place", "::snnc::mesh::ProgramOp"> {
  let summary = "decide which core of the mesh each cluster takes";
  let description = [{
    Replaces the `cluster` of each population by a `core`: clusters follow the row snake from the host's corner, then
    pairs of cores are exchanged as long as that lowers the sum of packets times hops.

    With `seed` not 0 each cluster takes a random core, for tests. No record depends on it.

    Before: `attributes {cluster = 0 : i64, slot = 0 : i64}`

    After: `attributes {core = array<i64: 0, 0>, slot = 0 : i64}`
  }];
  let options = [Option<"seed", "seed", "uint64_t", "0", "seed of a random placement; 0: few packets times hops">];
}
