//===- CorrectTest.cpp - thresholds and biases that keep the rates --------===//

#include "compiler/calibration/Correct.h"
#include <gtest/gtest.h>

using namespace snnc;

/// A layer of three channels of four neurons: the first is too quiet in integers, the second too loud, the third right.
static LayerRun layer(uint64_t times) {
  LayerRun run;
  run.layer = "a";
  run.neurons = 12;
  run.channelSpikesFloat = {100 * times, 100 * times, 100 * times};
  run.channelSpikesInteger = {80 * times, 120 * times, 100 * times};
  return run;
}

TEST(RateCorrection, QuietChannelsGetALowerThreshold) {
  std::optional<Correction> correction = thresholdCorrection(layer(100000));
  ASSERT_TRUE(correction);
  EXPECT_EQ(correction->layer, "a");
  EXPECT_EQ(correction->parameter, CorrectedParameter::Threshold);
  ASSERT_EQ(correction->values.size(), 3u);
  EXPECT_NEAR(correction->values[0], 0.8, 1e-3);
  EXPECT_NEAR(correction->values[1], 1.2, 1e-3);
  EXPECT_EQ(correction->values[2], 1);
}

TEST(RateCorrection, FewSpikesMoveLittleAndNoneMovesFar) {
  LayerRun run = layer(1);
  run.channelSpikesFloat = {3, 1000000, 0};
  run.channelSpikesInteger = {0, 1, 1000000};
  std::optional<Correction> correction = thresholdCorrection(run);
  ASSERT_TRUE(correction);
  EXPECT_GT(correction->values[0], 0.8);
  EXPECT_LT(correction->values[0], 1);
  EXPECT_EQ(correction->values[1], 0.5);
  EXPECT_EQ(correction->values[2], 2);
}

TEST(RateCorrection, QuietChannelsGetAGreaterBias) {
  std::optional<Correction> correction = biasCorrection(layer(1), 50);
  ASSERT_TRUE(correction);
  EXPECT_EQ(correction->parameter, CorrectedParameter::Bias);
  // 20 spikes in 50 steps of 4 neurons.
  EXPECT_EQ(correction->values, (std::vector<double>{0.1, -0.1, 0}));
}

TEST(RateCorrection, WhatIsRightStays) {
  LayerRun run = layer(1);
  run.channelSpikesInteger = run.channelSpikesFloat;
  EXPECT_FALSE(thresholdCorrection(run));
  EXPECT_FALSE(biasCorrection(run, 50));
}
