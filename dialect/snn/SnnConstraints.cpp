//===- SnnConstraints.cpp - numbered constraints and inferred types -------===//
//
// For each layer one function that checks the constraints on its operands and attributes and returns the type of its
// result. Verifier and type inference both call it, so they cannot disagree.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"

using namespace mlir;
using namespace snnc::snn;

using EmitError = function_ref<InFlightDiagnostic()>;

//===----------------------------------------------------------------------===//
// Shared checks
//===----------------------------------------------------------------------===//

/// A shape as in `2x34x34`.
static std::string str(ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleave(shape, os, "x");
  return text;
}

static LogicalResult checkRank(EmitError emitError, StringRef constraint, StringRef what, int64_t have, int64_t need) {
  if (have == need)
    return success();
  return emitError() << constraint << what << " must have rank " << need << ", has " << have;
}

static LogicalResult checkNumbers(EmitError emitError, StringRef constraint, StringRef what, ArrayRef<int64_t> have,
                                  size_t count, int64_t least) {
  if (have.size() != count)
    return emitError() << constraint << what << " must be " << count << " numbers, got " << have.size();
  for (int64_t value : have)
    if (value < least)
      return emitError() << constraint << what << " must be at least " << least << ", got " << value;
  return success();
}

static LogicalResult checkShape(EmitError emitError, StringRef constraint, StringRef what, ElementsAttr attr,
                                ArrayRef<int64_t> need) {
  if (!attr || attr.getShapedType().getShape() == need)
    return success();
  return emitError() << constraint << what << " must have shape " << str(need) << ", has "
                     << str(attr.getShapedType().getShape());
}

/// Which element types `weights` and `bias` may have beside a current of `element`.
static LogicalResult checkNumberTypes(EmitError emitError, StringRef constraint, ElementsAttr weights,
                                      ElementsAttr bias, Type element) {
  if (weights) {
    Type have = weights.getElementType();
    bool fits = element.isF32() ? have.isF32() : have.isSignlessInteger(8) || have.isSignlessInteger(16);
    if (!fits)
      return emitError() << constraint << "weights must be " << (element.isF32() ? "f32" : "i8 or i16")
                         << " for a current of " << element << ", are " << have;
  }
  if (bias && bias.getElementType() != element)
    return emitError() << constraint << "bias must be " << element << " as the current, is " << bias.getElementType();
  return success();
}

static LogicalResult checkValues(EmitError emitError, StringRef constraint, StringRef what, ElementsAttr attr) {
  return attr ? verifyElements(attr, constraint, what, emitError) : success();
}

/// The element type of the current: that of a tensor source, that of the bias, else f32 or i16 as the weights are.
static Type inferElement(Type source, ElementsAttr weights, ElementsAttr bias) {
  if (auto tensor = dyn_cast<RankedTensorType>(source))
    return tensor.getElementType();
  if (bias)
    return bias.getElementType();
  if (weights && !isa<FloatType>(weights.getElementType()))
    return IntegerType::get(source.getContext(), 16);
  return Float32Type::get(source.getContext());
}

/// Spikes do not say in which numbers their current is kept: there any element type is compatible.
static bool isCompatibleCurrent(TypeRange inferred, TypeRange actual) {
  auto l = dyn_cast<RankedTensorType>(inferred.front()), r = dyn_cast<RankedTensorType>(actual.front());
  return l && r && l.getShape() == r.getShape();
}

/// Verifies a layer whose result is `inferred` for the element type that it has.
static LogicalResult checkResult(Operation *op, StringRef constraint, FailureOr<Type> inferred) {
  if (failed(inferred))
    return failure();
  Type actual = op->getResult(0).getType();
  if (actual == *inferred)
    return success();
  return op->emitOpError() << constraint << "the result must be " << *inferred << ", is " << actual;
}

namespace {
/// Reports an error at a location, if there is one.
struct EmitAt {
  std::optional<Location> location;
  InFlightDiagnostic operator()() const { return location ? emitError(*location) : InFlightDiagnostic(); }
};
} // namespace

/// The element type in which constraints are checked: the one that the result has.
static Type elementOf(Value current) { return cast<RankedTensorType>(current.getType()).getElementType(); }

/// A tensor source fixes the element type of the current.
static Type resultElement(Type source, Type element) {
  auto tensor = dyn_cast<RankedTensorType>(source);
  return tensor ? tensor.getElementType() : element;
}

