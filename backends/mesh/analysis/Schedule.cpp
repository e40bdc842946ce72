//===- Schedule.cpp - what limits the speed of a program ------------------===//

#include "backends/mesh/analysis/Schedule.h"
#include "backends/mesh/analysis/Load.h"
#include "backends/mesh/analysis/Traffic.h"
#include "compiler/analysis/MarkedGraph.h"
#include "compiler/placement/Metrics.h"
#include "llvm/ADT/MapVector.h"
#include <map>

using namespace mlir;
using namespace snnc;

/// Cycles to read the table entry of an edge and to end it; see rtl/core/send.sv.
static constexpr double edgeCycles = 8;

namespace {
/// The uses of events in the order in which they are sent.
SmallVector<OpOperand *> usesOf(Value events) {
  SmallVector<OpOperand *> uses;
  for (OpOperand &use : events.getUses())
    uses.push_back(&use);
  // MLIR keeps the last use first; the program's order is that of destinations.
  std::reverse(uses.begin(), uses.end());
  return uses;
}

class ScheduleGraph {
public:
  explicit ScheduleGraph(mesh::ProgramOp program) : program(program), target(program.getTarget()), layers(program) {}

  Schedule run() {
    for (auto population : program.getBody().getOps<mesh::PopulationOp>())
      addPopulation(population);
    for (auto sink : program.getBody().getOps<mesh::SinkOp>())
      sinks[sink] = add({ScheduleStage::Host, {}, sink.getName().str(), "", -1, 0, 0});
    addHost();
    for (auto &[constant, stages] : populations) {
      mesh::PopulationOp population = constant;
      uint32_t last = addSends(population.getEvents(), stages.fire, /*delayed=*/false);
      last = addSends(population.getEvents(), last, /*delayed=*/true);
      if (last != stages.fire)
        place(last, stages.begin, 1);
    }
    addCores();
    addLinks();
    return solve();
  }

private:
  struct Stages {
    uint32_t accumulate, begin, fire;
  };

  uint32_t add(ScheduleStage stage) {
    graph.durations.push_back(stage.cycles);
    stages.push_back(std::move(stage));
    return uint32_t(stages.size() - 1);
  }
  void place(uint32_t from, uint32_t to, uint32_t tokens) { graph.places.push_back({from, to, tokens}); }
  /// What does one thing at a time is at least as slow as all that it does.
  void addAlone(ScheduleStage stage) {
    uint32_t number = add(std::move(stage));
    place(number, number, 1);
  }

  ScheduleStage stageOf(mesh::PopulationOp population, ScheduleStage::Kind kind, double cycles) {
    return {kind,  population, population.getLayer().str(), "", (*population.getCore())[0], (*population.getCore())[1],
            cycles};
  }

  void addPopulation(mesh::PopulationOp population) {
    StepCycles cycles = stepCyclesOf(population, layers, target);
    Stages own{add(stageOf(population, ScheduleStage::Accumulate, cycles.accumulating)),
               add(stageOf(population, ScheduleStage::Fire, 0)),
               add(stageOf(population, ScheduleStage::Fire, cycles.firing))};
    place(own.accumulate, own.begin, 0);
    place(own.begin, own.fire, 0);
    place(own.fire, own.accumulate, 1);
    populations[population] = own;
    ScheduleStage &core = coreWork[{(*population.getCore())[1], (*population.getCore())[0]}];
    if (core.layer.empty() || core.layer.find(population.getLayer().str()) == std::string::npos)
      core.layer += (core.layer.empty() ? "" : ", ") + population.getLayer().str();
    core.kind = ScheduleStage::Core;
    core.column = (*population.getCore())[0];
    core.row = (*population.getCore())[1];
    core.cycles += cycles.accumulating + cycles.firing;
  }

  /// The host sends the edges of all inputs one behind the other, and begins the next step when it is through.
  void addHost() {
    uint32_t begin = add({ScheduleStage::Host, {}, "host", "", -1, 0, 0}), last = begin;
    for (bool delayed : {false, true})
      for (auto source : program.getBody().getOps<mesh::SourceOp>())
        last = addSends(source.getEvents(), last, delayed);
    place(last, begin, 1);
  }

  /// Sends of one sender, entry by entry behind `before`, to receivers that wait for them in the same step or in the
  /// next: those go last, for a sender that waits for a credit serves other edges. Returns the last one.
  uint32_t addSends(Value events, uint32_t before, bool delayed) {
    std::map<int64_t, std::pair<uint32_t, uint32_t>> multicasts; // of an entry what is in front of its send, and that
    for (OpOperand *use : usesOf(events)) {
      mesh::EdgeAttr edge = mesh::edgeOf(*use);
      if (edge.getDelayed() != delayed)
        continue;
      if (auto known = multicasts.find(edge.getDestination()); edge.getMulticast() >= 0 && known != multicasts.end()) {
        auto [front, send] = known->second;
        addReceiver(*use, front, send);
        continue;
      }
      uint32_t send = add(sendOf(*use, edge));
      if (auto population = events.getDefiningOp<mesh::PopulationOp>())
        senderWork[{(*population.getCore())[1], (*population.getCore())[0]}].push_back(send);
      place(before, send, 0);
      addReceiver(*use, before, send);
      multicasts[edge.getDestination()] = {before, send};
      before = send;
    }
    return before;
  }

