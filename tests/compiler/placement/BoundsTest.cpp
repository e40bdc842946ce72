//===- BoundsTest.cpp - bounds and classes against counting all -----------===//

#include "compiler/placement/Bounds.h"
#include "RandomProblem.h"
#include "Synthetic.h"
#include "compiler/placement/ClassCost.h"
#include "compiler/placement/Place.h"
#include "compiler/placement/Starts.h"
#include "compiler/placement/UnionBound.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>

using namespace snnc::placement;

TEST(Bounds, AreNeverAboveTheOptimum) {
  double closest = 0;
  forProblems(2, 600, [&](const Problem &problem) {
    Classes classes = findClasses(problem);
    double least = leastCost(problem);
    EXPECT_LE(starBound(problem, classes), least);
    EXPECT_LE(layerBound(problem, classes), least + 1e-6);
    EXPECT_LE(unionBound(problem, classes), least + 1e-6);
    closest = std::max(closest, least > 0 ? unionBound(problem, classes) / least : 0);
    EXPECT_LE(assignmentBound(problem, classes), least);
    EXPECT_LE(lowerBound(problem, classes).value, least);
  });
  EXPECT_GT(closest, 0.99);
}

/// Equal layers are where the layers' bound is close: chains, rings and stars of them on whole grids.
TEST(Bounds, AreSoundForLayers) {
  for (int32_t layers = 2; layers <= 6; ++layers)
    for (int32_t size = 1; layers * size <= 16; ++size)
      for (int shape = 0; shape < 3; ++shape) {
        Problem problem = dnn(layers, size, 4, 4);
        for (Flow &flow : problem.flows)
          if (shape == 2)
            flow.from %= size;
        for (int32_t a = 0; a < size && shape == 1; ++a)
          for (int32_t b = 0; b < size; ++b)
            problem.flows.push_back({a, (layers - 1) * size + b, 1});
        Result result = place(problem);
        EXPECT_LE(lowerBound(problem).value, result.cost) << layers << " " << size << " " << shape;
      }
}

TEST(Bounds, TotalHopsAreNoMoreThanAnySet) {
  const int32_t side = 4;
  std::vector<double> least(side * side + 1, 1e30);
  for (uint32_t set = 1; set < 1u << (side * side); ++set) {
    std::vector<Site> cores;
    for (int32_t i = 0; i < side * side; ++i)
      if (set >> i & 1)
        cores.push_back({i % side, i / side, 0});
    if (cores.size() > 9)
      continue;
    double sum = 0;
    for (size_t i = 0; i < cores.size(); ++i)
      for (size_t j = 0; j < i; ++j)
        sum += hops(cores[i], cores[j]);
    least[cores.size()] = std::min(least[cores.size()], sum);
  }
  for (int32_t cores = 1; cores <= 9; ++cores)
    EXPECT_EQ(leastTotalHops(cores), least[cores]) << cores;
  // Squares are at least as far apart, and rounder shapes not much less.
  EXPECT_LE(leastTotalHops(64), 10752);
  EXPECT_LE(leastTotalHops(1024), 11173888);
  EXPECT_GE(leastTotalHops(1024), 0.9 * 0.325 * 1024 * 1024 * 32);
}

