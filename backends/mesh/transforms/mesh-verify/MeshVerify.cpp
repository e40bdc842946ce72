//===- MeshVerify.cpp - what each phase must have decided -----------------===//

#include "backends/mesh/transforms/mesh-verify/MeshVerify.h"
#include "backends/mesh/analysis/Resources.h"
#include "dialect/snn/Elements.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"

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
static LogicalResult verifyWindows(mesh::PopulationOp population, mesh::MaxPoolAttr pool, mesh::TargetAttr target) {
  mesh::Plane plane = population.getPlane();
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

static LogicalResult verifyParameters(mesh::PopulationOp population, mesh::TargetAttr target) {
  auto check = [&](std::optional<ArrayRef<int64_t>> values, StringRef name, int64_t low, int64_t high) {
    for (int64_t value : values.value_or(ArrayRef<int64_t>()))
      if (failed(inRange(population, name, value, low, high)))
        return failure();
    return success();
  };
  if (failed(check(population.getThreshold(), "threshold", 1, target.getStateMax())) ||
      failed(check(population.getLowerBound(), "lower bound", target.getStateMin(), 0)) ||
      failed(check(population.getBias(), "bias", target.getStateMin(), target.getStateMax())) ||
      failed(check(population.getSubtract(), "subtract", 0, target.getStateMax())))
    return failure();
  mesh::LayerOp layer = population.getLayerOp();
  if (failed(inRange(layer, "max_count", layer.getMaxCount(), 1, target.getCountMax())))
    return failure();
  if (mesh::MaxPoolAttr pool = population.getMaxPool()) {
    if (failed(verifyWindows(population, pool, target)))
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

static LogicalResult verifyPort(mesh::PortOp port, mesh::TargetAttr target) {
  for (unsigned i = 0; i < 2; ++i)
    if (failed(inRange(port, "kernel", port.getKernel()[i], 1, target.getKernelMax())) ||
        failed(inRange(port, "stride", port.getStride()[i], 1, target.getStrideMax())) ||
        failed(inRange(port, "offset", port.getOffset()[i], -target.getOffsetMax() - 1, target.getOffsetMax())))
      return failure();
  for (Attribute edge : port.getEdges())
    if (failed(verifyEdge(port, cast<mesh::EdgeAttr>(edge), target)))
      return failure();
  std::optional<std::vector<int64_t>> weights = snn::readElements<int64_t>(port.getWeights());
  if (!weights)
    return port.emitError() << "its weights cannot be read: the resource is missing or has another size";
  int64_t greatest = port.getPacked() ? target.getPackedWeightMax() : target.getWeightMax();
  for (int64_t weight : *weights)
    if (failed(inRange(port, port.getPacked() ? "packed weight" : "weight", weight, -greatest - 1, greatest)))
      return failure();
  return success();
}

/// The tiles of each layer cover it once.
static LogicalResult verifyTiles(mesh::ProgramOp program) {
  llvm::MapVector<mesh::LayerOp, int64_t> covered;
  for (auto layer : program.getBody().getOps<mesh::LayerOp>())
    covered[layer] = 0;
  SmallVector<mesh::PopulationOp> populations(program.getBody().getOps<mesh::PopulationOp>());
  for (auto [i, population] : llvm::enumerate(populations)) {
    mesh::EventsType type = population.getEvents().getType();
    covered[population.getLayerOp()] += type.getChannels() * type.getHeight() * type.getWidth();
    for (mesh::PopulationOp other : ArrayRef(populations).take_front(i)) {
      if (other.getLayer() != population.getLayer())
        continue;
      bool apart = false;
      for (unsigned k = 0; k < 3; ++k)
        apart |= population.getOrigin()[k] + type.getShape()[k] <= other.getOrigin()[k] ||
                 other.getOrigin()[k] + other.getEvents().getType().getShape()[k] <= population.getOrigin()[k];
      if (!apart) {
        InFlightDiagnostic diagnostic = population.emitError() << "shares neurons with another tile of its layer";
        diagnostic.attachNote(other.getLoc()) << "other tile is here";
        return diagnostic;
      }
    }
  }
  for (auto [layer, neurons] : covered) {
    int64_t needed = layer.getShape()[0] * layer.getShape()[1] * layer.getShape()[2];
    if (neurons != needed)
      return layer.emitError() << "has " << needed << " neurons, its tiles hold " << neurons;
  }
  return success();
}

/// Kahn's order over forward edges; the chip is live exactly where there is one.
static LogicalResult verifyForwardOrder(mesh::ProgramOp program) {
  llvm::MapVector<mesh::PopulationOp, int64_t> waiting;
  for (auto population : program.getBody().getOps<mesh::PopulationOp>())
    waiting[population] = 0;
  auto forEachForward = [&](mesh::PopulationOp population, auto &&visit) {
    for (OpOperand &use : population.getEvents().getUses())
      if (auto port = dyn_cast<mesh::PortOp>(use.getOwner()))
        if (!port.getEdge(use.getOperandNumber()).getDelayed())
          visit(cast<mesh::PopulationOp>(port->getParentOp()));
  };
  for (auto &entry : waiting)
    forEachForward(entry.first, [&](mesh::PopulationOp receiver) { ++waiting[receiver]; });
  SmallVector<mesh::PopulationOp> ready;
  for (auto &[population, count] : waiting)
    if (count == 0)
      ready.push_back(population);
  for (size_t i = 0; i < ready.size(); ++i)
    forEachForward(ready[i], [&](mesh::PopulationOp receiver) {
      if (--waiting[receiver] == 0)
        ready.push_back(receiver);
    });
  for (auto &[population, count] : waiting)
    if (count != 0)
      return population.emitError() << "waits for itself over forward edges: a cycle needs a delayed edge";
  return success();
}

static LogicalResult verifyLowered(mesh::ProgramOp program) {
  mesh::TargetAttr target = program.getTarget();
  for (Operation &op : program.getBody().front()) {
    if (auto population = dyn_cast<mesh::PopulationOp>(op)) {
      if (failed(verifyParameters(population, target)))
        return failure();
      for (auto port : population.getBody().getOps<mesh::PortOp>())
        if (failed(verifyPort(port, target)))
          return failure();
    } else if (auto sink = dyn_cast<mesh::SinkOp>(op)) {
      for (Attribute edge : sink.getEdges())
        if (failed(verifyEdge(sink, cast<mesh::EdgeAttr>(edge), target)))
          return failure();
    }
  }
  return failure(failed(verifyTiles(program)) || failed(verifyForwardOrder(program)));
}

//===----------------------------------------------------------------------===//
// Phase tiled
//===----------------------------------------------------------------------===//

static LogicalResult verifyTiled(mesh::ProgramOp program) {
  mesh::TargetAttr target = program.getTarget();
  std::vector<Resources> cores;
  for (const UsableCore &core : usableCores(target))
    cores.push_back(capacityOfKind(target, core.kind));
  Resources largest = largestOf(cores);
  for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
    Resources demand = demandOf(population, target);
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
template <typename KeyOf> static LogicalResult verifySharing(mesh::ProgramOp program, KeyOf keyOf) {
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
    used[*key] += demandOf(population, target);
    Resources capacity = capacityOf(target, *key);
    for (unsigned i = 0; i < resourceCount; ++i)
      if (used[*key].amount[i] > capacity.amount[i])
        return population.emitError() << "its core needs " << used[*key].amount[i] << " " << nameOf(Resource(i))
                                      << ", there are " << capacity.amount[i];
  }
  return success();
}

static LogicalResult verifyPacked(mesh::ProgramOp program) {
  return verifySharing(program, [&](mesh::PopulationOp population) -> FailureOr<int64_t> {
    if (!population.getCluster())
      return population.emitError() << "has no cluster";
    // A cluster is the usable core that it would take.
    int64_t cluster = *population.getCluster();
    std::vector<UsableCore> cores = usableCores(program.getTarget());
    if (failed(inRange(population, "cluster", cluster, 0, int64_t(cores.size()) - 1)))
      return failure();
    return numberOf(cores[cluster], program.getTarget());
  });
}

static LogicalResult verifyPlaced(mesh::ProgramOp program) {
  mesh::TargetAttr target = program.getTarget();
  return verifySharing(program, [&](mesh::PopulationOp population) -> FailureOr<int64_t> {
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
    if (*base < 0 || *base + size > capacity)
      return op->emitError() << "its " << what << " range " << *base << " to " << *base + size - 1 << " is outside of "
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
} // namespace

/// The destination entries of a population are its uses, in order, from `first_destination` on.
static LogicalResult verifyDestinations(mesh::PopulationOp population) {
  llvm::SmallDenseSet<int64_t> seen;
  int64_t first = *population.getFirstDestination(), count = llvm::range_size(population.getEvents().getUses());
  for (OpOperand &use : population.getEvents().getUses()) {
    mesh::EdgeAttr edge =
        llvm::TypeSwitch<Operation *, mesh::EdgeAttr>(use.getOwner()).Case<mesh::PortOp, mesh::SinkOp>([&](auto op) {
          return op.getEdge(use.getOperandNumber());
        });
    if (edge.getDestination() < first || edge.getDestination() >= first + count ||
        !seen.insert(edge.getDestination()).second)
      return use.getOwner()->emitError() << "an edge has destination entry " << edge.getDestination()
                                         << ", its source has " << first << " to " << first + count - 1
                                         << ", each for one edge";
  }
  return success();
}

static LogicalResult verifyPopulationRanges(mesh::PopulationOp population, mesh::TargetAttr target, CoreRanges &core) {
  ArrayRef<int64_t> place = *population.getCore();
  Resources capacity = capacityOf(target, place[1] * target.getCols() + place[0]);
  int64_t destinations = llvm::range_size(population.getEvents().getUses());
  if (failed(core.state.claim(population, "state_base", population.getStateBase(), population.getStateWords(target),
                              capacity[Resource::StateWords])) ||
      failed(core.list.claim(population, "list_base", population.getListBase(), population.getListWords(target),
                             capacity[Resource::StateWords])) ||
      failed(core.destinations.claim(population, "first_destination", population.getFirstDestination(), destinations,
                                     capacity[Resource::Destinations])) ||
      failed(core.credits.claim(population, "first_credit", population.getFirstCredit(), population.getInEdges(),
                                capacity[Resource::Credits])) ||
      failed(verifyDestinations(population)))
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

static LogicalResult verifyAllocated(mesh::ProgramOp program) {
  mesh::TargetAttr target = program.getTarget();
  llvm::MapVector<std::pair<int64_t, int64_t>, CoreRanges> cores;
  for (auto population : program.getBody().getOps<mesh::PopulationOp>())
    if (failed(verifyPopulationRanges(population, target,
                                      cores[{(*population.getCore())[0], (*population.getCore())[1]}])))
      return failure();
  return success();
}

namespace {
struct MeshVerify : public snnc::impl::MeshVerifyBase<MeshVerify> {
  using MeshVerifyBase::MeshVerifyBase;

  void runOnOperation() override {
    mesh::ProgramOp program = getOperation();
    StringRef name = phase.getValue();
    LogicalResult result = success();
    if (name != "lowered" && name != "tiled" && name != "packed" && name != "placed" && name != "allocated")
      result = program.emitError() << "mesh-verify: unknown phase '" << name
                                   << "'; known: lowered, tiled, packed, placed, allocated";
    // A later phase keeps what an earlier one had to hold.
    else if (failed(verifyLowered(program)) || (name != "lowered" && failed(verifyTiled(program))) ||
             (name == "packed" && failed(verifyPacked(program))) ||
             ((name == "placed" || name == "allocated") && failed(verifyPlaced(program))) ||
             (name == "allocated" && failed(verifyAllocated(program))))
      result = failure();
    if (failed(result))
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace
