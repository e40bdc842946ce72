//===- AddressMap.cpp - pools and flattening as addresses -----------------===//

#include "compiler/conversion/snn-to-core/AddressMap.h"
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

static LogicalResult addPool(snn::SumPool2dOp pool, AddressMap &map, core::MeshAttr target) {
  ArrayRef<int64_t> kernel = pool.getKernel(), stride = pool.getStrideOrKernel();
  for (unsigned axis = 0; axis < 2; ++axis) {
    if (stride[axis] != kernel[axis] || !llvm::isPowerOf2_64(kernel[axis]) ||
        map.shift[axis] + int64_t(llvm::Log2_64(kernel[axis])) > target.getShiftMax())
      return pool.emitError()
             << "target " << target.getName() << " cannot pool windows of " << kernel[axis] << " at a stride of "
             << stride[axis] << ": pools shift addresses, so windows must not overlap and all pools in a row be 1, 2, 4"
             << " up to " << (int64_t(1) << target.getShiftMax())
             << "; a convolution with weights of 1 and this stride does the same";
    // Rows that no full window covers are dropped by the box.
    int64_t kept = (map.shape[axis + 1] / kernel[axis]) * kernel[axis];
    map.high[axis + 1] = std::min(map.high[axis + 1], (kept << map.shift[axis]) - 1);
    map.shift[axis] += llvm::Log2_64(kernel[axis]);
    map.shape[axis + 1] /= kernel[axis];
  }
  return success();
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
  AddressMap map{source, frameOf(source.getType()), {}, {0, 0}, false};
  for (unsigned i = 0; i < 3; ++i)
    map.high[i] = map.shape[i] - 1;
  for (Operation *op : llvm::reverse(path)) {
    if (auto pool = dyn_cast<snn::SumPool2dOp>(op)) {
      if (failed(addPool(pool, map, target)))
        return failure();
    } else {
      map.flattened = true;
    }
  }
  return map;
}
