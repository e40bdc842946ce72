//===- Rest.h - least cost of the clusters yet to place ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_REST_H
#define SNNC_COMPILER_PLACEMENT_REST_H

#include "compiler/placement/Classes.h"

namespace snnc::placement {

/// Bounds the cost that clusters not yet placed add, after Gilmore and Lawler: each pays its packets to the placed ones
/// and the host in full, and half of its packets to the others times the nearest free sites, most packets to the
/// nearest; then the cheapest assignment of clusters to sites.
class RestBound {
public:
  /// Both must outlive the bound.
  RestBound(const Problem &problem, const Classes &classes);

  /// The least that can be added. `toPlaced` has, for each class and each site, a member's cost to the placed clusters
  /// and the host; `placed` counts the placed members of each class. Stops early, with less, above `enough`.
  double operator()(const std::vector<double> &toPlaced, const std::vector<int32_t> &placed,
                    const std::vector<char> &taken, double enough);

private:
  /// What a member of a class exchanges with each other cluster not yet placed, most first.
  void listPackets(int32_t number, const std::vector<int32_t> &placed);
  /// Hops from each free site to the other free ones, nearest first.
  void listHops(const std::vector<char> &taken);
  /// A member's cost at a site, of a list of hops.
  double costAt(double toPlaced, const std::vector<int32_t> &hopsFrom) const;

  const Problem &problem;
  const Classes &classes;
  /// The other sites by distance, for each site.
  std::vector<std::vector<std::pair<int32_t, int32_t>>> nearest;
  /// For each class its links, itself among them, most packets first.
  std::vector<std::vector<ClassLink>> links;
  std::vector<double> packets, matrix;
  std::vector<int32_t> freeSites;
  std::vector<std::vector<int32_t>> freeHops;
};

/// Cost of a member of each class to the host at each site, class by class.
std::vector<double> hostCosts(const Problem &problem, const Classes &classes);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_REST_H
