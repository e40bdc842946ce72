//===- SpikeStatisticsTest.cpp - activity behind pools and crops ----------===//

#include "compiler/analysis/SpikeStatistics.h"
#include "backends/Backends.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace snnc;

namespace {
DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  return registry;
}

constexpr const char *text = R"(
  snn.network @n(%in: !snn.spikes<1x2x4>) -> !snn.spikes<1x1x1> {
    %p = snn.sum_pool2d %in kernel = [2, 2] : !snn.spikes<1x2x4> -> !snn.spikes<1x1x2>
    %m = snn.merge %p, %p : !snn.spikes<1x1x2>, !snn.spikes<1x1x2> -> !snn.spikes<1x1x2>
    %c = snn.conv2d %m weights(dense<0.5> : tensor<1x1x1x2xf32>) padding = [0, 1, 0, 0]
           : !snn.spikes<1x1x2> -> tensor<1x1x2xf32>
    %s = snn.integrate_fire %c layer = "a" threshold(dense<1.0> : tensor<1xf32>) : tensor<1x1x2xf32> -> !snn.spikes<1x1x2>
    %k = snn.crop2d %s cropping = [0, 1, 0, 0] : !snn.spikes<1x1x2> -> !snn.spikes<1x1x1>
    snn.output %k : !snn.spikes<1x1x1>
  })";
} // namespace

TEST(SpikeStatistics, FollowsPoolsMergesCropsAndPadding) {
  MLIRContext context(makeRegistry());
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  ASSERT_TRUE(module);
  snn::NetworkOp network = *module->getOps<snn::NetworkOp>().begin();
  snn::SynapseOpInterface synapse;
  network.walk([&](snn::SynapseOpInterface op) { synapse = op; });
  EXPECT_FALSE(statisticsOf(synapse.getSource()));
  CalibrationRecord input{{{1, 2, 3, 4, 5, 6, 7, 8}, {1, 1, 1, 1, 2, 2, 2, 2}},
                          std::vector<int64_t>(calibrationCounts)};
  CalibrationRecord layer{{{0.25, 0.5}, {0.1, 0.2}}, std::vector<int64_t>(calibrationCounts, 3)};
  attachCalibration(network, {layer}, {input}, 40);
  EXPECT_EQ(calibrationStepsOf(network), 40);

  // Windows {1, 2, 5, 6} and {3, 4, 7, 8}, twice over by the merge.
  std::optional<SpikeStatistics> merged = statisticsOf(synapse.getSource());
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->mean, (std::vector<double>{28, 44}));
  EXPECT_EQ(merged->variance, (std::vector<double>{12, 12}));
  // Output 0 has padding at its first tap and 28 at the second; output 1 has 28 and 44.
  std::optional<SpikeStatistics> taps = tapStatisticsOf(synapse);
  ASSERT_TRUE(taps);
  EXPECT_EQ(taps->mean, (std::vector<double>{14, 36}));
  EXPECT_EQ(taps->variance, (std::vector<double>{6, 12}));

  Value cropped = network.getBody().front().getTerminator()->getOperand(0);
  std::optional<SpikeStatistics> last = statisticsOf(cropped);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->mean, (std::vector<double>{0.5}));
  EXPECT_EQ(calibrationHistogramOf(cropped.getDefiningOp()->getOperand(0).getDefiningOp()),
            std::vector<int64_t>(calibrationCounts, 3));

  removeCalibration(network);
  EXPECT_FALSE(statisticsOf(synapse.getSource()));
  EXPECT_FALSE(calibrationStepsOf(network));
}
