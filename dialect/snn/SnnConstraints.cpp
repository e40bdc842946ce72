//===- SnnConstraints.cpp - checks that layers share ----------------------===//

#include "dialect/snn/SnnConstraints.h"

using namespace mlir;

namespace snnc::snn {

std::string str(ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleave(shape, os, "x");
  return text;
}

LogicalResult checkRank(EmitError emitError, StringRef constraint, StringRef what, int64_t have, int64_t need) {
  if (have == need)
    return success();
  return emitError() << constraint << what << " must have rank " << need << ", has " << have;
}

LogicalResult checkNumbers(EmitError emitError, StringRef constraint, StringRef what, ArrayRef<int64_t> have,
                           size_t count, int64_t least) {
  if (have.size() != count)
    return emitError() << constraint << what << " must be " << count << " numbers, got " << have.size();
  for (int64_t value : have)
    if (value < least)
      return emitError() << constraint << what << " must be at least " << least << ", got " << value;
  return success();
}

LogicalResult checkShape(EmitError emitError, StringRef constraint, StringRef what, ElementsAttr attr,
                         ArrayRef<int64_t> need) {
  if (!attr || attr.getShapedType().getShape() == need)
    return success();
  return emitError() << constraint << what << " must have shape " << str(need) << ", has "
                     << str(attr.getShapedType().getShape());
}

LogicalResult checkNumberTypes(EmitError emitError, StringRef constraint, ElementsAttr weights, ElementsAttr bias,
                               Type element) {
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

LogicalResult checkValues(EmitError emitError, StringRef constraint, StringRef what, ElementsAttr attr) {
  return attr ? verifyElements(attr, constraint, what, emitError) : success();
}

Type inferElement(Type source, ElementsAttr weights, ElementsAttr bias) {
  if (auto tensor = dyn_cast<RankedTensorType>(source))
    return tensor.getElementType();
  if (bias)
    return bias.getElementType();
  if (weights && !isa<FloatType>(weights.getElementType()))
    return IntegerType::get(source.getContext(), 16);
  return Float32Type::get(source.getContext());
}

LogicalResult inferAndSetType(FailureOr<Type> type, SmallVectorImpl<Type> &types) {
  if (succeeded(type))
    types.push_back(*type);
  return type;
}

bool isCompatibleCurrent(TypeRange inferred, TypeRange actual) {
  auto l = dyn_cast<RankedTensorType>(inferred.front()), r = dyn_cast<RankedTensorType>(actual.front());
  return l && r && l.getShape() == r.getShape();
}

LogicalResult checkResult(Operation *op, StringRef constraint, FailureOr<Type> inferred) {
  if (failed(inferred))
    return failure();
  Type actual = op->getResult(0).getType();
  if (actual == *inferred)
    return success();
  return op->emitOpError() << constraint << "the result must be " << *inferred << ", is " << actual;
}

Type elementOf(Value current) { return cast<RankedTensorType>(current.getType()).getElementType(); }

Type resultElement(Type source, Type element) {
  auto tensor = dyn_cast<RankedTensorType>(source);
  return tensor ? tensor.getElementType() : element;
}

} // namespace snnc::snn
