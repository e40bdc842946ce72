//===- MeshPhases.h - from a proved network to a physical program -*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_MESHPHASES_H
#define SNNC_BACKENDS_MESH_MESHPHASES_H

#include "compiler/target/Phase.h"
#include "compiler/target/Target.h"
#include "dialect/mesh/MeshDialect.h"

namespace snnc::mesh {

/// Seeds of random tiles, clusters and placement, for tests; 0: chosen by the compiler.
struct MeshPhaseOptions {
  uint64_t tileSeed = 0, packSeed = 0, placeSeed = 0;
  MappingOptions mapping = {};
};

/// lower, tile, pack, place, allocate: each ends in the check that its border states.
std::vector<Phase> meshPhases(const MeshPhaseOptions &options = {});

/// Checks, with diagnostics, that a program holds what it must behind the phase of that name.
llvm::LogicalResult verifyPhase(ProgramOp program, llvm::StringRef phase);

/// Makes every pass of the backend known by its flag.
void registerMeshPasses();

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_MESHPHASES_H
