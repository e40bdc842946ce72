//===- Starts.h - placements to start a search from -------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_STARTS_H
#define SNNC_COMPILER_PLACEMENT_STARTS_H

#include "compiler/placement/Problem.h"

namespace snnc::placement {

/// The sites row by row, every other row backwards.
std::vector<int32_t> snakeOrder(const Problem &problem);

/// The sites along a Hilbert curve, generalised to any rectangle.
std::vector<int32_t> hilbertOrder(const Problem &problem);

/// Gives the clusters, in order, the sites of their kinds, in the order given; the pinned ones theirs.
std::vector<int32_t> placeInOrder(const Problem &problem, const std::vector<int32_t> &order);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_STARTS_H
