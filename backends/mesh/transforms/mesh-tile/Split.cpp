//===- Split.cpp - a population as tiles ----------------------------------===//

#include "backends/mesh/transforms/mesh-tile/Split.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/SetVector.h"
#include <map>

using namespace mlir;
using namespace snnc;

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// The axes (y, x) of a port's kernel with the last of its pools.
static std::array<PooledAxis, 2> axesOf(mesh::PortOp port) {
  std::array<PooledAxis, 2> axes;
  mesh::PoolAttr pool;
  if (port.getPools() && !port.getPools()->empty())
    pool = cast<mesh::PoolAttr>(port.getPools()->getValue().back());
  for (unsigned i = 0; i < 2; ++i)
    axes[i] = {port.getKernel()[i],
               port.getStride()[i],
               port.getOffset()[i],
               pool ? pool.getKernel()[i] : 1,
               pool ? pool.getStride()[i] : 1,
               pool ? pool.getExtent()[i] : 0};
  return axes;
}

/// The border classes of outputs [begin, end) of axis i. Where any pool of the chain overlaps, taps in the padding of
/// the last one must not be spread: the pools before it would reach existing pixels from there.
static std::vector<BorderClass> classesOf(mesh::PortOp port, unsigned i, int64_t begin, int64_t extent) {
  PooledAxis axis = axesOf(port)[i];
  if (!port.anyPoolOverlaps())
    return {{begin, begin + extent, 0, axis.kernel}};
  // A window longer than its stride is what makes classes differ.
  PooledAxis overlapping = axis;
  overlapping.window = std::max(overlapping.window, overlapping.windowStride + 1);
  return borderClasses(overlapping, begin, extent);
}

namespace {
/// A port's connection while pools are folded into it.
struct FoldedConnection {
  ElementsAttr weights;
  SmallVector<int64_t, 2> kernel, stride, offset;
};

/// Folds the pools of ports; equal requests give the same attribute, so that tiles share their weights.
class KernelFolder {
public:
  explicit KernelFolder(mesh::PortOp port) : port(port) {}

  /// Whether every folded weight so far is one that the target has; the first other one has been reported.
  bool fits() const { return good; }

  FoldedConnection fold(const BorderClass &rows, const BorderClass &columns) {
    auto key = std::make_tuple(rows.first, rows.last, columns.first, columns.last);
    auto known = made.find(key);
    if (known == made.end())
      known = made.emplace(key, make(rows, columns)).first;
    return known->second;
  }

private:
  FoldedConnection make(BorderClass rows, BorderClass columns) {
    FoldedConnection result{port.getWeights(), SmallVector<int64_t, 2>(port.getKernel()),
                            SmallVector<int64_t, 2>(port.getStride()), SmallVector<int64_t, 2>(port.getOffset())};
    if (!port.getPools() || port.getPools()->empty())
      return result;
    auto type = cast<RankedTensorType>(port.getWeights().getShapedType());
    int64_t planes = type.getDimSize(0) * type.getDimSize(1);
    std::vector<int64_t> weights = *snn::readElements<int64_t>(port.getWeights());
    for (Attribute attribute : llvm::reverse(port.getPools()->getValue())) {
      auto pool = cast<mesh::PoolAttr>(attribute);
      std::array<PooledAxis, 2> axes;
      for (unsigned i = 0; i < 2; ++i)
        axes[i] = {result.kernel[i],    result.stride[i],    result.offset[i],
                   pool.getKernel()[i], pool.getStride()[i], pool.getExtent()[i]};
      std::vector<int64_t> folded;
      int64_t size = result.kernel[0] * result.kernel[1];
      for (int64_t plane = 0; plane < planes; ++plane) {
        std::vector<int64_t> part =
            foldPlane(ArrayRef(weights).slice(plane * size, size), axes[0], axes[1], rows, columns);
        folded.insert(folded.end(), part.begin(), part.end());
      }
      weights = std::move(folded);
      for (unsigned i = 0; i < 2; ++i) {
        result.kernel[i] = axes[i].foldedKernel();
        result.stride[i] = axes[i].foldedStride();
        result.offset[i] = axes[i].foldedOffset();
      }
      // Behind the last pool every tap that is left stands for existing windows.
      rows = {0, 0, 0, result.kernel[0]};
      columns = {0, 0, 0, result.kernel[1]};
    }
    if (!checkRange(weights))
      return result;
    auto folded = RankedTensorType::get({type.getDimSize(0), type.getDimSize(1), result.kernel[0], result.kernel[1]},
                                        type.getElementType());
    result.weights = snn::makeElements<int64_t>(folded, weights, "folded");
    return result;
  }

