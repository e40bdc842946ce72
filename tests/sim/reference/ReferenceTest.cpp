//===- ReferenceTest.cpp - the interpreter against plain models -----------===//
//
// Neurons and synapses are compared with the shortest model that says the same: dense loops over every weight, one
// neuron at a time.
//
//===----------------------------------------------------------------------===//
#include "tests/sim/reference/ReferenceFixture.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <random>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class ReferenceTest : public ReferenceFixture {
protected:
  std::mt19937 random{1};
  int64_t draw(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  template <typename T> std::vector<T> drawMany(size_t count, int64_t low, int64_t high) {
    std::vector<T> values(count);
    for (T &value : values)
      value = static_cast<T>(draw(low, high));
    return values;
  }
};

/// The text of a list of numbers with its type.
template <typename T> std::string dense(const std::vector<T> &values, const std::string &shape, const char *element) {
  // Nested lists are not needed: a hexadecimal string holds the bytes as they lie in memory.
  std::string bytes(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T));
  return fmt::format("dense<\"0x{}\"> : tensor<{}x{}>", llvm::toHex(bytes), shape, element);
}

//===----------------------------------------------------------------------===//
// Synapses
//===----------------------------------------------------------------------===//

/// A convolution as the specification writes it.
std::vector<int64_t> convolve(const std::vector<int32_t> &in, Shape shape, const std::vector<int8_t> &weights,
                              int64_t out, int64_t kh, int64_t kw, const std::vector<int64_t> &stride,
                              const std::vector<int64_t> &pad, const std::vector<int64_t> &dilation, int64_t groups,
                              int64_t height, int64_t width) {
  int64_t perGroup = shape.channels / groups;
  std::vector<int64_t> result;
  for (int64_t o = 0; o < out; ++o)
    for (int64_t y = 0; y < height; ++y)
      for (int64_t x = 0; x < width; ++x) {
        int64_t sum = 0;
        for (int64_t c = 0; c < perGroup; ++c)
          for (int64_t ky = 0; ky < kh; ++ky)
            for (int64_t kx = 0; kx < kw; ++kx) {
              int64_t iy = y * stride[0] + ky * dilation[0] - pad[0], ix = x * stride[1] + kx * dilation[1] - pad[1];
              if (iy < 0 || ix < 0 || iy >= shape.height || ix >= shape.width)
                continue;
              int64_t channel = o / (out / groups) * perGroup + c;
              sum += in[(channel * shape.height + iy) * shape.width + ix] *
                     weights[((o * perGroup + c) * kh + ky) * kw + kx];
            }
        result.push_back(sum);
      }
  return result;
}

