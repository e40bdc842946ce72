//===- SpeckDialect.cpp - layers of neurons on Speck cores ----------------===//

#include "dialect/speck/SpeckDialect.h"
#include "dialect/BytecodeVersion.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace snnc::speck;

#include "dialect/speck/SpeckDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/speck/SpeckAttributes.cpp.inc"

#define GET_OP_CLASSES
#include "dialect/speck/SpeckOps.cpp.inc"

void SpeckDialect::initialize() {
  addInterface(std::make_unique<snnc::BytecodeVersionInterface>(this, kBytecodeVersion));
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/speck/SpeckAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialect/speck/SpeckOps.cpp.inc"
      >();
}

OpAsmAliasResult TargetAttr::getAlias(llvm::raw_ostream &stream) const {
  stream << getName() << "_target"; // an alias does not end with a digit
  return OpAsmAliasResult::FinalAlias;
}

void ProgramOp::build(OpBuilder &builder, OperationState &state, StringRef name, TargetAttr target, bool sensor) {
  state.addAttribute(getSymNameAttrName(state.name), builder.getStringAttr(name));
  state.addAttribute(getTargetAttrName(state.name), target);
  if (sensor)
    state.addAttribute(getSensorAttrName(state.name), builder.getUnitAttr());
  state.addRegion()->emplaceBlock();
}

LogicalResult ProgramOp::verify() {
  for (Operation &op : getBody().front())
    if (!isa<InputOp, LayerOp, CoreOp, OutputOp>(op))
      return op.emitOpError() << "cannot stand in a speck.program";
  return success();
}

/// No extent of a chip is larger, so that products of three are numbers.
static constexpr int64_t greatestExtent = 1 << 16;

static LogicalResult checkExtents(Operation *op, StringRef what, ArrayRef<int64_t> values, size_t count,
                                  int64_t least) {
  if (values.size() != count)
    return op->emitOpError() << what << " has " << values.size() << " numbers, not " << count;
  for (int64_t value : values)
    if (value < least || value > greatestExtent)
      return op->emitOpError() << what << " has " << value << ", it is from " << least << " to " << greatestExtent;
  return success();
}

LogicalResult InputOp::verify() { return checkExtents(*this, "shape", getShape(), 3, 1); }
LogicalResult LayerOp::verify() { return checkExtents(*this, "shape", getShape(), 3, 1); }
LogicalResult OutputOp::verify() { return checkExtents(*this, "shape", getShape(), 3, 1); }

LogicalResult CoreOp::verify() {
  if (failed(checkExtents(*this, "input", getInput(), 3, 1)) ||
      failed(checkExtents(*this, "stride", getStride(), 2, 1)) ||
      failed(checkExtents(*this, "padding", getPadding(), 2, 0)))
    return failure();
  int64_t numbers[] = {int64_t(getFirst()), int64_t(getChannels()), int64_t(getStep())};
  if (failed(checkExtents(*this, "first, channels and step", numbers, 3, 0)) || getChannels() == 0 || getStep() == 0)
    return emitOpError() << "has channels and a step from 1 on";
  auto type = dyn_cast<RankedTensorType>(getWeights().getShapedType());
  if (!type || type.getRank() != 4 || !type.getElementType().isInteger(8))
    return emitOpError() << "weights are no tensor of i8 of four axes";
  ArrayRef<int64_t> shape = type.getShape();
  int64_t features = (int64_t(getChannels()) - 1) * int64_t(getStep()) + 1;
  if (shape[0] != features || shape[1] != getInput()[0] || shape[2] != shape[3])
    return emitOpError() << "weights are of " << shape[0] << " features from " << shape[1] << " by a kernel of "
                         << shape[2] << " by " << shape[3] << ", not of " << features << " from " << getInput()[0]
                         << " by a square one";
  if (int64_t(getBias().size()) != features)
    return emitOpError() << "bias has " << getBias().size() << " numbers, not " << features;
  return success();
}

static LogicalResult checkLayer(Operation *op, FlatSymbolRefAttr layer, SymbolTableCollection &symbols) {
  if (symbols.lookupNearestSymbolFrom<LayerOp>(op, layer))
    return success();
  return op->emitOpError() << "there is no layer '" << layer.getValue() << "'";
}

LogicalResult CoreOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return checkLayer(*this, getLayerAttr(), symbols);
}
LogicalResult OutputOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return checkLayer(*this, getLayerAttr(), symbols);
}
