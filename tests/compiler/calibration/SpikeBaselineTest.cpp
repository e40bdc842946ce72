//===- SpikeBaselineTest.cpp - spikes in float and in integers ------------===//

#include "compiler/calibration/SpikeBaseline.h"
#include "backends/Backends.h"
#include "compiler/analysis/SpikeStatistics.h"
#include "compiler/calibration/Calibrate.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "support/npy/Npy.h"
#include "tests/Testing.h"
#include <gtest/gtest.h>
#include <numeric>
#include <random>

using namespace mlir;
using namespace snnc;

namespace {
DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  return registry;
}

constexpr const char *inFloat = R"(
  snn.network @n(%in: !snn.spikes<2x2x2>) -> !snn.spikes<2x2x2> {
    %c = snn.identity %in weights(dense<[0.43, 0.76]> : tensor<2xf32>) : !snn.spikes<2x2x2> -> tensor<2x2x2xf32>
    %n = snn.integrate_fire %c layer = "a" threshold(dense<1.0> : tensor<2xf32>) : tensor<2x2x2xf32> -> !snn.spikes<2x2x2>
    %d = snn.identity %n weights(dense<[0.7, 1.3]> : tensor<2xf32>) : !snn.spikes<2x2x2> -> tensor<2x2x2xf32>
    %m = snn.integrate_fire %d layer = "b" threshold(dense<1.0> : tensor<2xf32>) : tensor<2x2x2xf32> -> !snn.spikes<2x2x2>
    snn.output %m : !snn.spikes<2x2x2>
  })";

constexpr const char *integers = R"(
  snn.network @n(%in: !snn.spikes<2x2x2>) -> !snn.spikes<2x2x2> {
    %c = snn.identity %in weights(dense<[4, 8]> : tensor<2xi8>) : !snn.spikes<2x2x2> -> tensor<2x2x2xi16>
    %n = snn.integrate_fire %c layer = "a" threshold(dense<10> : tensor<2xi16>) max_count = 3 scale(dense<10.0> : tensor<2xf32>)
           : tensor<2x2x2xi16> -> !snn.spikes<2x2x2>
    %d = snn.identity %n weights(dense<[7, 12]> : tensor<2xi8>) : !snn.spikes<2x2x2> -> tensor<2x2x2xi16>
    %m = snn.integrate_fire %d layer = "b" threshold(dense<10> : tensor<2xi16>) max_count = 1 scale(dense<10.0> : tensor<2xf32>)
           : tensor<2x2x2xi16> -> !snn.spikes<2x2x2>
    snn.output %m : !snn.spikes<2x2x2>
  })";

class SpikeBaselineTest : public testing::Test {
protected:
  static constexpr int64_t samples = 5, steps = 30, neurons = 8;

  SpikeBaselineTest() : context(makeRegistry()) {
    network = parseSourceString<ModuleOp>(inFloat, &context);
    rounded = parseSourceString<ModuleOp>(integers, &context);
    std::mt19937 random(1);
    std::vector<uint8_t> counts(size_t(samples * steps * neurons));
    for (uint8_t &count : counts)
      count = random() % 3 == 0 ? uint8_t(random() % 4) : 0;
    llvm::cantFail(writeNpy(folder / "spikes.npy", NpyArray::from<uint8_t>({samples, steps, 2, 2, 2}, counts)));
    input.inputs = {folder / "spikes.npy"};
    execution.quiet = true;
  }

  test::TemporaryFolder folder;
  MLIRContext context;
  OwningOpRef<ModuleOp> network, rounded;
  InputOptions input;
  ExecutionOptions execution;
};
} // namespace

TEST_F(SpikeBaselineTest, CountsWhatALockstepRunCounts) {
  QuantizationRun run;
  ASSERT_FALSE(runQuantization(*network, *rounded, input, execution, run));
  ASSERT_EQ(run.layers.size(), 2u);
  for (unsigned threads : {1u, 3u}) {
    execution.threads = threads;
    std::optional<SpikeBaseline> baseline;
    ASSERT_FALSE(calibrate(*network, input, execution, baseline));
    EXPECT_EQ(baseline->steps(), run.steps);
    // Any number of times.
    for (int times = 0; times < 2; ++times) {
      std::vector<LayerRun> layers;
      ASSERT_FALSE(baseline->compare(*rounded, threads, layers));
      ASSERT_EQ(layers.size(), run.layers.size());
      for (size_t i = 0; i < layers.size(); ++i) {
        EXPECT_EQ(layers[i].layer, run.layers[i].layer);
        EXPECT_EQ(layers[i].neurons, run.layers[i].neurons);
        EXPECT_EQ(layers[i].channelSpikesFloat, run.layers[i].channelSpikesFloat);
        EXPECT_EQ(layers[i].channelSpikesInteger, run.layers[i].channelSpikesInteger);
        EXPECT_EQ(layers[i].spikesFloat, run.layers[i].spikesFloat);
        EXPECT_EQ(layers[i].spikesInteger, run.layers[i].spikesInteger);
        EXPECT_EQ(layers[i].spikesDifferent, run.layers[i].spikesDifferent);
        EXPECT_GT(layers[i].spikesDifferent, 0u);
      }
    }
  }
}

TEST_F(SpikeBaselineTest, CalibrationCountsSilentNeuronsOfLayersToo) {
  std::optional<SpikeBaseline> baseline;
  ASSERT_FALSE(calibrate(*network, input, execution, baseline));
  unsigned layers = 0;
  network->walk([&](snn::NeuronOpInterface layer) {
    std::vector<int64_t> histogram = calibrationHistogramOf(layer);
    EXPECT_EQ(std::accumulate(histogram.begin(), histogram.end(), int64_t(0)), samples * steps * neurons);
    EXPECT_GT(histogram[0], histogram[1]);
    EXPECT_GT(histogram[1], 0);
    ++layers;
  });
  EXPECT_EQ(layers, 2u);
}
