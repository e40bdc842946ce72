//===- Resources.cpp - what a population takes of a core ------------------===//

#include "compiler/analysis/Resources.h"

using namespace snnc;

llvm::StringRef snnc::nameOf(Resource resource) {
  static constexpr llvm::StringLiteral names[resourceCount] = {"populations", "ports",       "destinations",
                                                               "credits",     "weightWords", "stateWords"};
  return names[unsigned(resource)];
}

Resources snnc::capacityOf(core::MeshAttr target) {
  Resources capacity;
  capacity[Resource::Populations] = target.getPopulations();
  capacity[Resource::Ports] = target.getPorts();
  capacity[Resource::Destinations] = target.getDestinations();
  capacity[Resource::Credits] = target.getCredits();
  capacity[Resource::WeightWords] = target.getWeightWords();
  capacity[Resource::StateWords] = target.getStateWords();
  return capacity;
}

Resources snnc::demandOf(core::PopulationOp population, core::MeshAttr target) {
  Resources demand;
  demand[Resource::Populations] = 1;
  for (core::PortOp port : population.getBody().getOps<core::PortOp>()) {
    (void)port;
    ++demand[Resource::Ports];
  }
  for (mlir::OpOperand &use : population.getEvents().getUses()) {
    (void)use;
    ++demand[Resource::Destinations];
  }
  demand[Resource::Credits] = population.getInEdges();
  demand[Resource::WeightWords] = population.getWeightWords(target);
  demand[Resource::StateWords] = population.getStateWords(target);
  return demand;
}
