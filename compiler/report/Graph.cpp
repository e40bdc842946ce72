//===- Graph.cpp - a network as a graph to be drawn -----------------------===//

#include "compiler/report/Graph.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/PortNames.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::report;
using json = nlohmann::ordered_json;

/// The first name of a location; empty where it has none.
static std::string nameOf(Location location) {
  std::string name;
  location->walk([&](Location part) {
    if (auto named = dyn_cast<NameLoc>(part)) {
      name = named.getName().str();
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return name;
}

LayerIndex report::indexLayers(snn::NetworkOp network) {
  LayerIndex layers;
  network.walk([&](snn::StatefulOpInterface layer) {
    if (!layer.getLayerName().empty())
      layers.add(layer.getLayerName());
  });
  // What feeds a layer through operations without state goes by its name too.
  network.walk([&](snn::StatefulOpInterface layer) {
    int number = layers.find(layer.getLayerName());
    if (number < 0)
      return;
    llvm::SetVector<Operation *> open;
    open.insert(layer.getOperation());
    for (size_t i = 0; i < open.size(); ++i) {
      if (std::string name = nameOf(open[i]->getLoc()); !name.empty())
        layers.alias(name, unsigned(number));
      for (Value operand : open[i]->getOperands())
        if (Operation *source = operand.getDefiningOp(); source && !isa<snn::StatefulOpInterface>(source))
          open.insert(source);
    }
  });
  return layers;
}

static json shapeOf(Type type) {
  if (auto spikes = dyn_cast<snn::SpikesType>(type))
    return std::vector<int64_t>(spikes.getShape().begin(), spikes.getShape().end());
  if (auto shaped = dyn_cast<ShapedType>(type))
    return std::vector<int64_t>(shaped.getShape().begin(), shaped.getShape().end());
  return json::array();
}

static std::string pair(std::array<int64_t, 2> values) {
  return values[0] == values[1] ? std::to_string(values[0]) : fmt::format("{}×{}", values[0], values[1]);
}

static void describeSynapse(snn::SynapseOpInterface synapse, json &node) {
  snn::Convolution conv = synapse.getConvolution();
  node["weights"] = synapse.getSynapseWeights() ? conv.numWeights() : 0;
  node["fan_in"] = conv.fanIn();
  std::string text;
  if (conv.kernel != std::array<int64_t, 2>{1, 1} || conv.inHeight * conv.inWidth > 1)
    text = fmt::format("kernel {}×{}, stride {}", conv.kernel[0], conv.kernel[1], pair(conv.stride));
  if (llvm::all_equal(conv.padding) && conv.padding[0] != 0)
    text += fmt::format(", padding {}", conv.padding[0]);
  else if (llvm::any_of(conv.padding, [](int64_t side) { return side != 0; }))
    text += fmt::format(", padding {} {} {} {}", conv.padding[0], conv.padding[1], conv.padding[2], conv.padding[3]);
  if (conv.dilation != std::array<int64_t, 2>{1, 1})
    text += ", dilation " + pair(conv.dilation);
  if (conv.groups > 1)
    text += fmt::format("{}{} groups", text.empty() ? "" : ", ", conv.groups);
  if (synapse.getSynapseBias())
    text += text.empty() ? "bias" : ", bias";
  node["details"] = text;
}

static std::string rangeOf(ElementsAttr attr) {
  std::vector<double> values = snn::valuesOf<double>(attr);
  if (values.empty())
    return "";
  auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  return *least == *greatest ? fmt::format("{:g}", *least) : fmt::format("{:g} to {:g}", *least, *greatest);
}

static void describeNeurons(snn::NeuronOpInterface neurons, json &node) {
  snn::NeuronParameters parameters = neurons.getNeuronParameters();
  std::string text;
  auto add = [&](const char *what, const std::string &value) {
    if (!value.empty())
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", what, value);
  };
  if (parameters.isReadout) {
    text = "readout of potentials";
  } else {
    add("threshold", rangeOf(parameters.threshold));
    add("lower bound", rangeOf(parameters.lowerBound));
    add("reset", parameters.reset == snn::Reset::Zero ? "to zero" : "by subtraction");
    add("fires", parameters.compare == snn::Compare::GreaterOrEqual ? "at the threshold" : "above the threshold");
    if (parameters.firesOnce())
      add("once", "a step at most");
  }
  add("decay", rangeOf(parameters.decay));
  add("decay of the current", rangeOf(parameters.currentDecay));
  node["details"] = text;
}

namespace {
class Drawing {
public:
  Drawing(snn::NetworkOp network, const LayerIndex &layers) : network(network), layers(layers) {}

  json run() {
    for (unsigned i = 0; i < network.getBody().getNumArguments(); ++i)
      addInput(i);
    for (Operation &op : network.getBody().front())
      if (op.getNumResults() > 0)
        addOperation(&op);
    for (auto [index, value] : llvm::enumerate(network.getOutput().getOperands()))
      addOutput(unsigned(index), value);
    connect();
    rank();
    arrange();
    return {{"name", network.getSymName().str()}, {"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
  }

private:
  size_t addNode(const char *kind, const std::string &operation, const std::string &name, json shape) {
    nodes.push_back({{"kind", kind}, {"operation", operation}, {"name", name}, {"shape", std::move(shape)}});
    return nodes.size() - 1;
  }

  void addInput(unsigned index) {
    Value argument = network.getBody().getArgument(index);
    size_t node = addNode("input", "", snn::getInputName(network, index), shapeOf(argument.getType()));
    if (isa<snn::SpikesType>(argument.getType()))
      nodes[node]["bound"] = network.getMaxCount(index);
    nodeOf[argument] = node;
  }

  void addOperation(Operation *op) {
    auto stateful = dyn_cast<snn::StatefulOpInterface>(op);
    bool isNeuron = isa<snn::NeuronOpInterface>(op), isSynapse = isa<snn::SynapseOpInterface>(op);
    std::string name =
        stateful && !stateful.getLayerName().empty() ? stateful.getLayerName().str() : nameOf(op->getLoc());
    size_t node = addNode(isNeuron || stateful ? "neurons"
                          : isSynapse          ? "synapse"
                                               : "routing",
                          op->getName().stripDialect().str(), name, shapeOf(op->getResult(0).getType()));
    if (int layer = layerOf(op, layers); layer >= 0)
      nodes[node]["layer"] = layers.names()[size_t(layer)];
    if (auto synapse = dyn_cast<snn::SynapseOpInterface>(op))
      describeSynapse(synapse, nodes[node]);
    if (auto neurons = dyn_cast<snn::NeuronOpInterface>(op))
      describeNeurons(neurons, nodes[node]);
    for (Value result : op->getResults())
      nodeOf[result] = node;
    operations.push_back({op, node});
  }

  void addOutput(unsigned index, Value value) {
    size_t node = addNode("output", "", snn::getOutputName(network, index), shapeOf(value.getType()));
    outputs.push_back({value, node});
  }

  void connect() {
    auto add = [&](Value from, size_t to, bool delayed) {
      edges.push_back({{"from", nodeOf.lookup(from)}, {"to", to}, {"delayed", delayed}});
    };
    for (auto [op, node] : operations)
      for (Value operand : op->getOperands())
        add(operand, node, isa<snn::DelayOp>(op));
    for (auto [value, node] : outputs)
      add(value, node, false);
  }

  /// Each node one further than the last of those that it takes from in the same step. What a cycle closes is a delay.
  void rank() {
    std::vector<std::vector<size_t>> successors(nodes.size());
    std::vector<size_t> missing(nodes.size(), 0), ready;
    ranks.assign(nodes.size(), 0);
    for (const json &edge : edges)
      if (!edge["delayed"].get<bool>()) {
        successors[edge["from"].get<size_t>()].push_back(edge["to"].get<size_t>());
        ++missing[edge["to"].get<size_t>()];
      }
    for (size_t node = 0; node < nodes.size(); ++node)
      if (missing[node] == 0)
        ready.push_back(node);
    for (size_t i = 0; i < ready.size(); ++i)
      for (size_t next : successors[ready[i]]) {
        ranks[next] = std::max(ranks[next], ranks[ready[i]] + 1);
        if (--missing[next] == 0)
          ready.push_back(next);
      }
  }

  /// In each rank in the order of the mean place of what they take from.
  void arrange() {
    std::vector<std::vector<size_t>> byRank;
    for (size_t node = 0; node < nodes.size(); ++node) {
      byRank.resize(std::max(byRank.size(), ranks[node] + 1));
      byRank[ranks[node]].push_back(node);
    }
    std::vector<double> place(nodes.size(), 0), sum(nodes.size(), 0), count(nodes.size(), 0);
    for (std::vector<size_t> &row : byRank) {
      auto wanted = [&](size_t node) { return count[node] > 0 ? sum[node] / count[node] : 0; };
      llvm::sort(row, [&](size_t a, size_t b) { return std::pair(wanted(a), a) < std::pair(wanted(b), b); });
      for (auto [position, node] : llvm::enumerate(row)) {
        place[node] = double(position) - double(row.size() - 1) / 2;
        nodes[node]["rank"] = ranks[node];
        nodes[node]["position"] = place[node];
      }
      for (const json &edge : edges)
        if (ranks[edge["from"].get<size_t>()] == size_t(&row - byRank.data())) {
          sum[edge["to"].get<size_t>()] += place[edge["from"].get<size_t>()];
          ++count[edge["to"].get<size_t>()];
        }
    }
  }

  snn::NetworkOp network;
  const LayerIndex &layers;
  json nodes = json::array(), edges = json::array();
  llvm::DenseMap<Value, size_t> nodeOf;
  std::vector<std::pair<Operation *, size_t>> operations;
  std::vector<std::pair<Value, size_t>> outputs;
  std::vector<size_t> ranks;
};
} // namespace

json report::describeGraph(snn::NetworkOp network, const LayerIndex &layers) { return Drawing(network, layers).run(); }
