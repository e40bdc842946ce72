//===- Traffic.cpp - packets between the clusters of a program ------------===//

#include "backends/mesh/analysis/Traffic.h"
#include "backends/mesh/analysis/Load.h"
#include "backends/mesh/analysis/Resources.h"
#include "backends/mesh/target/TargetAttribute.h"
#include <cmath>
#include <numeric>
#include <set>

using namespace mlir;
using namespace snnc;

namespace {
/// Clusters of populations, by their cores where they have one.
class ClusterFinder {
public:
  explicit ClusterFinder(mesh::TargetAttr target) {
    for (auto [i, core] : llvm::enumerate(usableCores(target)))
      places[{core.column, core.row}] = int64_t(i);
  }
  int64_t of(mesh::PopulationOp population) const {
    if (std::optional<ArrayRef<int64_t>> core = population.getCore())
      return places.lookup({(*core)[0], (*core)[1]});
    return population.getCluster().value_or(-1);
  }
  /// -1 where they come from the host.
  int64_t of(Value events) const {
    auto population = events.getDefiningOp<mesh::PopulationOp>();
    return population ? of(population) : -1;
  }

private:
  llvm::DenseMap<std::pair<int64_t, int64_t>, int64_t> places;
};
} // namespace

double snnc::packetsOf(Value source, mesh::EdgeAttr edge, const mesh::Layers &layers, mesh::TargetAttr target) {
  double neurons = double(edge.getHigh()[0] - edge.getLow()[0] + 1), spikes = neurons, mean = 0;
  for (unsigned axis = 0; axis < 2; ++axis) {
    std::vector<double> rates = ratesOf(source, axis, layers);
    int64_t low = edge.getLow()[axis + 1], high = std::min(edge.getHigh()[axis + 1], int64_t(rates.size()) - 1);
    spikes *= std::accumulate(rates.begin() + low, rates.begin() + std::max(low, high + 1), 0.0);
    neurons *= double(std::max<int64_t>(1, high - low + 1));
    mean += meanOf(rates) / 2;
  }
  if (mean <= 0)
    return 0;
  spikes /= mean;
  double rate = std::min(1.0, spikes / neurons),
         pooled = double(int64_t(1) << (edge.getShift()[0] + edge.getShift()[1]));
  if (target.getMergeWords() != 0 && pooled > 1 && source.getDefiningOp<mesh::PopulationOp>())
    spikes = neurons / pooled * (1 - std::pow(1 - rate, pooled));
  return std::round(spikes);
}

std::vector<TrafficEdge> snnc::trafficOf(mesh::ProgramOp program) {
  std::vector<TrafficEdge> traffic;
  mesh::Layers layers(program);
  ClusterFinder clusters(program.getTarget());
  auto add = [&](Value source, mesh::EdgeAttr edge, int64_t to) {
    traffic.push_back({clusters.of(source), to, packetsOf(source, edge, layers, program.getTarget()) + 1});
  };
  program.walk([&](Operation *op) {
    if (auto port = dyn_cast<mesh::PortOp>(op)) {
      int64_t to = clusters.of(cast<mesh::PopulationOp>(op->getParentOp()));
      for (auto [i, source] : llvm::enumerate(port.getSources()))
        add(source, port.getEdge(i), to);
    } else if (auto sink = dyn_cast<mesh::SinkOp>(op)) {
      for (auto [i, source] : llvm::enumerate(sink.getSources()))
        add(source, sink.getEdge(i), -1);
    }
  });
  return traffic;
}

PlacementTask snnc::placementTaskOf(const std::vector<TrafficEdge> &traffic, mesh::TargetAttr target,
                                    const std::map<int64_t, int64_t> &pinned) {
  std::set<int64_t> involved;
  for (auto [cluster, core] : pinned)
    involved.insert(cluster);
  for (const TrafficEdge &edge : traffic)
    for (int64_t end : {edge.from, edge.to})
      if (end >= 0)
        involved.insert(end);
  PlacementTask task{{int32_t(target.getCols()), int32_t(target.getRows()), {}, {}, {}, {}, {}},
                     {involved.begin(), involved.end()}};
  std::vector<UsableCore> cores = usableCores(target);
  for (const UsableCore &core : cores)
    task.problem.sites.push_back({int32_t(core.column), int32_t(core.row), int32_t(core.kind)});
  for (int64_t cluster : task.clusters) {
    task.problem.clusterKinds.push_back(int32_t(cores[cluster].kind));
    auto pin = pinned.find(cluster);
    task.problem.pinned.push_back(pin == pinned.end() ? -1 : int32_t(pin->second));
  }
  auto indexOf = [&](int64_t cluster) {
    return cluster < 0 ? placement::host : int32_t(llvm::lower_bound(task.clusters, cluster) - task.clusters.begin());
  };
  for (const mesh::FaultyLink &link : mesh::fromAttribute(target).faultyLinks)
    task.problem.faultyLinks.push_back(
        {int32_t(link.core % target.getCols()), int32_t(link.core / target.getCols()), link.isVertical});
  for (const TrafficEdge &edge : traffic)
    task.problem.flows.push_back({indexOf(edge.from), indexOf(edge.to), edge.packets});
  return task;
}
