//===- IntegerLayer.cpp - a layer of neurons in integers ------------------===//

#include "compiler/transforms/snn-quantize/IntegerLayer.h"
#include "compiler/analysis/SpikeBounds.h"
#include "compiler/transforms/snn-quantize/Rounding.h"
#include <algorithm>
#include <cmath>

using namespace snnc;

/// Thresholds that are tried between the least and the greatest of a channel.
static constexpr int64_t triedThresholds = 48;

/// A decay that makes up for what rounding towards 0 takes: half a bit a step, in the mean, of a `typical` potential.
/// One that leaves all or nothing is kept.
static int64_t toUnbiasedDecay(double decay, double typical) {
  int64_t nearest = toIntegerDecay(decay);
  if (nearest == 0 || nearest >= snn::kDecayOne - 1)
    return nearest;
  return std::min(toIntegerDecay(decay + 0.5 / typical), snn::kDecayOne - 1);
}

namespace {
/// A channel in integers, with what the proof asks of it. Its weights and biases lie in the layer's.
struct ChannelIntegers {
  int64_t threshold = 0;
  double scale = 0, error = 0;
  int64_t lowerBound = 0, subtract = 0;
  double positive = 0, negative = 0; ///< greatest inflow of a step
  double depth = 0;                  ///< how far below 0 a step can leave the potential
  double greatestWeight = 0;         ///< pools folded
};

/// Rounds the channels of a layer, one after the other: each thread has its own.
class ChannelRounder {
public:
  ChannelRounder(const FloatLayer &layer, const IntegerLimits &limits, RoundingMode mode, int64_t shift)
      : layer(layer), limits(limits), mode(mode), unit(double(int64_t(1) << shift)) {}

  /// What follows is about channel `c`.
  void begin(int64_t c) {
    if (!rounder || (hasStatistics() && !sharesTaps(c, channel)))
      rounder.emplace(tapsOf(c), layer.horizon);
    channel = c;
    llvm::MutableArrayRef<double> values = rounder->values();
    for (const FloatSynapse &synapse : layer.synapses) {
      size_t fanIn = size_t(synapse.convolution.fanIn());
      synapse.readKernel(c, values.take_front(fanIn));
      values = values.drop_front(fanIn);
      if (!roundsBias(synapse))
        continue;
      values.front() = synapse.bias[c];
      values = values.drop_front();
    }
  }

  /// Where weights are shifted a bias is finer than they are, and rounded by itself.
  bool roundsBias(const FloatSynapse &synapse) const { return unit == 1 && !synapse.bias.empty(); }

  double scaleOf(int64_t threshold) const { return double(threshold) / layer.threshold[channel]; }

  /// Rounds the channel; the error is a fraction of the threshold squared.
  double round(double scale) {
    scale /= unit;
    if (mode == RoundingMode::Nearest)
      rounder->roundToNearest(scale);
    else
      rounder->roundCompensated(scale);
    return rounder->error(scale) / square(layer.threshold[channel] * scale);
  }
  llvm::ArrayRef<double> rounded() const { return rounder->rounded(); }

  /// Whether no rounding at this scale can have as little error as `best`.
  bool isWorse(double scale, double best) {
    scale /= unit;
    double enough = best * square(layer.threshold[channel] * scale) * (1 + 1e-6);
    return rounder->leastError(scale, enough) > enough;
  }

private:
  static double square(double value) { return value * value; }

  bool hasStatistics() const {
    return llvm::any_of(layer.synapses, [](const FloatSynapse &synapse) { return !synapse.mean.empty(); });
  }
  static int64_t groupOf(const FloatSynapse &synapse, int64_t c) {
    return c / std::max<int64_t>(1, synapse.convolution.outChannels / synapse.convolution.groups);
  }
  bool sharesTaps(int64_t a, int64_t b) const {
    return llvm::all_of(layer.synapses,
                        [&](const FloatSynapse &synapse) { return groupOf(synapse, a) == groupOf(synapse, b); });
  }

