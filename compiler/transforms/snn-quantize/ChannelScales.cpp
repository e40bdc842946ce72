//===- ChannelScales.cpp - integer thresholds of a layer ------------------===//

#include "compiler/transforms/snn-quantize/ChannelScales.h"
#include "compiler/analysis/SpikeBounds.h"
#include <algorithm>
#include <cmath>

using namespace snnc;

int64_t snnc::roundToInteger(double value) { return int64_t(std::round(value)); }

double snnc::greatestFoldedWeight(llvm::ArrayRef<double> kernel, std::array<int64_t, 2> plane,
                                  std::array<int64_t, 2> overlap) {
  double greatest = 0;
  int64_t size = plane[0] * plane[1];
  if (overlap == std::array<int64_t, 2>{1, 1}) {
    for (double weight : kernel.take_front(int64_t(kernel.size()) / size * size))
      greatest = std::max(greatest, std::abs(weight));
    return greatest;
  }
  for (int64_t begin = 0; begin + size <= int64_t(kernel.size()); begin += size)
    for (int64_t y = 0; y < plane[0]; ++y)
      for (int64_t x = 0; x < plane[1]; ++x) {
        // At a border some taps are left out, so each sign has to fit alone.
        double positive = 0, negative = 0;
        for (int64_t ky = y; ky < std::min(plane[0], y + overlap[0]); ++ky)
          for (int64_t kx = x; kx < std::min(plane[1], x + overlap[1]); ++kx) {
            double weight = kernel[begin + ky * plane[1] + kx];
            (weight > 0 ? positive : negative) += std::abs(weight);
          }
        greatest = std::max({greatest, positive, negative});
      }
  return greatest;
}

double snnc::currentGain(const FloatLayer &layer, int64_t channel) {
  if (layer.currentDecay.empty())
    return 1;
  double left = double(toIntegerDecay(layer.currentDecay[channel])) / double(snn::kDecayOne);
  return 1 / (1 - left);
}

void FloatSynapse::readKernel(int64_t c, llvm::MutableArrayRef<double> kernel) const {
  int64_t fanIn = convolution.fanIn();
  if (stored)
    stored->read<double>(c * fanIn, kernel);
  else
    llvm::copy(llvm::ArrayRef(weights).slice(c * fanIn, fanIn), kernel.begin());
}

namespace {
/// One channel, with everything divided by its threshold: multiplied by T it is in integers.
struct Channel {
  double greatestWeight = 0; ///< magnitude
  double greatestFolded = 0; ///< of the sums that folded pools make
  double positive = 0;       ///< greatest inflow of a step
  double negative = 0;
  double depth = 0;       ///< how far below 0 the potential can stand before a step: bound, or too much subtracted
  double bias = 0;        ///< greatest magnitude of one and of their sum
  double stateLimit = 0;  ///< greatest T that the fields of the state alone allow
  double limit = 0;       ///< the same with those of the weights
  double weightLimit = 0; ///< greatest T that the fields of the weights alone allow
};

class Search {
public:
  Search(const FloatLayer &layer, const IntegerLimits &limits, llvm::ArrayRef<int64_t> countBounds, int64_t maxCount,
         mlir::MLIRContext *threads)
      : layer(layer), limits(limits), layerInflow(layer.inputs, countBounds), maxCount(maxCount),
        channels(layer.threshold.size()) {
    forEachRun(threads, int64_t(channels.size()), [&](int64_t begin, int64_t end) {
      std::vector<std::vector<double>> kernels;
      for (const FloatSynapse &synapse : layer.synapses)
        kernels.emplace_back(synapse.convolution.fanIn());
      for (int64_t c = begin; c < end; ++c)
        channels[c] = describe(c, kernels);
    });
  }

