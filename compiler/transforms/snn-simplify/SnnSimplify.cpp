//===- SnnSimplify.cpp - synapses in a row become one ---------------------===//

#include "compiler/transforms/snn-simplify/SnnSimplify.h"
#include "compiler/analysis/NeuronInputs.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_SNNSIMPLIFY
namespace snnc {
#include "compiler/transforms/snn-simplify/SnnSimplify.h.inc"
} // namespace snnc

/// More products than this are not formed: the matrix would be larger than what it replaces is worth.
static constexpr int64_t kMostProducts = int64_t(1) << 32;

static std::vector<double> biasOf(snn::SynapseOpInterface synapse) {
  ElementsAttr bias = synapse.getSynapseBias();
  return bias ? *snn::readElements<double>(bias) : std::vector<double>();
}

static bool isFloat(snn::SynapseOpInterface synapse) {
  return cast<RankedTensorType>(synapse.getCurrent().getType()).getElementType().isF32();
}

/// The name of the file's layer, for the weights that are made from it.
static std::string nameOf(Operation *op) {
  auto named = dyn_cast<NameLoc>(op->getLoc());
  return named ? named.getName().str() : "fused";
}

static ElementsAttr makeFloats(Operation *op, ArrayRef<int64_t> shape, ArrayRef<double> values, StringRef what) {
  if (values.empty())
    return {};
  std::vector<float> floats(values.begin(), values.end());
  auto type = RankedTensorType::get(shape, Float32Type::get(op->getContext()));
  return snn::makeElements<float>(type, floats, nameOf(op) + "." + what.str());
}

namespace {

/// linear(linear(x)) -> linear(x).
struct FuseLinear : OpRewritePattern<snn::LinearOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(snn::LinearOp outer, PatternRewriter &rewriter) const override {
    auto inner = outer.getSource().getDefiningOp<snn::LinearOp>();
    if (!inner || !isFloat(outer))
      return failure();
    int64_t in = inner.getWeights().getShapedType().getShape()[1], out = outer.getCurrent().getType().getShape()[0];
    int64_t hidden = inner.getCurrent().getType().getShape()[0];
    if (in > kMostProducts / hidden / out)
      return failure();
    std::vector<double> a = weightsOf(outer), b = weightsOf(inner), bias = biasOf(outer), early = biasOf(inner);
    std::vector<double> product(out * in, 0.0);
    if (!early.empty())
      bias.resize(out, 0.0);
    for (int64_t o = 0; o < out; ++o)
      for (int64_t h = 0; h < hidden; ++h) {
        double weight = a[o * hidden + h];
        for (int64_t i = 0; i < in; ++i)
          product[o * in + i] += weight * b[h * in + i];
        if (!early.empty())
          bias[o] += weight * early[h];
      }
    rewriter.replaceOpWithNewOp<snn::LinearOp>(outer, outer.getType(), inner.getSource(),
                                               makeFloats(outer, {out, in}, product, "weight"),
                                               makeFloats(outer, out, bias, "bias"));
    return success();
  }
};

/// identity(synapse(x)) -> synapse(x).
struct FuseIdentityBehind : OpRewritePattern<snn::IdentityOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(snn::IdentityOp outer, PatternRewriter &rewriter) const override {
    auto inner = outer.getSource().getDefiningOp<snn::SynapseOpInterface>();
    if (!inner || !isFloat(outer))
      return failure();
    int64_t channels = outer.getCurrent().getType().getShape()[0];
    std::vector<double> factors = weightsOf(outer), added = biasOf(outer), weights = weightsOf(inner),
                        bias = biasOf(inner);
    for (size_t i = 0, run = weights.size() / channels; i < weights.size(); ++i)
      weights[i] *= factors[i / run];
    if (bias.empty() && !added.empty())
      bias.resize(channels, 0.0);
    for (size_t c = 0; c < bias.size(); ++c)
      bias[c] = bias[c] * factors[c] + (added.empty() ? 0 : added[c]);
    ElementsAttr old = inner.getSynapseWeights();
    ArrayRef<int64_t> shape = old ? old.getShapedType().getShape() : ArrayRef(channels);
    snn::SynapseOpInterface fused =
        inner.cloneSynapse(rewriter, inner.getSource(), makeFloats(outer, shape, weights, "weight"),
                           makeFloats(outer, channels, bias, "bias"), rewriter.getF32Type());
    rewriter.replaceOp(outer, fused.getCurrent());
    return success();
  }
};

/// linear(identity(x)) -> linear(x).
struct FuseIdentityBefore : OpRewritePattern<snn::LinearOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(snn::LinearOp outer, PatternRewriter &rewriter) const override {
    auto inner = outer.getSource().getDefiningOp<snn::IdentityOp>();
    if (!inner || !isFloat(outer))
      return failure();
    ArrayRef<int64_t> shape = outer.getWeights().getShapedType().getShape();
    std::vector<double> factors = weightsOf(inner), early = biasOf(inner), weights = weightsOf(outer),
                        bias = biasOf(outer);
    if (!early.empty())
      bias.resize(shape[0], 0.0);
    for (int64_t o = 0; o < shape[0]; ++o)
      for (int64_t i = 0; i < shape[1]; ++i) {
        double &weight = weights[o * shape[1] + i];
        if (!early.empty())
          bias[o] += weight * early[i];
        weight *= factors[i];
      }
    rewriter.replaceOpWithNewOp<snn::LinearOp>(outer, outer.getType(), inner.getSource(),
                                               makeFloats(outer, shape, weights, "weight"),
                                               makeFloats(outer, shape[0], bias, "bias"));
    return success();
  }
};

/// synapse(merge(x, y)) -> merge(synapse(x), synapse(y)), for synapses without padding: the bias goes to the first.
struct DistributeOverMerge : OpInterfaceRewritePattern<snn::SynapseOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(snn::SynapseOpInterface outer, PatternRewriter &rewriter) const override {
    auto merge = outer.getSource().getDefiningOp<snn::MergeOp>();
    if (!merge || !isa<RankedTensorType>(merge.getType()) || !isa<snn::LinearOp, snn::IdentityOp>(outer) ||
        !isFloat(outer))
      return failure();
    SmallVector<Value> currents;
    for (Value source : merge.getSources())
      currents.push_back(outer
                             .cloneSynapse(rewriter, source, outer.getSynapseWeights(),
                                           currents.empty() ? outer.getSynapseBias() : ElementsAttr(),
                                           rewriter.getF32Type())
                             .getCurrent());
    rewriter.replaceOpWithNewOp<snn::MergeOp>(outer, outer.getCurrent().getType(), currents);
    return success();
  }
};

struct SnnSimplify : public snnc::impl::SnnSimplifyBase<SnnSimplify> {
  using SnnSimplifyBase::SnnSimplifyBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseLinear, FuseIdentityBehind, FuseIdentityBefore, DistributeOverMerge>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
