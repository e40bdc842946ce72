//===- Assignment.h - cheapest choice of columns ----------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_ASSIGNMENT_H
#define SNNC_COMPILER_PLACEMENT_ASSIGNMENT_H

#include <cstddef>
#include <vector>

namespace snnc::placement {

/// Entry of a choice that may not be taken.
constexpr double forbidden = 1e30;

/// The least sum of entries of a matrix, stored row by row, with one for each row and at most one for each column;
/// there are no more rows than columns. Exact on multiples of a half below 2^52. Hungarian method, rows^2 * columns.
double cheapestAssignment(const std::vector<double> &costs, size_t rows, size_t columns);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_ASSIGNMENT_H
