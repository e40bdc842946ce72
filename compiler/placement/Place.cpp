//===- Place.cpp - places clusters and tells how well ---------------------===//

#include "compiler/placement/Place.h"
#include "compiler/placement/Anneal.h"
#include "compiler/placement/ClosedFlows.h"
#include "compiler/placement/Exact.h"

using namespace snnc::placement;

/// Up to so many clusters with traffic the exact search begins.
static constexpr size_t mostExactClusters = 16;
/// And goes on for so many nodes at an effort of 1.
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

/// What an effort is in moves and nodes.
static double factorOf(unsigned effort) {
  double factor = effort == 0 ? 0 : 1;
  for (; effort > 1; --effort)
    factor *= 10;
  return factor;
}

std::vector<int32_t> snnc::placement::search(const Problem &problem, const Classes &classes,
                                             const PlaceOptions &options) {
  return anneal(problem, classes, {options.seed, factorOf(options.effort), options.watch}).siteOf;
}

Result snnc::placement::certify(const Problem &problem, const Classes &classes, std::vector<int32_t> siteOf,
                                const PlaceOptions &options) {
  ClosedFlows closed(problem);
  double own = cost(problem, siteOf);
  Result result{std::move(siteOf), own, lowerBound(problem, classes), false};
  result.closedFlows = closed.count(result.siteOf);
  result.proved = result.closedFlows == 0 && result.cost <= result.bound.value;
  if (!result.proved && countWithTraffic(classes) <= mostExactClusters) {
    uint64_t nodes =
        problem.sites.size() <= alwaysExactSites ? UINT64_MAX : uint64_t(mostNodes * factorOf(options.effort));
    ExactResult exact = placeExactly(problem, classes, result.siteOf, nodes, options.watch);
    result.siteOf = exact.siteOf;
    result.cost = cost(problem, result.siteOf);
    result.closedFlows = closed.count(result.siteOf);
    result.proved = exact.proved || (result.closedFlows == 0 && result.cost <= result.bound.value);
    if (exact.proved)
      result.bound = {result.cost, "search"};
  }
  result.interrupted = !result.proved && options.watch.stops();
  return result;
}

Result snnc::placement::place(const Problem &problem, const PlaceOptions &options) {
  Classes classes = findClasses(problem);
  return certify(problem, classes, search(problem, classes, options), options);
}
