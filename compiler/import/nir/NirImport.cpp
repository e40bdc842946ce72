//===- NirImport.cpp - from a NIR file to the dialect snn -----------------===//
//
// Walks from the outputs to the inputs, so that a layer is built after the one that feeds it.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirImport.h"
#include "compiler/import/NetworkBuilder.h"
#include "compiler/import/nir/NirConventions.h"
#include "compiler/import/nir/NirFile.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringMap.h"
#include <cmath>
#include <set>

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

namespace {

class Importer {
public:
  Importer(const std::string &path, const ImportOptions &options, MLIRContext *context,
           std::vector<std::string> &assumptions)
      : path(path), options(options), assumptions(assumptions), builder(context, path, "node") {}

  FailureOr<OwningOpRef<ModuleOp>> run();

private:
  // The graph as a whole.
  LogicalResult checkNodes();
  LogicalResult connect();
  SmallVector<const Node *> findCycle(const Node &start, llvm::SmallPtrSetImpl<const Node *> &done);
  LogicalResult cutCycle(ArrayRef<const Node *> cycle);
  FailureOr<SmallVector<Value>> getSources(const Node &node);
  FailureOr<Value> getFromCycle(const Node &from, const Node &to);
  LogicalResult buildCycles();
  FailureOr<SmallVector<int64_t>> getInputShape(const Node &node);
  LogicalResult checkOutputShape(const Node &node, Value value);
  FailureOr<Value> build(const Node &node);
  void reportUnused();

  // Nodes.
  FailureOr<Value> buildNode(const Node &node);
  FailureOr<Value> buildConv2d(const Node &node, Value source);
  FailureOr<Value> buildLinear(const Node &node, Value source);
  FailureOr<Value> buildSumPool2d(const Node &node, Value source);
  FailureOr<Value> buildFlatten(const Node &node, Value source);
  FailureOr<Value> buildScale(const Node &node, Value source);
  FailureOr<Value> buildNeurons(const Node &node, ArrayRef<Value> sources);
  FailureOr<Value> buildDelay(const Node &node, Value source);
  FailureOr<int64_t> getDelaySteps(const Node &node);
  FailureOr<Value> mergeSources(const Node &node, ArrayRef<Value> sources);

  // Fields.
  const hdf5::Dataset *find(const Node &node, const std::string &field);
  FailureOr<Numbers> getNumbers(const Node &node, const std::string &field);
  FailureOr<SmallVector<int64_t>> getIntegers(const Node &node, const std::string &field, size_t count);
  FailureOr<std::vector<double>> getChannels(const Node &node, const std::string &field, ArrayRef<int64_t> shape);
  FailureOr<snn::Reset> getReset(const Node &node, ArrayRef<int64_t> shape);

  const std::string &path;
  const ImportOptions &options;
  std::vector<std::string> &assumptions;
  NetworkBuilder builder;
  Graph graph;
  Conventions conventions;
  llvm::StringMap<SmallVector<const Node *, 1>> producers;
  llvm::StringMap<unsigned> readers; ///< edges out of each node
  llvm::StringMap<Value> values;     ///< of the nodes that are built
  /// Edges through which cycles lead: into a Delay, or out of neurons and thereby one step late.
  std::set<std::pair<const Node *, const Node *>> cuts;
  std::map<const Node *, Value> placeholders; ///< of nodes that are read over such edges before they are built
};

} // namespace

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

const hdf5::Dataset *Importer::find(const Node &node, const std::string &field) {
  auto it = node.fields.find(field);
  return it == node.fields.end() ? nullptr : &it->second;
}

/// The numbers of a field that the node must have.
FailureOr<Numbers> Importer::getNumbers(const Node &node, const std::string &field) {
  const hdf5::Dataset *data = find(node, field);
  if (!data)
    return builder.fail(node.name) << "a node of type " << node.type << " needs the field '" << field << "'";
  if (data->isText)
    return builder.fail(node.name) << "field '" << field << "' must hold numbers, holds text";
  for (double value : data->numbers)
    if (!std::isfinite(value))
      return builder.fail(node.name) << "field '" << field << "' must be finite, holds "
                                     << (std::isnan(value) ? "NaN" : "an infinite value");
  return Numbers{data->shape, data->numbers};
}