  ScaleChoice run() {
    ScaleChoice choice;
    double bestError = 0, bestSlack = 0;
    // `room` is what a potential that has just not fired may take of the positive range; the inflow takes the rest. One
    // upper clamp serves the layer, so all channels share the split. Of rooms that are as good for weights that fit,
    // the one is taken that leaves all channels most for weights that are clipped.
    for (double room = 1; room < double(limits.stateMax); room *= 1.02) {
      ScaleChoice next = choiceOf(room);
      double error = errorOf(next.threshold), slack = slackOf(next);
      if (choice.threshold.empty() || error < bestError || (error == bestError && slack > bestSlack)) {
        choice = std::move(next);
        bestError = error;
        bestSlack = slack;
      }
    }
    double full = 0;
    // The threshold of a readout is its range, which less of what comes in would make smaller: no limit of its own.
    for (const Channel &channel : channels)
      full += errorOf(channel, std::max(1.0, std::floor(layer.isReadout ? channel.weightLimit : channel.limit)));
    choice.relativeError = full > 0 ? bestError / full : 1;
    return choice;
  }

private:
  /// With room for the kernel of each synapse.
  Channel describe(int64_t c, std::vector<std::vector<double>> &room) const {
    double threshold = layer.threshold[c];
    Channel channel;
    double bias = 0, greatest = 0;
    llvm::SmallVector<llvm::ArrayRef<double>> kernels;
    for (auto [synapse, kernel] : llvm::zip_equal(layer.synapses, room)) {
      synapse.readKernel(c, kernel);
      kernels.push_back(kernel);
      for (double weight : kernel)
        greatest = std::max(greatest, std::abs(weight));
      channel.greatestFolded =
          std::max(channel.greatestFolded, greatestFoldedWeight(kernel, synapse.plane, synapse.overlap) / threshold);
      bias += channelValue(synapse.bias, c) / threshold;
      channel.bias = std::max(channel.bias, std::abs(channelValue(synapse.bias, c)) / threshold);
    }
    channel.greatestWeight = greatest / threshold;
    channel.bias = std::max(channel.bias, std::abs(bias));
    Inflow inflow = layerInflow.of(c, kernels);
    double gain = currentGain(layer, c);
    channel.positive = (inflow.positive / threshold + std::max(bias, 0.0)) * gain;
    channel.negative = (inflow.negative / threshold + std::max(-bias, 0.0)) * gain;
    double lower = layer.lowerBound.empty() ? -layer.unboundedDepth(c) : layer.lowerBound[c] / threshold;
    double excess = layer.subtract.empty() ? 0 : double(maxCount) * (1 - layer.subtract[c] / threshold);
    channel.depth = -std::min(lower, excess);
    double stateMax = double(limits.stateMax);
    channel.stateLimit = stateMax;
    for (double magnitude : {channel.bias, channel.depth, channelValue(layer.subtract, c) / threshold})
      if (magnitude > 0)
        channel.stateLimit = std::min(channel.stateLimit, stateMax / magnitude);
    // The greatest weight may round up to weightMax + 0.49, not to weightMax + 0.5.
    channel.weightLimit = channel.stateLimit;
    if (channel.greatestWeight > 0)
      channel.weightLimit = (double(limits.weightMax) + 0.4999) / channel.greatestFolded;
    channel.limit = std::min(channel.stateLimit, channel.weightLimit);
    return channel;
  }

  int64_t greatestThreshold(const Channel &channel, double limit, double room) const {
    double threshold = std::min(limit, room);
    if (channel.positive > 0)
      threshold = std::min(threshold, (double(limits.stateMax) - room) / channel.positive);
    if (channel.negative + channel.depth > 0)
      threshold = std::min(threshold, (double(limits.stateMax) + 1) / (channel.negative + channel.depth));
    return std::max<int64_t>(limit >= 1 ? 1 : 0, int64_t(threshold));
  }

  ScaleChoice choiceOf(double room) const {
    ScaleChoice choice;
    for (const Channel &channel : channels) {
      choice.threshold.push_back(greatestThreshold(channel, channel.limit, room));
      choice.provable.push_back(
          std::max(choice.threshold.back(), greatestThreshold(channel, channel.stateLimit, room)));
    }
    return choice;
  }

  /// By how much every channel's threshold could grow for the proof; more than twofold is of no use.
  static double slackOf(const ScaleChoice &choice) {
    double slack = 2;
    for (auto [threshold, provable] : llvm::zip_equal(choice.threshold, choice.provable))
      slack = std::min(slack, double(provable) / std::max(1.0, double(threshold)));
    return slack;
  }

  /// Squared rounding error against the greatest weight, up to a constant; a channel without weights has none.
  static double errorOf(const Channel &channel, double threshold) {
    double levels = threshold * channel.greatestWeight;
    return levels > 0 ? 1 / (levels * levels) : 0;
  }
  double errorOf(const std::vector<int64_t> &thresholds) const {
    double error = 0;
    for (auto [channel, threshold] : llvm::zip_equal(channels, thresholds))
      error += errorOf(channel, std::max<double>(1, double(threshold)));
    return error;
  }

  const FloatLayer &layer;
  const IntegerLimits &limits;
  LayerInflow layerInflow;
  int64_t maxCount;
  std::vector<Channel> channels;
};
} // namespace

ScaleChoice snnc::chooseThresholds(const FloatLayer &layer, const IntegerLimits &limits,
                                   llvm::ArrayRef<int64_t> countBounds, int64_t maxCount, mlir::MLIRContext *threads) {
  return Search(layer, limits, countBounds, maxCount, threads).run();
}
