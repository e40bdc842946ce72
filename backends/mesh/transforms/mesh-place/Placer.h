//===- Placer.h - where clusters go -----------------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PLACE_PLACER_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PLACE_PLACER_H

#include "backends/mesh/analysis/Traffic.h"
#include <map>
#include <string>
#include <utility>

namespace snnc {

/// Column and row of a core.
using Coordinates = std::pair<int64_t, int64_t>;

/// A way to place. The same traffic gives the same placement.
class Placer {
public:
  virtual ~Placer() = default;
  /// The core of each cluster. Cluster i begins on the i-th usable core and may take any other of the same kind; there
  /// are as many clusters as usable cores, empty ones included.
  virtual std::vector<Coordinates> place(const std::vector<TrafficEdge> &traffic, mesh::TargetAttr target) const = 0;
};

/// What a search found.
struct FoundPlacement {
  std::vector<Coordinates> placement;
  double cost = 0, bound = 0; ///< packets times hops; none is below the bound
  std::string boundName;      ///< what says so
  bool proved = false;        ///< none is below the cost
  int64_t greatestHops = 0;
  double worstLinkLoad = 0; ///< packets over the busiest link
  bool interrupted = false; ///< the search was stopped
  int64_t closedFlows = 0;  ///< pairs of clusters that exchange packets over a faulty link
};

/// How long to search, 0 to 3, and from which seed.
struct SearchEffort {
  unsigned effort = 1;
  uint64_t seed = 0;
};

/// Few packets times hops (compiler/placement): the least for few clusters, else annealing. Clusters without
/// traffic take the cores that are left.
class SearchPlacer : public Placer {
public:
  explicit SearchPlacer(const SearchEffort &effort = {}) : effort(effort) {}
  std::vector<Coordinates> place(const std::vector<TrafficEdge> &traffic, mesh::TargetAttr target) const override {
    return search(traffic, target).placement;
  }
  /// `pinned` clusters get the cores that it names, by their places among the usable ones; each is of the cluster's
  /// kind.
  FoundPlacement search(const std::vector<TrafficEdge> &traffic, mesh::TargetAttr target,
                        const std::map<int64_t, int64_t> &pinned = {}) const;

private:
  SearchEffort effort;
};

/// Every cluster on a random core: for tests.
class RandomPlacer : public Placer {
public:
  explicit RandomPlacer(uint64_t seed) : seed(seed) {}
  std::vector<Coordinates> place(const std::vector<TrafficEdge> &traffic, mesh::TargetAttr target) const override;

private:
  uint64_t seed;
};

/// Sum of packets times hops; the host is one hop west of core (0, 0).
double trafficCost(const std::vector<TrafficEdge> &traffic, const std::vector<Coordinates> &placement);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PLACE_PLACER_H
