//===- NirNesting.cpp - graphs in graphs ----------------------------------===//
//
// First every node gets its whole name and every edge its ends, then the Inputs and Outputs of inner graphs are taken
// out and the edges through them joined: what a port passes on is neither late nor changed.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirNesting.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>
#include <set>

using namespace snnc;
using namespace snnc::nir;
using llvm::StringRef;

namespace {
class Flattener {
public:
  explicit Flattener(Graph &graph) : graph(graph) {}

  llvm::Error run(NestedGraph &&nested);

private:
  /// What stands for a graph towards the one around it.
  struct Ports {
    std::vector<std::string> inputs, outputs; ///< whole names
  };
  Ports add(NestedGraph &&nested, const std::string &prefix);
  std::string resolve(const NestedGraph &nested, const std::map<std::string, Ports> &inner, const std::string &prefix,
                      const std::pair<std::string, std::string> &edge, bool isFrom);
  void mistake(const std::string &prefix, const std::pair<std::string, std::string> &edge, const std::string &text);
  void takeOut(const std::string &port);

  Graph &graph;
  llvm::StringSet<> ports; ///< Inputs and Outputs of inner graphs
};
} // namespace

void Flattener::mistake(const std::string &prefix, const std::pair<std::string, std::string> &edge,
                        const std::string &text) {
  std::string where = prefix.empty() ? "" : "in graph '" + prefix.substr(0, prefix.size() - 1) + "', ";
  graph.mistakes.push_back({"", where + "edge '" + edge.first + "' -> '" + edge.second + "' " + text});
  graph.hasDangling = true;
}

/// The whole name of one end of an edge, or nothing where there is no such node.
std::string Flattener::resolve(const NestedGraph &nested, const std::map<std::string, Ports> &inner,
                               const std::string &prefix, const std::pair<std::string, std::string> &edge,
                               bool isFrom) {
  const std::string &name = isFrom ? edge.first : edge.second;
  if (llvm::any_of(nested.nodes, [&](const Node &node) { return node.name == name; }))
    return prefix + name;
  StringRef kind = isFrom ? "Output" : "Input";
  if (auto it = inner.find(name); it != inner.end()) {
    const std::vector<std::string> &ends = isFrom ? it->second.outputs : it->second.inputs;
    if (ends.size() == 1)
      return ends.front();
    mistake(prefix, edge,
            "names graph '" + name + "', which has " + std::to_string(ends.size()) + " nodes of type " + kind.str() +
                (ends.empty() ? "" : "; the edge must name one of them, as '" + name + ".NAME'"));
    return "";
  }
  // A port of an inner graph.
  for (const auto &[graphName, ends] : inner)
    if (llvm::is_contained(isFrom ? ends.outputs : ends.inputs, prefix + name))
      return prefix + name;
  mistake(prefix, edge, "names node '" + name + "', which is not there");
  return "";
}

Flattener::Ports Flattener::add(NestedGraph &&nested, const std::string &prefix) {
  Ports own;
  for (Node &node : nested.nodes) {
    Node whole = node;
    whole.name = prefix + node.name;
    if (node.type == "Input")
      own.inputs.push_back(whole.name);
    if (node.type == "Output")
      own.outputs.push_back(whole.name);
    graph.nodes.push_back(std::move(whole));
  }
  std::map<std::string, Ports> inner;
  for (auto &[name, child] : nested.graphs)
    inner[name] = add(std::move(*child), prefix + name + ".");
  for (const auto &[name, ends] : inner)
    for (const std::vector<std::string> *list : {&ends.inputs, &ends.outputs})
      for (const std::string &port : *list)
        ports.insert(port);
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto &edge : nested.edges) {
    std::string from = resolve(nested, inner, prefix, edge, /*isFrom=*/true);
    std::string to = resolve(nested, inner, prefix, edge, /*isFrom=*/false);
    if (from.empty() || to.empty())
      continue;
    // Two edges between the same nodes would add what one carries twice; which of both was meant, the file does not
    // say.
    if (seen.insert({from, to}).second)
      graph.edges.emplace_back(from, to);
    else
      mistake(prefix, edge, "stands more than once; a Scale node would make it stronger");
  }
  return own;
}

/// Joins the edges into a port with those out of it.
void Flattener::takeOut(const std::string &port) {
  std::vector<std::string> from, to;
  std::vector<std::pair<std::string, std::string>> rest;
  for (auto &edge : graph.edges) {
    if (edge.second == port && edge.first != port)
      from.push_back(edge.first);
    else if (edge.first == port && edge.second != port)
      to.push_back(edge.second);
    else if (edge.first == port)
      graph.mistakes.push_back({port, "the port leads to itself"});
    else
      rest.push_back(std::move(edge));
  }
  for (const std::string &target : to)
    for (const std::string &source : from)
      rest.emplace_back(source, target);
  graph.edges = std::move(rest);
  auto node = llvm::find_if(graph.nodes, [&](const Node &node) { return node.name == port; });
  if (auto shape = node->fields.find("shape"); shape != node->fields.end() && !shape->second.isText) {
    PortShape declared{"", port, {}};
    for (double extent : shape->second.numbers)
      declared.shape.push_back(std::isfinite(extent) ? static_cast<int64_t>(extent) : -1);
    for (const std::string &source : from) {
      declared.from = source;
      graph.ports.push_back(declared);
    }
  }
  graph.nodes.erase(node);
}

llvm::Error Flattener::run(NestedGraph &&nested) {
  add(std::move(nested), "");
  // Dots in names may make two of them equal once they are joined.
  llvm::StringSet<> uses;
  for (const Node &node : graph.nodes)
    if (!uses.insert(node.name).second)
      return llvm::createStringError("two nodes are called '" + node.name +
                                     "' once the names of inner graphs are joined to theirs by dots");
  std::vector<std::string> names;
  for (const Node &node : graph.nodes)
    if (ports.contains(node.name))
      names.push_back(node.name);
  for (const std::string &port : names)
    takeOut(port);
  // A port between two others leaves the name of one that is gone.
  llvm::erase_if(graph.ports, [&](const PortShape &port) { return ports.contains(port.from); });
  llvm::sort(graph.nodes, [](const Node &a, const Node &b) { return a.name < b.name; });
  return llvm::Error::success();
}

llvm::Error nir::flatten(NestedGraph &&nested, Graph &graph) { return Flattener(graph).run(std::move(nested)); }
