//===- Exact.h - proved cheapest placement ----------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_EXACT_H
#define SNNC_COMPILER_PLACEMENT_EXACT_H

#include "compiler/placement/Classes.h"
#include "compiler/placement/SearchWatch.h"

namespace snnc::placement {

struct ExactResult {
  std::vector<int32_t> siteOf;
  double cost; ///< and the price of each flow over a faulty link
  /// Whether no placement costs less.
  bool proved;
  /// Nodes of the search tree visited.
  uint64_t nodes;
};

/// On more sites the bounds would take too long.
constexpr size_t mostExactSites = 64;

/// Branch and bound from a placement, on grids of at most `mostExactSites` usable cores. Proved unless it would have
/// visited more than so many nodes, or is stopped. Packets must be whole numbers.
ExactResult placeExactly(const Problem &problem, const Classes &classes, const std::vector<int32_t> &start,
                         uint64_t mostNodes, const SearchWatch &watch = {});

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_EXACT_H
