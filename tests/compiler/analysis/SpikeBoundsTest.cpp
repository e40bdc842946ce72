//===- SpikeBoundsTest.cpp - the proof of overflow is tight ---------------===//
//
// Random layers of one to three synapses from inputs of their own. What the proof says can flow in is compared with a
// plain sum over every neuron, and then made to happen: the worst neuron is driven with the worst input until it stands
// at `upper`, and once more. Its potential must come to the last value before a wrap, and never wrap.
//
//===----------------------------------------------------------------------===//

#include "backends/Backends.h"
#include "compiler/pipeline/Pipeline.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "sim/reference/Reference.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <random>

using namespace mlir;
using namespace snnc;
using snnc::test::must;

namespace {
constexpr int64_t stateMax = 32767;

struct RandomSynapse {
  int64_t channels, height, width, kernel[2], stride[2], padding[4], dilation[2], bound;
  bool isSigned;
  std::vector<int64_t> weights, bias; ///< [out][in][row][column]
};

/// A layer of `outChannels` x `height` x `width` neurons.
struct RandomLayer {
  int64_t outChannels, height, width;
  std::vector<RandomSynapse> synapses;

  explicit RandomLayer(uint64_t seed) : random(seed) {
    outChannels = draw(1, 3);
    height = draw(1, 4);
    width = draw(1, 4);
    for (int64_t count = draw(1, 3); count > 0; --count)
      synapses.push_back(drawSynapse());
  }

  std::string text() const;
  /// What can flow into a neuron at most, above and below.
  std::pair<int64_t, int64_t> inflow(int64_t channel, int64_t y, int64_t x) const;
  /// The frame of input `index` that does so (`sign` 1: above).
  sim::SpikeFrame worst(size_t index, int64_t channel, int64_t y, int64_t x, int64_t sign) const;
  int64_t bias(int64_t channel) const;

private:
  int64_t draw(int64_t least, int64_t most) { return std::uniform_int_distribution<int64_t>(least, most)(random); }
  RandomSynapse drawSynapse();
  /// Calls `visit(input channel, row, column, weight)` for each tap of a neuron that meets a pixel.
  template <typename Visit>
  void visitTaps(const RandomSynapse &s, int64_t channel, int64_t y, int64_t x, Visit visit) const;

  std::mt19937_64 random;
};
} // namespace

RandomSynapse RandomLayer::drawSynapse() {
  RandomSynapse s{};
  s.channels = draw(1, 3);
  s.bound = draw(1, 15);
  s.isSigned = draw(0, 3) == 0;
  int64_t out[2] = {height, width}, in[2];
  for (int axis = 0; axis < 2; ++axis) {
    s.kernel[axis] = draw(1, 3);
    s.stride[axis] = draw(1, 2);
    s.dilation[axis] = draw(1, 2);
    int64_t span = s.dilation[axis] * (s.kernel[axis] - 1) + 1, all = (out[axis] - 1) * s.stride[axis] + span;
    s.padding[axis] = draw(0, std::min<int64_t>(2, all - 1));
    s.padding[axis + 2] = draw(0, std::min<int64_t>(2, all - 1 - s.padding[axis]));
    in[axis] = all - s.padding[axis] - s.padding[axis + 2];
  }
  s.height = in[0];
  s.width = in[1];
  for (int64_t i = 0; i < outChannels * s.channels * s.kernel[0] * s.kernel[1]; ++i)
    s.weights.push_back(draw(-20, 20));
  for (int64_t c = 0; c < outChannels; ++c)
    s.bias.push_back(draw(-50, 50));
  return s;
}

template <typename Visit>
void RandomLayer::visitTaps(const RandomSynapse &s, int64_t channel, int64_t y, int64_t x, Visit visit) const {
  for (int64_t c = 0; c < s.channels; ++c)
    for (int64_t ky = 0; ky < s.kernel[0]; ++ky)
      for (int64_t kx = 0; kx < s.kernel[1]; ++kx) {
        int64_t row = y * s.stride[0] + ky * s.dilation[0] - s.padding[0];
        int64_t column = x * s.stride[1] + kx * s.dilation[1] - s.padding[1];
        if (row >= 0 && row < s.height && column >= 0 && column < s.width)
          visit(c, row, column, s.weights[((channel * s.channels + c) * s.kernel[0] + ky) * s.kernel[1] + kx]);
      }
}

