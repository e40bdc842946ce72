//===- ChipEngineTest.cpp - the chip simulator against the plain model ----===//

#include "sim/mesh/chip/ChipEngine.h"
#include "TestNetwork.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <map>
#include <set>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::test;
using snnc::test::must;

namespace {
mesh::TargetDescription mesh2x2() { return must(mesh::loadTarget("mesh2x2")); }

/// Holds every commit of a step against the model: values, and which words are visited.
class ModelObserver : public Observer {
public:
  ModelObserver(const TestNetwork &network, const PlainModel &model, const Symbols &symbols)
      : Observer(/*wantsCommits=*/true), network(network), model(model), symbols(symbols) {}

  bool commit(const Commit &commit) override {
    EXPECT_EQ(commit.at, now);
    const ModelLayer &layer = model.layers[commit.layer];
    for (uint32_t i = 0; i < commit.n; ++i) {
      uint32_t neuron = commit.first + i * commit.stride;
      EXPECT_EQ(commit.integrated[i], layer.integrated[neuron]) << where(commit.layer, neuron);
      EXPECT_EQ(commit.count[i], layer.count[neuron]) << where(commit.layer, neuron);
      EXPECT_EQ(commit.stored[i], layer.stored[neuron]) << where(commit.layer, neuron);
      EXPECT_TRUE(seen.insert({commit.layer, neuron}).second) << "twice " << where(commit.layer, neuron);
      EXPECT_EQ(*commit.place, symbols.placeOf(commit.layer, neuron));
    }
    ++commits;
    return true;
  }
  bool endStep(uint32_t layer, Moment at) override {
    EXPECT_TRUE(ended.insert(layer).second);
    return true;
  }
  bool output(uint32_t output, Moment at, uint32_t neuron, double count) override {
    outputs[output][neuron] += count;
    return true;
  }

  void begin(Moment at) {
    now = at;
    seen.clear();
    ended.clear();
    outputs.clear();
    for (const TestOutput &output : network.outputs)
      outputs.emplace_back(network.layers[output.layer].shape.size(), 0);
  }

  /// A word is visited where a spike addressed its pixel, where there is a bias, in the last step, or where one of its
  /// lanes would change by itself.
  void end(bool last) {
    EXPECT_EQ(outputs, model.outputs);
    EXPECT_EQ(ended.size(), network.layers.size());
    for (const PopulationTile &tile : symbols.populations())
      for (uint32_t word = 0; word < tile.words(); ++word) {
        WordNeurons neurons = tile.neurons(word);
        bool visited = last || !network.layers[tile.layer].bias.empty() ||
                       model.layers[tile.layer].addressed[neurons.first % neurons.stride];
        for (uint32_t i = 0; i < neurons.n; ++i)
          visited |= model.wasRestless[tile.layer][neurons.first + i * neurons.stride];
        EXPECT_EQ(seen.count({tile.layer, neurons.first}), visited) << where(tile.layer, neurons.first);
      }
  }

  uint64_t commits = 0;

private:
  std::string where(uint32_t layer, uint32_t neuron) const {
    return "sample " + std::to_string(now.sample) + " step " + std::to_string(now.step) + " layer " +
           std::to_string(layer) + " neuron " + std::to_string(neuron);
  }
  const TestNetwork &network;
  const PlainModel &model;
  const Symbols &symbols;
  Moment now;
  std::set<std::pair<uint32_t, uint32_t>> seen;
  std::set<uint32_t> ended;
  std::vector<std::vector<int32_t>> outputs;
};
} // namespace

