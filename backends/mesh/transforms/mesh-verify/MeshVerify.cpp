//===- MeshVerify.cpp - what each phase must have decided -----------------===//

#include "backends/mesh/transforms/mesh-verify/MeshVerify.h"
#include "backends/mesh/analysis/Places.h"
#include "backends/mesh/analysis/Resources.h"
#include "backends/mesh/analysis/Schedule.h"
#include "backends/mesh/target/TargetAttribute.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnInterfaces.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include <map>

#define DEBUG_TYPE "mesh-verify"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_MESHVERIFY
namespace snnc {
#include "backends/mesh/transforms/mesh-verify/MeshVerify.h.inc"
} // namespace snnc

namespace {
/// Checks that a number lies in a range that the target gives.
LogicalResult inRange(Operation *op, const Twine &what, int64_t value, int64_t low, int64_t high) {
  if (value >= low && value <= high)
    return success();
  return op->emitError() << what << " is " << value << ", the target takes " << low << " to " << high;
}
} // namespace

//===----------------------------------------------------------------------===//
// Phase lowered
//===----------------------------------------------------------------------===//

/// What a tile of a max pool keeps in its table entry.
static LogicalResult verifyWindows(mesh::PopulationOp population, mesh::LayerOp layer, mesh::TargetAttr target) {
  mesh::MaxPoolAttr pool = layer.getMaxPoolAttr();
  mesh::Plane plane = population.getPlane(layer);
  for (unsigned i = 0; i < 2; ++i) {
    int64_t offset = pool.getPadding()[i] + plane.origin[i] - population.getOrigin()[i + 1] * pool.getStride()[i];
    if (failed(inRange(population, "extent of windows", pool.getKernel()[i], 1, target.getKernelMax())) ||
        failed(inRange(population, "stride of windows", pool.getStride()[i], 1, target.getStrideMax())) ||
        failed(inRange(population, "offset of windows", offset, -target.getOffsetMax() - 1, target.getOffsetMax())) ||
        failed(inRange(population, "extent of pixels", plane.extent[i], 1, target.getCoordinateMax())))
      return failure();
  }
  return success();
}

static LogicalResult verifyParameters(mesh::PopulationOp population, mesh::LayerOp layer, mesh::TargetAttr target) {
  auto check = [&](std::optional<ArrayRef<int64_t>> values, StringRef name, int64_t low, int64_t high) {
    for (int64_t value : values.value_or(ArrayRef<int64_t>()))
      if (failed(inRange(population, name, value, low, high)))
        return failure();
    return success();
  };
  if (failed(check(population.getThreshold(), "threshold", 1, target.getStateMax())) ||
      failed(check(population.getLowerBound(), "lower bound", target.getStateMin(), 0)) ||
      failed(check(population.getBias(), "bias", target.getStateMin(), target.getStateMax())) ||
      failed(check(population.getSubtract(), "subtract", 0, target.getStateMax())) ||
      failed(check(population.getDecay(), "decay", 0, snn::kDecayOne)) ||
      failed(check(population.getCurrentDecay(), "current_decay", 0, snn::kDecayOne - 1)))
    return failure();
  if ((population.hasDecay() && !target.getLeak()) || (population.hasCurrent() && !target.getCurrent()))
    return population.emitError() << "has a " << (target.getLeak() ? "current_decay" : "decay")
                                  << ", which the target does not have";
  if (failed(inRange(layer, "max_count", layer.getMaxCount(), target.getReadout() ? 0 : 1, target.getCountMax())))
    return failure();
  if (layer.isReadout() && !population.hasDecay())
    return population.emitError() << "is a readout (max_count 0) without a decay: its potentials must leak";
  if (layer.getMaxPoolAttr()) {
    if (failed(verifyWindows(population, layer, target)))
      return failure();
  } else if (int64_t highest = *llvm::max_element(population.getThreshold());
             failed(inRange(layer, "upper", layer.getUpper(), highest - 1, target.getStateMax()))) {
    return failure();
  }
  mesh::EventsType type = population.getEvents().getType();
  return failure(failed(inRange(population, "height", type.getHeight(), 1, target.getCoordinateMax())) ||
                 failed(inRange(population, "width", type.getWidth(), 1, target.getCoordinateMax())) ||
                 failed(inRange(population, "number of channels", type.getChannels(), 1, target.getChannelMax())));
}

