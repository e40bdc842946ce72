//===- CostField.h - what each move would cost ------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_COST_FIELD_H
#define SNNC_COMPILER_PLACEMENT_COST_FIELD_H

#include "compiler/placement/Classes.h"

namespace snnc::placement {

/// A placement that knows the change of cost of each move at once. For each class it keeps the cost of a member at each
/// column and each row: hops are a sum over both, so that a member at (column, row) costs the sum of two entries.
/// A change takes time in proportion to the classes linked with it, times the columns and rows of the grid.
class CostField {
public:
  /// Both must outlive the field.
  CostField(const Problem &problem, const Classes &classes);

  /// Starts from a placement.
  void reset(const std::vector<int32_t> &siteOf);

  double cost() const { return total; }
  const std::vector<int32_t> &siteOf() const { return sites; }
  /// The class of the cluster on a site, -1 where there is none.
  int32_t classAt(int32_t site) const { return classOnSite[site]; }
  /// The cluster on a site, -1 where there is none.
  int32_t clusterAt(int32_t site) const { return clusterOnSite[site]; }
  bool isPinned(int32_t site) const { return classOnSite[site] >= 0 && classes.all[classOnSite[site]].pin >= 0; }

  /// By how much the cost grows if two sites of the same kind exchange what is on them, be it nothing.
  double delta(int32_t a, int32_t b) const {
    int32_t classA = classOnSite[a], classB = classOnSite[b];
    if (classA == classB)
      return 0;
    Spot spotA = spots[a], spotB = spots[b];
    double sum = 0, shared = 0;
    if (classA >= 0) {
      sum += at(classA, spotB) - at(classA, spotA);
      shared -= inner[classA];
    }
    if (classB >= 0) {
      sum += at(classB, spotA) - at(classB, spotB);
      shared -= inner[classB];
    }
    // The two keep their distance from each other, which the fields do not know.
    if (classA >= 0 && classB >= 0)
      shared += 2 * packetsBetween(classA, classB);
    return sum + shared * (std::abs(spotA.column - spotB.column) + std::abs(spotA.row - spotB.row));
  }

  /// Exchanges what is on two sites; `change` is their delta.
  void exchange(int32_t a, int32_t b, double change);

private:
  struct Spot {
    int32_t column, row;
  };

  double at(int32_t number, Spot spot) const {
    return byColumn[size_t(number) * problem.columns + spot.column] + byRow[size_t(number) * problem.rows + spot.row];
  }
  double packetsBetween(int32_t a, int32_t b) const {
    return matrix.empty() ? searchPackets(a, b) : matrix[size_t(a) * classes.all.size() + b];
  }
  double searchPackets(int32_t a, int32_t b) const;
  /// Adds the cost of being `packets` times as far from a spot to the fields of a class.
  void addSource(int32_t number, double packets, Spot spot);
  void moveSource(int32_t number, double packets, Spot from, Spot to);
  /// Moves a member of a class in the fields of the classes that it exchanges packets with.
  void moveMember(int32_t number, Spot from, Spot to);

  const Problem &problem;
  const Classes &classes;
  std::vector<Spot> spots;
  std::vector<double> inner;
  /// Packets between each two classes, if they are few.
  std::vector<double> matrix;
  std::vector<int32_t> sites, clusterOnSite, classOnSite;
  std::vector<double> byColumn, byRow;
  double total = 0;
};

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_COST_FIELD_H