  ScheduleStage sendOf(OpOperand &use, mesh::EdgeAttr edge) {
    auto population = use.get().getDefiningOp<mesh::PopulationOp>();
    ScheduleStage stage{ScheduleStage::Send, population, "", "", -1, 0, 0};
    if (population)
      stage = stageOf(population, ScheduleStage::Send, 0);
    else
      stage.layer = use.get().getDefiningOp<mesh::SourceOp>().getName().str();
    stage.cycles = packetsOf(use.get(), edge, layers, target) + edgeCycles;
    auto receiver = dyn_cast<mesh::PopulationOp>(use.getOwner()->getParentOp());
    stage.receiver = receiver ? receiver.getLayer().str() : cast<mesh::SinkOp>(use.getOwner()).getName().str();
    return stage;
  }

  void addReceiver(OpOperand &use, uint32_t before, uint32_t send) {
    auto receiver = dyn_cast<mesh::PopulationOp>(use.getOwner()->getParentOp());
    if (!receiver) {
      uint32_t sink = sinks[use.getOwner()];
      place(send, sink, 0);
      place(sink, send, 1);
      return;
    }
    const Stages &to = populations[receiver];
    uint32_t later = mesh::edgeOf(use).getDelayed() ? 1 : 0;
    place(before, to.accumulate, later); // spikes are added up while they come
    place(send, to.begin, later);
    place(to.begin, send, 1 - later); // its credit
  }

  void addCores() {
    for (auto &[where, core] : coreWork)
      addAlone(core);
    for (auto &[where, sends] : senderWork) {
      ScheduleStage sender{ScheduleStage::Sender, {}, coreWork[where].layer, "", where.second, where.first, 0};
      for (uint32_t send : sends)
        sender.cycles += stages[send].cycles;
      addAlone(sender);
    }
  }

  /// A link passes a packet a cycle.
  void addLinks() {
    PlacementTask task = placementTaskOf(trafficOf(program), target);
    std::vector<int32_t> sites(task.clusters.begin(), task.clusters.end());
    placement::Metrics metrics = placement::measure(task.problem, sites);
    const placement::GridLink &link = metrics.worstLink;
    addAlone({ScheduleStage::Link,
              {},
              "",
              std::to_string(link.toColumn) + "," + std::to_string(link.toRow),
              link.fromColumn,
              link.fromRow,
              metrics.worstLinkLoad});
  }

  Schedule solve() {
    Schedule schedule;
    for (auto &[where, core] : coreWork)
      schedule.cores.push_back(core);
    assert(::findDeadCircuit(graph).empty() && "the graph of a live program is live");
    std::optional<CriticalCircuit> critical = findCriticalCircuit(graph);
    if (!critical)
      return schedule;
    schedule.period = critical->period;
    for (uint32_t number : critical->places) {
      schedule.tokens += graph.places[number].tokens;
      if (stages[graph.places[number].from].cycles > 0)
        schedule.critical.push_back(stages[graph.places[number].from]);
    }
    return schedule;
  }

  mesh::ProgramOp program;
  mesh::TargetAttr target;
  mesh::Layers layers;
  MarkedGraph graph;
  std::vector<ScheduleStage> stages; ///< of each transition
  llvm::MapVector<mesh::PopulationOp, Stages> populations;
  llvm::DenseMap<Operation *, uint32_t> sinks;
  std::map<std::pair<int64_t, int64_t>, ScheduleStage> coreWork; ///< by row and column
  std::map<std::pair<int64_t, int64_t>, std::vector<uint32_t>> senderWork;
};
} // namespace

Schedule snnc::scheduleOf(mesh::ProgramOp program) { return ScheduleGraph(program).run(); }

std::vector<mesh::PopulationOp> snnc::findDeadCircuit(mesh::ProgramOp program) {
  MarkedGraph graph;
  std::vector<mesh::PopulationOp> populations;
  llvm::DenseMap<Operation *, uint32_t> numbers;
  for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
    numbers[population] = uint32_t(populations.size());
    populations.push_back(population);
  }
  graph.durations.resize(populations.size());
  for (mesh::PopulationOp population : populations)
    for (auto port : population.getBody().getOps<mesh::PortOp>())
      for (auto [i, source] : llvm::enumerate(port.getSources()))
        if (auto sender = source.getDefiningOp<mesh::PopulationOp>())
          graph.places.push_back({numbers[sender], numbers[population], port.getEdge(i).getDelayed() ? 1u : 0u});
  std::vector<mesh::PopulationOp> circuit;
  for (uint32_t place : findDeadCircuit(graph))
    circuit.push_back(populations[graph.places[place].from]);
  return circuit;
}
