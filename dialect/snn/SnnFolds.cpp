//===- SnnFolds.cpp - folds and canonical forms ---------------------------===//
//
// Layers that do nothing disappear; attributes that say nothing are dropped.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace snnc::snn;

OpFoldResult IdentityOp::fold(FoldAdaptor) {
  if (!getWeightsAttr() && !getBiasAttr() && getSource().getType() == getCurrent().getType())
    return getSource();
  return {};
}

OpFoldResult SumPool2dOp::fold(FoldAdaptor) {
  auto isOne = [](int64_t n) { return n == 1; };
  if (llvm::all_of(getKernel(), isOne) && llvm::all_of(getStrideOrKernel(), isOne))
    return getSource();
  return {};
}

OpFoldResult FlattenOp::fold(FoldAdaptor) {
  return getSource().getType() == getResult().getType() ? getSource() : OpFoldResult();
}

OpFoldResult ConcatenateOp::fold(FoldAdaptor) {
  return getSources().size() == 1 ? getSources().front() : OpFoldResult();
}

/// A bias of zeros is no bias.
template <typename SynapseOp> static LogicalResult dropZeroBias(SynapseOp op, PatternRewriter &rewriter) {
  if (!op.getBiasAttr() || getSplatValue(op.getBiasAttr()) != 0.0)
    return failure();
  rewriter.modifyOpInPlace(op, [&] { op.removeBiasAttr(); });
  return success();
}

LogicalResult Conv2dOp::canonicalize(Conv2dOp op, PatternRewriter &rewriter) { return dropZeroBias(op, rewriter); }

LogicalResult LinearOp::canonicalize(LinearOp op, PatternRewriter &rewriter) { return dropZeroBias(op, rewriter); }

/// Also a weight of one is no weight.
LogicalResult IdentityOp::canonicalize(IdentityOp op, PatternRewriter &rewriter) {
  if (succeeded(dropZeroBias(op, rewriter)))
    return success();
  if (!op.getWeightsAttr() || getSplatValue(op.getWeightsAttr()) != 1.0)
    return failure();
  rewriter.modifyOpInPlace(op, [&] { op.removeWeightsAttr(); });
  return success();
}

/// A stride that equals the kernel is the default.
LogicalResult SumPool2dOp::canonicalize(SumPool2dOp op, PatternRewriter &rewriter) {
  if (!op.getStride() || *op.getStride() != op.getKernel())
    return failure();
  rewriter.modifyOpInPlace(op, [&] { op.removeStrideAttr(); });
  return success();
}

/// Two delays in a row are one.
LogicalResult DelayOp::canonicalize(DelayOp op, PatternRewriter &rewriter) {
  auto before = op.getSource().getDefiningOp<DelayOp>();
  // A ring of delays has no end to start from.
  if (!before || before == op || before.getSource() == before.getResult() ||
      static_cast<int64_t>(op.getSteps() + before.getSteps()) > DelayOp::kMaxSteps)
    return failure();
  rewriter.modifyOpInPlace(op, [&] {
    op.getSourceMutable().assign(before.getSource());
    op.setSteps(op.getSteps() + before.getSteps());
  });
  return success();
}

/// A subtraction of the threshold is the default.
LogicalResult IntegrateFireOp::canonicalize(IntegrateFireOp op, PatternRewriter &rewriter) {
  ElementsAttr subtract = op.getSubtractAttr();
  if (!subtract || readElements<double>(subtract) != readElements<double>(op.getThreshold()))
    return failure();
  rewriter.modifyOpInPlace(op, [&] { op.removeSubtractAttr(); });
  return success();
}
