//===- Multicast.cpp - which edges share their packets --------------------===//

#include "backends/mesh/transforms/mesh-allocate/Multicast.h"
#include "backends/mesh/analysis/Places.h"
#include "backends/mesh/analysis/Resources.h"
#include <map>
#include <set>

using namespace mlir;
using namespace snnc;

static mesh::PopulationOp populationOf(mesh::PortOp port) { return cast<mesh::PopulationOp>(port->getParentOp()); }

static Resources capacityOf(mesh::TargetAttr target, mesh::Place place) {
  return capacityOf(target, int64_t(place.y) * target.getCols() + place.x);
}

/// Which one of its population's ports a port is: tiles of a layer have the same ones, in the same order.
static int64_t positionOf(mesh::PortOp port) {
  auto ports = populationOf(port).getBody().getOps<mesh::PortOp>();
  return std::distance(ports.begin(), llvm::find(ports, port));
}

MulticastPlan::MulticastPlan(mesh::ProgramOp program) : program(program), target(program.getTarget()) {
  if (target.getMulticastGroups() != 0) {
    collect();
    alignSlots();
    alignPorts();
    number();
  }
  fillSlots();
  fillPorts();
  for (auto [i, multicast] : llvm::enumerate(multicasts))
    for (const Multicast::Receiver &receiver : multicast.receivers)
      multicastOf[{receiver.port, receiver.operand}] = i;
}

//===----------------------------------------------------------------------===//
// Candidates
//===----------------------------------------------------------------------===//

/// Whether another edge of the same sender can join: the same spikes, to another core, to the same connection of the
/// same layer. Other layers are a step before or behind: one that waits for the other would hold up both.
static bool canJoin(const Multicast &multicast, const Multicast::Receiver &receiver) {
  Multicast::Receiver first = multicast.receivers.front();
  if (multicast.receivers.size() == mesh::mostReceivers ||
      populationOf(first.port).getLayerAttr() != populationOf(receiver.port).getLayerAttr() ||
      positionOf(first.port) != positionOf(receiver.port) || !first.edge().carriesSameAs(receiver.edge()))
    return false;
  return llvm::none_of(multicast.receivers, [&](const Multicast::Receiver &other) {
    return placeOf(populationOf(other.port)) == placeOf(populationOf(receiver.port));
  });
}

static void dropSmall(std::vector<Multicast> &multicasts) {
  llvm::erase_if(multicasts, [](const Multicast &multicast) { return multicast.receivers.size() < 2; });
}

void MulticastPlan::collect() {
  llvm::DenseMap<Value, SmallVector<size_t>> ofSource;
  program.walk([&](mesh::PortOp port) {
    for (auto [operand, source] : llvm::enumerate(port.getSources())) {
      SmallVector<size_t> &candidates = ofSource[source];
      Multicast::Receiver receiver{port, unsigned(operand)};
      auto found = llvm::find_if(candidates, [&](size_t m) { return canJoin(multicasts[m], receiver); });
      if (found != candidates.end()) {
        multicasts[*found].receivers.push_back(receiver);
        continue;
      }
      candidates.push_back(multicasts.size());
      multicasts.push_back({source, {receiver}, -1});
    }
  });
  dropSmall(multicasts);
}

//===----------------------------------------------------------------------===//
// The same numbers at all receivers
//===----------------------------------------------------------------------===//

namespace {
/// Numbers of things in the tables of cores, some of which have been decided.
class Numbers {
public:
  Numbers(llvm::DenseMap<Operation *, int64_t> &numberOf, mesh::TargetAttr target, Resource resource)
      : numberOf(numberOf), target(target), resource(resource) {}

  bool isFree(mesh::Place place, int64_t number) {
    return number < capacityOf(target, place)[resource] && !taken[place].count(number);
  }
  /// Whether `op`, on a core, can have a number, or has it.
  bool canHave(Operation *op, mesh::Place place, int64_t number) {
    auto decided = numberOf.find(op);
    return decided != numberOf.end() ? decided->second == number : isFree(place, number);
  }
  void decide(Operation *op, mesh::Place place, int64_t number) {
    numberOf[op] = number;
    taken[place].insert(number);
  }
  /// The lowest free number.
  void fill(Operation *op, mesh::Place place) {
    if (numberOf.count(op))
      return;
    int64_t number = 0;
    while (taken[place].count(number))
      ++number;
    decide(op, place, number);
  }

