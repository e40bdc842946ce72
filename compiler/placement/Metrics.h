//===- Metrics.h - how good a placement is ----------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_METRICS_H
#define SNNC_COMPILER_PLACEMENT_METRICS_H

#include "compiler/placement/Problem.h"

namespace snnc::placement {

/// A link from a core to the next one, or between the host (column -1, row 0) and core (0, 0).
struct GridLink {
  int32_t fromColumn, fromRow, toColumn, toRow;
};

/// All figures are for a step. A flow from a cluster to itself takes no hops and enters the latencies, the energy and
/// the congestion as one router.
struct Metrics {
  /// Sum of packets times hops.
  double cost = 0;
  /// Cost a packet.
  double averageHops = 0;
  /// Hops of the longest flow that has packets.
  int32_t greatestHops = 0;
  /// Packets over the busiest link, along the row first, and that link, of several the first by row, column and side
  /// (west, east, north, south); the links of the host come last. Without traffic it is from core (0, 0) to itself.
  double worstLinkLoad = 0;
  GridLink worstLink{0, 0, 0, 0};
  /// As in Jin et al., ASPLOS 2023 (doi 10.1145/3582016.3582038): 1 a router and 0.1 a hop of energy, 1 a router and
  /// 0.01 a hop of latency; there is a router more than hops.
  double energy = 0, averageLatency = 0, worstLatency = 0;
  /// Packets that pass a core, on average over all cores of the grid and at most, if each takes a random shortest path:
  /// either way with half a chance while both are open. What comes from or goes to the host takes core (0, 0).
  double averageCongestion = 0, worstCongestion = 0;
};

/// Takes time in proportion to the flows and the cores between their ends.
Metrics measure(const Problem &problem, const std::vector<int32_t> &siteOf);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_METRICS_H
