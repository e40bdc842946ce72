//===- SnnDialect.cpp - the dialect of spiking networks -------------------===//
//
// Registration, and the checks of the dialect's discardable attributes.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnDialect.h"
#include "dialect/snn/SnnOps.h"

using namespace mlir;
using namespace snnc::snn;

#include "dialect/snn/SnnDialect.cpp.inc"

void SnnDialect::initialize() {
  registerTypesAndAttributes();
  addOperations<
#define GET_OP_LIST
#include "dialect/snn/SnnOps.cpp.inc"
      >();
}

static LogicalResult checkPositive(Operation *op, NamedAttribute attribute) {
  auto value = dyn_cast<IntegerAttr>(attribute.getValue());
  if (!value || !value.getType().isSignlessInteger(64) || value.getInt() < 1)
    return op->emitError() << "'" << attribute.getName().getValue() << "' must be an i64 of at least 1, got "
                           << attribute.getValue();
  return success();
}

LogicalResult SnnDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  StringRef name = attribute.getName().getValue();
  if (name != kStepUsAttr && name != kStepsAttr)
    return op->emitError() << "unknown attribute '" << name << "' of an operation; known are '" << kStepUsAttr
                           << "' and '" << kStepsAttr << "'";
  if (!isa<NetworkOp>(op))
    return op->emitError() << "'" << name << "' belongs to snn.network";
  return checkPositive(op, attribute);
}

LogicalResult SnnDialect::verifyRegionArgAttribute(Operation *op, unsigned, unsigned, NamedAttribute attribute) {
  StringRef name = attribute.getName().getValue();
  if (name == kMaxCountAttr)
    return checkPositive(op, attribute);
  if (name == kNameAttr && isa<StringAttr>(attribute.getValue()))
    return success();
  return op->emitError() << "unknown attribute '" << name << "' = " << attribute.getValue()
                         << " of an input; known are '" << kMaxCountAttr << "' : i64 and '" << kNameAttr
                         << "' : string";
}

LogicalResult SnnDialect::verifyRegionResultAttribute(Operation *op, unsigned, unsigned, NamedAttribute attribute) {
  if (attribute.getName() == kNameAttr && isa<StringAttr>(attribute.getValue()))
    return success();
  return op->emitError() << "unknown attribute '" << attribute.getName().getValue() << "' = " << attribute.getValue()
                         << " of an output; known is '" << kNameAttr << "' : string";
}
