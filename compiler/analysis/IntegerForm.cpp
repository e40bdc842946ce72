//===- IntegerForm.cpp - which layers a network in integers can have ------===//

#include "compiler/analysis/IntegerForm.h"

using namespace mlir;
using namespace snnc;

std::optional<std::string> snnc::whyNoIntegerForm(Operation *layer) {
  auto isCurrent = [&] { return isa<RankedTensorType>(layer->getResult(0).getType()); };
  if (isa<snn::AvgPool2dOp>(layer))
    return "is a mean, but cores add whole spikes; snn-convert-analog makes it a sum pool and divides the weights "
           "behind";
  if (isa<snn::BatchNorm2dOp>(layer))
    return "is a layer of an analogue network; snn-convert-analog folds it into the synapses before or behind it";
  if (isa<snn::ReluOp, snn::NeuromorphicReluOp>(layer))
    return "is a layer of an analogue network; snn-convert-analog makes it a spiking layer";
  if (isa<snn::QuantizeOp>(layer))
    return "rounds a current, which cores do not; a spiking layer in its place, or none, would fit";
  if (isa<snn::SumPool2dOp>(layer) && isCurrent())
    return "has windows that hang over the edge, whose means are fractions, but cores add whole spikes; without "
           "ceil_mode, or behind a crop to a multiple of the kernel, it would fit";
  if (isa<snn::Sig2SpikeOp>(layer) && isCurrent())
    return "gives a current, but cores take spikes; with spk_out it would fit";
  if (isa<snn::DelayOp>(layer) && isCurrent())
    return "delays a current, but only spikes go from core to core; a delay before the synapse would fit";
  return std::nullopt;
}

std::optional<std::string> snnc::whyNothingToCompile(snn::NetworkOp network) {
  if (network.getNumResults() != 0)
    return std::nullopt;
  return ("network '" + network.getSymName() +
          "' returns nothing, so no target would compute anything of it; spikes of a layer as its result would fit")
      .str();
}
