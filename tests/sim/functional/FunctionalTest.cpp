//===- FunctionalTest.cpp - differentiable forms of spiking layers --------===//
//
// What the recorded vectors (tests/sim/golden) do not show: defaults, draws, initial states, batches, the reset regime
// and signed spikes. Gradients are compared with the chain rule written out for a few steps.
//
//===----------------------------------------------------------------------===//
#include "sim/functional/Functional.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc::functional;
using testing::ElementsAre;

TEST(Functional, Rounding) {
  EXPECT_THAT(quantize({1.75, -0.25, 2}), ElementsAre(1, -1, 2));
  EXPECT_THAT(quantizeBackward({0.5, -3}), ElementsAre(0.5, -3));
  EXPECT_THAT(stochasticRounding({1.75, 1.75, -0.25, -0.25, 3}, {0.74, 0.75, 0.74, 0.75, 0}),
              ElementsAre(2, 1, 0, -1, 3));
  EXPECT_THAT(stochasticRoundingBackward({0.5, -3}), ElementsAre(0.5, -3));
}

TEST(Functional, FiringHasTheDefaultsOfTheSpecification) {
  EXPECT_THAT(thresholdSubtract({-3, 0, 0.75, 1, 2.5}), ElementsAre(0, 0, 0, 1, 2));
  EXPECT_THAT(thresholdSubtractBackward({0.25, 0.5, 7}, {2, 2, 2}), ElementsAre(0, 2, 2));
  EXPECT_THAT(thresholdSubtractBackward({0.25, 0.5, 7}, {2, 2, 2}, 4, 3.5), ElementsAre(0, 0.5, 0.5));
  EXPECT_THAT(thresholdReset({0.75, 1, 2.5}), ElementsAre(0, 1, 1));
  EXPECT_THAT(thresholdResetBackward({0.25, 0.5, 7}, {2, 2, 2}, 4, 3.5), ElementsAre(0, 2, 2));
}

TEST(Functional, SamplesLieSideBySide) {
  SpikingLayer layer({}, 2, 2);
  // Two samples of two steps of two neurons.
  EXPECT_THAT(layer.forward({0.5, 1, 0.5, -4, /*next sample*/ 2.5, 0, 0, 1}), ElementsAre(0, 1, 1, 0, 2, 0, 0, 1));
  EXPECT_THAT(layer.potential(), ElementsAre(1, -1, 0.5, 1));
  EXPECT_THAT(layer.lastCount(), ElementsAre(1, 0, 0, 1));
  // The state goes on.
  EXPECT_THAT(layer.forward({0.5, 2, 0.5, 0}), ElementsAre(0, 1, 1, 0));
}

TEST(Functional, StatesMayBeDrawn) {
  SpikingLayer layer({}, 2);
  layer.resetStates({0.75, 0.5}, {0.25, 0});
  // 0.75 - 0.25 * 1 + 0.5: the fraction of a count is taken as it is.
  EXPECT_THAT(layer.forward({0.5, 0.5}), ElementsAre(1, 1));
  EXPECT_THAT(layer.potential(), ElementsAre(1, 1));
}

TEST(Functional, GradientsThroughTheReset) {
  SpikingLayerParameters parameters;
  parameters.resetToZero = true;
  parameters.lowerBound.reset();
  SpikingLayer layer(parameters, 1);
  // Potentials 0.5, 1.25 (fires), 0.25 (starts anew), -0.5.
  EXPECT_THAT(layer.forward({0.5, 0.75, 0.25, -0.75}), ElementsAre(0, 1, 0, 0));
  // The window reaches down to 0: the last step hands nothing on, the second nothing to the third.
  EXPECT_THAT(layer.backward({1, 2, 4, 8}), ElementsAre(3, 2, 4, 0));
}

TEST(Functional, GradientsThroughTheSubtraction) {
  SpikingLayerParameters parameters;
  parameters.threshold = 2;
  parameters.subtract = 1;
  SpikingLayer layer(parameters, 1);
  // Potentials 2, 2 + 1 - 1 = 2, 2 - 5 - 1 = -4 -> the bound.
  EXPECT_THAT(layer.forward({2, 1, -5}), ElementsAre(1, 1, 0));
  // Third: 0. Second: 3 / 2. First: (5 - 1 * 3/2) / 2 + 3/2.
  EXPECT_THAT(layer.backward({5, 3, 7}), ElementsAre(3.25, 1.5, 0));
}

TEST(Functional, SignedSpikes) {
  SpikingLayerParameters parameters;
  parameters.lowerBound.reset();
  parameters.negativeSpikes = true;
  SpikingLayer layer(parameters, 1);
  EXPECT_THAT(layer.forward({-2.5, 0, 0.75}), ElementsAre(-2, 0, 0));
  EXPECT_THAT(layer.potential(), ElementsAre(0.25));
  EXPECT_THAT(layer.backward({1, 0, 0}), ElementsAre(1, 0, 0));
}
