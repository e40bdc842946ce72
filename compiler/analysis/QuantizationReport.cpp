//===- QuantizationReport.cpp - what quantisation cost --------------------===//

#include "compiler/analysis/QuantizationReport.h"
#include "compiler/analysis/NeuronInputs.h"
#include "dialect/snn/Elements.h"
#include "llvm/ADT/StringMap.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace snnc;

/// Greatest |exact - rounded / scale| / threshold over the channels; 0 where there is nothing to compare.
static double parameterError(ElementsAttr exact, ElementsAttr rounded, const std::vector<double> &scale,
                             const std::vector<double> &threshold) {
  if (!exact || !rounded)
    return 0;
  std::vector<double> from = snn::valuesOf<double>(exact);
  std::vector<double> to = snn::valuesOf<double>(rounded);
  double greatest = 0;
  for (size_t c = 0; c < std::min({from.size(), to.size(), scale.size(), threshold.size()}); ++c)
    greatest = std::max(greatest, std::abs(from[c] - to[c] / scale[c]) / threshold[c]);
  return greatest;
}

/// The channel whose decays differ most, by what is left after a step.
static std::optional<DecayQuantization> compareDecays(ElementsAttr exact, ElementsAttr rounded) {
  if (!exact || !rounded)
    return std::nullopt;
  DecayQuantization worst;
  double greatest = -1;
  for (auto [from, to] : llvm::zip_equal(snn::valuesOf<double>(exact), snn::valuesOf<double>(rounded))) {
    double kept = to / double(snn::kDecayOne);
    if (std::abs(kept - from) <= greatest)
      continue;
    greatest = std::abs(kept - from);
    worst = {from, kept};
  }
  return worst;
}

static LayerQuantization compare(snn::NeuronOpInterface inFloat, snn::NeuronOpInterface inIntegers,
                                 int64_t weightBits) {
  snn::NeuronParameters parameters = inIntegers.getNeuronParameters();
  std::vector<double> scale = snn::valuesOf<double>(parameters.scale);
  std::vector<int64_t> threshold = snn::valuesOf<int64_t>(parameters.threshold);
  SmallVector<snn::SynapseOpInterface> exactSynapses =
                                           synapsesOf(inFloat).value_or(SmallVector<snn::SynapseOpInterface>()),
                                       synapses =
                                           synapsesOf(inIntegers).value_or(SmallVector<snn::SynapseOpInterface>());
  LayerQuantization report;
  report.layer = inIntegers.getLayerName().str();
  report.maxCount = parameters.maxCount.value_or(0);
  report.upper = parameters.upper.value_or(0);
  report.leastScale = *llvm::min_element(scale);
  report.greatestScale = *llvm::max_element(scale);
  report.leastThreshold = *llvm::min_element(threshold);
  report.greatestThreshold = *llvm::max_element(threshold);
  snn::NeuronParameters exactParameters = inFloat.getNeuronParameters();
  std::vector<double> exactThreshold = snn::valuesOf<double>(exactParameters.threshold);
  report.lowerBoundError = parameterError(exactParameters.lowerBound, parameters.lowerBound, scale, exactThreshold);
  report.subtractError = parameterError(exactParameters.subtract, parameters.subtract, scale, exactThreshold);
  report.decay = compareDecays(exactParameters.decay, parameters.decay);
  report.currentDecay = compareDecays(exactParameters.currentDecay, parameters.currentDecay);
  for (auto [decay, level] : llvm::zip(snn::valuesOf<double>(parameters.decay), threshold))
    if (double leak = (1 - decay / double(snn::kDecayOne)) * double(level); leak > 0)
      report.leastLeak = std::min(report.leastLeak.value_or(leak), leak);
  const double greatest = double((int64_t(1) << (weightBits - 1)) - 1);
  double signal = 0, noise = 0;
  std::vector<int64_t> peaks(scale.size(), 0);
  for (auto [exactSynapse, synapse] : llvm::zip(exactSynapses, synapses)) {
    KernelReader fromReader(exactSynapse), toReader(synapse);
    int64_t fanIn = toReader.fanIn(), channels = toReader.numWeights() / fanIn, shift = synapse.getWeightShift();
    double most = greatest * double(int64_t(1) << shift);
    report.weightShift = std::max(report.weightShift, shift);
    report.biasError = std::max(report.biasError, parameterError(exactSynapse.getSynapseBias(),
                                                                 synapse.getSynapseBias(), scale, exactThreshold));
    report.weights += toReader.numWeights();
    // A synapse behind a pool in ceil mode has become several: none has the weights of the one.
    bool isCompared = exactSynapses.size() == synapses.size() && fromReader.numWeights() == toReader.numWeights();
    std::vector<double> from(fanIn), to(fanIn);
    for (int64_t c = 0; c < channels; ++c) {
      toReader.read(c, to);
      for (double weight : to)
        peaks[c] = std::max(peaks[c], int64_t(std::abs(weight)) >> shift);
      if (!isCompared)
        continue;
      fromReader.read(c, from);
      for (auto [exact, rounded] : llvm::zip_equal(from, to)) {
        double error = exact - rounded / scale[c];
        report.zeroWeightsFloat += exact == 0;
        report.zeroWeightsInteger += rounded == 0;
        report.zeroedWeights += rounded == 0 && exact != 0;
        report.clippedWeights += std::abs(exact * scale[c]) >= most + 0.5 && std::abs(rounded) == most;
        signal += exact * exact;
        noise += error * error;
      }
    }
  }
  report.leastMaxWeight = *llvm::min_element(peaks);
  report.greatestMaxWeight = *llvm::max_element(peaks);
  report.bits = 1;
  while ((int64_t(1) << (report.bits - 1)) - 1 < report.greatestMaxWeight)
    ++report.bits;
  if (noise > 0 && signal > 0)
    report.weightSnrDb = 10 * std::log10(signal / noise);
  return report;
}

double DecayQuantization::stepsOf(double decay) {
  return decay >= 1 ? std::numeric_limits<double>::infinity() : decay <= 0 ? 0 : -1 / std::log(decay);
}

std::vector<LayerQuantization> snnc::reportQuantization(snn::NetworkOp floatNetwork, snn::NetworkOp integerNetwork,
                                                        int64_t weightBits) {
  // Layers are the same by name; quantisation may order them anew and add relays, which have nothing to compare with.
  llvm::StringMap<snn::NeuronOpInterface> named;
  SmallVector<snn::NeuronOpInterface> nameless;
  floatNetwork.walk([&](snn::NeuronOpInterface neuron) {
    if (neuron.getLayerName().empty())
      nameless.push_back(neuron);
    else
      named[neuron.getLayerName()] = neuron;
  });
  size_t next = 0;
  std::vector<LayerQuantization> report;
  integerNetwork.walk([&](snn::NeuronOpInterface neuron) {
    snn::NeuronOpInterface inFloat;
    if (!neuron.getLayerName().empty())
      inFloat = named.lookup(neuron.getLayerName());
    else if (next < nameless.size())
      inFloat = nameless[next++];
    if (inFloat)
      report.push_back(compare(inFloat, neuron, weightBits));
  });
  return report;
}
