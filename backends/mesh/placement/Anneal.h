//===- Anneal.h - search for a cheap placement ------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_PLACEMENT_ANNEAL_H
#define SNNC_BACKENDS_MESH_PLACEMENT_ANNEAL_H

#include "backends/mesh/placement/Classes.h"

namespace snnc::placement {

struct AnnealOptions {
  uint64_t seed = 1;
  /// Above 0: the moves tried are about 10,000 a core times this. The result depends on it and the seed only.
  double effort = 1;
};

/// Simulated annealing of exchanges and moves to free cores, from the better of row snake and Hilbert curve, then
/// exchanges until no one lowers the cost. The problem must be valid.
Placement anneal(const Problem &problem, const Classes &classes, const AnnealOptions &options);
Placement anneal(const Problem &problem, const AnnealOptions &options);

} // namespace snnc::placement

#endif // SNNC_BACKENDS_MESH_PLACEMENT_ANNEAL_H
