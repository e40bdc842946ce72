//===- CorePack.cpp - populations into clusters ---------------------------===//

#include "compiler/transforms/core-pack/CorePack.h"
#include "compiler/transforms/core-pack/Packer.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_COREPACK
namespace snnc {
#include "compiler/transforms/core-pack/CorePack.h.inc"
} // namespace snnc

/// Synaptic operations a step if each source neuron spiked once: what decides how busy a core is.
static double loadOf(core::PopulationOp population) {
  double load = 0;
  for (auto port : population.getBody().getOps<core::PortOp>()) {
    double taps =
        double(port.getKernel()[0]) * port.getKernel()[1] / (double(port.getStride()[0]) * port.getStride()[1]);
    for (Attribute attribute : port.getEdges()) {
      auto edge = cast<core::EdgeAttr>(attribute);
      double neurons = 1;
      for (unsigned i = 0; i < 3; ++i)
        neurons *= double(edge.getHigh()[i] - edge.getLow()[i] + 1);
      load += neurons * taps * double(population.getEvents().getType().getChannels());
    }
  }
  return load;
}

/// Says for each population what it needs more than a core has, and returns the smallest core that holds each.
static std::optional<Resources> refuseTooLarge(ArrayRef<core::PopulationOp> populations, ArrayRef<PackItem> items,
                                               const Resources &capacity) {
  bool refused = false;
  Resources enough = capacity;
  for (auto &&[constant, item] : llvm::zip_equal(populations, items)) {
    core::PopulationOp population = constant;
    for (unsigned i = 0; i < resourceCount; ++i) {
      int64_t need = item.demand.amount[i], have = capacity.amount[i];
      if (need <= have)
        continue;
      refused = true;
      enough.amount[i] = std::max(enough.amount[i], need);
      population.emitError() << "layer " << population.getLayerAttr() << " does not fit a core: it needs " << need
                             << " " << nameOf(Resource(i)) << ", a core has " << have << " (" << need - have
                             << " too many)";
    }
  }
  if (refused)
    return enough;
  return std::nullopt;
}

/// Finds a change of the target that holds the program, by trying it: larger cores first, then more of them.
static void noteRemedy(InFlightDiagnostic &diagnostic, ArrayRef<PackItem> items, const Resources &capacity,
                       const Resources &enough, core::MeshAttr target, const Packer &packer) {
  int64_t cores = target.getCores();
  for (int64_t more = cores; more <= std::max<int64_t>(cores, items.size()); ++more) {
    if (!packer.pack(items, enough, more))
      continue;
    Diagnostic &note = diagnostic.attachNote();
    note << "tried: it fits a target with ";
    for (unsigned i = 0; i < resourceCount; ++i)
      if (enough.amount[i] != capacity.amount[i])
        note << nameOf(Resource(i)) << " " << enough.amount[i] << " and ";
    note << more << " cores";
    return;
  }
}

namespace {
struct CorePack : public snnc::impl::CorePackBase<CorePack> {
  using CorePackBase::CorePackBase;

  void runOnOperation() override {
    core::ProgramOp program = getOperation();
    core::MeshAttr target = program.getTarget();
    GreedyPacker greedy;
    RandomPacker random(seed.getValue());
    const Packer &packer = seed.getValue() ? static_cast<const Packer &>(random) : greedy;
    SmallVector<core::PopulationOp> populations(program.getBody().getOps<core::PopulationOp>());
    std::vector<PackItem> items;
    for (core::PopulationOp population : populations)
      items.push_back({demandOf(population, target), loadOf(population)});

    Resources capacity = capacityOf(target);
    if (std::optional<Resources> enough = refuseTooLarge(populations, items, capacity)) {
      InFlightDiagnostic diagnostic = program.emitError() << "the network does not fit target " << target.getName();
      noteRemedy(diagnostic, items, capacity, *enough, target, packer);
      return signalPassFailure();
    }
    auto clusters = packer.pack(items, capacity, target.getCores());
    if (!clusters) {
      Resources sum;
      for (const PackItem &item : items)
        sum += item.demand;
      InFlightDiagnostic diagnostic = program.emitError()
                                      << "the network does not fit target " << target.getName() << ": its "
                                      << items.size() << " populations do not fit " << target.getCores() << " cores";
      for (unsigned i = 0; i < resourceCount; ++i)
        diagnostic.attachNote() << nameOf(Resource(i)) << ": " << sum.amount[i] << " needed, "
                                << capacity.amount[i] * target.getCores() << " available in all cores";
      noteRemedy(diagnostic, items, capacity, capacity, target, packer);
      return signalPassFailure();
    }
    Builder builder(&getContext());
    llvm::MapVector<int64_t, int64_t> nextSlot;
    for (auto [population, cluster] : llvm::zip_equal(populations, *clusters)) {
      population.setClusterAttr(builder.getI64IntegerAttr(cluster));
      population.setSlotAttr(builder.getI64IntegerAttr(nextSlot[cluster]++));
    }
  }
};
} // namespace
