//===- Assignment.cpp - cheapest choice of columns ------------------------===//

#include "compiler/placement/Assignment.h"
#include <limits>

using namespace snnc::placement;

double snnc::placement::cheapestAssignment(const std::vector<double> &costs, size_t rows, size_t columns) {
  // Rows and columns count from 1; row and column 0 stand for none.
  std::vector<double> rowPrice(rows + 1), columnPrice(columns + 1), least;
  std::vector<size_t> rowOf(columns + 1), before(columns + 1);
  std::vector<char> reached;
  for (size_t row = 1; row <= rows; ++row) {
    rowOf[0] = row;
    size_t column = 0;
    least.assign(columns + 1, std::numeric_limits<double>::infinity());
    reached.assign(columns + 1, 0);
    do {
      reached[column] = 1;
      size_t from = rowOf[column], next = 0;
      double step = std::numeric_limits<double>::infinity();
      for (size_t other = 1; other <= columns; ++other) {
        if (reached[other])
          continue;
        double reduced = costs[(from - 1) * columns + other - 1] - rowPrice[from] - columnPrice[other];
        if (reduced < least[other]) {
          least[other] = reduced;
          before[other] = column;
        }
        if (least[other] < step) {
          step = least[other];
          next = other;
        }
      }
      for (size_t other = 0; other <= columns; ++other)
        if (reached[other]) {
          rowPrice[rowOf[other]] += step;
          columnPrice[other] -= step;
        } else {
          least[other] -= step;
        }
      column = next;
    } while (rowOf[column] != 0);
    for (; column != 0; column = before[column])
      rowOf[column] = rowOf[before[column]];
  }
  double sum = 0;
  for (size_t column = 1; column <= columns; ++column)
    if (rowOf[column] != 0)
      sum += costs[(rowOf[column] - 1) * columns + column - 1];
  return sum;
}