/// `count` whole numbers; one stands for all.
FailureOr<SmallVector<int64_t>> Importer::getIntegers(const Node &node, const std::string &field, size_t count) {
  FailureOr<Numbers> numbers = getNumbers(node, field);
  if (failed(numbers))
    return failure();
  SmallVector<int64_t> integers;
  for (double value : numbers->values) {
    if (value != std::floor(value) || std::abs(value) > (1 << 30))
      return builder.fail(node.name) << "field '" << field << "' must hold whole numbers, holds "
                                     << formatNumber(value);
    integers.push_back(static_cast<int64_t>(value));
  }
  if (integers.size() == 1)
    integers.resize(count, integers.front());
  if (integers.size() != count)
    return builder.fail(node.name) << "field '" << field << "' must hold " << count << " numbers, holds "
                                   << integers.size();
  return integers;
}

/// One value for each channel of neurons of `shape`, from a single value or from one for each neuron.
FailureOr<std::vector<double>> Importer::getChannels(const Node &node, const std::string &field,
                                                     ArrayRef<int64_t> shape) {
  FailureOr<Numbers> numbers = getNumbers(node, field);
  if (failed(numbers))
    return failure();
  const std::vector<double> &values = numbers->values;
  if (values.size() == 1)
    return std::vector<double>(shape.front(), values.front());
  if (ArrayRef<int64_t>(numbers->shape) != shape)
    return builder.fail(node.name) << "field '" << field << "' must be a single value or of shape "
                                   << formatShape(shape) << ", is of shape " << formatShape(numbers->shape);
  std::vector<double> channels;
  size_t run = values.size() / shape.front();
  for (size_t first = 0; first < values.size(); first += run) {
    auto range = ArrayRef<double>(values).slice(first, run);
    if (!llvm::all_equal(range))
      return builder.fail(node.name) << "field '" << field << "' differs within channel " << first / run << ", from "
                                     << formatNumber(*llvm::min_element(range)) << " to "
                                     << formatNumber(*llvm::max_element(range))
                                     << "; a parameter must be the same for all neurons of a channel";
    channels.push_back(range.front());
  }
  return channels;
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

FailureOr<Value> Importer::buildConv2d(const Node &node, Value source) {
  Conv2dLayer layer;
  FailureOr<Numbers> weights = getNumbers(node, "weight");
  if (failed(weights))
    return failure();
  layer.weights = std::move(*weights);
  if (layer.weights.shape.size() != 4)
    return builder.fail(node.name) << "field 'weight' must have four axes, has shape "
                                   << formatShape(layer.weights.shape);
  if (find(node, "bias")) {
    FailureOr<Numbers> bias = getNumbers(node, "bias");
    if (failed(bias))
      return failure();
    layer.bias = std::move(*bias);
  }
  FailureOr<SmallVector<int64_t>> stride = getIntegers(node, "stride", 2), dilation = getIntegers(node, "dilation", 2),
                                  groups = getIntegers(node, "groups", 1);
  if (failed(stride) || failed(dilation) || failed(groups))
    return failure();
  layer.stride.assign(stride->begin(), stride->end());
  layer.dilation.assign(dilation->begin(), dilation->end());
  layer.groups = groups->front();

  const hdf5::Dataset *padding = find(node, "padding");
  if (padding && padding->isText) {
    StringRef text = padding->texts.empty() ? StringRef() : StringRef(padding->texts.front());
    if (text != "same" && text != "valid")
      return builder.fail(node.name) << "field 'padding' is '" << text << "'; known are 'same', 'valid' and numbers";
    if (text == "same") {
      if (layer.stride != std::vector<int64_t>{1, 1})
        return builder.fail(node.name) << "padding 'same' needs a stride of 1, has " << formatShape(layer.stride);
      for (int axis : {0, 1})
        std::tie(layer.padding[axis], layer.padding[axis + 2]) =
            getSamePadding(layer.weights.shape[axis + 2], layer.dilation[axis]);
    }
  } else {
    FailureOr<SmallVector<int64_t>> pads = getIntegers(node, "padding", 2);
    if (failed(pads))
      return failure();
    layer.padding = {(*pads)[0], (*pads)[1], (*pads)[0], (*pads)[1]};
  }

  if (find(node, "input_shape")) {
    FailureOr<SmallVector<int64_t>> declared = getIntegers(node, "input_shape", 2);
    if (failed(declared))
      return failure();
    ArrayRef<int64_t> shape = snn::getShape(source.getType());
    if (shape.size() == 3 && shape.drop_front() != ArrayRef(*declared))
      return builder.fail(node.name) << "field 'input_shape' is " << formatShape(*declared) << ", what comes in is "
                                     << formatShape(shape);
  }
  return builder.conv2d(node.name, source, layer);
}

FailureOr<Value> Importer::buildLinear(const Node &node, Value source) {
  FailureOr<Numbers> weights = getNumbers(node, "weight");
  if (failed(weights))
    return failure();
  std::optional<Numbers> bias;
  if (node.type == "Affine") {
    FailureOr<Numbers> values = getNumbers(node, "bias");
    if (failed(values))
      return failure();
    bias = std::move(*values);
  }
  return builder.linear(node.name, source, *weights, bias);
}

FailureOr<Value> Importer::buildSumPool2d(const Node &node, Value source) {
  FailureOr<SmallVector<int64_t>> kernel = getIntegers(node, "kernel_size", 2), stride = getIntegers(node, "stride", 2),
                                  padding = getIntegers(node, "padding", 2);
  if (failed(kernel) || failed(stride) || failed(padding))
    return failure();
  if (llvm::any_of(*padding, [](int64_t pad) { return pad != 0; }))
    return builder.fail(node.name) << "a pool with padding " << formatShape(*padding) << " is not supported, only 0";
  return builder.sumPool2d(node.name, source, *kernel, *stride);
}

FailureOr<Value> Importer::buildFlatten(const Node &node, Value source) {
  FailureOr<SmallVector<int64_t>> first = getIntegers(node, "start_dim", 1), last = getIntegers(node, "end_dim", 1);
  if (failed(first) || failed(last))
    return failure();
  ArrayRef<int64_t> shape = snn::getShape(source.getType());
  int64_t rank = shape.size();
  if (first->front() != 0 || (last->front() != -1 && last->front() != rank - 1))
    return builder.fail(node.name) << "flattens axes " << first->front() << " to " << last->front() << " of "
                                   << formatShape(shape) << "; only flattening all of them (0 to -1) is supported";
  if (const hdf5::Dataset *declared = find(node, "input_type"))
    if (llvm::any_of(llvm::zip_longest(declared->numbers, shape), [](auto pair) {
          return !std::get<0>(pair) || !std::get<1>(pair) || *std::get<0>(pair) != *std::get<1>(pair);
        })) {
      SmallVector<int64_t> have(declared->numbers.begin(), declared->numbers.end());
      return builder.fail(node.name) << "field 'input_type' is " << formatShape(have) << ", what comes in is "
                                     << formatShape(shape);
    }
  return builder.flatten(node.name, source);
}

FailureOr<Value> Importer::buildScale(const Node &node, Value source) {
  FailureOr<std::vector<double>> scale = getChannels(node, "scale", snn::getShape(source.getType()));
  if (failed(scale))
    return failure();
  return builder.identity(node.name, source, *scale);
}

FailureOr<snn::Reset> Importer::getReset(const Node &node, ArrayRef<int64_t> shape) {
  bool hasReset = find(node, "v_reset");
  snn::Reset reset = conventions.reset.value_or(hasReset ? snn::Reset::Zero : snn::Reset::Subtract);
  if (reset == snn::Reset::Subtract || !hasReset)
    return reset;
  FailureOr<std::vector<double>> value = getChannels(node, "v_reset", shape);
  if (failed(value))
    return failure();
  for (double v : *value)
    if (v != 0)
      return builder.fail(node.name) << "v_reset is " << formatNumber(v) << "; only a reset to 0 is supported";
  return reset;
}

FailureOr<Value> Importer::buildNeurons(const Node &node, ArrayRef<Value> sources) {
  ArrayRef<int64_t> shape = snn::getShape(sources.front().getType());
  FailureOr<std::vector<double>> threshold = getChannels(node, "v_threshold", shape);
  FailureOr<std::vector<double>> resistance = getChannels(node, "r", shape);
  FailureOr<snn::Reset> reset = getReset(node, shape);
  if (failed(threshold) || failed(resistance) || failed(reset))
    return failure();
  for (double theta : *threshold)
    if (theta <= 0)
      return builder.fail(node.name) << "v_threshold must be greater than 0, is " << formatNumber(theta);
  NeuronLayer layer;
  layer.threshold = *threshold;
  layer.reset = *reset;
  layer.compare = conventions.compare;
  layer.spikesPerStep = conventions.spikes;
  if (conventions.lowerBound == LowerBound::Value)
    layer.lowerBound.emplace(threshold->size(), conventions.lowerBoundValue);
  if (conventions.lowerBound == LowerBound::MinusThreshold) {
    layer.lowerBound = *threshold;
    for (double &bound : *layer.lowerBound)
      bound = -bound;
  }

  // v += dt * r * x: the factor goes into the synapse.
  std::vector<double> factors = *resistance;
  for (double &factor : factors)
    factor *= conventions.dt;
  SmallVector<Value> scaled(sources);
  if (llvm::any_of(factors, [](double factor) { return factor != 1; }))
    for (auto [value, producer] : llvm::zip_equal(scaled, producers[node.name])) {
      FailureOr<Value> result = isa<snn::SpikesType>(value.getType())
                                    ? builder.identity(node.name, value, factors)
                                    : builder.scaleCurrent(node.name, value, factors, readers[producer->name] == 1);
      if (failed(result))
        return failure();
      value = *result;
    }
  FailureOr<Value> current = mergeSources(node, scaled);
  if (failed(current))
    return failure();
  return builder.neurons(node.name, *current, layer);
}

/// Edges that come in together add.
FailureOr<Value> Importer::mergeSources(const Node &node, ArrayRef<Value> sources) {
  if (sources.size() == 1)
    return sources.front();
  return builder.merge(node.name, sources);
}

/// The delay in steps, which must be the same for all.
FailureOr<int64_t> Importer::getDelaySteps(const Node &node) {
  FailureOr<Numbers> delay = getNumbers(node, "delay");
  if (failed(delay))
    return failure();
  if (delay->values.empty() || !llvm::all_equal(delay->values))
    return builder.fail(node.name) << "field 'delay' holds different delays; only one for all is supported";
  double time = delay->values.front(), steps = std::round(time / conventions.dt);
  if (steps < 0 || steps > snn::DelayOp::kMaxSteps || std::abs(time - steps * conventions.dt) > 1e-4 * conventions.dt)
    return builder.fail(node.name) << "field 'delay' is " << formatNumber(time) << ", must be 0 to "
                                   << snn::DelayOp::kMaxSteps << " steps of dt = " << formatNumber(conventions.dt)
                                   << " (--dt)";
  return static_cast<int64_t>(steps);
}

FailureOr<Value> Importer::buildDelay(const Node &node, Value source) {
  FailureOr<int64_t> steps = getDelaySteps(node);
  if (failed(steps))
    return failure();
  return *steps ? builder.delay(node.name, source, *steps) : FailureOr<Value>(source);
}

FailureOr<Value> Importer::buildNode(const Node &node) {
  FailureOr<SmallVector<Value>> sources = getSources(node);
  if (failed(sources))
    return failure();
  if (node.type == "IF")
    return buildNeurons(node, *sources);
  FailureOr<Value> source = mergeSources(node, *sources);
  if (failed(source))
    return failure();
  if (node.type == "Conv2d")
    return buildConv2d(node, *source);
  if (node.type == "Linear" || node.type == "Affine")
    return buildLinear(node, *source);
  if (node.type == "SumPool2d")
    return buildSumPool2d(node, *source);
  if (node.type == "Flatten")
    return buildFlatten(node, *source);
  if (node.type == "Scale")
    return buildScale(node, *source);
  if (node.type == "Delay")
    return buildDelay(node, *source);
  return source; // Output
}

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
