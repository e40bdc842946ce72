//===- MeshPack.cpp - populations into clusters ---------------------------===//

#include "backends/mesh/transforms/mesh-pack/MeshPack.h"
#include "backends/mesh/analysis/Load.h"
#include "backends/mesh/analysis/Traffic.h"
#include "backends/mesh/transforms/mesh-pack/PackHints.h"
#include "backends/mesh/transforms/mesh-pack/Packer.h"
#include "compiler/diagnostics/FailureCause.h"
#include "compiler/diagnostics/Need.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"

#define DEBUG_TYPE "mesh-pack"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_MESHPACK
namespace snnc {
#include "backends/mesh/transforms/mesh-pack/MeshPack.h.inc"
} // namespace snnc

/// Cycles of a step: what decides how busy a core is.
static double loadOf(mesh::PopulationOp population, const mesh::Layers &layers, mesh::TargetAttr target) {
  StepCycles cycles = stepCyclesOf(population, layers, target);
  return cycles.accumulating + cycles.firing;
}

/// Says for each population that fits no core what it needs more than the largest has, and returns a core that holds
/// each.
static std::optional<Resources> refuseTooLarge(ArrayRef<mesh::PopulationOp> populations, ArrayRef<PackItem> items,
                                               ArrayRef<Resources> cores) {
  bool refused = false;
  Resources largest = largestOf(cores), enough = largest;
  for (auto &&[constant, item] : llvm::zip_equal(populations, items)) {
    const Resources &demand = item.demand;
    if (llvm::any_of(cores, [&](const Resources &core) { return demand.fitsIn(core); }))
      continue;
    mesh::PopulationOp population = constant;
    refused = true;
    if (demand.fitsIn(largest))
      population.emitError() << "layer " << population.getLayerAttr()
                             << " does not fit a core: no kind has enough of all resources that it needs";
    for (unsigned i = 0; i < resourceCount; ++i) {
      int64_t need = demand.amount[i], have = largest.amount[i];
      if (need <= have)
        continue;
      enough.amount[i] = std::max(enough.amount[i], need);
      withNeed(population.emitError() << "layer " << population.getLayerAttr() << " does not fit a core: it needs "
                                      << need << " " << nameOf(Resource(i)) << ", a core has " << have << " ("
                                      << need - have << " too many)",
               nameOf(Resource(i)), need, have);
    }
  }
  if (refused)
    return enough;
  return std::nullopt;
}

/// Finds a change of the target that holds the program, by trying it: all cores as large as is enough, then more.
static void noteRemedy(InFlightDiagnostic &diagnostic, ArrayRef<PackItem> items, ArrayRef<Resources> cores,
                       const Resources &enough, const Packer &packer) {
  Resources largest = largestOf(cores), needed;
  for (const PackItem &item : items)
    needed += item.demand;
  // Fewer cores have not enough of something in all.
  size_t least = cores.size();
  for (unsigned i = 0; i < resourceCount; ++i)
    least = std::max<size_t>(least, llvm::divideCeil(uint64_t(needed.amount[i]), uint64_t(enough.amount[i])));
  for (size_t count = least; count <= std::max(cores.size(), items.size()); ++count) {
    if (!packer.pack(items, std::vector<Resources>(count, enough)))
      continue;
    Diagnostic &note = diagnostic.attachNote();
    note << "tried: it fits a target with ";
    for (unsigned i = 0; i < resourceCount; ++i)
      if (enough.amount[i] != largest.amount[i])
        note << nameOf(Resource(i)) << " " << enough.amount[i] << " and ";
    note << count << " cores";
    return;
  }
}

namespace {
struct MeshPack : public snnc::impl::MeshPackBase<MeshPack> {
  using MeshPackBase::MeshPackBase;

  void runOnOperation() override {
    mesh::ProgramOp program = getOperation();
    mesh::TargetAttr target = program.getTarget();
    mesh::Layers layers(program);
    SmallVector<mesh::PopulationOp> populations(program.getBody().getOps<mesh::PopulationOp>());
    std::vector<PackItem> items;
    for (mesh::PopulationOp population : populations)
      items.push_back({demandOf(population, target, layers.of(population)), loadOf(population, layers, target)});

    FailureOr<std::vector<PackUnit>> units = makeUnits(program, populations, items, together, places);
    if (failed(units))
      return signalPassFailure();
    // What would do is looked for without hints.
    GreedyPacker greedy;
    std::unique_ptr<Packer> packer = makePacker(program, populations, *units, layers);
    std::vector<Resources> cores;
    for (const UsableCore &core : usableCores(target))
      cores.push_back(capacityOfKind(target, core.kind));
    if (std::optional<Resources> enough = refuseTooLarge(populations, items, cores)) {
      InFlightDiagnostic diagnostic = program.emitError() << "the network does not fit target " << target.getName();
      noteRemedy(diagnostic, items, cores, *enough, greedy);
      return signalPassFailure();
    }
    std::optional<std::vector<int64_t>> clusters = packUnits(*units, items.size(), cores, *packer);
    if (!clusters) {
      if ((!together.empty() || !places.empty()) && greedy.pack(items, cores)) {
        causedBy(FailureCause::Usage, program.emitError())
            << "with what is to be kept together, or placed, the network does not fit target " << target.getName()
            << "; without that it does";
        return signalPassFailure();
      }
      refuseTooMany(program, populations, items, cores, greedy);
      return signalPassFailure();
    }
    Builder builder(&getContext());
    llvm::MapVector<int64_t, int64_t> nextSlot;
    for (auto [population, cluster] : llvm::zip_equal(populations, *clusters)) {
      population.setClusterAttr(builder.getI64IntegerAttr(cluster));
      population.setSlotAttr(builder.getI64IntegerAttr(nextSlot[cluster]++));
    }
    remark::passed(program.getLoc(), remark::RemarkOpts::name("clusters").category(DEBUG_TYPE))
        << remark::metric("populations", int64_t(populations.size()))
        << remark::metric("clusters", int64_t(nextSlot.size()))
        << remark::metric("least_clusters", leastCores(items, cores));
  }

