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

/// Whether each window of a pool is a pixel, and each pixel a window.
template <typename PoolOp> static bool isPixelwise(PoolOp pool) {
  auto isOne = [](int64_t n) { return n == 1; };
  return llvm::all_of(pool.getKernel(), isOne) && llvm::all_of(pool.getStrideOrKernel(), isOne);
}

OpFoldResult SumPool2dOp::fold(FoldAdaptor) { return isPixelwise(*this) ? getSource() : OpFoldResult(); }

OpFoldResult AvgPool2dOp::fold(FoldAdaptor) {
  return isPixelwise(*this) && getSource().getType() == getResult().getType() ? getSource() : OpFoldResult();
}

OpFoldResult Crop2dOp::fold(FoldAdaptor) {
  return getSource().getType() == getResult().getType() ? getSource() : OpFoldResult();
}

/// What is never negative is as it is: another rectifier.
OpFoldResult ReluOp::fold(FoldAdaptor) {
  return isa_and_nonnull<ReluOp, NeuromorphicReluOp>(getSource().getDefiningOp()) ? getSource() : OpFoldResult();
}

/// Quantising spike counts, which are integers already, changes nothing.
OpFoldResult QuantizeOp::fold(FoldAdaptor) {
  auto relu = getSource().getDefiningOp<NeuromorphicReluOp>();
  return getSource().getDefiningOp<QuantizeOp>() || (relu && relu.getQuantize()) ? getSource() : OpFoldResult();
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
template <typename PoolOp> static LogicalResult dropDefaultStride(PoolOp op, PatternRewriter &rewriter) {
  if (!op.getStride() || *op.getStride() != op.getKernel())
    return failure();
  rewriter.modifyOpInPlace(op, [&] { op.removeStrideAttr(); });
  return success();
}

/// Rounding up says nothing where there are the same windows without, and none hangs over the edge.
template <typename PoolOp> static LogicalResult dropCeilMode(PoolOp op, PatternRewriter &rewriter) {
  if (!op.getCeilMode())
    return failure();
  for (int axis : {0, 1})
    if (hasOverhang(getShape(op.getSource().getType())[axis + 1], op.getKernel()[axis], op.getStrideOrKernel()[axis],
                    /*ceilMode=*/true))
      return failure();
  rewriter.modifyOpInPlace(op, [&] { op.setCeilMode(false); });
  return success();
}

LogicalResult SumPool2dOp::canonicalize(SumPool2dOp op, PatternRewriter &rewriter) {
  return success(succeeded(dropDefaultStride(op, rewriter)) || succeeded(dropCeilMode(op, rewriter)));
}

/// Also the mean over single spikes is a current of them.
LogicalResult AvgPool2dOp::canonicalize(AvgPool2dOp op, PatternRewriter &rewriter) {
  if (succeeded(dropDefaultStride(op, rewriter)) || succeeded(dropCeilMode(op, rewriter)))
    return success();
  if (!isPixelwise(op) || !isa<SpikesType>(op.getSource().getType()))
    return failure();
  rewriter.replaceOpWithNewOp<IdentityOp>(op, op.getResult().getType(), op.getSource(), ElementsAttr(), ElementsAttr());
  return success();
}

LogicalResult SpikingMaxPool2dOp::canonicalize(SpikingMaxPool2dOp op, PatternRewriter &rewriter) {
  return dropDefaultStride(op, rewriter);
}

/// Two crops in a row are one.
LogicalResult Crop2dOp::canonicalize(Crop2dOp op, PatternRewriter &rewriter) {
  auto before = op.getSource().getDefiningOp<Crop2dOp>();
  if (!before)
    return failure();
  SmallVector<int64_t> sum;
  for (auto [inner, outer] : llvm::zip_equal(op.getCropping(), before.getCropping()))
    sum.push_back(inner + outer);
  rewriter.modifyOpInPlace(op, [&] {
    op.getSourceMutable().assign(before.getSource());
    op.setCropping(sum);
  });
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
