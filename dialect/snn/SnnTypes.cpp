//===- SnnTypes.cpp - frames of spike counts ------------------------------===//
//
// Text form and constraints of the spikes type.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnTypes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace snnc::snn;

#include "dialect/snn/SnnEnums.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialect/snn/SnnTypes.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/snn/SnnAttributes.cpp.inc"

void SnnDialect::registerTypesAndAttributes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialect/snn/SnnTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/snn/SnnAttributes.cpp.inc"
      >();
}

Type SpikesType::parse(AsmParser &parser) {
  SMLoc loc = parser.getCurrentLocation();
  SmallVector<int64_t> shape;
  if (parser.parseLess() || parser.parseDimensionList(shape, /*allowDynamic=*/false, /*withTrailingX=*/false))
    return {};
  bool isSigned = false;
  if (succeeded(parser.parseOptionalComma())) {
    if (parser.parseKeyword("signed"))
      return {};
    isSigned = true;
  }
  if (parser.parseGreater())
    return {};
  return parser.getChecked<SpikesType>(loc, parser.getContext(), ArrayRef<int64_t>(shape), isSigned);
}

void SpikesType::print(AsmPrinter &printer) const {
  printer << "<";
  printer.printDimensionList(getShape());
  if (getIsSigned())
    printer << ", signed";
  printer << ">";
}

LogicalResult SpikesType::verify(function_ref<InFlightDiagnostic()> emitError, ArrayRef<int64_t> shape, bool) {
  if (shape.empty())
    return emitError() << "(C1) spikes need at least one axis";
  for (int64_t extent : shape)
    if (extent < 1)
      return emitError() << "(C2) every extent of spikes must be at least 1, got " << extent;
  return success();
}

int64_t SpikesType::getNumElements() const { return ShapedType::getNumElements(getShape()); }

namespace snnc::snn {

ArrayRef<int64_t> getShape(Type type) {
  if (auto spikes = dyn_cast<SpikesType>(type))
    return spikes.getShape();
  return cast<RankedTensorType>(type).getShape();
}

int64_t getNumElements(Type type) { return ShapedType::getNumElements(getShape(type)); }

Type cloneWithShape(Type type, ArrayRef<int64_t> shape) {
  if (auto spikes = dyn_cast<SpikesType>(type))
    return spikes.cloneWithShape(shape);
  return RankedTensorType::get(shape, cast<RankedTensorType>(type).getElementType());
}

} // namespace snnc::snn
