//===- LockstepTest.cpp - the chip simulator and the RTL in lockstep ------===//

#include "sim/lockstep/Lockstep.h"
#include "TestNetwork.h"
#include "sim/mesh/chip/ChipEngine.h"
#include "sim/mesh/chip/TraceDifference.h"
#include "sim/mesh/rtl/RtlEngine.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::test;
using snnc::test::must;
using testing::HasSubstr;

namespace {
/// The plain model of a test network as an engine that reports whole layers.
class ModelEngine final : public Engine {
public:
  ModelEngine(const TestNetwork &network, const Engine &like)
      : model(network), inputInfos(like.inputs()), layerInfos(like.layers()), outputInfos(like.outputs()) {}

  llvm::StringRef name() const override { return "integer"; }
  llvm::ArrayRef<InputInfo> inputs() const override { return inputInfos; }
  llvm::ArrayRef<LayerInfo> layers() const override { return layerInfos; }
  llvm::ArrayRef<LayerInfo> outputs() const override { return outputInfos; }
  const Totals &totals() const override { return sums; }

  llvm::Expected<Progress> step(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer) override {
    model.step(frames, last);
    bool going = true;
    for (uint32_t i = 0; i < layerInfos.size(); ++i) {
      const ModelLayer &layer = model.layers[i];
      std::vector<double> integrated(layer.integrated.begin(), layer.integrated.end()),
          count(layer.count.begin(), layer.count.end()), stored(layer.stored.begin(), layer.stored.end());
      going = going && observer.commit(
                           {now, i, 0, 1, uint32_t(count.size()), integrated.data(), count.data(), stored.data(), {}});
      going = going && observer.endStep(i, now);
    }
    for (uint32_t i = 0; i < outputInfos.size(); ++i) {
      for (uint32_t neuron = 0; neuron < model.outputs[i].size(); ++neuron)
        if (model.outputs[i][neuron])
          going = going && observer.output(i, now, neuron, model.outputs[i][neuron]);
      going = going && observer.endOutput(i, now);
    }
    now = last ? Moment{now.sample + 1, 0} : Moment{now.sample, now.step + 1};
    return going ? Progress::Done : Progress::Stopped;
  }

private:
  PlainModel model;
  std::vector<InputInfo> inputInfos;
  std::vector<LayerInfo> layerInfos, outputInfos;
  Moment now;
  Totals sums;
};

LockstepReport run(const TestNetwork &network, std::vector<Engine *> engines,
                   std::shared_ptr<const mesh::LoadedImage> image, uint32_t seed) {
  auto lockstep = must(Lockstep::create(std::move(engines), {traceInImage(std::move(image)), {}}));
  std::mt19937 random(seed);
  Progress progress = Progress::Done;
  for (uint32_t steps : {5u, 1u, 4u})
    for (uint32_t step = 0; step < steps && progress == Progress::Done; ++step)
      progress = must(lockstep->step(network.randomFrames(random, step % 3 == 2 ? 0.01 : 0.3), step + 1 == steps));
  if (progress == Progress::Done)
    must(lockstep->finish());
  return lockstep->report();
}
} // namespace

TEST(Lockstep, ModelChipAndRtlAreEqual) {
  for (uint32_t seed = 0; seed < 40 && !HasFailure(); ++seed) {
    TestNetwork network = TestNetwork::random(seed);
    auto image = network.load(must(mesh::loadTarget("mesh2x2")), seed);
    auto chip = must(ChipEngine::create(image));
    RtlOptions options;
    options.overlapSamples = seed % 2;
    auto rtl = must(RtlEngine::create(image, options));
    ModelEngine model(network, *chip);
    LockstepReport report = run(network, {&model, chip.get(), rtl.get()}, image, seed);
    for (const PairReport &pair : report.pairs)
      EXPECT_TRUE(pair.equal) << "seed " << seed << "\n"
                              << (pair.difference ? describe(*pair.difference, pair.a, pair.b) : "");
    EXPECT_TRUE(report.equal());
    EXPECT_EQ(report.pairs[0].records, report.pairs[1].records);
    EXPECT_EQ(report.engines[0].predictions, report.engines[2].predictions);
  }
}

/// A weight of the image differs from that of the network: the report names neuron, place and the spike that did it.
/// The port of the test network is packed: two weights share a word.
TEST(Lockstep, DifferenceIsDescribedInFull) {
  TestNetwork network;
  network.inputs.push_back({"in", {2, 3, 3}, 3});
  TestLayer layer;
  layer.name = "conv";
  layer.shape = {3, 3, 3};
  layer.threshold = {100, 100, 100};
  network.layers.push_back(layer);
  TestConnection edge;
  edge.fromInput = true;
  edge.kernelHeight = edge.kernelWidth = 3;
  edge.paddingY = edge.paddingX = 1;
  edge.weights.assign(3 * 2 * 9, 5);
  network.connections.push_back(edge);
  network.outputs.push_back({0});
  TestNetwork other = network;
  other.connections[0].weights[(1 * 2 + 1) * 9 + 4] = 6; // channel 1 from input channel 1, centre tap
  auto image = other.load(must(mesh::loadTarget("mesh2x2")), 1);
  auto chip = must(ChipEngine::create(image));
  ModelEngine model(network, *chip);
  auto lockstep = must(Lockstep::create({&model, chip.get()}, {traceInImage(image), {}}));
  std::vector<SpikeFrame> quiet{{{0, 0, 0, 1}}}, guilty{{{0, 1, 1, 1}, {1, 2, 1, 3}}};
  ASSERT_EQ(must(lockstep->step(quiet, true, "first.bin")), Progress::Done);
  ASSERT_EQ(must(lockstep->step(quiet, false, "second.bin")), Progress::Done);
  ASSERT_EQ(must(lockstep->step(guilty, false, "second.bin")), Progress::Stopped);
  LockstepReport report = lockstep->report();
  ASSERT_TRUE(report.pairs[0].difference);
  const mesh::PopulationSymbol &symbol = image->image.populations[0];
  EXPECT_EQ(describe(*report.pairs[0].difference, "integer", "chip"),
            "integer and chip differ in integrated: layer 'conv', channel 1, y 2, x 1, step 1, sample 1 (second.bin)\n"
            "  core (" +
                std::to_string(symbol.coreX) + ", " + std::to_string(symbol.coreY) + "), population " +
                std::to_string(symbol.slot) +
                ", word 7 (state address 8), lane 1\n"
                "  integer: integrated 20, count 0, stored 20\n"
                "  chip: integrated 23, count 0, stored 23 (core (" +
                std::to_string(symbol.coreX) + ", " + std::to_string(symbol.coreY) + "), population " +
                std::to_string(symbol.slot) +
                ", word 7)\n"
                "  2 spikes came to this word in this step:\n"
                "    input 'in', channel 0, y 1, x 1 (host edge 0): count 1, weight 5 (port 0, weight word 0)\n"
                "    input 'in', channel 1, y 2, x 1 (host edge 0): count 3, weight 6 (port 0, weight word 6)\n");
}