//===----------------------------------------------------------------------===//
// Synapses
//===----------------------------------------------------------------------===//

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
  ArrayRef<int64_t> input = getShape(source), kernel = a.weights.getShapedType().getShape();
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
  if (failed(checkShape(emitError, "(C7) ", "bias", a.bias, kernel[0])) ||
      failed(checkNumberTypes(emitError, "(C8) ", a.weights, a.bias, element)) ||
      failed(checkValues(emitError, "(C9) ", "weights", a.weights)) ||
      failed(checkValues(emitError, "(C9) ", "bias", a.bias)))
    return failure();
  return Type(RankedTensorType::get({kernel[0], output[0], output[1]}, resultElement(source, element)));
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
  return checkResult(*this, "(C6) ",
                     inferLinear([&] { return emitOpError(); }, getSource().getType(), getWeights(), getBiasAttr(),
                                 elementOf(getCurrent())));
}

bool LinearOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return isCompatibleCurrent(l, r); }

//===----------------------------------------------------------------------===//
// Layers without weights
//===----------------------------------------------------------------------===//

static FailureOr<Type> inferSumPool2d(EmitError emitError, Type source, ArrayRef<int64_t> kernel,
                                      ArrayRef<int64_t> stride) {
  ArrayRef<int64_t> input = getShape(source);
  if (failed(checkRank(emitError, "(C1) ", "source", input.size(), 3)) ||
      failed(checkNumbers(emitError, "(C2) ", "kernel", kernel, 2, 1)) ||
      failed(checkNumbers(emitError, "(C2) ", "stride", stride, 2, 1)))
    return failure();
  if (kernel[0] > input[1] || kernel[1] > input[2])
    return emitError() << "(C3) the kernel is " << str(kernel) << ", the source " << str(input.drop_front());
  return cloneWithShape(source,
                        {input[0], (input[1] - kernel[0]) / stride[0] + 1, (input[2] - kernel[1]) / stride[1] + 1});
}

LogicalResult SumPool2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  FailureOr<Type> type = inferSumPool2d(EmitAt{location}, adaptor.getSource().getType(), adaptor.getKernel(),
                                        adaptor.getStride() ? *adaptor.getStride() : adaptor.getKernel());
  if (succeeded(type))
    types.push_back(*type);
  return type;
}

LogicalResult SumPool2dOp::verifyConstraints() {
  return checkResult(
      *this, "(C4) ",
      inferSumPool2d([&] { return emitOpError(); }, getSource().getType(), getKernel(), getStrideOrKernel()));
}

bool SumPool2dOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

LogicalResult FlattenOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  Type source = adaptor.getSource().getType();
  types.push_back(cloneWithShape(source, getNumElements(source)));
  return success();
}

LogicalResult FlattenOp::verifyConstraints() {
  Type source = getSource().getType();
  return checkResult(*this, "(C1) ", cloneWithShape(source, getNumElements(source)));
}

bool FlattenOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

/// (C1) and (C2) of a merge.
static FailureOr<Type> inferMerge(EmitError emitError, TypeRange sources) {
  if (sources.size() < 2)
    return emitError() << "(C1) a merge needs at least 2 sources, has " << sources.size();
  for (auto [index, type] : llvm::enumerate(sources))
    if (type != sources.front())
      return emitError() << "(C2) all sources must have the same type: source 0 is " << sources.front() << ", source "
                         << index << " is " << type;
  return sources.front();
}

LogicalResult MergeOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  FailureOr<Type> type = inferMerge(EmitAt{location}, adaptor.getSources().getTypes());
  if (succeeded(type))
    types.push_back(*type);
  return type;
}

LogicalResult MergeOp::verifyConstraints() {
  return checkResult(*this, "(C3) ", inferMerge([&] { return emitOpError(); }, getSources().getTypes()));
}

bool MergeOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

/// (C1) to (C3) of a concatenation.
static FailureOr<Type> inferConcatenate(EmitError emitError, TypeRange sources) {
  if (sources.empty())
    return emitError() << "(C1) a concatenation needs at least 1 source, has none";
  SmallVector<int64_t> shape(getShape(sources.front()));
  if (shape.empty())
    return emitError() << "(C3) the sources must have a channel axis";
  for (auto [index, type] : llvm::enumerate(sources.drop_front())) {
    ArrayRef<int64_t> other = getShape(type);
    if (other.empty() || cloneWithShape(type, shape) != cloneWithShape(sources.front(), shape))
      return emitError() << "(C2) all sources must be of one kind: source 0 is " << sources.front() << ", source "
                         << index + 1 << " is " << type;
    if (other.drop_front() != ArrayRef(shape).drop_front())
      return emitError() << "(C3) all sources must have the same extents but for the leading one: source 0 is "
                         << str(getShape(sources.front())) << ", source " << index + 1 << " is " << str(other);
    shape.front() += other.front();
  }
  return cloneWithShape(sources.front(), shape);
}

LogicalResult ConcatenateOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                              SmallVectorImpl<Type> &types) {
  FailureOr<Type> type = inferConcatenate(EmitAt{location}, adaptor.getSources().getTypes());
  if (succeeded(type))
    types.push_back(*type);
  return type;
}

