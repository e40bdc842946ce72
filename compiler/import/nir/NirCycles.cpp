//===- NirCycles.cpp - cycles of a NIR graph ------------------------------===//
//
// A cycle is cut where what comes around is late: before a Delay, which gives it its time, else behind neurons, whose
// spikes come around one step late. Cuts are chosen before anything is built.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirImporter.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

static bool isIntegrator(const Node &node) { return node.type == "LI" || node.type == "CubaLI" || node.type == "I"; }

/// Whether a node keeps a potential, so that a cycle may pass it.
static bool isNeuron(const Node &node) {
  return node.type == "IF" || node.type == "LIF" || node.type == "CubaLIF" || isIntegrator(node);
}

/// Follows the edges backwards from `start`, and returns a way that leads back to itself, against the direction of its
/// edges. Keeps its own stack, for a network may be deeper than the machine's.
SmallVector<const Node *> Importer::findCycle(const Node &start, llvm::SmallPtrSetImpl<const Node *> &done) {
  SmallVector<const Node *> way;
  SmallVector<size_t> next; // producer to follow, of each node on the way
  llvm::SmallPtrSet<const Node *, 16> open;
  auto enter = [&](const Node *node) -> SmallVector<const Node *> {
    if (done.contains(node))
      return {};
    if (!open.insert(node).second)
      return SmallVector<const Node *>(llvm::find(way, node), way.end());
    way.push_back(node);
    next.push_back(0);
    return {};
  };
  enter(&start);
  while (!way.empty()) {
    ArrayRef<const Node *> from = producers[way.back()->name];
    if (next.back() < from.size()) {
      const Node *producer = from[next.back()++];
      if (cuts.count({producer, way.back()}))
        continue;
      if (SmallVector<const Node *> cycle = enter(producer); !cycle.empty())
        return cycle;
      continue;
    }
    open.erase(way.back());
    done.insert(way.pop_back_val());
    next.pop_back();
  }
  return {};
}

/// How many edges each node is from the inputs.
void Importer::measureDepth() {
  std::map<const Node *, SmallVector<const Node *>> readersOf;
  SmallVector<const Node *> open;
  for (const Node &node : graph.nodes) {
    for (const Node *producer : producers[node.name])
      readersOf[producer].push_back(&node);
    if (node.type == "Input") {
      depths[&node] = 0;
      open.push_back(&node);
    }
  }
  for (size_t i = 0; i < open.size(); ++i)
    for (const Node *reader : readersOf[open[i]])
      if (depths.try_emplace(reader, depths[open[i]] + 1).second)
        open.push_back(reader);
}

/// Cuts the edge of a cycle that is late: the one into a Delay, else the one out of its neurons. Of several neurons it
/// is those from which the way to the next ones leads back towards the inputs furthest.
void Importer::cutCycle(ArrayRef<const Node *> cycle) {
  std::string names;
  SmallVector<std::pair<const Node *, const Node *>> neurons; // with the one that reads them
  bool isBroken = false;
  for (size_t i = cycle.size(); i-- > 0;) {
    // The cycle is listed against the direction of its edges.
    const Node *node = cycle[i], *producer = cycle[(i + 1) % cycle.size()], *reader = cycle[(i ? i : cycle.size()) - 1];
    names += "'" + node->name + "' -> ";
    isBroken |= node->isBroken;
    if (node->type == "Delay" && !node->isBroken) {
      FailureOr<std::vector<int64_t>> steps = getDelaySteps(*node, std::nullopt);
      // A delay that was refused cuts the cycle like one that was not: nothing is built from it.
      if (failed(steps) || *llvm::min_element(*steps) > 0) {
        cuts.insert({producer, node});
        return;
      }
    }
    if (isNeuron(*node))
      neurons.push_back({node, reader});
  }
  names += "'" + cycle.back()->name + "'";
  if (neurons.empty()) {
    // What a broken node is, is not known: it may have been the neuron.
    if (!isBroken)
      fail(*cycle.front()) << "the nodes " << names << " form a cycle without a neuron or a delay";
    cuts.insert({cycle[1 % cycle.size()], cycle.front()});
    const_cast<Node *>(cycle.front())->isBroken = true;
    return;
  }
  if (neurons.size() == 1)
    feedThemselves.insert(neurons.front().first);
  auto wayBack = [&](size_t i) { return depths[neurons[i].first] - depths[neurons[(i + 1) % neurons.size()].first]; };
  size_t late = 0;
  for (size_t i = 1; i < neurons.size(); ++i)
    if (wayBack(i) > wayBack(late))
      late = i;
  cuts.insert(neurons[late]);
  assumptions.push_back("on the cycle " + names + " what node '" + neurons[late].first->name +
                        "' gives comes to node '" + neurons[late].second->name + "' one step late");
}

