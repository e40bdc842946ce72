//===- Resources.cpp - what a population takes of a core ------------------===//

#include "backends/mesh/analysis/Resources.h"

using namespace snnc;

llvm::StringRef snnc::nameOf(Resource resource) {
  static constexpr llvm::StringLiteral names[resourceCount] = {"populations", "ports",       "destinations",
                                                               "credits",     "weightWords", "stateWords"};
  return names[unsigned(resource)];
}

Resources snnc::capacityOfKind(mesh::TargetAttr target, int64_t kind) {
  auto fill = [](auto size) {
    Resources capacity;
    capacity[Resource::Populations] = size.getPopulations();
    capacity[Resource::Ports] = size.getPorts();
    capacity[Resource::Destinations] = size.getDestinations();
    capacity[Resource::Credits] = size.getCredits();
    capacity[Resource::WeightWords] = size.getWeightWords();
    capacity[Resource::StateWords] = size.getStateWords();
    return capacity;
  };
  return kind ? fill(llvm::cast<mesh::KindAttr>(target.getKinds()[kind - 1])) : fill(target);
}

Resources snnc::capacityOf(mesh::TargetAttr target, int64_t core) {
  return capacityOfKind(target, target.kindOf(core));
}

Resources snnc::largestOf(llvm::ArrayRef<Resources> cores) {
  Resources largest;
  for (const Resources &core : cores)
    for (unsigned i = 0; i < resourceCount; ++i)
      largest.amount[i] = std::max(largest.amount[i], core.amount[i]);
  return largest;
}

std::vector<UsableCore> snnc::usableCores(mesh::TargetAttr target) {
  std::vector<UsableCore> cores;
  for (int64_t row = 0; row < target.getRows(); ++row)
    for (int64_t i = 0; i < target.getCols(); ++i) {
      int64_t column = row % 2 ? target.getCols() - 1 - i : i, core = row * target.getCols() + column;
      if (!target.isFaulty(core))
        cores.push_back({column, row, target.kindOf(core)});
    }
  return cores;
}

Resources snnc::demandOf(mesh::PopulationOp population, mesh::TargetAttr target, mesh::LayerOp layer) {
  Resources demand;
  demand[Resource::Populations] = 1;
  for (mesh::PortOp port : population.getBody().getOps<mesh::PortOp>()) {
    (void)port;
    ++demand[Resource::Ports];
  }
  for (mlir::OpOperand &use : population.getEvents().getUses()) {
    (void)use;
    ++demand[Resource::Destinations];
  }
  demand[Resource::Credits] = population.getInEdges();
  demand[Resource::WeightWords] = population.getWeightWords(target);
  demand[Resource::StateWords] =
      std::max(population.getStateWords(target, layer), population.getListWords(target, layer));
  return demand;
}
