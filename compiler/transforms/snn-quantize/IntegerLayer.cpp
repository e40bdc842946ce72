//===- IntegerLayer.cpp - a layer of neurons in integers ------------------===//

#include "compiler/transforms/snn-quantize/IntegerLayer.h"
#include "compiler/analysis/SpikeBounds.h"
#include "compiler/transforms/snn-quantize/Rounding.h"
#include <algorithm>
#include <cmath>

using namespace snnc;

/// Thresholds that are tried between the least and the greatest of a channel.
static constexpr int64_t triedThresholds = 48;

namespace {
/// The taps of a channel, synapse by synapse: the weights, then the bias where there is one.
struct FloatChannel {
  std::vector<Tap> taps;
  std::vector<double> values; ///< in float
};

/// A channel in integers, with what the proof asks of it.
struct ChannelIntegers {
  int64_t threshold = 0;
  double scale = 0, error = 0;
  std::vector<int64_t> taps;
  int64_t lowerBound = 0, subtract = 0;
  double positive = 0, negative = 0; ///< greatest inflow of a step
  double depth = 0;                  ///< how far below 0 a step can leave the potential
  double greatestWeight = 0;         ///< pools folded
};

class LayerSearch {
public:
  LayerSearch(const FloatLayer &layer, const IntegerLimits &limits, llvm::ArrayRef<int64_t> countBounds,
              int64_t maxCount, const QuantizeOptions &options)
      : layer(layer), limits(limits), layerInflow(layer.inputs, countBounds), maxCount(maxCount), options(options),
        bounds(chooseThresholds(layer, limits, countBounds, maxCount)) {
    for (int64_t c = 0; c < channels(); ++c)
      inFloat.push_back(tapsOf(c));
  }

  IntegerLayer run() {
    if (llvm::is_contained(bounds.threshold, 0))
      return IntegerLayer{bounds.threshold, {}, {}, {}, {}, {}};
    if (options.scales == ScaleMode::Channel)
      for (int64_t c = 0; c < channels(); ++c)
        integers.push_back(search(c));
    else if (isShared())
      searchShared();
    else
      setFactor(greatestFactor());
    makeSafe();
    return collect();
  }

private:
  int64_t channels() const { return int64_t(layer.threshold.size()); }
  bool isShared() const { return options.scales == ScaleMode::Layer || options.scales == ScaleMode::Core; }

  FloatChannel tapsOf(int64_t c) const {
    FloatChannel result;
    int64_t firstPlane = 0;
    for (const FloatSynapse &synapse : layer.synapses) {
      int64_t fanIn = synapse.convolution.fanIn(), plane = synapse.plane[0] * synapse.plane[1];
      int64_t group = c / std::max<int64_t>(1, synapse.convolution.outChannels / synapse.convolution.groups);
      for (int64_t i = 0; i < fanIn; ++i) {
        Tap tap{1, 1, firstPlane + i / plane, limits.weightMax};
        if (!synapse.mean.empty()) {
          tap.mean = synapse.mean[group * fanIn + i];
          tap.variance = synapse.variance[group * fanIn + i];
        }
        result.taps.push_back(tap);
        result.values.push_back(synapse.weights[c * fanIn + i]);
      }
      firstPlane += (fanIn + plane - 1) / plane;
      if (!synapse.bias.empty()) {
        result.taps.push_back({1, 0, firstPlane++, limits.stateMax});
        result.values.push_back(synapse.bias[c]);
      }
    }
    return result;
  }

  ChannelIntegers quantize(int64_t c, int64_t threshold, double scale) const {
    const FloatChannel &channel = inFloat[c];
    std::vector<double> exact;
    for (double value : channel.values)
      exact.push_back(value * scale);
    ChannelIntegers result;
    result.threshold = threshold;
    result.scale = scale;
    result.taps = options.rounding == RoundingMode::Nearest ? roundToNearest(channel.taps, exact)
                                                            : roundCompensated(channel.taps, layer.horizon, exact);
    double fires = layer.threshold[c] * scale;
    result.error = roundingError(channel.taps, layer.horizon, exact, result.taps) / (fires * fires);
    return result;
  }
  ChannelIntegers quantize(int64_t c, int64_t threshold) const {
    return quantize(c, threshold, double(threshold) / layer.threshold[c]);
  }

