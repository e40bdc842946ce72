//===- NirNodes.cpp - the nodes of a NIR file -----------------------------===//
//
// What each type of node means, and how its fields are read.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirImporter.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

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
  return builder.sumPool2d(node.name, source, {{kernel->begin(), kernel->end()}, {stride->begin(), stride->end()}});
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
