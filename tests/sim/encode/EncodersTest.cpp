//===- EncodersTest.cpp - from data to spikes -----------------------------===//
//
// Draws and frames. What the encoders give for given draws is compared with recorded layers in tests/sim/reference.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "sim/encode/NetworkEncoders.h"
#include "support/random/Philox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace snnc;
using namespace snnc::sim;
using testing::ElementsAre;

TEST(Encoders, DrawsAreCounted) {
  UniformDraws draws(0x123456789abcdef, 3);
  EXPECT_EQ(draws.draw(5, 7, 11), drawUniform(0x123456789abcdef, {3, 5, 7, 11}));
  std::vector<float> step = draws.step({5, 7}, 12);
  EXPECT_EQ(step.size(), 12u);
  EXPECT_EQ(step[11], draws.draw(5, 7, 11));
  EXPECT_NE(step[11], UniformDraws(0x123456789abcdef, 2).draw(5, 7, 11));
}

TEST(Encoders, ThePixelIsTheRate) {
  ImageEncoder encoder;
  encoder.maxRate = 500;
  std::vector<float> pixels{0, 255, 51, 1000, -255};
  std::vector<double> counts(pixels.size());
  constexpr int steps = 20000;
  UniformDraws draws(1, 0);
  for (uint32_t step = 0; step < steps; ++step) {
    std::vector<float> spikes = encodeImage(encoder, pixels, draws.step({0, step}, pixels.size()));
    for (size_t i = 0; i < spikes.size(); ++i)
      counts[i] += spikes[i];
  }
  EXPECT_EQ(counts[0], 0);
  EXPECT_NEAR(counts[1] / steps, 0.5, 5 * std::sqrt(0.25 / steps));
  EXPECT_NEAR(counts[2] / steps, 0.1, 5 * std::sqrt(0.09 / steps));
  EXPECT_EQ(counts[3], steps);
  EXPECT_EQ(counts[4], 0);
  encoder.negativeSpikes = true;
  EXPECT_THAT(encodeImage(encoder, {-255, -255, 255, 0}, {0.25, 0.5, 0.25, 0}), ElementsAre(-1, 0, 1, 0));
}

TEST(Encoders, SignalsAreSpikesOrCurrents) {
  SignalEncoder encoder;
  encoder.normLevel = 2;
  EXPECT_THAT(encodeSignal(encoder, {0.5, 0.5, -1, 3}, {0.125, 0.25, 0, 0.999}), ElementsAre(1, 0, 0, 1));
  encoder.spikesOut = false;
  EXPECT_THAT(encodeSignal(encoder, {0.5, -1}, {}), ElementsAre(0.5, -1));
}

TEST(Encoders, FramesAreInTheOrderOfNeurons) {
  InputInfo input{"x", {2, 1, 3}, 1, /*isSigned=*/true};
  SpikeFrame frame = makeFrame(input.shape, {0, 1, 0, -1, 0, 1});
  ASSERT_EQ(frame.size(), 3u);
  EXPECT_EQ(llvm::toString(checkFrame(input, frame)), "");
  EXPECT_EQ(frame[1].channel, 1);
  EXPECT_EQ(frame[1].x, 0);
  EXPECT_EQ(frame[1].count, -1);
}

TEST(Encoders, ANetworkTellsItsEncoders) {
  mlir::MLIRContext context;
  context.loadDialect<snn::SnnDialect>();
  mlir::OwningOpRef<mlir::ModuleOp> module = mlir::parseSourceString<mlir::ModuleOp>(
      "snn.network @n(%a: !snn.spikes<2>, %b: tensor<1x4x4xf32>, %c: tensor<3xf32>) -> () {\n"
      "  %0 = snn.img2spike %b {max_rate = 250.0, negative_spikes, norm = 2.0, squeeze, tw = 7}\n"
      "         : tensor<1x4x4xf32> -> !snn.spikes<4x4, signed>\n"
      "  %1 = snn.sig2spike %c {norm_level = 3.0, spk_out = false, tw = 5} : tensor<3xf32> -> tensor<3xf32>\n"
      "  snn.output\n}",
      &context);
  snn::NetworkOp network = *module->getOps<snn::NetworkOp>().begin();
  EXPECT_FALSE(findEncoder(network, 0));
  std::optional<NetworkEncoder> image = findEncoder(network, 1), signal = findEncoder(network, 2);
  ASSERT_TRUE(image && signal);
  EXPECT_THAT(image->dataShape, ElementsAre(1, 4, 4));
  const auto &i = std::get<ImageEncoder>(image->encoder);
  EXPECT_EQ(i.tw, 7u);
  EXPECT_EQ(i.maxRate, 250);
  EXPECT_EQ(i.norm, 2);
  EXPECT_TRUE(i.negativeSpikes);
  EXPECT_THAT(signal->dataShape, ElementsAre(3));
  const auto &s = std::get<SignalEncoder>(signal->encoder);
  EXPECT_EQ(s.tw, 5u);
  EXPECT_EQ(s.normLevel, 3);
  EXPECT_FALSE(s.spikesOut);
}
