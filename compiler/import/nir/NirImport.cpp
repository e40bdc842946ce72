//===- NirImport.cpp - from a NIR file to the dialect snn -----------------===//
//
// Walks from the outputs to the inputs, so that a layer is built after those that feed it. Cycles are cut before, where
// what comes around is late.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirImporter.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

/// The fields that each supported type may have.
static const std::map<std::string, std::vector<std::string>> kNodeTypes = {
    {"Affine", {"weight", "bias"}},
    {"Conv2d", {"weight", "bias", "stride", "padding", "dilation", "groups", "input_shape"}},
    {"Delay", {"delay"}},
    {"Flatten", {"start_dim", "end_dim", "input_type"}},
    {"IF", {"r", "v_threshold", "v_reset"}},
    {"Input", {"shape"}},
    {"Linear", {"weight"}},
    {"Output", {"shape"}},
    {"Scale", {"scale"}},
    {"SumPool2d", {"kernel_size", "stride", "padding"}},
};

//===----------------------------------------------------------------------===//
// The graph as a whole
//===----------------------------------------------------------------------===//

LogicalResult Importer::checkNodes() {
  std::vector<std::string> types;
  for (const auto &[type, fields] : kNodeTypes)
    types.push_back(type);
  for (const Node &node : graph.nodes) {
    auto known = kNodeTypes.find(node.type);
    if (known == kNodeTypes.end())
      return builder.fail(node.name) << "nodes of type '" << node.type << "' are not supported"
                                     << describeKnown(node.type, types);
    for (const auto &[field, data] : node.fields)
      if (!llvm::is_contained(known->second, field))
        return builder.fail(node.name) << "a node of type " << node.type << " has no field '" << field << "'"
                                       << describeKnown(field, known->second);
  }
  for (StringRef type : {"Input", "Output"})
    if (llvm::none_of(graph.nodes, [&](const Node &node) { return node.type == type; }))
      return builder.fail() << "the graph has no node of type " << type;
  return success();
}

