//===- CycleModelTest.cpp - the cycle model against the Verilated chip ----===//

#include "TestNetwork.h"
#include "sim/mesh/rtl/RtlEngine.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <array>
#include <map>
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

// The clock runs while counters are read, which takes a chip of many cores longer than many a sample.
TEST(CycleModel, ReadingCountersIsNoWaiting) {
  TestNetwork network = TestNetwork::random(7);
  auto model = make(network.load(mesh2x2(), 7), {}, true);
  feed(*model, network, 7, 0.3);
  auto waitsOf = [&] {
    std::vector<std::pair<std::string, uint64_t>> waits;
    CycleReport report = *must(model->cycleReport());
    for (const CycleReport::Core &core : report.cores)
      for (const CycleReport::Wait &wait : core.waits)
        waits.push_back({wait.name, wait.value});
    return waits;
  };
  auto once = waitsOf();
  EXPECT_FALSE(once.empty());
  EXPECT_EQ(waitsOf(), once);
}

TEST(CycleModel, TimelineAddsUpToTheCounters) {
  TestNetwork network = TestNetwork::random(7);
  auto image = network.load(mesh2x2(), 7);
  RtlOptions options;
  options.timeline = true;
  auto model = make(image, options, true);
  feed(*model, network, 7, 0.3);
  uint64_t cycles = model->totals().cycles;
  CycleReport report = *must(model->cycleReport());
  ASSERT_TRUE(report.timeline);
  const CycleReport::Timeline &timeline = *report.timeline;
  ASSERT_EQ(timeline.bins.size(), report.cores.size());
  for (auto [core, bins] : llvm::zip_equal(report.cores, timeline.bins)) {
    EXPECT_LE(bins.size(), TimelineKeeper::mostBins + 1);
    EXPECT_EQ(bins.size(), cycles / timeline.binCycles + 1);
    for (size_t kind = 0; kind < timeline.kinds.size(); ++kind) {
      uint64_t sum = 0;
      for (const auto &bin : bins) {
        EXPECT_LE(bin[kind], timeline.binCycles);
        sum += bin[kind];
      }
      auto counter = llvm::find_if(core.counters, [&](const CycleReport::Count &count) {
        return count.name == "cycles_" + timeline.kinds[kind];
      });
      ASSERT_NE(counter, core.counters.end());
      EXPECT_EQ(sum, counter->value) << timeline.kinds[kind];
    }
  }
  ASSERT_EQ(timeline.populations.size(), image->image.populations.size());
  for (const CycleReport::Timeline::Population &population : timeline.populations) {
    EXPECT_EQ(population.ends.size(), 10u);
    EXPECT_TRUE(llvm::is_sorted(population.ends));
    EXPECT_LE(population.ends.back(), cycles);
  }
}

TEST(CycleModel, LongTimelinesHaveLongBins) {
  TestNetwork network = TestNetwork::random(7);
  RtlOptions options;
  options.timeline = true;
  auto model = make(network.load(mesh2x2(), 7), options, true);
  for (int i = 0; i < 40; ++i)
    feed(*model, network, 7, 0.9);
  CycleReport report = *must(model->cycleReport());
  EXPECT_GT(report.timeline->binCycles, 16u);
  EXPECT_LE(report.timeline->bins.front().size(), TimelineKeeper::mostBins + 1);
}

// What configures the chip is left out: a second run of the same samples adds what the first one took, but for the
// credits that leave when populations are started.
TEST(CycleModel, LinksAreThoseOfTheSteps) {
  TestNetwork network = TestNetwork::random(7);
  auto image = network.load(mesh2x2(), 7);
  size_t edges = image->image.hostEdges.size();
  for (const mesh::CoreProgram &core : image->program.cores)
    edges += size_t(llvm::count_if(core.destinations, [](const auto &entry) { return entry.has_value(); }));
  auto linksOf = [&](int runs) {
    auto model = make(image, {}, true);
    for (int i = 0; i < runs; ++i)
      feed(*model, network, 7, 0.3);
    std::map<std::array<int32_t, 4>, int64_t> packets;
    CycleReport report = *must(model->cycleReport());
    for (const CycleReport::Link &link : report.links)
      packets[{link.fromX, link.fromY, link.toX, link.toY}] = int64_t(link.packets);
    return packets;
  };
  auto once = linksOf(1), twice = linksOf(2);
  std::array<int32_t, 4> fromHost{-1, 0, 0, 0};
  EXPECT_GT(once[fromHost], 0);
  int64_t first = 0;
  for (const auto &[link, packets] : once) {
    EXPECT_GE(2 * packets, twice[link]);
    first += 2 * packets - twice[link];
  }
  EXPECT_LE(first, int64_t(6 * edges));
}