static LogicalResult verifyEdge(Operation *op, mesh::EdgeAttr edge, mesh::TargetAttr target) {
  for (unsigned i = 0; i < 3; ++i) {
    int64_t greatest = i == 0 ? target.getChannelMax() : target.getCoordinateMax();
    if (failed(inRange(op, "coordinate of an edge", edge.getHigh()[i], 0, greatest)) ||
        failed(inRange(op, "coordinate of an edge after its offset", edge.getHigh()[i] + edge.getOffset()[i], 0,
                       greatest)))
      return failure();
  }
  for (int64_t shift : edge.getShift())
    if (failed(inRange(op, "shift of an edge", shift, 0, target.getShiftMax())))
      return failure();
  return success();
}

/// Weights that are in their range: tiles share those of their layer.
using KnownWeights = llvm::DenseSet<std::pair<Attribute, unsigned>>;

static LogicalResult verifyWeights(mesh::PortOp port, mesh::TargetAttr target, KnownWeights &known) {
  if (!known.insert({port.getWeights(), unsigned(port.getPacked())}).second)
    return success();
  std::optional<snn::ElementsView> weights = snn::ElementsView::of(port.getWeights());
  if (!weights)
    return port.emitError() << "its weights cannot be read: the resource is missing or has another size";
  int64_t greatest = port.getPacked() ? target.getPackedWeightMax() : target.getWeightMax();
  int64_t outside = weights->firstOutside(-greatest - 1, greatest);
  if (outside == weights->size())
    return success();
  return inRange(port, port.getPacked() ? "packed weight" : "weight", weights->at<int64_t>(outside), -greatest - 1,
                 greatest);
}

static LogicalResult verifyPort(mesh::PortOp port, mesh::TargetAttr target) {
  for (unsigned i = 0; i < 2; ++i)
    if (failed(inRange(port, "kernel", port.getKernel()[i], 1, target.getKernelMax())) ||
        failed(inRange(port, "stride", port.getStride()[i], 1, target.getStrideMax())) ||
        failed(inRange(port, "offset", port.getOffset()[i], -target.getOffsetMax() - 1, target.getOffsetMax())))
      return failure();
  if (failed(inRange(port, "weight_shift", port.getWeightShift(), 0, target.getWeightShift())))
    return failure();
  for (Attribute edge : port.getEdges())
    if (failed(verifyEdge(port, cast<mesh::EdgeAttr>(edge), target)))
      return failure();
  return success();
}

/// Whether two tiles of a layer share a neuron. Tiles are cut along few planes; these make a grid of cells, of which
/// each tile takes its own. Nothing where the grid has far more cells than there are tiles.
static std::optional<bool> anyOverlap(ArrayRef<mesh::PopulationOp> tiles) {
  std::array<std::vector<int64_t>, 3> cuts;
  for (mesh::PopulationOp tile : tiles)
    for (unsigned k = 0; k < 3; ++k) {
      cuts[k].push_back(tile.getOrigin()[k]);
      cuts[k].push_back(tile.getOrigin()[k] + tile.getEvents().getType().getShape()[k]);
    }
  size_t cells = 1;
  for (std::vector<int64_t> &axis : cuts) {
    llvm::sort(axis);
    axis.erase(std::unique(axis.begin(), axis.end()), axis.end());
    cells *= axis.size();
    if (cells > 64 * tiles.size() + 64)
      return std::nullopt;
  }
  std::vector<bool> taken(cells);
  auto cellOf = [&](unsigned k, int64_t at) { return size_t(llvm::lower_bound(cuts[k], at) - cuts[k].begin()); };
  for (mesh::PopulationOp tile : tiles) {
    std::array<size_t, 3> begin, end;
    for (unsigned k = 0; k < 3; ++k) {
      begin[k] = cellOf(k, tile.getOrigin()[k]);
      end[k] = cellOf(k, tile.getOrigin()[k] + tile.getEvents().getType().getShape()[k]);
    }
    for (size_t c = begin[0]; c < end[0]; ++c)
      for (size_t y = begin[1]; y < end[1]; ++y)
        for (size_t x = begin[2]; x < end[2]; ++x) {
          auto cell = taken.begin() + ((c * cuts[1].size() + y) * cuts[2].size() + x);
          if (*cell)
            return true;
          *cell = true;
        }
  }
  return false;
}

