//===- QuantizationReport.cpp - what quantisation cost --------------------===//

#include "compiler/analysis/QuantizationReport.h"
#include "dialect/snn/Elements.h"
#include <cmath>

using namespace mlir;
using namespace snnc;

static std::vector<double> weightsOf(snn::SynapseOpInterface synapse) {
  if (ElementsAttr weights = synapse.getSynapseWeights())
    return snn::readElements<double>(weights).value_or(std::vector<double>());
  return std::vector<double>(synapse.getConvolution().numWeights(), 1.0);
}

static LayerQuantization compare(snn::NeuronOpInterface inFloat, snn::NeuronOpInterface inIntegers) {
  snn::NeuronParameters parameters = inIntegers.getNeuronParameters();
  std::vector<double> scale = snn::readElements<double>(parameters.scale).value_or(std::vector<double>());
  std::vector<int64_t> threshold = snn::readElements<int64_t>(parameters.threshold).value_or(std::vector<int64_t>());
  auto synapse = inIntegers.getNeuronCurrent().getDefiningOp<snn::SynapseOpInterface>();
  std::vector<double> from = weightsOf(inFloat.getNeuronCurrent().getDefiningOp<snn::SynapseOpInterface>());
  std::vector<double> to = weightsOf(synapse);
  LayerQuantization report;
  report.layer = inIntegers.getLayerName().str();
  report.maxCount = parameters.maxCount.value_or(0);
  report.upper = parameters.upper.value_or(0);
  report.leastScale = *llvm::min_element(scale);
  report.greatestScale = *llvm::max_element(scale);
  report.leastThreshold = *llvm::min_element(threshold);
  report.greatestThreshold = *llvm::max_element(threshold);
  int64_t fanIn = synapse.getConvolution().fanIn();
  double signal = 0, noise = 0;
  for (size_t c = 0; c < scale.size(); ++c) {
    int64_t peak = 0;
    for (int64_t i = 0; i < fanIn; ++i) {
      double exact = from[c * fanIn + i], rounded = to[c * fanIn + i];
      peak = std::max(peak, int64_t(std::abs(rounded)));
      report.zeroWeightsFloat += exact == 0;
      report.zeroWeightsInteger += rounded == 0;
      signal += exact * exact;
      noise += (exact - rounded / scale[c]) * (exact - rounded / scale[c]);
    }
    report.leastPeak = c ? std::min(report.leastPeak, peak) : peak;
    report.greatestPeak = std::max(report.greatestPeak, peak);
  }
  if (noise > 0 && signal > 0)
    report.weightSnrDb = 10 * std::log10(signal / noise);
  return report;
}

std::vector<LayerQuantization> snnc::reportQuantization(snn::NetworkOp floatNetwork, snn::NetworkOp integerNetwork) {
  auto neuronsOf = [](snn::NetworkOp network) {
    SmallVector<snn::NeuronOpInterface> neurons;
    network.walk([&](snn::NeuronOpInterface neuron) { neurons.push_back(neuron); });
    return neurons;
  };
  std::vector<LayerQuantization> report;
  for (auto [inFloat, inIntegers] : llvm::zip_equal(neuronsOf(floatNetwork), neuronsOf(integerNetwork)))
    report.push_back(compare(inFloat, inIntegers));
  return report;
}
