//===- Needs.cpp - what a network takes at least, by its shapes -----------===//

#include "backends/mesh/analysis/Needs.h"
#include "backends/mesh/analysis/Resources.h"
#include "compiler/analysis/SpikePaths.h"
#include "compiler/diagnostics/Need.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace snnc;

/// The synapses whose currents add up to the current of `neuron`, each once.
static SmallVector<snn::SynapseOpInterface> synapsesBefore(snn::NeuronOpInterface neuron) {
  SmallVector<snn::SynapseOpInterface> synapses;
  llvm::SetVector<Value> open;
  open.insert(neuron.getNeuronCurrent());
  for (size_t i = 0; i < open.size(); ++i) {
    if (auto synapse = open[i].getDefiningOp<snn::SynapseOpInterface>())
      synapses.push_back(synapse);
    else if (auto merge = open[i].getDefiningOp<snn::MergeOp>())
      open.insert(merge.getSources().begin(), merge.getSources().end());
  }
  return synapses;
}

namespace {
/// A need, and what the diagnostic of one that is not met says besides.
struct LayerNeed : ResourceNeed {
  snn::StatefulOpInterface op; ///< null: of the whole network
  std::string words, reason;
};

class Needs {
public:
  Needs(mesh::TargetAttr target, bool packed) : target(target), packed(packed) {
    std::vector<Resources> kinds;
    for (const UsableCore &core : usableCores(target)) {
      kinds.push_back(capacityOfKind(target, core.kind));
      available += kinds.back();
    }
    largest = largestOf(kinds);
  }

  void add(snn::StatefulOpInterface layer) {
    current = layer;
    auto [channels, height, width] = frameOf(layer->getResult(0).getType());
    refuse("channelMax", "channels", channels, target.getChannelMax());
    refuse("coordinateMax", "rows", height, target.getCoordinateMax());
    refuse("coordinateMax", "columns", width, target.getCoordinateMax());
    int64_t groups = target.groupsOf(channels), weightWords = wordsOfGroup(layer, packed);
    refuse("weightWords", "weight words for a group of " + std::to_string(target.getLanes()) + " neurons", weightWords,
           largest[Resource::WeightWords], ": the weights of a neuron must lie in one core", formulaOfGroup(layer));
    addMemories(layer, groups, height * width, weightWords);
  }

  void addTotals() {
    current = {};
    for (Resource resource : {Resource::Populations, Resource::WeightWords, Resource::StateWords})
      all.push_back({{"", nameOf(resource).str(), needed[resource], available[resource], "all layers"}, {}, "", ""});
  }

  /// Inputs of more channels than packets name; rows and columns can be cut to what the network takes of them.
  void addInput(BlockArgument input) {
    if (!isa<snn::SpikesType>(input.getType()))
      return;
    auto [channels, height, width] = frameOf(input.getType());
    int64_t have = target.getChannelMax() + 1;
    if (channels > have)
      all.push_back({{"", "channelMax", channels, have, "channels of input " + std::to_string(input.getArgNumber())},
                     {},
                     "input " + std::to_string(input.getArgNumber()) + " has " + std::to_string(channels) +
                         " channels, packets of target " + target.getName().str() + " name " + std::to_string(have) +
                         " (" + std::to_string(channels - have) +
                         " too many): an input of channels, rows and columns, with a flatten behind it, has fewer",
                     ""});
  }

  std::vector<LayerNeed> all;

private:
  /// A limit of one layer, noted where it is exceeded.
  void refuse(StringRef resource, const std::string &words, int64_t need, int64_t have, StringRef reason = "",
              std::string formula = "") {
    if (need > have)
      all.push_back({{current.getLayerName().str(), resource.str(), need, have,
                      formula.empty() ? std::to_string(need) + " " + words : std::move(formula)},
                     current,
                     words,
                     reason.str()});
  }

  /// A tile has a threshold for each of its groups, and a word for the potentials of each pixel, one for its currents,
  /// and in the list of a readout one for each digit of its potentials.
  void addMemories(snn::StatefulOpInterface layer, int64_t groups, int64_t pixels, int64_t weightWords) {
    auto neuron = dyn_cast<snn::NeuronOpInterface>(layer.getOperation());
    snn::NeuronParameters parameters = neuron ? neuron.getNeuronParameters() : snn::NeuronParameters();
    int64_t planes = parameters.currentDecay ? 2 : 1;
    int64_t stateOfGroup = planes * pixels + bool(neuron);
    int64_t listOfGroup = parameters.isReadout ? target.getPlaces() * pixels : 0;
    if (auto pool = dyn_cast<snn::SpikingMaxPool2dOp>(layer.getOperation()))
      return addPool(pool, groups, pixels);
    int64_t states = groups * std::max(stateOfGroup, listOfGroup);
    int64_t tiles = llvm::divideCeil(states, largest[Resource::StateWords]);
    if (weightWords > 0 && weightWords <= largest[Resource::WeightWords])
      tiles = std::max<int64_t>(tiles, llvm::divideCeil(groups, largest[Resource::WeightWords] / weightWords));
    std::string each = std::to_string(groups) + " groups of " + std::to_string(target.getLanes()) + " channels x ";
    std::string stateFormula =
        each + (listOfGroup > stateOfGroup
                    ? std::to_string(target.getPlaces()) + " digits of " + std::to_string(pixels) + " potentials"
                    : "(" + std::to_string(planes) + " x " + std::to_string(pixels) + " pixels + " +
                          std::to_string(int(bool(neuron))) + ")");
    note(Resource::StateWords, states, stateFormula);
    note(Resource::WeightWords, groups * weightWords, each + "(" + formulaOfGroup(layer) + ")");
    note(Resource::Populations, tiles, "tiles that its memories take");
  }

