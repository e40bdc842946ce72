//===- ChannelScalesTest.cpp - random layers in integers ------------------===//
//
// The integers are checked against sums over every output pixel, computed here tap by tap.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/snn-quantize/IntegerLayer.h"
#include "compiler/transforms/snn-quantize/Rounding.h"
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

/// Gives each synapse an input of its own, one in four signed where there is a `random`.
void setInputs(FloatLayer &layer, Random *random = nullptr) {
  llvm::SmallVector<snn::Convolution> convolutions;
  llvm::SmallVector<bool> isSigned;
  for (const FloatSynapse &synapse : layer.synapses) {
    convolutions.push_back(synapse.convolution);
    isSigned.push_back(random && random->in(0, 3) == 0);
  }
  layer.inputs = LayerInputs::separate(convolutions, isSigned);
}

FloatSynapse randomSynapse(Random &random, int64_t channels, int64_t height, int64_t width,
                           llvm::ArrayRef<double> thresholds) {
  FloatSynapse synapse;
  snn::Convolution &conv = synapse.convolution;
  conv.inChannels = random.in(1, 6);
  conv.outChannels = channels;
  conv.kernel = {random.in(1, 4), random.in(1, 4)};
  conv.stride = {random.in(1, 2), random.in(1, 2)};
  conv.outHeight = height;
  conv.outWidth = width;
  // As much input as the windows see, less the padding, of which some pixel must be left.
  int64_t rows = (height - 1) * conv.stride[0] + conv.kernel[0],
          columns = (width - 1) * conv.stride[1] + conv.kernel[1];
  conv.padding[0] = random.in(0, std::min<int64_t>(2, rows - 1));
  conv.padding[1] = random.in(0, std::min<int64_t>(2, columns - 1));
  conv.padding[2] = random.in(0, std::min<int64_t>(2, rows - 1 - conv.padding[0]));
  conv.padding[3] = random.in(0, std::min<int64_t>(2, columns - 1 - conv.padding[1]));
  conv.inHeight = rows - conv.padding[0] - conv.padding[2];
  conv.inWidth = columns - conv.padding[1] - conv.padding[3];
  double spread = std::pow(10.0, random.real(-3, 1));
  for (int64_t i = 0; i < conv.numWeights(); ++i)
    synapse.weights.push_back(random.in(0, 9) ? random.real(-spread, spread) : 0);
  if (random.in(0, 1))
    for (double threshold : thresholds)
      synapse.bias.push_back(threshold * random.real(-0.5, 0.5));
  return synapse;
}

FloatLayer randomLayer(Random &random, int64_t synapses = 1) {
  FloatLayer layer;
  int64_t channels = random.in(1, 5), height = random.in(1, 5), width = random.in(1, 5);
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
    layer.synapses.push_back(randomSynapse(random, channels, height, width, layer.threshold));
  setInputs(layer, &random);
  return layer;
}

/// Adds what one synapse with these integers can bring to a neuron of channel c, above and below.
void addInflow(const FloatSynapse &synapse, bool isSigned, llvm::ArrayRef<int8_t> weights, int64_t c, int64_t oy,
               int64_t ox, int64_t bound, int64_t &above, int64_t &below) {
  const snn::Convolution &conv = synapse.convolution;
  for (int64_t in = 0; in < conv.inChannels; ++in)
    for (int64_t ky = 0; ky < conv.kernel[0]; ++ky)
      for (int64_t kx = 0; kx < conv.kernel[1]; ++kx) {
        int64_t y = oy * conv.stride[0] + ky - conv.padding[0], x = ox * conv.stride[1] + kx - conv.padding[1];
        if (y < 0 || y >= conv.inHeight || x < 0 || x >= conv.inWidth)
          continue;
        int64_t weight = weights[((c * conv.inChannels + in) * conv.kernel[0] + ky) * conv.kernel[1] + kx];
        above += std::max(weight, isSigned ? -weight : 0) * bound;
        below += std::max(-weight, isSigned ? weight : 0) * bound;
      }
}