int64_t RandomLayer::bias(int64_t channel) const {
  int64_t sum = 0;
  for (const RandomSynapse &s : synapses)
    sum += s.bias[channel];
  return sum;
}

std::pair<int64_t, int64_t> RandomLayer::inflow(int64_t channel, int64_t y, int64_t x) const {
  int64_t positive = std::max<int64_t>(bias(channel), 0), negative = std::max<int64_t>(-bias(channel), 0);
  for (const RandomSynapse &s : synapses)
    visitTaps(s, channel, y, x, [&](int64_t, int64_t, int64_t, int64_t weight) {
      positive += (s.isSigned ? std::abs(weight) : std::max<int64_t>(weight, 0)) * s.bound;
      negative += (s.isSigned ? std::abs(weight) : std::max<int64_t>(-weight, 0)) * s.bound;
    });
  return {positive, negative};
}

sim::SpikeFrame RandomLayer::worst(size_t index, int64_t channel, int64_t y, int64_t x, int64_t sign) const {
  const RandomSynapse &s = synapses[index];
  std::map<std::array<int64_t, 3>, int64_t> counts; // in the order of a frame
  visitTaps(s, channel, y, x, [&](int64_t c, int64_t row, int64_t column, int64_t weight) {
    if (weight * sign > 0)
      counts[{c, row, column}] = s.bound;
    else if (weight && s.isSigned)
      counts[{c, row, column}] = -s.bound;
  });
  sim::SpikeFrame frame;
  for (const auto &[at, count] : counts)
    frame.push_back({uint16_t(at[0]), uint16_t(at[1]), uint16_t(at[2]), double(count)});
  return frame;
}

std::string RandomLayer::text() const {
  std::string arguments, body, currents, types, type = fmt::format("tensor<{}x{}x{}xi16>", outChannels, height, width);
  for (auto [i, s] : llvm::enumerate(synapses)) {
    std::string spikes =
        fmt::format("!snn.spikes<{}x{}x{}{}>", s.channels, s.height, s.width, s.isSigned ? ", signed" : "");
    arguments += fmt::format("{}%in{}: {} {{snn.max_count = {} : i64}}", i ? ", " : "", i, spikes, s.bound);
    std::string weights;
    for (int64_t value : s.weights)
      weights += fmt::format("{:02X}", uint8_t(value));
    body += fmt::format("%c{} = snn.conv2d %in{} weights(dense<\"0x{}\"> : tensor<{}x{}x{}x{}xi8>) bias(dense<[{}]> : "
                        "tensor<{}xi16>) stride = [{}] padding = [{}] dilation = [{}] : {} -> {}\n",
                        i, i, weights, outChannels, s.channels, s.kernel[0], s.kernel[1], fmt::join(s.bias, ", "),
                        outChannels, fmt::join(s.stride, ", "), fmt::join(s.padding, ", "), fmt::join(s.dilation, ", "),
                        spikes, type);
    currents += fmt::format("{}%c{}", i ? ", " : "", i);
    types += (i ? ", " : "") + type;
  }
  if (synapses.size() > 1)
    body += fmt::format("%sum = snn.merge {} : {} -> {}\n", currents, types, type);
  std::string spikes = fmt::format("!snn.spikes<{}x{}x{}>", outChannels, height, width);
  return fmt::format("module {{ snn.network @layer({}) -> {} {{\n{}%s = snn.integrate_fire {} threshold(dense<1> : "
                     "tensor<{}xi16>) max_count = 1 : {} -> {}\nsnn.output %s : {} }} }}",
                     arguments, spikes, body, synapses.size() > 1 ? "%sum" : "%c0", outChannels, type, spikes, spikes);
}

