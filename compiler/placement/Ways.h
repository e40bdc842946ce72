//===- Ways.h - ways over links that work -----------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_PLACEMENT_WAYS_H
#define SNNC_COMPILER_PLACEMENT_WAYS_H

#include "compiler/placement/Problem.h"

namespace snnc::placement {

/// Which ways over the grid are open. Packets go along the row of the sender to the column of the receiver, then along
/// that column; what answers them comes back as a packet of its own.
class Ways {
public:
  Ways(int32_t columns, int32_t rows, const std::vector<FaultyLink> &faulty);

  /// Whether all links work.
  bool areOpen() const { return open; }
  /// Whether packets get from one core to the other and answers back.
  bool isOpen(const Site &a, const Site &b) const {
    return open || (leads(a.column, a.row, b.column, b.row) && leads(b.column, b.row, a.column, a.row));
  }
  /// The same between the host and a core: its packets enter and leave the grid at core (0, 0).
  bool isOpenToHost(const Site &site) const { return isOpen({0, 0, 0}, site); }

private:
  bool leads(int32_t fromColumn, int32_t fromRow, int32_t toColumn, int32_t toRow) const;

  bool open;
  int32_t columns;
  /// Of each core, how many links of its row to the left of it, and of its column above it, do not work.
  std::vector<int32_t> leftOf, above;
};

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_WAYS_H