/// Greatest inflow of either sign into channel c over all pixels.
std::pair<int64_t, int64_t> worstInflow(const FloatLayer &layer, const IntegerLayer &integers, int64_t c,
                                        llvm::ArrayRef<int64_t> bounds) {
  int64_t greatestAbove = 0, greatestBelow = 0;
  const snn::Convolution &any = layer.synapses.front().convolution;
  for (int64_t oy = 0; oy < any.outHeight; ++oy)
    for (int64_t ox = 0; ox < any.outWidth; ++ox) {
      int64_t above = 0, below = 0;
      for (size_t i = 0; i < layer.synapses.size(); ++i)
        addInflow(layer.synapses[i], layer.inputs.isSigned(i), integers.synapses[i].weights, c, oy, ox, bounds[i],
                  above, below);
      greatestAbove = std::max(greatestAbove, above);
      greatestBelow = std::max(greatestBelow, below);
    }
  return {greatestAbove, greatestBelow};
}

/// Whether no step of the layer can wrap with these integers.
bool holds(const FloatLayer &layer, const IntegerLayer &integers, llvm::ArrayRef<int64_t> bounds, int64_t maxCount) {
  int64_t greatestFiring = 0, greatestAbove = 0;
  for (int64_t c = 0; c < int64_t(layer.threshold.size()); ++c) {
    auto [above, below] = worstInflow(layer, integers, c, bounds);
    int64_t bias = 0;
    for (size_t i = 0; i < layer.synapses.size(); ++i)
      bias += layer.synapses[i].bias.empty() ? 0 : integers.synapses[i].bias[c];
    int64_t threshold = integers.threshold[c], fires = threshold + layer.firesAboveThreshold;
    int64_t lower = layer.lowerBound.empty() ? -threshold : integers.lowerBound[c];
    int64_t subtract = layer.subtract.empty() ? threshold : integers.subtract[c];
    if (std::min(lower, maxCount * (fires - subtract)) - below - std::max<int64_t>(-bias, 0) < -limits.stateMax - 1)
      return false;
    greatestFiring = std::max(greatestFiring, fires);
    greatestAbove = std::max(greatestAbove, above + std::max<int64_t>(bias, 0));
  }
  return greatestFiring - 1 + greatestAbove <= limits.stateMax;
}

constexpr QuantizeOptions allOptions[] = {{ScaleMode::Channel, RoundingMode::Compensated},
                                          {ScaleMode::Channel, RoundingMode::Nearest},
                                          {ScaleMode::Layer, RoundingMode::Compensated},
                                          {ScaleMode::MaxAbs, RoundingMode::Nearest}};
} // namespace

TEST(ChannelScales, NoRandomLayerCanWrap) {
  const uint64_t seed = 20261124;
  RecordProperty("seed", int(seed));
  Random random{std::mt19937_64(seed)};
  int checked = 0, refused = 0;
  for (int i = 0; i < 15000; ++i) {
    FloatLayer layer = randomLayer(random, 1 + i % 3);
    std::vector<int64_t> bounds;
    for (size_t k = 0; k < layer.synapses.size(); ++k)
      bounds.push_back(random.in(1, 60));
    int64_t maxCount = random.in(1, 15);
    IntegerLayer integers = quantizeLayer(layer, limits, bounds, maxCount, allOptions[i % 4]);
    if (llvm::is_contained(integers.threshold, 0))
      continue;
    for (const IntegerSynapse &synapse : integers.synapses)
      for (int64_t weight : synapse.weights)
        EXPECT_LE(std::abs(weight), limits.weightMax);
    // Threshold 1 is the least there is: where that wraps in a channel, the proof refuses the network.
    bool least = llvm::is_contained(integers.threshold, 1);
    bool safe = holds(layer, integers, bounds, maxCount);
    refused += least && !safe;
    EXPECT_TRUE(least || safe) << "seed " << seed << ", layer " << i;
    ++checked;
  }
  EXPECT_GT(checked - refused, 10000);
}

