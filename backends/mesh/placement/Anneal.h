//===- Anneal.h - search for a cheap placement ------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_PLACEMENT_ANNEAL_H
#define SNNC_BACKENDS_MESH_PLACEMENT_ANNEAL_H

#include "backends/mesh/placement/Classes.h"
#include <atomic>
#include <functional>

namespace snnc::placement {

/// How far a search has come, in moves tried and to try, and the least cost so far.
struct Progress {
  uint64_t moves, mostMoves;
  double cost;
};

struct AnnealOptions {
  uint64_t seed = 1;
  /// Above 0: the moves tried are about 10,000 a core times this. The result depends on it and the seed only.
  double effort = 1;
  /// Set by another thread to make the search return its best so far.
  const std::atomic<bool> *stop = nullptr;
  /// Called now and then, if given.
  std::function<void(const Progress &)> progress;
};

/// Simulated annealing of exchanges and moves to free cores, from the better of row snake and Hilbert curve, then
/// exchanges until no one lowers the cost. The problem must be valid.
Placement anneal(const Problem &problem, const Classes &classes, const AnnealOptions &options);
Placement anneal(const Problem &problem, const AnnealOptions &options);

} // namespace snnc::placement

#endif // SNNC_BACKENDS_MESH_PLACEMENT_ANNEAL_H
