//===- Convolutions.cpp - synapses of frames in a row ---------------------===//
//
// A convolution of a convolution, a linear connection of a flattened one, and the pools, crops and delays of a current
// that lie between two synapses: these become part of the first one, or go in front of it.
//
//===----------------------------------------------------------------------===//

#include "compiler/analysis/NeuronInputs.h"
#include "compiler/analysis/SynapseProduct.h"
#include "compiler/transforms/snn-simplify/Patterns.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::simplify;

namespace {
/// Weights and bias of a synapse, as those of the convolution that it is.
struct Kernel {
  snn::Convolution shape;
  std::vector<double> weights, bias;

  explicit Kernel(snn::SynapseOpInterface synapse)
      : shape(synapse.getConvolution()), weights(weightsOf(synapse)), bias(biasOf(synapse)) {}

  int64_t outOfGroup() const { return shape.outChannels / shape.groups; }
  int64_t inOfGroup() const { return shape.inChannels / shape.groups; }
  int64_t plane() const { return shape.kernel[0] * shape.kernel[1]; }
  /// The first weight of an output channel for the `c`-th input channel of its group.
  int64_t at(int64_t out, int64_t c) const { return (out * inOfGroup() + c) * plane(); }
};
} // namespace

/// Adds to `sums`, a kernel of `product`, the outer kernel `far` spread over the inner kernel `near`.
static void addProduct(const snn::Convolution &product, const Kernel &outer, const double *far, const Kernel &inner,
                       const double *near, double *sums) {
  std::array<int64_t, 2> farStep, nearStep;
  for (unsigned axis = 0; axis < 2; ++axis) {
    farStep[axis] = outer.shape.dilation[axis] * inner.shape.stride[axis] / product.dilation[axis];
    nearStep[axis] = inner.shape.dilation[axis] / product.dilation[axis];
  }
  for (int64_t oy = 0; oy < outer.shape.kernel[0]; ++oy)
    for (int64_t ox = 0; ox < outer.shape.kernel[1]; ++ox, ++far)
      for (int64_t iy = 0; iy < inner.shape.kernel[0]; ++iy)
        for (int64_t ix = 0; ix < inner.shape.kernel[1]; ++ix)
          sums[(oy * farStep[0] + iy * nearStep[0]) * product.kernel[1] + ox * farStep[1] + ix * nearStep[1]] +=
              *far * near[iy * inner.shape.kernel[1] + ix];
}

/// Weights of `product`, the outer convolution behind the inner one.
static std::vector<double> multiply(const snn::Convolution &product, const Kernel &outer, const Kernel &inner) {
  int64_t in = product.inChannels / product.groups, plane = product.kernel[0] * product.kernel[1];
  std::vector<double> sums(product.outChannels * in * plane, 0.0);
  for (int64_t o = 0; o < outer.shape.outChannels; ++o)
    for (int64_t m = 0; m < outer.inOfGroup(); ++m) {
      int64_t middle = o / outer.outOfGroup() * outer.inOfGroup() + m;
      int64_t firstIn = middle / inner.outOfGroup() * inner.inOfGroup();
      int64_t firstOfProduct = o / (product.outChannels / product.groups) * in;
      for (int64_t i = 0; i < inner.inOfGroup(); ++i)
        addProduct(product, outer, &outer.weights[outer.at(o, m)], inner, &inner.weights[inner.at(middle, i)],
                   &sums[(o * in + firstIn + i - firstOfProduct) * plane]);
    }
  return sums;
}

/// What the inner bias adds to that of the outer convolution, which pads nothing.
static void addInnerBias(Kernel &outer, const Kernel &inner) {
  if (inner.bias.empty())
    return;
  outer.bias.resize(outer.shape.outChannels, 0.0);
  for (int64_t o = 0; o < outer.shape.outChannels; ++o)
    for (int64_t m = 0; m < outer.inOfGroup(); ++m)
      for (int64_t tap = 0; tap < outer.plane(); ++tap)
        outer.bias[o] +=
            outer.weights[outer.at(o, m) + tap] * inner.bias[o / outer.outOfGroup() * outer.inOfGroup() + m];
}

