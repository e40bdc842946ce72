//===- SnnSynapseConstraints.cpp - synapses -------------------------------===//
//
// Numbered constraints and inferred types of the operations with weights.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnConstraints.h"

using namespace mlir;
using namespace snnc::snn;

/// The greatest shift of weights that an operation says.
static constexpr uint64_t kMostShift = 7;

static LogicalResult checkShift(EmitError emitError, StringRef constraint, uint64_t shift, Type element) {
  if (shift == 0 || (shift <= kMostShift && element.isInteger()))
    return success();
  if (!element.isInteger())
    return emitError() << constraint << "shift needs weights in integers, the current is of " << element;
  return emitError() << constraint << "shift must be 0 to " << kMostShift << ", got " << shift;
}

static FailureOr<Type> inferIdentity(EmitError emitError, Type source, ElementsAttr weights, ElementsAttr bias,
                                     Type element) {
  if (getShape(source).empty())
    return emitError() << "(C1) the source must have a channel axis";
  int64_t channels = getShape(source).front();
  if (failed(checkShape(emitError, "(C1) ", "weights", weights, channels)) ||
      failed(checkShape(emitError, "(C1) ", "bias", bias, channels)) ||
      failed(checkNumberTypes(emitError, "(C2) ", weights, bias, element)) ||
      failed(checkValues(emitError, "(C3) ", "weights", weights)) ||
      failed(checkValues(emitError, "(C3) ", "bias", bias)))
    return failure();
  return Type(RankedTensorType::get(getShape(source), resultElement(source, element)));
}

LogicalResult IdentityOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  Type source = adaptor.getSource().getType();
  ElementsAttr weights = adaptor.getWeightsAttr(), bias = adaptor.getBiasAttr();
  FailureOr<Type> type = inferIdentity(EmitAt{location}, source, weights, bias, inferElement(source, weights, bias));
  if (succeeded(type))
    types.push_back(*type);
  return type;
}

LogicalResult IdentityOp::verifyConstraints() {
  if (failed(checkShift([&] { return emitOpError(); }, "(C5) ", getShift(), elementOf(getCurrent()))))
    return failure();
  return checkResult(*this, "(C4) ",
                     inferIdentity([&] { return emitOpError(); }, getSource().getType(), getWeightsAttr(),
                                   getBiasAttr(), elementOf(getCurrent())));
}

bool IdentityOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return isCompatibleCurrent(l, r); }

namespace {
struct Conv2dAttributes {
  ElementsAttr weights, bias;
  ArrayRef<int64_t> stride, padding, dilation;
  int64_t groups;
};
} // namespace

static FailureOr<Type> inferConv2d(EmitError emitError, Type source, const Conv2dAttributes &a, Type element) {
  SmallVector<int64_t> input(getShape(source));
  ArrayRef<int64_t> kernel = a.weights.getShapedType().getShape();
  bool isRow = input.size() == 2;
  if (isRow)
    input.insert(input.begin() + 1, 1);
  if (failed(checkRank(emitError, "(C1) ", "source", input.size(), 3)) ||
      failed(checkRank(emitError, "(C1) ", "weights", kernel.size(), 4)) ||
      failed(checkNumbers(emitError, "(C2) ", "stride", a.stride, 2, 1)) ||
      failed(checkNumbers(emitError, "(C2) ", "dilation", a.dilation, 2, 1)) ||
      failed(checkNumbers(emitError, "(C3) ", "padding", a.padding, 4, 0)))
    return failure();
  if (a.groups < 1 || input[0] % a.groups || kernel[0] % a.groups)
    return emitError() << "(C4) groups must be at least 1 and divide " << input[0] << " input and " << kernel[0]
                       << " output channels, got " << a.groups;
  if (kernel[1] != input[0] / a.groups)
    return emitError() << "(C5) weights take " << kernel[1] << " channels, the source has " << input[0] << " in "
                       << a.groups << (a.groups == 1 ? " group" : " groups");
  int64_t output[2];
  for (int axis : {0, 1}) {
    int64_t padded = input[axis + 1] + a.padding[axis] + a.padding[axis + 2];
    int64_t reach = a.dilation[axis] * (kernel[axis + 2] - 1) + 1;
    if (kernel[axis + 2] < 1 || reach > padded)
      return emitError() << "(C6) the kernel is " << reach << (axis ? " wide" : " high")
                         << " with dilation, the padded source " << padded;
    output[axis] = (padded - reach) / a.stride[axis] + 1;
  }
  if (isRow && output[0] != 1)
    return emitError() << "(C1) a source of one row must become one row, becomes " << output[0];
  if (failed(checkShape(emitError, "(C7) ", "bias", a.bias, kernel[0])) ||
      failed(checkNumberTypes(emitError, "(C8) ", a.weights, a.bias, element)) ||
      failed(checkValues(emitError, "(C9) ", "weights", a.weights)) ||
      failed(checkValues(emitError, "(C9) ", "bias", a.bias)))
    return failure();
  SmallVector<int64_t> shape{kernel[0], output[0], output[1]};
  if (isRow)
    shape.erase(shape.begin() + 1);
  return Type(RankedTensorType::get(shape, resultElement(source, element)));
}

