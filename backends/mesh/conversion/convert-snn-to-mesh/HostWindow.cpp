//===- HostWindow.cpp - what the host sends of a large input --------------===//

#include "backends/mesh/conversion/convert-snn-to-mesh/HostWindow.h"
#include "backends/mesh/analysis/Resources.h"
#include "backends/mesh/image/Image.h"
#include "mlir/IR/Builders.h"
#include <limits>

using namespace mlir;
using namespace snnc;

namespace {
/// What edges of an input have in common along an axis: the rows or columns from `first` to before `end` in pixels of
/// 2^shift.
struct WindowAxis {
  int64_t first = std::numeric_limits<int64_t>::max(), end = 0, shift = std::numeric_limits<int64_t>::max();

  int64_t pixels() const { return (end - first) >> shift; }
  bool fits(mesh::EdgeAttr edge, unsigned axis) const {
    int64_t pixel = int64_t(1) << shift;
    return (edge.getLow()[axis + 1] - first) % pixel == 0 && (edge.getHigh()[axis + 1] + 1 - first) % pixel == 0 &&
           (edge.getOffset()[axis + 1] + first) % pixel == 0;
  }
};
} // namespace

static WindowAxis windowOf(ArrayRef<mesh::EdgeAttr> edges, unsigned axis) {
  WindowAxis window;
  for (mesh::EdgeAttr edge : edges) {
    window.first = std::min(window.first, edge.getLow()[axis + 1]);
    window.end = std::max(window.end, edge.getHigh()[axis + 1] + 1);
    window.shift = std::min(window.shift, edge.getShift()[axis]);
  }
  while (!llvm::all_of(edges, [&](mesh::EdgeAttr edge) { return window.fits(edge, axis); }))
    --window.shift; // at 0 all fit
  return window;
}

static mesh::EdgeAttr seenThrough(const std::array<WindowAxis, 2> &window, mesh::EdgeAttr edge) {
  SmallVector<int64_t, 3> low(edge.getLow()), high(edge.getHigh()), offset(edge.getOffset());
  SmallVector<int64_t, 2> shift(edge.getShift());
  for (unsigned axis = 0; axis < 2; ++axis) {
    auto [first, end, done] = window[axis];
    low[axis + 1] = (low[axis + 1] - first) >> done;
    high[axis + 1] = ((high[axis + 1] + 1 - first) >> done) - 1;
    offset[axis + 1] = (offset[axis + 1] + first) >> done;
    shift[axis] -= done;
  }
  return mesh::EdgeAttr::get(edge.getContext(), low, high, offset, shift, edge.getDelayed(), edge.getDestination(),
                             edge.getCredit(), edge.getMulticast());
}

/// More channels than packets can name: pixels can be more.
static LogicalResult refuseChannels(mesh::SourceOp source, mesh::TargetAttr target) {
  auto port = cast<mesh::PortOp>(*source.getEvents().user_begin());
  ArrayRef<int64_t> weights = port.getWeights().getShapedType().getShape();
  int64_t taps = weights[1] * weights[2] * weights[3], words = 0;
  for (const UsableCore &core : usableCores(target))
    words = std::max(words, capacityOfKind(target, core.kind)[Resource::WeightWords]);
  bool needsPacking = !port.getPacked() && taps > words && mesh::TargetAttr::memoryWords(taps, true) <= words;
  return port.emitError() << "takes " << source.getEvents().getType().getChannels() << " channels of the input '"
                          << source.getName() << "', packets of target " << target.getName() << " name "
                          << target.getChannelMax() + 1
                          << "; an input of channels, rows and columns with a flatten behind it"
                          << (needsPacking ? ", and weights of 4 bits (--weight-bits 4)," : "") << " would fit";
}

static LogicalResult refuseWide(mesh::SourceOp source, mesh::TargetAttr target,
                                const std::array<WindowAxis, 2> &window) {
  mesh::EventsType type = source.getEvents().getType();
  Operation *reader = *source.getEvents().user_begin();
  InFlightDiagnostic diagnostic = reader->emitError();
  diagnostic << "takes " << window[0].pixels() << " rows and " << window[1].pixels() << " columns of the input '"
             << source.getName() << "' of " << type.getHeight() << " by " << type.getWidth() << ", packets of target "
             << target.getName() << " hold coordinates of " << target.getCoordinateMax() + 1;
  if (source.getEncoderAttr())
    return diagnostic << ", and the host crops no input that it encodes; smaller data would fit";
  return diagnostic << "; a crop to so many, or a sum pool by 2, 4 or 8 that leaves no more, would fit in the first "
                       "place of the network: there the host does it";
}

LogicalResult mesh::narrowToWindow(mesh::SourceOp source, mesh::TargetAttr target) {
  Builder builder(source.getContext());
  mesh::EventsType type = source.getEvents().getType();
  int64_t most = target.getCoordinateMax() + 1;
  bool isRead = llvm::all_of(source.getEvents().getUsers(), [](Operation *user) { return isa<mesh::PortOp>(user); }) &&
                !source.getEvents().use_empty();
  if (isRead && type.getChannels() > target.getChannelMax() + 1)
    return refuseChannels(source, target);
  if (std::max(type.getHeight(), type.getWidth()) <= most || !isRead)
    return success();
  SmallVector<mesh::EdgeAttr> edges;
  for (OpOperand &use : source.getEvents().getUses())
    edges.push_back(cast<mesh::PortOp>(use.getOwner()).getEdge(use.getOperandNumber()));
  std::array<WindowAxis, 2> window{windowOf(edges, 0), windowOf(edges, 1)};
  if (window[0].pixels() > most || window[1].pixels() > most || source.getEncoderAttr())
    return refuseWide(source, target, window);
  for (OpOperand &use : source.getEvents().getUses()) {
    auto port = cast<mesh::PortOp>(use.getOwner());
    SmallVector<Attribute> moved(port.getEdges().getValue());
    moved[use.getOperandNumber()] = seenThrough(window, port.getEdge(use.getOperandNumber()));
    port.setEdgesAttr(builder.getArrayAttr(moved));
  }
  auto pair = [&](int64_t rows, int64_t columns) { return builder.getDenseI64ArrayAttr({rows, columns}); };
  source.setEncoderAttr(builder.getDictionaryAttr(
      {builder.getNamedAttr("extent", pair(window[0].end - window[0].first, window[1].end - window[1].first)),
       builder.getNamedAttr("first", pair(window[0].first, window[1].first)),
       builder.getNamedAttr("shift", pair(window[0].shift, window[1].shift)),
       builder.getNamedAttr("type", builder.getStringAttr(mesh::NetworkInput::windowType))}));
  return success();
}
