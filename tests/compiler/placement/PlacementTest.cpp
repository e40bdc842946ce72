//===- PlacementTest.cpp - placement against slow and simple ways ---------===//

#include "RandomProblem.h"
#include "Synthetic.h"
#include "compiler/placement/Anneal.h"
#include "compiler/placement/ClosedFlows.h"
#include "compiler/placement/CostField.h"
#include "compiler/placement/Exact.h"
#include "compiler/placement/Metrics.h"
#include "compiler/placement/Place.h"
#include "compiler/placement/Starts.h"
#include "compiler/placement/Stripes.h"
#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <unordered_map>

using namespace snnc::placement;

TEST(Exact, AgreesWithAllPermutations) {
  std::map<size_t, int> sizes;
  forProblems(1, 300, [&](const Problem &problem) {
    ++sizes[problem.clusters()];
    std::vector<int32_t> start = placeInOrder(problem, snakeOrder(problem));
    ExactResult found = placeExactly(problem, findClasses(problem), start, UINT64_MAX);
    EXPECT_TRUE(found.proved);
    EXPECT_TRUE(isValid(problem, found.siteOf));
    EXPECT_EQ(found.cost, cost(problem, found.siteOf));
    EXPECT_EQ(found.cost, leastCost(problem));
  });
  for (size_t clusters = 2; clusters <= 7; ++clusters)
    EXPECT_GT(sizes[clusters], 2) << clusters;
}

/// Link by link along the row, then along the column.
static bool passesFaultyLink(const Problem &problem, Site from, const Site &to) {
  auto isFaulty = [&](int32_t column, int32_t row, bool isVertical) {
    return std::any_of(problem.faultyLinks.begin(), problem.faultyLinks.end(), [&](const FaultyLink &link) {
      return link.column == column && link.row == row && link.isVertical == isVertical;
    });
  };
  for (; from.column != to.column; from.column += from.column < to.column ? 1 : -1)
    if (isFaulty(std::min(from.column, from.column + (from.column < to.column ? 1 : -1)), from.row, false))
      return true;
  for (; from.row != to.row; from.row += from.row < to.row ? 1 : -1)
    if (isFaulty(from.column, std::min(from.row, from.row + (from.row < to.row ? 1 : -1)), true))
      return true;
  return false;
}

/// Pairs of clusters with packets over a faulty link, there or back.
static int64_t countClosed(const Problem &problem, const std::vector<int32_t> &siteOf) {
  std::set<std::pair<int32_t, int32_t>> closed;
  for (const Flow &flow : problem.flows) {
    if (flow.from == host || flow.to == host || flow.from == flow.to)
      continue;
    const Site &a = problem.sites[siteOf[flow.from]], &b = problem.sites[siteOf[flow.to]];
    if (passesFaultyLink(problem, a, b) || passesFaultyLink(problem, b, a))
      closed.insert(std::minmax(flow.from, flow.to));
  }
  return int64_t(closed.size());
}

TEST(FaultyLinks, AreAvoidedWhereThatCanBe) {
  Random random(3);
  int avoided = 0, unavoidable = 0;
  forProblems(7, 200, [&](const Problem &whole) {
    Problem problem = whole;
    for (uint32_t count = 1 + random.below(3); count > 0; --count)
      if (bool isVertical = random.below(2); isVertical || problem.columns > 1)
        problem.faultyLinks.push_back({int32_t(random.below(uint32_t(problem.columns - !isVertical))),
                                       int32_t(random.below(uint32_t(problem.rows - isVertical))), isVertical});
    std::pair<int64_t, double> least{INT64_MAX, 0};
    forPlacements(problem, [&](const std::vector<int32_t> &siteOf) {
      int64_t closed = countClosed(problem, siteOf);
      ASSERT_EQ(ClosedFlows(problem).count(siteOf), closed);
      least = std::min(least, {closed, cost(problem, siteOf)});
    });
    Result found = place(problem);
    ASSERT_TRUE(found.proved);
    EXPECT_TRUE(isValid(problem, found.siteOf));
    EXPECT_EQ(std::make_pair(countClosed(problem, found.siteOf), found.cost), least);
    EXPECT_EQ(found.closedFlows, least.first);
    avoided += least.first == 0 && found.cost > leastCost(problem);
    unavoidable += least.first > 0;
  });
  EXPECT_GT(avoided, 10);
  EXPECT_GT(unavoidable, 5);
}

