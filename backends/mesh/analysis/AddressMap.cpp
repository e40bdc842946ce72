//===- AddressMap.cpp - layers without state as addresses -----------------===//

#include "backends/mesh/analysis/AddressMap.h"
#include "backends/mesh/analysis/Resources.h"
#include "compiler/diagnostics/FailureCause.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace snnc;

mesh::EdgeAttr AddressMap::edge(MLIRContext *context) const {
  return mesh::EdgeAttr::get(context, {0, first[0], first[1]}, high, {firstChannel, -first[0], -first[1]}, shift,
                             delayed, -1, -1, -1);
}

bool AddressMap::sharesPort(const AddressMap &other) const {
  return shape == other.shape && flattened == other.flattened && firstColumn == other.firstColumn &&
         folded == other.folded;
}

/// Whether windows are a shift of the coordinates that the map gives so far.
static bool isShift(const snn::SpikeRoute &route, const AddressMap &map, mesh::TargetAttr target) {
  for (unsigned axis = 0; axis < 2; ++axis) {
    auto [first, stride, window] = route.axes[axis];
    if (stride != window || !llvm::isPowerOf2_64(window) ||
        map.shift[axis] + int64_t(llvm::Log2_64(window)) > target.getShiftMax())
      return false;
  }
  return map.folded.empty();
}

/// Adds windows to the map, `extent` of them: as a shift, or to those that are folded.
static void addWindows(const snn::SpikeRoute &route, std::array<int64_t, 2> extent, AddressMap &map,
                       mesh::TargetAttr target) {
  bool shift = isShift(route, map, target);
  const auto &[rows, columns] = route.axes;
  for (unsigned axis = 0; axis < 2; ++axis) {
    if (shift)
      map.shift[axis] += llvm::Log2_64(route.axes[axis].window);
    map.shape[axis + 1] = extent[axis];
  }
  if (!shift)
    map.folded.push_back(
        mesh::PoolAttr::get(target.getContext(), {rows.window, columns.window}, {rows.stride, columns.stride}, extent));
}

/// Leaves out what lies before the route's first row and column, seen through the windows on the way to it; what lies
/// behind `extent` no window covers.
static void addCrop(const snn::SpikeRoute &route, std::array<int64_t, 2> extent, AddressMap &map) {
  for (unsigned axis = 0; axis < 2; ++axis) {
    int64_t first = route.axes[axis].first;
    for (mesh::PoolAttr pool : map.folded)
      first *= pool.getStride()[axis];
    map.first[axis] += first << map.shift[axis];
    map.shape[axis + 1] = extent[axis];
  }
  if (map.folded.empty())
    return;
  mesh::PoolAttr last = map.folded.back();
  map.folded.back() = mesh::PoolAttr::get(last.getContext(), last.getKernel(), last.getStride(), extent);
}

/// Rows and columns of a route: what is left out before its windows, then the windows.
static void addAxes(const snn::SpikeRoute &route, std::array<int64_t, 2> extent, AddressMap &map,
                    mesh::TargetAttr target) {
  bool isPlain = llvm::all_of(route.axes, [](const auto &axis) { return axis.isPlain(); });
  if (isPlain)
    return addCrop(route, extent, map);
  if (llvm::any_of(route.axes, [](const auto &axis) { return axis.first != 0; })) {
    std::array<int64_t, 2> covered;
    for (unsigned i = 0; i < 2; ++i)
      covered[i] = (extent[i] - 1) * route.axes[i].stride + route.axes[i].window;
    addCrop(route, covered, map);
  }
  addWindows(route, extent, map, target);
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

/// Adds one layer of a path.
static void addRoute(const snn::SpikeRoute &route, Type result, AddressMap &map, mesh::TargetAttr target) {
  std::array<int64_t, 3> frame = frameOf(result);
  // A frame of one pixel is a vector already.
  map.flattened |= route.flattens && map.shape[1] * map.shape[2] > 1;
  if (map.flattened) {
    map.firstColumn += route.firstChannel;
    return;
  }
  addAxes(route, {frame[1], frame[2]}, map, target);
  map.firstChannel += route.firstChannel;
  map.shape[0] = frame[0];
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
  for (auto [layer, operand] : path.layers) {
    snn::SpikeRoute route = layer.getRoute(operand);
    if (route.steps > 1 || (route.steps && map.delayed))
      return causedBy(FailureCause::Input, layer->emitError())
             << "an edge of target " << target.getName() << " is delayed by one step only; run snn-expand-delays first";
    map.delayed |= route.steps != 0;
    addRoute(route, layer->getResult(0).getType(), map, target);
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