static bool overlap(mesh::PopulationOp a, mesh::PopulationOp b) {
  for (unsigned k = 0; k < 3; ++k)
    if (a.getOrigin()[k] + a.getEvents().getType().getShape()[k] <= b.getOrigin()[k] ||
        b.getOrigin()[k] + b.getEvents().getType().getShape()[k] <= a.getOrigin()[k])
      return false;
  return true;
}

/// The first tile that shares neurons with one before it is reported.
static LogicalResult verifyApart(ArrayRef<mesh::PopulationOp> tiles) {
  if (anyOverlap(tiles) == false)
    return success();
  for (auto [i, constant] : llvm::enumerate(tiles))
    for (mesh::PopulationOp other : tiles.take_front(i))
      if (mesh::PopulationOp population = constant; overlap(population, other)) {
        InFlightDiagnostic diagnostic = population.emitError() << "shares neurons with another tile of its layer";
        diagnostic.attachNote(other.getLoc()) << "other tile is here";
        return diagnostic;
      }
  return success();
}

/// The tiles of each layer cover it once.
static LogicalResult verifyTiles(mesh::ProgramOp program, const mesh::Layers &layers) {
  llvm::MapVector<mesh::LayerOp, SmallVector<mesh::PopulationOp>> tilesOf;
  for (auto layer : program.getBody().getOps<mesh::LayerOp>())
    tilesOf[layer];
  for (auto population : program.getBody().getOps<mesh::PopulationOp>())
    tilesOf[layers.of(population)].push_back(population);
  for (auto &[layer, tiles] : tilesOf)
    if (failed(verifyApart(tiles)))
      return failure();
  for (auto &[constant, tiles] : tilesOf) {
    mesh::LayerOp layer = constant;
    int64_t needed = layer.getShape()[0] * layer.getShape()[1] * layer.getShape()[2], neurons = 0;
    for (mesh::PopulationOp population : tiles) {
      mesh::EventsType type = population.getEvents().getType();
      neurons += type.getChannels() * type.getHeight() * type.getWidth();
    }
    if (neurons != needed)
      return layer.emitError() << "has " << needed << " neurons, its tiles hold " << neurons;
  }
  return success();
}

/// The chip is live exactly where forward edges have no circuit (docs/verification.md).
static LogicalResult verifyForwardOrder(mesh::ProgramOp program) {
  std::vector<mesh::PopulationOp> circuit = findDeadCircuit(program);
  if (circuit.empty())
    return success();
  InFlightDiagnostic diagnostic = circuit.front().emitError() << "waits for itself over forward edges (";
  for (auto [i, population] : llvm::enumerate(circuit))
    diagnostic << (i ? ", " : "") << population.getLayerAttr();
  return diagnostic << "): a cycle needs a delayed edge";
}

/// A step begins for a population when what feeds it in the same step is done: something must.
static LogicalResult verifyForwardEdge(mesh::PopulationOp population) {
  for (auto port : population.getBody().getOps<mesh::PortOp>())
    for (unsigned i = 0; i < port->getNumOperands(); ++i)
      if (!port.getEdge(i).getDelayed())
        return success();
  return population.emitError() << "nothing feeds it in the same step: it has no edge that is not delayed";
}

