//===- CoreTest.cpp - the rules of a Xylo core, one by one ----------------===//

#include "sim/xylo/Core.h"
#include "gtest/gtest.h"

using namespace snnc;
using sim::XyloCore;

namespace {
/// One input channel, hidden neurons in a chain of no synapses, one output neuron.
xylo::CoreConfiguration coreOf(int64_t hidden) {
  xylo::CoreConfiguration c;
  c.input = xylo::WeightMatrix(1, hidden);
  c.hidden = xylo::WeightMatrix(hidden, hidden);
  c.readout = xylo::WeightMatrix(hidden, 1);
  c.neurons.resize(size_t(hidden));
  c.outputs.resize(1);
  for (xylo::CoreNeuron &neuron : c.neurons)
    neuron.threshold = 1000;
  c.outputs[0].threshold = 1000;
  return c;
}

TEST(XyloCore, CurrentsDecayInTheStepInWhichTheyCome) {
  xylo::CoreConfiguration c = coreOf(1);
  c.input.at(0, 0) = 100;
  c.neurons[0].currentDash = 4;
  XyloCore core(c);
  core.step({1});
  EXPECT_EQ(core.hidden().current[0], 94);
  EXPECT_EQ(core.hidden().potential[0], 94);
  c.neurons[0].currentDash = 0;
  XyloCore forgetful(c);
  forgetful.step({1});
  EXPECT_EQ(forgetful.hidden().current[0], 0);
}

TEST(XyloCore, NegativeStatesDecayByAtLeastOne) {
  xylo::CoreConfiguration c = coreOf(1);
  c.input.at(0, 0) = -100;
  c.neurons[0].currentDash = 4;
  XyloCore core(c);
  core.step({1});
  // -100 >> 4 is -7: the share is rounded down.
  EXPECT_EQ(core.hidden().current[0], -93);
  c.input.at(0, 0) = 3;
  c.neurons[0].currentDash = 15;
  XyloCore slow(c);
  slow.step({1});
  EXPECT_EQ(slow.hidden().current[0], 2);
  slow.step({0});
  slow.step({0});
  EXPECT_EQ(slow.hidden().current[0], 0);
}

TEST(XyloCore, FiresAsOftenAsTheThresholdIsHeldUpTo31) {
  xylo::CoreConfiguration c = coreOf(1);
  c.input.at(0, 0) = 127;
  c.inputShift = 2;
  c.neurons[0].threshold = 100;
  XyloCore core(c);
  core.step({15});
  // 15 times 508 is 7620, of which half decays.
  EXPECT_EQ(core.hidden().integrated[0], 3810);
  EXPECT_EQ(core.hidden().spikes[0], 31);
  EXPECT_EQ(core.hidden().potential[0], 3810 - 3100);
  EXPECT_TRUE(core.cappedHidden()[0]);
}

TEST(XyloCore, NoMoreThan15SpikesOfAnInputCount) {
  xylo::CoreConfiguration c = coreOf(1);
  c.input.at(0, 0) = 1;
  c.neurons[0].currentDash = 15;
  XyloCore core(c);
  core.step({200});
  EXPECT_EQ(core.hidden().current[0], 14);
  EXPECT_EQ(core.bounds().inputs, 1u);
}

TEST(XyloCore, OutputsFireOnceAStepAndKeepTheRest) {
  xylo::CoreConfiguration c = coreOf(1);
  c.input.at(0, 0) = 127;
  c.neurons[0].threshold = 63;
  c.readout.at(0, 0) = 100;
  c.outputs[0].threshold = 20;
  c.outputs[0].potentialDash = 15;
  XyloCore core(c);
  core.step({1});
  EXPECT_EQ(core.hidden().spikes[0], 1);
  EXPECT_EQ(core.outputs().spikes[0], 0) << "a hidden spike comes in the next step";
  core.step({0});
  EXPECT_EQ(core.outputs().spikes[0], 1);
  EXPECT_EQ(core.outputs().potential[0], 30);
  EXPECT_TRUE(core.cappedOutputs()[0]);
  core.step({0});
  EXPECT_EQ(core.outputs().spikes[0], 1);
}

TEST(XyloCore, AliasesPassInOneStepToLaterNeuronsOnly) {
  xylo::CoreConfiguration c = coreOf(3);
  c.input.at(0, 0) = 127;
  c.neurons[0].threshold = 60;
  c.neurons[0].alias = 1;
  c.neurons[1].alias = 2;
  XyloCore core(c);
  core.step({1});
  EXPECT_EQ(core.hidden().spikes, (std::vector<uint8_t>{1, 1, 1}));
  c.neurons[0].alias.reset();
  c.neurons[1].alias.reset();
  c.input.at(0, 0) = 0;
  c.input.at(0, 2) = 127;
  c.neurons[2].threshold = 60;
  c.neurons[2].alias = 1;
  c.neurons[1].alias = 0;
  XyloCore backwards(c);
  backwards.step({1});
  EXPECT_EQ(backwards.hidden().spikes, (std::vector<uint8_t>{0, 1, 1}));
}

TEST(XyloCore, SumsAreHeldWithin16BitsSpikeBySpike) {
  xylo::CoreConfiguration c = coreOf(2);
  c.input = xylo::WeightMatrix(3, 2);
  c.input.at(0, 0) = 127;
  c.input.at(1, 0) = 127;
  c.input.at(2, 0) = -127;
  c.inputShift = 7;
  c.neurons[0].currentDash = 15;
  c.neurons[0].threshold = 32767;
  XyloCore core(c);
  core.step({3, 3, 1});
  // Held at 32767 before the negative weight comes.
  EXPECT_EQ(core.hidden().current[0], 32767 - 127 * 128 - 1);
  EXPECT_EQ(core.bounds().currents, 2u);
}

TEST(XyloCore, AShiftedWeightHas16Bits) {
  xylo::CoreConfiguration c = coreOf(1);
  c.input.at(0, 0) = 127;
  c.inputShift = 9;
  c.neurons[0].currentDash = 15;
  XyloCore core(c);
  core.step({1});
  // 127 << 9 is -512 in 16 bits.
  EXPECT_EQ(core.hidden().current[0], -511);
}

TEST(XyloCore, TheBiasComesEachStepWhereItIsEnabled) {
  xylo::CoreConfiguration c = coreOf(1);
  c.neurons[0].bias = 40;
  XyloCore without(c);
  without.step({0});
  EXPECT_EQ(without.hidden().potential[0], 0);
  c.hasBias = true;
  XyloCore with(c);
  with.step({0});
  with.step({0});
  EXPECT_EQ(with.hidden().potential[0], 60);
}

TEST(XyloCore, ResetForgetsStatesAndSpikesUnderWay) {
  xylo::CoreConfiguration c = coreOf(1);
  c.input.at(0, 0) = 127;
  c.neurons[0].threshold = 60;
  c.readout.at(0, 0) = 127;
  XyloCore core(c);
  core.step({1});
  core.reset();
  core.step({0});
  EXPECT_EQ(core.outputs().current[0], 0);
  EXPECT_EQ(core.hidden().current[0], 0);
}
} // namespace
