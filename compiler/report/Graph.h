//===- Graph.h - a network as a graph to be drawn ---------------*- C++ -*-===//
#ifndef SNNC_COMPILER_REPORT_GRAPH_H
#define SNNC_COMPILER_REPORT_GRAPH_H

#include "compiler/report/PhaseText.h"
#include "dialect/snn/SnnOps.h"
#include <nlohmann/json.hpp>

namespace snnc::report {

/// The layers of `network`, with the names of what belongs to them.
LayerIndex indexLayers(snn::NetworkOp network);

/// "network" of a report: a node for each input, operation and output, with its place in the drawing (rank from the
/// inputs on, position in its rank), and the edges between them.
nlohmann::ordered_json describeGraph(snn::NetworkOp network, const LayerIndex &layers);

} // namespace snnc::report

#endif // SNNC_COMPILER_REPORT_GRAPH_H
