//===- NirNodes.cpp - the nodes of a NIR file -----------------------------===//
//
// What each type of node without state means; NirNeurons.cpp has the others.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirImporter.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

//===----------------------------------------------------------------------===//
// Synapses
//===----------------------------------------------------------------------===//

/// Numbers, or the words 'same' and 'valid'. Of a row only the last axis has padding.
LogicalResult Importer::getPadding(const Node &node, Conv2dLayer &layer, bool isRow) {
  const hdf5::Dataset *padding = find(node, "padding");
  if (!padding || !padding->isText) {
    FailureOr<SmallVector<int64_t>> pads = getIntegers(node, "padding", isRow ? 1 : 2);
    if (failed(pads))
      return failure();
    int64_t top = isRow ? 0 : pads->front(), left = pads->back();
    layer.padding = {top, left, top, left};
    return success();
  }
  StringRef text = padding->texts.empty() ? StringRef() : StringRef(padding->texts.front());
  if (text != "same" && text != "valid")
    return fail(node) << "field 'padding' is '" << text << "'; known are 'same', 'valid' and numbers";
  if (text == "valid")
    return success();
  if (layer.stride != std::vector<int64_t>{1, 1})
    return fail(node) << "padding 'same' needs a stride of 1, has "
                      << formatShape(ArrayRef(layer.stride).drop_front(isRow ? 1 : 0));
  for (int axis : {0, 1})
    std::tie(layer.padding[axis], layer.padding[axis + 2]) =
        getSamePadding(layer.weights.shape[axis + 2], layer.dilation[axis]);
  return success();
}

/// Conv2d, and Conv1d as a convolution over one row.
FailureOr<Signal> Importer::buildConv(const Node &node, const Signal &source) {
  bool isRow = node.type == "Conv1d";
  size_t axes = isRow ? 1 : 2;
  Conv2dLayer layer;
  FailureOr<Numbers> weights = getNumbers(node, "weight");
  if (failed(weights))
    return failure();
  layer.weights = std::move(*weights);
  if (layer.weights.shape.size() != axes + 2)
    return fail(node) << "field 'weight' must have " << (isRow ? "three" : "four") << " axes, has shape "
                      << formatShape(layer.weights.shape);
  if (isRow)
    layer.weights.shape.insert(layer.weights.shape.begin() + 2, 1);
  if (find(node, "bias")) {
    FailureOr<Numbers> bias = getNumbers(node, "bias");
    if (failed(bias))
      return failure();
    layer.bias = std::move(*bias);
  }
  FailureOr<SmallVector<int64_t>> stride = getIntegers(node, "stride", axes),
                                  dilation = getIntegers(node, "dilation", axes),
                                  groups = getIntegers(node, "groups", 1);
  if (failed(stride) || failed(dilation) || failed(groups))
    return failure();
  layer.stride = {isRow ? 1 : stride->front(), stride->back()};
  layer.dilation = {isRow ? 1 : dilation->front(), dilation->back()};
  layer.groups = groups->front();
  if (failed(getPadding(node, layer, isRow)))
    return failure();

  ArrayRef<int64_t> shape = source.getShape();
  if (isRow && shape.size() != 2)
    return fail(node) << "a node of type Conv1d takes two axes (channels, length), what comes in is "
                      << formatShape(shape);
  // 0.2 has no such field.
  if (find(node, "input_shape")) {
    FailureOr<SmallVector<int64_t>> declared = getIntegers(node, "input_shape", axes);
    if (failed(declared))
      return failure();
    if (shape.size() == axes + 1 && shape.drop_front() != ArrayRef(*declared))
      return fail(node) << "field 'input_shape' is " << formatShape(*declared) << ", what comes in is "
                        << formatShape(shape);
  }
  Numbers kernel = layer.weights;
  return connectParts(source, kernel, layer.groups, [&](Value value, const Numbers &scaled, bool hasBias) {
    Conv2dLayer one = layer;
    one.weights = scaled;
    if (!hasBias)
      one.bias.reset();
    return builder.conv2d(node.name, value, one);
  });
}

