//===- Traffic.cpp - packets between the clusters of a program ------------===//

#include "backends/mesh/analysis/Traffic.h"
#include "backends/mesh/analysis/Load.h"
#include <cmath>
#include <numeric>

using namespace mlir;
using namespace snnc;

static int64_t clusterOf(Value events) {
  if (auto population = events.getDefiningOp<mesh::PopulationOp>())
    return population.getCluster().value_or(-1);
  return -1;
}

std::vector<TrafficEdge> snnc::trafficOf(mesh::ProgramOp program) {
  std::vector<TrafficEdge> traffic;
  mesh::Layers layers(program);
  auto add = [&](Value source, mesh::EdgeAttr edge, int64_t to) {
    double spikes = double(edge.getHigh()[0] - edge.getLow()[0] + 1), mean = 0;
    for (unsigned axis = 0; axis < 2; ++axis) {
      std::vector<double> rates = ratesOf(source, axis, layers);
      int64_t low = edge.getLow()[axis + 1], high = std::min(edge.getHigh()[axis + 1], int64_t(rates.size()) - 1);
      spikes *= std::accumulate(rates.begin() + low, rates.begin() + std::max(low, high + 1), 0.0);
      mean += meanOf(rates) / 2;
    }
    traffic.push_back({clusterOf(source), to, (mean > 0 ? std::round(spikes / mean) : 0) + 1});
  };
  program.walk([&](Operation *op) {
    if (auto port = dyn_cast<mesh::PortOp>(op)) {
      int64_t to = cast<mesh::PopulationOp>(op->getParentOp()).getCluster().value_or(-1);
      for (auto [i, source] : llvm::enumerate(port.getSources()))
        add(source, port.getEdge(i), to);
    } else if (auto sink = dyn_cast<mesh::SinkOp>(op)) {
      for (auto [i, source] : llvm::enumerate(sink.getSources()))
        add(source, sink.getEdge(i), -1);
    }
  });
  return traffic;
}
