//===- Anneal.h - search for a cheap placement ------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_ANNEAL_H
#define SNNC_COMPILER_PLACEMENT_ANNEAL_H

#include "compiler/placement/Classes.h"
#include "compiler/placement/SearchWatch.h"

namespace snnc::placement {

struct AnnealOptions {
  uint64_t seed = 1;
  /// The moves tried are about 10,000 a core times this, on grids of more than 32 columns or rows fewer in proportion,
  /// for each takes longer there; 0: only exchanges of near clusters that lower the cost. The result depends on it and
  /// the seed only.
  double effort = 1;
  SearchWatch watch = {};
};

/// Simulated annealing of exchanges and moves to free cores, from the cheapest start, then exchanges until no one
/// lowers the cost. The problem must be valid.
Placement anneal(const Problem &problem, const Classes &classes, const AnnealOptions &options);
Placement anneal(const Problem &problem, const AnnealOptions &options);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_ANNEAL_H
