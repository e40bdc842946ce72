//===- ExpandCeilPoolsTest.cpp - the same currents before and after -------===//
//
// Networks whose pools hang over the edge, in float, as they are and expanded: every record is the same. Weights are
// dyadic and the factors of the windows whole numbers, so that all sums are exact.
//
//===----------------------------------------------------------------------===//

#include "backends/Backends.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "tests/compiler/transforms/ReferenceRecords.h"
#include "gtest/gtest.h"
#include <fmt/format.h>
#include <random>

using namespace mlir;
using namespace snnc;
using snnc::test::referenceRecords;

namespace {
/// Pools of `kernel` at `stride` of 2x`height`x`width` pixels, of which there are `rows` x `columns`, read by a padded
/// convolution, an identity and, flattened, a linear synapse.
std::string networkText(int height, int width, std::array<int, 2> kernel, std::array<int, 2> stride, int rows,
                        int columns) {
  int outRows = (rows + 3 - 2) / 2 + 1, outColumns = (columns + 1 - 3) + 1;
  std::string pooled = fmt::format("tensor<2x{}x{}xf32>", rows, columns);
  std::string conv = fmt::format("{}x{}", outRows, outColumns),
              flat = fmt::format("tensor<{}xf32>", 2 * rows * columns);
  std::string weights;
  std::mt19937 random(7);
  for (int i = 0; i < 3 * 2 * rows * columns; ++i)
    weights += fmt::format("{}{:.4f}",
                           i == 0                     ? "[["
                           : i % (2 * rows * columns) ? ", "
                                                      : "], [",
                           double(int(random() % 33) - 16) / 16);
  return fmt::format(
      "snn.network @net(%in: !snn.spikes<2x{0}x{1}>) -> (!snn.spikes<4x{2}>, !snn.spikes<2x{3}x{4}>, !snn.spikes<3>) "
      "{{\n"
      "  %p = snn.sum_pool2d %in kernel = [{5}, {6}] stride = [{7}, {8}] ceil_mode : !snn.spikes<2x{0}x{1}> -> {9}\n"
      "  %a = snn.conv2d %p weights(dense<[[[[0.5, -0.25, 1.0], [0.75, 0.5, -1.0]]], [[[1.0, 0.25, -0.5], [0.5, 2.0, "
      "0.125]]],"
      " [[[0.25, 0.5, 0.25], [-0.5, 1.5, 1.0]]], [[[2.0, -1.0, 0.5], [0.25, 0.25, 0.25]]]]> : tensor<4x1x2x3xf32>)"
      " bias(dense<0.25> : tensor<4xf32>) stride = [2, 1] padding = [2, 0, 1, 1] groups = 2 : {9} -> "
      "tensor<4x{2}xf32>\n"
      "  %b = snn.integrate_fire %a threshold(dense<2.0> : tensor<4xf32>) : tensor<4x{2}xf32> -> !snn.spikes<4x{2}>\n"
      "  %c = snn.identity %p weights(dense<[0.5, 1.25]> : tensor<2xf32>) : {9} -> {9}\n"
      "  %d = snn.integrate_fire %c threshold(dense<4.0> : tensor<2xf32>) : {9} -> !snn.spikes<2x{3}x{4}>\n"
      "  %e = snn.flatten %p : {9} -> {10}\n"
      "  %f = snn.linear %e weights(dense<{11}]]> : tensor<3x{12}xf32>) : {10} -> tensor<3xf32>\n"
      "  %g = snn.integrate_fire %f threshold(dense<3.0> : tensor<3xf32>) : tensor<3xf32> -> !snn.spikes<3>\n"
      "  snn.output %b, %d, %g : !snn.spikes<4x{2}>, !snn.spikes<2x{3}x{4}>, !snn.spikes<3>\n}}\n",
      height, width, conv, rows, columns, kernel[0], kernel[1], stride[0], stride[1], pooled, flat, weights,
      2 * rows * columns);
}

void expectSame(int height, int width, std::array<int, 2> kernel, std::array<int, 2> stride, int rows, int columns) {
  registerAllPasses(allTargets());
  DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  MLIRContext context(registry);
  auto module = parseSourceString<ModuleOp>(networkText(height, width, kernel, stride, rows, columns), &context);
  ASSERT_TRUE(module);
  std::vector<double> before = referenceRecords(*module);
  PassManager manager = PassManager::on<ModuleOp>(&context);
  ASSERT_TRUE(succeeded(parsePassPipeline("snn-expand-ceil-pools", manager)));
  ASSERT_TRUE(succeeded(manager.run(*module)));
  unsigned ceil = 0;
  module->walk([&](snn::SumPool2dOp pool) { ceil += pool.getCeilMode(); });
  EXPECT_EQ(ceil, 0u);
  std::vector<double> after = referenceRecords(*module);
  ASSERT_GT(before.size(), 500u);
  EXPECT_NE(before, std::vector<double>(before.size(), 0));
  EXPECT_TRUE(before == after);
}
} // namespace

TEST(ExpandCeilPools, HalfAWindowBelow) { expectSame(5, 6, {2, 2}, {2, 2}, 3, 3); }
TEST(ExpandCeilPools, HalfAWindowBeside) { expectSame(6, 7, {2, 2}, {2, 2}, 3, 4); }
TEST(ExpandCeilPools, Corner) { expectSame(5, 7, {2, 2}, {2, 2}, 3, 4); }
TEST(ExpandCeilPools, QuarterOfAWindow) { expectSame(9, 6, {4, 2}, {4, 2}, 3, 3); }
TEST(ExpandCeilPools, Overlapping) { expectSame(8, 9, {4, 3}, {3, 2}, 3, 4); }
TEST(ExpandCeilPools, WithGaps) { expectSame(7, 8, {2, 2}, {3, 3}, 3, 3); }
