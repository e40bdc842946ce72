//===- CostField.cpp - what each move would cost --------------------------===//

#include "compiler/placement/CostField.h"
#include <algorithm>

using namespace snnc::placement;

/// Up to so many classes have a matrix of packets, of 8 bytes an entry.
static constexpr size_t mostInMatrix = 512;

CostField::CostField(const Problem &problem, const Classes &classes) : problem(problem), classes(classes) {
  for (const Site &site : problem.sites)
    spots.push_back({site.column, site.row});
  for (const ClusterClass &one : classes.all)
    inner.push_back(one.innerPackets);
  size_t count = classes.all.size();
  if (count > mostInMatrix)
    return;
  matrix.resize(count * count);
  for (size_t number = 0; number < count; ++number)
    for (const ClassLink &link : classes.all[number].links)
      matrix[number * count + link.other] = link.packets;
}

double CostField::searchPackets(int32_t a, int32_t b) const {
  const std::vector<ClassLink> &links = classes.all[a].links;
  auto found = std::lower_bound(links.begin(), links.end(), b,
                                [](const ClassLink &link, int32_t other) { return link.other < other; });
  return found != links.end() && found->other == b ? found->packets : 0;
}

void CostField::addSource(int32_t number, double packets, Spot spot) {
  double *columns = &byColumn[size_t(number) * problem.columns], *rows = &byRow[size_t(number) * problem.rows];
  for (int32_t column = 0; column < problem.columns; ++column)
    columns[column] += packets * std::abs(column - spot.column);
  for (int32_t row = 0; row < problem.rows; ++row)
    rows[row] += packets * std::abs(row - spot.row);
}

void CostField::reset(const std::vector<int32_t> &siteOf) {
  sites = siteOf;
  clusterOnSite.assign(spots.size(), -1);
  classOnSite.assign(spots.size(), -1);
  byColumn.assign(classes.all.size() * problem.columns, 0);
  byRow.assign(classes.all.size() * problem.rows, 0);
  for (size_t cluster = 0; cluster < sites.size(); ++cluster) {
    int32_t number = classes.classOf[cluster];
    clusterOnSite[sites[cluster]] = int32_t(cluster);
    classOnSite[sites[cluster]] = number;
    const ClusterClass &one = classes.all[number];
    for (const ClassLink &link : one.links)
      addSource(link.other, link.packets, spots[sites[cluster]]);
    if (one.innerPackets > 0)
      addSource(number, one.innerPackets, spots[sites[cluster]]);
  }
  for (size_t number = 0; number < classes.all.size(); ++number)
    if (classes.all[number].hostPackets > 0)
      addSource(int32_t(number), classes.all[number].hostPackets, {-1, 0});
  total = placement::cost(problem, sites);
}

/// Adds packets times how much farther each coordinate is from `to` than from `from`: a ramp between both.
static void addRamp(double *field, int32_t size, double packets, int32_t from, int32_t to) {
  if (from == to)
    return;
  for (int32_t i = 0; i < size; ++i)
    field[i] += packets * (std::abs(i - to) - std::abs(i - from));
}

void CostField::moveSource(int32_t number, double packets, Spot from, Spot to) {
  addRamp(&byColumn[size_t(number) * problem.columns], problem.columns, packets, from.column, to.column);
  addRamp(&byRow[size_t(number) * problem.rows], problem.rows, packets, from.row, to.row);
}

void CostField::moveMember(int32_t number, Spot from, Spot to) {
  const ClusterClass &one = classes.all[number];
  for (const ClassLink &link : one.links)
    moveSource(link.other, link.packets, from, to);
  if (one.innerPackets > 0)
    moveSource(number, one.innerPackets, from, to);
}

void CostField::exchange(int32_t a, int32_t b, double change) {
  int32_t clusterA = clusterOnSite[a], clusterB = clusterOnSite[b];
  if (classOnSite[a] != classOnSite[b]) {
    if (clusterA >= 0)
      moveMember(classOnSite[a], spots[a], spots[b]);
    if (clusterB >= 0)
      moveMember(classOnSite[b], spots[b], spots[a]);
  }
  if (clusterA >= 0)
    sites[clusterA] = b;
  if (clusterB >= 0)
    sites[clusterB] = a;
  std::swap(clusterOnSite[a], clusterOnSite[b]);
  std::swap(classOnSite[a], classOnSite[b]);
  total += change;
}