namespace {
/// Runs a random network for three samples of six steps; false after the first difference.
bool runRandom(uint32_t seed, const mesh::TargetDescription &target, Coverage &all, uint64_t &commits) {
  SCOPED_TRACE("seed " + std::to_string(seed) + ", " + target.canonicalJson());
  TestNetwork network = TestNetwork::random(seed);
  auto engine = must(ChipEngine::create(network.load(target, seed), {/*coverage=*/seed % 2 == 0}));
  PlainModel model(network, target.stateBits);
  ModelObserver observer(network, model, engine->neurons());
  std::mt19937 random(seed);
  for (uint32_t sample = 0; sample < 3; ++sample)
    for (uint32_t step = 0; step < 6; ++step) {
      std::vector<SpikeFrame> frames = network.randomFrames(random, step % 3 == 2 ? 0.01 : seed % 4 ? 0.2 : 0.8);
      bool last = step == 5;
      model.step(frames, last);
      observer.begin({sample, step});
      EXPECT_EQ(must(engine->step(frames, last, observer)), Progress::Done);
      observer.end(last);
      if (testing::Test::HasFailure())
        return false;
    }
  EXPECT_EQ(engine->totals().samples, 3u);
  EXPECT_EQ(engine->totals().steps, 18u);
  commits += observer.commits;
  Coverage coverage = engine->coverage();
  all.counts.capsReached += coverage.counts.capsReached;
  all.counts.lowerBoundsReached += coverage.counts.lowerBoundsReached;
  all.counts.uppersReached += coverage.counts.uppersReached;
  all.counts.wraps += coverage.counts.wraps;
  all.weightWords.reached += coverage.weightWords.reached;
  return true;
}
} // namespace

TEST(ChipEngine, RandomNetworksEqualThePlainModel) {
  uint64_t commits = 0;
  Coverage all;
  for (uint32_t seed = 0; seed < 1000; ++seed)
    ASSERT_TRUE(runRandom(seed, mesh2x2(), all, commits));
  // The networks must reach what they are to test.
  EXPECT_GT(commits, 100000u);
  EXPECT_GT(all.counts.capsReached, 1000u);
  EXPECT_GT(all.counts.lowerBoundsReached, 1000u);
  EXPECT_GT(all.counts.uppersReached, 1000u);
  EXPECT_GT(all.counts.wraps, 1000u);
  EXPECT_GT(all.weightWords.reached, 10000u);
}

TEST(ChipEngine, OtherNumbersOfLanes) {
  uint64_t commits = 0;
  Coverage all;
  for (uint32_t lanes : {1u, 3u, 4u, 16u})
    for (uint32_t seed = 0; seed < 100; ++seed) {
      mesh::TargetDescription target = mesh2x2();
      target.lanes = lanes;
      // Few lanes take more words.
      target.weightWords = 65536;
      target.stateWords = 8192;
      ASSERT_TRUE(runRandom(seed, target, all, commits));
    }
}

namespace {
/// One neuron a pixel over an input of 1x2x2: threshold 10, weight 4.
TestNetwork relay() {
  TestNetwork network;
  network.inputs.push_back({"in", {1, 2, 2}, 40});
  TestLayer layer;
  layer.name = "relay";
  layer.shape = {1, 2, 2};
  layer.threshold = {10};
  layer.cap = 2;
  network.layers.push_back(layer);
  TestConnection edge;
  edge.fromInput = true;
  edge.weights = {4};
  network.connections.push_back(edge);
  network.outputs.push_back({0});
  return network;
}

struct Outputs : Observer {
  explicit Outputs(int stopAfter = -1, bool commits = false) : Observer(commits), left(stopAfter) {}
  bool go() { return left < 0 || left-- > 0; }
  bool commit(const Commit &) override { return go(); }
  bool output(uint32_t, Moment, uint32_t neuron, double count) override {
    spikes[neuron] += count;
    return go();
  }
  std::map<uint32_t, int32_t> spikes;
  int left;
};
} // namespace

TEST(ChipEngine, Totals) {
  auto engine = must(ChipEngine::create(relay().load(mesh2x2()), {/*coverage=*/true}));
  Outputs outputs;
  // 40 spikes of weight 4 at a threshold of 10: 16 would be due, the cap lets 2 a step go.
  std::vector<SpikeFrame> frames{{{0, 0, 1, 40}}}, none{{}};
  ASSERT_EQ(must(engine->step(frames, false, outputs)), Progress::Done);
  ASSERT_EQ(must(engine->step(none, true, outputs)), Progress::Done);
  EXPECT_EQ(outputs.spikes, (std::map<uint32_t, int32_t>{{1, 4}}));
  EXPECT_EQ(engine->totals().spikes, (std::vector<uint64_t>{4}));
  EXPECT_EQ(engine->totals().synapticOperations, 40u);
  Coverage coverage = engine->coverage();
  EXPECT_EQ(coverage.counts.capsReached, 2u);
  EXPECT_EQ(coverage.counts.wraps, 0u);
  EXPECT_EQ(coverage.stateWords.reached, 1u);
  EXPECT_EQ(coverage.stateWords.all, 4u);
  EXPECT_EQ(coverage.weightWords.reached, 1u);
  EXPECT_EQ(coverage.weightWords.all, 1u);
  EXPECT_EQ(coverage.destinations.reached, 2u);
  EXPECT_EQ(coverage.destinations.all, 2u);
  EXPECT_EQ(coverage.credits.all, 1u);
  EXPECT_EQ(coverage.populations.reached, 1u);
}