static LogicalResult verifyLowered(mesh::ProgramOp program, const mesh::Layers &layers) {
  mesh::TargetAttr target = program.getTarget();
  KnownWeights known;
  for (Operation &op : program.getBody().front()) {
    if (auto population = dyn_cast<mesh::PopulationOp>(op)) {
      if (failed(verifyParameters(population, layers.of(population), target)) || failed(verifyForwardEdge(population)))
        return failure();
      for (auto port : population.getBody().getOps<mesh::PortOp>())
        if (failed(verifyPort(port, target)) || failed(verifyWeights(port, target, known)))
          return failure();
    } else if (auto source = dyn_cast<mesh::SourceOp>(op)) {
      // The host sends a count in parts, as many as it takes; the image holds the bound in 32 bits.
      if (failed(inRange(source, "bound of an input", source.getBound(), 1, UINT32_MAX)) ||
          failed(inRange(source, "total of an input", source.getTotal().value_or(1), 1, UINT32_MAX)))
        return failure();
    } else if (auto sink = dyn_cast<mesh::SinkOp>(op)) {
      for (Attribute edge : sink.getEdges())
        if (failed(verifyEdge(sink, cast<mesh::EdgeAttr>(edge), target)))
          return failure();
    }
  }
  return failure(failed(verifyTiles(program, layers)) || failed(verifyForwardOrder(program)));
}

//===----------------------------------------------------------------------===//
// Phase tiled
//===----------------------------------------------------------------------===//

static LogicalResult verifyTiled(mesh::ProgramOp program, const mesh::Layers &layers) {
  mesh::TargetAttr target = program.getTarget();
  std::vector<Resources> cores;
  for (const UsableCore &core : usableCores(target))
    cores.push_back(capacityOfKind(target, core.kind));
  Resources largest = largestOf(cores);
  for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
    Resources demand = demandOf(population, target, layers.of(population));
    for (unsigned i = 0; i < resourceCount; ++i)
      if (demand.amount[i] > largest.amount[i])
        return population.emitError() << "needs " << demand.amount[i] << " " << nameOf(Resource(i)) << ", a core has "
                                      << largest.amount[i];
    if (llvm::none_of(cores, [&](const Resources &core) { return demand.fitsIn(core); }))
      return population.emitError() << "fits no kind of core";
    for (auto port : population.getBody().getOps<mesh::PortOp>())
      if (port.getPools())
        return port.emitError() << "has pools that are not folded into its kernel: run mesh-tile";
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Phases packed and placed
//===----------------------------------------------------------------------===//

/// What shares a core fits it, each population with a slot of its own. `keyOf` names the core, or fails.
template <typename KeyOf>
static LogicalResult verifySharing(mesh::ProgramOp program, const mesh::Layers &layers, KeyOf keyOf) {
  mesh::TargetAttr target = program.getTarget();
  llvm::MapVector<int64_t, Resources> used;
  llvm::MapVector<std::pair<int64_t, int64_t>, mesh::PopulationOp> slots;
  for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
    FailureOr<int64_t> key = keyOf(population);
    if (failed(key))
      return failure();
    if (!population.getSlot())
      return population.emitError() << "has no slot";
    if (failed(inRange(population, "slot", *population.getSlot(), 0, target.getPopulations() - 1)))
      return failure();
    auto [owner, isNew] = slots.insert({{*key, *population.getSlot()}, population});
    if (!isNew) {
      InFlightDiagnostic diagnostic = population.emitError() << "shares slot " << *population.getSlot();
      diagnostic.attachNote(owner->second.getLoc()) << "with this population";
      return diagnostic;
    }
    used[*key] += demandOf(population, target, layers.of(population));
    Resources capacity = capacityOf(target, *key);
    for (unsigned i = 0; i < resourceCount; ++i)
      if (used[*key].amount[i] > capacity.amount[i])
        return population.emitError() << "its core needs " << used[*key].amount[i] << " " << nameOf(Resource(i))
                                      << ", there are " << capacity.amount[i];
  }
  return success();
}