void Importer::cutCycles() {
  measureDepth();
  llvm::SmallPtrSet<const Node *, 16> done;
  for (const Node &node : graph.nodes)
    for (;;) {
      SmallVector<const Node *> cycle = findCycle(node, done);
      if (cycle.empty())
        break;
      cutCycle(cycle);
    }
}

/// Whether a node gives spikes and not a current or potential, as far as its type says it.
bool Importer::givesSpikes(const Node &node, std::set<const Node *> &seen) {
  if (node.type == "Input" || node.type == "IF" || node.type == "LIF" || node.type == "CubaLIF" ||
      node.type == "Threshold")
    return true;
  // An average is a sum with a factor, which a value on a cycle cannot carry.
  if (node.type != "Flatten" && node.type != "Delay" && node.type != "SumPool2d")
    return false;
  if (!seen.insert(&node).second)
    return true;
  return llvm::all_of(producers[node.name], [&](const Node *producer) { return givesSpikes(*producer, seen); });
}

/// Whether a way leads from `node` to `to`, over late edges too.
bool Importer::leadsTo(const Node &node, const Node &to) {
  SmallVector<const Node *> open{&to};
  llvm::SmallPtrSet<const Node *, 16> seen;
  while (!open.empty())
    for (const Node *producer : producers[open.pop_back_val()->name]) {
      if (producer == &node)
        return true;
      if (seen.insert(producer).second)
        open.push_back(producer);
    }
  return false;
}

/// The shape of what a node gives: from its parameters, or where it has that of its input, from a node before it.
std::optional<SmallVector<int64_t>> Importer::findShape(const Node &node) {
  if (auto known = shapes.find(node.name); known != shapes.end())
    return known->second;
  for (const char *field : {"v_threshold", "threshold", "tau", "tau_mem", "r", "delay"})
    if (const hdf5::Dataset *data = find(node, field); data && data->numbers.size() > 1)
      return SmallVector<int64_t>(ArrayRef(data->shape));
  if (node.type == "Linear" || node.type == "Affine")
    if (const hdf5::Dataset *weight = find(node, "weight"); weight && weight->shape.size() == 2)
      return SmallVector<int64_t>{weight->shape.front()};
  bool keepsShape = isNeuron(node) || node.type == "Threshold" || node.type == "Scale" || node.type == "Delay";
  std::optional<SmallVector<int64_t>> shape;
  if (keepsShape) {
    if (!asked.insert(&node).second)
      return std::nullopt;
    for (const Node *producer : producers[node.name])
      if (!shape)
        shape = findShape(*producer);
    asked.erase(&node);
  } else if (!leadsTo(node, node) && llvm::none_of(asked, [&](const Node *other) { return leadsTo(*other, node); })) {
    // Off the cycle it can be built.
    if (build(node).isKnown())
      shape = shapes.lookup(node.name);
  }
  return shape;
}

/// What `to` gets from `from` over an edge that a cycle leads through; `from` may not be built yet.
FailureOr<Value> Importer::getFromCycle(const Node &from, const Node &to) {
  bool isLate = to.type != "Delay";
  Value value = placeholders[&from];
  if (!value) {
    std::optional<SmallVector<int64_t>> shape = isLate ? findShape(from) : std::nullopt;
    if (!isLate) {
      const hdf5::Dataset *delay = find(to, "delay");
      shape = delay && delay->numbers.size() > 1 ? SmallVector<int64_t>(ArrayRef(delay->shape)) : findShape(from);
    }
    if (!shape)
      return fail(to) << "the shape of what comes from '" << from.name << "' over a cycle is not in the file; "
                      << (isLate ? "a v_threshold" : "a delay") << " for each neuron would tell it";
    MLIRContext *context = builder.getNetwork().getContext();
    std::set<const Node *> seen;
    Type type = givesSpikes(from, seen) ? Type(snn::SpikesType::get(context, *shape))
                                        : RankedTensorType::get(*shape, Float32Type::get(context));
    value = placeholders[&from] = builder.placeholder(from.name, type);
  }
  if (!isLate)
    return value;
  return builder.delay(from.name, value, 1);
}

/// Builds what cycles need, and puts it where it was missing.
void Importer::buildCycles() {
  while (!placeholders.empty()) {
    auto [node, placeholder] = *placeholders.begin();
    Signal signal = build(*node);
    FailureOr<Value> value = failure();
    if (signal.isKnown()) {
      value = settle(node->name, signal);
      if (succeeded(value) && isa<RankedTensorType>(placeholder.getType()) && isa<snn::SpikesType>(value->getType()))
        value = builder.identity(node->name, *value);
      if (succeeded(value) && value->getType() != placeholder.getType()) {
        fail(*node) << "gives " << value->getType() << ", but by its cycle it should be " << placeholder.getType();
        value = failure();
      }
    }
    // After a mistake nothing that is built is kept.
    if (failed(value))
      hasFailed = true;
    else
      builder.replace(placeholder, *value);
    placeholders.erase(node);
  }
}
