//===- GoldenTest.cpp - recorded layers on spikes and in integers ---------===//
//
// All recorded layers are compared on real numbers in tests/sim/golden. Those that also take spikes are compared here:
// their inputs are multiples of 1/64, as signed counts times 1/64 they are exact, so that the results must be equal in
// every bit, in float and, with everything 64 times as large, in integers.
//
//===----------------------------------------------------------------------===//
#include "support/json/Json.h"
#include "tests/sim/reference/ReferenceFixture.h"
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <numeric>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::test;
using nlohmann::json;

namespace {

class GoldenTest : public ReferenceFixture {
protected:
  json load(const char *name) {
    std::string path = sharedPath(std::string("golden/sinabs/") + name);
    return llvm::sys::fs::exists(path) ? must(parseJson(must(readTextFile(path)), path)) : json();
  }

  /// 64 times the values of one step.
  static std::vector<int32_t> countsOf(const std::vector<double> &data, size_t step, size_t size) {
    std::vector<int32_t> counts;
    for (size_t i = step * size; i < (step + 1) * size; ++i) {
      EXPECT_EQ(data[i] * 64, std::floor(data[i] * 64));
      counts.push_back(static_cast<int32_t>(data[i] * 64));
    }
    return counts;
  }
};

std::string joinShape(const std::vector<int64_t> &shape) {
  std::string text;
  for (int64_t extent : shape)
    text += (text.empty() ? "" : "x") + std::to_string(extent);
  return text;
}

/// A parameter of the layer, in integers 64 times as large.
std::string parameter(const char *name, const json &value, int64_t channels, bool isInteger) {
  if (value.is_null())
    return "";
  return isInteger ? fmt::format(" {}(dense<{}> : tensor<{}xi32>)", name, value.get<double>() * 64, channels)
                   : fmt::format(" {}(dense<{:.6f}> : tensor<{}xf32>)", name, value.get<double>(), channels);
}

/// A spiking layer on a current of 1/64 of the input's counts, or in integers of the counts themselves.
std::string networkOf(const json &p, const std::vector<int64_t> &shape, bool isInteger) {
  return fmt::format("snn.network @n(%s: !snn.spikes<{0}, signed> {{snn.max_count = 1000}}) -> !snn.spikes<{0}> {{\n"
                     "  %c = snn.identity %s {1} : !snn.spikes<{0}, signed> -> tensor<{0}x{2}>\n"
                     "  %n = snn.integrate_fire %c{3}{4}{5}{6} : tensor<{0}x{2}> -> !snn.spikes<{0}>\n"
                     "  snn.output %n : !snn.spikes<{0}>\n}}",
                     joinShape(shape),
                     isInteger ? "" : fmt::format("weights(dense<0.015625> : tensor<{}xf32>)", shape[0]),
                     isInteger ? "i32" : "f32", parameter("threshold", p["threshold"], shape[0], isInteger),
                     parameter("lower_bound", p["threshold_low"], shape[0], isInteger),
                     parameter("subtract", p["membrane_reset"] ? json() : p["membrane_subtract"], shape[0], isInteger),
                     p["membrane_reset"] ? " reset = zero" : "");
}

std::vector<double> entriesOf(const json &array, size_t first, size_t count, double factor = 1) {
  std::vector<double> data = array["data"], entries(data.begin() + first, data.begin() + first + count);
  for (double &entry : entries)
    entry *= factor;
  return entries;
}

/// State lasts from call to call; the samples of a batch run side by side, here one after the other. Returns the
/// spikes.
double compareCase(const json &test, const std::function<std::unique_ptr<Engine>()> &make,
                   const std::function<SpikeFrame(const Shape &, const json &, size_t)> &frameOf, bool isInteger) {
  size_t batch = test["params"]["batch_size"].is_null() ? 1 : test["params"]["batch_size"].get<size_t>();
  double spikes = 0;
  for (size_t sample = 0; sample < batch; ++sample) {
    std::unique_ptr<Engine> engine = make();
    Shape shape = engine->inputs()[0].shape;
    size_t size = shape.size();
    uint32_t now = 0;
    Recorder recorder;
    for (const json &call : test["calls"]) {
      size_t length = call["input"]["shape"][0].get<size_t>() / batch;
      const Recorder::Record *record = nullptr;
      for (size_t t = 0; t < length; ++t, ++now) {
        size_t entry = sample * length + t;
        must(engine->step({frameOf(shape, call["input"], entry)}, false, recorder));
        record = &recorder.layers.at({0, 0, now});
        std::vector<double> expected = entriesOf(call["output"], entry * size, size);
        EXPECT_EQ(record->count, expected) << test["params"].dump() << ", sample " << sample << ", step " << now;
        spikes += std::accumulate(expected.begin(), expected.end(), 0.0);
      }
      // The reference keeps the potential that fired, and what was fired, until the next step.
      EXPECT_EQ(record->integrated, entriesOf(call["state"], sample * size, size, isInteger ? 64 : 1));
      EXPECT_EQ(record->count, entriesOf(call["activations"], sample * size, size));
    }
  }
  return spikes;
}

TEST_F(GoldenTest, SpikingLayer) {
  json golden = load("spiking_layer.json");
  if (golden.is_null())
    GTEST_SKIP() << "no shared test data at " << sharedPath("golden/sinabs");
  double spikes = 0;
  for (const json &test : golden["cases"])
    for (bool isInteger : {false, true}) {
      std::vector<int64_t> shape = test["calls"][0]["input"]["shape"];
      shape.erase(shape.begin());
      spikes += compareCase(
          test, [&] { return make(networkOf(test["params"], shape, isInteger)); },
          [](const Shape &frame, const json &input, size_t entry) {
            return makeFrame(frame, countsOf(input["data"], entry, frame.size()));
          },
          isInteger);
    }
  EXPECT_GT(spikes, 10000);
}

TEST_F(GoldenTest, SumPool2d) {
  json golden = load("sum_pool2d.json");
  if (golden.is_null())
    GTEST_SKIP() << "no shared test data at " << sharedPath("golden/sinabs");
  size_t compared = 0;
  for (const json &test : golden["cases"]) {
    const json &p = test["params"];
    if (p["ceil_mode"]) // windows over the edge are no spikes
      continue;
    std::vector<int64_t> in = test["input"]["shape"], out = test["output"]["shape"];
    std::vector<int64_t> stride = p["stride"].is_null() ? p["kernel_size"] : p["stride"];
    in.erase(in.begin());
    out.erase(out.begin());
    std::unique_ptr<Engine> engine = make(fmt::format(
        "snn.network @n(%s: !snn.spikes<{0}, signed> {{snn.max_count = 1000}}) -> !snn.spikes<{1}, signed> {{\n"
        "  %p = snn.sum_pool2d %s kernel = {2} stride = [{3}, {4}] : !snn.spikes<{0}, signed> -> !snn.spikes<{1}, "
        "signed>\n  snn.output %p : !snn.spikes<{1}, signed>\n}}",
        joinShape(in), joinShape(out), p["kernel_size"].dump(), stride[0], stride[1]));
    std::vector<double> input = test["input"]["data"], output = test["output"]["data"];
    Shape frame = engine->inputs()[0].shape;
    size_t size = engine->outputs()[0].shape.size();
    Recorder recorder;
    for (uint32_t t = 0; t < input.size() / frame.size(); ++t) {
      must(engine->step({makeFrame(frame, countsOf(input, t, frame.size()))}, false, recorder));
      for (size_t i = 0; i < size; ++i, ++compared)
        ASSERT_EQ(recorder.outputs[Recorder::Key(0, 0, t)][i], output[t * size + i] * 64) << p.dump();
    }
  }
  EXPECT_GT(compared, 200u);
}

} // namespace