TEST_F(ReferenceTest, ConvolutionsEqualTheirDefinition) {
  for (int i = 0; i < 60; ++i) {
    int64_t groups = draw(1, 3), channels = groups * draw(1, 2), out = groups * draw(1, 3);
    Shape shape{static_cast<uint32_t>(channels), static_cast<uint32_t>(draw(1, 9)), static_cast<uint32_t>(draw(1, 9))};
    std::vector<int64_t> pad = drawMany<int64_t>(4, 0, 3), stride = drawMany<int64_t>(2, 1, 4),
                         dilation = drawMany<int64_t>(2, 1, 3);
    int64_t kh = draw(1, 4), kw = draw(1, 4);
    int64_t spareY = shape.height + pad[0] + pad[2] - dilation[0] * (kh - 1) - 1;
    int64_t spareX = shape.width + pad[1] + pad[3] - dilation[1] * (kw - 1) - 1;
    if (spareY < 0 || spareX < 0)
      continue;
    int64_t height = spareY / stride[0] + 1, width = spareX / stride[1] + 1;
    std::vector<int8_t> weights = drawMany<int8_t>(out * channels / groups * kh * kw, -128, 127);
    std::vector<int32_t> bias = drawMany<int32_t>(out, -1000, 1000);
    std::string current = fmt::format("tensor<{}x{}x{}xi32>", out, height, width);
    std::string spikes = fmt::format("!snn.spikes<{}x{}x{}>", out, height, width);
    std::unique_ptr<Engine> engine = make(
        fmt::format("snn.network @n(%s: !snn.spikes<{}x{}x{}, signed>) -> {} {{\n"
                    "  %c = snn.conv2d %s weights({}) bias({}) stride = {} padding = {} dilation = {} groups = {} : "
                    "!snn.spikes<{}x{}x{}, signed> -> {}\n"
                    "  %n = snn.integrate_fire %c threshold(dense<2000000000> : tensor<{}xi32>) : {} -> {}\n"
                    "  snn.output %n : {}\n}}",
                    channels, shape.height, shape.width, spikes,
                    dense(weights, fmt::format("{}x{}x{}x{}", out, channels / groups, kh, kw), "i8"),
                    dense(bias, std::to_string(out), "i32"), stride, pad, dilation, groups, channels, shape.height,
                    shape.width, current, out, current, spikes, spikes));
    std::vector<int32_t> in = drawMany<int32_t>(shape.size(), -15, 15);
    for (int32_t &count : in)
      count = draw(0, 2) ? 0 : count;
    Recorder recorder;
    must(engine->step({makeFrame(shape, in)}, true, recorder));
    std::vector<int64_t> expected =
        convolve(in, shape, weights, out, kh, kw, stride, pad, dilation, groups, height, width);
    const std::vector<double> &have = recorder.layers.at({0, 0, 0}).integrated;
    ASSERT_EQ(have.size(), expected.size());
    for (size_t n = 0; n < have.size(); ++n)
      ASSERT_EQ(have[n], expected[n] + bias[n / (height * width)]) << "network " << i << ", neuron " << n;
  }
}

