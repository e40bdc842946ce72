//===- Synapses.cpp - affine layers as parts of a synapse -----------------===//

#include "compiler/transforms/snn-convert-analog/Synapses.h"
#include "compiler/analysis/NeuronInputs.h"
#include "dialect/snn/Elements.h"
#include <cmath>

using namespace mlir;
using namespace snnc;

/// Verified networks have readable values.

static ElementsAttr makeValues(ArrayRef<int64_t> shape, const std::vector<double> &values, MLIRContext *context,
                               StringRef name) {
  std::vector<float> floats(values.begin(), values.end());
  return snn::makeElements<float>(RankedTensorType::get(shape, Float32Type::get(context)), floats, name);
}

static ElementsAttr makeLike(ElementsAttr attr, const std::vector<double> &values, StringRef name) {
  return makeValues(attr.getShapedType().getShape(), values, attr.getContext(), name);
}

snn::SynapseOpInterface convert::rescale(OpBuilder &builder, snn::SynapseOpInterface synapse, Value source,
                                         double scale, double biasRescaling) {
  ElementsAttr weights = synapse.getSynapseWeights(), bias = synapse.getSynapseBias();
  if (scale != 1 && !weights) {
    int64_t channels = snn::getShape(source.getType()).front();
    weights = makeValues(channels, std::vector<double>(channels, scale), builder.getContext(), "weights");
  } else if (scale != 1) {
    std::vector<double> values = snn::valuesOf<double>(weights);
    for (double &value : values)
      value *= scale;
    weights = makeLike(weights, values, "weights");
  }
  if (bias && biasRescaling != 1) {
    std::vector<double> values = snn::valuesOf<double>(bias);
    for (double &value : values)
      value /= biasRescaling;
    bias = makeLike(bias, values, "bias");
  }
  return synapse.cloneSynapse(builder, source, weights, bias, builder.getF32Type());
}

static Value makeIdentity(OpBuilder &builder, Location loc, Value source, ElementsAttr weights, ElementsAttr bias) {
  auto type = RankedTensorType::get(snn::getShape(source.getType()), builder.getF32Type());
  return snn::IdentityOp::create(builder, loc, type, source, weights, bias);
}

Value convert::makeIdentity(OpBuilder &builder, Location loc, Value source, double weight) {
  int64_t channels = snn::getShape(source.getType()).front();
  ElementsAttr weights;
  if (weight != 1)
    weights = makeValues(channels, std::vector<double>(channels, weight), builder.getContext(), "weights");
  return ::makeIdentity(builder, loc, source, weights, {});
}

Value convert::makeFactors(OpBuilder &builder, Location loc, Value source, snn::IdentityOp factors, double scale) {
  std::vector<double> weights = weightsOf(factors);
  for (double &weight : weights)
    weight *= scale;
  int64_t channels = int64_t(weights.size());
  return ::makeIdentity(builder, loc, source, makeValues(channels, weights, builder.getContext(), "weights"),
                        factors.getBiasAttr());
}

namespace {
/// A normalisation as `factor * x + shift`, channel by channel.
struct Affine {
  std::vector<double> factor, shift;

  explicit Affine(snn::BatchNorm2dOp norm) {
    std::vector<double> mean = snn::valuesOf<double>(norm.getMean()),
                        variance = snn::valuesOf<double>(norm.getVariance());
    std::vector<double> weights(mean.size(), 1.0), bias(mean.size(), 0.0);
    if (norm.getWeightsAttr())
      weights = snn::valuesOf<double>(norm.getWeightsAttr());
    if (norm.getBiasAttr())
      bias = snn::valuesOf<double>(norm.getBiasAttr());
    double epsilon = norm.getEpsilon().convertToDouble();
    for (size_t c = 0; c < mean.size(); ++c) {
      factor.push_back(weights[c] / std::sqrt(variance[c] + epsilon));
      shift.push_back(bias[c] - mean[c] * factor[c]);
    }
  }
};
} // namespace

Value convert::makeNormalization(OpBuilder &builder, snn::BatchNorm2dOp norm, Value source, double scale) {
  Affine affine(norm);
  for (double &factor : affine.factor)
    factor *= scale;
  int64_t channels = affine.factor.size();
  return ::makeIdentity(builder, norm.getLoc(), source,
                        makeValues(channels, affine.factor, builder.getContext(), "weights"),
                        makeValues(channels, affine.shift, builder.getContext(), "bias"));
}

snn::SynapseOpInterface convert::foldNormalization(OpBuilder &builder, snn::SynapseOpInterface synapse,
                                                   snn::BatchNorm2dOp norm) {
  Affine affine(norm);
  size_t channels = affine.factor.size();
  std::vector<double> weights = weightsOf(synapse), bias(channels, 0.0);
  ElementsAttr given = synapse.getSynapseWeights();
  if (synapse.getSynapseBias())
    bias = snn::valuesOf<double>(synapse.getSynapseBias());
  size_t each = weights.size() / channels; // of one output channel, which is the first axis
  for (size_t i = 0; i < weights.size(); ++i)
    weights[i] *= affine.factor[i / each];
  for (size_t c = 0; c < channels; ++c)
    bias[c] = bias[c] * affine.factor[c] + affine.shift[c];
  SmallVector<int64_t> shape{static_cast<int64_t>(channels)};
  if (given)
    shape = SmallVector<int64_t>(given.getShapedType().getShape());
  bool isZero = llvm::all_of(bias, [](double value) { return value == 0; });
  return synapse.cloneSynapse(builder, synapse.getSource(), makeValues(shape, weights, builder.getContext(), "weights"),
                              isZero ? ElementsAttr() : makeValues(shape.front(), bias, builder.getContext(), "bias"),
                              builder.getF32Type());
}

Value convert::foldPool(OpBuilder &builder, snn::Conv2dOp conv, snn::AvgPool2dOp pool) {
  ArrayRef<int64_t> shape = conv.getWeights().getShapedType().getShape(), stride = conv.getStride();
  ArrayRef<int64_t> kernel = pool.getKernel();
  // The window of outputs (ky, kx) sees the kernel shifted by so many strides.
  int64_t height = shape[2] + (kernel[0] - 1) * stride[0], width = shape[3] + (kernel[1] - 1) * stride[1];
  std::vector<double> taps = snn::valuesOf<double>(conv.getWeights());
  std::vector<double> sums(shape[0] * shape[1] * height * width, 0.0);
  for (int64_t plane = 0; plane < shape[0] * shape[1]; ++plane)
    for (int64_t y = 0; y < shape[2]; ++y)
      for (int64_t x = 0; x < shape[3]; ++x)
        for (int64_t ky = 0; ky < kernel[0]; ++ky)
          for (int64_t kx = 0; kx < kernel[1]; ++kx)
            sums[(plane * height + y + ky * stride[0]) * width + x + kx * stride[1]] +=
                taps[(plane * shape[2] + y) * shape[3] + x] / double(kernel[0] * kernel[1]);
  ElementsAttr weights = makeValues({shape[0], shape[1], height, width}, sums, builder.getContext(), "weights");
  ArrayRef<int64_t> step = pool.getStrideOrKernel();
  return snn::Conv2dOp::create(builder, FusedLoc::get(builder.getContext(), {conv.getLoc(), pool.getLoc()}),
                               pool.getType(), conv.getSource(), weights, conv.getBiasAttr(),
                               ArrayRef<int64_t>{stride[0] * step[0], stride[1] * step[1]}, conv.getPadding(),
                               ArrayRef<int64_t>{1, 1}, conv.getGroups());
}