static LogicalResult verifyPacked(mesh::ProgramOp program, const mesh::Layers &layers) {
  std::vector<UsableCore> cores = usableCores(program.getTarget());
  return verifySharing(program, layers, [&](mesh::PopulationOp population) -> FailureOr<int64_t> {
    if (!population.getCluster())
      return population.emitError() << "has no cluster";
    // A cluster is the usable core that it would take.
    int64_t cluster = *population.getCluster();
    if (failed(inRange(population, "cluster", cluster, 0, int64_t(cores.size()) - 1)))
      return failure();
    return numberOf(cores[cluster], program.getTarget());
  });
}

/// Spikes take the way from core to core, and what answers them the way back.
static LogicalResult verifyWays(mesh::ProgramOp program) {
  mesh::TargetDescription target = mesh::fromAttribute(program.getTarget());
  if (target.faultyLinks.empty())
    return success();
  auto coreOf = [&](mesh::PopulationOp population) {
    ArrayRef<int64_t> core = *population.getCore();
    return uint32_t(core[1] * target.cols + core[0]);
  };
  for (auto population : program.getBody().getOps<mesh::PopulationOp>())
    for (auto port : population.getBody().getOps<mesh::PortOp>())
      for (Value events : port.getSources()) {
        auto source = events.getDefiningOp<mesh::PopulationOp>();
        if (!source ||
            (target.hasWay(coreOf(source), coreOf(population)) && target.hasWay(coreOf(population), coreOf(source))))
          continue;
        ArrayRef<int64_t> from = *source.getCore(), to = *population.getCore();
        return port.emitError() << "its spikes come from core (" << from[0] << ", " << from[1] << ") to core (" << to[0]
                                << ", " << to[1] << ") over a faulty link, or their answers go back over one";
      }
  return success();
}

static LogicalResult verifyPlaced(mesh::ProgramOp program, const mesh::Layers &layers) {
  mesh::TargetAttr target = program.getTarget();
  LogicalResult shared = verifySharing(program, layers, [&](mesh::PopulationOp population) -> FailureOr<int64_t> {
    if (!population.getCore())
      return population.emitError() << "has no core";
    ArrayRef<int64_t> core = *population.getCore();
    if (failed(inRange(population, "core column", core[0], 0, target.getCols() - 1)) ||
        failed(inRange(population, "core row", core[1], 0, target.getRows() - 1)))
      return failure();
    int64_t number = core[1] * target.getCols() + core[0];
    if (target.isFaulty(number))
      return population.emitError() << "is on core (" << core[0] << ", " << core[1] << "), which is faulty";
    return number;
  });
  return failed(shared) ? shared : verifyWays(program);
}

//===----------------------------------------------------------------------===//
// Phase allocated
//===----------------------------------------------------------------------===//

namespace {
/// Ranges of one memory of one core and who holds them.
class Ranges {
public:
  LogicalResult claim(Operation *op, StringRef what, std::optional<int64_t> base, int64_t size, int64_t capacity) {
    if (!base)
      return op->emitError() << "has no " << what;
    // A sum with any base could wrap.
    if (*base < 0 || size > capacity || *base > capacity - size)
      return op->emitError() << "its " << what << " range of " << size << " from " << *base << " is outside of "
                             << capacity;
    for (auto &[start, end, owner] : taken)
      if (*base < end && start < *base + size) {
        InFlightDiagnostic diagnostic = op->emitError() << "its " << what << " range " << *base << " to "
                                                        << *base + size - 1 << " is taken";
        diagnostic.attachNote(owner->getLoc()) << "by this one: " << start << " to " << end - 1;
        return diagnostic;
      }
    taken.push_back({*base, *base + size, op});
    return success();
  }

private:
  SmallVector<std::tuple<int64_t, int64_t, Operation *>> taken;
};

struct CoreRanges {
  Ranges state, list, weights, ports, destinations, credits;
};

/// An edge that leaves a sender, with its port where it leads to one.
struct LeavingEdge {
  Operation *op;
  mesh::EdgeAttr edge;
  Value source;

  static LeavingEdge of(OpOperand &use) { return {use.getOwner(), mesh::edgeOf(use), use.get()}; }
  mesh::PopulationOp receiver() const { return dyn_cast<mesh::PopulationOp>(op->getParentOp()); }
};
} // namespace

