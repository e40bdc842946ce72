//===- ProtocolTest.cpp - the token protocol on random graphs -------------===//
//
// Populations with forward and delayed edges, self loops, delayed skips and multicasts on meshes of 1x1 to 3x3 cores,
// the host stalling on both sides, several samples behind each other. Every commit and every output is that of the
// plain step-by-step network, and nothing comes to a halt.
//
//===----------------------------------------------------------------------===//

#include "tests/rtl/NetworkRun.h"
#include <algorithm>
#include <gtest/gtest.h>

using namespace snnc::bench;

namespace {
/// What the networks of a test amounted to.
struct Totals {
  uint64_t commits = 0, cycles = 0, multicasts = 0, receivers = 0;
};
} // namespace

/// One random graph on one model; the number of cycles, or a failure.
static uint64_t tryNetwork(const std::string &path, bool random, uint64_t seed, Totals &totals) {
  ChipModel chip(path, seed, random);
  RandomOptions options;
  options.cols = 1 + seed % chip.target().cols;
  options.rows = 1 + seed / 3 % chip.target().rows;
  options.mostPopulations = std::min({10u, 5 * options.cols * options.rows, chip.target().populations});
  options.mostKernel = 4;
  options.mostWords = 24;
  options.edgesPerPopulation = 3;
  RandomNetwork network(chip.target(), options, seed);
  RunOptions run;
  run.samples = 3;
  run.mostSteps = 5;
  run.offer = seed % 2 ? 1.0 : 0.3;
  run.drain = seed % 4 < 2 ? 1.0 : 0.2;
  NetworkRun test(chip, network, run);
  EXPECT_EQ(test.run(), "") << path << ", seed " << seed;
  totals.commits += test.commits();
  totals.cycles += test.cycles();
  for (const Multicast &multicast : network.get().multicasts)
    ++totals.multicasts, totals.receivers += multicast.edges.size();
  return test.cycles();
}

static void tryNetworks(const std::vector<std::string> &paths, bool random, uint64_t defaultSeed,
                        unsigned defaultCount) {
  uint64_t seed = firstSeed(defaultSeed);
  unsigned count = seedCount(defaultCount);
  Totals totals;
  for (const std::string &path : paths)
    for (unsigned i = 0; i < count && !testing::Test::HasFailure(); ++i)
      tryNetwork(path, random, seed + i, totals);
  std::cout << "seeds " << seed << " to " << seed + count - 1 << ": " << totals.commits << " words compared, "
            << totals.cycles << " cycles, " << totals.multicasts << " multicasts to " << totals.receivers
            << " receivers\n";
  // Models with multicast are among those of each test.
  if (count >= 100)
    EXPECT_GT(totals.multicasts, 0u);
}

TEST(Protocol, RandomGraphs) {
  tryNetworks(modelPaths("SNNC_RTL_PROTOCOL_MODELS", {"mesh3x3", "odd", "tiny"}), false, 10000, 500);
}

TEST(Protocol, RandomInitialValues) {
  tryNetworks(modelPaths("SNNC_RTL_RANDOM_MODELS", {"mesh2x2.random"}), true, 20000, 200);
}

/// Stopping the clock of an idle core saves power and nothing else: the same cycles with the clock running.
TEST(Protocol, StoppedClocksChangeNothing) {
  std::vector<std::string> paths = modelPaths("SNNC_RTL_CLOCK_MODELS", {"odd", "odd.clock"});
  uint64_t seed = firstSeed(40000);
  Totals totals;
  for (unsigned i = 0; i < seedCount(100) && !HasFailure(); ++i)
    EXPECT_EQ(tryNetwork(paths[0], false, seed + i, totals), tryNetwork(paths[1], false, seed + i, totals))
        << "seed " << seed + i;
  EXPECT_GT(totals.commits, 0u);
}
