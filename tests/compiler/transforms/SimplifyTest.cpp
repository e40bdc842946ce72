//===- SimplifyTest.cpp - one synapse computes what two did ---------------===//
//
// Random networks with two synapses in a row, and layers that route a current between them, in float, as they are and
// simplified: every record is the same. Weights are dyadic, so that all sums are exact.
//
//===----------------------------------------------------------------------===//

#include "backends/Backends.h"
#include "compiler/analysis/SynapseProduct.h"
#include "compiler/pipeline/Pipeline.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "tests/compiler/transforms/ReferenceRecords.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace snnc;
using snnc::test::referenceRecords;

namespace {
class Drawing {
public:
  Drawing(MLIRContext &context, uint32_t seed)
      : context(context), builder(&context), loc(builder.getUnknownLoc()), random(seed) {}

  /// in -> synapse -> (pool, crop or delay) -> synapse -> neurons.
  OwningOpRef<ModuleOp> draw() {
    OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
    builder.setInsertionPointToStart(module->getBody());
    Type input = snn::SpikesType::get(&context, {2 * below(1, 2), below(5, 9), below(5, 9)});
    network = snn::NetworkOp::create(builder, loc, "net", builder.getFunctionType({input}, {}));
    builder.setInsertionPointToStart(&network.getBody().front());
    Value current = below(0, 3) ? conv(network.getArgument(0)) : identity(network.getArgument(0));
    for (int i = 0, layers = below(0, 2); i < layers; ++i)
      current = routed(current);
    switch (below(0, 3)) {
    case 0:
      current = linear(snn::FlattenOp::create(builder, loc, current).getResult());
      break;
    case 1: { // of a sum
      Value twice = snn::MergeOp::create(builder, loc, ValueRange{current, current}).getResult();
      current = conv(twice);
      break;
    }
    default:
      current = conv(current);
    }
    finish(current);
    EXPECT_TRUE(succeeded(verify(*module)));
    return module;
  }

private:
  int64_t below(int64_t low, int64_t high) { return low + int64_t(random() % uint64_t(high - low + 1)); }

  ElementsAttr values(ArrayRef<int64_t> shape, bool isNone = false) {
    if (isNone)
      return {};
    auto type = RankedTensorType::get(shape, builder.getF32Type());
    std::vector<float> numbers(type.getNumElements());
    for (float &number : numbers)
      number = float(below(-4, 4)) / 4;
    return snn::makeElements<float>(type, numbers, "values");
  }

  Value conv(Value source) {
    ArrayRef<int64_t> shape = snn::getShape(source.getType());
    int64_t groups = shape[0] % 2 ? 1 : below(1, 2), outputs = groups * below(1, 2);
    std::array<int64_t, 2> kernel, stride, dilation;
    std::array<int64_t, 4> padding;
    for (unsigned axis = 0; axis < 2; ++axis) {
      kernel[axis] = below(1, std::min<int64_t>(3, shape[axis + 1]));
      stride[axis] = below(1, 2);
      dilation[axis] = kernel[axis] > 1 && 2 * (kernel[axis] - 1) < shape[axis + 1] ? below(1, 2) : 1;
      for (unsigned side : {axis, axis + 2})
        padding[side] = below(0, 3) ? 0 : below(1, 2);
    }
    return snn::Conv2dOp::create(builder, loc, source, values({outputs, shape[0] / groups, kernel[0], kernel[1]}),
                                 values(outputs, below(0, 1)), stride, padding, dilation, uint64_t(groups))
        .getResult();
  }

  Value identity(Value source) {
    int64_t channels = snn::getShape(source.getType()).front();
    auto type = RankedTensorType::get(snn::getShape(source.getType()), builder.getF32Type());
    return snn::IdentityOp::create(builder, loc, type, source, values(channels), values(channels, below(0, 1)));
  }

  Value linear(Value source) {
    int64_t inputs = snn::getShape(source.getType()).front(), outputs = below(1, 4);
    return snn::LinearOp::create(builder, loc, source, values({outputs, inputs}), values(outputs, below(0, 1)));
  }

  Value routed(Value current) {
    ArrayRef<int64_t> shape = snn::getShape(current.getType());
    if (std::min(shape[1], shape[2]) < 3)
      return current;
    switch (below(0, 2)) {
    case 0: {
      auto windows = builder.getDenseI64ArrayAttr({below(1, 2), below(1, 3)});
      return snn::SumPool2dOp::create(builder, loc, current, windows, builder.getDenseI64ArrayAttr({below(1, 2), 1}),
                                      UnitAttr());
    }
    case 1:
      return snn::Crop2dOp::create(builder, loc, current, ArrayRef<int64_t>{below(0, 1), below(0, 1), below(0, 1), 0});
    default:
      return snn::DelayOp::create(builder, loc, current, uint64_t(below(1, 3)));
    }
  }

  void finish(Value current) {
    int64_t channels = snn::getShape(current.getType()).front();
    auto type = RankedTensorType::get(channels, builder.getF32Type());
    snn::NeuronParameters parameters;
    parameters.threshold = snn::makeElements<float>(type, std::vector<float>(size_t(channels), 2), "threshold");
    Value spikes = snn::IntegrateFireOp::create(builder, loc, current, parameters).getSpikes();
    snn::OutputOp::create(builder, loc, spikes);
    network.setFunctionType(builder.getFunctionType(network.getArgumentTypes(), spikes.getType()));
  }

  MLIRContext &context;
  OpBuilder builder;
  Location loc;
  std::mt19937 random;
  snn::NetworkOp network;
};
} // namespace

TEST(Simplify, OneSynapseComputesWhatTwoDid) {
  registerAllPasses(allTargets());
  DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  MLIRContext context(registry);
  context.loadAllAvailableDialects();
  PassManager manager = PassManager::on<ModuleOp>(&context);
  ASSERT_TRUE(succeeded(parsePassPipeline("snn-simplify", manager)));
  unsigned fused = 0, apart = 0;
  for (uint32_t seed = 1; seed <= 400; ++seed) {
    OwningOpRef<ModuleOp> module = Drawing(context, seed).draw();
    if (testing::Test::HasFailure())
      return;
    std::vector<double> before = referenceRecords(*module);
    ASSERT_TRUE(succeeded(manager.run(*module))) << seed;
    ASSERT_TRUE(before == referenceRecords(*module)) << "network " << seed;
    // What is left between two synapses has a reason.
    bool isFused = true;
    module->walk([&](snn::SynapseOpInterface outer) {
      auto inner = outer.getSource().getDefiningOp<snn::SynapseOpInterface>();
      isFused &= isa<snn::SpikesType>(outer.getSource().getType());
      if (inner)
        EXPECT_TRUE(whyNoProduct(inner, outer)) << "network " << seed;
    });
    ++(isFused ? fused : apart);
  }
  EXPECT_GT(fused, 100u);
  EXPECT_GT(apart, 20u);
}
