//===- Metrics.cpp - how good a placement is ------------------------------===//

#include "compiler/placement/Metrics.h"
#include <algorithm>

using namespace snnc::placement;

static constexpr double routerEnergy = 1, hopEnergy = 0.1, routerLatency = 1, hopLatency = 0.01;

namespace {
struct Spot {
  int32_t column, row;
};

/// Measures one placement.
class Meter {
public:
  Meter(const Problem &problem, const std::vector<int32_t> &siteOf)
      : problem(problem), siteOf(siteOf), congestion(size_t(problem.columns) * problem.rows) {
    for (std::vector<double> &side : loads)
      side.resize(congestion.size());
  }

  Metrics run();

private:
  enum Side { West, East, North, South };

  Spot spotOf(int32_t cluster) const {
    // The host is reached through core (0, 0).
    if (cluster == host)
      return {0, 0};
    const Site &site = problem.sites[siteOf[cluster]];
    return {site.column, site.row};
  }
  size_t indexOf(int32_t column, int32_t row) const { return size_t(row) * problem.columns + column; }
  void addFlow(const Flow &flow);
  /// Along the row, then along the column.
  void addToLinks(Spot from, Spot to, double packets);
  void addToCores(Spot from, Spot to, double packets);
  void findWorstLink();

  const Problem &problem;
  const std::vector<int32_t> &siteOf;
  Metrics metrics;
  double packets = 0;
  /// Load of the link on each side of each core, out of it.
  std::vector<double> loads[4];
  double fromHost = 0, toHost = 0;
  std::vector<double> congestion;
  /// Chances to pass the cores of a row of the rectangle between both ends.
  std::vector<double> chances;
};
} // namespace

void Meter::addToLinks(Spot from, Spot to, double packets) {
  for (int32_t column = from.column; column < to.column; ++column)
    loads[East][indexOf(column, from.row)] += packets;
  for (int32_t column = from.column; column > to.column; --column)
    loads[West][indexOf(column, from.row)] += packets;
  for (int32_t row = from.row; row < to.row; ++row)
    loads[South][indexOf(to.column, row)] += packets;
  for (int32_t row = from.row; row > to.row; --row)
    loads[North][indexOf(to.column, row)] += packets;
}

void Meter::addToCores(Spot from, Spot to, double packets) {
  int32_t width = std::abs(to.column - from.column), height = std::abs(to.row - from.row);
  int32_t stepColumn = to.column < from.column ? -1 : 1, stepRow = to.row < from.row ? -1 : 1;
  chances.assign(width + 1, 0);
  for (int32_t y = 0; y <= height; ++y)
    for (int32_t x = 0; x <= width; ++x) {
      // From above, where the entry still is the previous row's; in the last column that way is the only one.
      double chance = y > 0 ? chances[x] * (x == width ? 1 : 0.5) : 0;
      if (x > 0)
        chance += chances[x - 1] * (y == height ? 1 : 0.5);
      if (x == 0 && y == 0)
        chance = 1;
      chances[x] = chance;
      congestion[indexOf(from.column + x * stepColumn, from.row + y * stepRow)] += packets * chance;
    }
}

void Meter::addFlow(const Flow &flow) {
  if (flow.packets <= 0 || (flow.from == host && flow.to == host))
    return;
  Spot from = spotOf(flow.from), to = spotOf(flow.to);
  bool hasHost = flow.from == host || flow.to == host;
  int32_t length = std::abs(from.column - to.column) + std::abs(from.row - to.row) + hasHost;
  double latency = (length + 1) * routerLatency + length * hopLatency;
  packets += flow.packets;
  metrics.cost += flow.packets * length;
  metrics.greatestHops = std::max(metrics.greatestHops, length);
  metrics.energy += flow.packets * ((length + 1) * routerEnergy + length * hopEnergy);
  metrics.averageLatency += flow.packets * latency;
  metrics.worstLatency = std::max(metrics.worstLatency, latency);
  if (flow.from == host)
    fromHost += flow.packets;
  if (flow.to == host)
    toHost += flow.packets;
  addToLinks(from, to, flow.packets);
  addToCores(from, to, flow.packets);
}

void Meter::findWorstLink() {
  const int32_t columnStep[] = {-1, 1, 0, 0}, rowStep[] = {0, 0, -1, 1};
  auto consider = [&](double load, GridLink link) {
    if (load > metrics.worstLinkLoad) {
      metrics.worstLinkLoad = load;
      metrics.worstLink = link;
    }
  };
  for (int32_t row = 0; row < problem.rows; ++row)
    for (int32_t column = 0; column < problem.columns; ++column)
      for (int side = West; side <= South; ++side)
        consider(loads[side][indexOf(column, row)], {column, row, column + columnStep[side], row + rowStep[side]});
  consider(fromHost, {-1, 0, 0, 0});
  consider(toHost, {0, 0, -1, 0});
}

Metrics Meter::run() {
  for (const Flow &flow : problem.flows)
    addFlow(flow);
  findWorstLink();
  if (packets > 0) {
    metrics.averageHops = metrics.cost / packets;
    metrics.averageLatency /= packets;
  }
  for (double core : congestion) {
    metrics.averageCongestion += core / double(congestion.size());
    metrics.worstCongestion = std::max(metrics.worstCongestion, core);
  }
  return metrics;
}

Metrics snnc::placement::measure(const Problem &problem, const std::vector<int32_t> &siteOf) {
  return Meter(problem, siteOf).run();
}
