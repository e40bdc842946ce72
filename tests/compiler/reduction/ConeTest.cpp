//===- ConeTest.cpp - a neuron computes the same without the rest ---------===//
//
// What is cut out of a network, fed with the spikes that the whole network's layers gave, has the same records of the
// neuron in every step.
//
//===----------------------------------------------------------------------===//

#include "compiler/reduction/Cone.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "sim/reference/Reference.h"
#include "tests/sim/Must.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <map>
#include <random>

using namespace mlir;
using namespace snnc;
using snnc::test::must;

namespace {
constexpr uint32_t steps = 12;

/// Random bytes of a shape, as an attribute.
std::string weights(std::mt19937 &random, size_t count, const std::string &shape) {
  std::string text = "dense<\"0x";
  for (size_t i = 0; i < 2 * count; ++i)
    text += "0123456789ABCDEF"[random() % 16];
  return text + "\"> : tensor<" + shape + "xi8>";
}

std::string networkText() {
  std::mt19937 random(5);
  return "snn.network @net(%in: !snn.spikes<2x8x7> {snn.name = \"events\", snn.max_count = 3}) -> !snn.spikes<5> {\n"
         "  %0 = snn.conv2d %in weights(" +
         weights(random, 4 * 2 * 9, "4x2x3x3") +
         ") bias(dense<[1, -2, 3, 4]> : tensor<4xi16>) stride = [2, 1] padding = [1, 1, 1, 1]\n"
         "         : !snn.spikes<2x8x7> -> tensor<4x4x7xi16>\n"
         "  %1 = snn.integrate_fire %0 layer = \"first\" threshold(dense<[300, 310, 320, 330]> : tensor<4xi16>)\n"
         "         lower_bound(dense<[-300, -301, -302, -303]> : tensor<4xi16>) max_count = 4\n"
         "         : tensor<4x4x7xi16> -> !snn.spikes<4x4x7>\n"
         "  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<4x4x7> -> !snn.spikes<4x2x3>\n"
         "  %3 = snn.conv2d %2 weights(" +
         weights(random, 3 * 4 * 4, "3x4x2x2") +
         ") padding = [0, 1, 1, 0] : !snn.spikes<4x2x3> -> tensor<3x2x3xi16>\n"
         "  %4 = snn.integrate_fire %3 layer = \"second\" threshold(dense<[400, 410, 420]> : tensor<3xi16>)\n"
         "         max_count = 3 : tensor<3x2x3xi16> -> !snn.spikes<3x2x3>\n"
         "  %5 = snn.flatten %4 : !snn.spikes<3x2x3> -> !snn.spikes<18>\n"
         "  %6 = snn.linear %5 weights(" +
         weights(random, 5 * 18, "5x18") +
         ") : !snn.spikes<18> -> tensor<5xi16>\n"
         "  %7 = snn.integrate_fire %6 layer = \"third\" threshold(dense<[20, 21, 22, 23, 24]> : tensor<5xi16>)\n"
         "         max_count = 2 : tensor<5xi16> -> !snn.spikes<5>\n"
         "  snn.output %7 : !snn.spikes<5>\n}\n";
}

/// All commits, by layer, step and neuron: potential, count, potential stored.
struct Records : sim::Observer {
  Records() : Observer(/*wantsCommits=*/true) {}
  bool commit(const sim::Commit &c) override {
    for (uint32_t i = 0; i < c.n; ++i)
      values[{c.layer, c.at.step, c.first + i * c.stride}] = {c.integrated[i], c.count[i], c.stored[i]};
    return true;
  }
  std::map<std::array<uint32_t, 3>, std::array<double, 3>> values;
};

sim::SpikeFrame toFrame(const sim::Shape &shape, llvm::function_ref<double(uint32_t)> countOf) {
  sim::SpikeFrame frame;
  for (uint32_t i = 0; i < shape.size(); ++i)
    if (double count = countOf(i))
      frame.push_back({uint16_t(i / (shape.height * shape.width)), uint16_t(i / shape.width % shape.height),
                       uint16_t(i % shape.width), count});
  return frame;
}

class ConeTest : public testing::Test {
protected:
  ConeTest() {
    context.loadDialect<snn::SnnDialect>();
    module = parseSourceString<ModuleOp>(networkText(), &context);
    engine = must(sim::createReference(*module->getOps<snn::NetworkOp>().begin(), /*integers=*/true));
    std::mt19937 random(7);
    for (uint32_t step = 0; step < steps; ++step) {
      frames.push_back(toFrame(engine->inputs()[0].shape, [&](uint32_t) { return double(random() % 4); }));
      must(engine->step({frames.back()}, step + 1 == steps, whole));
    }
  }

