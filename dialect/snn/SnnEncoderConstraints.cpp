//===- SnnEncoderConstraints.cpp - encoders ------------------------------===//
//
// Numbered constraints and inferred types of the encoders.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnConstraints.h"

using namespace mlir;
using namespace snnc::snn;

/// (C1) of every encoder.
static LogicalResult checkInput(Operation *op) {
  Value source = op->getOperand(0);
  if (!isa<BlockArgument>(source))
    return op->emitOpError() << "(C1) source must be an argument of the network, is the result of "
                             << source.getDefiningOp()->getName();
  for (Operation *user : source.getUsers())
    if (user != op) {
      InFlightDiagnostic diagnostic = op->emitOpError() << "(C1) nothing else may read the source";
      diagnostic.attachNote(user->getLoc()) << "read here";
      return diagnostic;
    }
  return success();
}

namespace {
struct ImageAttributes {
  int64_t tw;
  double maxRate, norm;
  bool squeeze, negativeSpikes;
};
} // namespace

static FailureOr<Type> inferImg2Spike(EmitError emitError, Type source, const ImageAttributes &a) {
  if (a.tw < 1)
    return emitError() << "(C2) tw must be at least 1, got " << a.tw;
  if (!std::isfinite(a.maxRate) || a.maxRate < 0)
    return emitError() << "(C2) max_rate must be finite and at least 0, got " << a.maxRate;
  if (!std::isfinite(a.norm) || a.norm == 0)
    return emitError() << "(C2) norm must be finite and not 0, got " << a.norm;
  SmallVector<int64_t> shape(getShape(source));
  if (a.squeeze)
    llvm::erase(shape, 1);
  if (shape.empty())
    shape.push_back(1);
  return Type(SpikesType::get(source.getContext(), shape, a.negativeSpikes));
}

LogicalResult Img2SpikeOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  ImageAttributes a{static_cast<int64_t>(adaptor.getTw()), adaptor.getMaxRate().convertToDouble(),
                    adaptor.getNorm().convertToDouble(), adaptor.getSqueeze(), adaptor.getNegativeSpikes()};
  return inferAndSetType(inferImg2Spike(EmitAt{location}, adaptor.getSource().getType(), a), types);
}

LogicalResult Img2SpikeOp::verifyConstraints() {
  if (failed(checkInput(*this)))
    return failure();
  ImageAttributes a{static_cast<int64_t>(getTw()), getMaxRate().convertToDouble(), getNorm().convertToDouble(),
                    getSqueeze(), getNegativeSpikes()};
  return checkResult(*this, "(C3) ", inferImg2Spike([&] { return emitOpError(); }, getSource().getType(), a));
}

bool Img2SpikeOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }

static FailureOr<Type> inferSig2Spike(EmitError emitError, Type source, int64_t tw, double normLevel, bool isSpikes) {
  if (failed(checkRank(emitError, "(C2) ", "source", getShape(source).size(), 1)))
    return failure();
  if (tw < 1)
    return emitError() << "(C3) tw must be at least 1, got " << tw;
  if (!std::isfinite(normLevel))
    return emitError() << "(C3) norm_level must be finite, got " << normLevel;
  return isSpikes ? Type(SpikesType::get(source.getContext(), getShape(source))) : source;
}

LogicalResult Sig2SpikeOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  return inferAndSetType(inferSig2Spike(EmitAt{location}, adaptor.getSource().getType(),
                                        static_cast<int64_t>(adaptor.getTw()), adaptor.getNormLevel().convertToDouble(),
                                        adaptor.getSpkOut()),
                         types);
}

LogicalResult Sig2SpikeOp::verifyConstraints() {
  if (failed(checkInput(*this)))
    return failure();
  return checkResult(*this, "(C4) ",
                     inferSig2Spike([&] { return emitOpError(); }, getSource().getType(), static_cast<int64_t>(getTw()),
                                    getNormLevel().convertToDouble(), getSpkOut()));
}

bool Sig2SpikeOp::isCompatibleReturnTypes(TypeRange l, TypeRange r) { return l == r; }
