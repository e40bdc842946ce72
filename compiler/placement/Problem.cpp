//===- Problem.cpp - clusters, cores and the traffic between them ---------===//

#include "compiler/placement/Problem.h"
#include <map>
#include <set>

using namespace snnc::placement;

double snnc::placement::cost(const Problem &problem, const std::vector<int32_t> &siteOf) {
  double sum = 0;
  for (const Flow &flow : problem.flows) {
    if (flow.from == flow.to)
      continue;
    int32_t length;
    if (flow.from == host)
      length = hostHops(problem.sites[siteOf[flow.to]]);
    else if (flow.to == host)
      length = hostHops(problem.sites[siteOf[flow.from]]);
    else
      length = hops(problem.sites[siteOf[flow.from]], problem.sites[siteOf[flow.to]]);
    sum += flow.packets * length;
  }
  return sum;
}

bool snnc::placement::isValid(const Problem &problem, const std::vector<int32_t> &siteOf) {
  if (siteOf.size() != problem.clusters())
    return false;
  std::vector<bool> taken(problem.sites.size());
  for (size_t cluster = 0; cluster < siteOf.size(); ++cluster) {
    int32_t site = siteOf[cluster], pin = problem.pinOf(cluster);
    if (site < 0 || size_t(site) >= taken.size() || taken[site] || (pin >= 0 && pin != site) ||
        problem.sites[site].kind != problem.clusterKinds[cluster])
      return false;
    taken[site] = true;
  }
  return true;
}

static bool hasValidPins(const Problem &problem) {
  if (!problem.pinned.empty() && problem.pinned.size() != problem.clusters())
    return false;
  std::set<int32_t> pins;
  for (size_t cluster = 0; cluster < problem.clusters(); ++cluster)
    if (int32_t pin = problem.pinOf(cluster); pin >= 0)
      if (size_t(pin) >= problem.sites.size() || problem.sites[pin].kind != problem.clusterKinds[cluster] ||
          !pins.insert(pin).second)
        return false;
  return true;
}

bool snnc::placement::isValid(const Problem &problem) {
  std::map<int32_t, int64_t> spare;
  std::set<std::pair<int32_t, int32_t>> cores;
  for (const Site &site : problem.sites) {
    ++spare[site.kind];
    if (site.column < 0 || site.column >= problem.columns || site.row < 0 || site.row >= problem.rows ||
        !cores.insert({site.column, site.row}).second)
      return false;
  }
  for (int32_t kind : problem.clusterKinds)
    if (--spare[kind] < 0)
      return false;
  for (const Flow &flow : problem.flows)
    if (flow.from < host || flow.to < host || flow.from >= int64_t(problem.clusters()) ||
        flow.to >= int64_t(problem.clusters()) || !(flow.packets >= 0))
      return false;
  return hasValidPins(problem);
}
