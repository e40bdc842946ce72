//===- ProtocolTest.cpp - the token protocol on random graphs -------------===//
//
// Populations with forward and delayed edges, self loops and delayed skips on meshes of 1x1 to 3x3 cores, the host
// stalling on both sides, several samples behind each other. Every commit and every output is that of the plain
// step-by-step network, and nothing comes to a halt.
//
//===----------------------------------------------------------------------===//

#include "tests/rtl/NetworkRun.h"
#include <algorithm>
#include <gtest/gtest.h>

using namespace snnc::bench;

static void tryNetworks(const std::vector<std::string> &paths, bool randomInitial, uint64_t defaultSeed,
                        unsigned defaultCount) {
  uint64_t seed = firstSeed(defaultSeed), commits = 0, cycles = 0;
  unsigned count = seedCount(defaultCount);
  for (const std::string &path : paths)
    for (unsigned i = 0; i < count; ++i) {
      ChipModel chip(path, seed + i, randomInitial);
      RandomOptions options;
      options.cols = 1 + i % chip.target().cols;
      options.rows = 1 + i / 3 % chip.target().rows;
      options.mostPopulations = std::min({10u, 5 * options.cols * options.rows, chip.target().populations});
      options.mostKernel = 4;
      options.mostWords = 24;
      options.edgesPerPopulation = 3;
      RandomNetwork network(chip.target(), options, seed + i);
      RunOptions run;
      run.samples = 3;
      run.mostSteps = 5;
      run.offer = i % 2 ? 1.0 : 0.3;
      run.drain = i % 4 < 2 ? 1.0 : 0.2;
      NetworkRun test(chip, network, run);
      ASSERT_EQ(test.run(), "") << path << ", seed " << seed + i;
      commits += test.commits();
      cycles += test.cycles();
    }
  std::cout << "seeds " << seed << " to " << seed + count - 1 << ": " << commits << " words compared, " << cycles
            << " cycles\n";
}

TEST(Protocol, RandomGraphs) {
  tryNetworks(modelPaths("SNNC_RTL_PROTOCOL_MODELS", {"mesh3x3", "odd", "tiny"}), false, 10000, 500);
}

TEST(Protocol, RandomInitialValues) {
  tryNetworks(modelPaths("SNNC_RTL_RANDOM_MODELS", {"mesh2x2.random"}), true, 20000, 200);
}
