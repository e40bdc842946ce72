//===- NirWriter.h - NIR files for tests ------------------------*- C++ -*-===//
//
// A NIR graph as a test wants it, wrong ones too.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_COMPILER_IMPORT_NIRWRITER_H
#define SNNC_TESTS_COMPILER_IMPORT_NIRWRITER_H

#include "llvm/Support/ErrorHandling.h"
#include <hdf5.h>
#include <map>
#include <string>
#include <vector>

namespace snnc::test {

/// Numbers in f32, f64 or i64, or a text.
struct NirField {
  std::vector<hsize_t> shape;
  std::vector<double> numbers;
  hid_t type = H5T_IEEE_F32LE;
  std::string text;

  NirField() = default;
  NirField(double value, hid_t type = H5T_IEEE_F32LE) : numbers{value}, type(type) {}
  NirField(const char *text) : type(H5T_C_S1), text(text) {}
  NirField(std::vector<hsize_t> shape, std::vector<double> numbers, hid_t type = H5T_IEEE_F32LE)
      : shape(std::move(shape)), numbers(std::move(numbers)), type(type) {}
};

inline NirField integers(std::vector<double> numbers) { return {{numbers.size()}, numbers, H5T_STD_I64LE}; }

struct NirGraph {
  std::string version = "1.0.8";
  std::map<std::string, std::map<std::string, NirField>> nodes;
  std::vector<std::pair<std::string, std::string>> edges;
  std::map<std::string, NirGraph> graphs; ///< inner ones, by name

  void write(const std::string &path) const {
    hid_t file = must(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
    if (!version.empty())
      writeField(file, "version", version.c_str());
    hid_t graph = makeGroup(file, "node");
    writeGraph(graph);
    H5Gclose(graph);
    H5Fclose(file);
  }

private:
  void writeGraph(hid_t graph) const {
    hid_t group = makeGroup(graph, "nodes");
    for (const auto &[name, inner] : graphs) {
      hid_t node = makeGroup(group, name);
      writeField(node, "type", "NIRGraph");
      inner.writeGraph(node);
      H5Gclose(node);
    }
    for (const auto &[name, fields] : nodes) {
      hid_t node = makeGroup(group, name);
      for (const auto &[field, value] : fields)
        writeField(node, field, value);
      H5Gclose(node);
    }
    writeEdges(graph);
    H5Gclose(group);
  }

  static hid_t must(hid_t id) {
    if (id < 0)
      llvm::report_fatal_error("the test cannot write its HDF5 file");
    return id;
  }

  static hid_t makeGroup(hid_t parent, const std::string &name) {
    return must(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  }

  static void writeData(hid_t group, const std::string &name, hid_t type, hid_t memory,
                        const std::vector<hsize_t> &shape, const void *data) {
    hid_t space = shape.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(shape.size(), shape.data(), nullptr);
    hid_t dataset = must(H5Dcreate2(group, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    must(H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
    H5Dclose(dataset);
    H5Sclose(space);
  }

  static void writeField(hid_t group, const std::string &name, const NirField &field) {
    if (field.type != H5T_C_S1)
      return writeData(group, name, field.type, H5T_NATIVE_DOUBLE, field.shape, field.numbers.data());
    hid_t type = textType();
    const char *text = field.text.c_str();
    writeData(group, name, type, type, {}, &text);
    H5Tclose(type);
  }

  void writeEdges(hid_t graph) const {
    hid_t type = textType();
    std::vector<const char *> texts;
    for (const auto &[from, to] : edges)
      texts.insert(texts.end(), {from.c_str(), to.c_str()});
    if (!texts.empty())
      writeData(graph, "edges", type, type, {edges.size(), 2}, texts.data());
    H5Tclose(type);
  }

  static hid_t textType() {
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
  }
};

} // namespace snnc::test

#endif // SNNC_TESTS_COMPILER_IMPORT_NIRWRITER_H
