//===- SnnSimplify.cpp - synapses in a row become one ---------------------===//

#include "compiler/transforms/snn-simplify/SnnSimplify.h"
#include "compiler/analysis/NeuronInputs.h"
#include "compiler/transforms/snn-simplify/Patterns.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/Support/DebugLog.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::simplify;

#define DEBUG_TYPE "snn-simplify"

#define GEN_PASS_DEF_SNNSIMPLIFY
namespace snnc {
#include "compiler/transforms/snn-simplify/SnnSimplify.h.inc"
} // namespace snnc

std::vector<double> simplify::biasOf(snn::SynapseOpInterface synapse) {
  ElementsAttr bias = synapse.getSynapseBias();
  return bias ? *snn::readElements<double>(bias) : std::vector<double>();
}

bool simplify::isFloat(snn::SynapseOpInterface synapse) {
  return cast<RankedTensorType>(synapse.getCurrent().getType()).getElementType().isF32();
}

/// The name of the file's layer, for the weights that are made from it.
static std::string nameOf(Operation *op) {
  auto named = dyn_cast<NameLoc>(op->getLoc());
  return named ? named.getName().str() : "fused";
}

ElementsAttr simplify::makeFloats(Operation *op, ArrayRef<int64_t> shape, ArrayRef<double> values, StringRef what) {
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

/// synapse(merge(x, y)) -> merge(synapse(x), synapse(y)): the bias goes to the first.
/// Merges of merges are distributed over at once, each of them once, for they lead to one value on very many ways.
struct DistributeOverMerge : OpInterfaceRewritePattern<snn::SynapseOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(snn::SynapseOpInterface outer, PatternRewriter &rewriter) const override {
    snn::MergeOp merge = mergeOf(outer.getSource());
    if (!merge || !isFloat(outer))
      return failure();
    rewriter.replaceOp(outer, Distribution(outer, rewriter).over(merge));
    return success();
  }

private:
  /// A merge of currents.
  static snn::MergeOp mergeOf(Value value) {
    return isa<RankedTensorType>(value.getType()) ? value.getDefiningOp<snn::MergeOp>() : snn::MergeOp();
  }

  struct Distribution {
    Distribution(snn::SynapseOpInterface outer, PatternRewriter &rewriter) : outer(outer), rewriter(rewriter) {}

    Value over(snn::MergeOp outermost) {
      bool hasBias = outer.getSynapseBias() != nullptr;
      // Merges, each with whether its sum takes the bias, and how many of its sources are done. No recursion: merges of
      // merges may go deeper than the stack.
      SmallVector<std::tuple<snn::MergeOp, bool, unsigned>> open{{outermost, hasBias, 0}};
      while (!open.empty()) {
        auto &[merge, takesBias, next] = open.back();
        if (next == merge.getSources().size()) {
          currents[takesBias][merge.getResult()] = sumOf(merge, takesBias);
          open.pop_back();
          continue;
        }
        bool sourceTakesBias = takesBias && next == 0;
        Value source = merge.getSources()[next++];
        if (snn::MergeOp inner = mergeOf(source); inner && !currents[sourceTakesBias].count(source))
          open.push_back({inner, sourceTakesBias, 0});
      }
      return currents[hasBias].lookup(outermost.getResult());
    }

    Value sumOf(snn::MergeOp merge, bool takesBias) {
      SmallVector<Value> sources;
      for (Value source : merge.getSources()) {
        bool sourceTakesBias = takesBias && sources.empty();
        Value &current = currents[sourceTakesBias][source];
        if (!current)
          current = outer
                        .cloneSynapse(rewriter, source, outer.getSynapseWeights(),
                                      sourceTakesBias ? outer.getSynapseBias() : ElementsAttr(), rewriter.getF32Type())
                        .getCurrent();
        sources.push_back(current);
      }
      return snn::MergeOp::create(rewriter, outer->getLoc(), outer.getCurrent().getType(), sources);
    }

    snn::SynapseOpInterface outer;
    PatternRewriter &rewriter;
    std::array<DenseMap<Value, Value>, 2> currents; ///< of what is merged, without and with the bias
  };
};

struct SnnSimplify : public snnc::impl::SnnSimplifyBase<SnnSimplify> {
  using SnnSimplifyBase::SnnSimplifyBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseLinear, FuseIdentityBehind, FuseIdentityBefore, DistributeOverMerge>(&getContext());
    addConvolutionPatterns(patterns);
    int64_t before = numSynapses();
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    LDBG() << before << " synapses before, " << numSynapses() << " now";
    if (int64_t after = numSynapses(); after != before)
      remark::passed(getOperation().getLoc(), remark::RemarkOpts::name("simplified").category(DEBUG_TYPE))
          << remark::metric("synapsesBefore", before) << remark::metric("synapses", after);
  }

  int64_t numSynapses() {
    int64_t count = 0;
    getOperation()->walk([&](snn::SynapseOpInterface) { ++count; });
    return count;
  }
};
} // namespace