  /// A frame word and a count word for each pixel that its windows need, and a word of the list for each window.
  void addPool(snn::SpikingMaxPool2dOp pool, int64_t groups, int64_t windows) {
    auto source = frameOf(pool.getSource().getType()), result = frameOf(pool.getResult().getType());
    int64_t pixels = 1;
    for (unsigned axis = 0; axis < 2; ++axis)
      pixels *= mesh::MaxPoolAttr::getUsedExtent(source[axis + 1], result[axis + 1], pool.getKernel()[axis],
                                                 pool.getStrideOrKernel()[axis], pool.getPadding()[axis]);
    int64_t states = groups * std::max(2 * pixels, windows);
    note(Resource::StateWords, states,
         std::to_string(groups) + " groups of " + std::to_string(target.getLanes()) + " channels x 2 words of " +
             std::to_string(pixels) + " pixels");
    note(Resource::Populations, llvm::divideCeil(states, largest[Resource::StateWords]),
         "tiles that its memories take");
  }

  void note(Resource resource, int64_t need, const std::string &formula) {
    needed[resource] += need;
    all.push_back(
        {{current.getLayerName().str(), nameOf(resource).str(), need, available[resource], formula}, current, "", ""});
  }

  static SmallVector<snn::SynapseOpInterface> synapsesOf(snn::StatefulOpInterface layer) {
    auto neuron = dyn_cast<snn::NeuronOpInterface>(layer.getOperation());
    return neuron ? synapsesBefore(neuron) : SmallVector<snn::SynapseOpInterface>();
  }

  static int64_t extentOf(const snn::Convolution &conv, unsigned axis) {
    return (conv.kernel[axis] - 1) * conv.dilation[axis] + 1;
  }

  /// Weight words of a group of neurons whose channels connect to the same inputs; no group takes fewer. Pools that are
  /// folded into a kernel only add to it.
  static int64_t wordsOfGroup(snn::StatefulOpInterface layer, bool packed) {
    int64_t words = 0;
    for (snn::SynapseOpInterface synapse : synapsesOf(layer)) {
      snn::Convolution conv = synapse.getConvolution();
      words +=
          mesh::TargetAttr::memoryWords(conv.inChannels / conv.groups * extentOf(conv, 0) * extentOf(conv, 1), packed);
    }
    return words;
  }

  std::string formulaOfGroup(snn::StatefulOpInterface layer) const {
    std::string text;
    for (snn::SynapseOpInterface synapse : synapsesOf(layer)) {
      snn::Convolution conv = synapse.getConvolution();
      text += (text.empty() ? "" : " + ") + std::to_string(conv.inChannels / conv.groups) + " inputs x " +
              std::to_string(extentOf(conv, 0)) + " x " + std::to_string(extentOf(conv, 1)) + " taps";
    }
    return text.empty() ? "no weights" : text + (packed ? ", two to a word" : "");
  }

  mesh::TargetAttr target;
  bool packed;
  snn::StatefulOpInterface current;
  Resources available, largest, needed;
};
} // namespace

static std::vector<LayerNeed> collect(snn::NetworkOp network, mesh::TargetAttr target, int64_t weightBits) {
  Needs needs(target, weightBits && weightBits <= target.getWeightBits() / 2);
  for (BlockArgument input : network.getBody().getArguments())
    needs.addInput(input);
  for (Operation &op : network.getBody().front())
    if (auto layer = dyn_cast<snn::StatefulOpInterface>(op);
        layer && (isa<snn::SpikesType>(op.getResult(0).getType()) || isa<snn::IntegrateOp>(op)))
      needs.add(layer);
  needs.addTotals();
  return std::move(needs.all);
}

std::vector<ResourceNeed> snnc::needsOf(snn::NetworkOp network, mesh::TargetAttr target, int64_t weightBits) {
  std::vector<LayerNeed> all = collect(network, target, weightBits);
  return {all.begin(), all.end()};
}

LogicalResult snnc::reportNeeds(snn::NetworkOp network, mesh::TargetAttr target, int64_t weightBits) {
  LogicalResult result = success();
  for (LayerNeed &need : collect(network, target, weightBits)) {
    if (need.fits() || (need.op && need.words.empty())) // a layer's share of a total is told with the total
      continue;
    if (need.op)
      result =
          withNeed(need.op->emitError() << "layer '" << need.layer << "' fits no core of target " << target.getName()
                                        << ": it has " << need.need << " " << need.words << ", the target takes up to "
                                        << need.have << " (" << need.need - need.have << " too many)" << need.reason,
                   need.words, need.need, need.have);
    else if (!need.words.empty())
      result = withNeed(network.emitError() << need.words, need.formula, need.need, need.have);
    else
      result = withNeed(network.emitError()
                            << "the network does not fit target " << target.getName() << ": its layers take at least "
                            << need.need << " " << need.resource << ", all cores together have " << need.have << " ("
                            << need.need - need.have << " too many)",
                        need.resource, need.need, need.have);
  }
  return result;
}