  /// Taps whose windows overlap add up.
  bool checkRange(ArrayRef<int64_t> weights) {
    int64_t greatest = port->getParentOfType<mesh::ProgramOp>().getTarget().getWeightMax();
    for (int64_t weight : weights)
      if (good && (weight < -greatest - 1 || weight > greatest)) {
        good = false;
        port.emitError() << "layer " << cast<mesh::PopulationOp>(port->getParentOp()).getLayerAttr()
                         << ": its pools overlap, and folded into its kernel their taps add up to a weight of "
                         << weight << ", the target takes " << -greatest - 1 << " to " << greatest
                         << "; smaller weights or windows that do not overlap would fit";
      }
    return good;
  }

  mesh::PortOp port;
  bool good = true;
  std::map<std::tuple<int64_t, int64_t, int64_t, int64_t>, FoldedConnection> made;
};
} // namespace

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Cuts runs where any of the classes of another list changes.
static std::vector<Interval> refine(const std::vector<Interval> &runs, ArrayRef<BorderClass> classes) {
  std::vector<Interval> result;
  for (const Interval &run : runs)
    for (const BorderClass &part : classes)
      if (std::max(run.begin, part.begin) < std::min(run.end, part.end))
        result.push_back({std::max(run.begin, part.begin), std::min(run.end, part.end)});
  return result;
}

TileTask snnc::describeTask(mesh::PopulationOp population, const mesh::Layers &layers, mesh::TargetAttr target) {
  mesh::LayerOp layer = layers.of(population);
  mesh::EventsType type = population.getEvents().getType();
  TileTask task{type.getChannels(),
                type.getHeight(),
                type.getWidth(),
                target.getLanes(),
                population.getParameterWords(layer),
                population.hasCurrent() ? 2 : 1,
                layer.isReadout() ? target.getPlaces() : 1,
                layer.getMaxPoolAttr(),
                {},
                {},
                {{0, type.getHeight()}},
                {{0, type.getWidth()}}};
  for (auto port : population.getBody().getOps<mesh::PortOp>()) {
    Feed feed = feedOf(port, layers, target);
    auto weights = port.getWeights().getShapedType();
    task.ports.push_back({int64_t(port.getGroups()), weights.getDimSize(1),
                          weights.getDimSize(0) / int64_t(port.getGroups()), feed.rows.kernel * feed.columns.kernel,
                          port.getPacked()});
    task.feeds.push_back(std::move(feed));
    // The pixels of a max pool share one kernel: nothing is padded before them.
    if (task.pool)
      continue;
    task.rowRuns = refine(task.rowRuns, classesOf(port, 0, 0, type.getHeight()));
    task.columnRuns = refine(task.columnRuns, classesOf(port, 1, 0, type.getWidth()));
  }
  return task;
}

static DenseI64ArrayAttr sliceOf(Builder &builder, std::optional<ArrayRef<int64_t>> values, const Interval &channels) {
  return values ? builder.getDenseI64ArrayAttr(values->slice(channels.begin, channels.size())) : DenseI64ArrayAttr();
}

namespace {
struct Tile {
  Interval channels, rows, columns;
  Value events;
};
} // namespace

static mesh::PopulationOp createTile(OpBuilder &builder, mesh::PopulationOp population, mesh::LayerOp layer,
                                     const Tile &tile, MutableArrayRef<KernelFolder> folders) {
  auto type =
      mesh::EventsType::get(builder.getContext(), {tile.channels.size(), tile.rows.size(), tile.columns.size()});
  auto clone = cast<mesh::PopulationOp>(builder.cloneWithoutRegions(*population));
  clone.getEvents().setType(type);
  ArrayRef<int64_t> origin = population.getOrigin();
  clone.setOrigin({origin[0] + tile.channels.begin, origin[1] + tile.rows.begin, origin[2] + tile.columns.begin});
  if (!layer.getMaxPoolAttr())
    clone.setThresholdAttr(sliceOf(builder, population.getThreshold(), tile.channels));
  clone.setLowerBoundAttr(sliceOf(builder, population.getLowerBound(), tile.channels));
  clone.setBiasAttr(sliceOf(builder, population.getBias(), tile.channels));
  clone.setSubtractAttr(sliceOf(builder, population.getSubtract(), tile.channels));
  clone.setDecayAttr(sliceOf(builder, population.getDecay(), tile.channels));
  clone.setCurrentDecayAttr(sliceOf(builder, population.getCurrentDecay(), tile.channels));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&clone.getBody().emplaceBlock());
  mesh::Plane whole = population.getPlane(layer), part = clone.getPlane(layer);
  for (auto [port, folder] : llvm::zip_equal(population.getBody().getOps<mesh::PortOp>(), folders)) {
    BorderClass rows = classesOf(port, 0, part.origin[0] - whole.origin[0], 1).front();
    BorderClass columns = classesOf(port, 1, part.origin[1] - whole.origin[1], 1).front();
    FoldedConnection connection = folder.fold(rows, columns);
    for (unsigned i = 0; i < 2; ++i)
      connection.offset[i] -= (part.origin[i] - whole.origin[i]) * connection.stride[i];
    auto copy = cast<mesh::PortOp>(builder.clone(*port));
    copy.setKernel(connection.kernel);
    copy.setStride(connection.stride);
    copy.setOffset(connection.offset);
    copy.setWeightsAttr(connection.weights);
    copy.setFirstChannel(port.getFirstChannel() + tile.channels.begin);
    copy.removePoolsAttr();
  }
  return clone;
}