  std::unique_ptr<Packer> makePacker(mesh::ProgramOp program, ArrayRef<mesh::PopulationOp> populations,
                                     ArrayRef<PackUnit> units, const mesh::Layers &layers) {
    if (seed.getValue())
      return std::make_unique<RandomPacker>(seed.getValue());
    if (traffic)
      return std::make_unique<TrafficPacker>(flowsOf(program, populations, units, layers));
    if (fewest)
      return std::make_unique<FewestPacker>();
    return std::make_unique<GreedyPacker>();
  }

  /// Between units.
  static std::vector<PackFlow> flowsOf(mesh::ProgramOp program, ArrayRef<mesh::PopulationOp> populations,
                                       ArrayRef<PackUnit> units, const mesh::Layers &layers) {
    llvm::DenseMap<Operation *, size_t> numbers;
    for (auto [i, unit] : llvm::enumerate(units))
      for (size_t member : unit.members)
        numbers[populations[member]] = i;
    std::vector<PackFlow> flows;
    for (mesh::PopulationOp population : populations) {
      size_t receiver = numbers[population];
      for (auto port : population.getBody().getOps<mesh::PortOp>())
        for (auto [edge, source] : llvm::enumerate(port.getSources()))
          if (auto sender = source.getDefiningOp<mesh::PopulationOp>(); sender && numbers[sender] != receiver)
            flows.push_back(
                {numbers[sender], receiver, packetsOf(source, port.getEdge(edge), layers, program.getTarget()) + 1});
    }
    return flows;
  }

  /// The core of each population, from those of the units.
  static std::optional<std::vector<int64_t>> packUnits(ArrayRef<PackUnit> units, size_t populations,
                                                       ArrayRef<Resources> cores, const Packer &packer) {
    std::vector<PackItem> items;
    for (const PackUnit &unit : units)
      items.push_back(unit.item);
    auto packed = packer.pack(items, cores);
    if (!packed)
      return std::nullopt;
    std::vector<int64_t> clusters(populations);
    for (auto [unit, core] : llvm::zip_equal(units, *packed))
      for (size_t member : unit.members)
        clusters[member] = core;
    return clusters;
  }

  static void refuseTooMany(mesh::ProgramOp program, MutableArrayRef<mesh::PopulationOp> populations,
                            ArrayRef<PackItem> items, ArrayRef<Resources> cores, const Packer &packer) {
    Resources needed, available;
    for (const PackItem &item : items)
      needed += item.demand;
    for (const Resources &core : cores)
      available += core;
    InFlightDiagnostic diagnostic = program.emitError()
                                    << "the network does not fit target " << program.getTarget().getName() << ": its "
                                    << items.size() << " populations do not fit " << cores.size() << " cores";
    for (unsigned i = 0; i < resourceCount; ++i)
      noteNeed(diagnostic, nameOf(Resource(i)), needed.amount[i], available.amount[i]);
    for (unsigned i = 0; i < resourceCount; ++i)
      diagnostic.attachNote() << nameOf(Resource(i)) << ": " << needed.amount[i] << " needed, " << available.amount[i]
                              << " available in all cores";
    noteConflict(diagnostic, populations, items, cores, packer);
    noteRemedy(diagnostic, items, cores, largestOf(cores), packer);
  }

  /// Which layers are too many for each other.
  static void noteConflict(InFlightDiagnostic &diagnostic, MutableArrayRef<mesh::PopulationOp> populations,
                           ArrayRef<PackItem> items, ArrayRef<Resources> cores, const Packer &packer) {
    llvm::MapVector<StringRef, size_t> layers;
    std::vector<size_t> groupOf;
    for (mesh::PopulationOp population : populations)
      groupOf.push_back(layers.insert({population.getLayer(), layers.size()}).first->second);
    std::vector<size_t> conflict = smallestConflict(items, groupOf, layers.size(), cores, packer);
    Diagnostic &note = diagnostic.attachNote();
    note << "these layers do not fit together, and would without any one of them: ";
    for (auto [i, group] : llvm::enumerate(conflict))
      note << (i ? ", " : "") << "'" << layers.begin()[ptrdiff_t(group)].first << "'";
  }
};
} // namespace