namespace {

/// conv2d(conv2d(x)) and conv2d(identity(x)) -> conv2d(x).
struct FuseConvolution : OpRewritePattern<snn::Conv2dOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(snn::Conv2dOp op, PatternRewriter &rewriter) const override {
    auto before = op.getSource().getDefiningOp<snn::SynapseOpInterface>();
    if (!before || !isa<snn::Conv2dOp, snn::IdentityOp>(before) || !isFloat(op) || whyNoProduct(before, op))
      return failure();
    snn::Convolution product = productOf(before.getConvolution(), op.getConvolution());
    int64_t products = before.getConvolution().kernel[0] * before.getConvolution().kernel[1];
    for (int64_t factor : {op.getConvolution().numWeights(), before.getConvolution().fanIn()})
      if (products *= factor; products > kMostProducts)
        return failure();
    if (product.numWeights() > kMostProducts)
      return failure();
    Kernel outer(op), inner(before);
    addInnerBias(outer, inner);
    std::vector<double> weights = multiply(product, outer, inner);
    rewriter.replaceOpWithNewOp<snn::Conv2dOp>(
        op, op.getType(), before.getSource(),
        makeFloats(op, {product.outChannels, product.inChannels / product.groups, product.kernel[0], product.kernel[1]},
                   weights, "weight"),
        makeFloats(op, product.outChannels, outer.bias, "bias"), product.stride, product.padding, product.dilation,
        product.groups);
    return success();
  }
};

/// linear(flatten(conv2d(x))) and linear(flatten(identity(x))) -> linear(flatten(x)).
struct FuseFlattened : OpRewritePattern<snn::LinearOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(snn::LinearOp op, PatternRewriter &rewriter) const override {
    auto flatten = op.getSource().getDefiningOp<snn::FlattenOp>();
    auto before = flatten ? flatten.getSource().getDefiningOp<snn::SynapseOpInterface>() : nullptr;
    if (!before || !isFloat(op))
      return failure();
    int64_t outputs = op.getCurrent().getType().getShape()[0];
    snn::Convolution shape = before.getConvolution();
    if (int64_t(op.getWeights().size()) > kMostProducts / shape.fanIn() ||
        shape.inChannels * shape.inHeight * shape.inWidth > kMostProducts / outputs)
      return failure();
    Kernel inner(before);
    std::vector<double> factors = weightsOf(op), bias = biasOf(op);
    if (!inner.bias.empty())
      bias.resize(outputs, 0.0);
    int64_t inputs = shape.inChannels * shape.inHeight * shape.inWidth;
    std::vector<double> weights(outputs * inputs, 0.0);
    for (int64_t o = 0; o < outputs; ++o)
      addRow(&factors[o * snn::getNumElements(flatten.getSource().getType())], inner, &weights[o * inputs],
             inner.bias.empty() ? nullptr : &bias[o]);
    auto flat = snn::FlattenOp::create(rewriter, flatten.getLoc(), before.getSource());
    rewriter.replaceOpWithNewOp<snn::LinearOp>(op, op.getType(), flat.getResult(),
                                               makeFloats(op, {outputs, inputs}, weights, "weight"),
                                               makeFloats(op, outputs, bias, "bias"));
    return success();
  }

private:
  /// One output: its factor for each value of the inner current, spread over the pixels that this comes from.
  static void addRow(const double *factor, const Kernel &inner, double *sums, double *bias) {
    const snn::Convolution &conv = inner.shape;
    for (int64_t m = 0; m < conv.outChannels; ++m)
      for (int64_t y = 0; y < conv.outHeight; ++y)
        for (int64_t x = 0; x < conv.outWidth; ++x, ++factor) {
          if (bias)
            *bias += *factor * inner.bias[m];
          for (int64_t i = 0; i < inner.inOfGroup(); ++i)
            addWindow(*factor, conv, y, x, &inner.weights[inner.at(m, i)],
                      sums + (m / inner.outOfGroup() * inner.inOfGroup() + i) * conv.inHeight * conv.inWidth);
        }
  }

  static void addWindow(double factor, const snn::Convolution &conv, int64_t y, int64_t x, const double *weights,
                        double *plane) {
    for (int64_t ky = 0; ky < conv.kernel[0]; ++ky) {
      int64_t row = y * conv.stride[0] - conv.padding[0] + ky * conv.dilation[0];
      if (row < 0 || row >= conv.inHeight)
        continue;
      for (int64_t kx = 0; kx < conv.kernel[1]; ++kx)
        if (int64_t column = x * conv.stride[1] - conv.padding[1] + kx * conv.dilation[1];
            column >= 0 && column < conv.inWidth)
          plane[row * conv.inWidth + column] += factor * weights[ky * conv.kernel[1] + kx];
    }
  }
};

