//===- SnnNeuronConstraints.cpp - neurons ---------------------------------===//
//
// Numbered constraints and inferred types of the operations with a membrane potential.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnConstraints.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace snnc::snn;

LogicalResult IntegrateFireOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, Adaptor adaptor,
                                                SmallVectorImpl<Type> &types) {
  types.push_back(SpikesType::get(context, getShape(adaptor.getCurrent().getType()), adaptor.getSignedSpikes()));
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

/// A number without the digits that it does not need.
static std::string shortText(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", value);
  return text;
}

/// The constraint on decays, by its number.
static LogicalResult checkDecay(EmitError emitError, StringRef constraint, StringRef what, ElementsAttr attr,
                                Type element) {
  if (!attr)
    return success();
  int64_t most = element.isInteger() ? kDecayOne : 1;
  std::vector<double> values = *readElements<double>(attr);
  for (double value : values)
    if (value < 0 || value > double(most))
      return emitError() << constraint << what << " must be 0 to " << most << ", is " << shortText(value);
  return success();
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
  if (failed(checkResult(*this, "(C1) ", Type(SpikesType::get(getContext(), shape, p.signedSpikes)))))
    return failure();
  if (failed(checkParameter(emit, "threshold", p.threshold, shape[0], element)) ||
      failed(checkParameter(emit, "lower_bound", p.lowerBound, shape[0], element)) ||
      failed(checkParameter(emit, "subtract", p.subtract, shape[0], element)) ||
      failed(checkParameter(emit, "decay", p.decay, shape[0], element)) ||
      failed(checkParameter(emit, "current_decay", p.currentDecay, shape[0], element)) ||
      failed(checkParameter(emit, "scale", p.scale, shape[0],
                            {Float32Type::get(getContext()), Float64Type::get(getContext())})))
    return failure();
  std::vector<double> thresholds = *readElements<double>(p.threshold);
  double least = *llvm::min_element(thresholds), greatest = *llvm::max_element(thresholds);
  if (least <= 0)
    return emitOpError() << "(C4) the threshold must be greater than 0, got " << least;
  if (p.subtract && p.reset == Reset::Zero)
    return emitOpError() << "(C5) subtract has no meaning where the potential is reset to zero";
  if (p.signedSpikes && (p.compare != Compare::GreaterOrEqual || p.spikesPerStep != SpikesPerStep::Many))
    return emitOpError() << "(C8) signed_spikes needs compare = ge and spikes = many";
  if (p.signedSpikes && p.leaks())
    return emitOpError() << "(C8) signed_spikes has no form with a decay";
  if (failed(checkDecay(emit, "(C9) ", "decay", p.decay, element)) ||
      failed(checkDecay(emit, "(C9) ", "current_decay", p.currentDecay, element)))
    return failure();
  return checkIntegerParameters(emit, p, element, greatest);
}

LogicalResult IntegrateOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  types.push_back(adaptor.getCurrent().getType());
  return success();
}

bool IntegrateOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

LogicalResult IntegrateOp::verifyConstraints() {
  auto emit = [&] { return emitOpError(); };
  ArrayRef<int64_t> shape = getCurrent().getType().getShape();
  Type element = getCurrent().getType().getElementType();
  if (shape.empty())
    return emitOpError() << "(C1) the current must have a channel axis";
  if (failed(checkResult(*this, "(C1) ", Type(getCurrent().getType()))) ||
      failed(checkParameter(emit, "decay", getDecayAttr(), shape[0], element)) ||
      failed(checkParameter(emit, "current_decay", getCurrentDecayAttr(), shape[0], element)) ||
      failed(checkParameter(emit, "range", getRangeAttr(), shape[0], element)) ||
      failed(checkParameter(emit, "scale", getScaleAttr(), shape[0],
                            {Float32Type::get(getContext()), Float64Type::get(getContext())})))
    return failure();
  for (auto [attr, what] : {std::pair(getRangeAttr(), "range"), std::pair(getScaleAttr(), "scale")}) {
    if (!attr)
      continue;
    if (element.isF32())
      return emitOpError() << "(C4) " << what << " needs a current of integers, this one is of " << element;
    std::vector<double> values = *readElements<double>(attr);
    if (double least = *llvm::min_element(values); least <= 0)
      return emitOpError() << "(C4) " << what << " must be greater than 0, got " << least;
    if (attr == getScaleAttr() && !llvm::all_equal(values))
      return emitOpError() << "(C4) scale must be the same for all channels";
  }
  if (failed(checkDecay(emit, "(C5) ", "decay", getDecayAttr(), element)))
    return failure();
  return checkDecay(emit, "(C5) ", "current_decay", getCurrentDecayAttr(), element);
}
