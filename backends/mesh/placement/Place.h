//===- Place.h - places clusters and tells how well -------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_PLACEMENT_PLACE_H
#define SNNC_BACKENDS_MESH_PLACEMENT_PLACE_H

#include "backends/mesh/placement/Anneal.h"
#include "backends/mesh/placement/Bounds.h"

namespace snnc::placement {

struct PlaceOptions {
  uint64_t seed = 1;
  /// As for annealing, above 0.
  double effort = 1;
  /// Nodes of the exact search at most; 0 does without. It begins if there are at most 16 clusters with traffic.
  uint64_t exactNodes = 300000;
  const std::atomic<bool> *stop = nullptr;
  std::function<void(const Progress &)> progress;
};

struct Result {
  std::vector<int32_t> siteOf;
  double cost;
  LowerBound bound;
  /// Whether no placement costs less.
  bool proved;
  /// How much the cost is above the bound, as a part of the bound; 0 if proved.
  double gap;
};

/// Places the clusters of a valid problem: exactly if they are few, else by annealing. With at most 9 clusters on at
/// most 9 sites it is exact whatever the nodes, unless they are 0.
Result place(const Problem &problem, const PlaceOptions &options);

} // namespace snnc::placement

#endif // SNNC_BACKENDS_MESH_PLACEMENT_PLACE_H
