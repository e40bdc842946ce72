//===- Bounds.h - least cost that any placement has -------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_BOUNDS_H
#define SNNC_COMPILER_PLACEMENT_BOUNDS_H

#include "compiler/placement/Classes.h"
#include <string>

namespace snnc::placement {

/// No placement costs less than `value`.
struct LowerBound {
  double value;
  /// Which of the bounds it is: star, assignment, layers or unions.
  std::string name;
};

/// At most the least sum of hops between each two of so many different cores, on any grid: exact up to 128. Beyond,
/// found by the greatest number of cores in a row and in a column: these say how many columns and rows there are at
/// least, and so how far apart cores are; or else by the least mean distance in a plane shape of that area.
double leastTotalHops(int32_t cores);

/// Each cluster pays half of its packets times the hops to the nearest sites, most packets to the nearest, and its
/// packets to the host.
double starBound(const Problem &problem, const Classes &classes);

/// The same, exact about the pinned clusters, with the cheapest assignment of clusters to sites. For at most 256 sites.
double assignmentBound(const Problem &problem, const Classes &classes);

/// Hops are of negative type: clusters of a class and of another that each send to each are no nearer, on average, than
/// those within a class, which are as far apart as the shape of the least total distance allows. So pairs of linked
/// classes, or a class between two of its size, pay their share; and all clusters their packets to the host.
double layerBound(const Problem &problem, const Classes &classes);

/// The best of all. Packets must be whole numbers.
LowerBound lowerBound(const Problem &problem, const Classes &classes);
LowerBound lowerBound(const Problem &problem);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_BOUNDS_H