  unsigned layerOf(sim::Engine &of, const std::string &name) {
    for (auto [i, layer] : llvm::enumerate(of.layers()))
      if (layer.name == name)
        return unsigned(i);
    ADD_FAILURE() << "there is no layer " << name;
    return 0;
  }

  void compare(const std::string &layer, std::array<uint32_t, 3> neuron, ConeExtent extent, size_t layers) {
    SCOPED_TRACE(layer + " extent " + std::to_string(int(extent)));
    std::optional<Cone> cone = cutCone(*module, layer, neuron, extent);
    ASSERT_TRUE(cone);
    auto cut = must(sim::createReference(*cone->module->getOps<snn::NetworkOp>().begin(), /*integers=*/true));
    EXPECT_EQ(cut->layers().size(), layers);
    Records records;
    for (uint32_t step = 0; step < steps; ++step) {
      std::vector<sim::SpikeFrame> input;
      for (const Cone::Input &from : cone->inputs)
        if (from.layer.empty()) {
          input.push_back(frames[step]);
        } else {
          unsigned source = layerOf(*engine, from.layer);
          input.push_back(toFrame(engine->layers()[source].shape,
                                  [&](uint32_t i) { return whole.values.at({source, step, i})[1]; }));
        }
      must(cut->step(input, step + 1 == steps, records));
    }
    unsigned of = layerOf(*engine, layer), in = layerOf(*cut, layer);
    uint32_t number = uint32_t(engine->layers()[of].shape.index(neuron[0], neuron[1], neuron[2])),
             own = uint32_t(cut->layers()[in].shape.index(cone->neuron[0], cone->neuron[1], cone->neuron[2]));
    bool fires = false;
    for (uint32_t step = 0; step < steps; ++step) {
      auto expected = whole.values.at({of, step, number});
      EXPECT_EQ(records.values.at({in, step, own}), expected) << "step " << step;
      fires |= expected[1] > 0;
    }
    EXPECT_TRUE(fires) << "a neuron that never fires shows little";
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::unique_ptr<sim::Engine> engine;
  std::vector<sim::SpikeFrame> frames;
  Records whole;
};
} // namespace

TEST_F(ConeTest, ComputesTheSame) {
  // In a corner, where taps lie in the padding; behind a pool; of all neurons before it.
  compare("first", {1, 0, 0}, ConeExtent::Neuron, 1);
  compare("first", {2, 3, 6}, ConeExtent::Neuron, 1);
  compare("second", {1, 0, 0}, ConeExtent::Neuron, 1);
  compare("second", {1, 1, 2}, ConeExtent::Layer, 1);
  compare("second", {1, 1, 2}, ConeExtent::Whole, 2);
  compare("third", {0, 0, 0}, ConeExtent::Neuron, 1);
  compare("third", {0, 0, 0}, ConeExtent::Layer, 1);
  compare("third", {0, 0, 0}, ConeExtent::Whole, 3);
}

TEST_F(ConeTest, HasNothingOfOtherLayers) {
  EXPECT_FALSE(cutCone(*module, "fourth", {0, 0, 0}, ConeExtent::Layer));
  std::optional<Cone> cone = cutCone(*module, "second", {1, 1, 1}, ConeExtent::Neuron);
  ASSERT_TRUE(cone);
  ASSERT_EQ(cone->inputs.size(), 1u);
  EXPECT_EQ(cone->inputs[0].layer, "first");
  EXPECT_EQ(cone->inputs[0].name, "first");
  snn::NetworkOp network = *cone->module->getOps<snn::NetworkOp>().begin();
  EXPECT_EQ(network.getMaxCount(0), 4); // as much as the layer gives
  EXPECT_EQ(snn::frameOf(network.getResultTypes()[0]), (std::array<int64_t, 3>{1, 1, 1}));
}
