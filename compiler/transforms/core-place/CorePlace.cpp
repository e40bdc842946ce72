//===- CorePlace.cpp - clusters onto the mesh -----------------------------===//

#include "compiler/transforms/core-place/CorePlace.h"
#include "compiler/analysis/Resources.h"
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
    int64_t cores = usableCores(program.getTarget()).size();
    for (auto population : program.getBody().getOps<core::PopulationOp>()) {
      if (!population.getCluster()) {
        population.emitError() << "has no cluster: run core-pack first";
        return signalPassFailure();
      }
      if (*population.getCluster() >= uint64_t(cores)) {
        population.emitError() << "is in cluster " << *population.getCluster() << " of " << cores;
        return signalPassFailure();
      }
    }
    SnakePlacer snake;
    RandomPlacer random(seed.getValue());
    const Placer &placer = seed.getValue() ? static_cast<const Placer &>(random) : snake;
    std::vector<Coordinates> placement = placer.place(trafficOf(program), program.getTarget());
    Builder builder(&getContext());
    for (auto population : program.getBody().getOps<core::PopulationOp>()) {
      auto [column, row] = placement[*population.getCluster()];
      population.setCoreAttr(builder.getDenseI64ArrayAttr({column, row}));
      population.removeClusterAttr();
    }
  }
};
} // namespace
