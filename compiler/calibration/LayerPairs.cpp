//===- LayerPairs.cpp - layers in float and in integers -------------------===//

#include "compiler/calibration/LayerPairs.h"
#include "dialect/snn/Elements.h"

using namespace mlir;
using namespace snnc;

std::vector<LayerPair> snnc::pairLayers(ModuleOp integers, const sim::Engine &inFloat, const sim::Engine &integer) {
  std::vector<LayerPair> pairs;
  size_t index = 0;
  integers.walk([&](snn::StatefulOpInterface layer) {
    size_t here = index++;
    auto neuron = dyn_cast<snn::NeuronOpInterface>(layer.getOperation());
    const sim::LayerInfo &info = integer.layers()[here];
    const auto *same = llvm::find_if(inFloat.layers(), [&](const sim::LayerInfo &other) {
      return other.name == info.name && other.shape == info.shape;
    });
    if (!neuron || same == inFloat.layers().end())
      return;
    snn::NeuronParameters parameters = neuron.getNeuronParameters();
    if (!parameters.scale)
      return;
    LayerPair pair{info.name, size_t(same - inFloat.layers().begin()), here, {}, {}, 0, info.shape};
    pair.scale = snn::valuesOf<double>(parameters.scale);
    pair.threshold = snn::valuesOf<double>(parameters.threshold);
    if (!parameters.firesOnce())
      pair.cap = parameters.maxCount.value_or(0);
    pairs.push_back(std::move(pair));
  });
  return pairs;
}

LayerRun snnc::emptyRun(const LayerPair &pair) {
  LayerRun run;
  run.layer = pair.name;
  run.neurons = pair.shape.size();
  run.channelSpikesFloat.assign(pair.shape.channels, 0);
  run.channelSpikesInteger.assign(pair.shape.channels, 0);
  return run;
}

void snnc::addSpikes(const LayerRun &more, LayerRun &sum) {
  for (size_t c = 0; c < sum.channelSpikesFloat.size(); ++c) {
    sum.channelSpikesFloat[c] += more.channelSpikesFloat[c];
    sum.channelSpikesInteger[c] += more.channelSpikesInteger[c];
    sum.spikesFloat += more.channelSpikesFloat[c];
    sum.spikesInteger += more.channelSpikesInteger[c];
  }
  sum.spikesDifferent += more.spikesDifferent;
}
