//===- Starts.h - placements to start a search from -------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_STARTS_H
#define SNNC_COMPILER_PLACEMENT_STARTS_H

#include "compiler/placement/Classes.h"

namespace snnc::placement {

/// The sites row by row, every other row backwards.
std::vector<int32_t> snakeOrder(const Problem &problem);

/// The sites along a Hilbert curve, generalised to any rectangle.
std::vector<int32_t> hilbertOrder(const Problem &problem);

/// Gives the clusters, in order, the sites of their kinds, in the order given; the pinned ones theirs.
std::vector<int32_t> placeInOrder(const Problem &problem, const std::vector<int32_t> &order);

/// The cheapest of placements along stripes of several widths, the row snake and the Hilbert curve. Along stripes the
/// classes lie one behind the other, or each layer, which is what follows in order and exchanges nothing, has stripes
/// of its own, so that what is at the same place in two layers is near.
std::vector<int32_t> cheapestStart(const Problem &problem, const Classes &classes);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_STARTS_H
