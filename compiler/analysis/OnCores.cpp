//===- OnCores.cpp - which layers cores can compute -----------------------===//

#include "compiler/analysis/OnCores.h"

using namespace mlir;
using namespace snnc;

/// The name of a parameter that differs within a channel, or nothing.
static StringRef differingParameter(snn::LeakyIntegrateFireOp op) {
  std::pair<StringRef, ElementsAttr> parameters[] = {{"threshold", op.getThreshold()},
                                                     {"lower bound", op.getLowerBoundAttr()},
                                                     {"subtracted value", op.getSubtractAttr()},
                                                     {"reset potential", op.getResetPotentialAttr()},
                                                     {"resistance", op.getResistanceAttr()}};
  for (auto [name, attr] : parameters)
    if (attr && attr.getShapedType().getRank() > 1)
      return name;
  return "";
}

static std::string whyNotOnCores(snn::LeakyIntegrateFireOp op) {
  if (op.getTau())
    return "has neurons that leak (tau), but those of cores do not; integrate-and-fire neurons without a leak would "
           "fit";
  if (StringRef name = differingParameter(op); !name.empty())
    return "has a " + name.str() +
           " that differs within a channel, but cores keep one for each channel; one value a channel would fit";
  if (op.getResetPotential())
    return "has potentials that begin elsewhere than at the reset potential, but those of cores begin there; neurons "
           "that begin at their reset potential, or are reset to 0, would fit";
  return "has neurons that cores do not have; integrate-and-fire neurons would fit";
}

/// Layers that only the float engine has.
static std::optional<std::string> whyFloatOnly(Operation *layer) {
  if (auto neurons = dyn_cast<snn::LeakyIntegrateFireOp>(layer))
    return ::whyNotOnCores(neurons);
  if (isa<snn::LeakyIntegrateOp>(layer))
    return "integrates without spiking, but cores only integrate and fire; integrate-and-fire neurons would fit";
  if (isa<snn::ThresholdOp>(layer))
    return "is a threshold that forgets the current of each step, but the neurons of cores keep it; "
           "integrate-and-fire neurons would fit";
  if (isa<snn::DelayOp>(layer) && isa<RankedTensorType>(layer->getResult(0).getType()))
    return "delays a current, but only spikes go from core to core; a delay before the synapse would fit";
  return std::nullopt;
}

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
           "would fit";
  return whyFloatOnly(layer);
}
