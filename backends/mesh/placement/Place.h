//===- Place.h - places clusters and tells how well -------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_PLACEMENT_PLACE_H
#define SNNC_BACKENDS_MESH_PLACEMENT_PLACE_H

#include "backends/mesh/placement/Bounds.h"

namespace snnc::placement {

struct Result {
  std::vector<int32_t> siteOf;
  double cost;
  LowerBound bound;
  /// Whether no placement costs less.
  bool proved;
};

/// Places the clusters of a valid problem by annealing; up to 16 clusters with traffic the exact search goes on from
/// there for 300,000 nodes, on at most 9 sites to its end.
Result place(const Problem &problem);

} // namespace snnc::placement

#endif // SNNC_BACKENDS_MESH_PLACEMENT_PLACE_H
