//===- ClassCost.cpp - cost of a placement by classes ---------------------===//

#include "compiler/placement/ClassCost.h"
#include <algorithm>

using namespace snnc::placement;

ClassCost::ClassCost(const Problem &problem, const Classes &classes) : problem(problem), classes(classes) {
  size_t links = 0, lines = size_t(problem.columns) + problem.rows;
  for (const ClusterClass &one : classes.all)
    links += one.links.size();
  // Lines are counted several at a time.
  constexpr size_t linesOfFlow = 8;
  byClass = (classes.all.size() + links / 2) * lines <= linesOfFlow * problem.flows.size();
}

double ClassCost::costOf(const std::vector<double> &before, size_t lines) const {
  double sum = 0;
  for (size_t number = 0; number < classes.all.size(); ++number) {
    const ClusterClass &one = classes.all[number];
    const double *own = &before[number * lines];
    double size = double(one.members.size());
    for (const ClassLink &link : one.links) {
      if (size_t(link.other) < number)
        continue;
      const double *others = &before[size_t(link.other) * lines];
      double otherSize = double(classes.all[link.other].members.size()), pairs = 0;
      for (size_t line = 0; line < lines; ++line)
        pairs += own[line] * (otherSize - others[line]) + (size - own[line]) * others[line];
      sum += link.packets * pairs;
    }
    double pairs = 0, hostHops = 0;
    for (size_t line = 0; line < lines; ++line) {
      pairs += own[line] * (size - own[line]);
      hostHops += size - own[line];
    }
    sum += one.innerPackets * pairs + one.hostPackets * hostHops;
  }
  return sum;
}

double ClassCost::operator()(const std::vector<int32_t> &siteOf) {
  if (!byClass)
    return placement::cost(problem, siteOf);
  size_t columns = size_t(problem.columns), rows = size_t(problem.rows);
  beforeColumn.assign(classes.all.size() * columns, 0);
  beforeRow.assign(classes.all.size() * rows, 0);
  double hostHops = 0;
  for (size_t cluster = 0; cluster < siteOf.size(); ++cluster) {
    size_t number = size_t(classes.classOf[cluster]);
    const Site &site = problem.sites[siteOf[cluster]];
    ++beforeColumn[number * columns + site.column];
    ++beforeRow[number * rows + site.row];
    hostHops += classes.all[number].hostPackets; // to column 0
  }
  auto addUp = [](std::vector<double> &before, size_t lines) {
    for (size_t i = 0; i < before.size(); ++i)
      if (i % lines)
        before[i] += before[i - 1];
  };
  addUp(beforeColumn, columns);
  addUp(beforeRow, rows);
  return costOf(beforeColumn, columns) + costOf(beforeRow, rows) + hostHops;
}
