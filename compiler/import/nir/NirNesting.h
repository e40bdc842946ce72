//===- NirNesting.h - graphs in graphs --------------------------*- C++ -*-===//
//
// A graph as the file nests it, and how it becomes one graph.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_NIR_NIRNESTING_H
#define SNNC_COMPILER_IMPORT_NIR_NIRNESTING_H

#include "compiler/import/nir/NirFile.h"
#include <memory>

namespace snnc::nir {

/// A graph with its own nodes, edges and inner graphs by name.
struct NestedGraph {
  std::vector<Node> nodes;
  std::vector<std::pair<std::string, std::string>> edges;
  std::map<std::string, std::unique_ptr<NestedGraph>> graphs;
};

/// Puts all nodes into `graph`, whose version is kept. An edge to an inner graph leads to its Input, one from it comes
/// from its Output; where it has several, the edge names it as 'GRAPH.PORT'. Inputs and Outputs of inner graphs
/// disappear.
/// Refused: names that are equal once they are joined.
llvm::Error flatten(NestedGraph &&nested, Graph &graph);

} // namespace snnc::nir

#endif // SNNC_COMPILER_IMPORT_NIR_NIRNESTING_H