namespace {
/// Keeps the potentials of one neuron.
struct Watch : sim::Observer {
  explicit Watch(uint32_t neuron) : Observer(/*wantsCommits=*/true), neuron(neuron) {}
  bool commit(const sim::Commit &commit) override {
    integrated = commit.integrated[neuron];
    stored = commit.stored[neuron];
    return true;
  }
  uint32_t neuron;
  double integrated = 0, stored = 0;
};

struct Worst {
  int64_t channel = 0, y = 0, x = 0, positive = 0, negative = 0;
};
} // namespace

/// The neuron with the greatest inflow above, and the greatest of all below.
static Worst findWorst(const RandomLayer &layer) {
  Worst worst;
  for (int64_t c = 0; c < layer.outChannels; ++c)
    for (int64_t y = 0; y < layer.height; ++y)
      for (int64_t x = 0; x < layer.width; ++x) {
        auto [positive, negative] = layer.inflow(c, y, x);
        worst.negative = std::max(worst.negative, negative);
        if (positive > worst.positive)
          worst = {c, y, x, positive, worst.negative};
      }
  return worst;
}

/// Drives the worst neuron until it stands at its greatest potential, and looks at the step after.
static void drive(const RandomLayer &layer, const Worst &worst, snn::NetworkOp network) {
  auto engine = must(sim::createReference(network));
  std::vector<sim::SpikeFrame> frames;
  for (size_t i = 0; i < layer.synapses.size(); ++i)
    frames.push_back(layer.worst(i, worst.channel, worst.y, worst.x, 1));
  // Where a bias is negative it comes on top of what the proof counts above, in every step.
  int64_t gain = worst.positive + std::min<int64_t>(layer.bias(worst.channel), 0);
  if (gain < 2)
    return;
  Watch watch(uint32_t((worst.channel * layer.height + worst.y) * layer.width + worst.x));
  double before = 0;
  for (int64_t step = 0; step < stateMax; ++step) {
    must(engine->step(frames, /*last=*/false, watch));
    ASSERT_EQ(watch.integrated, before + double(gain)) << "the potential has wrapped in step " << step;
    if (watch.stored == before)
      break;
    before = watch.stored;
  }
  EXPECT_EQ(before, double(stateMax - worst.positive)) << "stands at upper";
  EXPECT_GE(watch.integrated, 0.99 * double(stateMax - (worst.positive - gain)));
}

TEST(SpikeBounds, TheProofIsTight) {
  registerAllPasses(allTargets());
  DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  const char *given = std::getenv("SNNC_SEED");
  uint64_t first = given ? std::strtoull(given, nullptr, 10) : 1;
  for (uint64_t seed = first; seed < first + 300 && !HasFailure(); ++seed) {
    SCOPED_TRACE("SNNC_SEED=" + std::to_string(seed));
    RandomLayer layer(seed);
    MLIRContext context(registry);
    ScopedDiagnosticHandler quiet(
        &context, [](Diagnostic &d) { return d.getSeverity() == DiagnosticSeverity::Remark ? success() : failure(); });
    OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(layer.text(), &context);
    ASSERT_TRUE(module) << layer.text();
    PassManager manager = PassManager::on<ModuleOp>(&context);
    ASSERT_TRUE(succeeded(parsePassPipeline("snn-prove-bounds", manager)) && succeeded(manager.run(*module)));
    snn::NetworkOp network = *module->getOps<snn::NetworkOp>().begin();
    auto neuron = *network.getBody().front().getOps<snn::NeuronOpInterface>().begin();
    snn::NeuronParameters proved = neuron.getNeuronParameters();
    Worst worst = findWorst(layer);
    EXPECT_EQ(*proved.upper, stateMax - worst.positive);
    // The lower bound is the lowest that is safe: what flows out of the worst neuron there comes to the last value.
    EXPECT_EQ(*snn::getSplatValue(proved.lowerBound), double(std::min<int64_t>(-stateMax - 1 + worst.negative, 0)));
    drive(layer, worst, network);
  }
}