/// The edge from one tile that an edge from the whole population becomes, or null where the box has nothing of it.
static mesh::EdgeAttr edgeOf(mesh::EdgeAttr edge, const Tile &tile) {
  SmallVector<int64_t, 3> low, high, offset;
  for (auto [i, part] : llvm::enumerate(std::array<Interval, 3>{tile.channels, tile.rows, tile.columns})) {
    int64_t begin = std::max(edge.getLow()[i], part.begin), end = std::min(edge.getHigh()[i], part.end - 1);
    if (begin > end)
      return nullptr;
    low.push_back(begin - part.begin);
    high.push_back(end - part.begin);
    offset.push_back(edge.getOffset()[i] + part.begin);
  }
  return mesh::EdgeAttr::get(edge.getContext(), low, high, offset, edge.getShift(), edge.getDelayed(),
                             edge.getDestination(), edge.getCredit(), edge.getMulticast());
}

/// Puts edges from the tiles in the place of each edge from the population.
static void replaceSources(Operation *op, Value population, ArrayRef<Tile> tiles) {
  auto port = dyn_cast<mesh::PortOp>(op);
  ArrayAttr edges = port ? port.getEdges() : cast<mesh::SinkOp>(op).getEdges();
  SmallVector<Value> sources;
  SmallVector<Attribute> replaced;
  for (auto [source, attribute] : llvm::zip_equal(op->getOperands(), edges)) {
    if (source != population) {
      sources.push_back(source);
      replaced.push_back(attribute);
      continue;
    }
    for (const Tile &tile : tiles)
      if (mesh::EdgeAttr edge = edgeOf(cast<mesh::EdgeAttr>(attribute), tile)) {
        sources.push_back(tile.events);
        replaced.push_back(edge);
      }
  }
  op->setOperands(sources);
  ArrayAttr attribute = ArrayAttr::get(op->getContext(), replaced);
  if (port)
    port.setEdgesAttr(attribute);
  else
    cast<mesh::SinkOp>(op).setEdgesAttr(attribute);
}

LogicalResult snnc::splitPopulation(mesh::PopulationOp population, mesh::LayerOp layer, const TileGrid &grid) {
  OpBuilder builder(population);
  std::vector<KernelFolder> folders;
  for (auto port : population.getBody().getOps<mesh::PortOp>())
    folders.emplace_back(port);
  std::vector<Tile> tiles;
  for (const Interval &channels : grid.channels)
    for (const Interval &rows : grid.rows)
      for (const Interval &columns : grid.columns)
        tiles.push_back({channels, rows, columns, {}});
  for (Tile &tile : tiles)
    tile.events = createTile(builder, population, layer, tile, folders).getEvents();
  if (!llvm::all_of(folders, [](const KernelFolder &folder) { return folder.fits(); }))
    return failure();
  Value whole = population.getEvents();
  // The population's own ports go with it; its tiles have copies that may read it, over a delayed edge.
  population.getBody().front().clear();
  llvm::SetVector<Operation *> users(whole.getUsers().begin(), whole.getUsers().end());
  for (Operation *user : users)
    replaceSources(user, whole, tiles);
  population.erase();
  return success();
}

//===----------------------------------------------------------------------===//
// Edges
//===----------------------------------------------------------------------===//

/// The last row (or column) that meets a tap of some output; the first is -offset.
static int64_t lastReached(mesh::PortOp port, const mesh::Plane &plane, unsigned axis) {
  return (plane.extent[axis] - 1) * port.getStride()[axis] + port.getKernel()[axis] - 1 - port.getOffset()[axis];
}

