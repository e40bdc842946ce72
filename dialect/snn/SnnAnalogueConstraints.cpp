//===- SnnAnalogueConstraints.cpp - layers of analogue networks ----------===//
//
// Numbered constraints and inferred types of the layers of analogue networks.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnConstraints.h"

using namespace mlir;
using namespace snnc::snn;

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

static FailureOr<Type> inferAvgPool2d(EmitError emitError, Type source, const Windows &windows) {
  FailureOr<SmallVector<int64_t>> shape = inferWindows(emitError, source, windows);
  if (failed(shape))
    return failure();
  return Type(RankedTensorType::get(*shape, Float32Type::get(source.getContext())));
}

LogicalResult AvgPool2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  Windows windows{adaptor.getKernel(), adaptor.getStride() ? *adaptor.getStride() : adaptor.getKernel(),
                  adaptor.getCeilMode()};
  return inferAndSetType(inferAvgPool2d(EmitAt{location}, adaptor.getSource().getType(), windows), types);
}

LogicalResult AvgPool2dOp::verifyConstraints() {
  Windows windows{getKernel(), getStrideOrKernel(), getCeilMode()};
  return checkResult(*this, "(C4) ", inferAvgPool2d([&] { return emitOpError(); }, getSource().getType(), windows));
}

bool AvgPool2dOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

//===----------------------------------------------------------------------===//
// Batch norm
//===----------------------------------------------------------------------===//

namespace {
struct Normalisation {
  ElementsAttr mean, variance, weights, bias;
  double epsilon;
};
} // namespace

static FailureOr<Type> inferBatchNorm2d(EmitError emitError, Type source, const Normalisation &norm) {
  if (failed(checkRank(emitError, "(C1) ", "source", getShape(source).size(), 3)))
    return failure();
  int64_t channels = getShape(source).front();
  const std::pair<StringRef, ElementsAttr> parameters[] = {
      {"mean", norm.mean}, {"variance", norm.variance}, {"weights", norm.weights}, {"bias", norm.bias}};
  for (auto [what, attr] : parameters) {
    if (failed(checkShape(emitError, "(C2) ", what, attr, channels)))
      return failure();
    if (attr && !attr.getElementType().isF32())
      return emitError() << "(C2) " << what << " must be f32, is " << attr.getElementType();
    if (failed(checkValues(emitError, "(C3) ", what, attr)))
      return failure();
  }
  if (!std::isfinite(norm.epsilon))
    return emitError() << "(C3) epsilon must be finite";
  for (auto [channel, variance] : llvm::enumerate(*readElements<double>(norm.variance)))
    if (!(variance + norm.epsilon > 0))
      return emitError() << "(C4) variance + epsilon must be greater than 0, is " << variance + norm.epsilon
                         << " for channel " << channel;
  return source;
}

LogicalResult BatchNorm2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                              SmallVectorImpl<Type> &types) {
  Normalisation norm{adaptor.getMean(), adaptor.getVariance(), adaptor.getWeightsAttr(), adaptor.getBiasAttr(),
                     adaptor.getEpsilon().convertToDouble()};
  return inferAndSetType(inferBatchNorm2d(EmitAt{location}, adaptor.getSource().getType(), norm), types);
}

LogicalResult BatchNorm2dOp::verifyConstraints() {
  Normalisation norm{getMean(), getVariance(), getWeightsAttr(), getBiasAttr(), getEpsilon().convertToDouble()};
  return checkResult(*this, "(C5) ", inferBatchNorm2d([&] { return emitOpError(); }, getSource().getType(), norm));
}

bool BatchNorm2dOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

//===----------------------------------------------------------------------===//
// Functions of each value
//===----------------------------------------------------------------------===//

LogicalResult ReluOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  return inferAndSetType(adaptor.getSource().getType(), types);
}

LogicalResult ReluOp::verifyConstraints() { return checkResult(*this, "(C1) ", Type(getSource().getType())); }

bool ReluOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

static FailureOr<Type> inferNeuromorphicRelu(EmitError emitError, Type source, int64_t fanout) {
  if (fanout < 1)
    return emitError() << "(C1) fanout must be at least 1, got " << fanout;
  return source;
}

LogicalResult NeuromorphicReluOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                                   SmallVectorImpl<Type> &types) {
  return inferAndSetType(
      inferNeuromorphicRelu(EmitAt{location}, adaptor.getSource().getType(), static_cast<int64_t>(adaptor.getFanout())),
      types);
}

LogicalResult NeuromorphicReluOp::verifyConstraints() {
  return checkResult(
      *this, "(C2) ",
      inferNeuromorphicRelu([&] { return emitOpError(); }, getSource().getType(), static_cast<int64_t>(getFanout())));
}

bool NeuromorphicReluOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

LogicalResult QuantizeOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  return inferAndSetType(adaptor.getSource().getType(), types);
}

LogicalResult QuantizeOp::verifyConstraints() { return checkResult(*this, "(C1) ", Type(getSource().getType())); }

bool QuantizeOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }
