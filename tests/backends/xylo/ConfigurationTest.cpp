//===- ConfigurationTest.cpp - target files, and when the order cannot matter ---===//

#include "backends/xylo/configuration/OrderProof.h"
#include "sim/xylo/Core.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc;
using namespace snnc::xylo;
using snnc::test::must;
using testing::HasSubstr;

namespace {
TargetDescription preset(llvm::StringRef name) { return must(TargetDescription::parse(presetText(name), name)); }

TEST(XyloTarget, PresetsReadAsTheyAreWritten) {
  for (llvm::StringRef name : presetNames()) {
    TargetDescription target = preset(name);
    EXPECT_EQ(target.name, name);
    TargetDescription again = must(TargetDescription::parse(target.toJson().dump(), name));
    EXPECT_EQ(again.toJson(), target.toJson());
  }
  EXPECT_EQ(preset("xylo-a2").hiddenKey(), "reservoir");
  EXPECT_EQ(preset("xylo-imu").hiddenKey(), "hidden");
  EXPECT_FALSE(preset("xylo-a2").hasWindows());
  EXPECT_TRUE(preset("xylo-a3").hasWindows());
  EXPECT_EQ(presetText("xylo-a1"), "");
}

TEST(XyloTarget, WrongNumbersAreNamed) {
  auto errorWith = [](const char *key, int value) {
    auto json = preset("xylo-a3").toJson();
    json[key] = value;
    return test::errorOf(TargetDescription::parse(json.dump(), "t.json"));
  };
  EXPECT_THAT(errorWith("hidden", 0), HasSubstr("hidden"));
  EXPECT_THAT(errorWith("synapses", 3), HasSubstr("synapses"));
  EXPECT_THAT(errorWith("weightShift", 8), HasSubstr("weightShift"));
  EXPECT_EQ(errorWith("hidden", 100), "t.json: inputWindow is 128, of 100 hidden neurons");
  EXPECT_EQ(errorWith("outputWindow", 993), "t.json: outputWindow is 993, of 992 hidden neurons");
}

/// A neuron with one input of the weight, which spikes up to 15 times a step, and the dash.
CoreProgram oneInput(int8_t weight, int64_t shift, int64_t dash) {
  CoreProgram program;
  CoreConfiguration &c = program.configuration;
  c.input = WeightMatrix(1, 1);
  c.input.at(0, 0) = weight;
  c.inputShift = shift;
  c.hidden = WeightMatrix(1, 1);
  c.readout = WeightMatrix(1, 1);
  c.neurons.resize(1);
  c.outputs.resize(1);
  c.neurons[0].currentDash = dash;
  c.neurons[0].threshold = kStateMax;
  program.map.inputs.push_back({"in", {1, 1, 1}, 0, 15, ""});
  return program;
}

/// The bound that the proof stands on is reached: one more would be held.
TEST(XyloOrder, TheProofHoldsUpToTheLastBit) {
  for (int64_t dash = 1; dash <= 8; ++dash) {
    int64_t greatest = 0;
    for (int8_t weight : {1, 8, 68, 127})
      for (int64_t shift = 0; shift <= 7; ++shift)
        for (int sign : {1, -1}) {
          CoreProgram program = oneInput(int8_t(sign * weight), shift, dash);
          bool isProved = proveOrder(program).hidden[0];
          sim::XyloCore core(program.configuration);
          for (int step = 0; step < 4000; ++step)
            core.step({15});
          if (isProved) {
            EXPECT_EQ(core.bounds().currents, 0u) << "weight " << sign * weight << " << " << shift << ", dash " << dash;
            greatest = std::max(greatest, int64_t(15) * weight << shift << dash);
          } else {
            EXPECT_GT(core.bounds().currents, 0u) << "weight " << sign * weight << " << " << shift << ", dash " << dash;
          }
        }
    EXPECT_GT(greatest, kStateMax / 4);
  }
}

TEST(XyloOrder, HiddenNeuronsFireAsOftenAsTheirThresholdFits) {
  CoreProgram program = oneInput(1, 0, 1);
  program.configuration.readout.at(0, 0) = 127;
  program.configuration.readoutShift = 5;
  // 127 << 5, once a step and twice for the dash, is within 16 bits; twice a step it would be as well, ten times not.
  EXPECT_TRUE(proveOrder(program).outputs[0]);
  program.configuration.neurons[0].threshold = kStateMax / 10;
  EXPECT_FALSE(proveOrder(program).outputs[0]);
  // 127 << 7 is held where it comes twice a step, and not where it comes once.
  program.configuration.readoutShift = 7;
  program.configuration.neurons[0].threshold = kStateMax / 2;
  EXPECT_FALSE(proveOrder(program).outputs[0]);
  program.configuration.neurons[0].threshold = kStateMax / 2 + 1;
  EXPECT_TRUE(proveOrder(program).outputs[0]);
  program.configuration.readoutShift = 5;
  // Aliases add spikes that the threshold knows nothing of.
  program.configuration.neurons[0].threshold = kStateMax;
  program.configuration.neurons[0].alias = 0;
  EXPECT_FALSE(proveOrder(program).outputs[0]);
}
} // namespace