// What is planned is not merely safe: a tenth more, in all channels at once, breaks a weight or the proof.
TEST(ChannelScales, PlannedThresholdsAreNearlyTheGreatest) {
  const uint64_t seed = 5;
  Random random{std::mt19937_64(seed)};
  int checked = 0;
  for (int i = 0; i < 300; ++i) {
    FloatLayer layer = randomLayer(random);
    layer.subtract.clear();
    FloatSynapse &synapse = layer.synapses.front();
    synapse.bias.clear();
    synapse.convolution.outChannels = 1;
    layer.inputs = LayerInputs::separate(synapse.convolution, layer.inputs.isSigned(0));
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
    ++checked;
    int64_t more = choice.threshold[0] + choice.threshold[0] / 10 + 1;
    double scale = double(more) / layer.threshold[0];
    IntegerLayer integers{{more}, {scale}, {{}}, {}, {more}, {}};
    for (double weight : synapse.weights)
      integers.synapses[0].weights.push_back(int8_t(std::llround(weight * scale)));
    if (!layer.lowerBound.empty())
      integers.lowerBound = {std::llround(layer.lowerBound[0] * scale)};
    bool weightFits = std::llround(greatest * scale) <= limits.weightMax;
    EXPECT_FALSE(weightFits && more <= limits.stateMax && holds(layer, integers, {bound}, 3)) << "layer " << i;
  }
  EXPECT_GT(checked, 100);
}

TEST(ChannelScales, WeightBeyondTheBitsHasNoThreshold) {
  FloatLayer layer;
  layer.synapses.push_back({{}, {128}, {}});
  layer.threshold = {1};
  setInputs(layer);
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
    setInputs(layer);
    std::vector<int8_t> kernel = quantizeLayer(layer, limits, {1}, 15, {}).synapses[0].weights;
    auto peak = [&] {
      // Every set of neighbouring taps, one by one.
      int64_t greatest = 0;
      int64_t h = synapse.plane[0], w = synapse.plane[1];
      for (int64_t c = 0; c < synapse.convolution.inChannels; ++c)
        for (int64_t y0 = 0; y0 < h; ++y0)
          for (int64_t y1 = y0; y1 < std::min(h, y0 + synapse.overlap[0]); ++y1)
            for (int64_t x0 = 0; x0 < w; ++x0)
              for (int64_t x1 = x0; x1 < std::min(w, x0 + synapse.overlap[1]); ++x1) {
                int64_t sum = 0;
                for (int64_t y = y0; y <= y1; ++y)
                  for (int64_t x = x0; x <= x1; ++x)
                    sum += kernel[(c * h + y) * w + x];
                greatest = std::max(greatest, std::abs(sum));
              }
      return greatest;
    };
    EXPECT_LE(peak(), 127) << "layer " << i;
  }
}

// The error of the potential, summed up as it is defined, for given integers of one synapse without statistics.
static double errorOf(const FloatLayer &layer, const IntegerLayer &integers, int64_t c) {
  const FloatSynapse &synapse = layer.synapses[0];
  int64_t fanIn = synapse.convolution.fanIn();
  std::vector<Tap> taps(fanIn);
  for (int64_t i = 0; i < fanIn; ++i)
    taps[i].plane = i / (synapse.plane[0] * synapse.plane[1]);
  std::vector<double> exact;
  for (int64_t i = 0; i < fanIn; ++i)
    exact.push_back(synapse.weights[c * fanIn + i] * integers.scale[c]);
  double threshold = double(integers.threshold[c]);
  auto first = integers.synapses[0].weights.begin() + c * fanIn;
  return roundingError(taps, 16, exact, std::vector<int64_t>(first, first + fanIn)) / (threshold * threshold);
}

