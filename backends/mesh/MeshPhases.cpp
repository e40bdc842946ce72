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

static PhasePass verifyAs(mesh::ProgramPhase phase) {
  return onProgram([phase] { return createMeshVerify({phase}); });
}

std::vector<Phase> mesh::meshPhases(const MeshPhaseOptions &options) {
  uint64_t tileSeed = options.tileSeed, packSeed = options.packSeed, placeSeed = options.placeSeed;
  return {
      {"lower", {{[] { return createConvertSnnToMesh(); }}, verifyAs(mesh::ProgramPhase::Lowered)}},
      {"tile", {onProgram([=] { return createMeshTile({tileSeed}); }), verifyAs(mesh::ProgramPhase::Tiled)}},
      {"pack", {onProgram([=] { return createMeshPack({packSeed}); }), verifyAs(mesh::ProgramPhase::Packed)}},
      {"place", {onProgram([=] { return createMeshPlace({placeSeed}); }), verifyAs(mesh::ProgramPhase::Placed)}},
      {"allocate", {onProgram([] { return createMeshAllocate(); }), verifyAs(mesh::ProgramPhase::Allocated)}},
  };
}

void mesh::registerMeshPasses() {
  registerConvertSnnToMeshPasses();
  registerMeshVerifyPasses();
  registerMeshTilePasses();
  registerMeshPackPasses();
  registerMeshPlacePasses();
  registerMeshAllocatePasses();
}
