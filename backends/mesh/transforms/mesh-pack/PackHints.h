//===- PackHints.h - what a user wants of a packing -------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PACK_PACKHINTS_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PACK_PACKHINTS_H

#include "backends/mesh/transforms/mesh-pack/Packer.h"

namespace snnc {

/// Populations that are packed as one: alone, or with those that they are kept together with.
struct PackUnit {
  llvm::SmallVector<size_t> members; ///< places in the list of populations
  PackItem item;                     ///< what all of them take; its core, where they have theirs
};

/// Units of the populations of a program, in order of their first members. `together` names layers that share a core,
/// as LAYER=OTHER; `places` the cores of tiles, as COLUMN:ROW:CHANNEL:Y:X:LAYER with the tile's origin. Fails, with a
/// diagnostic, where a hint names what is not there, hints differ, or a core does not hold what it is to hold.
mlir::FailureOr<std::vector<PackUnit>> makeUnits(mesh::ProgramOp program,
                                                 llvm::MutableArrayRef<mesh::PopulationOp> populations,
                                                 llvm::ArrayRef<PackItem> items, llvm::ArrayRef<std::string> together,
                                                 llvm::ArrayRef<std::string> places);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PACK_PACKHINTS_H
