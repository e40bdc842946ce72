//===- SnnSpikeConstraints.cpp - layers without weights -------------------===//
//
// Numbered constraints and inferred types of pools, branches and delays.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnConstraints.h"

using namespace mlir;
using namespace snnc::snn;

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

int64_t snnc::snn::getNumWindows(int64_t extent, int64_t kernel, int64_t stride, bool ceilMode) {
  int64_t windows = llvm::divideFloorSigned(extent - kernel + (ceilMode ? stride - 1 : 0), stride) + 1;
  return ceilMode && windows > 0 && (windows - 1) * stride >= extent ? windows - 1 : windows;
}

bool snnc::snn::hasOverhang(int64_t extent, int64_t kernel, int64_t stride, bool ceilMode) {
  return (getNumWindows(extent, kernel, stride, ceilMode) - 1) * stride + kernel > extent;
}

FailureOr<SmallVector<int64_t>> snnc::snn::inferWindows(EmitError emitError, Type source, const Windows &windows) {
  ArrayRef<int64_t> input = getShape(source);
  if (failed(checkRank(emitError, "(C1) ", "source", input.size(), 3)) ||
      failed(checkNumbers(emitError, "(C2) ", "kernel", windows.kernel, 2, 1)) ||
      failed(checkNumbers(emitError, "(C2) ", "stride", windows.stride, 2, 1)))
    return failure();
  SmallVector<int64_t> result{input[0]};
  for (int axis : {0, 1})
    result.push_back(getNumWindows(input[axis + 1], windows.kernel[axis], windows.stride[axis], windows.ceilMode));
  if (result[1] < 1 || result[2] < 1)
    return emitError() << "(C3) the kernel is " << str(windows.kernel) << ", the source " << str(input.drop_front());
  return result;
}

static FailureOr<Type> inferSumPool2d(EmitError emitError, Type source, const Windows &windows) {
  FailureOr<SmallVector<int64_t>> shape = inferWindows(emitError, source, windows);
  if (failed(shape))
    return failure();
  bool isFull = true;
  for (int axis : {0, 1})
    isFull &= !hasOverhang(getShape(source)[axis + 1], windows.kernel[axis], windows.stride[axis], windows.ceilMode);
  if (isFull)
    return cloneWithShape(source, *shape);
  auto tensor = dyn_cast<RankedTensorType>(source);
  if (tensor && !tensor.getElementType().isF32())
    return emitError() << "(C5) a window hangs over the edge, whose mean is no whole number in "
                       << tensor.getElementType();
  return Type(RankedTensorType::get(*shape, Float32Type::get(source.getContext())));
}

LogicalResult SumPool2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  Windows windows{adaptor.getKernel(), adaptor.getStride() ? *adaptor.getStride() : adaptor.getKernel(),
                  adaptor.getCeilMode()};
  return inferAndSetType(inferSumPool2d(EmitAt{location}, adaptor.getSource().getType(), windows), types);
}

LogicalResult SumPool2dOp::verifyConstraints() {
  Windows windows{getKernel(), getStrideOrKernel(), getCeilMode()};
  return checkResult(*this, "(C4) ", inferSumPool2d([&] { return emitOpError(); }, getSource().getType(), windows));
}

bool SumPool2dOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

/// (C1) to (C4) of a spiking max pool.
static FailureOr<Type> inferSpikingMaxPool2d(EmitError emitError, SpikesType source, const Windows &windows,
                                             ArrayRef<int64_t> padding) {
  ArrayRef<int64_t> input = source.getShape();
  if (source.getIsSigned())
    return emitError() << "(C1) source must be unsigned, is " << source;
  if (failed(checkRank(emitError, "(C1) ", "source", input.size(), 3)) ||
      failed(checkNumbers(emitError, "(C2) ", "kernel", windows.kernel, 2, 1)) ||
      failed(checkNumbers(emitError, "(C2) ", "stride", windows.stride, 2, 1)) ||
      failed(checkNumbers(emitError, "(C3) ", "padding", padding, 4, 0)))
    return failure();
  SmallVector<int64_t> shape{input[0]};
  for (int axis : {0, 1}) {
    int64_t padded = input[axis + 1] + padding[axis] + padding[axis + 2];
    if (windows.kernel[axis] > padded)
      return emitError() << "(C4) the kernel is " << windows.kernel[axis] << (axis ? " wide" : " high")
                         << ", the padded source " << padded;
    shape.push_back(getNumWindows(padded, windows.kernel[axis], windows.stride[axis], /*ceilMode=*/false));
  }
  return Type(SpikesType::get(source.getContext(), shape));
}

LogicalResult SpikingMaxPool2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                                   SmallVectorImpl<Type> &types) {
  Windows windows{adaptor.getKernel(), adaptor.getStride() ? *adaptor.getStride() : adaptor.getKernel(), false};
  return inferAndSetType(inferSpikingMaxPool2d(EmitAt{location}, cast<SpikesType>(adaptor.getSource().getType()),
                                               windows, adaptor.getPadding()),
                         types);
}

LogicalResult SpikingMaxPool2dOp::verifyConstraints() {
  Windows windows{getKernel(), getStrideOrKernel(), false};
  return checkResult(
      *this, "(C5) ",
      inferSpikingMaxPool2d([&] { return emitOpError(); }, getSource().getType(), windows, getPadding()));
}

bool SpikingMaxPool2dOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

//===----------------------------------------------------------------------===//
// Crops, branches and delays
//===----------------------------------------------------------------------===//

static FailureOr<Type> inferCrop2d(EmitError emitError, Type source, ArrayRef<int64_t> cropping) {
  ArrayRef<int64_t> input = getShape(source);
  if (failed(checkRank(emitError, "(C1) ", "source", input.size(), 3)) ||
      failed(checkNumbers(emitError, "(C2) ", "cropping", cropping, 4, 0)))
    return failure();
  SmallVector<int64_t> shape{input[0]};
  for (int axis : {0, 1}) {
    shape.push_back(input[axis + 1] - cropping[axis] - cropping[axis + 2]);
    if (shape.back() < 1)
      return emitError() << "(C3) the crop takes " << cropping[axis] + cropping[axis + 2]
                         << (axis ? " columns, the source has " : " rows, the source has ") << input[axis + 1];
  }
  return cloneWithShape(source, shape);
}

LogicalResult Crop2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  return inferAndSetType(inferCrop2d(EmitAt{location}, adaptor.getSource().getType(), adaptor.getCropping()), types);
}

LogicalResult Crop2dOp::verifyConstraints() {
  return checkResult(*this, "(C4) ", inferCrop2d([&] { return emitOpError(); }, getSource().getType(), getCropping()));
}

bool Crop2dOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

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
