//===- RtlEngineTest.cpp - the Verilated chip against the chip simulator --===//

#include "sim/mesh/rtl/RtlEngine.h"
#include "TestNetwork.h"
#include "sim/mesh/chip/ChipEngine.h"
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
  bool output(uint32_t output, Moment at, uint32_t neuron, double count) override {
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
  for (uint32_t seed = 0; seed < 200 && !HasFailure(); ++seed) {
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
    options.model.random = true;
    options.model.seed = seed;
    compare(seed, options, mesh2x2());
  }
}

TEST(RtlEngine, WithoutCommitsTotalsAreTheSame) {
  TestNetwork network = TestNetwork::random(3);
  auto image = network.load(mesh2x2());
  auto with = must(RtlEngine::create(image)), without = must(RtlEngine::create(image));
  Recorder all, outputsOnly(/*commits=*/false);
  feed(*with, network, all, 1);
  feed(*without, network, outputsOnly, 1);
  EXPECT_TRUE(outputsOnly.commits.empty());
  EXPECT_EQ(all.outputs, outputsOnly.outputs);
  EXPECT_EQ(with->totals().spikes, without->totals().spikes);
  EXPECT_EQ(with->totals().cycles, without->totals().cycles);
}

TEST(RtlEngine, ObserverStopsTheRun) {
  struct Stop : Recorder {
    bool commit(const Commit &c) override { return Recorder::commit(c) && commits.size() < 3; }
  } observer;
  TestNetwork network = TestNetwork::random(3);
  auto engine = must(RtlEngine::create(network.load(mesh2x2())));
  std::mt19937 random(1);
  Progress progress = Progress::Done;
  for (uint32_t step = 0; step < 50 && progress == Progress::Done; ++step)
    progress = must(engine->step(network.randomFrames(random, 0.5), false, observer));
  EXPECT_EQ(progress, Progress::Stopped);
  EXPECT_EQ(observer.commits.size(), 3u);
}

namespace {
/// Two layers in a chain, each on its own core.
TestNetwork chain() {
  TestNetwork network;
  network.inputs.push_back({"in", {1, 2, 2}, 15});
  for (const char *name : {"first", "second"}) {
    TestLayer layer;
    layer.name = name;
    layer.shape = {1, 2, 2};
    layer.threshold = {1};
    network.layers.push_back(layer);
    TestConnection edge;
    edge.fromInput = network.layers.size() == 1;
    edge.target = uint32_t(network.layers.size() - 1);
    edge.weights = {1};
    network.connections.push_back(edge);
  }
  network.outputs.push_back({1});
  return network;
}

/// Feeds a few steps to a chip whose image was changed behind the back of all checks.
std::string failureOf(const std::function<void(mesh::Image &, const mesh::FieldCodec &)> &change) {
  auto loaded = std::make_shared<mesh::LoadedImage>(*chain().load(mesh2x2()));
  change(loaded->image, must(mesh::FieldCodec::create(loaded->image.target)));
  auto engine = must(RtlEngine::create(loaded));
  Recorder observer;
  std::vector<SpikeFrame> frames{{{0, 0, 1, 2}}};
  for (uint32_t step = 0; step < 4; ++step) {
    auto result = engine->step(frames, step == 3, observer);
    if (result)
      continue;
    llvm::Error error = result.takeError();
    EXPECT_TRUE(error.isA<EngineFailure>());
    return llvm::toString(std::move(error));
  }
  return "no error";
}

bool isRun(const mesh::Image &image, const mesh::FieldCodec &codec, size_t packet, const std::string &layer) {
  mesh::PacketHeader header = codec.header(image.packets[packet]);
  if (header.kind != int64_t(mesh::PacketKind::Run))
    return false;
  for (const mesh::PopulationSymbol &symbol : image.populations)
    if (header.coreX == symbol.coreX && header.coreY == symbol.coreY &&
        codec.payload<mesh::RunPayload>(image.packets[packet]).target == symbol.slot)
      return image.layers[symbol.layer].name == layer;
  return false;
}

void dropRun(mesh::Image &image, const mesh::FieldCodec &codec, const std::string &layer) {
  for (size_t i = image.packets.size(); i-- > 0;)
    if (isRun(image, codec, i, layer))
      image.packets.erase(image.packets.begin() + ptrdiff_t(i));
}
} // namespace

