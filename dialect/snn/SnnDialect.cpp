//===- SnnDialect.cpp - the dialect of spiking networks -------------------===//
//
// Registration, and the checks of the dialect's discardable attributes.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnDialect.h"
#include "dialect/BytecodeVersion.h"
#include "dialect/snn/SnnOps.h"

using namespace mlir;
using namespace snnc::snn;

#include "dialect/snn/SnnDialect.cpp.inc"

void SnnDialect::initialize() {
  addInterface(std::make_unique<snnc::BytecodeVersionInterface>(this, kBytecodeVersion));
  registerTypesAndAttributes();
  addOperations<
#define GET_OP_LIST
#include "dialect/snn/SnnOps.cpp.inc"
      >();
}

static LogicalResult checkPositive(Operation *op, NamedAttribute attribute) {
  auto value = dyn_cast<IntegerAttr>(attribute.getValue());
  if (!value || !value.getType().isSignlessInteger(64) || value.getInt() < 1)
    return op->emitOpError() << "'" << attribute.getName().getValue() << "' must be an i64 of at least 1, got "
                             << attribute.getValue();
  return success();
}

template <typename Kind> static LogicalResult checkKind(Operation *op, NamedAttribute attribute, StringRef kind) {
  if (isa<Kind>(attribute.getValue()))
    return success();
  return op->emitOpError() << "'" << attribute.getName().getValue() << "' must be " << kind << ", got "
                           << attribute.getValue();
}

namespace {
/// A discardable attribute of the dialect: where it may stand, and what it holds.
struct KnownAttribute {
  StringRef name;
  bool (*belongsTo)(Operation *);
  StringRef owner; ///< in words
  LogicalResult (*check)(Operation *, NamedAttribute);
};
} // namespace

static LogicalResult checkShares(Operation *op, NamedAttribute attribute) {
  auto values = dyn_cast<DenseF64ArrayAttr>(attribute.getValue());
  if (values && llvm::all_of(values.asArrayRef(), [](double share) { return share >= 0 && share <= 1; }))
    return success();
  return op->emitOpError() << "'" << attribute.getName().getValue() << "' must be an array of f64 from 0 to 1, got "
                           << attribute.getValue();
}

static bool isModule(Operation *op) { return isa<ModuleOp>(op); }
static bool isNetwork(Operation *op) { return isa<NetworkOp>(op); }
static bool isLayer(Operation *op) { return isa<StatefulOpInterface>(op); }
static bool isCalibrated(Operation *op) { return isa<NetworkOp, StatefulOpInterface>(op); }

static const KnownAttribute knownAttributes[] = {
    {SnnDialect::kStepUsAttr, isNetwork, "snn.network", checkPositive},
    {SnnDialect::kDtUsAttr, isNetwork, "snn.network", checkPositive},
    {SnnDialect::kStepsAttr, isNetwork, "snn.network", checkPositive},
    {SnnDialect::kPhaseAttr, isModule, "a module",
     [](Operation *op, NamedAttribute a) { return checkKind<StringAttr>(op, a, "a string"); }},
    {SnnDialect::kPassAttr, isModule, "a module",
     [](Operation *op, NamedAttribute a) { return checkKind<StringAttr>(op, a, "a string"); }},
    {SnnDialect::kSeedAttr, isModule, "a module",
     [](Operation *op, NamedAttribute a) { return checkKind<IntegerAttr>(op, a, "an i64"); }},
    // What a chip is described by is its own dialect's, which verifies it.
    {SnnDialect::kTargetAttr, isModule, "a module", [](Operation *, NamedAttribute) { return success(); }},
    {SnnDialect::kWeightBitsAttr, isModule, "a module", checkPositive},
    {SnnDialect::kCalibrationAttr, isCalibrated, "snn.network or a layer with state",
     [](Operation *op, NamedAttribute a) { return checkKind<DictionaryAttr>(op, a, "a dictionary"); }},
    {SnnDialect::kRowRatesAttr, isLayer, "a layer with state", checkShares},
    {SnnDialect::kColumnRatesAttr, isLayer, "a layer with state", checkShares},
};

LogicalResult SnnDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  StringRef name = attribute.getName().getValue();
  for (const KnownAttribute &known : knownAttributes) {
    if (known.name != name)
      continue;
    if (!known.belongsTo(op))
      return op->emitOpError() << "'" << name << "' belongs to " << known.owner;
    return known.check(op, attribute);
  }
  InFlightDiagnostic diagnostic = op->emitOpError() << "unknown attribute '" << name << "' of an operation; known are ";
  llvm::interleaveComma(knownAttributes, diagnostic,
                        [&](const KnownAttribute &known) { diagnostic << "'" << known.name << "'"; });
  return diagnostic;
}

LogicalResult SnnDialect::verifyRegionArgAttribute(Operation *op, unsigned, unsigned, NamedAttribute attribute) {
  StringRef name = attribute.getName().getValue();
  if (name == kMaxCountAttr || name == kMaxTotalAttr)
    return checkPositive(op, attribute);
  if (name == kRowRatesAttr || name == kColumnRatesAttr)
    return checkShares(op, attribute);
  if (name == kNameAttr && isa<StringAttr>(attribute.getValue()))
    return success();
  return op->emitOpError() << "unknown attribute '" << name << "' = " << attribute.getValue()
                           << " of an input; known are '" << kMaxCountAttr << "' and '" << kMaxTotalAttr << "' : i64, '"
                           << kNameAttr << "' : string, '" << kRowRatesAttr << "' and '" << kColumnRatesAttr
                           << "' : f64 array";
}

LogicalResult SnnDialect::verifyRegionResultAttribute(Operation *op, unsigned, unsigned, NamedAttribute attribute) {
  if (attribute.getName() == kNameAttr && isa<StringAttr>(attribute.getValue()))
    return success();
  return op->emitOpError() << "unknown attribute '" << attribute.getName().getValue() << "' = " << attribute.getValue()
                           << " of an output; known is '" << kNameAttr << "' : string";
}
