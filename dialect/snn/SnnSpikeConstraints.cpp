//===- SnnSpikeConstraints.cpp - layers without weights -------------------===//
//
// Numbered constraints and inferred types of pools, branches and delays.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnConstraints.h"

using namespace mlir;
using namespace snnc::snn;

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
