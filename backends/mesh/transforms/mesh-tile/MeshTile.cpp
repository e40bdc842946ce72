//===- MeshTile.cpp - populations that fit a core -------------------------===//

#include "backends/mesh/transforms/mesh-tile/MeshTile.h"
#include "backends/mesh/transforms/mesh-tile/ShareWork.h"
#include "backends/mesh/transforms/mesh-tile/Split.h"
#include "backends/mesh/transforms/mesh-tile/TileHints.h"
#include "compiler/diagnostics/FailureCause.h"
#include "compiler/diagnostics/Need.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>
#include <limits>

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
    SmallVector<Plan> plans;
    for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
      Plan plan{population, describeTask(population, layers, program.getTarget()), {}};
      refused |= failed(choose(plan, kinds, tiler));
      plan.fewest = int64_t(plan.grid.tiles());
      plans.push_back(std::move(plan));
    }
    if (refused)
      return signalPassFailure();
    if (!seed.getValue())
      cutByGroups(plans, program.getTarget());
    if (failed(cutAsAsked(program, plans, kinds)))
      return signalPassFailure();
    if (shareWork)
      shareWorkOf(plans, kinds, program.getTarget());
    for (Plan &plan : plans) {
      noteTiling(plan, layers.of(plan.population));
      refused |= failed(split(plan, layers.of(plan.population)));
    }
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
          result = withNeed(
              population.emitError()
                  << "layer " << population.getLayerAttr() << " does not fit a core: a tile of it needs "
                  << demand[resource] << " " << nameOf(resource) << ", a core that holds its memories has "
                  << kind[resource] << " (" << demand[resource] - kind[resource]
                  << " too many): one for each tile that it exchanges spikes with; larger memories of a core would "
                     "make fewer tiles",
              nameOf(resource), demand[resource], kind[resource]);
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

  /// A population and the tiles that it becomes.
  struct Plan {
    mesh::PopulationOp population;
    TileTask task;
    TileGrid grid;
    int64_t fewest = 0; ///< tiles that its memories take
    bool isAsked = false;
  };

  LogicalResult cutAsAsked(mesh::ProgramOp program, MutableArrayRef<Plan> plans, ArrayRef<Resources> kinds) {
    auto refuse = [&](llvm::Error error) {
      return causedBy(FailureCause::Usage, program.emitError()) << llvm::toString(std::move(error));
    };
    llvm::Expected<llvm::StringMap<TileHint>> hints =
        parseTileHints(std::vector<std::string>(tiles.begin(), tiles.end()));
    if (!hints)
      return refuse(hints.takeError());
    for (Plan &plan : plans)
      if (auto hint = hints->find(plan.population.getLayer()); hint != hints->end()) {
        llvm::Expected<TileGrid> grid = gridOf(hint->second, plan.task, kinds);
        if (!grid)
          return refuse(grid.takeError());
        plan.grid = std::move(*grid);
        plan.isAsked = true;
        hints->erase(hint);
      }
    // Of several that no layer has, the first one as they were given.
    for (const std::string &text : tiles)
      if (StringRef layer = StringRef(text).split(':').second; hints->contains(layer))
        return refuse(llvm::createStringError("tiles '" + text + "': there is no layer '" + layer + "'"));
    return success();
  }

  /// What the layer would take in one tile, for whoever asks why it was cut.
  static void noteTiling(const Plan &plan, mesh::LayerOp layer) {
    const TileTask &task = plan.task;
    Resources whole = demandOf(task, llvm::divideCeilSigned(task.channels, task.lanes), task.height, task.width);
    double cycles = busiestTile(task, {{{0, task.channels}}, {{0, task.height}}, {{0, task.width}}});
    Builder builder(layer.getContext());
    auto number = [&](StringRef name, int64_t value) {
      return builder.getNamedAttr(name, builder.getI64IntegerAttr(value));
    };
    layer.setTilingAttr(builder.getDictionaryAttr(
        {number("state_words", whole[Resource::StateWords]), number("weight_words", whole[Resource::WeightWords]),
         number("fewest", plan.fewest), number("cycles", int64_t(std::llround(cycles)))}));
  }

  static StringRef remedyFor(TileTask task, const Resources &capacity) {
    bool isPacked = llvm::all_of(task.ports, [](const PortTask &port) { return port.packed; });
    for (PortTask &port : task.ports)
      port.packed = true;
    return !isPacked && demandOf(task, 1, 1, 1).fitsIn(capacity)
               ? "weights of 4 bits (--weight-bits 4), which take half of the words, would fit"
               : "a layer of fewer or smaller inputs would fit";
  }

  static LogicalResult choose(Plan &plan, ArrayRef<Resources> kinds, Tiler &tiler) {
    for (const Resources &kind : kinds)
      if (std::optional<TileGrid> grid = tiler.tile(plan.task, kind)) {
        plan.grid = std::move(*grid);
        return success();
      }
    Resources least = demandOf(plan.task, 1, 1, 1), capacity = largestOf(kinds);
    for (unsigned i = 0; i < resourceCount; ++i)
      if (least.amount[i] > capacity.amount[i])
        withNeed(plan.population.emitError()
                     << "layer " << plan.population.getLayerAttr() << " cannot be split further: one group of "
                     << plan.task.lanes << " neurons needs " << least.amount[i] << " " << nameOf(Resource(i))
                     << ", a core has " << capacity.amount[i] << " (" << least.amount[i] - capacity.amount[i]
                     << " too many): the weights of a neuron must lie in one core; " << remedyFor(plan.task, capacity),
                 nameOf(Resource(i)), least.amount[i], capacity.amount[i]);
    return failure();
  }

  /// Layers that connect in groups take more tiles where the chip has populations to spare: half of these, so that
  /// there are places left to choose from. Nor may they be so many that a core full of populations which each exchange
  /// spikes with all of them would lack table entries.
  static void cutByGroups(MutableArrayRef<Plan> plans, mesh::TargetAttr target) {
    int64_t spare = 0, most = std::numeric_limits<int64_t>::max();
    for (const UsableCore &core : usableCores(target)) {
      Resources capacity = capacityOfKind(target, core.kind);
      spare += capacity[Resource::Populations];
      most = std::min(most, std::min(capacity[Resource::Credits], capacity[Resource::Destinations]) /
                                capacity[Resource::Populations]);
    }
    for (const Plan &plan : plans)
      spare -= int64_t(plan.grid.tiles());
    spare /= 2;
    for (Plan &plan : plans) {
      int64_t before = int64_t(plan.grid.tiles());
      plan.grid = snnc::cutByGroups(plan.task, std::move(plan.grid), std::min(most, before + spare));
      spare -= int64_t(plan.grid.tiles()) - before;
    }
  }

  static void shareWorkOf(MutableArrayRef<Plan> plans, ArrayRef<Resources> kinds, mesh::TargetAttr target) {
    std::vector<TileTask> tasks;
    std::vector<TileGrid> grids;
    llvm::BitVector fixed;
    for (const Plan &plan : plans) {
      tasks.push_back(plan.task);
      grids.push_back(plan.grid);
      fixed.push_back(plan.isAsked);
    }
    snnc::shareWork(tasks, kinds, int64_t(usableCores(target).size()), fixed, grids);
    for (auto [plan, grid] : llvm::zip_equal(plans, grids))
      plan.grid = std::move(grid);
  }

  static LogicalResult split(Plan &plan, mesh::LayerOp layer) {
    mesh::PopulationOp population = plan.population;
    bool pools = llvm::any_of(population.getBody().getOps<mesh::PortOp>(),
                              [](mesh::PortOp port) { return port.getPools().has_value(); });
    remark::passed(population.getLoc(), remark::RemarkOpts::name("tiles").category(DEBUG_TYPE))
        << population.getLayer() << remark::metric("tiles", int64_t(plan.grid.tiles()));
    return plan.grid.tiles() > 1 || pools ? splitPopulation(population, layer, plan.grid) : success();
  }
};
} // namespace
