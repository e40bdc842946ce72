//===- MeshPlace.cpp - clusters onto the mesh -----------------------------===//

#include "backends/mesh/transforms/mesh-place/MeshPlace.h"
#include "backends/mesh/analysis/Resources.h"
#include "backends/mesh/transforms/mesh-place/Placer.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"

#define DEBUG_TYPE "mesh-place"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_MESHPLACE
namespace snnc {
#include "backends/mesh/transforms/mesh-place/MeshPlace.h.inc"
} // namespace snnc

namespace {
struct MeshPlace : public snnc::impl::MeshPlaceBase<MeshPlace> {
  using MeshPlaceBase::MeshPlaceBase;

  void runOnOperation() override {
    mesh::ProgramOp program = getOperation();
    int64_t cores = usableCores(program.getTarget()).size();
    for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
      if (!population.getCluster()) {
        population.emitError() << "has no cluster: run mesh-pack first";
        return signalPassFailure();
      }
      if (*population.getCluster() >= uint64_t(cores)) {
        population.emitError() << "is in cluster " << *population.getCluster() << " of " << cores;
        return signalPassFailure();
      }
    }
    std::vector<TrafficEdge> traffic = trafficOf(program);
    FoundPlacement found;
    if (seed.getValue())
      found.placement = RandomPlacer(seed.getValue()).place(traffic, program.getTarget());
    else
      found = SearchPlacer().search(traffic, program.getTarget());
    const std::vector<Coordinates> &placement = found.placement;
    remark::passed(program.getLoc(), remark::RemarkOpts::name("placement").category(DEBUG_TYPE))
        << remark::metric("edges", int64_t(traffic.size()))
        << remark::metric("packet_hops", int64_t(trafficCost(traffic, placement)))
        << remark::metric("least_packet_hops", int64_t(found.bound)) << remark::metric("proved", found.proved);
    Builder builder(&getContext());
    for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
      auto [column, row] = placement[*population.getCluster()];
      population.setCoreAttr(builder.getDenseI64ArrayAttr({column, row}));
      population.removeClusterAttr();
    }
  }
};
} // namespace
