//===- Place.cpp - places clusters and tells how well ---------------------===//

#include "backends/mesh/placement/Place.h"
#include "backends/mesh/placement/Anneal.h"
#include "backends/mesh/placement/Exact.h"

using namespace snnc::placement;

/// Up to so many clusters with traffic the exact search begins.
static constexpr size_t mostExactClusters = 16;
/// And goes on for so many nodes.
static constexpr uint64_t mostNodes = 300000;
/// Up to so many sites it may visit all placements.
static constexpr size_t alwaysExactSites = 9;

static size_t countWithTraffic(const Classes &classes) {
  size_t count = 0;
  for (const ClusterClass &one : classes.all)
    if (!one.links.empty() || one.hostPackets > 0 || one.innerPackets > 0)
      count += one.members.size();
  return count;
}

Result snnc::placement::place(const Problem &problem) {
  Classes classes = findClasses(problem);
  Placement found = anneal(problem, classes, {});
  Result result{found.siteOf, cost(problem, found.siteOf), lowerBound(problem, classes), false};
  result.proved = result.cost <= result.bound.value;
  if (!result.proved && countWithTraffic(classes) <= mostExactClusters) {
    uint64_t nodes = problem.sites.size() <= alwaysExactSites ? UINT64_MAX : mostNodes;
    ExactResult exact = placeExactly(problem, classes, result.siteOf, nodes);
    result.siteOf = exact.siteOf;
    result.cost = exact.cost;
    result.proved = exact.proved || result.cost <= result.bound.value;
    if (exact.proved)
      result.bound = {exact.cost, "search"};
  }
  return result;
}