/// Edges that share an entry are one multicast: they differ in nothing but the core that they lead to.
static LogicalResult verifyMulticast(const LeavingEdge &first, const LeavingEdge &second) {
  auto port = dyn_cast<mesh::PortOp>(first.op), other = dyn_cast<mesh::PortOp>(second.op);
  if (port && other && first.source == second.source && first.edge.getMulticast() >= 0 &&
      first.edge.getMulticast() == second.edge.getMulticast() && first.edge.carriesSameAs(second.edge) &&
      port.getIndex() == other.getIndex() && first.receiver().getSlot() == second.receiver().getSlot() &&
      first.receiver().getCore() != second.receiver().getCore())
    return success();
  InFlightDiagnostic diagnostic = second.op->emitError()
                                  << "an edge has destination entry " << second.edge.getDestination()
                                  << " with another, but they are not one multicast: the same spikes to ports of the "
                                     "same index, populations of the same slot, different cores";
  diagnostic.attachNote(first.op->getLoc()) << "other edge is here";
  return diagnostic;
}

/// Of the edges that leave `sources`, each has a destination entry of its own or shares that of its multicast, `count`
/// of them from `first` on.
static LogicalResult verifyDestinations(ArrayRef<Value> sources, int64_t first, int64_t count, StringRef owner) {
  llvm::SmallDenseMap<int64_t, SmallVector<LeavingEdge, 1>> seen;
  for (Value source : sources)
    for (OpOperand &use : source.getUses()) {
      LeavingEdge edge = LeavingEdge::of(use);
      int64_t destination = edge.edge.getDestination();
      if (destination < first || destination >= first + count)
        return edge.op->emitError() << "an edge has destination entry " << destination << ", " << owner << " has "
                                    << first << " to " << first + count - 1 << ", each for one edge or one multicast";
      for (const LeavingEdge &other : seen[destination])
        if (failed(verifyMulticast(other, edge)))
          return failure();
      seen[destination].push_back(edge);
    }
  for (auto &[destination, edges] : seen) {
    if (edges.size() > mesh::mostReceivers || (edges.size() > 1) != (edges.front().edge.getMulticast() >= 0))
      return edges.front().op->emitError() << "a multicast has 2 to " << mesh::mostReceivers
                                           << " receivers, that of entry " << destination << " has " << edges.size();
  }
  return success();
}

/// The host's edges are numbered through the whole program: those of sources, and those to sinks.
static LogicalResult verifyHostEdges(mesh::ProgramOp program) {
  SmallVector<Value> sources;
  int64_t destinations = 0, credits = 0;
  for (auto source : program.getBody().getOps<mesh::SourceOp>()) {
    sources.push_back(source.getEvents());
    destinations += mesh::countDestinations(source.getEvents());
  }
  if (failed(verifyDestinations(sources, 0, destinations, "the host")))
    return failure();
  for (auto sink : program.getBody().getOps<mesh::SinkOp>())
    credits += sink.getEdges().size();
  llvm::SmallDenseSet<int64_t> seen;
  for (auto sink : program.getBody().getOps<mesh::SinkOp>())
    for (auto edge : sink.getEdges().getAsRange<mesh::EdgeAttr>())
      if (edge.getCredit() < 0 || edge.getCredit() >= credits || !seen.insert(edge.getCredit()).second)
        return sink.emitError() << "an edge has credit entry " << edge.getCredit() << ", the host has 0 to "
                                << credits - 1 << ", each for one edge";
  return success();
}

