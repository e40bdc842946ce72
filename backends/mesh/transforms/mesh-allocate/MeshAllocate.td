//===- MeshAllocate.td - addresses and table entries -------*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def MeshAllocate : Pass<"mesh-allocate", "::snnc::mesh::ProgramOp"> {
  let summary = "give each population its memory words and table entries";
  let description = [{
    In each core, slot by slot: state and spike list words, weight words and a port entry for each port, a run of
    destination entries (one for each use of the population's events, in program order) and a run of credit entries
    (one for each in-edge, in order). Edges from a source count the host's edges, edges of a sink the output edges.

    Where the target has multicast groups, edges that carry the same spikes of one sender to tiles of one layer on
    several cores (up to 15) become a multicast: they share one destination entry, and one packet a spike goes to all of
    them, over a tree of the ways that packets for each alone would take. The receiving populations get the same slot and
    their ports the same index for it, and the multicast the lowest group that none of the routers on its ways knows;
    an edge for which there is no such number stays an edge of its own.

    Before: `attributes {core = array<i64: 0, 0>, slot = 0 : i64}`

    After: `attributes {core = array<i64: 0, 0>, first_credit = 0 : i64, first_destination = 0 : i64, list_base = 0 :
    i64, slot = 0 : i64, state_base = 0 : i64}`, ports with `index` and `weight_base`, edges with `destination` and
    `credit`.
  }];
}
