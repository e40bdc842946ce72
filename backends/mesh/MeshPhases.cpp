//===- MeshPhases.cpp - from a proved network to a physical program -------===//

#include "backends/mesh/MeshPhases.h"
#include "backends/mesh/conversion/convert-snn-to-mesh/ConvertSnnToMesh.h"
#include "backends/mesh/transforms/mesh-allocate/MeshAllocate.h"
#include "backends/mesh/transforms/mesh-pack/MeshPack.h"
#include "backends/mesh/transforms/mesh-place/MeshPlace.h"
#include "backends/mesh/transforms/mesh-tile/MeshTile.h"
#include "backends/mesh/transforms/mesh-verify/MeshVerify.h"

using namespace mlir;
using namespace snnc;

static PhasePass onProgram(std::function<std::unique_ptr<Pass>()> create) {
  return {std::move(create), mesh::ProgramOp::getOperationName().str()};
}

/// A network may have numbers that no field of the target holds. What the mapper decides behind that is its own affair.
static PhasePass verifyAs(mesh::ProgramPhase phase) {
  PhasePass pass = onProgram([phase] { return createMeshVerify({phase}); });
  pass.cause = phase == mesh::ProgramPhase::Lowered ? FailureCause::Target : FailureCause::Defect;
  return pass;
}

std::vector<Phase> mesh::meshPhases(const MeshPhaseOptions &options) {
  uint64_t tileSeed = options.tileSeed, packSeed = options.packSeed, placeSeed = options.placeSeed;
  llvm::SmallVector<std::string> pins(options.mapping.pins.begin(), options.mapping.pins.end());
  unsigned effort = options.mapping.effort;
  uint64_t searchSeed = options.mapping.seed;
  llvm::SmallVector<std::string> together(options.mapping.together.begin(), options.mapping.together.end()),
      places(options.mapping.places.begin(), options.mapping.places.end()),
      tiles(options.mapping.tiles.begin(), options.mapping.tiles.end());
  bool leastTraffic = options.mapping.goal == MappingGoal::Traffic;
  bool shareWork = options.mapping.goal == MappingGoal::Throughput;
  bool fewestCores = options.mapping.goal == MappingGoal::Cores;
  return {
      {"lower", {{[] { return createConvertSnnToMesh(); }}, verifyAs(mesh::ProgramPhase::Lowered)}},
      {"tile",
       {onProgram([=] { return createMeshTile({tileSeed, shareWork, tiles}); }), verifyAs(mesh::ProgramPhase::Tiled)}},
      {"pack",
       {onProgram([=] { return createMeshPack({packSeed, fewestCores, leastTraffic, together, places}); }),
        verifyAs(mesh::ProgramPhase::Packed)}},
      {"place",
       {onProgram([=] { return createMeshPlace({placeSeed, effort, searchSeed, pins, places}); }),
        verifyAs(mesh::ProgramPhase::Placed)}},
      {"allocate", {onProgram([] { return createMeshAllocate(); }), verifyAs(mesh::ProgramPhase::Allocated)}},
  };
}

LogicalResult mesh::verifyPhase(ProgramOp program, StringRef phase) {
  static const llvm::StringMap<ProgramPhase> phases = {{"lower", ProgramPhase::Lowered},
                                                       {"tile", ProgramPhase::Tiled},
                                                       {"pack", ProgramPhase::Packed},
                                                       {"place", ProgramPhase::Placed},
                                                       {"allocate", ProgramPhase::Allocated}};
  auto done = phases.find(phase);
  if (done == phases.end())
    return program.emitError() << "a program is of no phase '" << phase << "'";
  return verifyProgram(program, done->second);
}

void mesh::registerMeshPasses() {
  registerConvertSnnToMeshPasses();
  registerMeshVerifyPasses();
  registerMeshTilePasses();
  registerMeshPackPasses();
  registerMeshPlacePasses();
  registerMeshAllocatePasses();
}
