//===- NirFile.h - the graph that a NIR file holds --------------*- C++ -*-===//
//
// Nodes, their fields and the edges, as they stand in the file: checked for what every NIR graph must be, not yet for
// what a node means.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_NIR_NIRFILE_H
#define SNNC_COMPILER_IMPORT_NIR_NIRFILE_H

#include "compiler/import/nir/Hdf5.h"
#include <map>

namespace snnc::nir {

struct Node {
  std::string name, type;
  std::map<std::string, hdf5::Dataset> fields; ///< without `type` and metadata
};

struct Graph {
  std::string version;
  std::vector<Node> nodes; ///< by name
  std::vector<std::pair<std::string, std::string>> edges;
};

/// Reads a file of layout 0.2 to 1.0. Refused: other files and versions, nodes without a type, edges that name a node
/// that is not there.
llvm::Expected<Graph> readFile(const std::string &path);

} // namespace snnc::nir

#endif // SNNC_COMPILER_IMPORT_NIR_NIRFILE_H
