//===- Needs.cpp - what a network takes at least, by its shapes -----------===//

#include "backends/mesh/analysis/Needs.h"
#include "backends/mesh/analysis/Resources.h"
#include "compiler/analysis/SpikePaths.h"
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

  LogicalResult add(snn::StatefulOpInterface layer) {
    auto [channels, height, width] = frameOf(layer->getResult(0).getType());
    LogicalResult result = success();
    auto check = [&](StringRef what, int64_t need, int64_t have, StringRef remedy) {
      if (need > have)
        result = layer->emitError() << "layer '" << layer.getLayerName() << "' fits no core of target "
                                    << target.getName() << ": it has " << need << " " << what
                                    << ", the target takes up to " << have << " (" << need - have << " too many)"
                                    << remedy;
    };
    check("channels", channels, target.getChannelMax(), "");
    check("rows", height, target.getCoordinateMax(), "");
    check("columns", width, target.getCoordinateMax(), "");
    int64_t groups = target.groupsOf(channels), weightWords = wordsOfGroup(layer, packed);
    bool fitsPacked = !packed && wordsOfGroup(layer, true) <= largest[Resource::WeightWords];
    check("weight words for a group of " + std::to_string(target.getLanes()) + " neurons", weightWords,
          largest[Resource::WeightWords],
          fitsPacked
              ? ": the weights of a neuron must lie in one core; weights of 4 bits (--weight-bits 4), which take "
                "half of the words, would fit"
              : ": the weights of a neuron must lie in one core; a layer of fewer or smaller inputs would fit");
    if (failed(result))
      return failure();
    // A tile has a threshold for each of its groups, and a word for the potentials of each pixel, one for its currents,
    // and in the list of a readout one for each digit of its potentials.
    auto neuron = dyn_cast<snn::NeuronOpInterface>(layer.getOperation());
    snn::NeuronParameters parameters = neuron ? neuron.getNeuronParameters() : snn::NeuronParameters();
    int64_t words = height * width, planes = parameters.currentDecay ? 2 : 1;
    int64_t states =
        groups * std::max(planes * words + bool(neuron), parameters.isReadout ? target.getPlaces() * words : 0);
    needed[Resource::StateWords] += states;
    needed[Resource::WeightWords] += groups * weightWords;
    int64_t tiles = llvm::divideCeil(states, largest[Resource::StateWords]);
    if (weightWords > 0)
      tiles = std::max<int64_t>(tiles, llvm::divideCeil(groups, largest[Resource::WeightWords] / weightWords));
    needed[Resource::Populations] += tiles;
    return success();
  }

  LogicalResult checkAll(snn::NetworkOp network) {
    LogicalResult result = success();
    for (Resource resource : {Resource::Populations, Resource::WeightWords, Resource::StateWords})
      if (needed[resource] > available[resource])
        result = network.emitError() << "the network does not fit target " << target.getName()
                                     << ": its layers take at least " << needed[resource] << " " << nameOf(resource)
                                     << ", all cores together have " << available[resource] << " ("
                                     << needed[resource] - available[resource] << " too many)";
    return result;
  }

private:
  /// Weight words of a group of neurons whose channels connect to the same inputs; no group takes fewer. Pools that are
  /// folded into a kernel only add to it.
  static int64_t wordsOfGroup(snn::StatefulOpInterface layer, bool packed) {
    auto neuron = dyn_cast<snn::NeuronOpInterface>(layer.getOperation());
    int64_t words = 0;
    for (snn::SynapseOpInterface synapse : neuron ? synapsesBefore(neuron) : SmallVector<snn::SynapseOpInterface>()) {
      snn::Convolution conv = synapse.getConvolution();
      int64_t taps = conv.inChannels / conv.groups;
      for (unsigned axis = 0; axis < 2; ++axis)
        taps *= (conv.kernel[axis] - 1) * conv.dilation[axis] + 1;
      words += mesh::TargetAttr::memoryWords(taps, packed);
    }
    return words;
  }

  mesh::TargetAttr target;
  bool packed;
  Resources available, largest, needed;
};
} // namespace

LogicalResult snnc::reportNeeds(snn::NetworkOp network, mesh::TargetAttr target, int64_t weightBits) {
  Needs needs(target, weightBits && weightBits <= target.getWeightBits() / 2);
  LogicalResult result = success();
  for (Operation &op : network.getBody().front())
    if (auto layer = dyn_cast<snn::StatefulOpInterface>(op);
        layer && (isa<snn::SpikesType>(op.getResult(0).getType()) || isa<snn::IntegrateOp>(op)))
      if (failed(needs.add(layer)))
        result = failure();
  if (failed(needs.checkAll(network)))
    result = failure();
  return result;
}
