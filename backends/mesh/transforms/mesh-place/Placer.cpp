//===- Placer.cpp - where clusters go -------------------------------------===//

#include "backends/mesh/transforms/mesh-place/Placer.h"
#include "backends/mesh/analysis/Resources.h"
#include "compiler/placement/Metrics.h"
#include "compiler/placement/Place.h"
#include "support/interrupt/Interrupt.h"
#include <cstdlib>
#include <random>

using namespace snnc;

static Coordinates coordinatesOf(int64_t cluster, const std::vector<Coordinates> &placement) {
  return cluster < 0 ? Coordinates(-1, 0) : placement[cluster];
}

double snnc::trafficCost(const std::vector<TrafficEdge> &traffic, const std::vector<Coordinates> &placement) {
  double cost = 0;
  for (const TrafficEdge &edge : traffic) {
    Coordinates from = coordinatesOf(edge.from, placement), to = coordinatesOf(edge.to, placement);
    cost += edge.packets * double(std::abs(from.first - to.first) + std::abs(from.second - to.second));
  }
  return cost;
}

static std::vector<Coordinates> inOrder(llvm::ArrayRef<UsableCore> cores) {
  std::vector<Coordinates> placement;
  for (const UsableCore &core : cores)
    placement.push_back({core.column, core.row});
  return placement;
}

FoundPlacement SearchPlacer::search(const std::vector<TrafficEdge> &traffic, mesh::TargetAttr target,
                                    const std::map<int64_t, int64_t> &pinned) const {
  std::vector<UsableCore> cores = usableCores(target);
  PlacementTask task = placementTaskOf(traffic, target, pinned);
  // A seed of 0 is no seed that a user gave.
  placement::PlaceOptions options{effort.effort, effort.seed ? effort.seed : 1, {isInterrupted, {}}};
  placement::Result result = placement::place(task.problem, options);
  answerInterrupt();
  placement::Metrics metrics = placement::measure(task.problem, result.siteOf);

  FoundPlacement found{inOrder(cores),        result.cost,        result.bound.value,
                       result.bound.name,     result.proved,      metrics.greatestHops,
                       metrics.worstLinkLoad, result.interrupted, result.closedFlows};
  std::vector<bool> taken(cores.size());
  for (auto [cluster, site] : llvm::zip_equal(task.clusters, result.siteOf)) {
    found.placement[cluster] = {cores[site].column, cores[site].row};
    taken[site] = true;
  }
  for (size_t cluster = 0; cluster < cores.size(); ++cluster) {
    if (std::binary_search(task.clusters.begin(), task.clusters.end(), int64_t(cluster)))
      continue;
    size_t site = 0;
    while (taken[site] || cores[site].kind != cores[cluster].kind)
      ++site;
    taken[site] = true;
    found.placement[cluster] = {cores[site].column, cores[site].row};
  }
  return found;
}

std::vector<Coordinates> RandomPlacer::place(const std::vector<TrafficEdge> &traffic, mesh::TargetAttr target) const {
  std::vector<UsableCore> cores = usableCores(target);
  std::vector<Coordinates> placement = inOrder(cores);
  std::mt19937_64 random(seed);
  // Not std::shuffle, whose order is each library's own.
  for (size_t i = 0; i < cores.size(); ++i) {
    size_t other = i + random() % (cores.size() - i);
    if (cores[i].kind == cores[other].kind)
      std::swap(placement[i], placement[other]);
  }
  return placement;
}
