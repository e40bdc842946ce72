//===- NeedsTest.cpp - what cannot fit, by its shapes ---------------------===//

#include "backends/mesh/analysis/Needs.h"
#include "backends/Backends.h"
#include "backends/mesh/target/TargetAttribute.h"
#include "compiler/diagnostics/Need.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// What `reportNeeds` says of a network for mesh4x4; `numbers` are those that the diagnostics carry.
static std::vector<std::string> needsOf(const std::string &text, int64_t weightBits = 0,
                                        std::vector<Need> *numbers = nullptr) {
  mlir::DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  mlir::MLIRContext context(registry);
  context.loadAllAvailableDialects();
  std::vector<std::string> errors;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
    errors.push_back(diagnostic.str());
    if (numbers)
      for (const Need &need : snnc::needsOf(diagnostic))
        numbers->push_back(need);
    return mlir::success();
  });
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  EXPECT_TRUE(module);
  if (!module)
    return errors;
  auto target = llvm::cantFail(mesh::toAttribute(llvm::cantFail(mesh::loadTarget("mesh4x4")), &context));
  bool refused = failed(reportNeeds(*module->getOps<snn::NetworkOp>().begin(), target, weightBits));
  EXPECT_EQ(refused, !errors.empty());
  return errors;
}

/// A linear layer of neurons, behind a flattened row: packets could not name so many channels of an input.
static std::string linear(int64_t inputs, int64_t neurons) {
  std::string in = std::to_string(inputs), out = std::to_string(neurons);
  return "snn.network @n(%a: !snn.spikes<1x1x" + in + ">) -> !snn.spikes<" + out + "> {\n" +
         "  %f = snn.flatten %a : !snn.spikes<1x1x" + in + "> -> !snn.spikes<" + in + ">\n" +
         "  %c = snn.linear %f weights(dense<0.5> : tensor<" + out + "x" + in + "xf32>) : !snn.spikes<" + in +
         "> -> tensor<" + out + "xf32>\n  %s = snn.integrate_fire %c layer = \"fc\" threshold(dense<1.0> : tensor<" +
         out + "xf32>) : tensor<" + out + "xf32> -> !snn.spikes<" + out + ">\n  snn.output %s : !snn.spikes<" + out +
         ">\n}\n";
}

/// A layer of neurons of this size, each with one weight.
static std::string plane(const std::string &shape, int64_t channels) {
  return "snn.network @n(%a: !snn.spikes<" + shape + ">) -> !snn.spikes<" + shape +
         "> {\n  %c = snn.identity %a : " + "!snn.spikes<" + shape + "> -> tensor<" + shape +
         "xf32>\n  %s = snn.integrate_fire %c layer = \"many\" " + "threshold(dense<1.0> : tensor<" +
         std::to_string(channels) + "xf32>) : tensor<" + shape + "xf32> -> !snn.spikes<" + shape +
         ">\n  snn.output %s : !snn.spikes<" + shape + ">\n}\n";
}

// A core of mesh4x4 has 8192 weight words: as many inputs as one group of neurons may have.
TEST(Needs, WeightsOfANeuron) {
  EXPECT_THAT(needsOf(linear(8192, 8)), ElementsAre());
  EXPECT_THAT(needsOf(linear(8193, 8)), ElementsAre(HasSubstr("has 8193 weight words for a group of 8 neurons")));
  // Packed, twice as many.
  EXPECT_THAT(needsOf(linear(16384, 8), 4), ElementsAre());
  EXPECT_THAT(needsOf(linear(16385, 8), 4), ElementsAre(HasSubstr("1 too many")));
}

// 16 cores have 16384 state words, each with a potential of 8 channels; a layer takes one for its thresholds, too.
TEST(Needs, StateWordsInAll) {
  EXPECT_THAT(needsOf(plane("8x64x255", 8)), ElementsAre());
  EXPECT_THAT(needsOf(plane("8x65x255", 8)), ElementsAre(HasSubstr("at least 16576 stateWords")));
  // A million neurons.
  EXPECT_THAT(needsOf(plane("16x250x250", 16)), ElementsAre(HasSubstr("at least 125002 stateWords")));
}

TEST(Needs, CoordinatesChannelsAndPopulations) {
  EXPECT_THAT(needsOf(plane("1x2x256", 1)), ElementsAre(HasSubstr("has 256 columns, the target takes up to 255")));
  EXPECT_THAT(needsOf(linear(1, 4096)), ElementsAre(HasSubstr("has 4096 channels, the target takes up to 4095")));
  // Two groups a core: 256 neurons take all 16 cores, each its 8192 words.
  EXPECT_THAT(needsOf(linear(4096, 256)), ElementsAre());
  EXPECT_THAT(needsOf(linear(4096, 257)), ElementsAre(HasSubstr("at least 135168 weightWords")));
  // One group a core, each a population of its own.
  EXPECT_THAT(needsOf(linear(4097, 1024)), ElementsAre(HasSubstr("at least 524416 weightWords")));
}

TEST(Needs, ChannelsOfAnInput) {
  EXPECT_THAT(needsOf(plane("4096x1x1", 4096)),
              ElementsAre(HasSubstr("has 4096 channels, the target takes up to 4095")));
  EXPECT_THAT(needsOf(plane("4097x1x1", 4097)),
              ElementsAre(HasSubstr("input 0 has 4097 channels, packets of target mesh4x4 name 4096 (1 too many)"),
                          HasSubstr("has 4097 channels, the target takes up to 4095")));
}

// What each layer takes stands in the table whether it fits or not, and where it comes from.
TEST(Needs, TableHasEveryLayer) {
  mlir::DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  mlir::MLIRContext context(registry);
  context.loadAllAvailableDialects();
  auto module = mlir::parseSourceString<mlir::ModuleOp>(linear(100, 20), &context);
  auto target = llvm::cantFail(mesh::toAttribute(llvm::cantFail(mesh::loadTarget("mesh4x4")), &context));
  std::vector<ResourceNeed> needs = snnc::needsOf(*module->getOps<snn::NetworkOp>().begin(), target);
  ASSERT_EQ(needs.size(), 6u);
  // Three groups of eight channels: a potential and a threshold each, a word of weights for each input.
  EXPECT_EQ(needs[0].layer, "fc");
  EXPECT_EQ(needs[0].resource, "stateWords");
  EXPECT_EQ(needs[0].need, 6);
  EXPECT_EQ(needs[0].formula, "3 groups of 8 channels x (1 x 1 pixels + 1)");
  EXPECT_EQ(needs[1].resource, "weightWords");
  EXPECT_EQ(needs[1].need, 300);
  EXPECT_EQ(needs[1].have, 131072);
  EXPECT_EQ(needs[1].formula, "3 groups of 8 channels x (100 inputs x 1 x 1 taps)");
  EXPECT_EQ(needs[4].layer, "");
  EXPECT_EQ(needs[4].need, 300);
  for (const ResourceNeed &need : needs)
    EXPECT_TRUE(need.fits()) << need.resource;
}

TEST(Needs, CarryTheirNumbers) {
  std::vector<Need> numbers;
  needsOf(linear(8193, 8), 0, &numbers);
  ASSERT_EQ(numbers.size(), 1u);
  EXPECT_EQ(numbers[0].what, "weight words for a group of 8 neurons");
  EXPECT_EQ(numbers[0].need, 8193);
  EXPECT_EQ(numbers[0].have, 8192);
  numbers.clear();
  needsOf(linear(8192, 8), 0, &numbers);
  EXPECT_TRUE(numbers.empty());
}
