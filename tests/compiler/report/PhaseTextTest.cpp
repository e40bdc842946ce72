//===- PhaseTextTest.cpp - modules as text, networks as graphs ------------===//

#include "backends/Backends.h"
#include "compiler/pipeline/Pipeline.h"
#include "compiler/report/Graph.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::report;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {
DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  return registry;
}

/// Two layers; the second one gets its own spikes back, a step late. Weights of the first are many, those of the second
/// few.
constexpr const char *text = R"(
  snn.network @n(%in: !snn.spikes<4>) -> !snn.spikes<2> {
    %c = snn.linear %in weights(dense<[[1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0], [1.5, 2.0, 3.0, 4.0, 5.0],
      [1.0, 2.0, 3.0, 4.0, 5.0]]> : tensor<4x5xf32>) : !snn.spikes<5> -> tensor<4xf32> loc("first weights")
    %n = snn.integrate_fire %c layer = "a" threshold(dense<1.0> : tensor<4xf32>) : tensor<4xf32> -> !snn.spikes<4>
    %d = snn.linear %n weights(dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]> : tensor<2x4xf32>)
      : !snn.spikes<4> -> tensor<2xf32> loc("second weights")
    %e = snn.merge %d, %f : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
    %m = snn.integrate_fire %e layer = "b" threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
    %g = snn.delay %m steps = 1 : !snn.spikes<2> -> !snn.spikes<2>
    %f = snn.identity %g : !snn.spikes<2> -> tensor<2xf32> loc("back")
    snn.output %m : !snn.spikes<2>
  })";

class PhaseTextTest : public testing::Test {
protected:
  PhaseTextTest() : context(makeRegistry()) {
    std::string fixed = text;
    fixed.replace(fixed.find("spikes<4>"), 9, "spikes<5>");
    module = parseSourceString<ModuleOp>(fixed, &context);
  }
  snn::NetworkOp network() { return *module->getOps<snn::NetworkOp>().begin(); }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

std::vector<std::string> linesOf(const std::string &text) {
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(text).split(lines, '\n');
  return {lines.begin(), lines.end()};
}
} // namespace

TEST_F(PhaseTextTest, NamesOfWhatFeedsALayerAreItsOwn) {
  ASSERT_TRUE(module);
  LayerIndex layers = indexLayers(network());
  EXPECT_THAT(layers.names(), ElementsAre("a", "b"));
  EXPECT_EQ(layers.find("first weights"), 0);
  EXPECT_EQ(layers.find("second weights"), 1);
  EXPECT_EQ(layers.find("back"), 1);
  EXPECT_EQ(layers.find("c"), -1);
}

TEST_F(PhaseTextTest, EachLineIsOfItsLayer) {
  ASSERT_TRUE(module);
  LayerIndex layers = indexLayers(network());
  PhaseText printed = printPhase(*module, layers);
  std::vector<std::string> lines = linesOf(printed.text);
  auto layerOfLine = [&](llvm::StringRef part) {
    for (unsigned line = 0; line < lines.size(); ++line)
      if (llvm::StringRef(lines[line]).contains(part)) {
        int layer = -2;
        for (PhaseText::Run run : printed.lines)
          if (run.first <= line)
            layer = run.layer;
        return layer;
      }
    return -3;
  };
  EXPECT_EQ(layerOfLine("snn.network"), -1);
  EXPECT_EQ(layerOfLine("tensor<4x5xf32>"), 0);
  EXPECT_EQ(layerOfLine("layer = \"a\""), 0);
  EXPECT_EQ(layerOfLine("tensor<2x4xf32>"), 1);
  EXPECT_EQ(layerOfLine("layer = \"b\""), 1);
  EXPECT_EQ(layerOfLine("snn.identity"), 1);
  EXPECT_EQ(layerOfLine("snn.output"), -1);
  // Without a name of their own: what they lead to.
  EXPECT_EQ(layerOfLine("snn.merge"), 1);
  EXPECT_EQ(layerOfLine("snn.delay"), 1);
  EXPECT_EQ(printed.operations["snn.integrate_fire"], 2u);
  EXPECT_EQ(printed.operations["snn.linear"], 2u);
}

TEST_F(PhaseTextTest, ManyNumbersAreAHash) {
  ASSERT_TRUE(module);
  std::string first = printPhase(*module, {}).text;
  EXPECT_THAT(first, HasSubstr("dense_resource<sha256."));
  EXPECT_THAT(first, HasSubstr("tensor<4x5xf32>"));
  EXPECT_THAT(first, Not(HasSubstr("1.500000e+00")));
  EXPECT_THAT(first, HasSubstr("8.000000e+00"));
  // The module is as it was, and prints the same however often it is asked.
  EXPECT_EQ(printPhase(*module, {}).text, first);
  std::string whole;
  llvm::raw_string_ostream(whole) << *module;
  EXPECT_THAT(whole, HasSubstr("1.500000e+00"));
}

TEST_F(PhaseTextTest, NodesStandBehindWhatTheyTakeFrom) {
  ASSERT_TRUE(module);
  LayerIndex layers = indexLayers(network());
  nlohmann::ordered_json graph = describeGraph(network(), layers);
  EXPECT_EQ(graph["name"], "n");
  std::map<std::string, nlohmann::ordered_json> byName;
  for (const auto &node : graph["nodes"])
    byName[node["name"].get<std::string>()] = node;
  EXPECT_EQ(byName["input"]["kind"], "input");
  EXPECT_EQ(byName["first weights"]["weights"], 20);
  EXPECT_EQ(byName["first weights"]["fan_in"], 5);
  EXPECT_EQ(byName["first weights"]["layer"], "a");
  EXPECT_EQ(byName["b"]["kind"], "neurons");
  EXPECT_EQ(byName["b"]["shape"], nlohmann::ordered_json({2}));
  size_t delayed = 0;
  for (const auto &edge : graph["edges"]) {
    if (edge["delayed"].get<bool>()) {
      ++delayed;
      continue;
    }
    EXPECT_LT(graph["nodes"][edge["from"].get<size_t>()]["rank"].get<int>(),
              graph["nodes"][edge["to"].get<size_t>()]["rank"].get<int>());
  }
  EXPECT_EQ(delayed, 1u);
}
