//===- ChannelScalesTest.cpp - integer thresholds of random layers --------===//
//
// The thresholds are checked against sums over every output pixel, computed here tap by tap.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/snn-quantize/ChannelScales.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace snnc;

namespace {
constexpr IntegerLimits limits{127, 32767};

struct Random {
  std::mt19937_64 engine;
  int64_t in(int64_t low, int64_t high) { return low + int64_t(engine() % uint64_t(high - low + 1)); }
  double real(double low, double high) { return low + (high - low) * double(engine() >> 11) / 9007199254740992.0; }
};

FloatSynapse randomSynapse(Random &random, int64_t channels, llvm::ArrayRef<double> thresholds) {
  FloatSynapse synapse;
  snn::Convolution &conv = synapse.convolution;
  conv.inChannels = random.in(1, 6);
  conv.outChannels = channels;
  conv.kernel = {random.in(1, 4), random.in(1, 4)};
  conv.stride = {random.in(1, 2), random.in(1, 2)};
  conv.padding = {random.in(0, 2), random.in(0, 2), random.in(0, 2), random.in(0, 2)};
  conv.inHeight = random.in(conv.kernel[0], 7);
  conv.inWidth = random.in(conv.kernel[1], 7);
  conv.outHeight = (conv.inHeight + conv.padding[0] + conv.padding[2] - conv.kernel[0]) / conv.stride[0] + 1;
  conv.outWidth = (conv.inWidth + conv.padding[1] + conv.padding[3] - conv.kernel[1]) / conv.stride[1] + 1;
  double spread = std::pow(10.0, random.real(-3, 1));
  for (int64_t i = 0; i < conv.numWeights(); ++i)
    synapse.weights.push_back(random.in(0, 9) ? random.real(-spread, spread) : 0);
  if (random.in(0, 1))
    for (double threshold : thresholds)
      synapse.bias.push_back(threshold * random.real(-0.5, 0.5));
  return synapse;
}

/// Synapses of one layer need not even have the same extents here: the search asks nothing but their channels.
FloatLayer randomLayer(Random &random, int64_t synapses = 1) {
  FloatLayer layer;
  int64_t channels = random.in(1, 5);
  for (int64_t c = 0; c < channels; ++c)
    layer.threshold.push_back(std::pow(10.0, random.real(-1, 1)));
  auto some = [&](std::vector<double> &values, double low, double high) {
    if (random.in(0, 1))
      for (double threshold : layer.threshold)
        values.push_back(threshold * random.real(low, high));
  };
  some(layer.lowerBound, -3, 0);
  some(layer.subtract, 0.5, 1.5);
  layer.firesAboveThreshold = random.in(0, 3) == 0;
  for (int64_t i = 0; i < synapses; ++i)
    layer.synapses.push_back(randomSynapse(random, channels, layer.threshold));
  return layer;
}

/// Greatest inflow of either sign into channel c over all pixels from one synapse, in integers.
std::pair<int64_t, int64_t> worstInflow(const FloatSynapse &synapse, int64_t c, double scale, int64_t bound) {
  const snn::Convolution &conv = synapse.convolution;
  int64_t above = 0, below = 0;
  for (int64_t oy = 0; oy < conv.outHeight; ++oy)
    for (int64_t ox = 0; ox < conv.outWidth; ++ox) {
      int64_t positive = 0, negative = 0;
      for (int64_t in = 0; in < conv.inChannels; ++in)
        for (int64_t ky = 0; ky < conv.kernel[0]; ++ky)
          for (int64_t kx = 0; kx < conv.kernel[1]; ++kx) {
            int64_t y = oy * conv.stride[0] + ky - conv.padding[0], x = ox * conv.stride[1] + kx - conv.padding[1];
            if (y < 0 || y >= conv.inHeight || x < 0 || x >= conv.inWidth)
              continue;
            int64_t weight = std::llround(
                synapse.weights[((c * conv.inChannels + in) * conv.kernel[0] + ky) * conv.kernel[1] + kx] * scale);
            EXPECT_LE(std::abs(weight), limits.weightMax);
            (weight > 0 ? positive : negative) += std::abs(weight) * bound;
          }
      above = std::max(above, positive);
      below = std::max(below, negative);
    }
  return {above, below};
}

std::pair<int64_t, int64_t> worstInflow(const FloatLayer &layer, int64_t c, double scale,
                                        llvm::ArrayRef<int64_t> bounds) {
  int64_t above = 0, below = 0, bias = 0;
  for (auto [synapse, bound] : llvm::zip_equal(layer.synapses, bounds)) {
    auto [more, less] = worstInflow(synapse, c, scale, bound);
    above += more;
    below += less;
    bias += synapse.bias.empty() ? 0 : std::llround(synapse.bias[c] * scale);
  }
  return {above + std::max<int64_t>(bias, 0), below + std::max<int64_t>(-bias, 0)};
}

/// Whether no step of the layer can wrap with these thresholds.
bool holds(const FloatLayer &layer, const std::vector<int64_t> &thresholds, llvm::ArrayRef<int64_t> bounds,
           int64_t maxCount) {
  int64_t greatestFiring = 0, greatestAbove = 0;
  for (int64_t c = 0; c < int64_t(layer.threshold.size()); ++c) {
    double scale = double(thresholds[c]) / layer.threshold[c];
    auto [above, below] = worstInflow(layer, c, scale, bounds);
    int64_t fires = thresholds[c] + layer.firesAboveThreshold;
    int64_t lower = layer.lowerBound.empty() ? -thresholds[c] : std::llround(layer.lowerBound[c] * scale);
    int64_t subtract = layer.subtract.empty() ? thresholds[c] : std::llround(layer.subtract[c] * scale);
    int64_t lowest = std::min(lower, maxCount * (fires - subtract));
    if (lowest - below < -limits.stateMax - 1)
      return false;
    greatestFiring = std::max(greatestFiring, fires);
    greatestAbove = std::max(greatestAbove, above);
  }
  return greatestFiring - 1 + greatestAbove <= limits.stateMax;
}
} // namespace

