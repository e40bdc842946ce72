//===- Place.cpp - places clusters and tells how well ---------------------===//

#include "backends/mesh/placement/Place.h"
#include "backends/mesh/placement/Exact.h"

using namespace snnc::placement;

/// Up to so many clusters with traffic the exact search begins.
static constexpr size_t mostExactClusters = 16;
/// Up to so many sites it may visit all placements.
static constexpr size_t alwaysExactSites = 9;

static size_t countWithTraffic(const Classes &classes) {
  size_t count = 0;
  for (const ClusterClass &one : classes.all)
    if (!one.links.empty() || one.hostPackets > 0 || one.innerPackets > 0)
      count += one.members.size();
  return count;
}

Result snnc::placement::place(const Problem &problem, const PlaceOptions &options) {
  Classes classes = findClasses(problem);
  Placement found = anneal(problem, classes, {options.seed, options.effort, options.stop, options.progress});
  Result result{found.siteOf, cost(problem, found.siteOf), lowerBound(problem, classes), false, 0};
  result.proved = result.cost <= result.bound.value;
  if (!result.proved && options.exactNodes > 0 && countWithTraffic(classes) <= mostExactClusters) {
    uint64_t nodes = problem.sites.size() <= alwaysExactSites ? UINT64_MAX : options.exactNodes;
    ExactResult exact = placeExactly(problem, classes, result.siteOf, nodes);
    result.siteOf = exact.siteOf;
    result.cost = exact.cost;
    result.proved = exact.proved || result.cost <= result.bound.value;
    if (exact.proved)
      result.bound = {exact.cost, "search"};
  }
  if (!result.proved)
    result.gap = result.bound.value > 0 ? result.cost / result.bound.value - 1 : 1;
  return result;
}
