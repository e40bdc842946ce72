//===- ChipTest.cpp - a Speck chip, event by event ------------------------===//

#include "sim/speck/Chip.h"
#include "sim/speck/SpeckEngine.h"
#include "llvm/ADT/STLExtras.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc;
using namespace snnc::sim;
using speck::ChipConfiguration;
using speck::CnnLayer;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {
/// Features of one pixel each; a weight from each of the inputs to each of the features.
CnnLayer layerOf(int64_t inputs, int64_t features, int16_t weight, int64_t threshold) {
  CnnLayer layer;
  layer.input.features = inputs;
  layer.output.features = features;
  layer.makeTensors();
  std::fill(layer.weights.values.begin(), layer.weights.values.end(), weight);
  layer.thresholdHigh = threshold;
  layer.thresholdLow = -threshold;
  return layer;
}

/// Spikes as "core:feature,y,x".
std::vector<std::string> run(SpeckChip &chip, std::vector<SpeckEvent> events) {
  std::vector<std::string> spikes;
  chip.run(events, [&](const SpeckEvent &s) {
    spikes.push_back(std::to_string(s.core) + ":" + std::to_string(s.feature) + "," + std::to_string(s.y) + "," +
                     std::to_string(s.x));
  });
  return spikes;
}

TEST(SpeckChip, FiresAtTheThresholdAndTakesItAway) {
  ChipConfiguration c;
  c.layers[4] = layerOf(1, 1, 127, 254);
  SpeckChip chip(c, SpeckOrder::Fixed);
  EXPECT_THAT(run(chip, {{4, 0, 0, 0}}), IsEmpty());
  EXPECT_THAT(run(chip, {{4, 0, 0, 0}}), ElementsAre("4:0,0,0"));
  EXPECT_EQ(chip.potential(4, 0, 0, 0), 0);
}

TEST(SpeckChip, WhatIsLeftWaitsForTheNextEvent) {
  ChipConfiguration c;
  c.layers[0] = layerOf(2, 1, 0, 10);
  c.layers[0].weights.values = {35, 0};
  SpeckChip chip(c, SpeckOrder::Fixed);
  EXPECT_THAT(run(chip, {{0, 0, 0, 0}}), ElementsAre("0:0,0,0"));
  EXPECT_EQ(chip.potential(0, 0, 0, 0), 25);
  EXPECT_EQ(chip.counts().waitingSurplus, 1u);
  // An event of weight 0 is one.
  EXPECT_THAT(run(chip, {{0, 1, 0, 0}, {0, 1, 0, 0}, {0, 1, 0, 0}}), ElementsAre("0:0,0,0", "0:0,0,0"));
  EXPECT_EQ(chip.potential(0, 0, 0, 0), 5);
  c.layers[0].returnToZero = true;
  SpeckChip other(c, SpeckOrder::Fixed);
  EXPECT_THAT(run(other, {{0, 0, 0, 0}, {0, 1, 0, 0}}), ElementsAre("0:0,0,0"));
  EXPECT_EQ(other.potential(0, 0, 0, 0), 0);
}

TEST(SpeckChip, IsHeldAtTheLowerThreshold) {
  ChipConfiguration c;
  c.layers[0] = layerOf(2, 1, 0, 100);
  c.layers[0].weights.values = {-70, 60};
  SpeckChip chip(c, SpeckOrder::Fixed);
  run(chip, {{0, 0, 0, 0}, {0, 0, 0, 0}});
  EXPECT_EQ(chip.potential(0, 0, 0, 0), -100);
  EXPECT_EQ(chip.counts().heldAtLow, 1u);
  run(chip, {{0, 1, 0, 0}});
  EXPECT_EQ(chip.potential(0, 0, 0, 0), -40);
  chip.reset();
  EXPECT_EQ(chip.potential(0, 0, 0, 0), 0);
}

TEST(SpeckChip, TicksAddBiasesWhereTheyLeak) {
  ChipConfiguration c;
  c.layers[0] = layerOf(1, 2, 0, 10);
  c.layers[0].biases.values = {-7, 8};
  SpeckChip still(c, SpeckOrder::Fixed);
  still.tick();
  EXPECT_EQ(still.potential(0, 1, 0, 0), 0);
  c.layers[0].leakEnable = true;
  SpeckChip chip(c, SpeckOrder::Fixed);
  chip.tick();
  chip.tick();
  EXPECT_EQ(chip.potential(0, 0, 0, 0), -10);
  // A tick makes no spike; the next event does.
  EXPECT_EQ(chip.potential(0, 1, 0, 0), 16);
  EXPECT_THAT(run(chip, {{0, 0, 0, 0}}), ElementsAre("0:1,0,0"));
}

/// A map of 3 rows and 5 columns from one of 5 by 6, with strides and paddings of their own on each axis.
CnnLayer convolution() {
  CnnLayer layer;
  layer.input.size = {6, 5};
  layer.output = {2, {5, 3}};
  layer.kernelSize = 3;
  layer.stride = {1, 2};
  layer.padding = {0, 1};
  layer.output.size.x = 4;
  layer.makeTensors();
  for (auto [i, weight] : llvm::enumerate(layer.weights.values))
    weight = int16_t(i + 1);
  layer.thresholdHigh = 100;
  layer.thresholdLow = -100;
  return layer;
}

TEST(SpeckChip, AnEventReachesTheFieldsThatHoldIt) {
  ChipConfiguration c;
  c.layers[2] = convolution();
  SpeckChip chip(c, SpeckOrder::Fixed);
  run(chip, {{2, 0, 3, 4}}); // row 3, column 4
  for (int64_t f = 0; f < 2; ++f)
    for (int64_t y = 0; y < 3; ++y)
      for (int64_t x = 0; x < 4; ++x) {
        int64_t ky = 3 + 1 - 2 * y, kx = 4 - x;
        bool reached = ky >= 0 && ky < 3 && kx >= 0 && kx < 3;
        // Weights are [feature][channel][x][y].
        EXPECT_EQ(chip.potential(2, size_t(f), size_t(y), size_t(x)), reached ? f * 9 + kx * 3 + ky + 1 : 0)
            << f << " " << y << " " << x;
      }
}

TEST(SpeckChip, SpikesLeaveByFeatureRowAndColumnPooledAndShifted) {
  ChipConfiguration c;
  CnnLayer &first = c.layers[3];
  first.output = {2, {2, 2}};
  first.input.size = {2, 2};
  first.kernelSize = 3;
  first.padding = {1, 1};
  first.makeTensors();
  std::fill(first.weights.values.begin(), first.weights.values.end(), int16_t(5));
  first.thresholdHigh = 5;
  first.thresholdLow = -5;
  first.destinations[0] = {true, 1, 2, 0};
  first.destinations[1] = {true, 0, 1, 1};
  c.layers[1] = layerOf(2, 1, 1, 4);
  c.layers[0] = layerOf(3, 1, 0, 9);
  c.layers[0].input.size = c.layers[0].output.size = {2, 2};
  c.layers[0].makeTensors();
  c.layers[0].weights.values = {0, 3, 9};
  SpeckChip chip(c, SpeckOrder::Fixed);
  // Each of the eight spikes goes to core 1, as one pixel, and to core 0, where feature 1 has become 2.
  EXPECT_THAT(run(chip, {{3, 0, 0, 0}}),
              ElementsAre("3:0,0,0", "3:0,0,1", "3:0,1,0", "3:0,1,1", "3:1,0,0", "3:1,0,1", "3:1,1,0", "3:1,1,1",
                          "1:0,0,0", "0:0,0,0", "0:0,0,1", "0:0,1,0", "1:0,0,0", "0:0,1,1"));
  EXPECT_EQ(chip.potential(0, 0, 1, 1), 3);
}

TEST(SpeckChip, ShufflingIsAnotherOrderAndAlwaysTheSame) {
  ChipConfiguration c;
  c.layers[0] = layerOf(8, 8, 5, 5);
  SpeckChip fixed(c, SpeckOrder::Fixed), shuffled(c, SpeckOrder::Shuffled, 7), again(c, SpeckOrder::Shuffled, 7),
      other(c, SpeckOrder::Shuffled, 8);
  std::vector<SpeckEvent> events{{0, 0, 0, 0}, {0, 1, 0, 0}};
  std::vector<std::string> inOrder = run(fixed, events), drawn = run(shuffled, events);
  EXPECT_NE(inOrder, drawn);
  EXPECT_EQ(drawn, run(again, events));
  EXPECT_NE(drawn, run(other, events));
  EXPECT_TRUE(std::is_permutation(inOrder.begin(), inOrder.end(), drawn.begin(), drawn.end()));
}

TEST(SpeckEngine, CountsOfAStepAreEventsOneByOne) {
  auto program = std::make_shared<speck::ChipProgram>();
  program->configuration.layers[6] = layerOf(1, 1, 4, 11);
  program->configuration.layers[6].input.size = {2, 1};
  speck::MappedInput input{"in", {1, 2, 5}, 15, "", {{6, 0, {1, 1}, {2, 1}, {2, 1}}}};
  program->map.inputs = {input};
  program->map.layers = {{"a", {1, 1, 1}, 2.5, {{6, 0, 1, 1}}}};
  program->map.outputs = {{"out", {1, 1, 1}, 0}};
  struct Sum : Observer {
    Sum() : Observer(/*wantsCommits=*/true) {}
    bool commit(const Commit &c) override {
      records.push_back({c.integrated[0], c.count[0], c.stored[0]});
      return true;
    }
    bool output(uint32_t, Moment, uint32_t, double count) override {
      outputs += count;
      return true;
    }
    std::vector<std::array<double, 3>> records;
    double outputs = 0;
  } observer;
  SpeckEngine engine(program, SpeckOrder::Fixed);
  // Rows and columns in front of the origin, and what no window holds, are nobody's.
  SpikeFrame frame{{0, 0, 1, 9}, {0, 1, 0, 9}, {0, 1, 1, 3}, {0, 1, 2, 2}};
  ASSERT_TRUE(bool(engine.step(frame, false, observer)));
  ASSERT_TRUE(bool(engine.step(SpikeFrame(), true, observer)));
  ASSERT_TRUE(bool(engine.step(SpikeFrame(), true, observer)));
  EXPECT_THAT(observer.records, ElementsAre(std::array<double, 3>{20, 1, 9}, std::array<double, 3>{9, 0, 9},
                                            std::array<double, 3>{0, 0, 0}));
  EXPECT_EQ(observer.outputs, 1);
  EXPECT_EQ(engine.totals().spikes[0], 1u);
  EXPECT_EQ(engine.totals().synapticOperations, 5u);
}
} // namespace
