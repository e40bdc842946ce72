//===- ClosedFlows.cpp - flows over links that do not work ----------------===//

#include "compiler/placement/ClosedFlows.h"
#include <algorithm>

using namespace snnc::placement;

ClosedFlows::ClosedFlows(const Problem &problem)
    : problem(problem), ways(problem.columns, problem.rows, problem.faultyLinks) {
  if (!any())
    return;
  partners.resize(problem.clusters());
  for (const Flow &flow : problem.flows) {
    eachCosts += flow.packets * (problem.columns + problem.rows);
    if (flow.from == host || flow.to == host || flow.from == flow.to || flow.packets == 0)
      continue;
    partners[flow.from].push_back(flow.to);
    partners[flow.to].push_back(flow.from);
  }
  for (std::vector<int32_t> &all : partners) {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }
}

int64_t ClosedFlows::countOf(const std::vector<int32_t> &siteOf, int32_t cluster, int32_t site, int32_t without) const {
  int64_t count = 0;
  if (cluster >= 0)
    for (int32_t partner : partners[cluster])
      count += partner != without && !isOpen(site, siteOf[partner]);
  return count;
}

int64_t ClosedFlows::count(const std::vector<int32_t> &siteOf) const {
  int64_t count = 0;
  if (any())
    for (size_t cluster = 0; cluster < siteOf.size(); ++cluster)
      count += countOf(siteOf, int32_t(cluster), siteOf[cluster], -1);
  return count / 2; // each pair was seen from both ends
}

int64_t ClosedFlows::delta(const std::vector<int32_t> &siteOf, int32_t clusterA, int32_t a, int32_t clusterB,
                           int32_t b) const {
  // Between the two the way stays as it is, for it is open in both directions or in none.
  return countOf(siteOf, clusterA, b, clusterB) - countOf(siteOf, clusterA, a, clusterB) +
         countOf(siteOf, clusterB, a, clusterA) - countOf(siteOf, clusterB, b, clusterA);
}
