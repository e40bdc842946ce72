//===- NirFile.cpp - the graph that a NIR file holds ----------------------===//
//
// /version, /node/nodes/NAME/{type, fields...} and /node/edges [E, 2]; an inner graph is a node with nodes and edges of
// its own.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirNesting.h"
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
  using Place = std::vector<std::string>;
  Error readVersion(Graph &graph);
  Error readGraph(const Place &place, const std::string &prefix, NestedGraph &graph);
  Error readMember(const Place &place, const std::string &prefix, const hdf5::Member &member, NestedGraph &graph);
  Error readField(const Place &place, const std::string &field, Node &node);
  Error readEdges(const Place &place, NestedGraph &graph);
  /// A mistake of one node: the rest is read on.
  void report(const std::string &node, std::string text) { mistakes.push_back({node, std::move(text)}); }

  const std::string &path;
  const hdf5::File &file;
  std::vector<Mistake> mistakes;
};
} // namespace

/// Graphs in graphs go no deeper than this.
static constexpr size_t kMostLevels = 64;

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

Error Reader::readField(const Place &place, const std::string &field, Node &node) {
  Place whole = place;
  whole.push_back(field);
  Expected<hdf5::Dataset> data = file.read(whole);
  if (!data)
    return data.takeError();
  if (field != "type") {
    node.fields.emplace(field, std::move(*data));
    return Error::success();
  }
  if (data->isText && data->texts.size() == 1)
    node.type = data->texts.front();
  else
    node.isBroken = true;
  return Error::success();
}

/// One node, or an inner graph.
Error Reader::readMember(const Place &place, const std::string &prefix, const hdf5::Member &member,
                         NestedGraph &graph) {
  Node node;
  node.name = member.name;
  std::string name = prefix + member.name;
  Place whole = place;
  whole.insert(whole.end(), {"nodes", member.name});
  std::vector<hdf5::Member> fields;
  if (member.kind != hdf5::Kind::Group) {
    report(name, "is not a group");
    node.isBroken = true;
  } else {
    Expected<std::vector<hdf5::Member>> listed = file.list(whole);
    if (!listed)
      return listed.takeError();
    fields = std::move(*listed);
  }
  // Metadata has no meaning to the network.
  for (const hdf5::Member &field : fields)
    if (field.name != "metadata" && field.kind == hdf5::Kind::Dataset && field.name != "edges")
      if (Error error = readField(whole, field.name, node))
        return error;
  if (node.isBroken && member.kind == hdf5::Kind::Group)
    report(name, "its type is not one text");
  if (node.type == "NIRGraph") {
    auto &inner = graph.graphs[node.name] = std::make_unique<NestedGraph>();
    return readGraph(whole, name + ".", *inner);
  }
  if (node.type.empty() && !node.isBroken) {
    report(name, "has no type");
    node.isBroken = true;
  }
  graph.nodes.push_back(std::move(node));
  return Error::success();
}

Error Reader::readEdges(const Place &place, NestedGraph &graph) {
  Place whole = place;
  whole.push_back("edges");
  Expected<hdf5::Dataset> edges = file.read(whole);
  if (!edges)
    return edges.takeError();
  bool isEmpty = edges->texts.empty() && edges->numbers.empty();
  if (!isEmpty && (!edges->isText || edges->shape.size() != 2 || edges->shape[1] != 2))
    return createStringError("'" + path + "': " + hdf5::formatPlace(whole) + " must be pairs of node names");
  for (size_t i = 0; i + 1 < edges->texts.size(); i += 2)
    graph.edges.emplace_back(edges->texts[i], edges->texts[i + 1]);
  return Error::success();
}

Error Reader::readGraph(const Place &place, const std::string &prefix, NestedGraph &graph) {
  if (place.size() > 2 * kMostLevels)
    return createStringError("'" + path + "': " + hdf5::formatPlace(place) + " lies more than " +
                             std::to_string(kMostLevels) + " graphs deep");
  Place nodes = place;
  nodes.push_back("nodes");
  Expected<std::vector<hdf5::Member>> members = file.list(nodes);
  if (!members)
    return members.takeError();
  for (const hdf5::Member &member : *members)
    if (Error error = readMember(place, prefix, member, graph))
      return error;
  return readEdges(place, graph);
}

Expected<Graph> Reader::read() {
  Graph graph;
  if (Error error = readVersion(graph))
    return std::move(error);
  NestedGraph nested;
  if (Error error = readGraph({"node"}, "", nested))
    return std::move(error);
  graph.mistakes = std::move(mistakes);
  if (Error error = flatten(std::move(nested), graph))
    return createStringError("'" + path + "': " + llvm::toString(std::move(error)));
  return graph;
}

Expected<Graph> nir::readFile(const std::string &path) {
  Expected<hdf5::File> file = hdf5::File::open(path, {"version", "node"});
  if (!file)
    return file.takeError();
  return Reader(path, *file).read();
}
