//===- XyloDialect.cpp - layers of neurons on one Xylo core ---------------===//

#include "dialect/xylo/XyloDialect.h"
#include "dialect/BytecodeVersion.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace snnc::xylo;

#include "dialect/xylo/XyloDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/xylo/XyloAttributes.cpp.inc"

#define GET_OP_CLASSES
#include "dialect/xylo/XyloOps.cpp.inc"

void XyloDialect::initialize() {
  addInterface(std::make_unique<snnc::BytecodeVersionInterface>(this, kBytecodeVersion));
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/xylo/XyloAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialect/xylo/XyloOps.cpp.inc"
      >();
}

OpAsmAliasResult TargetAttr::getAlias(llvm::raw_ostream &stream) const {
  stream << getName() << "_target"; // an alias does not end with a digit
  return OpAsmAliasResult::FinalAlias;
}

void ProgramOp::build(OpBuilder &builder, OperationState &state, StringRef name, TargetAttr target,
                      ArrayRef<int64_t> shifts, bool hasBias) {
  state.addAttribute(getSymNameAttrName(state.name), builder.getStringAttr(name));
  state.addAttribute(getTargetAttrName(state.name), target);
  state.addAttribute(getShiftsAttrName(state.name), builder.getDenseI64ArrayAttr(shifts));
  if (hasBias)
    state.addAttribute(getHasBiasAttrName(state.name), builder.getUnitAttr());
  state.addRegion()->emplaceBlock();
}

LogicalResult ProgramOp::verify() {
  if (getShifts().size() != 3)
    return emitOpError() << "has " << getShifts().size()
                         << " shifts, not 3 (of weights from inputs, among hidden neurons, to outputs)";
  for (Operation &op : getBody().front())
    if (!isa<InputOp, LayerOp, SynapsesOp, OutputOp>(op))
      return op.emitOpError() << "cannot stand in a xylo.program";
  return success();
}

/// A core has no more neurons than that, so that the product of three extents is a number.
static constexpr int64_t mostNeurons = 1 << 16;

static LogicalResult checkShape(Operation *op, ArrayRef<int64_t> shape) {
  if (shape.size() != 3)
    return op->emitOpError() << "shape has " << shape.size() << " numbers, not 3 (channels, rows, columns)";
  int64_t size = 1;
  for (int64_t extent : shape) {
    if (extent < 1 || extent > mostNeurons / size)
      return op->emitOpError() << "shape has an extent of " << extent << ", from 1 on and " << mostNeurons
                               << " neurons in all would do";
    size *= extent;
  }
  return success();
}

LogicalResult InputOp::verify() { return checkShape(*this, getShape()); }

/// Arrays of f64 lose digits where they are printed; elements do not.
static bool isNumbers(ElementsAttr attribute, int64_t count) {
  auto type = dyn_cast<RankedTensorType>(attribute.getShapedType());
  return type && type.getRank() == 1 && type.getDimSize(0) == count && type.getElementType().isF64();
}

LogicalResult LayerOp::verify() {
  if (failed(checkShape(*this, getShape())))
    return failure();
  for (auto [name, values] :
       {std::pair("current_dash", getCurrentDash()), std::pair("potential_dash", getPotentialDash()),
        std::pair("threshold", getThreshold()), std::pair("bias", getBias())})
    if (int64_t(values.size()) != getNumNeurons())
      return emitOpError() << name << " has " << values.size() << " numbers, not " << getNumNeurons();
  if (!isNumbers(getScale(), getShape()[0]))
    return emitOpError() << "scale is no vector of " << getShape()[0] << " numbers of f64";
  for (ElementsAttr decays : {getWantedAttr(), getGotAttr()})
    if (decays && !isNumbers(decays, 2))
      return emitOpError() << "wanted and got are vectors of 2 numbers of f64 each, of currents and of potentials";
  return success();
}

LogicalResult OutputOp::verify() {
  if (failed(checkShape(*this, getShape())))
    return failure();
  int64_t size = getShape()[0] * getShape()[1] * getShape()[2];
  if (int64_t(getNeurons().size()) != size)
    return emitOpError() << "has " << getNeurons().size() << " neurons, not " << size;
  return success();
}

LogicalResult SynapsesOp::verify() {
  auto type = dyn_cast<RankedTensorType>(getWeights().getShapedType());
  if (!type || type.getRank() != 2 || !type.getElementType().isInteger(8))
    return emitOpError() << "weights are no matrix of i8";
  return success();
}

LogicalResult SynapsesOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto program = (*this)->getParentOfType<ProgramOp>();
  auto target = symbols.lookupNearestSymbolFrom<LayerOp>(*this, getTargetAttr());
  if (!target)
    return emitOpError() << "there is no layer '" << getTarget() << "'";
  int64_t sources = -1;
  if (auto reference = dyn_cast<FlatSymbolRefAttr>(getSource())) {
    if (auto layer = symbols.lookupNearestSymbolFrom<LayerOp>(*this, reference); layer && !layer.getIsReadout())
      sources = layer.getNumNeurons();
  } else {
    for (auto input : program.getBody().getOps<InputOp>())
      if (input.getNameAttr() == getSource())
        sources = input.getShape()[0] * input.getShape()[1] * input.getShape()[2];
  }
  if (sources < 0)
    return emitOpError() << "there is no input or layer of hidden neurons " << getSource();
  ArrayRef<int64_t> shape = getWeights().getShapedType().getShape();
  if (shape[0] != sources || shape[1] != target.getNumNeurons())
    return emitOpError() << "weights are " << shape[0] << " by " << shape[1] << ", not " << sources << " by "
                         << target.getNumNeurons();
  return success();
}
