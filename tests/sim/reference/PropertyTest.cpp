//===- PropertyTest.cpp - random networks against a plain model -----------===//
//
// Networks of all layers, drawn at random, run in the reference engines and in the plain model: every output, every
// record and every statistic must be equal. SNNC_SEED goes on from another network than the first, SNNC_NETWORKS draws
// more.
//
//===----------------------------------------------------------------------===//
#include "sim/encode/Encoders.h"
#include "sim/encode/NetworkEncoders.h"
#include "sim/reference/WideVectors.h"
#include "tests/sim/reference/DrawNetwork.h"
#include "tests/sim/reference/ReferenceFixture.h"
#include <cstdlib>
#include <fmt/format.h>
#include <set>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::test;

namespace {

class PropertyTest : public ReferenceFixture {
protected:
  /// Runs one network on some samples.
  void check(uint64_t seed, bool isInteger);
  void checkMany(bool isInteger);
  /// The frames of one step, by the product's encoders where there are some, and the same values densely.
  std::vector<SpikeFrame> drawFrames(DrawNetwork &draw, const PlainNetwork &network, Engine &engine, int64_t step,
                                     std::vector<Dense> &held, std::vector<Dense> &plain);
  void compareStep(const PlainNetwork &network, const Recorder &recorder, Moment at);
  void compareTotals(const PlainNetwork &network, const Totals &totals);

