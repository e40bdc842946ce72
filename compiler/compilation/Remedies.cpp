//===- Remedies.cpp - what would make a network fit -----------------------===//

#include "compiler/compilation/Remedies.h"
#include "compiler/compilation/Resize.h"
#include "dialect/snn/SnnDialect.h"

using namespace mlir;
using namespace snnc;

/// Silently.
static bool fits(ModuleOp from, const TargetRegistry &targets, const Backend &backend, const PipelineOptions &options) {
  ScopedDiagnosticHandler silence(from.getContext(), [](Diagnostic &) { return success(); });
  OwningOpRef<ModuleOp> module = from.clone();
  FailureOr<std::vector<Phase>> phases = remainingPhases(*module, allPhases(targets, backend, options));
  if (failed(phases))
    return false;
  auto allMet = [&] {
    return llvm::all_of(needsOf(*module, options.quantize.weightBits), [](const ResourceNeed &n) { return n.fits(); });
  };
  if (!allMet())
    return false;
  for (const Phase &phase : *phases)
    if (runPhase(*module, phase) != FailureCause::None || (phase.name == "simplify" && !allMet()))
      return false;
  return true;
}

namespace {
class RemedySearch {
public:
  RemedySearch(const TargetRegistry &targets, const PipelineOptions &options, const Compilation &compilation)
      : targets(targets), options(options), compilation(compilation), backend(*compilation.target.backend),
        limits(compilation.target.attribute.getLimits()) {}

  std::vector<Remedy> run() {
    tryOptions();
    tryTargets();
    // A layer that cannot change, as an output, may see one that can.
    std::string worst = worstLayer();
    if (!tryLayer(worst))
      for (const std::string &before : layersBefore(*compilation.simplified, worst))
        if (tryLayer(before))
          break;
    return std::move(found);
  }

private:
  void tryOptions() {
    // Half the bits of a weight are half the words of it, where the target has bits to halve.
    int64_t bits = options.quantize.weightBits ? options.quantize.weightBits : limits.weightBits;
    PipelineOptions changed = options;
    changed.quantize.weightBits = 4;
    if (bits > 4 && fits(*compilation.simplified, targets, backend, changed))
      found.push_back({"weights of 4 bits (--weight-bits 4)", "--weight-bits 4"});
    if (options.mapping.goal == MappingGoal::Balanced)
      return;
    changed = options;
    changed.mapping.goal = MappingGoal::Balanced;
    if (fits(*compilation.simplified, targets, backend, changed))
      found.push_back({"as few tiles as possible (without --optimize)", "--optimize balanced"});
  }

  /// All of the same back end that are known by name, in order of their neurons.
  void tryTargets() {
    if (!compilation.imported || (*compilation.imported)->hasAttr(snn::SnnDialect::kTargetAttr))
      return;
    MLIRContext &context = *compilation.imported.get()->getContext();
    std::vector<std::tuple<uint64_t, std::string, ChosenTarget>> others;
    for (StringRef name : targets.names()) {
      llvm::Expected<ChosenTarget> target = targets.load(name, context);
      if (!target) {
        llvm::consumeError(target.takeError());
        continue;
      }
      // A chip of another kind would be another undertaking.
      if (target->backend == compilation.target.backend && target->attribute != compilation.target.attribute)
        others.push_back(
            {target->backend->describeTarget(target->attribute)["neurons"].get<uint64_t>(), name.str(), *target});
    }
    llvm::sort(others, [](const auto &a, const auto &b) {
      return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
    });
    for (const auto &[neurons, name, target] : others) {
      PipelineOptions changed = options;
      changed.target = name;
      changed.mapping.pins.clear();
      if (!fits(*compilation.imported, targets, *target.backend, changed))
        continue;
      found.push_back({"target " + name + " (--target " + name + ")", "--target " + name});
      return;
    }
  }

  /// The layer whose need is the greatest part of what is scarcest; empty where the target does not say.
  std::string worstLayer() const {
    std::vector<ResourceNeed> needs = needsOf(*compilation.simplified, options.quantize.weightBits);
    std::string resource, layer;
    double scarcest = 0;
    for (const ResourceNeed &need : needs) {
      if (!need.layer.empty() && !need.fits())
        return need.layer;
      double share = double(need.need) / double(std::max<int64_t>(1, need.have));
      if (need.layer.empty() && share > scarcest) {
        scarcest = share;
        resource = need.resource;
      }
    }
    int64_t most = 0;
    for (const ResourceNeed &need : needs)
      if (!need.layer.empty() && need.resource == resource && need.need > most) {
        most = need.need;
        layer = need.layer;
      }
    return layer;
  }

  bool fitsResized(const OwningOpRef<ModuleOp> &module) const {
    return module && fits(*module, targets, backend, options);
  }

  /// Whether a change of the layer is one.
  bool tryLayer(const std::string &layer) {
    ModuleOp module = *compilation.simplified;
    snn::SynapseOpInterface synapse = findResizable(module, layer);
    if (!synapse)
      return false;
    size_t before = found.size();
    // Halving says where; what is printed was tried.
    int64_t fitting = 0, tooMany = synapse.getConvolution().outChannels;
    if (withChannels(module, layer, 1))
      while (tooMany - fitting > 1) {
        int64_t channels = (fitting + tooMany) / 2;
        (fitsResized(withChannels(module, layer, channels)) ? fitting : tooMany) = channels;
      }
    if (fitting > 0)
      found.push_back({std::to_string(fitting) + " instead of " + std::to_string(synapse.getConvolution().outChannels) +
                           " channels in layer '" + layer + "'",
                       ""});
    auto conv = dyn_cast<snn::Conv2dOp>(synapse.getOperation());
    if (conv && conv.getStride()[0] == conv.getStride()[1])
      if (int64_t stride = 2 * conv.getStride()[0]; fitsResized(withStride(module, layer, stride)))
        found.push_back({"a stride of " + std::to_string(stride) + " in layer '" + layer + "'", ""});
    return found.size() > before;
  }

  const TargetRegistry &targets;
  const PipelineOptions &options;
  const Compilation &compilation;
  const Backend &backend;
  TargetLimits limits;
  std::vector<Remedy> found;
};
} // namespace

std::vector<Remedy> snnc::findRemedies(const TargetRegistry &targets, const PipelineOptions &options,
                                       const Compilation &compilation) {
  if (!compilation.simplified || !compilation.target.backend)
    return {};
  return RemedySearch(targets, options, compilation).run();
}
