//===- NirFile.h - the graph that a NIR file holds --------------*- C++ -*-===//
//
// Nodes, their fields and the edges, as they stand in the file: graphs in graphs are put into one, whose nodes carry
// the names of all graphs around them, joined by dots. What every NIR graph must be is checked, not yet what a node
// means.
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
  /// Something about it was reported; what it gives is unknown, and nothing that follows from it is reported again.
  bool isBroken = false;
};

/// A mistake in the file: of one node, or where `node` is empty, of the graph.
struct Mistake {
  std::string node, text;
};

/// The declared shape of an Input or Output of an inner graph, which what `from` gives must have.
struct PortShape {
  std::string from, port;
  std::vector<int64_t> shape;
};

struct Graph {
  std::string version;
  std::vector<Node> nodes; ///< by name
  std::vector<std::pair<std::string, std::string>> edges;
  std::vector<PortShape> ports;
  std::vector<Mistake> mistakes;
  /// An edge was dropped because it names a node that is not there: a node that no edge leads to may be its fault.
  bool hasDangling = false;
};

/// Reads a file of layout 0.2 to 1.0. Refused: other files and versions, and what cannot be read. Mistakes of nodes and
/// edges are listed in the graph, which holds the rest.
llvm::Expected<Graph> readFile(const std::string &path);

} // namespace snnc::nir

#endif // SNNC_COMPILER_IMPORT_NIR_NIRFILE_H
