//===- SnnLeakyNeuronConstraints.cpp - neurons that leak ------------------===//
//
// Numbered constraints and inferred types of leaky neurons, integrators and thresholds.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnConstraints.h"
#include <cmath>

using namespace mlir;
using namespace snnc::snn;

/// (C1): the current is one of the float network.
static LogicalResult checkCurrent(EmitError emitError, RankedTensorType current) {
  if (current.getRank() == 0)
    return emitError() << "(C1) the current must have a channel axis";
  if (!current.getElementType().isF32())
    return emitError() << "(C1) the current must be f32, is " << current.getElementType();
  return success();
}

/// (C2) and (C3) for one parameter.
static LogicalResult checkParameter(EmitError emitError, StringRef what, ElementsAttr attr, ArrayRef<int64_t> shape) {
  if (!attr)
    return success();
  ArrayRef<int64_t> have = attr.getShapedType().getShape();
  if (have != shape.take_front() && have != shape)
    return emitError() << "(C2) " << what << " must have shape " << str(shape.take_front()) << " or " << str(shape)
                       << ", has " << str(have);
  if (!attr.getElementType().isF32())
    return emitError() << "(C2) " << what << " must be f32, is " << attr.getElementType();
  return verifyElements(attr, "(C3) ", what, emitError);
}

static double leastOf(ElementsAttr attr) {
  std::vector<double> values = *readElements<double>(attr);
  return *llvm::min_element(values);
}

static LogicalResult checkIntegration(EmitError emitError, RankedTensorType current, const LeakyIntegration &p) {
  ArrayRef<int64_t> shape = current.getShape();
  if (failed(checkCurrent(emitError, current)) || failed(checkParameter(emitError, "tau", p.tau, shape)) ||
      failed(checkParameter(emitError, "resistance", p.resistance, shape)) ||
      failed(checkParameter(emitError, "leak", p.leak, shape)) ||
      failed(checkParameter(emitError, "initial", p.initial, shape)))
    return failure();
  if (!std::isfinite(p.dt) || p.dt <= 0)
    return emitError() << "(C3) dt must be finite and greater than 0, is " << p.dt;
  if (p.tau && leastOf(p.tau) <= 0)
    return emitError() << "(C4) tau must be greater than 0, is " << leastOf(p.tau);
  return success();
}

LogicalResult LeakyIntegrateOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                                 SmallVectorImpl<Type> &types) {
  types.push_back(adaptor.getCurrent().getType());
  return success();
}

bool LeakyIntegrateOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

LogicalResult LeakyIntegrateOp::verifyConstraints() {
  auto emit = [&] { return emitOpError(); };
  if (failed(checkIntegration(emit, getCurrent().getType(), getIntegration())))
    return failure();
  return checkResult(*this, "(C1) ", Type(getCurrent().getType()));
}

LogicalResult LeakyIntegrateFireOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, Adaptor adaptor,
                                                     SmallVectorImpl<Type> &types) {
  types.push_back(SpikesType::get(context, getShape(adaptor.getCurrent().getType())));
  return success();
}

bool LeakyIntegrateFireOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

LogicalResult LeakyIntegrateFireOp::verifyConstraints() {
  auto emit = [&] { return emitOpError(); };
  ArrayRef<int64_t> shape = getCurrent().getType().getShape();
  if (failed(checkIntegration(emit, getCurrent().getType(), getIntegration())) ||
      failed(checkResult(*this, "(C1) ", Type(SpikesType::get(getContext(), shape)))) ||
      failed(checkParameter(emit, "threshold", getThreshold(), shape)) ||
      failed(checkParameter(emit, "lower_bound", getLowerBoundAttr(), shape)) ||
      failed(checkParameter(emit, "subtract", getSubtractAttr(), shape)) ||
      failed(checkParameter(emit, "reset_potential", getResetPotentialAttr(), shape)))
    return failure();
  bool countsMany = getReset() == Reset::Subtract && getSpikesPerStep() == SpikesPerStep::Many;
  if (countsMany && leastOf(getThreshold()) <= 0)
    return emitOpError() << "(C5) the threshold must be greater than 0, got " << leastOf(getThreshold());
  if (getSubtractAttr() && getReset() == Reset::Zero)
    return emitOpError() << "(C6) subtract has no meaning where the potential is reset";
  if (getResetPotentialAttr() && getReset() == Reset::Subtract)
    return emitOpError() << "(C6) reset_potential has no meaning where spikes are subtracted";
  if (getOrder() == DecayOrder::AfterOutput)
    return emitOpError() << "(C7) order must not be after_output: what fires is the state";
  return success();
}

LogicalResult ThresholdOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  types.push_back(SpikesType::get(context, getShape(adaptor.getCurrent().getType())));
  return success();
}

bool ThresholdOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

LogicalResult ThresholdOp::verifyConstraints() {
  auto emit = [&] { return emitOpError(); };
  ArrayRef<int64_t> shape = getCurrent().getType().getShape();
  if (failed(checkCurrent(emit, getCurrent().getType())) ||
      failed(checkParameter(emit, "threshold", getThreshold(), shape)))
    return failure();
  return checkResult(*this, "(C1) ", Type(SpikesType::get(getContext(), shape)));
}