TEST(ChipEngine, CapIsReachedOnlyWhereItHoldsSpikesBack) {
  auto engine = must(ChipEngine::create(relay().load(mesh2x2()), {/*coverage=*/true}));
  Outputs outputs;
  // 5 spikes of weight 4 are 2 thresholds of 10, as many as the cap; 8 more are 3.
  must(engine->step(std::vector<SpikeFrame>{{{0, 0, 1, 5}}}, false, outputs));
  EXPECT_EQ(engine->coverage().counts.capsReached, 0u);
  must(engine->step(std::vector<SpikeFrame>{{{0, 0, 1, 8}}}, false, outputs));
  EXPECT_EQ(engine->coverage().counts.capsReached, 1u);
  EXPECT_EQ(outputs.spikes[1], 4);
}

TEST(ChipEngine, ObserverStopsTheRun) {
  auto network = relay().load(mesh2x2());
  std::vector<SpikeFrame> frames{{{0, 0, 0, 9}, {0, 0, 1, 9}}};
  Outputs afterCommit(0, /*commits=*/true), afterOutput(0), never(-1, /*commits=*/true);
  auto run = [&](Outputs &outputs) { return must(must(ChipEngine::create(network))->step(frames, true, outputs)); };
  EXPECT_EQ(run(afterCommit), Progress::Stopped);
  EXPECT_TRUE(afterCommit.spikes.empty());
  EXPECT_EQ(run(afterOutput), Progress::Stopped);
  EXPECT_EQ(afterOutput.spikes.size(), 1u);
  EXPECT_EQ(run(never), Progress::Done);
  EXPECT_EQ(never.spikes.size(), 2u);
}

TEST(ChipEngine, WrongNumberOfFrames) {
  auto engine = must(ChipEngine::create(relay().load(mesh2x2())));
  Outputs outputs;
  auto result = engine->step({}, true, outputs);
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()), "a step has 0 frames, the network has 1 inputs");
}

TEST(ChipEngine, TraceNamesTheSpikesOfAWord) {
  auto engine = must(ChipEngine::create(relay().load(mesh2x2())));
  Place place = engine->neurons().placeOf(0, 3);
  engine->trace(place, {1, 0});
  Outputs outputs;
  std::vector<SpikeFrame> frames{{{0, 0, 0, 1}, {0, 1, 1, 7}}}, other{{{0, 1, 1, 3}}};
  must(engine->step(other, true, outputs));
  must(engine->step(frames, false, outputs));
  must(engine->step(other, true, outputs));
  ASSERT_EQ(engine->traced().size(), 1u);
  const TracedSpike &spike = engine->traced()[0];
  EXPECT_EQ(spike.source, "input 'in', channel 0, y 1, x 1 (host edge 0)");
  EXPECT_EQ(spike.spike.count, 7);
  EXPECT_EQ(spike.weights[0], 4);
}

TEST(ChipEngine, OutputEdgeOutsideOfItsOutputIsRefused) {
  mesh::Image image = relay().image(mesh2x2());
  image.outputs[0].width = 1;
  mesh::Program program = must(mesh::decodeProgram(image));
  auto result =
      ChipEngine::create(std::make_shared<mesh::LoadedImage>(mesh::LoadedImage{std::move(image), std::move(program)}));
  ASSERT_FALSE(bool(result));
  EXPECT_THAT(llvm::toString(result.takeError()),
              testing::HasSubstr("leads to columns 0 to 1 of output 'out0', whose shape is 1x2x1"));
}
