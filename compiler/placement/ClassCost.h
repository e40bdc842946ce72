//===- ClassCost.h - cost of a placement by classes -------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_CLASS_COST_H
#define SNNC_COMPILER_PLACEMENT_CLASS_COST_H

#include "compiler/placement/Classes.h"

namespace snnc::placement {

/// Computes costs of many placements of one problem. A straight line between two columns or rows is crossed by as many
/// packets as the members of linked classes on both sides of it exchange, so that of each class the members in each
/// column and row are all that counts. Where classes are so many that flows are fewer, it adds up flows.
class ClassCost {
public:
  /// Both must outlive it.
  ClassCost(const Problem &problem, const Classes &classes);

  double operator()(const std::vector<int32_t> &siteOf);

private:
  /// The packets over all lines between columns, or rows. `before` counts, for each class and line, the members before.
  double costOf(const std::vector<double> &before, size_t lines) const;

  const Problem &problem;
  const Classes &classes;
  bool byClass = false;
  std::vector<double> beforeColumn, beforeRow;
};

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_CLASS_COST_H
