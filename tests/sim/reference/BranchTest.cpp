//===- BranchTest.cpp - merges, concatenations and delays in the interpreter ===//
//
// Each against the plain sum, the plain list and the plain history of what went in.
//
//===----------------------------------------------------------------------===//
#include "tests/sim/reference/ReferenceFixture.h"
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <random>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::test;

namespace {

class BranchTest : public ReferenceFixture {
protected:
  std::mt19937 random{3};
  std::vector<int32_t> drawCounts(size_t size, int low, int high) {
    std::vector<int32_t> counts(size);
    for (int32_t &count : counts)
      count = std::uniform_int_distribution<int>(low, high)(random);
    return counts;
  }
  /// Output `index` in a step, dense.
  static std::vector<int32_t> outputOf(const Recorder &recorder, uint32_t index, Moment at, size_t size) {
    std::vector<int32_t> counts(size, 0);
    auto found = recorder.outputs.find({index, at.sample, at.step});
    if (found != recorder.outputs.end())
      for (auto [neuron, count] : found->second)
        counts[neuron] = int32_t(count);
    return counts;
  }
};

TEST_F(BranchTest, SpikesAreAddedAndPutBehindEachOther) {
  // Counts of both signs cancel now and then: no spike may be left of those.
  std::unique_ptr<Engine> engine = make(R"(
    snn.network @n(%a: !snn.spikes<2x3x2, signed>, %b: !snn.spikes<2x3x2, signed>, %c: !snn.spikes<3x3x2, signed>)
        -> (!snn.spikes<2x3x2, signed>, !snn.spikes<7x3x2, signed>) {
      %0 = snn.merge %a, %b, %a : !snn.spikes<2x3x2, signed>, !snn.spikes<2x3x2, signed>, !snn.spikes<2x3x2, signed> -> !snn.spikes<2x3x2, signed>
      %1 = snn.concatenate %b, %c, %a : !snn.spikes<2x3x2, signed>, !snn.spikes<3x3x2, signed>, !snn.spikes<2x3x2, signed> -> !snn.spikes<7x3x2, signed>
      snn.output %0, %1 : !snn.spikes<2x3x2, signed>, !snn.spikes<7x3x2, signed>
    })");
  Recorder recorder;
  for (uint32_t step = 0; step < 20; ++step) {
    std::vector<int32_t> a = drawCounts(12, -2, 2), b = drawCounts(12, -4, 4), c = drawCounts(18, -2, 2);
    ASSERT_EQ(must(engine->step({makeFrame({2, 3, 2}, a), makeFrame({2, 3, 2}, b), makeFrame({3, 3, 2}, c)},
                                /*last=*/false, recorder)),
              Progress::Done);
    std::vector<int32_t> sum(12), list = b;
    for (size_t i = 0; i < 12; ++i)
      sum[i] = 2 * a[i] + b[i];
    list.insert(list.end(), c.begin(), c.end());
    list.insert(list.end(), a.begin(), a.end());
    EXPECT_EQ(outputOf(recorder, 0, {0, step}, 12), sum);
    EXPECT_EQ(outputOf(recorder, 1, {0, step}, 42), list);
  }
}

TEST_F(BranchTest, CurrentsAreAddedAndPutBehindEachOther) {
  // The potential of a neuron that never fires is the sum of its currents; the bound 0 takes the past away.
  for (const char *element : {"f32", "i16"}) {
    bool isFloat = element[0] == 'f';
    const char *one = isFloat ? "1.0" : "1", *two = isFloat ? "2.0" : "2", *weight = isFloat ? "f32" : "i8";
    const char *never = isFloat ? "30000.0" : "30000";
    std::unique_ptr<Engine> engine = make(fmt::format(
        R"(snn.network @n(%a: !snn.spikes<2x2x3>, %b: !snn.spikes<2x2x3>) -> !snn.spikes<6x2x3> {{
             %0 = snn.identity %a weights(dense<{one}> : tensor<2x{w}>) : !snn.spikes<2x2x3> -> tensor<2x2x3x{t}>
             %1 = snn.identity %b weights(dense<{two}> : tensor<2x{w}>) : !snn.spikes<2x2x3> -> tensor<2x2x3x{t}>
             %2 = snn.merge %0, %1 : tensor<2x2x3x{t}>, tensor<2x2x3x{t}> -> tensor<2x2x3x{t}>
             %3 = snn.concatenate %2, %0, %1 : tensor<2x2x3x{t}>, tensor<2x2x3x{t}>, tensor<2x2x3x{t}> -> tensor<6x2x3x{t}>
             %4 = snn.integrate_fire %3 threshold(dense<{never}> : tensor<6x{t}>) : tensor<6x2x3x{t}> -> !snn.spikes<6x2x3>
             snn.output %4 : !snn.spikes<6x2x3>
           }})",
        fmt::arg("one", one), fmt::arg("two", two), fmt::arg("w", weight), fmt::arg("t", element),
        fmt::arg("never", never)));
    EXPECT_EQ(engine->name(), isFloat ? "float" : "integer");
    Recorder recorder;
    std::vector<double> sums(36, 0);
    for (uint32_t step = 0; step < 5; ++step) {
      std::vector<int32_t> a = drawCounts(12, 0, 3), b = drawCounts(12, 0, 3);
      must(engine->step({makeFrame({2, 2, 3}, a), makeFrame({2, 2, 3}, b)}, /*last=*/false, recorder));
      for (size_t i = 0; i < 12; ++i) {
        sums[i] += a[i] + 2 * b[i];
        sums[12 + i] += a[i];
        sums[24 + i] += 2 * b[i];
      }
      EXPECT_EQ((recorder.layers[{0, 0, step}].stored), sums) << element << ", step " << step;
    }
  }
}