  /// The taps of a channel, synapse by synapse: the weights, then the bias where there is one.
  std::vector<Tap> tapsOf(int64_t c) const {
    std::vector<Tap> taps;
    int64_t firstPlane = 0;
    for (const FloatSynapse &synapse : layer.synapses) {
      int64_t fanIn = synapse.convolution.fanIn(), plane = synapse.plane[0] * synapse.plane[1];
      int64_t group = groupOf(synapse, c);
      for (int64_t i = 0; i < fanIn; ++i) {
        Tap tap{1, 1, firstPlane + i / plane, limits.weightMax / int64_t(unit)};
        if (!synapse.mean.empty()) {
          tap.mean = synapse.mean[group * fanIn + i];
          tap.variance = synapse.variance[group * fanIn + i];
        }
        taps.push_back(tap);
      }
      firstPlane += (fanIn + plane - 1) / plane;
      if (roundsBias(synapse))
        taps.push_back({1, 0, firstPlane++, limits.stateMax});
    }
    return taps;
  }

  const FloatLayer &layer;
  const IntegerLimits &limits;
  RoundingMode mode;
  double unit; ///< of a weight in the integers of the state: 2^shift
  std::optional<Rounder> rounder;
  int64_t channel = 0;
};

class LayerSearch {
public:
  LayerSearch(const FloatLayer &layer, IntegerLimits unshifted, int64_t shift, llvm::ArrayRef<int64_t> countBounds,
              int64_t maxCount, const QuantizeOptions &options)
      : layer(layer), limits{unshifted.weightMax << shift, unshifted.stateMax}, shift(shift),
        layerInflow(layer.inputs, countBounds), maxCount(maxCount), options(options),
        bounds(chooseThresholds(layer, limits, countBounds, maxCount, options.threads)),
        integers(layer.threshold.size()) {}