/// sum_pool2d(synapse(x)) -> conv2d(synapse(x)), with a group a channel and weights of one.
struct PoolOfCurrent : OpRewritePattern<snn::SumPool2dOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(snn::SumPool2dOp pool, PatternRewriter &rewriter) const override {
    auto before = pool.getSource().getDefiningOp<snn::SynapseOpInterface>();
    if (!before || !isFloat(before) || pool.getCeilMode())
      return failure();
    int64_t channels = snn::getShape(pool.getSource().getType()).front();
    SmallVector<int64_t> shape{channels, 1, pool.getKernel()[0], pool.getKernel()[1]};
    if (shape[2] > kMostProducts / shape[3] / channels)
      return failure();
    std::vector<double> ones(channels * shape[2] * shape[3], 1.0);
    rewriter.replaceOpWithNewOp<snn::Conv2dOp>(pool, cast<RankedTensorType>(pool.getResult().getType()),
                                               pool.getSource(), makeFloats(pool, shape, ones, "weight"),
                                               ElementsAttr(), pool.getStrideOrKernel(), ArrayRef<int64_t>{0, 0, 0, 0},
                                               ArrayRef<int64_t>{1, 1}, channels);
    return success();
  }
};

/// crop2d(synapse(x)) -> synapse(crop2d(x)): less padding, and then fewer pixels.
struct CropOfCurrent : OpRewritePattern<snn::Crop2dOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(snn::Crop2dOp crop, PatternRewriter &rewriter) const override {
    auto before = crop.getSource().getDefiningOp<snn::SynapseOpInterface>();
    if (!before || !isFloat(before) || !isa<snn::Conv2dOp, snn::IdentityOp>(before))
      return failure();
    snn::Convolution conv = before.getConvolution();
    std::array<int64_t, 2> in{conv.inHeight, conv.inWidth};
    std::array<int64_t, 4> padding, cropping;
    for (unsigned axis = 0; axis < 2; ++axis) {
      int64_t windows = snn::getShape(crop.getResult().getType())[axis + 1];
      int64_t first = crop.getCropping()[axis] * conv.stride[axis] - conv.padding[axis];
      int64_t end = first + (windows - 1) * conv.stride[axis] + (conv.kernel[axis] - 1) * conv.dilation[axis] + 1;
      // Where all windows that are left lie in the padding there is nothing to crop to.
      if (first >= in[axis] || end <= 0)
        return failure();
      padding[axis] = std::max<int64_t>(-first, 0), cropping[axis] = std::max<int64_t>(first, 0);
      padding[axis + 2] = std::max<int64_t>(end - in[axis], 0);
      cropping[axis + 2] = std::max<int64_t>(in[axis] - end, 0);
    }
    Value source = snn::Crop2dOp::create(rewriter, crop.getLoc(), before.getSource(), ArrayRef<int64_t>(cropping));
    auto type = cast<RankedTensorType>(crop.getResult().getType());
    if (auto op = dyn_cast<snn::Conv2dOp>(before.getOperation()))
      rewriter.replaceOpWithNewOp<snn::Conv2dOp>(crop, type, source, op.getWeights(), op.getBiasAttr(), op.getStride(),
                                                 padding, op.getDilation(), op.getGroups());
    else
      rewriter.replaceOpWithNewOp<snn::IdentityOp>(crop, type, source, before.getSynapseWeights(),
                                                   before.getSynapseBias());
    return success();
  }
};

/// delay(synapse(x)) -> synapse(delay(x)). With a bias the first steps would differ.
struct DelayOfCurrent : OpRewritePattern<snn::DelayOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(snn::DelayOp delay, PatternRewriter &rewriter) const override {
    auto before = delay.getSource().getDefiningOp<snn::SynapseOpInterface>();
    if (!before || !isFloat(before) || before.getSynapseBias())
      return failure();
    Value late = snn::DelayOp::create(rewriter, delay.getLoc(), before.getSource(), delay.getSteps());
    snn::SynapseOpInterface synapse =
        before.cloneSynapse(rewriter, late, before.getSynapseWeights(), ElementsAttr(), rewriter.getF32Type());
    rewriter.replaceOp(delay, synapse.getCurrent());
    return success();
  }
};

} // namespace

void simplify::addConvolutionPatterns(RewritePatternSet &patterns) {
  patterns.add<FuseConvolution, FuseFlattened, PoolOfCurrent, CropOfCurrent, DelayOfCurrent>(patterns.getContext());
}