static LogicalResult verifyPopulationRanges(mesh::PopulationOp population, mesh::LayerOp layer, mesh::TargetAttr target,
                                            CoreRanges &core) {
  ArrayRef<int64_t> place = *population.getCore();
  Resources capacity = capacityOf(target, place[1] * target.getCols() + place[0]);
  int64_t destinations = mesh::countDestinations(population.getEvents());
  if (failed(core.state.claim(population, "state_base", population.getStateBase(),
                              population.getStateWords(target, layer), capacity[Resource::StateWords])) ||
      failed(core.list.claim(population, "list_base", population.getListBase(), population.getListWords(target, layer),
                             capacity[Resource::StateWords])) ||
      failed(core.destinations.claim(population, "first_destination", population.getFirstDestination(), destinations,
                                     capacity[Resource::Destinations])) ||
      failed(core.credits.claim(population, "first_credit", population.getFirstCredit(), population.getInEdges(),
                                capacity[Resource::Credits])) ||
      failed(
          verifyDestinations({population.getEvents()}, *population.getFirstDestination(), destinations, "its source")))
    return failure();
  int64_t credit = *population.getFirstCredit();
  for (auto port : population.getBody().getOps<mesh::PortOp>()) {
    if (failed(core.ports.claim(port, "index", port.getIndex(), 1, capacity[Resource::Ports])) ||
        failed(core.weights.claim(port, "weight_base", port.getWeightBase(), port.getWeightWords(target),
                                  capacity[Resource::WeightWords])))
      return failure();
    for (Attribute edge : port.getEdges())
      if (cast<mesh::EdgeAttr>(edge).getCredit() != credit++)
        return port.emitError() << "an edge has credit entry " << cast<mesh::EdgeAttr>(edge).getCredit()
                                << ", in order it would be " << credit - 1;
  }
  return success();
}

/// No router knows two ways by one number.
static LogicalResult verifyGroups(mesh::ProgramOp program) {
  int64_t groups = program.getTarget().getMulticastGroups();
  std::map<std::pair<mesh::Place, int64_t>, std::pair<Value, int64_t>> owners;
  WalkResult result = program.walk([&](mesh::PortOp port) {
    for (auto [i, source] : llvm::enumerate(port.getSources())) {
      mesh::EdgeAttr edge = port.getEdge(i);
      if (edge.getMulticast() < 0)
        continue;
      if (failed(inRange(port, "multicast group", edge.getMulticast(), 0, groups - 1)))
        return WalkResult::interrupt();
      std::pair<Value, int64_t> self{source, edge.getDestination()};
      bool isAlone = true;
      mesh::forEachHop(senderOf(source), placeOf(cast<mesh::PopulationOp>(port->getParentOp())),
                       [&](mesh::Place at, mesh::RouterOutput) {
                         isAlone &= owners.try_emplace({at, edge.getMulticast()}, self).first->second == self;
                       });
      if (!isAlone) {
        port.emitError() << "a router on the way of one of its edges knows another way by multicast group "
                         << edge.getMulticast();
        return WalkResult::interrupt();
      }
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

static LogicalResult verifyAllocated(mesh::ProgramOp program, const mesh::Layers &layers) {
  mesh::TargetAttr target = program.getTarget();
  llvm::MapVector<std::pair<int64_t, int64_t>, CoreRanges> cores;
  for (auto population : program.getBody().getOps<mesh::PopulationOp>())
    if (failed(verifyPopulationRanges(population, layers.of(population), target,
                                      cores[{(*population.getCore())[0], (*population.getCore())[1]}])))
      return failure();
  return failure(failed(verifyHostEdges(program)) || failed(verifyGroups(program)));
}

LogicalResult mesh::verifyProgram(ProgramOp program, ProgramPhase done) {
  Layers layers(program);
  // A later phase keeps what an earlier one had to hold, but a core takes the place of the cluster.
  if (failed(verifyLowered(program, layers)))
    return failure();
  if (done > ProgramPhase::Lowered && failed(verifyTiled(program, layers)))
    return failure();
  if (done == ProgramPhase::Packed && failed(verifyPacked(program, layers)))
    return failure();
  if (done >= ProgramPhase::Placed && failed(verifyPlaced(program, layers)))
    return failure();
  return done == ProgramPhase::Allocated ? verifyAllocated(program, layers) : success();
}

namespace {
struct MeshVerify : public snnc::impl::MeshVerifyBase<MeshVerify> {
  using MeshVerifyBase::MeshVerifyBase;

  void runOnOperation() override {
    if (failed(mesh::verifyProgram(getOperation(), phase)))
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace
