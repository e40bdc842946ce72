//===- MarkedGraphTest.cpp - circuits against all that there are ----------===//

#include "compiler/analysis/MarkedGraph.h"
#include "gtest/gtest.h"
#include <functional>
#include <random>

using namespace snnc;

namespace {
/// All circuits that pass no transition twice.
struct AllCircuits {
  double slowest = -1;
  bool hasDead = false;
};
} // namespace

static AllCircuits tryAll(const MarkedGraph &graph) {
  AllCircuits all;
  std::vector<bool> onPath(graph.durations.size());
  std::function<void(uint32_t, uint32_t, double, double)> go = [&](uint32_t root, uint32_t at, double time,
                                                                   double tokens) {
    for (const MarkedGraph::Place &place : graph.places) {
      if (place.from != at || place.to < root)
        continue;
      double nextTime = time + graph.durations[at], nextTokens = tokens + place.tokens;
      if (place.to == root) {
        if (nextTokens == 0)
          all.hasDead = true;
        else
          all.slowest = std::max(all.slowest, nextTime / nextTokens);
      } else if (!onPath[place.to]) {
        onPath[place.to] = true;
        go(root, place.to, nextTime, nextTokens);
        onPath[place.to] = false;
      }
    }
  };
  for (uint32_t root = 0; root < graph.durations.size(); ++root)
    go(root, root, 0, 0);
  return all;
}

/// Whether places lie one behind the other, and the last before the first.
static bool isCircuit(const MarkedGraph &graph, const std::vector<uint32_t> &places) {
  for (size_t i = 0; i < places.size(); ++i)
    if (graph.places[places[i]].to != graph.places[places[(i + 1) % places.size()]].from)
      return false;
  return !places.empty();
}

TEST(MarkedGraph, RandomGraphsAgainstAllCircuits) {
  std::mt19937_64 random(7);
  unsigned live = 0, dead = 0, open = 0;
  for (int round = 0; round < 3000; ++round) {
    MarkedGraph graph;
    uint32_t transitions = 1 + random() % 7, places = random() % 14;
    for (uint32_t i = 0; i < transitions; ++i)
      graph.durations.push_back(double(random() % 20));
    for (uint32_t i = 0; i < places; ++i)
      graph.places.push_back({uint32_t(random() % transitions), uint32_t(random() % transitions),
                              uint32_t(random() % 4 ? 1 + random() % 2 : 0)});
    AllCircuits all = tryAll(graph);
    std::vector<uint32_t> circuit = findDeadCircuit(graph);
    ASSERT_EQ(all.hasDead, !circuit.empty()) << "round " << round;
    if (all.hasDead) {
      ++dead;
      ASSERT_TRUE(isCircuit(graph, circuit)) << "round " << round;
      for (uint32_t place : circuit)
        ASSERT_EQ(graph.places[place].tokens, 0u) << "round " << round;
      continue;
    }
    std::optional<CriticalCircuit> critical = findCriticalCircuit(graph);
    ASSERT_EQ(critical.has_value(), all.slowest >= 0) << "round " << round;
    if (!critical) {
      ++open;
      continue;
    }
    ++live;
    ASSERT_DOUBLE_EQ(critical->period, all.slowest) << "round " << round;
    ASSERT_TRUE(isCircuit(graph, critical->places)) << "round " << round;
    double time = 0, tokens = 0;
    for (uint32_t place : critical->places) {
      time += graph.durations[graph.places[place].from];
      tokens += graph.places[place].tokens;
    }
    ASSERT_DOUBLE_EQ(time / tokens, critical->period) << "round " << round;
  }
  EXPECT_GT(live, 300u);
  EXPECT_GT(dead, 300u);
  EXPECT_GT(open, 300u);
}

// Two stations that hand each other one token, the second of which works on its own two at a time.
TEST(MarkedGraph, ByHand) {
  MarkedGraph graph{{3, 5}, {{0, 1, 0}, {1, 0, 1}, {1, 1, 2}}};
  EXPECT_TRUE(findDeadCircuit(graph).empty());
  std::optional<CriticalCircuit> critical = findCriticalCircuit(graph);
  ASSERT_TRUE(critical);
  EXPECT_EQ(critical->period, 8);
  EXPECT_EQ(critical->places.size(), 2u);
  graph.places[1].tokens = 0;
  EXPECT_EQ(findDeadCircuit(graph).size(), 2u);
}
