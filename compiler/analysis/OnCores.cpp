//===- OnCores.cpp - which layers cores can compute -----------------------===//

#include "compiler/analysis/OnCores.h"

using namespace mlir;
using namespace snnc;

std::optional<std::string> snnc::whyNotOnCores(Operation *layer) {
  auto isCurrent = [&] { return isa<RankedTensorType>(layer->getResult(0).getType()); };
  if (isa<snn::AvgPool2dOp>(layer))
    return "is a mean, but cores add whole spikes; snn-convert-analog makes it a sum pool and divides the weights "
           "behind";
  if (isa<snn::BatchNorm2dOp>(layer))
    return "is a layer of an analogue network; snn-convert-analog folds it into the synapses before it";
  if (isa<snn::ReluOp, snn::NeuromorphicReluOp>(layer))
    return "is a layer of an analogue network; snn-convert-analog makes it a spiking layer";
  if (isa<snn::QuantizeOp>(layer))
    return "rounds a current, which cores do not; a spiking layer in its place, or none, would fit";
  if (isa<snn::SumPool2dOp>(layer) && isCurrent())
    return "has windows that hang over the edge, whose means are fractions, but cores add whole spikes; without "
           "ceil_mode, or behind a crop to a multiple of the kernel, it would fit";
  if (isa<snn::Sig2SpikeOp>(layer) && isCurrent())
    return "gives a current, but cores take spikes; with spk_out it would fit";
  auto neuron = dyn_cast<snn::NeuronOpInterface>(layer);
  if (neuron && neuron.getNeuronParameters().signedSpikes)
    return "has signed spikes (negative_spikes), but the neurons of cores do not fire below zero; without them it "
           "would "
           "fit";
  return std::nullopt;
}