FailureOr<Signal> Importer::buildLinear(const Node &node, const Signal &source) {
  FailureOr<Numbers> weights = getNumbers(node, "weight");
  if (failed(weights))
    return failure();
  if (weights->shape.size() != 2)
    return fail(node) << "field 'weight' must have two axes, has shape " << formatShape(weights->shape);
  std::optional<Numbers> bias;
  if (node.type == "Affine") {
    FailureOr<Numbers> values = getNumbers(node, "bias");
    if (failed(values))
      return failure();
    bias = std::move(*values);
  }
  return connectParts(source, *weights, 1, [&](Value value, const Numbers &scaled, bool hasBias) {
    return builder.linear(node.name, value, scaled, hasBias ? bias : std::nullopt);
  });
}

FailureOr<Signal> Importer::buildScale(const Node &node, const Signal &source) {
  FailureOr<std::vector<double>> scale = getChannels(node, "scale", source.getShape());
  if (failed(scale))
    return failure();
  return multiply(source, *scale);
}

//===----------------------------------------------------------------------===//
// Layers without weights
//===----------------------------------------------------------------------===//

/// The sum over windows; an average is that sum with a factor. A padded pool is a convolution with weights of 1, which
/// gives a current.
FailureOr<Signal> Importer::buildPool(const Node &node, const Signal &source) {
  FailureOr<SmallVector<int64_t>> kernel = getIntegers(node, "kernel_size", 2), stride = getIntegers(node, "stride", 2),
                                  padding = getIntegers(node, "padding", 2);
  if (failed(kernel) || failed(stride) || failed(padding))
    return failure();
  bool isPadded = llvm::any_of(*padding, [](int64_t pad) { return pad != 0; });
  PoolLayer layer{{kernel->begin(), kernel->end()}, {stride->begin(), stride->end()}};
  FailureOr<Signal> sum = mapParts(source, [&](Value value) {
    return isPadded ? builder.paddedPool2d(node.name, value, layer, *padding, 1)
                    : builder.sumPool2d(node.name, value, layer);
  });
  if (failed(sum) || node.type == "SumPool2d")
    return sum;
  return multiply(*sum, std::vector<double>(source.getShape().front(), 1.0 / double(kernel->front() * kernel->back())));
}

/// Whether a weighted node reads `count` values of this node on one axis.
bool Importer::isReadAsVector(const Node &node, int64_t count) {
  return llvm::any_of(graph.edges, [&](const auto &edge) {
    if (edge.first != node.name)
      return false;
    auto reader = llvm::find_if(graph.nodes, [&](const Node &other) { return other.name == edge.second; });
    if (reader == graph.nodes.end() || (reader->type != "Linear" && reader->type != "Affine"))
      return false;
    const hdf5::Dataset *weights = find(*reader, "weight");
    return weights && weights->shape.size() == 2 && weights->shape[1] == count;
  });
}

/// Only all axes can be flattened. Exporters with axes of a batch count them, and say so in `input_type`; where they do
/// not, the weights behind tell that axis 1 is the first one.
FailureOr<Signal> Importer::buildFlatten(const Node &node, const Signal &source) {
  FailureOr<SmallVector<int64_t>> first = getIntegers(node, "start_dim", 1), last = getIntegers(node, "end_dim", 1);
  if (failed(first) || failed(last))
    return failure();
  ArrayRef<int64_t> shape = source.getShape();
  int64_t rank = shape.size(), start = first->front(), end = last->front();
  if (const hdf5::Dataset *declared = find(node, "input_type"); declared && !declared->isText) {
    SmallVector<int64_t> whole(declared->numbers.begin(), declared->numbers.end());
    ArrayRef<int64_t> have = whole;
    while (static_cast<int64_t>(have.size()) > rank && have.front() == 1)
      have = have.drop_front();
    if (have != shape)
      return fail(node) << "field 'input_type' is " << formatShape(whole) << ", what comes in is "
                        << formatShape(shape);
    int64_t batch = whole.size() - have.size();
    start = start > 0 ? std::max<int64_t>(start - batch, 0) : start;
    end = end > 0 ? end - batch : end;
  }
  bool countsBatch = rank > 1 && start == 1 && (end == -1 || end == rank) &&
                     isReadAsVector(node, snn::getNumElements(source.parts.front().value.getType()));
  if (countsBatch) {
    assumptions.push_back("node '" + node.name +
                          "': start_dim 1 counts an axis of the batch, for what comes next takes "
                          "all values");
    start = 0, end = -1;
  }
  if (rank > 1 && (start != 0 || (end != -1 && end != rank - 1)))
    return fail(node) << "flattens axes " << first->front() << " to " << last->front() << " of " << formatShape(shape)
                      << "; only flattening all of them (0 to -1) is supported";
  FailureOr<Signal> flat = mapParts(source, [&](Value value) { return builder.flatten(node.name, value); });
  if (failed(flat))
    return failure();
  // A channel becomes as many as it has neurons.
  for (Part &part : flat->parts) {
    std::vector<double> factors;
    size_t run = part.factors.empty() ? 0 : flat->getShape().front() / part.factors.size();
    for (double factor : part.factors)
      factors.insert(factors.end(), run, factor);
    part.factors = std::move(factors);
  }
  return flat;
}

