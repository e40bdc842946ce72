//===- Traffic.h - packets between the clusters of a program ----*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_TRAFFIC_H
#define SNNC_BACKENDS_MESH_ANALYSIS_TRAFFIC_H

#include "compiler/placement/Problem.h"
#include "dialect/mesh/MeshDialect.h"
#include <map>
#include <vector>

namespace snnc {

/// Expected packets a step from one cluster to another. Cluster -1 is the host.
struct TrafficEdge {
  int64_t from, to;
  double packets; ///< a whole number: sums and differences of them are exact
};

/// Expected packets of an edge in a step, a whole number, without tokens. Where the target adds pooled spikes up, those
/// of a pooled pixel are one.
double packetsOf(mlir::Value source, mesh::EdgeAttr edge, const mesh::Layers &layers, mesh::TargetAttr target);

/// A problem of the placement library, and the cluster that each of its own stands for.
struct PlacementTask {
  placement::Problem problem;
  std::vector<int64_t> clusters;
};

/// The clusters that send, receive or are pinned, in ascending order, on the usable cores of the target. `pinned` names
/// clusters and the cores that they get, by their places among the usable ones; each is of the cluster's kind.
PlacementTask placementTaskOf(const std::vector<TrafficEdge> &traffic, mesh::TargetAttr target,
                              const std::map<int64_t, int64_t> &pinned = {});

/// All traffic of a packed or placed program: for each neuron in an edge's box as many packets as its row's and
/// column's rates say, in all rounded to a whole number, and one for the tokens. Without recordings to count on each
/// neuron sends one. The cluster of a population that has its core is that core's place among the usable ones.
std::vector<TrafficEdge> trafficOf(mesh::ProgramOp program);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_TRAFFIC_H
