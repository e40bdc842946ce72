//===- Starts.cpp - placements to start a search from ---------------------===//

#include "compiler/placement/Starts.h"
#include "compiler/placement/ClassCost.h"
#include "compiler/placement/Stripes.h"
#include <algorithm>
#include <map>
#include <numeric>

using namespace snnc::placement;

/// All sites, ordered by the rank of each one's core.
static std::vector<int32_t> orderBy(const std::vector<int64_t> &ranks) {
  std::vector<int32_t> order(ranks.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return ranks[a] < ranks[b]; });
  return order;
}

std::vector<int32_t> snnc::placement::snakeOrder(const Problem &problem) {
  std::vector<int64_t> ranks;
  for (const Site &site : problem.sites) {
    int64_t along = site.row % 2 ? problem.columns - 1 - site.column : site.column;
    ranks.push_back(int64_t(site.row) * problem.columns + along);
  }
  return orderBy(ranks);
}

namespace {
struct Vector {
  int32_t x, y;

  Vector operator+(Vector other) const { return {x + other.x, y + other.y}; }
  Vector operator-(Vector other) const { return {x - other.x, y - other.y}; }
  Vector operator-() const { return {-x, -y}; }
  Vector half() const { return {halfOf(x), halfOf(y)}; }
  Vector unit() const { return {(x > 0) - (x < 0), (y > 0) - (y < 0)}; }
  int32_t length() const { return std::abs(x + y); }

private:
  static int32_t halfOf(int32_t value) { return value >= 0 ? value / 2 : -((1 - value) / 2); }
};

/// Numbers the cores of a rectangle along its curve (J. Červený's generalised Hilbert curve).
class HilbertCurve {
public:
  explicit HilbertCurve(int32_t columns, int32_t rows) : columns(columns), ranks(size_t(columns) * rows) {
    if (columns >= rows)
      visit({0, 0}, {columns, 0}, {0, rows});
    else
      visit({0, 0}, {0, rows}, {columns, 0});
  }

  int64_t rankOf(const Site &site) const { return ranks[size_t(site.row) * columns + site.column]; }

private:
  /// Visits the rectangle at `corner` that has the sides `along`, in which the curve leads, and `across`.
  void visit(Vector corner, Vector along, Vector across) {
    int32_t width = along.length(), height = across.length();
    if (height == 1 || width == 1) {
      Vector step = height == 1 ? along.unit() : across.unit();
      for (int32_t i = 0; i < std::max(width, height); ++i, corner = corner + step)
        ranks[size_t(corner.y) * columns + corner.x] = next++;
      return;
    }
    Vector halfAlong = along.half(), halfAcross = across.half();
    if (2 * width > 3 * height) {
      // Prefer even steps.
      if (halfAlong.length() % 2 && width > 2)
        halfAlong = halfAlong + along.unit();
      visit(corner, halfAlong, across);
      visit(corner + halfAlong, along - halfAlong, across);
      return;
    }
    if (halfAcross.length() % 2 && height > 2)
      halfAcross = halfAcross + across.unit();
    visit(corner, halfAcross, halfAlong);
    visit(corner + halfAcross, along, across - halfAcross);
    visit(corner + (along - along.unit()) + (halfAcross - across.unit()), -halfAcross, -(along - halfAlong));
  }

  int32_t columns;
  std::vector<int64_t> ranks;
  int64_t next = 0;
};
} // namespace

std::vector<int32_t> snnc::placement::hilbertOrder(const Problem &problem) {
  HilbertCurve curve(problem.columns, problem.rows);
  std::vector<int64_t> ranks;
  for (const Site &site : problem.sites)
    ranks.push_back(curve.rankOf(site));
  return orderBy(ranks);
}

std::vector<int32_t> snnc::placement::placeInOrder(const Problem &problem, const std::vector<int32_t> &order) {
  std::vector<int32_t> siteOf(problem.clusters(), -1);
  std::vector<bool> taken(problem.sites.size());
  for (size_t cluster = 0; cluster < siteOf.size(); ++cluster)
    if (int32_t pin = problem.pinOf(cluster); pin >= 0) {
      siteOf[cluster] = pin;
      taken[pin] = true;
    }
  std::map<int32_t, std::vector<int32_t>> free;
  for (int32_t site : order)
    if (!taken[site])
      free[problem.sites[site].kind].push_back(site);
  std::map<int32_t, size_t> next;
  for (size_t cluster = 0; cluster < siteOf.size(); ++cluster)
    if (int32_t kind = problem.clusterKinds[cluster]; siteOf[cluster] < 0)
      siteOf[cluster] = free[kind][next[kind]++];
  return siteOf;
}

std::vector<int32_t> snnc::placement::cheapestStart(const Problem &problem, const Classes &classes) {
  ClassCost cost(problem, classes);
  std::vector<int32_t> best = placeInOrder(problem, snakeOrder(problem)),
                       siteOf = placeInOrder(problem, hilbertOrder(problem));
  double bestCost = cost(best);
  auto consider = [&] {
    if (double found = cost(siteOf); found < bestCost) {
      bestCost = found;
      best.swap(siteOf);
    }
  };
  consider();
  StripePlacer placer(problem, classes);
  for (const Stripes &stripes : placer.candidates())
    if (placer.place(stripes, siteOf))
      consider();
  return best;
}