/// The part of an edge that reaches a neuron of the port's population, or null.
static mesh::EdgeAttr cutEdge(mesh::EdgeAttr edge, mesh::PortOp port, const mesh::Plane &plane) {
  SmallVector<int64_t, 3> low(edge.getLow()), high(edge.getHigh()), offset(edge.getOffset());
  for (unsigned i = 0; i < 2; ++i) {
    // Mapped coordinates that meet a tap of some output, then back through shift and offset.
    int64_t first = -port.getOffset()[i], last = lastReached(port, plane, i), shift = edge.getShift()[i];
    if (last < 0)
      return nullptr;
    low[i + 1] = std::max(low[i + 1], first < 0 ? 0 : (first << shift) - offset[i + 1]);
    high[i + 1] = std::min(high[i + 1], ((last + 1) << shift) - 1 - offset[i + 1]);
    if (low[i + 1] > high[i + 1])
      return nullptr;
  }
  // Of the input channels those that the groups of the tile take, counted from the first of them.
  auto [first, end] = port.getTakenInputs();
  offset[0] += port.getFirstInput() - first;
  low[0] = std::max(low[0], -offset[0]);
  high[0] = std::min(high[0], end - first - 1 - offset[0]);
  if (low[0] > high[0])
    return nullptr;
  return mesh::EdgeAttr::get(edge.getContext(), low, high, offset, edge.getShift(), edge.getDelayed(),
                             edge.getDestination(), edge.getCredit(), edge.getMulticast());
}

/// An edge for its ENDs alone: one neuron at a place that no tap reaches, or null where the port reaches all.
static mesh::EdgeAttr endsOnly(mesh::EdgeAttr edge, mesh::PortOp port, const mesh::Plane &plane) {
  int64_t greatest = port->getParentOfType<mesh::ProgramOp>().getTarget().getCoordinateMax();
  for (unsigned i = 0; i < 2; ++i) {
    int64_t beyond = std::max<int64_t>(0, lastReached(port, plane, i) + 1);
    if (beyond > greatest)
      continue;
    SmallVector<int64_t, 3> offset;
    for (int64_t low : edge.getLow())
      offset.push_back(-low);
    offset[i + 1] += beyond;
    return mesh::EdgeAttr::get(edge.getContext(), edge.getLow(), edge.getLow(), offset, {0, 0}, false,
                               edge.getDestination(), edge.getCredit(), edge.getMulticast());
  }
  return nullptr;
}

/// What is left of the edges of a population's ports: pairs of a source and an edge, for each port.
using CutEdges = SmallVector<SmallVector<std::pair<Value, mesh::EdgeAttr>>>;

/// A population whose forward edges all reach nothing keeps one, to learn when a step ends.
static LogicalResult keepForwardEdge(mesh::PopulationOp population, const mesh::Plane &plane,
                                     MutableArrayRef<mesh::PortOp> ports, CutEdges &cut) {
  for (const auto &edges : cut)
    for (const auto &[source, edge] : edges)
      if (!edge.getDelayed())
        return success();
  for (auto [i, port] : llvm::enumerate(ports))
    for (auto [source, attribute] : llvm::zip_equal(port.getSources(), port.getEdges()))
      if (auto edge = cast<mesh::EdgeAttr>(attribute); !edge.getDelayed())
        if (mesh::EdgeAttr ends = endsOnly(edge, port, plane)) {
          cut[i].push_back({source, ends});
          return success();
        }
  return population.emitError() << "a tile of layer " << population.getLayerAttr()
                                << " is reached by no forward edge, and its kernels reach every coordinate: an edge "
                                   "for the ends of steps has no place";
}

static LogicalResult cutEdgesOf(mesh::PopulationOp population, mesh::LayerOp layer) {
  mesh::Plane plane = population.getPlane(layer);
  SmallVector<mesh::PortOp> ports(population.getBody().getOps<mesh::PortOp>());
  CutEdges cut(ports.size());
  for (auto [i, port] : llvm::enumerate(ports))
    for (auto [source, attribute] : llvm::zip_equal(port.getSources(), port.getEdges()))
      if (mesh::EdgeAttr part = cutEdge(cast<mesh::EdgeAttr>(attribute), port, plane))
        cut[i].push_back({source, part});
  if (failed(keepForwardEdge(population, plane, ports, cut)))
    return failure();
  for (auto [port, edges] : llvm::zip_equal(ports, cut)) {
    port.setFirstInput(port.getTakenInputs().first);
    port.getSourcesMutable().assign(llvm::to_vector(llvm::make_first_range(edges)));
    port.setEdgesAttr(ArrayAttr::get(
        port.getContext(), SmallVector<Attribute>(llvm::map_range(edges, [](auto &pair) { return pair.second; }))));
    if (edges.empty())
      port.erase();
  }
  return success();
}

LogicalResult snnc::cutEdges(mesh::ProgramOp program, const mesh::Layers &layers) {
  for (auto population : program.getBody().getOps<mesh::PopulationOp>())
    if (failed(cutEdgesOf(population, layers.of(population))))
      return failure();
  return success();
}