TEST(FaultyLinks, AreAvoidedByAnnealing) {
  Problem problem = dnn(8, 4, 8, 8);
  for (int32_t i = 1; i < 6; ++i)
    problem.faultyLinks.push_back({i, i + 1, i % 2 == 0});
  Result found = place(problem);
  EXPECT_EQ(found.closedFlows, 0);
  EXPECT_EQ(countClosed(problem, found.siteOf), 0);
  problem.faultyLinks.clear();
  EXPECT_LE(found.cost, 1.2 * place(problem).cost);
}

TEST(Exact, StopsAtTheBudget) {
  Problem problem = dnn(4, 4, 4, 4);
  std::vector<int32_t> start = placeInOrder(problem, snakeOrder(problem));
  ExactResult found = placeExactly(problem, findClasses(problem), start, 50);
  EXPECT_FALSE(found.proved);
  EXPECT_TRUE(isValid(problem, found.siteOf));
  EXPECT_EQ(found.nodes, 51u);
}

/// The least sum of hops of layers of `size` clusters, each of which sends one packet to each of the next, on a square
/// grid of up to 16 cores: of all sets of cores that a layer may take behind all sets that are taken, step by step.
static int32_t leastOfLayers(int32_t layers, int32_t size, int32_t side) {
  uint32_t cores = uint32_t(side * side);
  std::vector<uint32_t> sets;
  for (uint32_t set = 0; set < 1u << cores; ++set)
    if (__builtin_popcount(set) == size)
      sets.push_back(set);
  // By taken cores, above those of the last layer: the least so far.
  std::unordered_map<uint32_t, int32_t> least;
  // Mirror images and turns of a placement cost the same: of the first layer's sets one of each eight is enough.
  auto isFirst = [&](uint32_t set) {
    for (unsigned way = 1; way < 8; ++way) {
      uint32_t image = 0;
      for (uint32_t left = set; left; left &= left - 1) {
        int32_t core = __builtin_ctz(left), x = core % side, y = core / side;
        x = way & 1 ? side - 1 - x : x;
        y = way & 2 ? side - 1 - y : y;
        image |= 1u << (way & 4 ? x * side + y : y * side + x);
      }
      if (image < set)
        return false;
    }
    return true;
  };
  for (uint32_t set : sets)
    if (isFirst(set))
      least[set << 16 | set] = 0;
  for (int32_t layer = 1; layer < layers; ++layer) {
    std::unordered_map<uint32_t, int32_t> next;
    for (auto [state, sum] : least) {
      std::vector<int32_t> hopsTo(cores); // from all cores of the last layer
      for (uint32_t i = 0; i < cores; ++i)
        for (uint32_t j = 0; j < cores && state >> i & 1; ++j)
          hopsTo[j] +=
              std::abs(int32_t(i % side) - int32_t(j % side)) + std::abs(int32_t(i / side) - int32_t(j / side));
      auto add = [&, taken = state >> 16, sum = sum](uint32_t set) {
        int32_t longer = sum;
        for (uint32_t left = set; left; left &= left - 1)
          longer += hopsTo[__builtin_ctz(left)];
        auto [place, isNew] = next.insert({(taken | set) << 16 | set, longer});
        place->second = std::min(place->second, longer);
      };
      // Of few free cores all subsets are fewer than all sets.
      uint32_t free = ~(state >> 16) & ((1u << cores) - 1);
      if (1u << __builtin_popcount(free) < sets.size()) {
        for (uint32_t set = free; set; set = (set - 1) & free)
          if (__builtin_popcount(set) == size)
            add(set);
      } else {
        for (uint32_t set : sets)
          if ((set & free) == set)
            add(set);
      }
    }
    least = std::move(next);
  }
  int32_t result = INT32_MAX;
  for (auto [state, sum] : least)
    result = std::min(result, sum);
  return result;
}

TEST(Exact, ProvesTheReferenceNetworks) {
  struct Row {
    int32_t layers, clusters, side;
    double least;
  };
  for (Row row : {Row{3, 3, 3, 32}, Row{2, 8, 4, 160}, Row{4, 4, 4, 102}, Row{8, 2, 4, 42}}) {
    EXPECT_EQ(leastOfLayers(row.layers, row.clusters, row.side), row.least);
    Result result = place(dnn(row.layers, row.clusters, row.side, row.side));
    EXPECT_EQ(result.cost, row.least);
    EXPECT_TRUE(result.proved);
  }
}

/// Up to nine clusters always, whatever the network: all layered ones of that size on 3x3 cores.
TEST(Exact, ProvesAllLayersOnNineCores) {
  for (int32_t layers = 2; layers <= 9; ++layers)
    for (int32_t size = 1; layers * size <= 9; ++size) {
      Result result = place(dnn(layers, size, 3, 3));
      EXPECT_TRUE(result.proved);
      EXPECT_EQ(result.cost, leastOfLayers(layers, size, 3)) << layers << " layers of " << size;
    }
}