/// Cuts the edge of a cycle that is late: the one into a Delay, else the one out of its only neurons.
LogicalResult Importer::cutCycle(ArrayRef<const Node *> cycle) {
  std::string names;
  const Node *neurons = nullptr, *next = nullptr;
  unsigned count = 0;
  for (size_t i = cycle.size(); i-- > 0;) {
    // The cycle is listed against the direction of its edges.
    const Node *node = cycle[i], *producer = cycle[(i + 1) % cycle.size()], *reader = cycle[(i ? i : cycle.size()) - 1];
    names += "'" + node->name + "' -> ";
    if (node->type == "Delay") {
      FailureOr<int64_t> steps = getDelaySteps(*node);
      if (failed(steps))
        return failure();
      if (*steps > 0) {
        cuts.insert({producer, node});
        return success();
      }
    }
    if (node->type == "IF") {
      neurons = node;
      next = reader;
      ++count;
    }
  }
  names += "'" + cycle.back()->name + "'";
  if (count == 0)
    return builder.fail(cycle.front()->name) << "the nodes " << names << " form a cycle without a neuron or a delay";
  if (count > 1)
    return builder.fail(cycle.front()->name)
           << "the nodes " << names << " form a cycle through " << count
           << " nodes of neurons, and the file does not say which of them is late; a Delay on the way would say it";
  cuts.insert({neurons, next});
  return success();
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

LogicalResult Importer::connect() {
  llvm::StringMap<const Node *> byName;
  for (const Node &node : graph.nodes)
    byName[node.name] = &node;
  for (const auto &[from, to] : graph.edges) {
    if (byName[to]->type == "Input" || byName[from]->type == "Output")
      return builder.fail(to) << "an edge leads from '" << from << "' (" << byName[from]->type << ") to '" << to
                              << "' (" << byName[to]->type << ")";
    producers[to].push_back(byName[from]);
    ++readers[from];
  }
  for (const Node &node : graph.nodes)
    if (node.type != "Input" && producers[node.name].empty())
      return builder.fail(node.name) << "no edge comes in";
  llvm::SmallPtrSet<const Node *, 16> done;
  for (const Node &node : graph.nodes)
    for (;;) {
      SmallVector<const Node *> cycle = findCycle(node, done);
      if (cycle.empty())
        break;
      if (failed(cutCycle(cycle)))
        return failure();
    }
  return success();
}

/// The shape without the axes of batch that some exporters leave: leading ones that the first layer cannot take.
FailureOr<SmallVector<int64_t>> Importer::getInputShape(const Node &node) {
  FailureOr<Numbers> numbers = getNumbers(node, "shape");
  if (failed(numbers))
    return failure();
  SmallVector<int64_t> shape;
  for (double extent : numbers->values) {
    if (extent != std::floor(extent) || extent < 1 || extent > (1 << 30))
      return builder.fail(node.name) << "field 'shape' must hold whole numbers of at least 1, holds "
                                     << formatNumber(extent);
    shape.push_back(static_cast<int64_t>(extent));
  }
  size_t rank = 3;
  for (const Node &reader : graph.nodes)
    if (llvm::is_contained(producers.lookup(reader.name), &node) &&
        (reader.type == "Linear" || reader.type == "Affine"))
      rank = 1;
  SmallVector<int64_t> whole = shape;
  while (shape.size() > rank && shape.front() == 1)
    shape.erase(shape.begin());
  if (shape.empty() || shape.size() > 3)
    return builder.fail(node.name) << "field 'shape' is " << formatShape(whole) << ", must have one to three axes";
  if (shape != whole)
    assumptions.push_back("input '" + node.name + "' of shape " + formatShape(whole) + " is read as " +
                          formatShape(shape) + ": leading axes of one are those of a batch");
  return shape;
}

LogicalResult Importer::checkOutputShape(const Node &node, Value value) {
  if (!find(node, "shape"))
    return success();
  FailureOr<Numbers> numbers = getNumbers(node, "shape");
  if (failed(numbers))
    return failure();
  ArrayRef<double> declared = numbers->values;
  ArrayRef<int64_t> have = snn::getShape(value.getType());
  while (declared.size() > have.size() && declared.front() == 1)
    declared = declared.drop_front();
  if (declared.size() == have.size() && std::equal(declared.begin(), declared.end(), have.begin()))
    return success();
  SmallVector<int64_t> extents(numbers->values.begin(), numbers->values.end());
  return builder.fail(node.name) << "field 'shape' is " << formatShape(extents) << ", what comes in is "
                                 << formatShape(have);
}

/// What `to` gets from `from` over an edge that a cycle leads through. The shape must be in the file, for `from` may
/// not be built yet.
FailureOr<Value> Importer::getFromCycle(const Node &from, const Node &to) {
  bool isLate = to.type != "Delay";
  Value value = values.lookup(from.name);
  if (!value)
    value = placeholders[&from];
  if (!value) {
    const hdf5::Dataset *field = isLate ? find(from, "v_threshold") : find(to, "delay");
    if (!field || field->numbers.size() < 2)
      return builder.fail(to.name) << "the shape of what comes from '" << from.name
                                   << "' over a cycle is not in the file; " << (isLate ? "a v_threshold" : "a delay")
                                   << " for each neuron would tell it";
    SmallVector<int64_t> shape(field->shape.begin(), field->shape.end());
    value = placeholders[&from] =
        builder.placeholder(from.name, snn::SpikesType::get(builder.getNetwork().getContext(), shape));
  }
  if (!isLate)
    return value;
  return builder.delay(from.name, value, 1);
}

FailureOr<SmallVector<Value>> Importer::getSources(const Node &node) {
  SmallVector<Value> sources;
  for (const Node *producer : producers[node.name]) {
    FailureOr<Value> source = values.lookup(producer->name);
    if (cuts.count({producer, &node}))
      source = getFromCycle(*producer, node);
    if (failed(source))
      return failure();
    sources.push_back(*source);
  }
  return sources;
}

/// Builds what leads to `node` but for cycles, and then the node. Keeps its own stack.
FailureOr<Value> Importer::build(const Node &node) {
  SmallVector<const Node *> way{&node};
  while (!way.empty()) {
    const Node *top = way.back();
    for (const Node *producer : producers[top->name])
      if (!values.count(producer->name) && !cuts.count({producer, top}))
        way.push_back(producer);
    if (way.back() != top)
      continue;
    way.pop_back();
    if (values.count(top->name))
      continue;
    FailureOr<Value> value = buildNode(*top);
    if (failed(value))
      return failure();
    values[top->name] = *value;
  }
  return values.lookup(node.name);
}

/// Builds what cycles need, and puts it where it was missing.
LogicalResult Importer::buildCycles() {
  while (!placeholders.empty()) {
    auto [node, placeholder] = *placeholders.begin();
    FailureOr<Value> value = build(*node);
    if (failed(value))
      return failure();
    if (value->getType() != placeholder.getType())
      return builder.fail(node->name) << "gives " << value->getType() << ", but by its cycle it should be "
                                      << placeholder.getType();
    builder.replace(placeholder, *value);
    placeholders.erase(node);
  }
  return success();
}

void Importer::reportUnused() {
  for (const Node &node : graph.nodes)
    if (!values.count(node.name))
      assumptions.push_back("node '" + node.name + "' leads to no output and was left out");
}

FailureOr<OwningOpRef<ModuleOp>> Importer::run() {
  llvm::Expected<Graph> read = readFile(path);
  if (!read)
    return builder.fail() << llvm::toString(read.takeError());
  graph = std::move(*read);
  llvm::Expected<Conventions> chosen = getConventions(options.nir);
  if (!chosen)
    return builder.fail() << llvm::toString(chosen.takeError());
  conventions = *chosen;
  if (failed(checkNodes()) || failed(connect()))
    return failure();
  for (std::string &sentence : conventions.describe(graph.version))
    assumptions.push_back(std::move(sentence));

  std::vector<NetworkBuilder::Input> inputs;
  for (const Node &node : graph.nodes)
    if (node.type == "Input") {
      FailureOr<SmallVector<int64_t>> shape = getInputShape(node);
      if (failed(shape))
        return failure();
      inputs.push_back({node.name, {shape->begin(), shape->end()}, std::nullopt});
    }
  for (auto [input, value] : llvm::zip_equal(inputs, builder.begin(inputs)))
    values[input.name] = value;

  std::vector<NetworkBuilder::Output> outputs;
  for (const Node &node : graph.nodes)
    if (node.type == "Output") {
      FailureOr<Value> value = build(node);
      if (failed(value) || failed(checkOutputShape(node, *value)))
        return failure();
      outputs.push_back({node.name, *value});
    }
  if (failed(buildCycles()))
    return failure();
  reportUnused();
  return builder.finish(outputs, options.spikingOutput == "auto", assumptions);
}

FailureOr<OwningOpRef<ModuleOp>> nir::import(const std::string &path, const ImportOptions &options,
                                             MLIRContext *context, std::vector<std::string> &assumptions) {
  return Importer(path, options, context, assumptions).run();
}