TEST_F(BranchTest, ADelayGivesTheFrameOfSomeStepsAgoOfTheSameSample) {
  for (int64_t steps : {1, 2, 5}) {
    std::unique_ptr<Engine> engine =
        make(fmt::format("snn.network @n(%a: !snn.spikes<2x2x2>) -> !snn.spikes<2x2x2> {{\n"
                         "  %0 = snn.delay %a steps = {} : !snn.spikes<2x2x2> -> !snn.spikes<2x2x2>\n"
                         "  snn.output %0 : !snn.spikes<2x2x2>\n}}",
                         steps));
    Recorder recorder;
    for (uint32_t sample = 0; sample < 3; ++sample) {
      std::vector<std::vector<int32_t>> history;
      for (uint32_t step = 0; step < 8; ++step) {
        history.push_back(drawCounts(8, 1, 9));
        must(engine->step({makeFrame({2, 2, 2}, history.back())}, /*last=*/step == 7, recorder));
        std::vector<int32_t> expected = step < steps ? std::vector<int32_t>(8, 0) : history[step - steps];
        EXPECT_EQ(outputOf(recorder, 0, {sample, step}, 8), expected) << steps << " steps, step " << step;
      }
    }
  }
}

TEST_F(BranchTest, ARecurrentLayerTakesItsOwnSpikesLate) {
  // The text begins with what comes last: the order is the engine's to find.
  for (int64_t steps : {1, 3}) {
    std::unique_ptr<Engine> engine = make(fmt::format(
        R"(snn.network @n(%in: !snn.spikes<3>) -> !snn.spikes<3> {{
             %late = snn.delay %spikes steps = {} : !snn.spikes<3> -> !snn.spikes<3>
             %back = snn.linear %late weights(dense<[[0, 2, -3], [1, -1, 4], [-5, 2, 1]]> : tensor<3x3xi8>) : !snn.spikes<3> -> tensor<3xi16>
             %spikes = snn.integrate_fire %sum threshold(dense<4> : tensor<3xi16>) lower_bound(dense<-6> : tensor<3xi16>) max_count = 3 : tensor<3xi16> -> !snn.spikes<3>
             %sum = snn.merge %forward, %back : tensor<3xi16>, tensor<3xi16> -> tensor<3xi16>
             %forward = snn.linear %in weights(dense<[[3, 0, 1], [0, 2, 2], [1, 1, 3]]> : tensor<3x3xi8>) : !snn.spikes<3> -> tensor<3xi16>
             snn.output %spikes : !snn.spikes<3>
           }})",
        steps));
    const int forward[3][3] = {{3, 0, 1}, {0, 2, 2}, {1, 1, 3}}, back[3][3] = {{0, 2, -3}, {1, -1, 4}, {-5, 2, 1}};
    Recorder recorder;
    int64_t spikes = 0;
    for (uint32_t sample = 0; sample < 2; ++sample) {
      int64_t v[3] = {0, 0, 0};
      std::vector<std::vector<int32_t>> fired;
      for (uint32_t step = 0; step < 30; ++step) {
        std::vector<int32_t> in = drawCounts(3, 0, 2), counts(3);
        must(engine->step({makeFrame({3, 1, 1}, in)}, /*last=*/step == 29, recorder));
        for (int o = 0; o < 3; ++o) {
          for (int i = 0; i < 3; ++i)
            v[o] += forward[o][i] * in[i] + (step < steps ? 0 : back[o][i] * fired[step - steps][i]);
          v[o] = std::max<int64_t>(v[o], -6);
          counts[o] = int32_t(v[o] >= 4 ? std::min<int64_t>(v[o] / 4, 3) : 0);
          v[o] -= 4 * counts[o];
          spikes += counts[o];
        }
        fired.push_back(counts);
        EXPECT_EQ(outputOf(recorder, 0, {sample, step}, 3), counts) << "sample " << sample << ", step " << step;
      }
    }
    EXPECT_GT(spikes, 60);
  }
}

} // namespace