  std::vector<std::optional<NetworkEncoder>> encoders;
  std::map<PlainKind, size_t> layersOfKind;
  size_t values = 0, spikes = 0;
  // Since the engine was made:
  std::vector<double> spikeSums;               ///< of each recorded layer
  std::vector<std::pair<size_t, double>> sums; ///< of the rectifiers that count
};

std::vector<SpikeFrame> PropertyTest::drawFrames(DrawNetwork &draw, const PlainNetwork &network, Engine &engine,
                                                 int64_t step, std::vector<Dense> &held, std::vector<Dense> &plain) {
  std::vector<SpikeFrame> frames;
  size_t index = 0;
  for (const PlainLayer &input : network.layers) {
    if (!input.isInput())
      continue;
    // An image stays for all steps, a sample of a signal for some.
    bool isNew = step == 0 || (input.kind == PlainKind::Signal ? step % input.tw == 0 : input.kind != PlainKind::Image);
    if (isNew)
      held[index] = draw.drawData(input);
    Dense values = held[index];
    std::vector<float> data(values.begin(), values.end()), given = data;
    if (encoders[index]) {
      std::vector<float> u;
      for (size_t i = 0; i < values.size(); ++i)
        u.push_back(float(draw.range(0, (1 << 24) - 1)) / float(1 << 24));
      values = encode(input, values, {u.begin(), u.end()});
      given = input.kind == PlainKind::Image ? encodeImage(std::get<ImageEncoder>(encoders[index]->encoder), data, u)
                                             : encodeSignal(std::get<SignalEncoder>(encoders[index]->encoder), data, u);
    }
    plain.push_back(values);
    frames.push_back(sim::makeFrame(engine.inputs()[index].shape, given));
    ++index;
  }
  return frames;
}

void PropertyTest::compareStep(const PlainNetwork &network, const Recorder &recorder, Moment at) {
  uint32_t layer = 0;
  for (const PlainLayer &plain : network.layers) {
    if (!plain.isRecorded())
      continue;
    if (recorder.wantsCommits) {
      const Recorder::Record &record = recorder.layers.at({layer, at.sample, at.step});
      ASSERT_EQ(record.integrated, plain.integrated) << "layer " << layer << ", step " << at.step;
      ASSERT_EQ(record.count, plain.value) << "layer " << layer << ", step " << at.step;
      ASSERT_EQ(record.stored, plain.stored) << "layer " << layer << ", step " << at.step;
      values += 3 * plain.size();
    }
    for (double count : plain.value)
      spikeSums[layer] += std::fabs(count);
    ++layer;
  }
  for (auto &[place, sum] : sums)
    for (double value : network.layers[place].value)
      sum += value;
  for (uint32_t i = 0; i < network.outputs.size(); ++i) {
    const Dense &want = network.layers[network.outputs[i]].value;
    Dense have(want.size(), 0);
    auto found = recorder.outputs.find({i, at.sample, at.step});
    if (found != recorder.outputs.end())
      for (auto [neuron, value] : found->second)
        have.at(neuron) = value;
    ASSERT_EQ(have, want) << "output " << i << ", step " << at.step;
    values += want.size();
  }
}

void PropertyTest::compareTotals(const PlainNetwork &network, const Totals &totals) {
  for (size_t layer = 0; layer < spikeSums.size(); ++layer) {
    EXPECT_EQ(double(totals.spikes[layer]), spikeSums[layer]) << "layer " << layer;
    spikes += totals.spikes[layer];
  }
  ASSERT_EQ(totals.activities.size(), sums.size());
  for (size_t i = 0; i < sums.size(); ++i) {
    EXPECT_EQ(totals.activities[i].layer, fmt::format("r{}", sums[i].first));
    EXPECT_DOUBLE_EQ(totals.activities[i].sum, sums[i].second * double(network.layers[sums[i].first].fanout));
  }
}

void PropertyTest::check(uint64_t seed, bool isInteger) {
  DrawNetwork draw(seed, isInteger);
  PlainNetwork network = draw.draw();
  std::string text = network.text();
  SCOPED_TRACE(fmt::format("SNNC_SEED={}\n{}", seed, text));
  module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  ASSERT_TRUE(module);
  snn::NetworkOp op = *module->getOps<snn::NetworkOp>().begin();
  // Every other network as on a processor of short vectors.
  static const bool hasWideVectors = reference::usesWideVectors();
  reference::usesWideVectors() = hasWideVectors && seed % 2;
  std::unique_ptr<Engine> engine = must(createReference(op));
  // Without a current there are no integers.
  ASSERT_TRUE(!isInteger || engine->name() == "integer" || text.find("i32") == std::string::npos);
  encoders.clear();
  for (unsigned i = 0; i < op.getNumArguments(); ++i)
    encoders.push_back(findEncoder(op, i));
  sums.clear();
  size_t recorded = 0;
  for (size_t i = 0; i < network.layers.size(); ++i) {
    ++layersOfKind[network.layers[i].kind];
    recorded += network.layers[i].isRecorded();
    if (network.layers[i].kind == PlainKind::NeuromorphicRelu)
      sums.push_back({i, 0});
  }
  ASSERT_EQ(engine->layers().size(), recorded);
  spikeSums.assign(recorded, 0);
  for (uint32_t sample = 0; sample < 2; ++sample) {
    network.reset();
    std::vector<Dense> held(encoders.size());
    int64_t steps = draw.range(1, DrawNetwork::maxSteps);
    for (int64_t step = 0; step < steps; ++step) {
      std::vector<Dense> plain;
      std::vector<SpikeFrame> frames = drawFrames(draw, network, *engine, step, held, plain);
      // Who wants no records does not change what follows.
      Recorder recorder(/*wantsCommits=*/!draw.oneIn(4));
      must(engine->step(frames, step + 1 == steps, recorder));
      network.step(plain);
      compareStep(network, recorder, {sample, uint32_t(step)});
      if (HasFatalFailure())
        return;
    }
  }
  compareTotals(network, engine->totals());
}

uint64_t fromEnvironment(const char *name, uint64_t byDefault) {
  const char *text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : byDefault;
}

void PropertyTest::checkMany(bool isInteger) {
  uint64_t seed = fromEnvironment("SNNC_SEED", 1), networks = fromEnvironment("SNNC_NETWORKS", 2000);
  fmt::print("networks {} to {} (SNNC_SEED, SNNC_NETWORKS)\n", seed, seed + networks - 1);
  for (uint64_t i = 0; i < networks && !HasFailure(); ++i)
    check(seed + i, isInteger);
  fmt::print("{} values compared, {} spikes\n", values, spikes);
  if (networks < 300 || HasFailure())
    return;
  // Nothing was left out, and neurons fired.
  EXPECT_GT(spikes, 10000u);
  const std::set<PlainKind> floatOnly = {PlainKind::Real,      PlainKind::Image,   PlainKind::Signal,
                                         PlainKind::AvgPool,   PlainKind::Relu,    PlainKind::NeuromorphicRelu,
                                         PlainKind::BatchNorm, PlainKind::Quantize};
  for (int kind = 0; kind <= int(PlainKind::Quantize); ++kind)
    if (!isInteger || !floatOnly.count(PlainKind(kind)))
      EXPECT_GE(layersOfKind[PlainKind(kind)], 15u) << "kind " << kind;
}

TEST_F(PropertyTest, RandomNetworksInFloat) { checkMany(/*isInteger=*/false); }

TEST_F(PropertyTest, RandomNetworksInIntegers) { checkMany(/*isInteger=*/true); }

} // namespace