// Of one channel at a time: searched thresholds are no worse than the one that was planned, and compensated rounding no
// worse than the nearest; both are better somewhere.
TEST(IntegerLayer, SearchAndCompensationLowerTheError) {
  Random random{std::mt19937_64(77)};
  int better = 0, compensated = 0, checked = 0;
  for (int i = 0; i < 200; ++i) {
    FloatLayer layer;
    layer.threshold = {std::pow(10.0, random.real(-1, 1))};
    layer.synapses.push_back(randomSynapse(random, 1, random.in(1, 5), random.in(1, 5), layer.threshold));
    layer.synapses[0].bias.clear();
    setInputs(layer, &random);
    layer.synapses[0].plane = layer.synapses[0].convolution.kernel;
    IntegerLimits few{7, 32767};
    int64_t planned = chooseThresholds(layer, few, {3}, 3).threshold[0];
    if (planned < 4)
      continue;
    IntegerLayer searched = quantizeLayer(layer, few, {3}, 3, {ScaleMode::Channel, RoundingMode::Compensated});
    IntegerLayer nearest = quantizeLayer(layer, few, {3}, 3, {ScaleMode::Channel, RoundingMode::Nearest});
    IntegerLayer plain{{planned}, {double(planned) / layer.threshold[0]}, {{}}, {}, {}, {}};
    for (double weight : layer.synapses[0].weights)
      plain.synapses[0].weights.push_back(int8_t(std::llround(weight * plain.scale[0])));
    double best = errorOf(layer, searched, 0), single = errorOf(layer, nearest, 0), none = errorOf(layer, plain, 0);
    EXPECT_NEAR(best, searched.outputError[0], 1e-9);
    EXPECT_LE(best, single + 1e-12);
    EXPECT_LE(single, none + 1e-12);
    better += single < none;
    compensated += best < single;
    ++checked;
  }
  EXPECT_GT(checked, 50);
  EXPECT_GT(better, checked / 2);
  EXPECT_GT(compensated, checked / 2);
}

TEST(Rounding, CompensatedIsNeverWorseThanNearest) {
  Random random{std::mt19937_64(3)};
  double gained = 0;
  for (int i = 0; i < 500; ++i) {
    std::vector<Tap> taps;
    std::vector<double> exact;
    for (int64_t k = 0; k < random.in(1, 30); ++k) {
      taps.push_back({random.real(0, 2), random.real(0, 2), random.in(0, 3), 7});
      exact.push_back(random.real(-9, 9));
    }
    std::vector<int64_t> nearest = roundToNearest(taps, exact), compensated = roundCompensated(taps, 16, exact);
    for (auto [value, from] : llvm::zip_equal(compensated, exact)) {
      EXPECT_LE(std::abs(value), 7);
      EXPECT_LT(std::abs(double(value) - std::clamp(from, -7.0, 7.0)), 1);
    }
    double before = roundingError(taps, 16, exact, nearest), after = roundingError(taps, 16, exact, compensated);
    EXPECT_LE(after, before + 1e-9);
    gained += before - after;
  }
  EXPECT_GT(gained, 0);
}

// By hand: three equal taps of 0.4 round to nothing, though together they are 1.2; one of them has to be 1.
TEST(Rounding, ErrorsOfOnePlaneCancel) {
  std::vector<Tap> taps(3);
  std::vector<double> exact(3, 0.4);
  EXPECT_EQ(roundToNearest(taps, exact), (std::vector<int64_t>{0, 0, 0}));
  EXPECT_EQ(roundCompensated(taps, 16, exact), (std::vector<int64_t>{1, 0, 0}));
  // 3 * 0.4^2 + 2 * 16 * 1.2^2, and 0.6^2 + 2 * 0.4^2 + 2 * 16 * 0.2^2
  EXPECT_NEAR(roundingError(taps, 16, exact, {0, 0, 0}), 46.56, 1e-9);
  EXPECT_NEAR(roundingError(taps, 16, exact, {1, 0, 0}), 1.96, 1e-9);
}

