//===- Problem.h - clusters, cores and the traffic between them -*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_PROBLEM_H
#define SNNC_COMPILER_PLACEMENT_PROBLEM_H

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace snnc::placement {

/// A usable core of the grid. A cluster of a kind needs a core of that kind.
struct Site {
  int32_t column, row, kind;
};

/// The host as an end of a flow.
constexpr int32_t host = -1;

/// Packets a step, a whole number from 0 up, from a cluster to another. The host stands at column -1, row 0.
struct Flow {
  int32_t from, to;
  double packets;
};

/// The link from a core to the right, or down if it is vertical, which carries no packets in either direction.
struct FaultyLink {
  int32_t column, row;
  bool isVertical;
};

/// Clusters to place on cores, at most one on each. All sites are different cores of the grid, and each kind has as
/// many sites as clusters at least. A pinned cluster has a site of its own, of its kind.
struct Problem {
  int32_t columns, rows;
  std::vector<Site> sites;
  std::vector<int32_t> clusterKinds;
  std::vector<Flow> flows;
  /// Site of each cluster, -1 where it is free; may be empty.
  std::vector<int32_t> pinned;
  /// Clusters that exchange packets are placed so that none takes one of these, as far as that is found. The host
  /// reaches all sites without them.
  std::vector<FaultyLink> faultyLinks = {};

  size_t clusters() const { return clusterKinds.size(); }
  int32_t pinOf(size_t cluster) const { return pinned.empty() ? -1 : pinned[cluster]; }
};

/// Site of each cluster.
struct Placement {
  std::vector<int32_t> siteOf;
};

/// Hops between two cores.
inline int32_t hops(const Site &a, const Site &b) { return std::abs(a.column - b.column) + std::abs(a.row - b.row); }

/// Hops between the host and a core: 1 at core (0, 0).
inline int32_t hostHops(const Site &site) { return site.column + 1 + site.row; }

/// Sum of packets times hops, exact below 2^53.
double cost(const Problem &problem, const std::vector<int32_t> &siteOf);

/// Whether each cluster has a site of its own, of its kind, and the pinned ones theirs.
bool isValid(const Problem &problem, const std::vector<int32_t> &siteOf);

/// Whether the problem is as its fields say, and so has a placement.
bool isValid(const Problem &problem);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_PROBLEM_H
