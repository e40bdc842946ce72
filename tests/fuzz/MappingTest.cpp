//===- MappingTest.cpp - a mapping changes cycles and no record -----------===//
//
// The digits network cut, packed and placed in many ways, on chips with FIFOs of other depths and with a host that
// stalls: all records are those of the plain mapping, whatever layer is where.
//
//===----------------------------------------------------------------------===//

#include "backends/Backends.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/MLIRContext.h"
#include "sim/mesh/chip/ChipEngine.h"
#include "sim/mesh/rtl/RtlEngine.h"
#include "tests/fuzz/Digits.h"
#include "gtest/gtest.h"
#include <set>

using namespace mlir;
using namespace snnc;
using namespace snnc::fuzz;
using snnc::test::must;

namespace {
/// All that an engine says of the network: layer, sample, step and neuron to potential before, count and potential
/// after, for each neuron that did anything. Nothing in it tells the mapping.
struct Records : sim::Observer {
  Records() : Observer(/*wantsCommits=*/true) {}
  using Key = std::array<uint32_t, 4>;

  bool commit(const sim::Commit &c) override {
    for (uint32_t i = 0; i < c.n; ++i) {
      double *held = &potentials[{c.at.sample, c.layer, c.first + i * c.stride}];
      // A word is visited for any of its lanes: what did not change is no record of the network.
      if (c.integrated[i] != *held || c.count[i] != 0 || c.stored[i] != *held)
        neurons[{c.layer, c.at.sample, c.at.step, c.first + i * c.stride}] = {c.integrated[i], c.count[i], c.stored[i]};
      *held = c.stored[i];
    }
    return true;
  }
  bool endStep(uint32_t layer, sim::Moment at) override {
    last = std::max(last, at.step);
    return true;
  }
  bool output(uint32_t output, sim::Moment at, uint32_t neuron, double count) override {
    outputs[{output, at.sample, at.step, neuron}] += count;
    return true;
  }
  std::map<Key, std::array<double, 3>> neurons;
  std::map<Key, int32_t> outputs;
  std::map<std::array<uint32_t, 3>, double> potentials; ///< of sample, layer and neuron: a sample begins at rest
  uint32_t last = 0;
};

Records run(sim::Engine &engine, const Samples &samples) {
  Records records;
  for (const auto &sample : samples)
    for (size_t step = 0; step < sample.size(); ++step)
      EXPECT_EQ(must(engine.step(sample[step], step + 1 == sample.size(), records)), sim::Progress::Done);
  EXPECT_EQ(must(engine.drain(records)), sim::Progress::Done);
  return records;
}

struct Mappings : testing::Test {
  Mappings() { registerAllPasses(allTargets()); }

  std::shared_ptr<const mesh::LoadedImage> compile(const Mapping &mapping) {
    std::unique_ptr<MLIRContext> context = makeContext();
    std::shared_ptr<const mesh::LoadedImage> image;
    OwningOpRef<ModuleOp> quantized;
    Outcome outcome = compileCase(importDigits(*context), mapping, {}, image, quantized);
    EXPECT_TRUE(outcome.reason.empty() || outcome.reason == "does not fit") << outcome.detail;
    return outcome.kind == Outcome::Equal ? image : nullptr;
  }
  Records runChip(std::shared_ptr<const mesh::LoadedImage> image, const Samples &samples) {
    return run(*must(sim::ChipEngine::create(image)), samples);
  }
  /// Two recordings and a burst of spikes everywhere.
  Samples samplesFor(const mesh::LoadedImage &image, uint32_t steps) {
    sim::InputInfo input = sim::Symbols(image).inputs()[0];
    Samples samples = digitRecordings(input, {2, 11}, steps);
    for (auto &burst : drawSamples({{4}, CountStyle::Random, 0.4, 1}, {input}))
      samples.push_back(burst);
    return samples;
  }
};

void expectEqual(const Records &a, const Records &b) {
  // Not EXPECT_EQ: a difference would print a million records.
  EXPECT_TRUE(a.neurons == b.neurons);
  EXPECT_TRUE(a.outputs == b.outputs);
  EXPECT_EQ(a.last, b.last);
}

/// Where every tile of every layer lies.
std::string placementOf(const mesh::Image &image) {
  std::string text;
  for (const mesh::PopulationSymbol &p : image.populations)
    for (uint32_t number : {p.layer, p.channel, p.y, p.x, p.coreX, p.coreY, p.slot})
      text += std::to_string(number) + " ";
  return text;
}
} // namespace

