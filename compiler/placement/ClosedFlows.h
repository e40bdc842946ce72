//===- ClosedFlows.h - flows over links that do not work --------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_CLOSED_FLOWS_H
#define SNNC_COMPILER_PLACEMENT_CLOSED_FLOWS_H

#include "compiler/placement/Ways.h"

namespace snnc::placement {

/// Of a placement, the pairs of clusters that exchange packets over a faulty link. Flows to the host are none of them:
/// sites are cores that the host reaches.
class ClosedFlows {
public:
  explicit ClosedFlows(const Problem &problem);

  /// Whether there may be any.
  bool any() const { return !ways.areOpen(); }
  int64_t count(const std::vector<int32_t> &siteOf) const;
  /// By how many they grow if two clusters, either of them -1, exchange the sites a and b on which they are.
  int64_t delta(const std::vector<int32_t> &siteOf, int32_t clusterA, int32_t a, int32_t clusterB, int32_t b) const;
  bool isOpen(int32_t a, int32_t b) const { return ways.isOpen(problem.sites[a], problem.sites[b]); }
  /// What one of them costs in a search: more than all packets could take hops.
  double price() const { return eachCosts; }

private:
  int64_t countOf(const std::vector<int32_t> &siteOf, int32_t cluster, int32_t site, int32_t without) const;

  const Problem &problem;
  Ways ways;
  /// The clusters that each exchanges packets with, each once.
  std::vector<std::vector<int32_t>> partners;
  double eachCosts = 1;
};

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_CLOSED_FLOWS_H