/// The total hops of cores in rows of these numbers, longest first, each row and each column about the same middle.
static int64_t totalOfRows(const std::vector<int32_t> &rows) {
  // 0, 1, -1, 2, -2, ...
  auto place = [](int32_t i) { return i % 2 ? (i + 1) / 2 : -i / 2; };
  std::vector<Site> cores;
  for (int32_t row = 0; row < int32_t(rows.size()); ++row)
    for (int32_t i = 0; i < rows[row]; ++i)
      cores.push_back({place(i), place(row), 0});
  int64_t sum = 0;
  for (size_t i = 0; i < cores.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      sum += hops(cores[i], cores[j]);
  return sum;
}

TEST(Bounds, TotalHopsAreThoseOfTheBestRows) {
  for (int32_t cores = 1; cores <= 32; ++cores) {
    int64_t least = INT64_MAX;
    std::vector<int32_t> rows;
    std::function<void(int32_t, int32_t)> visit = [&](int32_t left, int32_t longest) {
      if (left == 0)
        least = std::min(least, totalOfRows(rows));
      for (int32_t row = std::min(left, longest); row > 0; --row) {
        rows.push_back(row);
        visit(left - row, row);
        rows.pop_back();
      }
    };
    visit(cores, cores);
    EXPECT_EQ(leastTotalHops(cores), least) << cores;
  }
}

/// Beyond those that can be counted: round shapes are not far from the best.
TEST(Bounds, TotalHopsAreNearThoseOfRoundShapes) {
  for (int32_t cores = 33; cores <= 160; cores += 3) {
    int64_t least = INT64_MAX;
    for (double middle : {0.0, 0.5}) {
      std::vector<std::pair<double, Site>> sites;
      for (int32_t column = -8; column <= 8; ++column)
        for (int32_t row = -8; row <= 8; ++row)
          sites.push_back(
              {std::pow(std::abs(column - middle), 1.7) + std::pow(std::abs(row - middle), 1.7), {column, row, 0}});
      std::sort(sites.begin(), sites.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
      int64_t sum = 0;
      for (int32_t i = 0; i < cores; ++i)
        for (int32_t j = 0; j < i; ++j)
          sum += hops(sites[i].second, sites[j].second);
      least = std::min(least, sum);
    }
    EXPECT_LE(leastTotalHops(cores), least) << cores;
    EXPECT_GE(leastTotalHops(cores), (cores <= 128 ? 0.99 : 0.97) * double(least)) << cores;
  }
}

TEST(Bounds, UnionsAreCloseOnLayers) {
  struct Row {
    int32_t layers, clusters, side;
    double least;
  };
  for (Row row : {Row{2, 8, 4, 160}, Row{4, 4, 4, 95}, Row{4, 16, 8, 3184}, Row{8, 8, 8, 1291}, Row{16, 4, 8, 466}}) {
    Problem problem = dnn(row.layers, row.clusters, row.side, row.side);
    EXPECT_GE(lowerBound(problem).value, row.least);
    EXPECT_LE(lowerBound(problem).value, place(problem).cost);
  }
}

/// Two clusters may change places if that changes nothing for the others.
static bool areInterchangeable(const Problem &problem, int32_t a, int32_t b) {
  if (problem.clusterKinds[a] != problem.clusterKinds[b] || problem.pinOf(a) >= 0 || problem.pinOf(b) >= 0)
    return false;
  std::map<std::pair<int32_t, int32_t>, double> packets;
  auto swapped = [&](int32_t cluster) { return cluster == a ? b : cluster == b ? a : cluster; };
  for (const Flow &flow : problem.flows)
    if (flow.from != flow.to) {
      packets[std::minmax(flow.from, flow.to)] += flow.packets;
      packets[std::minmax(swapped(flow.from), swapped(flow.to))] -= flow.packets;
    }
  return std::all_of(packets.begin(), packets.end(), [](const auto &entry) { return entry.second == 0; });
}

TEST(Classes, AreOfInterchangeableClusters) {
  Random random(6);
  int together = 0, apart = 0;
  for (int count = 0; count < 300; ++count) {
    Problem problem = randomProblem(random, 16);
    Classes classes = findClasses(problem);
    for (int32_t a = 0; a < int32_t(problem.clusters()); ++a)
      for (int32_t b = 0; b < a; ++b) {
        bool isSame = classes.classOf[a] == classes.classOf[b];
        // Of those with many different amounts some are left alone.
        if (isSame || classes.all[classes.classOf[a]].links.size() < 5) {
          ASSERT_EQ(isSame, areInterchangeable(problem, a, b)) << count << ": " << a << " " << b;
        }
        ++(isSame ? together : apart);
      }
    EXPECT_EQ(ClassCost(problem, classes)(placeInOrder(problem, snakeOrder(problem))),
              cost(problem, placeInOrder(problem, snakeOrder(problem))));
  }
  EXPECT_GT(together, 300);
  EXPECT_GT(apart, 300);
}