TEST(ChannelScales, NoRandomLayerCanWrap) {
  const uint64_t seed = 20261124;
  RecordProperty("seed", int(seed));
  Random random{std::mt19937_64(seed)};
  int checked = 0, refused = 0;
  for (int i = 0; i < 1500; ++i) {
    FloatLayer layer = randomLayer(random, 1 + i % 3);
    std::vector<int64_t> bounds;
    for (size_t k = 0; k < layer.synapses.size(); ++k)
      bounds.push_back(random.in(1, 60));
    int64_t maxCount = random.in(1, 15);
    ScaleChoice choice = chooseThresholds(layer, limits, bounds, maxCount);
    bool impossible = false;
    for (int64_t threshold : choice.threshold)
      impossible |= threshold == 0;
    if (impossible)
      continue;
    // Threshold 1 is the least there is: where even that wraps, the proof refuses the network.
    bool least = !holds(layer, std::vector<int64_t>(choice.threshold.size(), 1), bounds, maxCount);
    refused += least;
    EXPECT_TRUE(least || holds(layer, choice.threshold, bounds, maxCount)) << "seed " << seed << ", layer " << i;
    EXPECT_GE(choice.relativeError, 0.99);
    ++checked;
  }
  EXPECT_GT(checked - refused, 1000);
}

// What is chosen is not merely safe: a tenth more, in all channels at once, breaks a weight or the proof.
TEST(ChannelScales, ThresholdsAreNearlyTheGreatest) {
  const uint64_t seed = 5;
  Random random{std::mt19937_64(seed)};
  for (int i = 0; i < 300; ++i) {
    FloatLayer layer = randomLayer(random);
    layer.subtract.clear();
    FloatSynapse &synapse = layer.synapses.front();
    synapse.bias.clear();
    synapse.convolution.outChannels = 1;
    synapse.weights.resize(synapse.convolution.numWeights());
    layer.threshold.resize(1);
    if (!layer.lowerBound.empty())
      layer.lowerBound.resize(1);
    int64_t bound = random.in(1, 60);
    double greatest = 0;
    for (double weight : synapse.weights)
      greatest = std::max(greatest, std::abs(weight));
    ScaleChoice choice = chooseThresholds(layer, limits, {bound}, 3);
    if (greatest == 0 || choice.threshold[0] < 20)
      continue;
    int64_t more = choice.threshold[0] + choice.threshold[0] / 10 + 1;
    bool weightFits = std::llround(greatest * double(more) / layer.threshold[0]) <= limits.weightMax;
    EXPECT_FALSE(weightFits && more <= limits.stateMax && holds(layer, {more}, {bound}, 3)) << "layer " << i;
  }
}

TEST(ChannelScales, WeightBeyondTheBitsHasNoThreshold) {
  FloatLayer layer;
  layer.synapses.push_back({{}, {128}, {}});
  layer.threshold = {1};
  EXPECT_EQ(chooseThresholds(layer, limits, {1}, 1).threshold, std::vector<int64_t>{0});
  layer.synapses[0].weights = {127.4};
  EXPECT_EQ(chooseThresholds(layer, limits, {1}, 1).threshold, std::vector<int64_t>{1});
}

// Windows that overlap add neighbouring taps: their integers have to fit a weight, whichever the border leaves out.
TEST(ChannelScales, FoldedTapsFitAWeight) {
  Random random{std::mt19937_64(9)};
  for (int i = 0; i < 300; ++i) {
    FloatLayer layer;
    layer.synapses.emplace_back();
    FloatSynapse &synapse = layer.synapses[0];
    synapse.convolution.kernel = synapse.plane = {random.in(1, 4), random.in(1, 4)};
    synapse.convolution.inChannels = random.in(1, 3);
    synapse.convolution.inHeight = synapse.convolution.inWidth = 8;
    synapse.convolution.outHeight = 9 - synapse.plane[0];
    synapse.convolution.outWidth = 9 - synapse.plane[1];
    synapse.overlap = {random.in(1, 3), random.in(1, 3)};
    for (int64_t k = 0; k < synapse.convolution.numWeights(); ++k)
      synapse.weights.push_back(random.real(-1, 1));
    layer.threshold = {1};
    int64_t threshold = chooseThresholds(layer, limits, {1}, 15).threshold[0];
    auto peakAt = [&](int64_t t) {
      std::vector<double> kernel;
      for (double weight : synapse.weights)
        kernel.push_back(double(std::llround(weight * double(t))));
      // Every set of neighbouring taps, one by one.
      double greatest = 0;
      int64_t h = synapse.plane[0], w = synapse.plane[1];
      for (int64_t c = 0; c < synapse.convolution.inChannels; ++c)
        for (int64_t y0 = 0; y0 < h; ++y0)
          for (int64_t y1 = y0; y1 < std::min(h, y0 + synapse.overlap[0]); ++y1)
            for (int64_t x0 = 0; x0 < w; ++x0)
              for (int64_t x1 = x0; x1 < std::min(w, x0 + synapse.overlap[1]); ++x1) {
                double sum = 0;
                for (int64_t y = y0; y <= y1; ++y)
                  for (int64_t x = x0; x <= x1; ++x)
                    sum += kernel[(c * h + y) * w + x];
                greatest = std::max(greatest, std::abs(sum));
              }
      return greatest;
    };
    EXPECT_LE(peakAt(threshold), 127) << "layer " << i;
  }
}
