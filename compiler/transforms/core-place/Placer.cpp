//===- Placer.cpp - where clusters go -------------------------------------===//

#include "compiler/transforms/core-place/Placer.h"
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

/// Row by row, every other row backwards: neighbours in order are neighbours in the mesh.
static Coordinates snake(int64_t index, int64_t cols) {
  int64_t row = index / cols, column = index % cols;
  return {row % 2 ? cols - 1 - column : column, row};
}

std::vector<Coordinates> SnakePlacer::place(int64_t clusters, const std::vector<TrafficEdge> &traffic,
                                            core::MeshAttr target) const {
  // Free cores are placed too, as clusters without traffic, so that an exchange can move a cluster to one.
  std::vector<Coordinates> placement;
  for (int64_t i = 0; i < target.getCores(); ++i)
    placement.push_back(snake(i, target.getCols()));
  double cost = trafficCost(traffic, placement);
  for (bool better = true; better;) {
    better = false;
    for (int64_t a = 0; a < clusters; ++a)
      for (int64_t b = a + 1; b < target.getCores(); ++b) {
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
  placement.resize(clusters);
  return placement;
}

std::vector<Coordinates> RandomPlacer::place(int64_t clusters, const std::vector<TrafficEdge> &traffic,
                                             core::MeshAttr target) const {
  std::vector<Coordinates> placement;
  for (int64_t i = 0; i < target.getCores(); ++i)
    placement.push_back(snake(i, target.getCols()));
  std::mt19937_64 random(seed);
  for (int64_t i = 0; i < clusters; ++i) // not std::shuffle, whose order is each library's own
    std::swap(placement[i], placement[i + int64_t(random() % uint64_t(target.getCores() - i))]);
  placement.resize(clusters);
  return placement;
}
