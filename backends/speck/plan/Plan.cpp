//===- Plan.cpp - layers of a network as cores of a Speck chip ------------===//

#include "backends/speck/plan/Plan.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::speck;

int64_t PlannedLayer::features() const {
  int64_t sum = 0;
  for (const Contribution &contribution : contributions)
    sum += contribution.channels;
  return sum;
}

std::vector<std::pair<const Contribution *, const PlannedLayer *>> Plan::waysFrom(bool isInput, size_t source) const {
  std::vector<std::pair<const Contribution *, const PlannedLayer *>> ways;
  for (const PlannedLayer &layer : layers)
    for (const Contribution &contribution : layer.contributions)
      if (contribution.isInput == isInput && contribution.source == source)
        ways.push_back({&contribution, &layer});
  return ways;
}

FailureOr<Plan> speck::makePlan(snn::NetworkOp network, const TargetDescription &target) {
  Plan plan{network, target};
  if (failed(wire(plan)) || failed(fitGeometry(plan)) || failed(assignCores(plan)))
    return failure();
  return plan;
}