  /// Gives all receivers of each multicast the same number. Those that cannot have it leave the multicast.
  void align(std::vector<Multicast> &multicasts, llvm::function_ref<Operation *(Multicast::Receiver)> opOf) {
    for (Multicast &multicast : multicasts) {
      int64_t number = best(multicast, opOf);
      llvm::erase_if(multicast.receivers, [&](const Multicast::Receiver &receiver) {
        return !canHave(opOf(receiver), placeOf(populationOf(receiver.port)), number);
      });
      if (multicast.receivers.size() < 2)
        continue;
      for (const Multicast::Receiver &receiver : multicast.receivers)
        decide(opOf(receiver), placeOf(populationOf(receiver.port)), number);
    }
    dropSmall(multicasts);
  }

private:
  /// The lowest of the numbers that most receivers can have.
  int64_t best(const Multicast &multicast, llvm::function_ref<Operation *(Multicast::Receiver)> opOf) {
    int64_t best = 0, most = -1;
    int64_t numbers = capacityOf(target, placeOf(populationOf(multicast.receivers.front().port)))[resource];
    for (int64_t number = 0; number < numbers; ++number) {
      int64_t can = llvm::count_if(multicast.receivers, [&](const Multicast::Receiver &receiver) {
        return canHave(opOf(receiver), placeOf(populationOf(receiver.port)), number);
      });
      if (can > most) {
        most = can;
        best = number;
      }
    }
    return best;
  }

  llvm::DenseMap<Operation *, int64_t> &numberOf;
  mesh::TargetAttr target;
  Resource resource;
  std::map<mesh::Place, std::set<int64_t>> taken;
};
} // namespace

void MulticastPlan::alignSlots() {
  Numbers(slots, target, Resource::Populations).align(multicasts, [](Multicast::Receiver receiver) {
    return receiver.port->getParentOp();
  });
}

void MulticastPlan::alignPorts() {
  Numbers(indices, target, Resource::Ports).align(multicasts, [](Multicast::Receiver receiver) {
    return receiver.port.getOperation();
  });
}

/// What is left gets what is left, populations in the order of the slots that they had.
void MulticastPlan::fillSlots() {
  Numbers numbers(slots, target, Resource::Populations);
  SmallVector<mesh::PopulationOp> populations(program.getBody().getOps<mesh::PopulationOp>());
  llvm::sort(populations, [](mesh::PopulationOp a, mesh::PopulationOp b) { return *a.getSlot() < *b.getSlot(); });
  for (mesh::PopulationOp population : populations)
    if (auto decided = slots.find(population); decided != slots.end())
      numbers.decide(population, placeOf(population), decided->second);
  for (mesh::PopulationOp population : populations)
    numbers.fill(population, placeOf(population));
}

void MulticastPlan::fillPorts() {
  Numbers numbers(indices, target, Resource::Ports);
  SmallVector<mesh::PopulationOp> populations(program.getBody().getOps<mesh::PopulationOp>());
  llvm::sort(populations, [&](mesh::PopulationOp a, mesh::PopulationOp b) { return slotOf(a) < slotOf(b); });
  auto forEachPort = [&](llvm::function_ref<void(mesh::PortOp, mesh::Place)> visit) {
    for (mesh::PopulationOp population : populations)
      for (auto port : population.getBody().getOps<mesh::PortOp>())
        visit(port, placeOf(population));
  };
  forEachPort([&](mesh::PortOp port, mesh::Place place) {
    if (auto decided = indices.find(port); decided != indices.end())
      numbers.decide(port, place, decided->second);
  });
  forEachPort([&](mesh::PortOp port, mesh::Place place) { numbers.fill(port, place); });
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

/// Each multicast gets the lowest group that none of the routers on its ways knows yet; where there is none its edges
/// are edges of their own.
void MulticastPlan::number() {
  std::set<std::pair<mesh::Place, int64_t>> known;
  for (Multicast &multicast : multicasts) {
    std::set<mesh::Place> routers;
    for (const Multicast::Receiver &receiver : multicast.receivers)
      mesh::forEachHop(senderOf(multicast.source), placeOf(populationOf(receiver.port)),
                       [&](mesh::Place at, mesh::RouterOutput) { routers.insert(at); });
    int64_t group = 0;
    while (llvm::any_of(routers, [&](mesh::Place at) { return known.count({at, group}) != 0; }))
      ++group;
    if (group >= target.getMulticastGroups()) {
      multicast.receivers.clear();
      continue;
    }
    multicast.group = group;
    for (mesh::Place at : routers)
      known.insert({at, group});
  }
  dropSmall(multicasts);
}

//===----------------------------------------------------------------------===//
// What it says
//===----------------------------------------------------------------------===//

const Multicast *MulticastPlan::find(mesh::PortOp port, unsigned operand) const {
  auto found = multicastOf.find({port, operand});
  return found == multicastOf.end() ? nullptr : &multicasts[found->second];
}

int64_t MulticastPlan::destinationsOf(Value source) const {
  int64_t count = llvm::range_size(source.getUses());
  for (const Multicast &multicast : multicasts)
    if (multicast.source == source)
      count -= int64_t(multicast.receivers.size()) - 1;
  return count;
}
