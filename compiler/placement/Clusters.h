//===- Clusters.h - what is to be placed, without a place -------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_CLUSTERS_H
#define SNNC_COMPILER_PLACEMENT_CLUSTERS_H

#include "compiler/placement/Problem.h"
#include <cstdint>
#include <vector>

namespace snnc::placement {

/// Clusters, each to fill a core, and the packets that they exchange.
struct Clusters {
  uint32_t count = 0;
  std::vector<Flow> flows;
  int64_t neurons = 0;
  /// Packets of the flows in one packet of the network: rates that are no whole numbers are taken as multiples of
  /// 1/scale.
  double scale = 1;
};

/// All clusters on any core of a grid; there must be as many cores as clusters.
Problem onGrid(const Clusters &clusters, int32_t columns, int32_t rows);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_CLUSTERS_H
