//===- MeshPlace.cpp - clusters onto the mesh -----------------------------===//

#include "backends/mesh/transforms/mesh-place/MeshPlace.h"
#include "backends/mesh/analysis/Resources.h"
#include "backends/mesh/transforms/mesh-place/Placer.h"
#include "compiler/diagnostics/FailureCause.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include <set>

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
    if (seed.getValue() && !(pins.empty() && places.empty())) {
      causedBy(FailureCause::Usage, program.emitError()) << "a random placement takes no pins";
      return signalPassFailure();
    }
    std::map<int64_t, int64_t> pinned;
    for (const std::string &pin : pins)
      if (failed(readPin(program, pin, pinned)))
        return signalPassFailure();
    for (const std::string &place : places)
      if (failed(readPlace(program, place, pinned)))
        return signalPassFailure();
    std::vector<TrafficEdge> traffic = trafficOf(program);
    FoundPlacement found;
    if (seed.getValue())
      found.placement = RandomPlacer(seed.getValue()).place(traffic, program.getTarget());
    else
      found = SearchPlacer({effort, searchSeed}).search(traffic, program.getTarget(), pinned);
    if (found.interrupted)
      program.emitWarning() << "the search for places was interrupted; this is the best placement found by then, and "
                               "another run may end with another";
    if (found.closedFlows) {
      causedBy(FailureCause::Target, program.emitError())
          << (found.proved ? "in every placement" : "in the best placement that was found") << " at least "
          << found.closedFlows << (found.closedFlows == 1 ? " pair" : " pairs")
          << " of cores would send each other spikes over faulty links of target " << program.getTarget().getName();
      return signalPassFailure();
    }
    const std::vector<Coordinates> &placement = found.placement;
    remark::passed(program.getLoc(), remark::RemarkOpts::name("placement").category(DEBUG_TYPE))
        << remark::metric("edges", int64_t(traffic.size()))
        << remark::metric("packet_hops", int64_t(trafficCost(traffic, placement)))
        << remark::metric("least_packet_hops", int64_t(found.bound)) << remark::metric("proved", found.proved)
        << remark::metric("greatest_hops", found.greatestHops)
        << remark::metric("worst_link_packets", int64_t(found.worstLinkLoad));
    Builder builder(&getContext());
    if (!seed.getValue())
      notePlacement(program, found, !pinned.empty(), builder);
    for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
      auto [column, row] = placement[*population.getCluster()];
      population.setCoreAttr(builder.getDenseI64ArrayAttr({column, row}));
      population.removeClusterAttr();
    }
  }

private:
  static void notePlacement(mesh::ProgramOp program, const FoundPlacement &found, bool isPinned, Builder &builder) {
    auto number = [&](double value) { return builder.getI64IntegerAttr(int64_t(value)); };
    program.setPlacementAttr(builder.getDictionaryAttr(
        {builder.getNamedAttr("packet_hops", number(found.cost)), builder.getNamedAttr("least", number(found.bound)),
         builder.getNamedAttr("bound", builder.getStringAttr(found.boundName)),
         builder.getNamedAttr("proved", builder.getBoolAttr(found.proved)),
         builder.getNamedAttr("pinned", builder.getBoolAttr(isPinned))}));
  }

  /// Adds the cluster of a tile, which mesh-pack has numbered by the core that it is to have.
  static LogicalResult readPlace(mesh::ProgramOp program, StringRef place, std::map<int64_t, int64_t> &pinned) {
    int64_t numbers[5];
    StringRef layer = place;
    for (int64_t &number : numbers) {
      StringRef text;
      std::tie(text, layer) = layer.split(':');
      if (text.getAsInteger(10, number))
        return causedBy(FailureCause::Usage, program.emitError())
               << "place '" << place << "': must be COLUMN:ROW:CHANNEL:Y:X:LAYER";
    }
    std::vector<UsableCore> cores = usableCores(program.getTarget());
    for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
      if (population.getLayer() != layer || population.getOrigin() != ArrayRef<int64_t>(numbers + 2, 3))
        continue;
      int64_t cluster = int64_t(*population.getCluster());
      const UsableCore &core = cores[size_t(cluster)];
      auto [entry, isNew] = pinned.insert({cluster, cluster});
      if (core.column == numbers[0] && core.row == numbers[1] && (isNew || entry->second == cluster))
        return success();
      return causedBy(FailureCause::Usage, program.emitError())
             << "place '" << place << "': the tile was packed or pinned for another core";
    }
    return causedBy(FailureCause::Usage, program.emitError()) << "place '" << place << "': there is no such tile";
  }

  /// Adds the cluster that a pin is of, and its core's place among the usable ones.
  static LogicalResult readPin(mesh::ProgramOp program, StringRef pin, std::map<int64_t, int64_t> &pinned) {
    auto refuse = [&] { return causedBy(FailureCause::Usage, program.emitError()) << "pin '" << pin << "': "; };
    auto [column, rest] = pin.split(':');
    auto [row, layer] = rest.split(':');
    int64_t x, y;
    if (column.getAsInteger(10, x) || row.getAsInteger(10, y))
      return refuse() << "must be COLUMN:ROW:LAYER";
    std::vector<UsableCore> cores = usableCores(program.getTarget());
    auto core = llvm::find_if(cores, [&](const UsableCore &c) { return c.column == x && c.row == y; });
    if (core == cores.end())
      return refuse() << "core " << x << "," << y << " is none of the " << cores.size() << " cores that target "
                      << program.getTarget().getName() << " can use";
    std::set<int64_t> clusters;
    for (auto population : program.getBody().getOps<mesh::PopulationOp>())
      if (population.getLayer() == layer)
        clusters.insert(int64_t(*population.getCluster()));
    if (clusters.empty())
      return refuse() << "there is no layer '" << layer << "'";
    if (clusters.size() > 1)
      return refuse() << "layer '" << layer << "' lies in " << clusters.size()
                      << " cores, and can be pinned only where one holds it";
    int64_t cluster = *clusters.begin(), place = core - cores.begin();
    if (cores[cluster].kind != core->kind)
      return refuse() << "core " << x << "," << y << " is of another kind than layer '" << layer << "' was packed for";
    for (auto [other, taken] : pinned)
      if (other != cluster && taken == place)
        return refuse() << "core " << x << "," << y << " is another layer's already";
    auto [entry, isNew] = pinned.insert({cluster, place});
    if (!isNew && entry->second != place)
      return refuse() << "layer '" << layer << "' shares a core with a layer that is pinned to another one";
    return success();
  }
};
} // namespace
