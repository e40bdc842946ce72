//===- CoreTest.cpp - one core against the plain model --------------------===//
//
// Random populations on one core: kernels of 1 to 127 along each axis, strides 1 to 15, both resets, bounds, bias,
// subtract below and above the threshold, wrap-around, one-pixel tiles, every slot, max pools. Every committed word is
// compared.
//
//===----------------------------------------------------------------------===//

#include "tests/rtl/NetworkRun.h"
#include <gtest/gtest.h>

using namespace snnc::bench;

/// `adapt` sets the options of the network number i.
static void tryNetworks(RandomOptions options, uint64_t defaultSeed, unsigned defaultCount,
                        const std::function<void(RandomOptions &, unsigned)> &adapt = {}) {
  uint64_t seed = firstSeed(defaultSeed), commits = 0, cycles = 0;
  unsigned count = seedCount(defaultCount);
  for (const std::string &path : modelPaths("SNNC_RTL_CORE_MODELS", {"core4", "core8", "core16"})) {
    for (unsigned i = 0; i < count; ++i) {
      ChipModel chip(path, seed + i, false);
      if (adapt)
        adapt(options, i);
      RandomNetwork network(chip.target(), options, seed + i);
      RunOptions run;
      run.drain = i % 3 ? 1.0 : 0.4;
      run.mostSteps = options.mostSteps;
      NetworkRun test(chip, network, run);
      ASSERT_EQ(test.run(), "") << path << ", seed " << seed + i;
      commits += test.commits();
      cycles += test.cycles();
    }
  }
  std::cout << "seeds " << seed << " to " << seed + count - 1 << ": " << commits << " words compared, " << cycles
            << " cycles\n";
}

TEST(Core, RandomPopulations) {
  RandomOptions options;
  options.mostPopulations = 4;
  options.mostWords = 150;
  tryNetworks(options, 1000, 250);
}

TEST(Core, LargeKernels) {
  RandomOptions options;
  options.mostPopulations = 2;
  options.mostKernel = 127;
  options.mostWords = 400;
  tryNetworks(options, 2000, 100);
}

TEST(Core, EverySlot) {
  RandomOptions options;
  options.leastPopulations = options.mostPopulations = 8;
  options.mostKernel = 4;
  options.mostWords = 20;
  tryNetworks(options, 3000, 100);
}

/// Windows that overlap, leave gaps, or lie in the padding, over samples that are long enough for winners to change.
TEST(Core, MaxPools) {
  RandomOptions options;
  options.mostPopulations = 3;
  options.mostKernel = 3;
  options.mostWords = 80;
  options.poolShare = 0.8;
  options.mostSteps = 15;
  tryNetworks(options, 5000, 150);
}

/// Each kernel size from 1 to 127 and each stride from 1 to 15 along one axis or the other.
TEST(Core, EveryKernelAndStride) {
  RandomOptions options;
  options.mostPopulations = 1;
  options.mostWords = 400;
  options.edgesPerPopulation = 0;
  tryNetworks(options, 4000, 127, [](RandomOptions &options, unsigned i) {
    options.kernel = 1 + i % 127;
    options.stride = 1 + i % 15;
  });
}