LogicalResult ConcatenateOp::verifyConstraints() {
  return checkResult(*this, "(C4) ", inferConcatenate([&] { return emitOpError(); }, getSources().getTypes()));
}

bool ConcatenateOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

static FailureOr<Type> inferDelay(EmitError emitError, Type source, int64_t steps) {
  if (steps < 1 || steps > DelayOp::kMaxSteps)
    return emitError() << "(C1) steps must be at least 1 and at most " << DelayOp::kMaxSteps << ", got " << steps;
  return source;
}

LogicalResult DelayOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  FailureOr<Type> type =
      inferDelay(EmitAt{location}, adaptor.getSource().getType(), static_cast<int64_t>(adaptor.getSteps()));
  if (succeeded(type))
    types.push_back(*type);
  return type;
}

LogicalResult DelayOp::verifyConstraints() {
  return checkResult(
      *this, "(C2) ",
      inferDelay([&] { return emitOpError(); }, getSource().getType(), static_cast<int64_t>(getSteps())));
}

bool DelayOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

//===----------------------------------------------------------------------===//
// Neurons
//===----------------------------------------------------------------------===//

LogicalResult IntegrateFireOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, Adaptor adaptor,
                                                SmallVectorImpl<Type> &types) {
  types.push_back(SpikesType::get(context, getShape(adaptor.getCurrent().getType())));
  return success();
}

bool IntegrateFireOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

/// (C2) and (C3) for one parameter.
static LogicalResult checkParameter(EmitError emitError, StringRef what, ElementsAttr attr, int64_t channels,
                                    ArrayRef<Type> elements) {
  if (!attr)
    return success();
  if (failed(checkShape(emitError, "(C2) ", what, attr, channels)))
    return failure();
  if (!llvm::is_contained(elements, attr.getElementType())) {
    InFlightDiagnostic diagnostic = emitError() << "(C2) " << what << " must be ";
    llvm::interleave(elements, diagnostic, " or ");
    return diagnostic << ", is " << attr.getElementType();
  }
  return verifyElements(attr, "(C3) ", what, emitError);
}

/// (C6) and (C7): what only integer neurons have.
static LogicalResult checkIntegerParameters(EmitError emitError, const NeuronParameters &p, Type element,
                                            double greatestThreshold) {
  if (element.isF32()) {
    StringRef given = p.maxCount ? "max_count" : p.upper ? "upper" : p.scale ? "scale" : "";
    if (given.empty())
      return success();
    return emitError() << "(C6) " << given << " needs a current of integers, this one is of " << element;
  }
  if (p.maxCount && *p.maxCount < 1)
    return emitError() << "(C6) max_count must be at least 1, got " << *p.maxCount;
  if (p.scale) {
    std::vector<double> scales = *readElements<double>(p.scale);
    double least = *llvm::min_element(scales);
    if (least <= 0)
      return emitError() << "(C6) scale must be greater than 0, got " << least;
  }
  if (!p.upper)
    return success();
  if (*p.upper < static_cast<int64_t>(greatestThreshold) - 1)
    return emitError() << "(C7) upper must be at least the threshold - 1, "
                       << static_cast<int64_t>(greatestThreshold) - 1 << ", got " << *p.upper;
  int64_t greatest = llvm::maxIntN(element.getIntOrFloatBitWidth());
  if (*p.upper > greatest)
    return emitError() << "(C7) upper must be at most " << greatest << ", the greatest " << element << ", got "
                       << *p.upper;
  return success();
}

LogicalResult IntegrateFireOp::verifyConstraints() {
  auto emit = [&] { return emitOpError(); };
  ArrayRef<int64_t> shape = getCurrent().getType().getShape();
  Type element = getCurrent().getType().getElementType();
  NeuronParameters p = getNeuronParameters();
  if (shape.empty())
    return emitOpError() << "(C2) the current must have a channel axis";
  if (failed(checkResult(*this, "(C1) ", Type(SpikesType::get(getContext(), shape)))))
    return failure();
  if (failed(checkParameter(emit, "threshold", p.threshold, shape[0], element)) ||
      failed(checkParameter(emit, "lower_bound", p.lowerBound, shape[0], element)) ||
      failed(checkParameter(emit, "subtract", p.subtract, shape[0], element)) ||
      failed(checkParameter(emit, "scale", p.scale, shape[0],
                            {Float32Type::get(getContext()), Float64Type::get(getContext())})))
    return failure();
  std::vector<double> thresholds = *readElements<double>(p.threshold);
  double least = *llvm::min_element(thresholds), greatest = *llvm::max_element(thresholds);
  if (least <= 0)
    return emitOpError() << "(C4) the threshold must be greater than 0, got " << least;
  if (p.subtract && p.reset == Reset::Zero)
    return emitOpError() << "(C5) subtract has no meaning where the potential is reset to zero";
  return checkIntegerParameters(emit, p, element, greatest);
}
