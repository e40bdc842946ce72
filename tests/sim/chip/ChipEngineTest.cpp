//===- ChipEngineTest.cpp - the chip simulator against the plain model ----===//

#include "sim/chip/ChipEngine.h"
#include "TestNetwork.h"
#include <gtest/gtest.h>
#include <set>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::test;

namespace {
mesh::TargetDescription mesh2x2() { return llvm::cantFail(mesh::loadTarget("mesh2x2")); }

/// Holds every commit of a step against the model: values, and which words are visited.
class ModelObserver : public Observer {
public:
  ModelObserver(const TestNetwork &network, const Model &model, const Symbols &symbols)
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
  bool output(uint32_t output, Moment at, uint32_t neuron, int32_t count) override {
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
  const Model &model;
  const Symbols &symbols;
  Moment now;
  std::set<std::pair<uint32_t, uint32_t>> seen;
  std::set<uint32_t> ended;
  std::vector<std::vector<int32_t>> outputs;
};
} // namespace

TEST(ChipEngine, RandomNetworksEqualThePlainModel) {
  uint64_t commits = 0;
  Coverage all;
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    TestNetwork network = TestNetwork::random(seed);
    auto engine = llvm::cantFail(ChipEngine::create(network.load(mesh2x2(), seed), {/*coverage=*/seed % 2 == 0}));
    Model model(network);
    ModelObserver observer(network, model, engine->neurons());
    std::mt19937 random(seed);
    for (uint32_t sample = 0; sample < 3; ++sample)
      for (uint32_t step = 0; step < 6; ++step) {
        std::vector<SpikeFrame> frames = network.randomFrames(random, step % 3 == 2 ? 0.01 : seed % 4 ? 0.2 : 0.8);
        bool last = step == 5;
        model.step(frames, last);
        observer.begin({sample, step});
        ASSERT_EQ(llvm::cantFail(engine->step(frames, last, observer)), Progress::Done);
        observer.end(last);
        ASSERT_FALSE(testing::Test::HasFailure());
      }
    commits += observer.commits;
    Coverage coverage = engine->coverage();
    all.capsReached += coverage.capsReached;
    all.lowerBoundsReached += coverage.lowerBoundsReached;
    all.uppersReached += coverage.uppersReached;
    all.wraps += coverage.wraps;
    all.weightWords.reached += coverage.weightWords.reached;
  }
  // The networks must reach what they are to test.
  EXPECT_GT(commits, 10000u);
  EXPECT_GT(all.capsReached, 100u);
  EXPECT_GT(all.lowerBoundsReached, 100u);
  EXPECT_GT(all.uppersReached, 100u);
  EXPECT_GT(all.wraps, 0u);
  EXPECT_GT(all.weightWords.reached, 1000u);
}
