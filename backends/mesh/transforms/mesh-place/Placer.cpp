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

std::vector<Coordinates> SnakePlacer::place(const std::vector<TrafficEdge> &traffic, mesh::TargetAttr target) const {
  std::vector<UsableCore> cores = usableCores(target);
  std::vector<Coordinates> placement = inOrder(cores);
  double cost = trafficCost(traffic, placement);
  for (bool better = true; better;) {
    better = false;
    for (size_t a = 0; a < cores.size(); ++a)
      for (size_t b = a + 1; b < cores.size(); ++b) {
        if (cores[a].kind != cores[b].kind)
          continue;
        std::swap(placement[a], placement[b]);
        double changed = trafficCost(traffic, placement);
        if (changed < cost) {
          cost = changed;
          better = true;
        } else {
          std::swap(placement[a], placement[b]);
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
