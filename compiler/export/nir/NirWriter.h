//===- NirWriter.h - the bytes of a NIR file --------------------*- C++ -*-===//
//
// Nodes with their fields and edges, as the HDF5 file that the package `nir` reads.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_EXPORT_NIR_NIRWRITER_H
#define SNNC_COMPILER_EXPORT_NIR_NIRWRITER_H

#include "llvm/Support/Error.h"
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace snnc::nir {

/// Numbers in f32, f64 or i64 of a shape (empty: a single value), or a text.
struct WrittenField {
  std::vector<int64_t> shape;
  std::variant<std::vector<float>, std::vector<double>, std::vector<int64_t>, std::string> values;
};

struct WrittenNode {
  std::string name, type;
  std::map<std::string, WrittenField> fields;
};

struct WrittenGraph {
  std::string version;
  std::vector<WrittenNode> nodes;
  std::vector<std::pair<std::string, std::string>> edges;
};

/// The bytes of the file: the same for the same graph. Fails only where the HDF5 library does.
llvm::Expected<std::string> writeGraph(const WrittenGraph &graph);

} // namespace snnc::nir

#endif // SNNC_COMPILER_EXPORT_NIR_NIRWRITER_H