TEST(RtlEngine, NothingIsChangedNothingFails) {
  EXPECT_EQ(failureOf([](mesh::Image &, const mesh::FieldCodec &) {}), "no error");
}

TEST(RtlEngine, WatchdogNamesWhoWaitsForWhat) {
  EXPECT_THAT(failureOf([](mesh::Image &image, const mesh::FieldCodec &codec) { dropRun(image, codec, "first"); }),
              AllOf(HasSubstr("the chip stands still in cycle"), HasSubstr("a tile of layer 'first' (core ("),
                    HasSubstr("has fired 0 of 1 steps and waits for the END of step 0 on host edge 0, for which the "
                              "host has no CREDIT; 1 more populations wait")));
  // The first layer fires, but its END does not go out: the second has not credited it.
  EXPECT_THAT(failureOf([](mesh::Image &image, const mesh::FieldCodec &codec) { dropRun(image, codec, "second"); }),
              AllOf(HasSubstr("a tile of layer 'second' (core ("),
                    HasSubstr("has fired 0 of 3 steps and waits for the END of step 0 from a tile of layer 'first'"),
                    HasSubstr("has fired 1 of 3 steps and waits for the CREDIT of a tile of layer 'second'")));
}

TEST(RtlEngine, FailedAssertionIsReported) {
  EXPECT_THAT(failureOf([](mesh::Image &image, const mesh::FieldCodec &codec) {
                for (size_t i = 0; i < image.packets.size(); ++i)
                  if (isRun(image, codec, i, "first")) {
                    image.packets.push_back(image.packets[i]);
                    return;
                  }
              }),
              AllOf(HasSubstr("RTL assertion failed in cycle"), HasSubstr(".sv")));
}

TEST(RtlEngine, MissingAndForeignModels) {
  auto image = chain().load(mesh2x2());
  auto loaded = std::make_shared<mesh::LoadedImage>(*image);
  loaded->image.target.name = "unheard-of";
  // It would be built, but for a place to keep it.
  setenv("SNNC_CACHE", "/proc/nothing", 1);
  EXPECT_THAT(snnc::test::errorOf(RtlEngine::create(loaded)), HasSubstr("cannot make the cache '/proc/nothing'"));
  RtlOptions options;
  options.model.library = "/nowhere/x.so";
  EXPECT_THAT(snnc::test::errorOf(RtlEngine::create(image, options)), HasSubstr("/nowhere/x.so"));
  loaded->image.target = mesh2x2();
  loaded->image.target.coreFifo = 5;
  EXPECT_THAT(snnc::test::errorOf(RtlEngine::create(loaded)), HasSubstr("cannot make the cache '/proc/nothing'"));
  unsetenv("SNNC_CACHE");
  options.model.library = std::string(SNNC_RTL_MODELS) + "/mesh2x2.so";
  EXPECT_THAT(snnc::test::errorOf(RtlEngine::create(loaded, options)), HasSubstr("is a model of another target"));
  options.model.library = "libz.so.1";
  EXPECT_THAT(snnc::test::errorOf(RtlEngine::create(image, options)), HasSubstr("it has no function snnc_rtl_model"));
  options = {};
  options.model.waveform = "/nowhere/x.fst";
  EXPECT_THAT(snnc::test::errorOf(RtlEngine::create(image, options)),
              HasSubstr("cannot write a waveform to '/nowhere/x.fst'"));
}

TEST(RtlEngine, WritesWaveforms) {
  snnc::test::TemporaryFolder folder;
  auto image = chain().load(mesh2x2());
  for (bool vcd : {false, true}) {
    RtlOptions options;
    options.model.waveform = folder / "wave";
    options.model.vcd = vcd;
    {
      auto engine = must(RtlEngine::create(image, options));
      Recorder observer;
      must(engine->step(std::vector<SpikeFrame>{{{0, 0, 1, 2}}}, true, observer));
    }
    EXPECT_GT(snnc::test::readFile(options.model.waveform).size(), 1000u);
    EXPECT_EQ(snnc::test::readFile(options.model.waveform).find("$timescale") != std::string::npos, vcd);
  }
}