/// The delay in steps: of each channel where `shape` is known, else of each that the field holds.
FailureOr<std::vector<int64_t>> Importer::getDelaySteps(const Node &node, std::optional<ArrayRef<int64_t>> shape) {
  FailureOr<Numbers> numbers = getNumbers(node, "delay");
  if (failed(numbers))
    return failure();
  FailureOr<std::vector<double>> delays = shape ? getChannels(node, "delay", *shape) : numbers->values;
  if (failed(delays))
    return failure();
  std::vector<int64_t> steps;
  for (double time : *delays) {
    double count = std::round(time / conventions.dt);
    bool isWhole = std::abs(time - count * conventions.dt) <= 1e-4 * conventions.dt;
    if (count < 0 || count > snn::DelayOp::kMaxSteps || (time < 0 && !isWhole))
      return fail(node) << "field 'delay' is " << formatNumber(time) << ", must be 0 to " << snn::DelayOp::kMaxSteps
                        << " steps of dt = " << formatNumber(conventions.dt) << " (--dt)";
    if (!isWhole)
      return fail(node) << "has a delay of " << formatNumber(time / conventions.dt)
                        << " steps; a whole number of steps of dt = " << formatNumber(conventions.dt)
                        << " (--dt) would fit";
    steps.push_back(static_cast<int64_t>(count));
  }
  return steps;
}

/// Channels with different delays are summands: each delay with a factor of 0 for the channels of the others.
FailureOr<Signal> Importer::buildDelay(const Node &node, const Signal &source) {
  FailureOr<std::vector<int64_t>> steps = getDelaySteps(node, source.getShape());
  if (failed(steps))
    return failure();
  std::set<int64_t> different(steps->begin(), steps->end());
  Signal result;
  for (int64_t count : different) {
    FailureOr<Signal> late = mapParts(
        source, [&](Value value) { return count ? builder.delay(node.name, value, count) : FailureOr<Value>(value); });
    if (failed(late))
      return failure();
    std::vector<double> mask;
    for (int64_t own : *steps)
      mask.push_back(own == count);
    for (Part &part : late->parts)
      part.isOnlyReader = count != 0;
    llvm::append_range(result.parts, multiply(*late, mask).parts);
  }
  return result;
}

FailureOr<Signal> Importer::buildNode(const Node &node, const Signal &source) {
  if (node.type == "IF")
    return buildIntegrateFire(node, source);
  if (node.type == "LIF" || node.type == "CubaLIF")
    return buildLeakyFire(node, source);
  if (node.type == "LI" || node.type == "CubaLI" || node.type == "I")
    return buildIntegrator(node, source);
  if (node.type == "Threshold")
    return buildThreshold(node, source);
  if (node.type == "Conv1d" || node.type == "Conv2d")
    return buildConv(node, source);
  if (node.type == "Linear" || node.type == "Affine")
    return buildLinear(node, source);
  if (node.type == "SumPool2d" || node.type == "AvgPool2d")
    return buildPool(node, source);
  if (node.type == "Flatten")
    return buildFlatten(node, source);
  if (node.type == "Scale")
    return buildScale(node, source);
  if (node.type == "Delay")
    return buildDelay(node, source);
  // Output.
  checkOutputShape(node, source.getShape());
  FailureOr<Value> value = settle(node.name, source);
  if (failed(value))
    return failure();
  return Signal(*value);
}
