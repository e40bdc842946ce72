//===- CorePlace.cpp - clusters onto the mesh -----------------------------===//

#include "compiler/transforms/core-place/CorePlace.h"
#include "compiler/transforms/core-place/Placer.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_COREPLACE
namespace snnc {
#include "compiler/transforms/core-place/CorePlace.h.inc"
} // namespace snnc

namespace {
struct CorePlace : public snnc::impl::CorePlaceBase<CorePlace> {
  using CorePlaceBase::CorePlaceBase;

  void runOnOperation() override {
    core::ProgramOp program = getOperation();
    int64_t clusters = 0;
    for (auto population : program.getBody().getOps<core::PopulationOp>()) {
      if (!population.getCluster()) {
        population.emitError() << "has no cluster: run core-pack first";
        return signalPassFailure();
      }
      clusters = std::max(clusters, int64_t(*population.getCluster()) + 1);
    }
    SnakePlacer snake;
    RandomPlacer random(seed.getValue());
    const Placer &placer = seed.getValue() ? static_cast<const Placer &>(random) : snake;
    std::vector<Coordinates> placement = placer.place(clusters, trafficOf(program), program.getTarget());
    Builder builder(&getContext());
    for (auto population : program.getBody().getOps<core::PopulationOp>()) {
      auto [column, row] = placement[*population.getCluster()];
      population.setCoreAttr(builder.getDenseI64ArrayAttr({column, row}));
      population.removeClusterAttr();
    }
  }
};
} // namespace
