//===- UnionBound.h - least cost by unions of classes -----------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_UNION_BOUND_H
#define SNNC_COMPILER_PLACEMENT_UNION_BOUND_H

#include "compiler/placement/Classes.h"

namespace snnc::placement {

/// The least cost of the flows between clusters, for problems of at most 64 classes, or 0.
///
/// A straight line between two columns or rows splits class i of n members into n/2 + b and n/2 - b. The flows over it
/// are a quadratic form of these b, and so are the pairs of members of a union of classes that it separates; those of
/// all lines add up to the total hops within the union, which are no fewer than those of the best shape of its size.
/// The b of all classes add up to what the line leaves of all sites, free ones being a class. So for any weights of
/// unions with which the form of the rest is positive semidefinite up to a multiple of the square of that sum,
///
///     cost >= sum over unions of weight * least total hops + sum over lines of the least value of the rest.
///
/// The weights that make the most of it are those of a semidefinite program with a matrix of rank one for each union:
/// single classes, linked pairs, and paths of three. It is solved by an interior-point method; whatever weights that
/// ends with, the bound holds.
double unionBound(const Problem &problem, const Classes &classes);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_UNION_BOUND_H
