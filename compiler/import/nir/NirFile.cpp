//===- NirFile.cpp - the graph that a NIR file holds ----------------------===//
//
// /version, /node/nodes/NAME/{type, fields...} and /node/edges [E, 2].
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirFile.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using namespace snnc::nir;
using llvm::createStringError;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

namespace {
/// Reads one file; holds what every step needs.
class Reader {
public:
  Reader(const std::string &path, const hdf5::File &file) : path(path), file(file) {}

  Expected<Graph> read();

private:
  Error readVersion(Graph &graph);
  Error readNode(const hdf5::Member &member, Graph &graph);
  Error readEdges(Graph &graph);

  const std::string &path;
  const hdf5::File &file;
};
} // namespace

/// 0.2, 1.0 and what is between the same dots; 0.0.x kept a list of nodes.
static bool isKnownVersion(StringRef version) {
  auto [major, rest] = version.split('.');
  StringRef minor = rest.split('.').first;
  return (major == "0" && minor == "2") || (major == "1" && minor == "0");
}

Error Reader::readVersion(Graph &graph) {
  if (!file.has({"version"}))
    return createStringError("'" + path + "' has no NIR version; versions 0.2 and 1.0 are known" +
                             (file.has({"node"}) ? "" : ", and there is no NIR graph in it"));
  Expected<hdf5::Dataset> version = file.read({"version"});
  if (!version)
    return version.takeError();
  if (!version->isText || version->texts.size() != 1)
    return createStringError("'" + path + "': /version is not one text");
  graph.version = version->texts.front();
  if (!isKnownVersion(graph.version))
    return createStringError("'" + path + "' has NIR version '" + graph.version + "'; known are 0.2 and 1.0");
  return Error::success();
}

Error Reader::readNode(const hdf5::Member &member, Graph &graph) {
  std::string where = "'" + path + "': node '" + member.name + "': ";
  if (member.kind != hdf5::Kind::Group)
    return createStringError(where + "is not a group");
  std::vector<std::string> place{"node", "nodes", member.name};
  Expected<std::vector<hdf5::Member>> fields = file.list(place);
  if (!fields)
    return fields.takeError();
  Node node;
  node.name = member.name;
  for (const hdf5::Member &field : *fields) {
    // Metadata has no meaning to the network; a graph's own members are its importer's business.
    if (field.name == "metadata" || field.kind != hdf5::Kind::Dataset)
      continue;
    place.push_back(field.name);
    Expected<hdf5::Dataset> data = file.read(place);
    place.pop_back();
    if (!data)
      return data.takeError();
    if (field.name != "type") {
      node.fields.emplace(field.name, std::move(*data));
      continue;
    }
    if (!data->isText || data->texts.size() != 1)
      return createStringError(where + "its type is not one text");
    node.type = data->texts.front();
  }
  if (node.type.empty())
    return createStringError(where + "has no type");
  graph.nodes.push_back(std::move(node));
  return Error::success();
}

Error Reader::readEdges(Graph &graph) {
  Expected<hdf5::Dataset> edges = file.read({"node", "edges"});
  if (!edges)
    return edges.takeError();
  bool isEmpty = edges->texts.empty() && edges->numbers.empty();
  if (!isEmpty && (!edges->isText || edges->shape.size() != 2 || edges->shape[1] != 2))
    return createStringError("'" + path + "': /node/edges must be pairs of node names");
  for (size_t i = 0; i + 1 < edges->texts.size(); i += 2) {
    const std::string &from = edges->texts[i], &to = edges->texts[i + 1];
    for (const std::string &end : {from, to})
      if (llvm::none_of(graph.nodes, [&](const Node &node) { return node.name == end; }))
        return createStringError("'" + path + "': edge '" + from + "' -> '" + to + "' names node '" + end +
                                 "', which is not there");
    graph.edges.emplace_back(from, to);
  }
  return Error::success();
}

Expected<Graph> Reader::read() {
  Graph graph;
  if (Error error = readVersion(graph))
    return std::move(error);
  Expected<std::vector<hdf5::Member>> nodes = file.list({"node", "nodes"});
  if (!nodes)
    return nodes.takeError();
  for (const hdf5::Member &member : *nodes)
    if (Error error = readNode(member, graph))
      return std::move(error);
  if (Error error = readEdges(graph))
    return std::move(error);
  return graph;
}

Expected<Graph> nir::readFile(const std::string &path) {
  Expected<hdf5::File> file = hdf5::File::open(path);
  if (!file)
    return file.takeError();
  return Reader(path, *file).read();
}
