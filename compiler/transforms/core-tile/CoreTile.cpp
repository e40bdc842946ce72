//===- CoreTile.cpp - populations that fit a core -------------------------===//

#include "compiler/transforms/core-tile/CoreTile.h"
#include "compiler/transforms/core-tile/Split.h"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_CORETILE
namespace snnc {
#include "compiler/transforms/core-tile/CoreTile.h.inc"
} // namespace snnc

namespace {
struct CoreTile : public snnc::impl::CoreTileBase<CoreTile> {
  using CoreTileBase::CoreTileBase;

  void runOnOperation() override {
    core::ProgramOp program = getOperation();
    FewestTiler fewest;
    RandomTiler random(seed.getValue());
    Tiler &tiler = seed.getValue() ? static_cast<Tiler &>(random) : fewest;
    bool refused = false;
    for (core::PopulationOp population :
         SmallVector<core::PopulationOp>(program.getBody().getOps<core::PopulationOp>()))
      refused |= failed(tile(population, program.getTarget(), tiler));
    if (refused)
      return signalPassFailure();
    cutEdges(program);
    if (failed(checkEdges(program)))
      return signalPassFailure();
  }

  /// Tiles are chosen by their memories; how many edges they have is known only now.
  LogicalResult checkEdges(core::ProgramOp program) {
    core::MeshAttr target = program.getTarget();
    Resources capacity = capacityOf(target);
    LogicalResult result = success();
    for (auto population : program.getBody().getOps<core::PopulationOp>()) {
      Resources demand = demandOf(population, target);
      for (Resource resource : {Resource::Ports, Resource::Destinations, Resource::Credits})
        if (demand[resource] > capacity[resource])
          result = population.emitError()
                   << "layer " << population.getLayerAttr() << " does not fit a core: a tile of it needs "
                   << demand[resource] << " " << nameOf(resource) << ", a core has " << capacity[resource] << " ("
                   << demand[resource] - capacity[resource]
                   << " too many): one for each tile that it exchanges spikes with; larger memories of a core would "
                      "make fewer tiles";
    }
    return result;
  }

  LogicalResult tile(core::PopulationOp population, core::MeshAttr target, Tiler &tiler) {
    TileTask task = describeTask(population, target);
    Resources capacity = capacityOf(target);
    if (std::optional<TileGrid> grid = tiler.tile(task, capacity)) {
      bool pools = llvm::any_of(population.getBody().getOps<core::PortOp>(),
                                [](core::PortOp port) { return port.getPools().has_value(); });
      if (grid->tiles() > 1 || pools)
        return splitPopulation(population, *grid);
      return success();
    }
    Resources least = demandOf(task, 1, 1, 1);
    for (unsigned i = 0; i < resourceCount; ++i)
      if (least.amount[i] > capacity.amount[i])
        population.emitError() << "layer " << population.getLayerAttr() << " cannot be split further: one group of "
                               << target.getLanes() << " neurons needs " << least.amount[i] << " "
                               << nameOf(Resource(i)) << ", a core has " << capacity.amount[i] << " ("
                               << least.amount[i] - capacity.amount[i]
                               << " too many): the weights of a neuron must lie in one core";
    return failure();
  }
};
} // namespace