TEST_F(Mappings, FiftyRandomMappingsGiveTheSameRecords) {
  auto plain = compile(Mapping());
  ASSERT_TRUE(plain);
  Samples samples = samplesFor(*plain, 40);
  Records expected = runChip(plain, samples);
  ASSERT_GT(expected.neurons.size(), 10000u);
  ASSERT_GT(expected.outputs.size(), 10u);
  std::set<std::string> placements;
  size_t most = 0;
  for (uint64_t seed = 1; placements.size() < 50 && seed <= 80; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Mapping mapping;
    mapping.target = "mesh4x4";
    mapping.tileSeed = seed % 5 ? seed : 0;
    mapping.packSeed = mapping.placeSeed = seed;
    auto image = compile(mapping);
    if (!image) // random tiles may be more than the chip has room for
      continue;
    placements.insert(placementOf(image->image));
    most = std::max(most, image->image.populations.size());
    expectEqual(expected, runChip(image, samples));
    if (HasFailure())
      return;
  }
  EXPECT_EQ(placements.size(), 50u);
  EXPECT_GT(most, 15u);
}

TEST_F(Mappings, RandomMappingsInTheRtl) {
  auto plain = compile(Mapping());
  ASSERT_TRUE(plain);
  Samples samples = samplesFor(*plain, 12);
  Records expected = runChip(plain, samples);
  std::set<uint64_t> cycles;
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Mapping mapping;
    mapping.target = "mesh4x4";
    mapping.tileSeed = mapping.packSeed = mapping.placeSeed = seed;
    auto image = compile(mapping);
    ASSERT_TRUE(image);
    auto rtl = must(sim::RtlEngine::create(image));
    expectEqual(expected, run(*rtl, samples));
    cycles.insert(rtl->totals().cycles);
  }
  EXPECT_EQ(cycles.size(), 3u) << "other mappings take other times";
}

TEST_F(Mappings, StallsAndFifoDepthsChangeCyclesAndNoRecord) {
  std::set<uint64_t> cycles;
  std::optional<Records> expected;
  size_t runs = 0;
  for (const char *target : {"mesh2x2", SNNC_SOURCE_DIR "/tests/fuzz/targets/mesh2x2-shallow.json",
                             SNNC_SOURCE_DIR "/tests/fuzz/targets/mesh2x2-deep.json"})
    for (uint64_t stallSeed : {0, 1, 2})
      for (bool overlap : {false, true}) {
        SCOPED_TRACE(std::string(target) + ", stalls " + std::to_string(stallSeed));
        Mapping mapping;
        mapping.target = target;
        auto image = compile(mapping);
        ASSERT_TRUE(image);
        Samples samples = samplesFor(*image, 8);
        if (!expected)
          expected.emplace(runChip(image, samples));
        sim::RtlOptions options;
        if (stallSeed)
          options.stallSeed = stallSeed;
        options.overlapSamples = overlap;
        auto rtl = must(sim::RtlEngine::create(image, options));
        expectEqual(*expected, run(*rtl, samples));
        cycles.insert(rtl->totals().cycles);
        ++runs;
      }
  EXPECT_GT(expected->neurons.size(), 3000u);
  EXPECT_EQ(cycles.size(), runs) << "each takes its own time";
}

TEST_F(Mappings, LatenciesOfTheMeshChangeCyclesAndNoRecord) {
  auto image = compile(Mapping());
  ASSERT_TRUE(image);
  Samples samples = samplesFor(*image, 8);
  Records expected = runChip(image, samples);
  std::set<uint64_t> cycles;
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    sim::RtlOptions options;
    options.model.random = true;
    options.model.seed = seed;
    auto rtl = must(sim::RtlEngine::create(image, options));
    expectEqual(expected, run(*rtl, samples));
    cycles.insert(rtl->totals().cycles);
  }
  EXPECT_EQ(cycles.size(), 6u) << "each takes its own time";
}