TEST_F(ReferenceTest, OneNetworkOfEveryLayer) {
  // Worked out by hand: the pool sums [[1, 2], [3, 0]] to 6, flattening keeps the order of channels, the linear layer
  // weighs, the identity scales by channel.
  std::unique_ptr<Engine> engine = make(R"(
    snn.network @n(%s: !snn.spikes<2x2x2> {snn.name = "in"}) -> (!snn.spikes<2>, !snn.spikes<2x1x1>) {
      %p = snn.sum_pool2d %s kernel = [2, 2] : !snn.spikes<2x2x2> -> !snn.spikes<2x1x1>
      %f = snn.flatten %p : !snn.spikes<2x1x1> -> !snn.spikes<2>
      %l = snn.linear %f weights(dense<[[1.0, 0.5], [0.0, 2.0]]> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
      %n = snn.integrate_fire %l layer = "fc" threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
      %i = snn.identity %p weights(dense<[0.5, 3.0]> : tensor<2xf32>) : !snn.spikes<2x1x1> -> tensor<2x1x1xf32>
      %m = snn.integrate_fire %i threshold(dense<1.0> : tensor<2xf32>) : tensor<2x1x1xf32> -> !snn.spikes<2x1x1>
      snn.output %n, %m : !snn.spikes<2>, !snn.spikes<2x1x1>
    })");
  EXPECT_EQ(engine->name(), "float");
  ASSERT_EQ(engine->inputs().size(), 1u);
  EXPECT_EQ(engine->inputs()[0].name, "in");
  EXPECT_EQ(engine->inputs()[0].bound, 15u);
  ASSERT_EQ(engine->layers().size(), 2u);
  EXPECT_EQ(engine->layers()[0].name, "fc");
  EXPECT_EQ(engine->layers()[1].name, "layer1");
  EXPECT_EQ(engine->outputs()[1].name, "output1");
  EXPECT_TRUE(engine->outputs()[1].shape == (Shape{2, 1, 1}));
  Recorder recorder;
  must(engine->step({makeFrame({2, 2, 2}, {1, 2, 3, 0, 0, 1, 0, 0})}, true, recorder));
  EXPECT_THAT(recorder.layers.at({0, 0, 0}).count, ElementsAre(6, 2));
  EXPECT_THAT(recorder.layers.at({0, 0, 0}).stored, ElementsAre(0.5, 0));
  EXPECT_THAT(recorder.layers.at({1, 0, 0}).count, ElementsAre(3, 3));
  EXPECT_EQ(recorder.outputs.at({0, 0, 0}), (std::map<uint32_t, double>{{0, 6}, {1, 2}}));
  EXPECT_EQ(engine->totals().spikes, (std::vector<uint64_t>{8, 6}));
  // Two linear weights for each of 7 pooled spikes, and one of the identity.
  EXPECT_EQ(engine->totals().synapticOperations, 21u);
}

TEST_F(ReferenceTest, AnalogueLayersPassCurrents) {
  std::unique_ptr<Engine> engine = make(R"(
    snn.network @n(%s: !snn.spikes<1x2x2>) -> !snn.spikes<2> {
      %a = snn.identity %s : !snn.spikes<1x2x2> -> tensor<1x2x2xf32>
      %p = snn.sum_pool2d %a kernel = [2, 1] : tensor<1x2x2xf32> -> tensor<1x1x2xf32>
      %c = snn.conv2d %p weights(dense<0.5> : tensor<1x1x1x1xf32>) : tensor<1x1x2xf32> -> tensor<1x1x2xf32>
      %f = snn.flatten %c : tensor<1x1x2xf32> -> tensor<2xf32>
      %n = snn.integrate_fire %f threshold(dense<10.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
      snn.output %n : !snn.spikes<2>
    })");
  Recorder recorder;
  must(engine->step({makeFrame({1, 2, 2}, {1, 2, 3, 4})}, true, recorder));
  EXPECT_THAT(recorder.layers.at({0, 0, 0}).integrated, ElementsAre(2, 3));
}

//===----------------------------------------------------------------------===//
// Neurons
//===----------------------------------------------------------------------===//

struct IntegerModel {
  int64_t threshold, subtract;
  std::optional<int64_t> lower, cap, upper;
  bool isZero, isStrict, isOne;
  int64_t v = 0, integrated = 0;

  int64_t step(int64_t input) {
    v = static_cast<int16_t>(v + input);
    if (lower && v < *lower)
      v = *lower;
    integrated = v;
    int64_t count = 0;
    // Fires, takes a threshold away, looks again.
    for (int64_t rest = v; isStrict ? rest > threshold : rest >= threshold; rest -= threshold)
      ++count;
    if (isZero || isOne)
      count = std::min<int64_t>(count, 1);
    if (cap)
      count = std::min(count, *cap);
    v = isZero && count ? 0 : static_cast<int16_t>(v - count * (isZero ? 0 : subtract));
    if (upper)
      v = std::min(v, *upper);
    return count;
  }
};

TEST_F(ReferenceTest, IntegerNeuronsEqualAPlainModel) {
  int64_t wrapped = 0, capped = 0, clamped = 0, raised = 0;
  for (int i = 0; i < 200; ++i) {
    IntegerModel model;
    model.threshold = draw(0, 3) ? draw(1, 300) : draw(1, 20000);
    model.isZero = draw(0, 2) == 0;
    model.isStrict = draw(0, 1);
    model.isOne = draw(0, 3) == 0;
    bool hasSubtract = !model.isZero && draw(0, 1);
    model.subtract = hasSubtract ? draw(0, 600) : model.threshold;
    model.lower = draw(0, 1) ? std::optional(-draw(0, 2000)) : std::nullopt;
    model.cap = draw(0, 1) ? std::optional(draw(1, 15)) : std::nullopt;
    model.upper = draw(0, 1) ? std::optional(model.threshold + draw(-1, 500)) : std::nullopt;
    // Without a bias and a leak neurons rest where nothing comes in.
    int64_t bias = draw(0, 1) ? draw(-50, 50) : 0;
    std::string text = fmt::format(
        "snn.network @n(%s: !snn.spikes<1, signed> {{snn.max_count = 32000}}) -> !snn.spikes<1> {{\n"
        "  %c = snn.identity %s bias(dense<{}> : tensor<1xi16>) : !snn.spikes<1, signed> -> tensor<1xi16>\n"
        "  %n = snn.integrate_fire %c threshold(dense<{}> : tensor<1xi16>){}{}{}{}{}{}{} : tensor<1xi16> -> "
        "!snn.spikes<1>\n"
        "  snn.output %n : !snn.spikes<1>\n}}",
        bias, model.threshold, model.lower ? fmt::format(" lower_bound(dense<{}> : tensor<1xi16>)", *model.lower) : "",
        hasSubtract ? fmt::format(" subtract(dense<{}> : tensor<1xi16>)", model.subtract) : "",
        model.isZero ? " reset = zero" : "", model.isStrict ? " compare = gt" : "", model.isOne ? " spikes = one" : "",
        model.cap ? fmt::format(" max_count = {}", *model.cap) : "",
        model.upper ? fmt::format(" upper = {}", *model.upper) : "");
    std::unique_ptr<Engine> engine = make(text);
    EXPECT_EQ(engine->name(), "integer");
    Recorder recorder;
    for (int t = 0; t < 40; ++t) {
      int64_t input = draw(0, 3) == 0 ? 0 : draw(0, 9) ? draw(-400, 700) : draw(-32000, 32000);
      int64_t before = model.v;
      int64_t count = model.step(input + bias);
      must(engine->step({makeFrame({1, 1, 1}, {static_cast<int32_t>(input)})}, false, recorder));
      const Recorder::Record &record = recorder.layers.at({0, 0, static_cast<uint32_t>(t)});
      ASSERT_EQ(record.integrated[0], model.integrated) << text << "\nstep " << t;
      ASSERT_EQ(record.count[0], count) << text << "\nstep " << t;
      ASSERT_EQ(record.stored[0], model.v) << text << "\nstep " << t;
      wrapped += before + input + bias != static_cast<int16_t>(before + input + bias);
      capped += count > 1 && count == model.cap;
      clamped += model.v == model.upper;
      raised += model.integrated == model.lower;
    }
  }
  // The comparison is worth something only where these happen.
  EXPECT_GT(wrapped, 20);
  EXPECT_GT(capped, 20);
  EXPECT_GT(clamped, 20);
  EXPECT_GT(raised, 20);
}

TEST_F(ReferenceTest, FloatNeuronsFireAboveOrAtTheThreshold) {
  auto run = [&](const std::string &choice, std::vector<int32_t> inputs) {
    std::unique_ptr<Engine> engine =
        make("snn.network @n(%s: !snn.spikes<1>) -> !snn.spikes<1> {\n"
             "  %c = snn.identity %s weights(dense<0.5> : tensor<1xf32>) : !snn.spikes<1> -> tensor<1xf32>\n"
             "  %n = snn.integrate_fire %c threshold(dense<1.0> : tensor<1xf32>) " +
             choice + " : tensor<1xf32> -> !snn.spikes<1>\n  snn.output %n : !snn.spikes<1>\n}");
    Recorder recorder;
    std::vector<double> counts;
    for (int32_t input : inputs) {
      must(engine->step({makeFrame({1, 1, 1}, {input})}, false, recorder));
      counts.push_back(std::prev(recorder.layers.end())->second.count[0]);
    }
    return counts;
  };
  EXPECT_THAT(run("", {2, 5, 0, 1}), ElementsAre(1, 2, 0, 1));
  EXPECT_THAT(run("compare = gt", {2, 1, 6, 0}), ElementsAre(0, 1, 3, 0));
  EXPECT_THAT(run("compare = gt", {2, 4, 0}), ElementsAre(0, 2, 0));
  EXPECT_THAT(run("spikes = one", {5, 0, 0}), ElementsAre(1, 1, 0));
  EXPECT_THAT(run("compare = gt spikes = one", {4, 0, 0}), ElementsAre(1, 0, 0));
  EXPECT_THAT(run("reset = zero", {7, 1, 1}), ElementsAre(1, 0, 1));
  EXPECT_THAT(run("reset = zero compare = gt", {2, 1, 1, 2}), ElementsAre(0, 1, 0, 1));
}

/// One pixel of input and one of output need not meet.
TEST_F(ReferenceTest, AStrideMayPassOverTheOnlyPixel) {
  for (bool meets : {false, true}) {
    std::unique_ptr<Engine> engine = make(fmt::format(
        "snn.network @n(%s: !snn.spikes<2x1x1>) -> !snn.spikes<1x1x1> {{\n"
        "  %c = snn.conv2d %s weights(dense<1.0> : tensor<1x2x1x1xf32>) stride = [{}, 1] padding = [1, 0, 0, 0] : "
        "!snn.spikes<2x1x1> -> tensor<1x{}x1xf32>\n"
        "  %n = snn.integrate_fire %c threshold(dense<1.0> : tensor<1xf32>) : tensor<1x{}x1xf32> -> "
        "!snn.spikes<1x{}x1>\n  %k = snn.crop2d %n cropping = [{}, 0, 0, 0] : !snn.spikes<1x{}x1> -> "
        "!snn.spikes<1x1x1>\n  snn.output %k : !snn.spikes<1x1x1>\n}}",
        meets ? 1 : 2, meets ? 2 : 1, meets ? 2 : 1, meets ? 2 : 1, meets ? 1 : 0, meets ? 2 : 1));
    Recorder recorder;
    must(engine->step({makeFrame({2, 1, 1}, {1, 1})}, false, recorder));
    EXPECT_EQ(recorder.layers.at({0, 0, 0}).count.back(), meets ? 2 : 0);
    EXPECT_EQ(engine->totals().synapticOperations, meets ? 2u : 0u);
  }
}

/// Sums in f32 depend on their order, and what was trained and recorded elsewhere on these very sums.
TEST_F(ReferenceTest, SumsAreTakenInTheOrderOfTheSpikes) {
  std::unique_ptr<Engine> engine =
      make("snn.network @n(%s: !snn.spikes<2x1x2>) -> !snn.spikes<1> {\n"
           "  %c = snn.identity %s : !snn.spikes<2x1x2> -> tensor<2x1x2xf32>\n"
           "  %a = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) : tensor<2x1x2xf32> -> "
           "!snn.spikes<2x1x2>\n"
           "  %w = snn.conv2d %a weights(dense<[[[[1.0e8, -1.0e8]], [[1.0, 2.0]]]]> : tensor<1x2x1x2xf32>) : "
           "!snn.spikes<2x1x2> -> tensor<1x1x1xf32>\n"
           "  %b = snn.integrate_fire %w threshold(dense<1.0> : tensor<1xf32>) : tensor<1x1x1xf32> -> "
           "!snn.spikes<1x1x1>\n"
           "  %f = snn.flatten %b : !snn.spikes<1x1x1> -> !snn.spikes<1>\n"
           "  snn.output %f : !snn.spikes<1>\n}");
  Recorder recorder;
  must(engine->step({makeFrame({2, 1, 2}, {1, 1, 1, 1})}, false, recorder));
  // Pixel by pixel, and of a pixel channel by channel: 1e8, + 1 is lost, - 1e8, + 2.
  EXPECT_EQ(recorder.layers.at({1, 0, 0}).integrated[0], 2);
}

//===----------------------------------------------------------------------===//
// The engine's contract
//===----------------------------------------------------------------------===//

static const char *kSmall = R"(
  snn.network @n(%s: !snn.spikes<2> {snn.max_count = 3}) -> !snn.spikes<2> {
    %c = snn.identity %s weights(dense<0.4> : tensor<2xf32>) : !snn.spikes<2> -> tensor<2xf32>
    %n = snn.integrate_fire %c threshold(dense<1.0> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
    snn.output %n : !snn.spikes<2>
  })";

TEST_F(ReferenceTest, SamplesDoNotTouchEachOther) {
  std::unique_ptr<Engine> engine = make(kSmall);
  Recorder recorder;
  SpikeFrame frame = makeFrame({2, 1, 1}, {1, 2});
  for (int sample = 0; sample < 2; ++sample)
    for (int step = 0; step < 5; ++step)
      must(engine->step({frame}, step == 4, recorder));
  for (uint32_t step = 0; step < 5; ++step) {
    EXPECT_EQ(recorder.layers.at({0, 0, step}).stored, recorder.layers.at({0, 1, step}).stored);
    EXPECT_EQ(recorder.outputs[Recorder::Key(0, 0, step)], recorder.outputs[Recorder::Key(0, 1, step)]);
  }
  EXPECT_EQ(recorder.endedOutputs.size(), 10u);
  EXPECT_EQ(engine->totals().samples, 2u);
  EXPECT_EQ(engine->totals().steps, 10u);
}

TEST_F(ReferenceTest, RealInputsAndOutputs) {
  std::unique_ptr<Engine> engine = make(
      "snn.network @n(%x: tensor<2x1x3xf32> {snn.name = \"x\"}, %s: !snn.spikes<2x1x3>) -> "
      "(tensor<2x1x3xf32>, !snn.spikes<2x1x3>) {\n"
      "  %c = snn.identity %x weights(dense<[0.5, -2.0]> : tensor<2xf32>) : tensor<2x1x3xf32> -> tensor<2x1x3xf32>\n"
      "  %d = snn.identity %s : !snn.spikes<2x1x3> -> tensor<2x1x3xf32>\n"
      "  %m = snn.merge %c, %d : tensor<2x1x3xf32>, tensor<2x1x3xf32> -> tensor<2x1x3xf32>\n"
      "  snn.output %m, %s : tensor<2x1x3xf32>, !snn.spikes<2x1x3>\n}");
  EXPECT_TRUE(engine->inputs()[0].isReal);
  EXPECT_FALSE(engine->inputs()[1].isReal);
  EXPECT_TRUE(engine->outputs()[0].isReal);
  EXPECT_FALSE(engine->outputs()[1].isReal);
  Recorder recorder;
  SpikeFrame real{{0, 0, 1, -0.75}, {1, 0, 0, 0.125f}}, spikes{{0, 0, 2, 3}};
  must(engine->step({real, spikes}, false, recorder));
  // A value lasts for its step only.
  must(engine->step({SpikeFrame(), spikes}, true, recorder));
  EXPECT_EQ(recorder.outputs.at({0, 0, 0}), (std::map<uint32_t, double>{{1, -0.375}, {2, 3}, {3, -0.25}}));
  EXPECT_EQ(recorder.outputs.at({0, 0, 1}), (std::map<uint32_t, double>{{2, 3}}));
  EXPECT_EQ(recorder.outputs.at({1, 0, 0}), (std::map<uint32_t, double>{{2, 3}}));
  EXPECT_THAT(engine->totals().inputSpikes, ElementsAre(ElementsAre(0.75, 0.125), ElementsAre(6, 0)));

  EXPECT_THAT(errorOf(engine->step({{{0, 0, 0, INFINITY}}, SpikeFrame()}, true, recorder)), HasSubstr("has value inf"));
  EXPECT_THAT(errorOf(engine->step({SpikeFrame(), {{0, 0, 0, 1.5}}}, true, recorder)),
              HasSubstr("has count 1.5, spike counts are whole numbers"));
}

TEST_F(ReferenceTest, RefusesUnfitFrames) {
  std::unique_ptr<Engine> engine = make(kSmall);
  Recorder recorder;
  EXPECT_THAT(errorOf(engine->step({}, true, recorder)), HasSubstr("the network has 1 inputs, a step brings 0"));
  EXPECT_THAT(errorOf(engine->step({{{0, 0, 0, 4}}}, true, recorder)),
              HasSubstr("has count 4, the input's bound is 3"));
  EXPECT_THAT(errorOf(engine->step({{{2, 0, 0, 1}}}, true, recorder)), HasSubstr("outside"));
  EXPECT_EQ(engine->totals().steps, 0u);
}

TEST_F(ReferenceTest, CountsHaveALimit) {
  for (bool isSigned : {false, true}) {
    std::unique_ptr<Engine> engine =
        make(fmt::format("snn.network @n(%x: tensor<1xf32>) -> !snn.spikes<1{0}> {{\n"
                         "  %n = snn.integrate_fire %x layer = \"a\" threshold(dense<0.5> : tensor<1xf32>){1}"
                         " : tensor<1xf32> -> !snn.spikes<1{0}>\n  snn.output %n : !snn.spikes<1{0}>\n}}",
                         isSigned ? ", signed" : "", isSigned ? " signed_spikes" : ""));
    Recorder recorder;
    must(engine->step({{{0, 0, 0, 8388608}}}, true, recorder));
    EXPECT_EQ(recorder.outputs.at({0, 0, 0}).at(0), 16777216);
    EXPECT_THAT(errorOf(engine->step({{{0, 0, 0, isSigned ? -1e30f : 1e30f}}}, true, recorder)),
                HasSubstr("layer 'a': a neuron fires more than 16777216 times in step 0 of sample 1"));
  }
}

TEST_F(ReferenceTest, ObserversStopTheRun) {
  struct Stopper final : Observer {
    explicit Stopper(bool wantsCommits) : Observer(wantsCommits) {}
    bool commit(const Commit &) override { return false; }
    bool endOutput(uint32_t, Moment) override { return false; }
  } atCommit(true), atOutput(false);
  std::unique_ptr<Engine> engine = make(kSmall);
  EXPECT_EQ(must(engine->step({SpikeFrame()}, false, atCommit)), Progress::Stopped);
  engine = make(kSmall);
  EXPECT_EQ(must(engine->step({SpikeFrame()}, false, atOutput)), Progress::Stopped);
}

TEST_F(ReferenceTest, RefusesNetworksThatCannotRun) {
  EXPECT_EQ(errorOf(tryMake("snn.network @n(%s: tensor<2xi16> {snn.name = \"x\"}) -> () { snn.output }")),
            "input 'x' of the network is a tensor<2xi16>: an engine takes spikes, and one in float real numbers");
  EXPECT_EQ(errorOf(tryMake("snn.network @n(%s: !snn.spikes<1x1x1x1>) -> () { snn.output }")),
            "input 'input' has more than three axes");
  EXPECT_EQ(errorOf(tryMake("snn.network @n(%s: !snn.spikes<2>) -> tensor<2xi16> {\n"
                            "  %c = snn.identity %s : !snn.spikes<2> -> tensor<2xi16>\n"
                            "  snn.output %c : tensor<2xi16>\n}")),
            "'output' of the network is a tensor<2xi16>: an engine returns spikes, real numbers where it is in float, "
            "or the potentials of a readout (snn.integrate) with a scale");
  EXPECT_EQ(errorOf(tryMake("snn.network @n(%s: !snn.spikes<2>) -> () {\n"
                            "  %c = snn.identity %s : !snn.spikes<2> -> tensor<2xf32>\n"
                            "  %d = snn.identity %s : !snn.spikes<2> -> tensor<2xi16>\n  snn.output\n}")),
            "the network has currents in f32 and in integers: it is quantised in part only");
}

} // namespace
