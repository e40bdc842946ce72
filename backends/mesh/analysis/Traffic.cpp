//===- Traffic.cpp - packets between the clusters of a program ------------===//

#include "backends/mesh/analysis/Traffic.h"

using namespace mlir;
using namespace snnc;

static int64_t clusterOf(Value events) {
  if (auto population = events.getDefiningOp<mesh::PopulationOp>())
    return population.getCluster().value_or(-1);
  return -1;
}

std::vector<TrafficEdge> snnc::trafficOf(mesh::ProgramOp program) {
  std::vector<TrafficEdge> traffic;
  auto add = [&](Value source, mesh::EdgeAttr edge, int64_t to) {
    double neurons = 1;
    for (unsigned i = 0; i < 3; ++i)
      neurons *= double(edge.getHigh()[i] - edge.getLow()[i] + 1);
    traffic.push_back({clusterOf(source), to, neurons + 1});
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
