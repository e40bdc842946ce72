//===- MeshVerify.td - what each phase must have decided ---*- tablegen -*-===//
include "mlir/Pass/PassBase.td"

def MeshVerify : Pass<"mesh-verify", "::snnc::mesh::ProgramOp"> {
  let summary = "check that a phase of the mapper has left what the next one needs";
  let description = [{
    The border between two phases, stated: a program that fails here was left wrong by a pass (or by an edit), not by
    the user's network.

    | phase | holds |
    | --- | --- |
    | `lowered` | every number fits the target's fields: kernel, stride, coordinates, channels, parameters, weights; the tiles of a layer cover it once; each has an edge that is not delayed, and those have no cycle |
    | `tiled` | each population alone fits a core, and no port has pools left |
    | `packed` | each population has a cluster and a slot of its own in it; each cluster fits a core; there are no more clusters than cores |
    | `placed` | each population has a core of the mesh and a slot of its own in it; what shares a core fits it |
    | `allocated` | each memory range and table entry lies in its memory and has one owner |
  }];
  let options = [Option<"phase", "phase", "::snnc::mesh::ProgramPhase", "::snnc::mesh::ProgramPhase::Lowered",
                        "what the program has gone through",
                        [{::llvm::cl::values(
                          clEnumValN(::snnc::mesh::ProgramPhase::Lowered, "lowered", "convert-snn-to-mesh"),
                          clEnumValN(::snnc::mesh::ProgramPhase::Tiled, "tiled", "mesh-tile"),
                          clEnumValN(::snnc::mesh::ProgramPhase::Packed, "packed", "mesh-pack"),
                          clEnumValN(::snnc::mesh::ProgramPhase::Placed, "placed", "mesh-place"),
                          clEnumValN(::snnc::mesh::ProgramPhase::Allocated, "allocated", "mesh-allocate"))}]>];
}
