//===- Traffic.h - packets between the clusters of a program ----*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_TRAFFIC_H
#define SNNC_BACKENDS_MESH_ANALYSIS_TRAFFIC_H

#include "dialect/mesh/MeshDialect.h"
#include <vector>

namespace snnc {

/// Expected packets a step from one cluster to another. Cluster -1 is the host.
struct TrafficEdge {
  int64_t from, to;
  double packets; ///< a whole number: sums and differences of them are exact
};

/// All traffic of a packed program: for each neuron in an edge's box as many packets as its row's and column's rates
/// say, in all rounded to a whole number, and one for the tokens. Without recordings to count on each neuron sends one.
std::vector<TrafficEdge> trafficOf(mesh::ProgramOp program);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_TRAFFIC_H
