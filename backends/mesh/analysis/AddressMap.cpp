//===- AddressMap.cpp - layers without state as addresses -----------------===//

#include "backends/mesh/analysis/AddressMap.h"
#include "backends/mesh/analysis/Resources.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace snnc;

mesh::EdgeAttr AddressMap::edge(MLIRContext *context) const {
  return mesh::EdgeAttr::get(context, {0, first[0], first[1]}, high, {firstChannel, -first[0], -first[1]}, shift,
                             delayed, -1, -1);
}

bool AddressMap::sharesPort(const AddressMap &other) const {
  return shape == other.shape && flattened == other.flattened && firstColumn == other.firstColumn &&
         folded == other.folded;
}

/// Whether the pool is a shift of the coordinates that the map gives so far.
static bool isShift(snn::SumPool2dOp pool, const AddressMap &map, mesh::TargetAttr target) {
  for (unsigned axis = 0; axis < 2; ++axis)
    if (pool.getStrideOrKernel()[axis] != pool.getKernel()[axis] || !llvm::isPowerOf2_64(pool.getKernel()[axis]) ||
        map.shift[axis] + int64_t(llvm::Log2_64(pool.getKernel()[axis])) > target.getShiftMax())
      return false;
  return map.folded.empty();
}

/// Adds a pool to the map: as a shift, or to those that are folded.
static void addPool(snn::SumPool2dOp pool, AddressMap &map, mesh::TargetAttr target) {
  ArrayRef<int64_t> kernel = pool.getKernel();
  ArrayRef<int64_t> shape = snn::getShape(pool.getResult().getType());
  bool shift = isShift(pool, map, target);
  for (unsigned axis = 0; axis < 2; ++axis) {
    if (shift)
      map.shift[axis] += llvm::Log2_64(kernel[axis]);
    map.shape[axis + 1] = shape[axis + 1];
  }
  if (!shift)
    map.folded.push_back(mesh::PoolAttr::get(pool.getContext(), kernel, pool.getStrideOrKernel(), shape.drop_front()));
}

/// Leaves out what lies before the crop, seen through the pools on the way to it; what lies behind it no window covers.
static void addCrop(snn::Crop2dOp crop, AddressMap &map) {
  ArrayRef<int64_t> shape = snn::getShape(crop.getResult().getType());
  for (unsigned axis = 0; axis < 2; ++axis) {
    int64_t first = crop.getCropping()[axis];
    for (mesh::PoolAttr pool : map.folded)
      first *= pool.getStride()[axis];
    map.first[axis] += first << map.shift[axis];
    map.shape[axis + 1] = shape[axis + 1];
  }
  if (map.folded.empty())
    return;
  mesh::PoolAttr last = map.folded.back();
  map.folded.back() = mesh::PoolAttr::get(crop.getContext(), last.getKernel(), last.getStride(), shape.drop_front());
}

/// Drops the rows that no full window covers, seen from the last pool back to the first.
static void dropUncovered(AddressMap &map) {
  for (unsigned axis = 0; axis < 2; ++axis) {
    int64_t kept = map.shape[axis + 1];
    for (mesh::PoolAttr pool : llvm::reverse(map.folded))
      kept = (kept - 1) * pool.getStride()[axis] + pool.getKernel()[axis];
    map.high[axis + 1] = std::min(map.high[axis + 1], map.first[axis] + (kept << map.shift[axis]) - 1);
  }
}

/// One source of a concatenation: it begins where the sources before it end.
static void addConcatenation(snn::ConcatenateOp op, unsigned operand, AddressMap &map) {
  int64_t first = 0;
  for (Value source : op.getSources().take_front(operand))
    first += snn::getShape(source.getType()).front();
  if (map.flattened) {
    map.firstColumn += first;
    return;
  }
  map.firstChannel += first;
  map.shape[0] = snn::getShape(op.getResult().getType()).front();
}

static FailureOr<AddressMap> applyPath(const SpikePath &path, mesh::TargetAttr target) {
  Value source = path.origin;
  if (!isOrigin(source))
    return source.getDefiningOp()->emitError() << "has no form on the cores of target " << target.getName();
  if (snn::getShape(source.getType()).size() > 3)
    return emitError(source.getLoc()) << "spikes of more than 3 axes have no form on the cores";
  AddressMap map;
  map.source = source;
  map.shape = frameOf(source.getType());
  for (unsigned i = 0; i < 3; ++i)
    map.high[i] = map.shape[i] - 1;
  for (auto [op, operand] : path.layers) {
    if (auto pool = dyn_cast<snn::SumPool2dOp>(op)) {
      addPool(pool, map, target);
    } else if (auto crop = dyn_cast<snn::Crop2dOp>(op)) {
      addCrop(crop, map);
    } else if (auto concatenation = dyn_cast<snn::ConcatenateOp>(op)) {
      addConcatenation(concatenation, operand, map);
    } else if (isa<snn::FlattenOp>(op)) {
      // A frame of one pixel is a vector already.
      map.flattened |= map.shape[1] * map.shape[2] > 1;
    } else if (auto delay = dyn_cast<snn::DelayOp>(op)) {
      if (map.delayed || delay.getSteps() > 1)
        return delay.emitError() << "an edge of target " << target.getName()
                                 << " is delayed by one step only; run snn-expand-delays first";
      map.delayed = true;
    }
  }
  dropUncovered(map);
  return map;
}

/// Where some parts of a vector are flattened frames and others are not, these are parts of their own too.
static void separateColumns(MutableArrayRef<AddressMap> maps) {
  if (llvm::none_of(maps, [](const AddressMap &map) { return map.flattened; }))
    return;
  for (AddressMap &map : maps) {
    if (map.flattened)
      continue;
    map.flattened = true;
    map.firstColumn = map.firstChannel;
    map.firstChannel = 0;
    map.shape[0] = map.high[0] + 1;
  }
}

/// Each edge takes a destination at the core that it leaves, or a credit at the core that it comes to: all but those
/// from and to the host take both.
static int64_t edgesOf(mesh::TargetAttr target) {
  int64_t destinations = 0, credits = 0;
  for (const UsableCore &core : usableCores(target)) {
    Resources capacity = capacityOfKind(target, core.kind);
    destinations += capacity[Resource::Destinations];
    credits += capacity[Resource::Credits];
  }
  return std::max(destinations, credits);
}

FailureOr<SmallVector<AddressMap, 1>> snnc::traceAddresses(Value spikes, Operation *reader, mesh::TargetAttr target) {
  SmallVector<AddressMap, 1> maps;
  int64_t most = edgesOf(target);
  std::optional<SmallVector<SpikePath, 1>> paths = pathsTo(spikes, size_t(most));
  if (!paths)
    return reader->emitError() << "spikes come on " << numPathsTo(spikes)
                               << " ways through merges and concatenations, each an edge of its own, the cores of "
                                  "target "
                               << target.getName() << " have table entries for " << most
                               << "; fewer merges, or neurons between them, would fit";
  for (const SpikePath &path : *paths) {
    FailureOr<AddressMap> map = applyPath(path, target);
    if (failed(map))
      return failure();
    maps.push_back(std::move(*map));
  }
  separateColumns(maps);
  return maps;
}
