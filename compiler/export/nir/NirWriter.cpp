//===- NirWriter.cpp - the bytes of a NIR file ----------------------------===//
//
// The file is made in memory, so that it is written as a whole or not at all. Times are not kept in it.
//
//===----------------------------------------------------------------------===//
#include "compiler/export/nir/NirWriter.h"
#include <cstring>
#include <hdf5.h>

using namespace snnc;
using namespace snnc::nir;
using llvm::Error;

namespace {

/// Owns an identifier of any kind.
class Handle {
public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id(id), close(close) {}
  Handle(const Handle &) = delete;
  Handle &operator=(const Handle &) = delete;
  ~Handle() {
    if (id >= 0)
      close(id);
  }
  operator hid_t() const { return id; }

private:
  const hid_t id;
  herr_t (*const close)(hid_t);
};

/// Remembers whether any call of the library failed.
class Writer {
public:
  Writer()
      : memory(H5Pcreate(H5P_FILE_ACCESS), H5Pclose), file(create(memory), H5Fclose), textType(makeText(), H5Tclose) {}

  void write(const WrittenGraph &graph) {
    writeText(file, "version", graph.version);
    Handle root(makeGroup(file, "node"), H5Gclose), nodes(makeGroup(root, "nodes"), H5Gclose);
    writeText(root, "type", "NIRGraph");
    for (const WrittenNode &node : graph.nodes) {
      Handle group(makeGroup(nodes, node.name), H5Gclose);
      writeText(group, "type", node.type);
      for (const auto &[name, field] : node.fields)
        writeField(group, name, field);
    }
    std::vector<const char *> ends;
    for (const auto &[from, to] : graph.edges)
      ends.insert(ends.end(), {from.c_str(), to.c_str()});
    writeData(root, "edges", textType, {static_cast<int64_t>(graph.edges.size()), 2}, ends.data());
  }

  llvm::Expected<std::string> take() {
    std::string bytes;
    check(H5Fflush(file, H5F_SCOPE_GLOBAL));
    ssize_t size = H5Fget_file_image(file, nullptr, 0);
    if (size > 0) {
      bytes.resize(size);
      size = H5Fget_file_image(file, bytes.data(), bytes.size());
    }
    if (failed || size <= 0)
      return llvm::createStringError("the HDF5 library failed to make the file");
    return bytes;
  }

private:
  static hid_t create(hid_t memory) {
    H5Pset_fapl_core(memory, 1 << 20, /*backing_store=*/0);
    return H5Fcreate("graph.nir", H5F_ACC_TRUNC, H5P_DEFAULT, memory);
  }
  static hid_t makeText() {
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
  }
  void check(int64_t result) { failed |= result < 0; }

  hid_t makeGroup(hid_t parent, const std::string &name) {
    Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose), timeless(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
    H5Pset_char_encoding(links, H5T_CSET_UTF8);
    H5Pset_obj_track_times(timeless, false);
    hid_t group = H5Gcreate2(parent, name.c_str(), links, timeless, H5P_DEFAULT);
    check(group);
    return group;
  }

  void writeData(hid_t group, const std::string &name, hid_t type, const std::vector<int64_t> &shape,
                 const void *values) {
    std::vector<hsize_t> extents(shape.begin(), shape.end());
    Handle space(shape.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(extents.size(), extents.data(), nullptr),
                 H5Sclose);
    Handle timeless(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_obj_track_times(timeless, false);
    Handle dataset(H5Dcreate2(group, name.c_str(), type, space, H5P_DEFAULT, timeless, H5P_DEFAULT), H5Dclose);
    check(dataset);
    if (dataset >= 0 && H5Sget_simple_extent_npoints(space) > 0)
      check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
  }

  void writeText(hid_t group, const std::string &name, const std::string &text) {
    const char *pointer = text.c_str();
    writeData(group, name, textType, {}, &pointer);
  }

  void writeField(hid_t group, const std::string &name, const WrittenField &field) {
    if (auto *floats = std::get_if<std::vector<float>>(&field.values))
      return writeData(group, name, H5T_NATIVE_FLOAT, field.shape, floats->data());
    if (auto *doubles = std::get_if<std::vector<double>>(&field.values))
      return writeData(group, name, H5T_NATIVE_DOUBLE, field.shape, doubles->data());
    if (auto *integers = std::get_if<std::vector<int64_t>>(&field.values))
      return writeData(group, name, H5T_NATIVE_INT64, field.shape, integers->data());
    writeText(group, name, std::get<std::string>(field.values));
  }

  bool failed = false;
  const Handle memory, file, textType;
};

} // namespace

llvm::Expected<std::string> nir::writeGraph(const WrittenGraph &graph) {
  Writer writer;
  writer.write(graph);
  return writer.take();
}