  IntegerLayer run() {
    if (llvm::is_contained(bounds.threshold, 0))
      return IntegerLayer{bounds.threshold, {}, {}, {}, {}, {}, {}, 0, {}};
    for (const FloatSynapse &synapse : layer.synapses) {
      IntegerSynapse &rounded = result.synapses.emplace_back();
      rounded.weights.resize(synapse.numWeights());
      rounded.bias.resize(synapse.bias.size());
    }
    if (options.scales == ScaleMode::Channel)
      forEachChannel([&](int64_t c, ChannelRounder &rounder) { search(c, rounder); });
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

  /// Calls `work` for every channel, with a rounder that has begun with it.
  void forEachChannel(llvm::function_ref<void(int64_t, ChannelRounder &)> work) {
    forEachRun(options.threads, channels(), [&](int64_t begin, int64_t end) {
      ChannelRounder rounder(layer, limits, options.rounding, shift);
      for (int64_t c = begin; c < end; ++c) {
        rounder.begin(c);
        work(c, rounder);
      }
    });
  }

  /// Keeps what the rounder has last rounded a channel to.
  void keep(int64_t c, int64_t threshold, double scale, double error, llvm::ArrayRef<double> taps) {
    ChannelIntegers &channel = integers[c];
    channel.threshold = threshold;
    channel.scale = scale;
    channel.error = error;
    for (auto [synapse, rounded] : llvm::zip_equal(layer.synapses, result.synapses)) {
      int64_t fanIn = synapse.convolution.fanIn();
      for (int64_t i = 0; i < fanIn; ++i)
        rounded.weights[c * fanIn + i] = int8_t(taps[i]);
      taps = taps.drop_front(fanIn);
      if (synapse.bias.empty())
        continue;
      if (shift) {
        rounded.bias[c] = roundToInteger(synapse.bias[c] * scale);
        continue;
      }
      rounded.bias[c] = int64_t(taps.front());
      taps = taps.drop_front();
    }
  }
  void quantize(int64_t c, int64_t threshold, double scale, ChannelRounder &rounder) {
    double error = rounder.round(scale);
    keep(c, threshold, scale, error, rounder.rounded());
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

  /// The threshold with the least error, of equals the greatest. The planned one is tried first: most others are
  /// known to be worse before they are rounded.
  void search(int64_t c, ChannelRounder &rounder) {
    int64_t planned = bounds.threshold[c], best = 0;
    double bestError = 0;
    std::vector<double> taps;
    auto round = [&](int64_t threshold) {
      double error = rounder.round(rounder.scaleOf(threshold));
      if (best && (error > bestError || (error == bestError && threshold < best)))
        return;
      best = threshold;
      bestError = error;
      taps.assign(rounder.rounded().begin(), rounder.rounded().end());
    };
    round(planned);
    for (int64_t threshold : candidates(planned, bounds.provable[c]))
      if (threshold != planned && !rounder.isWorse(rounder.scaleOf(threshold), bestError))
        round(threshold);
    keep(c, best, rounder.scaleOf(best), bestError, taps);
  }

  std::vector<int64_t> sharedCandidates() const {
    int64_t planned = *llvm::min_element(bounds.threshold), provable = *llvm::min_element(bounds.provable);
    if (options.sharedThreshold == 0)
      return candidates(planned, provable);
    return {std::min(options.sharedThreshold, mayClip() ? provable : planned)};
  }

  /// Sums over channels are added up in their order.
  void searchShared() {
    std::vector<int64_t> thresholds = sharedCandidates();
    std::vector<std::vector<double>> errors(channels(), std::vector<double>(thresholds.size()));
    forEachChannel([&](int64_t c, ChannelRounder &rounder) {
      for (auto [threshold, error] : llvm::zip_equal(thresholds, errors[c]))
        error = rounder.round(rounder.scaleOf(threshold));
    });
    int64_t best = 0;
    double bestError = 0;
    for (auto [i, threshold] : llvm::enumerate(thresholds)) {
      double error = 0;
      for (int64_t c = 0; c < channels(); ++c)
        error += errors[c][i];
      if (best == 0 || error < bestError) {
        best = threshold;
        bestError = error;
      }
    }
    quantizeAll(best);
  }
  void quantizeAll(int64_t threshold) {
    forEachChannel(
        [&](int64_t c, ChannelRounder &rounder) { quantize(c, threshold, rounder.scaleOf(threshold), rounder); });
  }

  /// The factor that brings the greatest weight of the layer to the greatest integer, and no threshold below 1.
  double greatestFactor() const {
    double greatest = 0, least = 0;
    for (const FloatSynapse &synapse : layer.synapses) {
      std::vector<double> kernel(synapse.convolution.fanIn());
      for (int64_t c = 0; c < channels(); ++c) {
        synapse.readKernel(c, kernel);
        greatest = std::max(greatest, greatestFoldedWeight(kernel, synapse.plane, synapse.overlap));
      }
    }
    for (double threshold : layer.threshold)
      least = least > 0 ? std::min(least, threshold) : threshold;
    double factor = greatest > 0 ? double(limits.weightMax) / greatest : double(limits.stateMax) / least;
    for (double threshold : layer.threshold)
      factor = std::min(factor, double(limits.stateMax) / threshold);
    return factor;
  }
  void setFactor(double factor) {
    forEachChannel([&](int64_t c, ChannelRounder &rounder) {
      quantize(c, std::max<int64_t>(1, roundToInteger(layer.threshold[c] * factor)), factor, rounder);
    });
  }

  /// What the proof asks of a channel, in the integers themselves.
  void measure(int64_t c) {
    ChannelIntegers &channel = integers[c];
    double bias = 0;
    channel.greatestWeight = 0;
    std::vector<std::vector<double>> room;
    llvm::SmallVector<llvm::ArrayRef<double>> kernels;
    room.reserve(layer.synapses.size());
    for (auto [synapse, rounded] : llvm::zip_equal(layer.synapses, result.synapses)) {
      auto first = rounded.weights.begin() + c * synapse.convolution.fanIn();
      std::vector<double> &kernel = room.emplace_back(first, first + synapse.convolution.fanIn());
      for (double &weight : kernel)
        weight *= double(int64_t(1) << shift);
      kernels.push_back(kernel);
      channel.greatestWeight =
          std::max(channel.greatestWeight, greatestFoldedWeight(kernels.back(), synapse.plane, synapse.overlap));
      if (!synapse.bias.empty())
        bias += double(rounded.bias[c]);
    }
    Inflow inflow = layerInflow.of(c, kernels);
    channel.positive = currentOf(c, inflow.positive + std::max(bias, 0.0));
    channel.negative = currentOf(c, inflow.negative + std::max(-bias, 0.0));
    channel.lowerBound = roundToInteger(channelValue(layer.lowerBound, c) * channel.scale);
    channel.subtract =
        layer.subtract.empty() ? channel.threshold : roundToInteger(channelValue(layer.subtract, c) * channel.scale);
    int64_t lower =
        layer.lowerBound.empty() ? -int64_t(layer.unboundedDepth(c) * double(channel.threshold)) : channel.lowerBound;
    channel.depth = double(-std::min(lower, maxCount * (firesAt(channel) - channel.subtract)));
  }
  /// What flows in of the synaptic current, where there is one.
  double currentOf(int64_t c, double inflow) const {
    if (layer.currentDecay.empty())
      return inflow;
    std::optional<int64_t> bound =
        currentBound(int64_t(std::min(inflow, 0x1p38)), toIntegerDecay(layer.currentDecay[c]));
    return bound ? double(*bound) : 0x1p60;
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
    if (isShared()) {
      quantizeAll(threshold);
      return measureAll(), true;
    }
    ChannelRounder rounder(layer, limits, options.rounding, shift);
    rounder.begin(c);
    quantize(c, threshold, rounder.scaleOf(threshold), rounder);
    return measure(c), true;
  }
  void measureAll() {
    forEachRun(options.threads, channels(), [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; ++c)
        measure(c);
    });
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

  IntegerLayer collect() {
    for (const ChannelIntegers &channel : integers) {
      result.threshold.push_back(channel.threshold);
      result.scale.push_back(channel.scale);
      result.outputError.push_back(channel.error);
      if (!layer.lowerBound.empty())
        result.lowerBound.push_back(channel.lowerBound);
      if (!layer.subtract.empty())
        result.subtract.push_back(channel.subtract);
    }
    result.shift = shift;
    for (auto [c, decay] : llvm::enumerate(layer.decay))
      result.decay.push_back(layer.isReadout
                                 ? toIntegerDecay(decay)
                                 : toUnbiasedDecay(decay, layer.typicalPotential(c) * double(result.threshold[c])));
    for (double decay : layer.currentDecay)
      result.currentDecay.push_back(toIntegerDecay(decay));
    return std::move(result);
  }

  const FloatLayer &layer;
  const IntegerLimits limits; ///< of weights that are shifted
  const int64_t shift;
  LayerInflow layerInflow;
  int64_t maxCount;
  const QuantizeOptions &options;
  ScaleChoice bounds;
  std::vector<ChannelIntegers> integers;
  IntegerLayer result; ///< weights and biases as soon as they are rounded
};
} // namespace

/// The squared error of all channels, as a fraction of the thresholds squared: that of rounding weights, and that of a
/// decay, which takes up to the last bit of potential and current in each step. Half a bit is its mean, which adds up
/// over the steps that the potential remembers.
static double errorOf(const FloatLayer &layer, const IntegerLayer &integers) {
  double sum = 0;
  for (auto [c, threshold] : llvm::enumerate(integers.threshold)) {
    double memory = layer.decay.empty() ? layer.horizon : 1 / std::max(1 - layer.decay[c], 1 / layer.horizon);
    double decayed = (layer.decay.empty() ? 0 : 1) + (layer.currentDecay.empty() ? 0 : currentGain(layer, int64_t(c)));
    double bits = decayed * (1.0 / 12 + 0.25 * memory);
    sum += integers.outputError[c] + bits / (double(threshold) * double(threshold));
  }
  return sum;
}

IntegerLayer snnc::quantizeLayer(const FloatLayer &layer, const IntegerLimits &limits,
                                 llvm::ArrayRef<int64_t> countBounds, int64_t maxCount,
                                 const QuantizeOptions &options) {
  auto search = [&](int64_t shift) { return LayerSearch(layer, limits, shift, countBounds, maxCount, options).run(); };
  IntegerLayer best = search(0);
  if (!layer.leaks() || llvm::is_contained(best.threshold, 0))
    return best;
  for (int64_t shift = 1; shift <= options.weightShift; ++shift) {
    IntegerLayer next = search(shift);
    if (!llvm::is_contained(next.threshold, 0) && errorOf(layer, next) < errorOf(layer, best))
      best = std::move(next);
  }
  return best;
}
