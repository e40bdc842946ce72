//===- AddressMap.cpp - pools and flattening as addresses -----------------===//

#include "compiler/analysis/AddressMap.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace snnc;

std::array<int64_t, 3> snnc::frameOf(Type spikes) {
  std::array<int64_t, 3> frame{1, 1, 1};
  for (auto [i, extent] : llvm::enumerate(snn::getShape(spikes)))
    frame[i] = extent;
  return frame;
}

core::EdgeAttr AddressMap::edge(MLIRContext *context) const {
  return core::EdgeAttr::get(context, {0, 0, 0}, high, {0, 0, 0}, shift, /*delayed=*/false, -1, -1);
}

/// Whether the pool is a shift of the coordinates that the map gives so far.
static bool isShift(snn::SumPool2dOp pool, const AddressMap &map, core::MeshAttr target) {
  for (unsigned axis = 0; axis < 2; ++axis)
    if (pool.getStrideOrKernel()[axis] != pool.getKernel()[axis] || !llvm::isPowerOf2_64(pool.getKernel()[axis]) ||
        map.shift[axis] + int64_t(llvm::Log2_64(pool.getKernel()[axis])) > target.getShiftMax())
      return false;
  return map.folded.empty();
}

/// Adds a pool to the map: as a shift, or to those that are folded.
static void addPool(snn::SumPool2dOp pool, AddressMap &map, core::MeshAttr target) {
  ArrayRef<int64_t> kernel = pool.getKernel();
  ArrayRef<int64_t> shape = snn::getShape(pool.getResult().getType());
  bool shift = isShift(pool, map, target);
  for (unsigned axis = 0; axis < 2; ++axis) {
    if (shift)
      map.shift[axis] += llvm::Log2_64(kernel[axis]);
    map.shape[axis + 1] = shape[axis + 1];
  }
  if (!shift)
    map.folded.push_back(core::PoolAttr::get(pool.getContext(), kernel, pool.getStrideOrKernel(), shape.drop_front()));
}

/// Drops the rows that no full window covers, seen from the last pool back to the first.
static void dropUncovered(AddressMap &map) {
  for (unsigned axis = 0; axis < 2; ++axis) {
    int64_t kept = map.shape[axis + 1];
    for (core::PoolAttr pool : llvm::reverse(map.folded))
      kept = (kept - 1) * pool.getStride()[axis] + pool.getKernel()[axis];
    map.high[axis + 1] = std::min(map.high[axis + 1], (kept << map.shift[axis]) - 1);
  }
}

FailureOr<AddressMap> snnc::traceAddresses(Value spikes, core::MeshAttr target) {
  // The operations are found from the end, and applied from the source.
  SmallVector<Operation *> path;
  Value source = spikes;
  while (Operation *op = source.getDefiningOp()) {
    if (isa<snn::NeuronOpInterface>(op))
      break;
    if (!isa<snn::SumPool2dOp, snn::FlattenOp>(op))
      return op->emitError() << "has no form on the cores of target " << target.getName();
    path.push_back(op);
    source = op->getOperand(0);
  }
  if (snn::getShape(source.getType()).size() > 3)
    return emitError(source.getLoc()) << "spikes of more than 3 axes have no form on the cores";
  AddressMap map{source, frameOf(source.getType()), {}, {0, 0}, false, {}};
  for (unsigned i = 0; i < 3; ++i)
    map.high[i] = map.shape[i] - 1;
  for (Operation *op : llvm::reverse(path)) {
    if (auto pool = dyn_cast<snn::SumPool2dOp>(op))
      addPool(pool, map, target);
    else
      map.flattened = true;
  }
  dropUncovered(map);
  return map;
}
