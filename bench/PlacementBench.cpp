//===- PlacementBench.cpp - how long placements take ----------------------===//
//
// 210 clusters on 16 by 16 cores: seven convolutions of 30 tiles each, cut in three ways. The start alone (--effort 0),
// the search (--effort 1), and, to compare, a plain placer: the clusters on the cores row by row, then exchanges of any
// two of them while one helps, each weighed by all of their flows.
//
//===----------------------------------------------------------------------===//

#include "compiler/placement/Layered.h"
#include "compiler/placement/Place.h"
#include <algorithm>
#include <benchmark/benchmark.h>

using namespace snnc::placement;

namespace {
struct Partner {
  int32_t cluster;
  double packets;
};
using Partners = std::vector<Partner>;
} // namespace

/// Channels, rows and columns of a layer, cut into 30 tiles of at most so many neurons.
static Problem convolutions(std::array<int64_t, 3> extents, int64_t neurons) {
  LayerShape layer;
  layer.extents = extents;
  LayeredNetwork network{{layer}};
  layer.window = Window{{3, 3}, {1, 1}, {1, 1}};
  network.layers.resize(7, layer);
  Clusters clusters = llvm::cantFail(clusterLayers(network, neurons));
  return onGrid(clusters, 16, 16);
}

static Problem problemOf(int64_t number) {
  switch (number) {
  case 0: // 5 by 6 boxes of all channels
    return convolutions({40, 60, 60}, 4800);
  case 1: // 5 groups of channels in 6 rows
    return convolutions({40, 6, 13}, 104);
  default: // 30 groups of channels
    return convolutions({240, 16, 16}, 2048);
  }
}

/// Packets times hops that a cluster pays on a core; `other` is on the core that it comes from.
static double costAt(const Problem &problem, const Partners &partners, const std::vector<int32_t> &siteOf, int32_t site,
                     int32_t other) {
  double sum = 0;
  for (const Partner &partner : partners)
    if (partner.cluster != other)
      sum += partner.packets * hops(problem.sites[site], problem.sites[siteOf[partner.cluster]]);
  return sum;
}

static std::vector<int32_t> exchangeInRows(const Problem &problem) {
  // What is on no core of a cluster is one without partners.
  std::vector<Partners> partners(problem.sites.size());
  for (const Flow &flow : problem.flows) {
    partners[flow.from].push_back({flow.to, flow.packets});
    partners[flow.to].push_back({flow.from, flow.packets});
  }
  std::vector<int32_t> siteOf;
  for (size_t site = 0; site < problem.sites.size(); ++site)
    siteOf.push_back(int32_t(site));
  for (bool better = true; better;) {
    better = false;
    for (int32_t a = 0; a < int32_t(siteOf.size()); ++a)
      for (int32_t b = a + 1; b < int32_t(siteOf.size()); ++b) {
        if (partners[a].empty() && partners[b].empty())
          continue;
        double before = costAt(problem, partners[a], siteOf, siteOf[a], b) +
                        costAt(problem, partners[b], siteOf, siteOf[b], a),
               after = costAt(problem, partners[a], siteOf, siteOf[b], b) +
                       costAt(problem, partners[b], siteOf, siteOf[a], a);
        if (after < before) {
          std::swap(siteOf[a], siteOf[b]);
          better = true;
        }
      }
  }
  siteOf.resize(problem.clusters());
  return siteOf;
}

static void report(benchmark::State &state, const Problem &problem, const std::vector<int32_t> &siteOf) {
  state.counters["clusters"] = double(problem.clusters());
  state.counters["flows"] = double(problem.flows.size());
  state.counters["packet_hops"] = cost(problem, siteOf);
}

static void placeInRows(benchmark::State &state) {
  Problem problem = problemOf(state.range(0));
  std::vector<int32_t> siteOf;
  for (auto _ : state)
    siteOf = exchangeInRows(problem);
  report(state, problem, siteOf);
}
BENCHMARK(placeInRows)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

/// All that a placement takes, from the flows on, without its proof.
static void placeWithEffort(benchmark::State &state, unsigned effort) {
  Problem problem = problemOf(state.range(0));
  PlaceOptions options;
  options.effort = effort;
  std::vector<int32_t> siteOf;
  for (auto _ : state)
    siteOf = search(problem, findClasses(problem), options);
  report(state, problem, siteOf);
}
BENCHMARK_CAPTURE(placeWithEffort, 0, 0u)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(placeWithEffort, 1, 1u)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

/// How good it is, apart.
static void proveBound(benchmark::State &state) {
  Problem problem = problemOf(state.range(0));
  Classes classes = findClasses(problem);
  LowerBound bound;
  for (auto _ : state)
    bound = lowerBound(problem, classes);
  state.counters["least_packet_hops"] = bound.value;
}
BENCHMARK(proveBound)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
