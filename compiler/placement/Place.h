//===- Place.h - places clusters and tells how well -------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_PLACE_H
#define SNNC_COMPILER_PLACEMENT_PLACE_H

#include "compiler/placement/Bounds.h"
#include "compiler/placement/SearchWatch.h"

namespace snnc::placement {

struct Result {
  std::vector<int32_t> siteOf;
  double cost;
  LowerBound bound;
  /// Whether no placement costs less, of those with the fewest flows over faulty links.
  bool proved;
  /// Whether the search was stopped before its end.
  bool interrupted = false;
  /// Pairs of clusters that exchange packets over a faulty link: no placement without was found.
  int64_t closedFlows = 0;
};

struct PlaceOptions {
  /// How long to search: 0 takes the cheapest start and exchanges near clusters while that helps; 1 anneals, 2 ten
  /// times as long, 3 a hundred times.
  unsigned effort = 1;
  uint64_t seed = 1;
  SearchWatch watch = {};
};

/// Places the clusters of a valid problem by annealing. What it finds depends on problem, effort and seed alone, unless
/// the search is stopped: then it is the best so far.
std::vector<int32_t> search(const Problem &problem, const Classes &classes, const PlaceOptions &options);

/// Tells how good a placement is. Up to 16 clusters with traffic an exact search goes on from it for 300,000 nodes (ten
/// times as many for each effort above 1), on at most 9 sites to its end.
Result certify(const Problem &problem, const Classes &classes, std::vector<int32_t> siteOf,
               const PlaceOptions &options);

/// Both.
Result place(const Problem &problem, const PlaceOptions &options = {});

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_PLACE_H
