//===- MeshAllocate.cpp - addresses and table entries ---------------------===//

#include "backends/mesh/transforms/mesh-allocate/MeshAllocate.h"
#include "backends/mesh/transforms/mesh-allocate/Multicast.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/MapVector.h"

#define DEBUG_TYPE "mesh-allocate"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_MESHALLOCATE
namespace snnc {
#include "backends/mesh/transforms/mesh-allocate/MeshAllocate.h.inc"
} // namespace snnc

namespace {
/// The next free place in each memory and table of a core.
struct CoreFree {
  int64_t state = 0, list = 0, weights = 0, destination = 0, credit = 0;
};

class Allocator {
public:
  explicit Allocator(mesh::ProgramOp program)
      : program(program), target(program.getTarget()), layers(program), plan(program), builder(program.getContext()) {}

  void run() {
    for (auto population : program.getBody().getOps<mesh::PopulationOp>())
      population.setSlotAttr(number(plan.slotOf(population)));
    SmallVector<mesh::PopulationOp> populations(program.getBody().getOps<mesh::PopulationOp>());
    llvm::sort(populations, [](mesh::PopulationOp a, mesh::PopulationOp b) { return *a.getSlot() < *b.getSlot(); });
    for (mesh::PopulationOp population : populations)
      allocate(population, cores[{(*population.getCore())[0], (*population.getCore())[1]}]);
    allocateEdges();
    CoreFree most;
    for (const auto &[place, core] : cores) {
      most.state = std::max(most.state, core.state);
      most.weights = std::max(most.weights, core.weights);
    }
    remark::passed(program.getLoc(), remark::RemarkOpts::name("memories").category(DEBUG_TYPE))
        << remark::metric("cores", int64_t(cores.size())) << remark::metric("most_state_words", most.state)
        << remark::metric("most_weight_words", most.weights) << remark::metric("multicasts", int64_t(plan.size()));
  }

private:
  IntegerAttr number(int64_t value) { return builder.getI64IntegerAttr(value); }

  void allocate(mesh::PopulationOp population, CoreFree &core) {
    population.setStateBaseAttr(number(core.state));
    core.state += population.getStateWords(target, layers.of(population));
    population.setListBaseAttr(number(core.list));
    core.list += population.getListWords(target, layers.of(population));
    population.setFirstDestinationAttr(number(core.destination));
    nextDestination[population] = core.destination;
    core.destination += plan.destinationsOf(population.getEvents());
    population.setFirstCreditAttr(number(core.credit));
    nextCredit[population] = core.credit;
    for (auto port : population.getBody().getOps<mesh::PortOp>()) {
      port.setIndexAttr(number(plan.indexOf(port)));
      port.setWeightBaseAttr(number(core.weights));
      core.weights += port.getWeightWords(target);
    }
    core.credit += population.getInEdges();
  }

  /// Numbers the edges in program order: entries do not depend on the order in which MLIR keeps uses. Those of a
  /// multicast share the number of its first one.
  void allocateEdges() {
    int64_t hostEdge = 0, outputEdge = 0;
    llvm::DenseMap<const Multicast *, int64_t> shared;
    auto nextOf = [&](Value source) {
      auto population = source.getDefiningOp<mesh::PopulationOp>();
      return population ? nextDestination[population]++ : hostEdge++;
    };
    auto numbered = [&](mesh::EdgeAttr edge, Value source, const Multicast *multicast) {
      if (!multicast)
        return edge.withDestination(nextOf(source)).withMulticast(-1);
      auto known = shared.find(multicast);
      int64_t destination = known != shared.end() ? known->second : shared[multicast] = nextOf(source);
      return edge.withDestination(destination).withMulticast(multicast->group);
    };
    program.walk([&](Operation *op) {
      auto port = dyn_cast<mesh::PortOp>(op);
      auto sink = dyn_cast<mesh::SinkOp>(op);
      if (!port && !sink)
        return;
      int64_t &credit = port ? nextCredit[op->getParentOp()] : outputEdge;
      SmallVector<Attribute> edges;
      for (auto [i, source] : llvm::enumerate(op->getOperands())) {
        auto edge = cast<mesh::EdgeAttr>((port ? port.getEdges() : sink.getEdges())[i]);
        edges.push_back(numbered(edge, source, port ? plan.find(port, unsigned(i)) : nullptr).withCredit(credit++));
      }
      if (port)
        port.setEdgesAttr(builder.getArrayAttr(edges));
      else
        sink.setEdgesAttr(builder.getArrayAttr(edges));
    });
  }

  mesh::ProgramOp program;
  mesh::TargetAttr target;
  mesh::Layers layers;
  MulticastPlan plan;
  Builder builder;
  llvm::MapVector<std::pair<int64_t, int64_t>, CoreFree> cores;
  llvm::DenseMap<Operation *, int64_t> nextDestination, nextCredit;
};

struct MeshAllocate : public snnc::impl::MeshAllocateBase<MeshAllocate> {
  void runOnOperation() override {
    for (auto population : getOperation().getBody().getOps<mesh::PopulationOp>())
      if (!population.getCore() || !population.getSlot()) {
        population.emitError() << "has no core and slot: run mesh-pack and mesh-place first";
        return signalPassFailure();
      }
    Allocator(getOperation()).run();
  }
};
} // namespace
