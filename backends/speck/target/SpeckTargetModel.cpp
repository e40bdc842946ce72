//===- SpeckTargetModel.cpp - what passes ask of a Speck chip -------------===//

#include "backends/speck/target/SpeckTargetModel.h"
#include "backends/speck/plan/Plan.h"
#include "compiler/target/TargetInterfaces.h"
#include "dialect/snn/SnnOps.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;

speck::TargetAttr speck::toAttribute(const TargetDescription &target, MLIRContext *context) {
  return TargetAttr::get(context, target.name, target.module, target.kernelWords, target.neuronWords, target.biasWords,
                         target.greatestPooling, target.lowerBoundFactor, target.hasReadout, target.templateText);
}

/// Text may have been edited: what is missing stays 0, and is refused as a target file is.
static std::array<int64_t, speck::kCores> wordsOf(ArrayRef<int64_t> words) {
  std::array<int64_t, speck::kCores> all{};
  std::copy_n(words.begin(), std::min<size_t>(words.size(), all.size()), all.begin());
  return all;
}

speck::TargetDescription speck::fromAttribute(TargetAttr attribute) {
  TargetDescription target;
  target.name = attribute.getName().str();
  target.module = attribute.getModule().str();
  target.kernelWords = wordsOf(attribute.getKernelWords());
  target.neuronWords = wordsOf(attribute.getNeuronWords());
  target.biasWords = attribute.getBiasWords();
  target.greatestPooling = attribute.getGreatestPooling();
  target.lowerBoundFactor = attribute.getLowerBoundFactor();
  target.hasReadout = attribute.getReadout();
  target.templateText = attribute.getPattern().str();
  return target;
}

/// What a layer takes of the core that has the most; of a layer that none holds, its greater half.
static void addNeeds(const speck::PlannedLayer &layer, const speck::TargetDescription &target,
                     std::vector<ResourceNeed> &needs) {
  int64_t kernel = *llvm::max_element(target.kernelWords), neurons = *llvm::max_element(target.neuronWords);
  int64_t channels = layer.shape[0];
  bool isHalf = channels > 1 && layer.step == 1 &&
                (layer.kernelWords(channels) > kernel || layer.neuronWords(channels) > neurons);
  if (isHalf)
    channels = (channels + 1) / 2;
  int64_t out = layer.featuresOut(channels);
  const char *half = isHalf ? ", of half of its channels" : "";
  needs.push_back({layer.name, "kernelWords", layer.kernelWords(channels), kernel,
                   fmt::format("{} features in x 2^(log2 of {} x {}, and of {} features out, rounded up){}",
                               layer.features(), layer.kernel, layer.kernel, out, half)});
  needs.push_back({layer.name, "neuronWords", layer.neuronWords(channels), neurons,
                   fmt::format("{} features x 2^(log2 of {} rows and of {} columns, rounded up){}", out,
                               layer.axes[0].out, layer.axes[1].out, half)});
}

namespace {
struct SpeckTargetModel : public TargetAttrInterface::ExternalModel<SpeckTargetModel, speck::TargetAttr> {
  StringRef getTargetName(Attribute attribute) const { return cast<speck::TargetAttr>(attribute).getName(); }
  /// The network in integers has the chip's weights, and potentials of 32 bits: it adds what comes in a step at once,
  /// which the chip does event by event, so that no proof has to keep its thresholds small.
  TargetLimits getLimits(Attribute) const {
    TargetLimits limits;
    limits.stateBits = 32;
    limits.weightBits = 8;
    limits.maxCount = 255;
    limits.threshold = ThresholdScope::Layer;
    return limits;
  }
  std::optional<std::string> whyNot(Attribute attribute, Operation *layer) const {
    return speck::whyNotOnCore(layer, cast<speck::TargetAttr>(attribute).getName().str());
  }
  /// There are no steps to wait for.
  RelayCapacity getRelayCapacity(Attribute) const { return {0, 0}; }
  int64_t getRelayStateWords(Attribute, ArrayRef<int64_t> shape) const {
    int64_t neurons = 1;
    for (int64_t extent : shape)
      neurons *= extent;
    return neurons;
  }
  LogicalResult checkNeeds(Attribute attribute, Operation *network, int64_t) const {
    return speck::makePlan(cast<snn::NetworkOp>(network), speck::fromAttribute(cast<speck::TargetAttr>(attribute)));
  }
  std::vector<ResourceNeed> getNeeds(Attribute attribute, Operation *network, int64_t) const {
    // The table is of what can be counted; what cannot is said by `checkNeeds`.
    ScopedDiagnosticHandler quiet(network->getContext(), [](Diagnostic &) { return success(); });
    speck::Plan plan{cast<snn::NetworkOp>(network), speck::fromAttribute(cast<speck::TargetAttr>(attribute))};
    if (failed(speck::wire(plan)) || failed(speck::fitGeometry(plan)))
      return {};
    std::vector<ResourceNeed> needs;
    for (const speck::PlannedLayer &layer : plan.layers)
      addNeeds(layer, plan.target, needs);
    needs.push_back({"", "cores", int64_t(plan.layers.size()), speck::kCores, "a core for each layer of neurons"});
    return needs;
  }
};
} // namespace

void speck::registerTargetModel(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, speck::SpeckDialect *) {
    speck::TargetAttr::attachInterface<SpeckTargetModel>(*context);
  });
}
