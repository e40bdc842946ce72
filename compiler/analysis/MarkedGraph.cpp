//===- MarkedGraph.cpp - liveness and period of a protocol ----------------===//

#include "compiler/analysis/MarkedGraph.h"
#include <algorithm>
#include <cmath>

using namespace snnc;

/// Places out of each transition, those alone that `keep` admits.
template <typename Keep> static std::vector<std::vector<uint32_t>> placesFrom(const MarkedGraph &graph, Keep &&keep) {
  std::vector<std::vector<uint32_t>> out(graph.durations.size());
  for (uint32_t place = 0; place < graph.places.size(); ++place)
    if (keep(graph.places[place]))
      out[graph.places[place].from].push_back(place);
  return out;
}

std::vector<uint32_t> snnc::findDeadCircuit(const MarkedGraph &graph) {
  auto out = placesFrom(graph, [](const MarkedGraph::Place &place) { return place.tokens == 0; });
  // Depth first; `path` has the places that led here.
  enum : uint8_t { Unseen, Open, Closed };
  std::vector<uint8_t> state(out.size(), Unseen);
  std::vector<size_t> next(out.size());
  for (uint32_t root = 0; root < out.size(); ++root) {
    if (state[root] != Unseen)
      continue;
    std::vector<uint32_t> path;
    uint32_t at = root;
    state[at] = Open;
    for (;;) {
      if (next[at] == out[at].size()) {
        state[at] = Closed;
        if (path.empty())
          break;
        at = graph.places[path.back()].from;
        path.pop_back();
        continue;
      }
      uint32_t place = out[at][next[at]++], to = graph.places[place].to;
      if (state[to] == Closed)
        continue;
      path.push_back(place);
      if (state[to] == Open) {
        auto first = std::find_if(path.begin(), path.end(), [&](uint32_t p) { return graph.places[p].from == to; });
        return {first, path.end()};
      }
      state[to] = Open;
      at = to;
    }
  }
  return {};
}

namespace {
/// Howard's iteration within the strongly connected parts of a graph.
class Howard {
public:
  explicit Howard(const MarkedGraph &graph)
      : graph(graph), out(placesFrom(graph, [](const MarkedGraph::Place &) { return true; })),
        component(graph.durations.size(), 0), policy(graph.durations.size()), value(graph.durations.size()) {}

  std::optional<CriticalCircuit> run() {
    findComponents();
    std::optional<CriticalCircuit> slowest;
    for (const std::vector<uint32_t> &members : components)
      if (std::optional<CriticalCircuit> found = solve(members); found && (!slowest || found->period > slowest->period))
        slowest = std::move(found);
    return slowest;
  }

private:
  double cost(uint32_t place, double period) const {
    return graph.durations[graph.places[place].from] - period * graph.places[place].tokens;
  }

  /// Kosaraju: in falling order of when they are left, each reaches backwards its own part.
  void findComponents() {
    std::vector<uint32_t> order;
    std::vector<bool> seen(out.size());
    std::vector<size_t> next(out.size());
    for (uint32_t root = 0; root < out.size(); ++root) {
      if (seen[root])
        continue;
      std::vector<uint32_t> stack{root};
      seen[root] = true;
      while (!stack.empty()) {
        uint32_t at = stack.back();
        if (next[at] == out[at].size()) {
          order.push_back(at);
          stack.pop_back();
        } else if (uint32_t to = graph.places[out[at][next[at]++]].to; !seen[to]) {
          seen[to] = true;
          stack.push_back(to);
        }
      }
    }
    std::vector<std::vector<uint32_t>> into(out.size());
    for (const MarkedGraph::Place &place : graph.places)
      into[place.to].push_back(place.from);
    for (auto root = order.rbegin(); root != order.rend(); ++root) {
      if (component[*root])
        continue;
      components.push_back({*root});
      component[*root] = uint32_t(components.size());
      for (size_t i = 0; i < components.back().size(); ++i)
        for (uint32_t from : into[components.back()[i]])
          if (!component[from]) {
            component[from] = uint32_t(components.size());
            components.back().push_back(from);
          }
    }
  }

  bool isInside(uint32_t place) const {
    return component[graph.places[place].from] == component[graph.places[place].to];
  }

  /// The slowest circuit that the policy has.
  CriticalCircuit slowestOf(const std::vector<uint32_t> &members) const {
    CriticalCircuit slowest{-1, {}};
    std::vector<uint32_t> visit(out.size(), UINT32_MAX);
    for (uint32_t root : members) {
      uint32_t at = root;
      while (visit[at] == UINT32_MAX) {
        visit[at] = root;
        at = graph.places[policy[at]].to;
      }
      if (visit[at] != root)
        continue; // leads to a circuit seen before
      CriticalCircuit circuit{0, {}};
      double time = 0, tokens = 0;
      uint32_t begin = at;
      do {
        uint32_t place = policy[at];
        circuit.places.push_back(place);
        time += graph.durations[at];
        tokens += graph.places[place].tokens;
        at = graph.places[place].to;
      } while (at != begin);
      circuit.period = time / tokens;
      if (circuit.period > slowest.period)
        slowest = std::move(circuit);
    }
    return slowest;
  }

  /// Values of all that the policy leads to the circuit, from its first transition backwards.
  void evaluate(const std::vector<uint32_t> &members, const CriticalCircuit &circuit) {
    std::vector<std::vector<uint32_t>> before(out.size());
    for (uint32_t member : members)
      before[graph.places[policy[member]].to].push_back(member);
    uint32_t root = graph.places[circuit.places.front()].from;
    std::vector<uint32_t> reached{root};
    for (size_t i = 0; i < reached.size(); ++i)
      for (uint32_t from : before[reached[i]])
        if (from != root) {
          value[from] = value[reached[i]] + cost(policy[from], circuit.period);
          reached.push_back(from);
        }
  }

  bool improve(const std::vector<uint32_t> &members, double period) {
    bool better = false;
    for (uint32_t member : members)
      for (uint32_t place : out[member]) {
        if (!isInside(place))
          continue;
        double found = value[graph.places[place].to] + cost(place, period);
        double least = 1e-9 * (1 + std::abs(found) + std::abs(value[member]));
        if (found > value[member] + least) {
          value[member] = found;
          policy[member] = place;
          better = true;
        }
      }
    return better;
  }

  std::optional<CriticalCircuit> solve(const std::vector<uint32_t> &members) {
    for (uint32_t member : members) {
      auto inside = std::find_if(out[member].begin(), out[member].end(), [&](uint32_t p) { return isInside(p); });
      if (inside == out[member].end())
        return std::nullopt; // alone, without a place to itself
      policy[member] = *inside;
      value[member] = 0;
    }
    CriticalCircuit slowest = slowestOf(members);
    for (;;) {
      evaluate(members, slowest);
      if (!improve(members, slowest.period))
        return slowest;
      if (CriticalCircuit found = slowestOf(members); found.period > slowest.period)
        slowest = std::move(found);
    }
  }

  const MarkedGraph &graph;
  std::vector<std::vector<uint32_t>> out;
  std::vector<uint32_t> component; ///< from 1 up; 0 while it is not known
  std::vector<std::vector<uint32_t>> components;
  std::vector<uint32_t> policy; ///< the place that each transition goes on by
  std::vector<double> value;
};
} // namespace

std::optional<CriticalCircuit> snnc::findCriticalCircuit(const MarkedGraph &graph) { return Howard(graph).run(); }
