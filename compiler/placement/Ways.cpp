//===- Ways.cpp - ways over links that work -------------------------------===//

#include "compiler/placement/Ways.h"

using namespace snnc::placement;

Ways::Ways(int32_t columns, int32_t rows, const std::vector<FaultyLink> &faulty)
    : open(faulty.empty()), columns(columns) {
  if (open)
    return;
  leftOf.resize(size_t(columns) * rows);
  above.resize(leftOf.size());
  for (const FaultyLink &link : faulty)
    (link.isVertical ? above : leftOf)[size_t(link.row + link.isVertical) * columns + link.column + !link.isVertical] =
        1;
  for (int32_t row = 0; row < rows; ++row)
    for (int32_t column = 0; column < columns; ++column) {
      size_t at = size_t(row) * columns + column;
      leftOf[at] += column ? leftOf[at - 1] : 0;
      above[at] += row ? above[at - columns] : 0;
    }
}

bool Ways::leads(int32_t fromColumn, int32_t fromRow, int32_t toColumn, int32_t toRow) const {
  const int32_t *row = &leftOf[size_t(fromRow) * columns], *column = &above[toColumn];
  return row[fromColumn] == row[toColumn] && column[size_t(fromRow) * columns] == column[size_t(toRow) * columns];
}
