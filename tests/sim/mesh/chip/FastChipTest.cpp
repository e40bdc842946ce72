//===- FastChipTest.cpp - the fast path of the chip simulator -------------===//

#include "FastPath.h"
#include "TestNetwork.h"
#include "tests/sim/Must.h"
#include "gtest/gtest.h"
#include <hwy/targets.h>
#include <set>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::test;
using snnc::test::must;

namespace {
mesh::TargetDescription mesh2x2(uint32_t lanes = 8) {
  mesh::TargetDescription target = must(mesh::loadTarget("mesh2x2"));
  target.lanes = lanes;
  if (lanes < 8) {
    // Few lanes take more words.
    target.weightWords = 65536;
    target.stateWords = 8192;
  }
  return target;
}

/// Two samples of `steps` steps, and one of a single step.
PathSamples randomSamples(const TestNetwork &network, uint32_t seed, uint32_t steps) {
  std::mt19937 random(seed);
  PathSamples samples(3);
  for (size_t i = 0; i < samples.size(); ++i)
    for (uint32_t step = 0; step < (i == 1 ? 1 : steps); ++step)
      samples[i].push_back(network.randomFrames(random, step % 3 == 2 ? 0.01 : seed % 4 ? 0.2 : 0.8));
  return samples;
}

void expectSamePaths(uint32_t seed, const mesh::TargetDescription &target, uint32_t steps) {
  TestNetwork network = TestNetwork::random(seed);
  ASSERT_EQ(must(differenceOfPaths(network.load(target, seed), randomSamples(network, seed, steps))), "")
      << "seed " << seed << ", " << target.canonicalJson();
}
} // namespace

TEST(FastChip, RandomNetworksEqualThePlainPath) {
  for (uint32_t seed = 0; seed < 600; ++seed)
    ASSERT_NO_FATAL_FAILURE(expectSamePaths(seed, mesh2x2(), 6));
}

TEST(FastChip, SamplesOfMoreThanOneBlock) {
  for (uint32_t seed = 0; seed < 40; ++seed)
    ASSERT_NO_FATAL_FAILURE(expectSamePaths(seed, mesh2x2(), 150));
}

TEST(FastChip, OtherNumbersOfLanes) {
  for (uint32_t lanes : {1u, 3u, 4u, 16u})
    for (uint32_t seed = 0; seed < 100; ++seed)
      ASSERT_NO_FATAL_FAILURE(expectSamePaths(seed, mesh2x2(lanes), 6));
}

/// A population of more pixels than a set of blocks has: which of them spikes reach is found in another way.
TEST(FastChip, ManyPixels) {
  for (uint32_t seed = 0; seed < 4; ++seed) {
    TestNetwork network;
    network.inputs.push_back({"in", {2, 21, 30}, 40});
    network.layers.push_back({"first", {3, 21, 30}, {20, 30, 11}, {-20, -5, -1}, {}, {}});
    network.layers.push_back({"second", {9, 21, 22}, std::vector<int32_t>(9, 25), {}, {}, {}});
    for (uint32_t index : {0u, 1u}) {
      TestConnection edge;
      edge.fromInput = index == 0;
      edge.target = index;
      edge.kernelHeight = 3;
      edge.kernelWidth = index == 0 ? 3 : 9;
      edge.paddingY = 1;
      edge.paddingX = index == 0 ? 1 : 0;
      std::mt19937 random(seed);
      size_t weights = network.layers[index].shape.channels * network.sourceShape(edge).channels * edge.kernelHeight *
                       edge.kernelWidth;
      for (size_t i = 0; i < weights; ++i)
        edge.weights.push_back(int8_t(std::uniform_int_distribution<int>(-40, 60)(random)));
      network.connections.push_back(edge);
    }
    network.outputs.push_back({1});
    mesh::TargetDescription target = mesh2x2();
    target.stateWords = 4096;
    ASSERT_EQ(must(differenceOfPaths(network.load(target, seed), randomSamples(network, seed, 8))), "") << seed;
  }
}

/// Room is made for the spikes that come, not for all that could.
TEST(FastChip, GreatBoundOfAnInput) {
  TestNetwork network = TestNetwork::random(1);
  PathSamples samples = randomSamples(network, 1, 6);
  for (auto &input : network.inputs)
    input.bound = 1u << 31;
  samples[0][0][0].front().count = 100000;
  ASSERT_EQ(must(differenceOfPaths(network.load(mesh2x2(), 1), samples)), "");
}

/// What a processor with fewer instructions would compute.
TEST(FastChip, EveryInstructionSet) {
  std::set<std::string> names;
  for (uint32_t left = hwy::SupportedTargets(); left; left &= left - 1) {
    hwy::SetSupportedTargetsForTest(left & -left);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    if (!names.insert(fast::kernels().instructions).second)
      continue; // not compiled in: the choice fell on another
    for (uint32_t seed = 0; seed < 100; ++seed)
      ASSERT_NO_FATAL_FAILURE(expectSamePaths(seed, mesh2x2(), 6)) << fast::kernels().instructions;
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
#ifdef __x86_64__
  EXPECT_GT(names.size(), 1u);
#endif
}