// What Rounder finds quickly is what a look at every tap finds, step by step: the same moves in the same order, also
// where taps are equal.
static std::vector<int64_t> compensateOneByOne(llvm::ArrayRef<Tap> taps, double horizon, llvm::ArrayRef<double> exact) {
  std::vector<int64_t> rounded = roundToNearest(taps, exact);
  std::vector<double> error, planes;
  double all = 0;
  for (size_t i = 0; i < taps.size(); ++i) {
    error.push_back(double(rounded[i]) - exact[i]);
    planes.resize(std::max(planes.size(), size_t(taps[i].plane) + 1), 0);
    all += taps[i].mean * error[i];
    planes[taps[i].plane] += taps[i].mean * error[i];
  }
  double least = 1e-9 * (1 + roundingError(taps, horizon, exact, rounded));
  for (size_t moves = 0; moves < 4 * taps.size(); ++moves) {
    size_t best = taps.size();
    double gain = -least, direction = 0;
    for (size_t i = 0; i < taps.size(); ++i)
      for (double by : {-1.0, 1.0}) {
        bool isClose = std::abs(error[i] + by) < 1 || std::abs(error[i] + by) < std::abs(error[i]);
        if (std::abs(double(rounded[i]) + by) > double(taps[i].greatest) || !isClose)
          continue;
        double mean = taps[i].mean * by;
        double change = taps[i].variance * by * (2 * error[i] + by) +
                        horizon * mean * (2 * (all + planes[taps[i].plane]) + 2 * mean);
        if (change < gain) {
          gain = change;
          best = i;
          direction = by;
        }
      }
    if (best == taps.size())
      break;
    rounded[best] += int64_t(direction);
    error[best] += direction;
    all += taps[best].mean * direction;
    planes[taps[best].plane] += taps[best].mean * direction;
  }
  return rounded;
}

TEST(Rounding, QuickIsTheSameAsOneByOne) {
  Random random{std::mt19937_64(31)};
  int moved = 0;
  for (int i = 0; i < 400; ++i) {
    std::vector<Tap> taps;
    std::vector<double> exact;
    bool isCalibrated = random.in(0, 2) == 0, isCoarse = random.in(0, 1) == 0;
    int64_t plane = random.in(1, 80), greatest = random.in(0, 1) ? 127 : 3;
    for (int64_t k = 0, count = random.in(1, 400); k < count; ++k) {
      taps.push_back({1, 1, k / plane, greatest});
      if (isCalibrated)
        taps.back() = {random.real(0, 2), random.real(0, 2), k / plane, greatest};
      // Coarse values are often equal.
      exact.push_back(isCoarse ? 0.1 * double(random.in(-50, 50)) : random.real(-5, 5));
    }
    std::vector<int64_t> slow = compensateOneByOne(taps, 16, exact);
    EXPECT_EQ(roundCompensated(taps, 16, exact), slow) << "channel " << i;
    moved += slow != roundToNearest(taps, exact);
    // No rounding has less than the least error.
    Rounder rounder(taps, 16);
    llvm::copy(exact, rounder.values().begin());
    EXPECT_LE(rounder.leastError(1, 1e30), roundingError(taps, 16, exact, slow) * (1 + 1e-9));
  }
  EXPECT_GT(moved, 300);
}

// The same integers on many threads as on one.
TEST(IntegerLayer, ThreadsChangeNothing) {
  Random random{std::mt19937_64(5)};
  mlir::MLIRContext context;
  for (int i = 0; i < 20; ++i) {
    FloatLayer layer = randomLayer(random, 1);
    QuantizeOptions threaded;
    threaded.threads = &context;
    IntegerLayer one = quantizeLayer(layer, limits, {3}, 3, {}), many = quantizeLayer(layer, limits, {3}, 3, threaded);
    EXPECT_EQ(one.threshold, many.threshold);
    EXPECT_EQ(one.outputError, many.outputError);
    ASSERT_EQ(one.synapses.size(), many.synapses.size());
    for (auto [a, b] : llvm::zip(one.synapses, many.synapses))
      EXPECT_EQ(a.weights, b.weights);
  }
}