  /// Weights may be clipped where the proof has room for more than they fit, but not the taps of folded pools: their
  /// sums would have to be clipped, border by border.
  bool mayClip() const {
    return llvm::all_of(layer.synapses,
                        [](const FloatSynapse &synapse) { return synapse.overlap == std::array<int64_t, 2>{1, 1}; });
  }

  /// Thresholds to try, the greatest first.
  std::vector<int64_t> candidates(int64_t planned, int64_t provable) const {
    int64_t most = mayClip() ? std::max(planned, std::min(provable, 2 * planned)) : planned;
    int64_t least = std::max<int64_t>(1, planned / 2);
    std::vector<int64_t> result;
    if (most - least < triedThresholds) {
      for (int64_t threshold = most; threshold >= least; --threshold)
        result.push_back(threshold);
      return result;
    }
    for (int64_t i = 0; i < triedThresholds; ++i)
      result.push_back(int64_t(double(most) * std::pow(double(least) / double(most), double(i) / triedThresholds)));
    result.push_back(planned);
    llvm::sort(result, std::greater<int64_t>());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }

  ChannelIntegers search(int64_t c) const {
    std::optional<ChannelIntegers> best;
    for (int64_t threshold : candidates(bounds.threshold[c], bounds.provable[c]))
      if (ChannelIntegers next = quantize(c, threshold); !best || next.error < best->error)
        best = std::move(next);
    return *best;
  }

  std::vector<int64_t> sharedCandidates() const {
    int64_t planned = *llvm::min_element(bounds.threshold), provable = *llvm::min_element(bounds.provable);
    if (options.sharedThreshold == 0)
      return candidates(planned, provable);
    return {std::min(options.sharedThreshold, mayClip() ? provable : planned)};
  }

  void searchShared() {
    double bestError = 0;
    for (int64_t threshold : sharedCandidates()) {
      std::vector<ChannelIntegers> all;
      double error = 0;
      for (int64_t c = 0; c < channels(); ++c) {
        all.push_back(quantize(c, threshold));
        error += all.back().error;
      }
      if (integers.empty() || error < bestError) {
        bestError = error;
        integers = std::move(all);
      }
    }
  }

  /// The factor that brings the greatest weight of the layer to the greatest integer, and no threshold below 1.
  double greatestFactor() const {
    double greatest = 0, least = 0;
    for (const FloatSynapse &synapse : layer.synapses)
      greatest = std::max(greatest, greatestFoldedWeight(synapse.weights, synapse.plane, synapse.overlap));
    for (double threshold : layer.threshold)
      least = least > 0 ? std::min(least, threshold) : threshold;
    double factor = greatest > 0 ? double(limits.weightMax) / greatest : double(limits.stateMax) / least;
    for (double threshold : layer.threshold)
      factor = std::min(factor, double(limits.stateMax) / threshold);
    return factor;
  }
  void setFactor(double factor) {
    integers.clear();
    for (int64_t c = 0; c < channels(); ++c)
      integers.push_back(quantize(c, std::max<int64_t>(1, roundToInteger(layer.threshold[c] * factor)), factor));
  }