LogicalResult Conv2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  Type source = adaptor.getSource().getType();
  Conv2dAttributes a{adaptor.getWeights(), adaptor.getBiasAttr(), adaptor.getStride(),
                     adaptor.getPadding(), adaptor.getDilation(), static_cast<int64_t>(adaptor.getGroups())};
  FailureOr<Type> type = inferConv2d(EmitAt{location}, source, a, inferElement(source, a.weights, a.bias));
  if (succeeded(type))
    types.push_back(*type);
  return type;
}

LogicalResult Conv2dOp::verifyConstraints() {
  if (failed(checkShift([&] { return emitOpError(); }, "(C11) ", getShift(), elementOf(getCurrent()))))
    return failure();
  Conv2dAttributes a{getWeights(), getBiasAttr(), getStride(),
                     getPadding(), getDilation(), static_cast<int64_t>(getGroups())};
  return checkResult(*this, "(C10) ",
                     inferConv2d([&] { return emitOpError(); }, getSource().getType(), a, elementOf(getCurrent())));
}

bool Conv2dOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return isCompatibleCurrent(l, r); }

static FailureOr<Type> inferLinear(EmitError emitError, Type source, ElementsAttr weights, ElementsAttr bias,
                                   Type element) {
  ArrayRef<int64_t> input = getShape(source), kernel = weights.getShapedType().getShape();
  if (failed(checkRank(emitError, "(C1) ", "source", input.size(), 1)) ||
      failed(checkRank(emitError, "(C1) ", "weights", kernel.size(), 2)))
    return failure();
  if (kernel[1] != input[0])
    return emitError() << "(C2) weights take " << kernel[1] << " inputs, the source has " << input[0];
  if (failed(checkShape(emitError, "(C3) ", "bias", bias, kernel[0])) ||
      failed(checkNumberTypes(emitError, "(C4) ", weights, bias, element)) ||
      failed(checkValues(emitError, "(C5) ", "weights", weights)) ||
      failed(checkValues(emitError, "(C5) ", "bias", bias)))
    return failure();
  return Type(RankedTensorType::get(kernel[0], resultElement(source, element)));
}

LogicalResult LinearOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  Type source = adaptor.getSource().getType();
  ElementsAttr weights = adaptor.getWeights(), bias = adaptor.getBiasAttr();
  FailureOr<Type> type = inferLinear(EmitAt{location}, source, weights, bias, inferElement(source, weights, bias));
  if (succeeded(type))
    types.push_back(*type);
  return type;
}

LogicalResult LinearOp::verifyConstraints() {
  if (failed(checkShift([&] { return emitOpError(); }, "(C7) ", getShift(), elementOf(getCurrent()))))
    return failure();
  return checkResult(*this, "(C6) ",
                     inferLinear([&] { return emitOpError(); }, getSource().getType(), getWeights(), getBiasAttr(),
                                 elementOf(getCurrent())));
}

bool LinearOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return isCompatibleCurrent(l, r); }