TEST(CostField, DeltasEqualRecomputedCosts) {
  Random random(3);
  for (int count = 0; count < 200; ++count) {
    Problem problem = randomProblem(random, 16);
    Classes classes = findClasses(problem);
    CostField field(problem, classes);
    field.reset(placeInOrder(problem, snakeOrder(problem)));
    for (int move = 0; move < 50; ++move) {
      int32_t a = int32_t(random.below(uint32_t(problem.sites.size())));
      int32_t b = int32_t(random.below(uint32_t(problem.sites.size())));
      if (a == b || problem.sites[a].kind != problem.sites[b].kind || field.isPinned(a) || field.isPinned(b))
        continue;
      double before = cost(problem, field.siteOf()), change = field.delta(a, b);
      field.exchange(a, b, change);
      ASSERT_EQ(cost(problem, field.siteOf()), before + change);
      ASSERT_EQ(field.cost(), before + change);
      ASSERT_TRUE(isValid(problem, field.siteOf()));
    }
  }
}

TEST(Anneal, IsDeterministicAndValid) {
  Random random(4);
  for (int count = 0; count < 50; ++count) {
    Problem problem = randomProblem(random, 16);
    AnnealOptions options{uint64_t(count), 0.1};
    Placement first = anneal(problem, options), second = anneal(problem, options);
    EXPECT_EQ(first.siteOf, second.siteOf);
    EXPECT_TRUE(isValid(problem, first.siteOf));
    EXPECT_LE(cost(problem, first.siteOf), cost(problem, placeInOrder(problem, snakeOrder(problem))));
    EXPECT_LE(cost(problem, first.siteOf), cost(problem, placeInOrder(problem, hilbertOrder(problem))));
  }
}

TEST(Anneal, ReachesTheReferenceFigures) {
  EXPECT_LE(place(dnn(4, 16, 8, 8)).cost, 3362);
  EXPECT_LE(place(dnn(8, 8, 8, 8)).cost, 1458);
  EXPECT_LE(place(dnn(16, 4, 8, 8)).cost, 538);
}

TEST(Starts, VisitEachCoreOnceInSteps) {
  for (int32_t columns = 1; columns <= 9; ++columns)
    for (int32_t rows = 1; rows <= 9; ++rows) {
      Problem problem = emptyGrid(columns, rows);
      for (const std::vector<int32_t> &order : {snakeOrder(problem), hilbertOrder(problem)}) {
        std::vector<int32_t> sorted = order;
        std::sort(sorted.begin(), sorted.end());
        for (size_t i = 0; i < sorted.size(); ++i)
          ASSERT_EQ(sorted[i], int32_t(i));
        // The generalised curve takes a diagonal step at times.
        for (size_t i = 1; i < order.size(); ++i)
          ASSERT_LE(hops(problem.sites[order[i - 1]], problem.sites[order[i]]), 2);
      }
    }
}

TEST(Starts, StripesArePlacements) {
  Random random(7);
  int found = 0;
  for (int count = 0; count < 300; ++count) {
    Problem problem = randomProblem(random, 16);
    Classes classes = findClasses(problem);
    StripePlacer placer(problem, classes);
    std::vector<int32_t> start = cheapestStart(problem, classes), siteOf;
    EXPECT_TRUE(isValid(problem, start));
    EXPECT_LE(cost(problem, start), cost(problem, placeInOrder(problem, snakeOrder(problem))));
    EXPECT_LE(cost(problem, start), cost(problem, placeInOrder(problem, hilbertOrder(problem))));
    for (const Stripes &stripes : placer.candidates())
      if (placer.place(stripes, siteOf)) {
        ++found;
        ASSERT_TRUE(isValid(problem, siteOf)) << count;
        EXPECT_LE(cost(problem, start), cost(problem, siteOf));
      } else {
        EXPECT_TRUE(stripes.ofLayers);
      }
  }
  EXPECT_GT(found, 1000);
}

/// What a plain placer ends with: the clusters on the cores in their order, exchanges of any two while one helps.
static double costOfExchanges(const Problem &problem) {
  Classes classes = findClasses(problem);
  CostField field(problem, classes);
  std::vector<int32_t> siteOf;
  for (size_t cluster = 0; cluster < problem.clusters(); ++cluster)
    siteOf.push_back(int32_t(cluster));
  field.reset(siteOf);
  for (bool better = true; better;) {
    better = false;
    for (int32_t a = 0; a < int32_t(problem.sites.size()); ++a)
      for (int32_t b = a + 1; b < int32_t(problem.sites.size()); ++b)
        if (double change = field.delta(a, b); change < 0) {
          field.exchange(a, b, change);
          better = true;
        }
  }
  return field.cost();
}

