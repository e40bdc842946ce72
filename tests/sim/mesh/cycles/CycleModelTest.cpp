//===- CycleModelTest.cpp - the cycle model against the Verilated chip ----===//

#include "TestNetwork.h"
#include "sim/mesh/rtl/RtlEngine.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <numeric>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::test;
using snnc::test::must;

namespace {
mesh::TargetDescription mesh2x2() { return must(mesh::loadTarget("mesh2x2")); }

struct NoObserver : Observer {
  NoObserver() : Observer(/*wantsCommits=*/false) {}
};

void feed(Engine &engine, const TestNetwork &network, uint32_t seed, double density) {
  std::mt19937 random(seed);
  NoObserver observer;
  for (uint32_t steps : {4u, 1u, 5u})
    for (uint32_t step = 0; step < steps; ++step)
      ASSERT_EQ(must(engine.step(network.randomFrames(random, density), step + 1 == steps, observer)), Progress::Done);
  ASSERT_EQ(must(engine.drain(observer)), Progress::Done);
}

std::unique_ptr<RtlEngine> make(std::shared_ptr<const mesh::LoadedImage> image, RtlOptions options, bool cycleModel) {
  options.cycleModel = cycleModel;
  return must(RtlEngine::create(std::move(image), options));
}

/// Names and values, but for the idle cycles, which count on while counters are read.
std::vector<std::string> counted(const CycleReport &report) {
  std::vector<std::string> lines;
  for (const CycleReport::Core &core : report.cores)
    for (const CycleReport::Count &counter : core.counters)
      if (counter.name != "cycles_idle")
        lines.push_back(std::to_string(core.x) + "," + std::to_string(core.y) + " " + counter.name + " " +
                        std::to_string(counter.value));
  return lines;
}
} // namespace

TEST(CycleModel, CyclesAndCountersAreThoseOfTheChip) {
  for (uint32_t seed = 0; seed < 150 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    TestNetwork network = TestNetwork::random(seed);
    auto image = network.load(mesh2x2(), seed);
    RtlOptions options;
    options.overlapSamples = seed % 2;
    if (seed % 3 == 0)
      options.stallSeed = seed;
    auto chip = make(image, options, false), model = make(image, options, true);
    feed(*chip, network, seed, 0.3);
    feed(*model, network, seed, 0.3);
    EXPECT_EQ(chip->totals().cycles, model->totals().cycles);
    EXPECT_EQ(chip->totals().spikes, model->totals().spikes);
    EXPECT_EQ(chip->totals().synapticOperations, model->totals().synapticOperations);
    CycleReport fromChip = *must(chip->cycleReport()), fromModel = *must(model->cycleReport());
    EXPECT_EQ(counted(fromChip), counted(fromModel));
    // The RTL cannot say what it waits for.
    for (const CycleReport::Core &core : fromChip.cores)
      EXPECT_TRUE(core.waits.empty());
  }
}

TEST(CycleModel, WaitsFillTheIdleCycles) {
  TestNetwork network = TestNetwork::random(7);
  auto model = make(network.load(mesh2x2(), 7), {}, true);
  feed(*model, network, 7, 0.3);
  CycleReport report = *must(model->cycleReport());
  ASSERT_FALSE(report.cores.empty());
  for (const CycleReport::Core &core : report.cores) {
    EXPECT_FALSE(core.layers.empty());
    uint64_t waits = 0, idle = 0, stalled = 0;
    for (const CycleReport::Count &wait : core.waits)
      waits += wait.value;
    for (const CycleReport::Count &counter : core.counters) {
      idle += counter.name == "cycles_idle" ? counter.value : 0;
      stalled += counter.name == "cycles_stalled" ? counter.value : 0;
    }
    // Waits are told as they stand when the first counter is read; the clock runs on for the others.
    EXPECT_LE(waits, idle + stalled);
    EXPECT_GE(waits + 300, idle);
    EXPECT_GT(idle, 600u);
    EXPECT_TRUE(std::is_sorted(core.waits.begin(), core.waits.end(),
                               [](const auto &a, const auto &b) { return a.value > b.value; }));
  }
}
