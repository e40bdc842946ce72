//===- RtlEngineTest.cpp - the Verilated chip against the chip simulator --===//

#include "sim/rtl/RtlEngine.h"
#include "TestNetwork.h"
#include "sim/chip/ChipEngine.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <map>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::test;
using snnc::test::must;
using testing::AllOf;
using testing::HasSubstr;

namespace {
mesh::TargetDescription mesh2x2() { return must(mesh::loadTarget("mesh2x2")); }

/// Everything that an engine reports, and that it keeps the order it promises.
struct Recorder : Observer {
  explicit Recorder(bool commits = true) : Observer(commits) {}

  using Key = std::tuple<uint32_t, uint32_t, uint32_t, uint32_t>; ///< sample, step, layer, first neuron
  std::map<Key, std::vector<double>> commits;
  std::map<uint32_t, std::vector<Moment>> ended, outputsEnded;
  std::map<Key, int32_t> outputs; ///< sample, step, output, neuron

  static Moment next(const std::vector<Moment> &moments, bool newSample) {
    if (moments.empty())
      return {};
    return newSample ? Moment{moments.back().sample + 1, 0} : Moment{moments.back().sample, moments.back().step + 1};
  }
  static bool follows(const std::vector<Moment> &moments, Moment at) {
    return at == next(moments, false) || (!moments.empty() && at == next(moments, true));
  }
  bool commit(const Commit &c) override {
    EXPECT_TRUE(follows(ended[c.layer], c.at)) << "commit out of order";
    std::vector<double> values(c.integrated, c.integrated + c.n);
    values.insert(values.end(), c.count, c.count + c.n);
    values.insert(values.end(), c.stored, c.stored + c.n);
    for (uint32_t number : {c.place->coreX, c.place->coreY, c.place->population, c.place->word, c.stride})
      values.push_back(number);
    EXPECT_TRUE(commits.emplace(Key(c.at.sample, c.at.step, c.layer, c.first), values).second);
    return true;
  }
  bool endStep(uint32_t layer, Moment at) override {
    EXPECT_TRUE(follows(ended[layer], at));
    ended[layer].push_back(at);
    return true;
  }
  bool output(uint32_t output, Moment at, uint32_t neuron, int32_t count) override {
    EXPECT_TRUE(follows(outputsEnded[output], at));
    outputs[Key(at.sample, at.step, output, neuron)] += count;
    return true;
  }
  bool endOutput(uint32_t output, Moment at) override {
    EXPECT_TRUE(follows(outputsEnded[output], at));
    outputsEnded[output].push_back(at);
    return true;
  }
};

void expectEqual(const Recorder &a, const Recorder &b) {
  EXPECT_EQ(a.commits, b.commits);
  EXPECT_EQ(a.ended, b.ended);
  EXPECT_EQ(a.outputs, b.outputs);
  EXPECT_EQ(a.outputsEnded, b.outputsEnded);
}

/// Runs samples of different lengths, one of a single step among them.
void feed(Engine &engine, const TestNetwork &network, Observer &observer, uint32_t seed) {
  std::mt19937 random(seed);
  for (uint32_t steps : {4u, 1u, 5u})
    for (uint32_t step = 0; step < steps; ++step)
      ASSERT_EQ(
          must(engine.step(network.randomFrames(random, step % 3 == 2 ? 0.01 : 0.2), step + 1 == steps, observer)),
          Progress::Done);
  ASSERT_EQ(must(engine.drain(observer)), Progress::Done);
}

uint64_t compare(uint32_t seed, const RtlOptions &options, const mesh::TargetDescription &target) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  TestNetwork network = TestNetwork::random(seed);
  auto image = network.load(target, seed);
  auto chip = must(ChipEngine::create(image));
  auto rtl = must(RtlEngine::create(image, options));
  Recorder fromChip, fromRtl;
  feed(*chip, network, fromChip, seed);
  feed(*rtl, network, fromRtl, seed);
  expectEqual(fromChip, fromRtl);
  EXPECT_EQ(chip->totals().spikes, rtl->totals().spikes);
  EXPECT_EQ(chip->totals().synapticOperations, rtl->totals().synapticOperations);
  EXPECT_EQ(chip->totals().samples, rtl->totals().samples);
  EXPECT_EQ(chip->totals().steps, rtl->totals().steps);
  EXPECT_GT(rtl->totals().cycles, 0u);
  return fromRtl.commits.size();
}
} // namespace

TEST(RtlEngine, RandomNetworksEqualTheChipSimulator) {
  uint64_t commits = 0;
  for (uint32_t seed = 0; seed < 60 && !HasFailure(); ++seed) {
    RtlOptions options;
    options.overlapSamples = seed % 2;
    if (seed % 3 == 0)
      options.stallSeed = seed;
    commits += compare(seed, options, mesh2x2());
  }
  EXPECT_GT(commits, 5000u);
}

TEST(RtlEngine, RandomInitialValuesDoNotMatter) {
  for (uint32_t seed = 100; seed < 110 && !HasFailure(); ++seed) {
    RtlOptions options;
    options.model.randomInitial = true;
    options.model.seed = seed;
    compare(seed, options, mesh2x2());
  }
}
