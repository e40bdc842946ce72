//===- MeshTile.cpp - populations that fit a core -------------------------===//

#include "backends/mesh/transforms/mesh-tile/MeshTile.h"
#include "backends/mesh/transforms/mesh-tile/Split.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/MapVector.h"

#define DEBUG_TYPE "mesh-tile"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_MESHTILE
namespace snnc {
#include "backends/mesh/transforms/mesh-tile/MeshTile.h.inc"
} // namespace snnc

namespace {
struct MeshTile : public snnc::impl::MeshTileBase<MeshTile> {
  using MeshTileBase::MeshTileBase;

  void runOnOperation() override {
    mesh::ProgramOp program = getOperation();
    FewestTiler fewest;
    RandomTiler random(seed.getValue());
    Tiler &tiler = seed.getValue() ? static_cast<Tiler &>(random) : fewest;
    bool refused = false;
    mesh::Layers layers(program);
    std::vector<Resources> kinds = kindsOf(program.getTarget());
    for (mesh::PopulationOp population :
         SmallVector<mesh::PopulationOp>(program.getBody().getOps<mesh::PopulationOp>()))
      refused |= failed(tile(population, layers.of(population), program.getTarget(), kinds, tiler));
    if (refused)
      return signalPassFailure();
    if (failed(cutEdges(program, layers)) || failed(checkEdges(program, layers, kinds)))
      return signalPassFailure();
  }

  /// Tiles are chosen by their memories; how many edges they have is known only now.
  LogicalResult checkEdges(mesh::ProgramOp program, const mesh::Layers &layers, ArrayRef<Resources> kinds) {
    mesh::TargetAttr target = program.getTarget();
    LogicalResult result = success();
    for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
      Resources demand = demandOf(population, target, layers.of(population));
      auto lacks = [&](const Resources &kind, Resource resource) { return demand[resource] > kind[resource]; };
      if (llvm::any_of(kinds, [&](const Resources &kind) { return demand.fitsIn(kind); }))
        continue;
      // Its memories were made to fit some kind: of the first such, the tables do not.
      const Resources &kind = *llvm::find_if(kinds, [&](const Resources &k) {
        return !lacks(k, Resource::WeightWords) && !lacks(k, Resource::StateWords);
      });
      for (Resource resource : {Resource::Ports, Resource::Destinations, Resource::Credits})
        if (lacks(kind, resource))
          result = population.emitError()
                   << "layer " << population.getLayerAttr() << " does not fit a core: a tile of it needs "
                   << demand[resource] << " " << nameOf(resource) << ", a core that holds its memories has "
                   << kind[resource] << " (" << demand[resource] - kind[resource]
                   << " too many): one for each tile that it exchanges spikes with; larger memories of a core would "
                      "make fewer tiles";
    }
    return result;
  }

  /// What a core of each kind has, the kind first whose cores together have most state words: tiles that fit it find
  /// most room.
  static std::vector<Resources> kindsOf(mesh::TargetAttr target) {
    llvm::MapVector<int64_t, int64_t> words;
    for (const UsableCore &core : usableCores(target))
      words[core.kind] += capacityOfKind(target, core.kind)[Resource::StateWords];
    SmallVector<std::pair<int64_t, int64_t>> order;
    for (auto [kind, total] : words)
      order.push_back({-total, kind});
    llvm::sort(order);
    std::vector<Resources> kinds;
    for (auto [total, kind] : order)
      kinds.push_back(capacityOfKind(target, kind));
    return kinds;
  }

  LogicalResult tile(mesh::PopulationOp population, mesh::LayerOp layer, mesh::TargetAttr target,
                     ArrayRef<Resources> kinds, Tiler &tiler) {
    TileTask task = describeTask(population, layer, target);
    std::optional<TileGrid> grid;
    for (size_t i = 0; i < kinds.size() && !grid; ++i)
      grid = tiler.tile(task, kinds[i]);
    if (grid) {
      bool pools = llvm::any_of(population.getBody().getOps<mesh::PortOp>(),
                                [](mesh::PortOp port) { return port.getPools().has_value(); });
      remark::passed(population.getLoc(), remark::RemarkOpts::name("tiles").category(DEBUG_TYPE))
          << population.getLayer() << remark::metric("tiles", int64_t(grid->tiles()));
      if (grid->tiles() > 1 || pools)
        return splitPopulation(population, layer, *grid);
      return success();
    }
    Resources least = demandOf(task, 1, 1, 1), capacity = largestOf(kinds);
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
