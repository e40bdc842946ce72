//===- Placer.cpp - where clusters go -------------------------------------===//

#include "backends/mesh/transforms/mesh-place/Placer.h"
#include "backends/mesh/analysis/Resources.h"
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

namespace {
/// What two clusters, or a cluster and the host, send each other.
struct Neighbour {
  int64_t cluster;
  double packets;
};
} // namespace

/// The neighbours of each cluster. A cluster is none of its own: what stays in a core crosses no link.
static std::vector<std::vector<Neighbour>> neighboursOf(const std::vector<TrafficEdge> &traffic, size_t clusters) {
  std::vector<std::vector<Neighbour>> neighbours(clusters);
  auto add = [&](int64_t from, int64_t to, double packets) {
    if (from >= 0)
      neighbours[from].push_back({to, packets});
  };
  for (const TrafficEdge &edge : traffic)
    if (edge.from != edge.to) {
      add(edge.from, edge.to, edge.packets);
      add(edge.to, edge.from, edge.packets);
    }
  for (std::vector<Neighbour> &all : neighbours) {
    llvm::sort(all, [](const Neighbour &a, const Neighbour &b) { return a.cluster < b.cluster; });
    std::vector<Neighbour> merged;
    for (const Neighbour &one : all)
      if (merged.empty() || merged.back().cluster != one.cluster)
        merged.push_back(one);
      else
        merged.back().packets += one.packets;
    all = std::move(merged);
  }
  return neighbours;
}

static double hops(Coordinates a, Coordinates b) {
  return double(std::abs(a.first - b.first) + std::abs(a.second - b.second));
}

/// By how much the cost grows if a cluster alone, which stands with its neighbours as in `placement`, moves to `place`;
/// what it sends to and from `partner`, which takes its place, stays as long as it is.
static double growth(llvm::ArrayRef<Neighbour> neighbours, Coordinates from, Coordinates place, int64_t partner,
                     const std::vector<Coordinates> &placement) {
  double sum = 0;
  for (const Neighbour &neighbour : neighbours)
    if (neighbour.cluster != partner) {
      Coordinates other = coordinatesOf(neighbour.cluster, placement);
      sum += neighbour.packets * (hops(place, other) - hops(from, other));
    }
  return sum;
}

std::vector<Coordinates> SnakePlacer::place(const std::vector<TrafficEdge> &traffic, mesh::TargetAttr target) const {
  std::vector<UsableCore> cores = usableCores(target);
  std::vector<Coordinates> placement = inOrder(cores);
  std::vector<std::vector<Neighbour>> neighbours = neighboursOf(traffic, cores.size());
  // Packets are whole numbers, so that the differences are exact.
  for (bool better = true; better;) {
    better = false;
    for (size_t a = 0; a < cores.size(); ++a)
      for (size_t b = a + 1; b < cores.size(); ++b) {
        if (cores[a].kind != cores[b].kind || (neighbours[a].empty() && neighbours[b].empty()))
          continue;
        double change = growth(neighbours[a], placement[a], placement[b], int64_t(b), placement) +
                        growth(neighbours[b], placement[b], placement[a], int64_t(a), placement);
        if (change < 0) {
          std::swap(placement[a], placement[b]);
          better = true;
        }
      }
  }
  return placement;
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