TEST(Starts, CostNoMoreThanExchangesOnConvolutions) {
  for (auto [groups, bands] : {std::pair(6, 5), std::pair(5, 6), std::pair(3, 10), std::pair(2, 15)}) {
    Problem problem = convolutions(7, groups, bands, 16, 16);
    PlaceOptions options;
    options.effort = 0;
    std::vector<int32_t> found = search(problem, findClasses(problem), options);
    EXPECT_TRUE(isValid(problem, found));
    EXPECT_LE(cost(problem, found), costOfExchanges(problem)) << groups << " groups of " << bands;
  }
}

//===----------------------------------------------------------------------===//
// Metrics
//===----------------------------------------------------------------------===//

namespace {
/// Walks all paths of each flow, link by link.
struct NaiveMeter {
  using Spot = std::pair<int32_t, int32_t>;

  void walk(Spot at, Spot to, double packets) {
    core[at] += packets;
    Spot along{at.first + (to.first > at.first) - (to.first < at.first), at.second};
    Spot across{at.first, at.second + (to.second > at.second) - (to.second < at.second)};
    if (along != at && across != at) {
      walk(along, to, packets / 2);
      walk(across, to, packets / 2);
    } else if (along != at || across != at) {
      walk(along != at ? along : across, to, packets);
    }
  }

  void route(Spot at, Spot to, double packets) {
    while (at != to) {
      Spot next = at;
      if (at.first != to.first)
        next.first += to.first > at.first ? 1 : -1;
      else
        next.second += to.second > at.second ? 1 : -1;
      link[{at, next}] += packets;
      at = next;
    }
  }

  std::map<Spot, double> core;
  std::map<std::pair<Spot, Spot>, double> link;
};
} // namespace

static void checkMetrics(const Problem &problem, const std::vector<int32_t> &siteOf) {
  NaiveMeter naive;
  double packets = 0, energy = 0, latency = 0, worstLatency = 0, passed = 0;
  for (const Flow &flow : problem.flows) {
    if (flow.packets == 0)
      continue;
    auto spotOf = [&](int32_t cluster) {
      const Site &site = problem.sites[cluster == host ? 0 : siteOf[cluster]];
      return cluster == host ? NaiveMeter::Spot(0, 0) : NaiveMeter::Spot(site.column, site.row);
    };
    NaiveMeter::Spot from = spotOf(flow.from), to = spotOf(flow.to), outside(-1, 0);
    int32_t length = std::abs(from.first - to.first) + std::abs(from.second - to.second);
    if (flow.from == host)
      naive.link[{outside, from}] += flow.packets;
    if (flow.to == host)
      naive.link[{to, outside}] += flow.packets;
    naive.walk(from, to, flow.packets);
    naive.route(from, to, flow.packets);
    passed += flow.packets * (length + 1);
    length += flow.from == host || flow.to == host;
    packets += flow.packets;
    energy += flow.packets * (length + 1 + 0.1 * length);
    latency += flow.packets * (length + 1 + 0.01 * length);
    worstLatency = std::max(worstLatency, length + 1 + 0.01 * length);
  }
  Metrics metrics = measure(problem, siteOf);
  double worstCore = 0, worstLink = 0;
  for (auto &[spot, load] : naive.core)
    worstCore = std::max(worstCore, load);
  for (auto &[link, load] : naive.link)
    worstLink = std::max(worstLink, load);
  EXPECT_EQ(metrics.cost, cost(problem, siteOf));
  EXPECT_NEAR(metrics.energy, energy, 1e-9);
  EXPECT_NEAR(metrics.averageLatency * packets, latency, 1e-9);
  EXPECT_NEAR(metrics.averageHops * packets, metrics.cost, 1e-9);
  EXPECT_NEAR(metrics.worstLatency, worstLatency, 1e-9);
  EXPECT_NEAR(metrics.worstCongestion, worstCore, 1e-9);
  EXPECT_NEAR(metrics.averageCongestion * problem.columns * problem.rows, passed, 1e-9);
  EXPECT_EQ(metrics.worstLinkLoad, worstLink);
  const GridLink &link = metrics.worstLink;
  double load = naive.link[{{link.fromColumn, link.fromRow}, {link.toColumn, link.toRow}}];
  EXPECT_EQ(load, worstLink);
}

TEST(Metrics, AgreeWithWalkingEachPath) {
  Random random(5);
  for (int count = 0; count < 200; ++count) {
    Problem problem = randomProblem(random, 16);
    checkMetrics(problem, placeInOrder(problem, hilbertOrder(problem)));
  }
}
