//===- Numbers.cpp - the numbers of a layer on the chip -------------------===//

#include "backends/speck/conversion/convert-snn-to-speck/Numbers.h"
#include "compiler/analysis/NeuronInputs.h"
#include "dialect/snn/Elements.h"
#include <cmath>
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::speck;

namespace {
class Numbers {
public:
  Numbers(const PlannedLayer &layer, const TargetDescription &target)
      : layer(layer), neuron(layer.neuron), parameters(neuron.getNeuronParameters()), target(target.name),
        boundFactor(target.lowerBoundFactor),
        sums(size_t(layer.shape[0] * layer.features() * layer.kernel * layer.kernel)) {}

  FailureOr<LayerNumbers> run() {
    for (const Contribution &contribution : layer.contributions)
      addWeights(contribution);
    readThresholds();
    readBias();
    fitScale();
    result.resetsToZero = parameters.reset == snn::Reset::Zero;
    if (failed(round()))
      return failure();
    noteDeviations();
    return std::move(result);
  }

private:
  InFlightDiagnostic refuse() { return neuron->emitError(); }

  /// Each tap of the synapse at its place in the core's kernel.
  void addWeights(const Contribution &contribution) {
    snn::SynapseOpInterface synapse = layer.synapses[contribution.synapse];
    snn::Convolution c = synapse.getConvolution();
    std::vector<double> weights = weightsOf(synapse);
    std::vector<Tap> rows = tapsOf(layer, contribution, 0), columns = tapsOf(layer, contribution, 1);
    int64_t perGroup = c.inChannels / c.groups, outPerGroup = c.outChannels / c.groups, k = layer.kernel;
    for (int64_t out = 0; out < c.outChannels; ++out)
      for (int64_t channel = 0; channel < contribution.channels; ++channel)
        for (const Tap &row : rows)
          for (const Tap &column : columns) {
            int64_t in = contribution.firstChannel + channel, tap = row.from * c.kernel[1] + column.from,
                    size = c.kernel[0] * c.kernel[1];
            if (contribution.isFlat) {
              in = contribution.firstChannel + (channel * contribution.map[0] + row.from) * contribution.map[1] +
                   column.from;
              tap = 0;
              size = 1;
            }
            int64_t inGroup = in - out / outPerGroup * perGroup;
            if (inGroup < 0 || inGroup >= perGroup)
              continue;
            int64_t y = row.at + layer.axes[0].padding, x = column.at + layer.axes[1].padding;
            int64_t feature = contribution.featureShift + channel;
            sums[size_t(((out * layer.features() + feature) * k + y) * k + x)] +=
                weights[size_t((out * perGroup + inGroup) * size + tap)] * std::ldexp(1, int(synapse.getWeightShift()));
          }
  }

  /// Thresholds and bounds are equal in all channels, or the layer was refused.
  void readThresholds() {
    threshold = snn::valuesOf<double>(parameters.threshold).front();
    std::vector<double> scales = snn::valuesOf<double>(parameters.scale);
    if (!scales.empty())
      scale = scales.front();
    if (parameters.lowerBound)
      low = snn::valuesOf<double>(parameters.lowerBound).front();
  }

  void readBias() {
    bias.assign(size_t(layer.shape[0]), 0);
    for (snn::SynapseOpInterface synapse : layer.synapses)
      for (auto [sum, more] : llvm::zip(bias, snn::valuesOf<double>(synapse.getSynapseBias())))
        sum += more;
  }

  /// Weights that add up where pools are in the kernel may leave 8 bits, and thresholds 16.
  void fitScale() {
    double greatest = 1, greatestBias = 1;
    for (double weight : sums)
      greatest = std::max(greatest, std::fabs(weight));
    for (double one : bias)
      greatestBias = std::max(greatestBias, std::fabs(one));
    factor = std::min({1.0, double(kWeightMax) / greatest, double(kStateMax - kWeightMax) / threshold,
                       double(kStateMax) / greatestBias});
  }

  /// The chip keeps to a bound at each event, the network at the end of a step: there it is deeper.
  void fitBound() {
    auto note = [&](std::string text) { result.deviations.push_back(std::move(text)); };
    if (low * factor <= double(kStateMin))
      return;
    int64_t wanted = std::llrint(low * factor);
    result.low = std::max(kStateMin, wanted * boundFactor);
    if (result.low > -1) {
      // With 0 the chip's potentials are wrong.
      result.low = -1;
      note(fmt::format("has a lower bound of {} in the network, but the chip's is at most -1", wanted));
    } else if (boundFactor > 1) {
      note(
          fmt::format("has a lower bound of {} at the end of a step in the network, but the chip keeps to one of {} at "
                      "each event",
                      wanted, result.low));
    }
  }

  LogicalResult round() {
    result.threshold = std::llrint(threshold * factor);
    if (result.threshold < 1)
      return refuse() << "has a threshold of " << fmt::format("{:.3g}", threshold * factor)
                      << " of the last bit of its weights, target " << target
                      << " takes at least 1; smaller weights or a larger threshold would fit";
    result.scale = double(result.threshold) / threshold * scale;
    fitBound();
    for (double weight : sums)
      result.weights.push_back(int8_t(std::llrint(weight * factor)));
    for (double one : bias)
      result.bias.push_back(std::llrint(one * factor));
    return success();
  }

  void noteDeviations() {
    auto note = [&](std::string text) { result.deviations.push_back(std::move(text)); };
    int64_t greatest = 0;
    for (int8_t weight : result.weights)
      greatest = std::max<int64_t>(greatest, weight);
    if (greatest > result.threshold && !result.resetsToZero)
      note(
          fmt::format("has a weight of {} at a threshold of {}: an event makes one spike on the chip, and what is left "
                      "waits for the next one",
                      greatest, result.threshold));
    if (parameters.firesOnce())
      note("fires once a step in the network, but the chip has no steps: an event that reaches the threshold makes a "
           "spike");
    if (llvm::any_of(result.bias, [](int64_t one) { return one != 0; }))
      note("has a bias, which the chip adds at each tick of its slow clock, to be set to the step of the network; "
           "whether "
           "a tick can make a spike is not documented, and taken for no");
    if (factor < 1)
      note("has sums of weights beyond 8 bits, or a threshold beyond 16, and so a coarser scale");
    if (double more = greatestSubtraction(); more > 0)
      note(fmt::format(
          "takes up to {:.1f} % more than the threshold away for a spike in the network, but the chip takes "
          "the threshold",
          100 * more));
  }

  /// What a spike takes away beyond the threshold, as its share; 0 where it is less than one in a hundred.
  double greatestSubtraction() const {
    double greatest = 0;
    for (double subtract : snn::valuesOf<double>(parameters.subtract))
      greatest = std::max(greatest, std::fabs(subtract - threshold) / threshold);
    return greatest >= 0.01 ? greatest : 0;
  }

  const PlannedLayer &layer;
  snn::NeuronOpInterface neuron;
  snn::NeuronParameters parameters;
  std::string target;
  int64_t boundFactor;
  std::vector<double> sums, bias;
  double threshold = 1, low = double(kStateMin), scale = 1, factor = 1;
  LayerNumbers result;
};
} // namespace

FailureOr<LayerNumbers> speck::numbersOf(const PlannedLayer &layer, const TargetDescription &target) {
  return Numbers(layer, target).run();
}
