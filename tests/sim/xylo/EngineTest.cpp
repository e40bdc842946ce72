//===- EngineTest.cpp - a Xylo core by the network's steps ----------------===//

#include "sim/xylo/XyloEngine.h"
#include "tests/sim/Must.h"
#include "gtest/gtest.h"
#include <map>

using namespace snnc;
using namespace snnc::sim;
using snnc::test::must;

namespace {
/// Keeps every report by (layer or output, sample, step).
class Reports final : public Observer {
public:
  explicit Reports(bool wantsCommits) : Observer(wantsCommits, /*wantsSpikes=*/true) {}

  using Key = std::tuple<uint32_t, uint32_t, uint32_t>;
  std::map<Key, std::vector<double>> counts, potentials, currents;
  std::map<Key, double> outputs, spikes;
  std::vector<Key> ended;

  bool commit(const Commit &commit) override {
    Key key(commit.layer, commit.at.sample, commit.at.step);
    counts[key].assign(commit.count, commit.count + commit.n);
    potentials[key].assign(commit.integrated, commit.integrated + commit.n);
    currents[key].assign(commit.current, commit.current + commit.n);
    return true;
  }
  bool spike(uint32_t layer, Moment at, uint32_t neuron, double count) override {
    spikes[{layer, at.sample, at.step}] += count;
    return true;
  }
  bool output(uint32_t, Moment at, uint32_t neuron, double count) override {
    outputs[{neuron, at.sample, at.step}] += count;
    return true;
  }
  bool endOutput(uint32_t output, Moment at) override {
    ended.push_back({output, at.sample, at.step});
    return true;
  }
};

/// One channel, a chain of two hidden neurons and an output neuron, in each of which a spike leads to a spike at once.
std::shared_ptr<const xylo::CoreProgram> chain() {
  auto program = std::make_shared<xylo::CoreProgram>();
  xylo::CoreConfiguration &c = program->configuration;
  c.input = xylo::WeightMatrix(1, 1);
  c.hidden = xylo::WeightMatrix(2, 2);
  c.readout = xylo::WeightMatrix(1, 1);
  c.input.at(0, 0) = c.hidden.at(0, 1) = c.readout.at(0, 0) = 100;
  c.neurons.resize(2);
  c.outputs.resize(1);
  for (xylo::CoreNeuron *neuron : {&c.neurons[0], &c.neurons[1], &c.outputs[0]}) {
    neuron->threshold = 50;
    neuron->potentialDash = 0;
  }
  xylo::LayerMap &map = program->map;
  map.target = must(xylo::TargetDescription::parse(xylo::presetText("xylo-a3"), "xylo-a3"));
  map.inputs.push_back({"in", {1, 1, 1}, 0, 3, ""});
  map.layers.push_back({"first", {1, 1, 1}, false, 0, 0, {1}});
  map.layers.push_back({"second", {1, 1, 1}, false, 1, 1, {1}});
  map.layers.push_back({"last", {1, 1, 1}, true, 0, 2, {1}});
  map.outputs.push_back({"out", {1, 1, 1}, {0}});
  EXPECT_FALSE(bool(xylo::checkConfiguration(c, map.target)));
  EXPECT_FALSE(bool(xylo::checkLayerMap(map, c)));
  return program;
}

/// Feeds a sample with a spike in the steps where `input` is not 0.
void feed(XyloEngine &engine, std::vector<int> input, Reports &reports) {
  for (size_t step = 0; step < input.size(); ++step) {
    SpikeFrame frame;
    if (input[step])
      frame.push_back({0, 0, 0, double(input[step])});
    EXPECT_EQ(must(engine.step({frame}, step + 1 == input.size(), reports)), Progress::Done);
  }
}

TEST(XyloEngine, LateLayersAreReportedInTheNetworksStep) {
  XyloEngine engine(chain());
  Reports reports(/*wantsCommits=*/true);
  feed(engine, {0, 1, 0, 0}, reports);
  for (uint32_t layer = 0; layer < 3; ++layer)
    for (uint32_t step = 0; step < 4; ++step)
      EXPECT_EQ((reports.counts.at({layer, 0, step})), std::vector<double>{double(step == 1)}) << layer << " " << step;
  EXPECT_EQ((reports.outputs), (std::map<Reports::Key, double>{{{0, 0, 1}, 1}}));
}

TEST(XyloEngine, WhatIsUnderWayAtTheEndOfASampleComes) {
  XyloEngine engine(chain());
  Reports reports(/*wantsCommits=*/false);
  feed(engine, {0, 1}, reports);
  EXPECT_EQ((reports.outputs), (std::map<Reports::Key, double>{{{0, 0, 1}, 1}}));
  EXPECT_EQ(reports.ended, (std::vector<Reports::Key>{{0, 0, 0}, {0, 0, 1}}));
  // A sample that is shorter than the delay ends all the same.
  feed(engine, {1}, reports);
  EXPECT_EQ((reports.outputs.at({0, 1, 0})), 1);
  EXPECT_EQ(engine.totals().samples, 2u);
  EXPECT_EQ(engine.totals().steps, 3u);
  EXPECT_EQ(engine.totals().spikes, (std::vector<uint64_t>{2, 2, 2}));
}

TEST(XyloEngine, SamplesBeginAtRest) {
  XyloEngine engine(chain());
  Reports first(/*wantsCommits=*/true);
  feed(engine, {3, 3, 2}, first);
  Reports second(/*wantsCommits=*/true);
  feed(engine, {3, 3, 2}, second);
  ASSERT_EQ(first.potentials.size(), 9u);
  for (auto &[key, potentials] : first.potentials) {
    auto [layer, sample, step] = key;
    EXPECT_EQ(potentials, (second.potentials.at({layer, 1, step})));
    EXPECT_EQ((first.currents.at(key)), (second.currents.at({layer, 1, step})));
  }
}

TEST(XyloEngine, CountsCapsAndCoverage) {
  XyloEngine engine(chain());
  Reports reports(/*wantsCommits=*/false);
  feed(engine, {3}, reports);
  // 150 of 300 are left of the current: three times the threshold, in the hidden neurons and in the output neuron.
  EXPECT_EQ(engine.totals().spikes, (std::vector<uint64_t>{3, 3, 1}));
  EXPECT_EQ(engine.totals().cappedCounts, (std::vector<std::optional<uint64_t>>{0, 0, 1}));
  EXPECT_EQ(engine.totals().inputSpikes, (std::vector<std::vector<double>>{{3}}));
  CoverageReport coverage = *engine.coverageReport();
  EXPECT_EQ(coverage.shares[0].reached, 3u);
  EXPECT_EQ(coverage.shares[0].all, 3u);
}

TEST(XyloEngine, FramesBeyondTheBoundAreRefused) {
  XyloEngine engine(chain());
  Reports reports(/*wantsCommits=*/false);
  auto result = engine.step({SpikeFrame{{0, 0, 0, 4}}}, true, reports);
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()),
            "input 'in': event 0 at channel 0, y 0, x 0 has count 4, the input's bound is 3");
}
} // namespace