  /// What the proof asks of a channel, in the integers themselves.
  void measure(int64_t c) {
    ChannelIntegers &channel = integers[c];
    double bias = 0;
    size_t next = 0;
    channel.greatestWeight = 0;
    std::vector<double> integersOfTaps(channel.taps.begin(), channel.taps.end());
    llvm::SmallVector<llvm::ArrayRef<double>> kernels;
    for (const FloatSynapse &synapse : layer.synapses) {
      size_t fanIn = size_t(synapse.convolution.fanIn());
      llvm::ArrayRef<double> kernel = llvm::ArrayRef(integersOfTaps).slice(next, fanIn);
      next += fanIn;
      kernels.push_back(kernel);
      channel.greatestWeight =
          std::max(channel.greatestWeight, greatestFoldedWeight(kernel, synapse.plane, synapse.overlap));
      if (!synapse.bias.empty())
        bias += double(channel.taps[next++]);
    }
    Inflow inflow = layerInflow.of(c, kernels);
    channel.positive = inflow.positive + std::max(bias, 0.0);
    channel.negative = inflow.negative + std::max(-bias, 0.0);
    channel.lowerBound = roundToInteger(channelValue(layer.lowerBound, c) * channel.scale);
    channel.subtract =
        layer.subtract.empty() ? channel.threshold : roundToInteger(channelValue(layer.subtract, c) * channel.scale);
    int64_t lower = layer.lowerBound.empty() ? -channel.threshold : channel.lowerBound;
    channel.depth = double(-std::min(lower, maxCount * (firesAt(channel) - channel.subtract)));
  }
  int64_t firesAt(const ChannelIntegers &channel) const { return channel.threshold + layer.firesAboveThreshold; }

  /// A smaller scale for the channel, or for all where they share one. False where there is none.
  bool lower(int64_t c) {
    if (options.scales == ScaleMode::MaxAbs) {
      double factor = integers[c].scale * 0.99;
      if (llvm::all_of(integers, [](const ChannelIntegers &channel) { return channel.threshold == 1; }))
        return false;
      setFactor(factor);
      return measureAll(), true;
    }
    if (integers[c].threshold == 1)
      return false;
    int64_t threshold = integers[c].threshold - 1;
    for (int64_t i = 0; i < channels(); ++i)
      if (i == c || isShared()) {
        integers[i] = quantize(i, threshold);
        measure(i);
      }
    return true;
  }
  void measureAll() {
    for (int64_t c = 0; c < channels(); ++c)
      measure(c);
  }

  /// Rounding can carry the inflow past what was planned: scales come down until the proof holds.
  void makeSafe() {
    measureAll();
    for (bool changed = true; changed;) {
      changed = false;
      for (int64_t c = 0; c < channels(); ++c)
        while ((integers[c].greatestWeight > double(limits.weightMax) ||
                integers[c].negative + integers[c].depth > double(limits.stateMax) + 1) &&
               lower(c))
          continue;
      double fires = 0, inflow = 0;
      for (const ChannelIntegers &channel : integers) {
        fires = std::max(fires, double(firesAt(channel)));
        inflow = std::max(inflow, channel.positive);
      }
      if (fires - 1 + inflow <= double(limits.stateMax))
        return;
      for (int64_t c = 0; c < channels(); ++c)
        if (double(firesAt(integers[c])) == fires || integers[c].positive == inflow)
          changed |= lower(c);
    }
  }

  IntegerLayer collect() const {
    IntegerLayer result;
    result.synapses.resize(layer.synapses.size());
    for (int64_t c = 0; c < channels(); ++c) {
      const ChannelIntegers &channel = integers[c];
      result.threshold.push_back(channel.threshold);
      result.scale.push_back(channel.scale);
      result.outputError.push_back(channel.error);
      if (!layer.lowerBound.empty())
        result.lowerBound.push_back(channel.lowerBound);
      if (!layer.subtract.empty())
        result.subtract.push_back(channel.subtract);
      auto next = channel.taps.begin();
      for (auto [synapse, rounded] : llvm::zip_equal(layer.synapses, result.synapses)) {
        rounded.weights.insert(rounded.weights.end(), next, next + synapse.convolution.fanIn());
        next += synapse.convolution.fanIn();
        if (!synapse.bias.empty())
          rounded.bias.push_back(*next++);
      }
    }
    return result;
  }

  const FloatLayer &layer;
  const IntegerLimits &limits;
  LayerInflow layerInflow;
  int64_t maxCount;
  const QuantizeOptions &options;
  ScaleChoice bounds;
  std::vector<FloatChannel> inFloat;
  std::vector<ChannelIntegers> integers;
};
} // namespace

IntegerLayer snnc::quantizeLayer(const FloatLayer &layer, const IntegerLimits &limits,
                                 llvm::ArrayRef<int64_t> countBounds, int64_t maxCount,
                                 const QuantizeOptions &options) {
  return LayerSearch(layer, limits, countBounds, maxCount, options).run();
}
