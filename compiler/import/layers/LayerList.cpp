//===- LayerList.cpp - from a list of layers to the dialect snn -----------===//
//
// Strict: whatever the file says must be known and of the right kind, so that a misspelt parameter is not a silent
// default.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/layers/LayerList.h"
#include "compiler/import/NetworkBuilder.h"
#include "dialect/snn/SnnDialect.h"
#include "support/json/Json.h"
#include "support/npy/Npy.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Path.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using nlohmann::json;

/// The parameters of each supported type, besides type, name and inputs.
static const std::map<std::string, std::vector<std::string>> kLayerTypes = {
    {"Concatenate", {}},
    {"Conv2d", {"weight", "bias", "stride", "padding", "dilation", "groups"}},
    {"Delay", {"steps"}},
    {"Flatten", {}},
    {"Identity", {}},
    {"InputLayer", {"input_shape"}},
    {"Linear", {"weight", "bias"}},
    {"Merge", {}},
    {"SpikingLayer",
     {"threshold", "threshold_low", "membrane_subtract", "membrane_reset", "batch_size", "negative_spikes"}},
    {"SumPool2d", {"kernel_size", "stride", "ceil_mode"}},
};

namespace {

class Importer {
public:
  Importer(const std::string &path, const ImportOptions &options, MLIRContext *context,
           std::vector<std::string> &assumptions)
      : path(path), options(options), assumptions(assumptions), builder(context, path, "layer") {}

  FailureOr<OwningOpRef<ModuleOp>> run();

private:
  LogicalResult checkHead();
  LogicalResult readInput();
  LogicalResult readWeights();
  /// A layer of the list and the names of those that it reads.
  struct Layer {
    const json *object;
    std::string name, type;
    std::vector<std::string> inputs;
  };
  LogicalResult readLayer(const json &object, size_t index);
  FailureOr<std::vector<std::string>> getInputs(const std::string &type);
  LogicalResult checkGraph();
  LogicalResult checkAcyclic(size_t start, std::vector<bool> &done);
  LogicalResult inferTypes();
  LogicalResult build(const Layer &layer);
  void setCurrent(const Layer &layer) {
    this->layer = layer.object;
    name = layer.name;
  }
  FailureOr<Value> buildLayer(const std::string &type, ArrayRef<Value> sources);
  FailureOr<Value> buildConv2d(Value source);
  FailureOr<Value> buildLinear(Value source);
  FailureOr<Value> buildSumPool2d(Value source);
  FailureOr<Value> buildNeurons(Value source);
  FailureOr<Value> buildDelay(Value source);
  FailureOr<Value> checkInputLayer(Value source);

  // Parameters of the layer that is being read. A parameter that is absent or null has its default.
  bool isGiven(const char *parameter) { return layer->contains(parameter) && !(*layer)[parameter].is_null(); }
  FailureOr<double> getNumber(const char *parameter, double byDefault);
  FailureOr<bool> getFlag(const char *parameter);
  FailureOr<int64_t> getInteger(const char *parameter, int64_t byDefault);
  FailureOr<std::vector<int64_t>> getPair(const char *parameter, std::vector<int64_t> byDefault);
  FailureOr<Numbers> getArray(const char *parameter);
  FailureOr<std::optional<Numbers>> getBias();
  InFlightDiagnostic fail() { return builder.fail(name); }
  InFlightDiagnostic failKind(const char *parameter, const char *need) {
    return fail() << "parameter '" << parameter << "' must be " << need << ", is " << (*layer)[parameter].dump();
  }
  LogicalResult checkKeys(const json &object, const std::string &where, std::vector<std::string> known);

  const std::string &path;
  const ImportOptions &options;
  std::vector<std::string> &assumptions;
  NetworkBuilder builder;
  json document;
  NpzArrays arrays;
  std::string arraysPath;
  const json *layer = nullptr; ///< the one that is being read, and its name
  std::string name;
  std::vector<Layer> layers;
  std::vector<std::string> names{"input"};
  llvm::StringMap<size_t> indices;   ///< of the layers, by name
  llvm::StringMap<Value> values;     ///< of the input, and of the layers that are built
  llvm::StringMap<Type> types;       ///< of all, where layers read such as come later
  llvm::StringMap<Value> forward;    ///< placeholders of layers that are not built yet
  llvm::StringMap<unsigned> readers; ///< how many layers read each
};

} // namespace

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

LogicalResult Importer::checkKeys(const json &object, const std::string &where, std::vector<std::string> known) {
  for (const auto &[key, value] : object.items())
    if (!llvm::is_contained(known, key))
      return builder.fail() << where << "unknown parameter '" << key << "'" << describeKnown(key, known);
  return success();
}

FailureOr<double> Importer::getNumber(const char *parameter, double byDefault) {
  if (!isGiven(parameter))
    return byDefault;
  if (!(*layer)[parameter].is_number())
    return failKind(parameter, "a number");
  return (*layer)[parameter].get<double>();
}

FailureOr<bool> Importer::getFlag(const char *parameter) {
  if (!isGiven(parameter))
    return false;
  if (!(*layer)[parameter].is_boolean())
    return failKind(parameter, "true or false");
  return (*layer)[parameter].get<bool>();
}

/// A whole number that is small enough for any layer.
static std::optional<int64_t> asInteger(const json &value) {
  if (!value.is_number_integer())
    return std::nullopt;
  double number = value.get<double>();
  return std::abs(number) <= (1 << 30) ? std::optional(value.get<int64_t>()) : std::nullopt;
}

FailureOr<int64_t> Importer::getInteger(const char *parameter, int64_t byDefault) {
  if (!isGiven(parameter))
    return byDefault;
  if (std::optional<int64_t> value = asInteger((*layer)[parameter]))
    return *value;
  return failKind(parameter, "a whole number");
}

FailureOr<std::vector<int64_t>> Importer::getPair(const char *parameter, std::vector<int64_t> byDefault) {
  if (!isGiven(parameter))
    return byDefault;
  const json &value = (*layer)[parameter];
  if (std::optional<int64_t> both = asInteger(value))
    return std::vector<int64_t>{*both, *both};
  if (value.is_array() && value.size() == 2) {
    std::optional<int64_t> first = asInteger(value[0]), second = asInteger(value[1]);
    if (first && second)
      return std::vector<int64_t>{*first, *second};
  }
  return failKind(parameter, "a whole number or a pair of them");
}

/// The array of the weights that the parameter names.
FailureOr<Numbers> Importer::getArray(const char *parameter) {
  if (!isGiven(parameter))
    return fail() << "parameter '" << parameter << "' must name an array, is missing";
  if (!(*layer)[parameter].is_string())
    return failKind(parameter, "the name of an array");
  std::string key = (*layer)[parameter].get<std::string>();
  auto it = arrays.find(key);
  if (it == arrays.end()) {
    std::vector<std::string> known;
    for (const auto &[name, array] : arrays)
      known.push_back(name);
    return fail() << "parameter '" << parameter << "' names array '" << key << "', which is not in '" << arraysPath
                  << "'" << describeKnown(key, known);
  }
  return Numbers{it->second.shape, it->second.to<double>()};
}

FailureOr<std::optional<Numbers>> Importer::getBias() {
  if (!isGiven("bias"))
    return std::optional<Numbers>();
  FailureOr<Numbers> bias = getArray("bias");
  if (failed(bias))
    return failure();
  return std::optional<Numbers>(std::move(*bias));
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

FailureOr<Value> Importer::buildConv2d(Value source) {
  Conv2dLayer conv;
  FailureOr<Numbers> weights = getArray("weight");
  if (failed(weights))
    return failure();
  FailureOr<std::optional<Numbers>> bias = getBias();
  FailureOr<std::vector<int64_t>> stride = getPair("stride", {1, 1}), padding = getPair("padding", {0, 0}),
                                  dilation = getPair("dilation", {1, 1});
  FailureOr<int64_t> groups = getInteger("groups", 1);
  if (failed(bias) || failed(stride) || failed(padding) || failed(dilation) || failed(groups))
    return failure();
  conv.weights = std::move(*weights);
  conv.bias = std::move(*bias);
  conv.stride = *stride;
  conv.padding = {(*padding)[0], (*padding)[1], (*padding)[0], (*padding)[1]};
  conv.dilation = *dilation;
  conv.groups = *groups;
  return builder.conv2d(name, source, conv);
}

FailureOr<Value> Importer::buildLinear(Value source) {
  FailureOr<Numbers> weights = getArray("weight");
  if (failed(weights))
    return failure();
  FailureOr<std::optional<Numbers>> bias = getBias();
  if (failed(bias))
    return failure();
  return builder.linear(name, source, *weights, *bias);
}

FailureOr<Value> Importer::buildSumPool2d(Value source) {
  if (!isGiven("kernel_size"))
    return fail() << "parameter 'kernel_size' is missing";
  FailureOr<std::vector<int64_t>> kernel = getPair("kernel_size", {});
  if (failed(kernel))
    return failure();
  FailureOr<std::vector<int64_t>> stride = getPair("stride", *kernel);
  FailureOr<bool> ceil = getFlag("ceil_mode");
  if (failed(stride) || failed(ceil))
    return failure();
  FailureOr<Value> pool = builder.sumPool2d(name, source, *kernel, *stride);
  if (failed(pool) || !*ceil)
    return pool;
  // Rounding up makes no difference where the last window ends at the edge.
  for (int axis : {0, 1}) {
    int64_t extent = snn::getShape(source.getType())[axis + 1];
    if ((extent - (*kernel)[axis]) % (*stride)[axis])
      return fail() << "ceil_mode makes a window overhang the edge of " << formatShape(snn::getShape(source.getType()))
                    << ", which is not supported yet";
  }
  return pool;
}

FailureOr<Value> Importer::buildNeurons(Value source) {
  FailureOr<double> threshold = getNumber("threshold", 1.0), lower = getNumber("threshold_low", -1.0),
                    subtract = getNumber("membrane_subtract", 0);
  FailureOr<bool> reset = getFlag("membrane_reset"), negative = getFlag("negative_spikes");
  if (failed(threshold) || failed(lower) || failed(subtract) || failed(reset) || failed(negative))
    return failure();
  if (*negative)
    return fail() << "negative_spikes is not supported yet";
  if (isGiven("batch_size") && failed(getInteger("batch_size", 1)))
    return failure();
  size_t channels = snn::getShape(source.getType()).front();
  NeuronLayer neurons;
  neurons.threshold.assign(channels, *threshold);
  // Null is no lower bound; only an absent one has a default.
  if (!layer->contains("threshold_low") || isGiven("threshold_low"))
    neurons.lowerBound.emplace(channels, *lower);
  if (*reset)
    neurons.reset = snn::Reset::Zero;
  else if (isGiven("membrane_subtract"))
    neurons.subtract.emplace(channels, *subtract);
  return builder.neurons(name, source, neurons);
}

FailureOr<Value> Importer::checkInputLayer(Value source) {
  if (!isGiven("input_shape"))
    return fail() << "parameter 'input_shape' is missing";
  json have = snn::getShape(source.getType()).vec();
  if ((*layer)["input_shape"] != have)
    return fail() << "parameter 'input_shape' is " << (*layer)["input_shape"].dump() << ", what comes in is "
                  << have.dump();
  return source;
}

FailureOr<Value> Importer::buildDelay(Value source) {
  FailureOr<int64_t> steps = getInteger("steps", 1);
  if (failed(steps))
    return failure();
  return builder.delay(name, source, *steps);
}

FailureOr<Value> Importer::buildLayer(const std::string &type, ArrayRef<Value> sources) {
  if (type == "Merge")
    return builder.merge(name, sources);
  if (type == "Concatenate")
    return builder.concatenate(name, sources);
  Value source = sources.front();
  if (type == "Delay")
    return buildDelay(source);
  if (type == "Conv2d")
    return buildConv2d(source);
  if (type == "Linear")
    return buildLinear(source);
  if (type == "SumPool2d")
    return buildSumPool2d(source);
  if (type == "SpikingLayer")
    return buildNeurons(source);
  if (type == "Flatten")
    return builder.flatten(name, source);
  if (type == "InputLayer")
    return checkInputLayer(source);
  return source; // Identity
}

//===----------------------------------------------------------------------===//
// The list
//===----------------------------------------------------------------------===//

/// What the layer reads: the producers that it names, or the layer before.
FailureOr<std::vector<std::string>> Importer::getInputs(const std::string &type) {
  size_t least = type == "Merge" ? 2 : 1;
  bool isBranch = type == "Merge" || type == "Concatenate";
  if (!isGiven("inputs")) {
    if (isBranch)
      return fail() << "parameter 'inputs' must name the layers to put together, is missing";
    return std::vector<std::string>{names.back()};
  }
  const json &inputs = (*layer)["inputs"];
  std::vector<std::string> producers;
  if (inputs.is_array())
    for (const json &input : inputs)
      if (input.is_string())
        producers.push_back(input.get<std::string>());
  bool fits = inputs.is_array() && producers.size() == inputs.size() && producers.size() >= least;
  if (!isBranch && (!fits || producers.size() != 1))
    return failKind("inputs", "a list of one layer's name");
  if (!fits)
    return failKind("inputs", least == 2 ? "a list of at least two layers' names" : "a list of layers' names");
  return producers;
}

LogicalResult Importer::readLayer(const json &object, size_t index) {
  layer = &object;
  name = std::to_string(index);
  if (!object.is_object())
    return fail() << "must be an object, is " << object.dump();
  if (isGiven("name")) {
    if (!object["name"].is_string() || object["name"].get<std::string>().empty())
      return failKind("name", "text");
    name = object["name"].get<std::string>();
  }
  if (llvm::is_contained(names, name))
    return fail() << "the name is taken by " << (name == "input" ? "the network's input" : "another layer");
  if (!object.contains("type") || !object["type"].is_string())
    return fail() << "parameter 'type' must be the type of a layer";
  std::string type = object["type"].get<std::string>();
  std::vector<std::string> known;
  for (const auto &[other, parameters] : kLayerTypes)
    known.push_back(other);
  auto found = kLayerTypes.find(type);
  if (found == kLayerTypes.end())
    return fail() << "layers of type '" << type << "' are not supported" << describeKnown(type, known);
  std::vector<std::string> parameters = found->second;
  parameters.insert(parameters.end(), {"type", "name", "inputs"});
  if (failed(checkKeys(object, "layer '" + name + "': ", parameters)))
    return failure();
  FailureOr<std::vector<std::string>> inputs = getInputs(type);
  if (failed(inputs))
    return failure();
  indices[name] = layers.size();
  layers.push_back({&object, name, type, std::move(*inputs)});
  names.push_back(name);
  return success();
}

/// Every name is known, every layer is read, and every cycle passes a delay.
LogicalResult Importer::checkGraph() {
  for (const Layer &reader : layers)
    for (const std::string &input : reader.inputs) {
      if (input != "input" && !indices.count(input))
        return builder.fail(reader.name) << "reads '" << input << "', which is no layer" << describeKnown(input, names);
      ++readers[input];
    }
  std::vector<bool> done(layers.size(), false);
  for (size_t i = 0; i < layers.size(); ++i)
    if (failed(checkAcyclic(i, done)))
      return failure();
  for (const std::string &unread : ArrayRef<std::string>(names).drop_back())
    if (!readers.count(unread))
      return builder.fail(unread) << "no other layer reads it, and it is not the last";
  return success();
}

/// Follows the inputs backwards from a layer, but not those of delays, and reports a way that leads back to itself.
/// Keeps its own stack, for a network may be deeper than the machine's.
LogicalResult Importer::checkAcyclic(size_t start, std::vector<bool> &done) {
  std::vector<std::pair<size_t, size_t>> way; // layers, with the next input to follow
  std::vector<bool> open(layers.size(), false);
  auto enter = [&](size_t index) -> LogicalResult {
    if (done[index] || layers[index].type == "Delay")
      return success();
    if (!open[index]) {
      open[index] = true;
      way.push_back({index, 0});
      return success();
    }
    std::string text = "'" + layers[index].name + "'";
    for (auto &[other, next] : llvm::reverse(way)) {
      text += " -> '" + layers[other].name + "'";
      if (other == index)
        break;
    }
    return builder.fail(layers[index].name) << "depends on itself within one step: " << text
                                            << "; a layer of type Delay on the way would make the cycle legal";
  };
  if (failed(enter(start)))
    return failure();
  while (!way.empty()) {
    auto [index, next] = way.back();
    if (next < layers[index].inputs.size()) {
      ++way.back().second;
      auto producer = indices.find(layers[index].inputs[next]);
      if (producer != indices.end() && failed(enter(producer->second)))
        return failure();
      continue;
    }
    open[index] = false;
    done[index] = true;
    way.pop_back();
  }
  return success();
}

/// Tells the types of all layers where some read others that come later. On a cycle not all inputs of a layer can be
/// known first: there the known inputs of a merge say what the others must be.
LogicalResult Importer::inferTypes() {
  auto readsLater = [&](const Layer &reader) {
    return llvm::any_of(reader.inputs, [&](const std::string &input) {
      auto found = indices.find(input);
      return found != indices.end() && found->second >= indices[reader.name];
    });
  };
  if (llvm::none_of(layers, readsLater))
    return success();
  types["input"] = values["input"].getType();
  for (bool fromMerges = false; types.size() < names.size();) {
    bool progress = false;
    for (const Layer &next : layers) {
      if (types.count(next.name))
        continue;
      SmallVector<Type> known;
      for (const std::string &input : next.inputs)
        if (Type type = types.lookup(input))
          known.push_back(type);
      if (known.empty() || (known.size() < next.inputs.size() && !(fromMerges && next.type == "Merge")))
        continue;
      setCurrent(next);
      FailureOr<Type> type = builder.probe([&]() -> FailureOr<Value> {
        SmallVector<Value> sources;
        for (size_t i = 0; i < next.inputs.size(); ++i)
          sources.push_back(builder.placeholder(name, known[std::min(i, known.size() - 1)]));
        return buildLayer(next.type, sources);
      });
      if (failed(type))
        return failure();
      types[next.name] = *type;
      progress = true;
      if (std::exchange(fromMerges, false))
        break;
    }
    if (progress)
      continue;
    if (fromMerges)
      for (const Layer &next : layers)
        if (!types.count(next.name))
          return builder.fail(next.name)
                 << "its shape cannot be told: all that it reads depends on itself; a Merge with "
                    "a layer outside of the cycle would tell it";
    fromMerges = true;
  }
  return success();
}

LogicalResult Importer::build(const Layer &next) {
  setCurrent(next);
  SmallVector<Value> sources;
  for (const std::string &input : next.inputs) {
    Value source = values.lookup(input);
    if (!source) {
      Value &placeholder = forward[input];
      if (!placeholder)
        placeholder = builder.placeholder(input, types.lookup(input));
      source = placeholder;
    }
    sources.push_back(source);
  }
  FailureOr<Value> value = buildLayer(next.type, sources);
  if (failed(value))
    return failure();
  if (Value placeholder = forward.lookup(name)) {
    if (placeholder.getType() != value->getType()) {
      InFlightDiagnostic diagnostic = fail();
      return diagnostic << "is " << value->getType() << ", but layers before it need " << placeholder.getType();
    }
    // A layer that does nothing may have passed it on.
    for (auto &entry : values)
      if (entry.second == placeholder)
        entry.second = *value;
    builder.replace(placeholder, *value);
  }
  values[name] = *value;
  return success();
}

LogicalResult Importer::checkHead() {
  if (!document.is_object())
    return builder.fail() << "a layer list is a JSON object";
  if (failed(checkKeys(document, "", {"format", "version", "weights", "input", "layers"})))
    return failure();
  if (document.value("format", json()) != "snnc.layers")
    return builder.fail() << "'format' must be \"snnc.layers\", is " << document.value("format", json()).dump();
  if (document.value("version", json()) != 1)
    return builder.fail() << "'version' must be 1, is " << document.value("version", json()).dump();
  if (!document.value("layers", json()).is_array() || document["layers"].empty())
    return builder.fail() << "'layers' must be a list of at least one layer";
  return success();
}

LogicalResult Importer::readInput() {
  json input = document.value("input", json());
  if (!input.is_object())
    return builder.fail() << "'input' must be an object with the shape of the network's input";
  if (failed(checkKeys(input, "input: ", {"shape", "step_us", "steps", "max_count"})))
    return failure();
  json shape = input.value("shape", json());
  std::vector<int64_t> extents;
  if (shape.is_array())
    for (const json &extent : shape)
      extents.push_back(asInteger(extent).value_or(0));
  if (extents.empty() || extents.size() > 3 || llvm::any_of(extents, [](int64_t n) { return n < 1; }))
    return builder.fail() << "input: 'shape' must be one to three whole numbers of at least 1, is " << shape.dump();
  std::optional<int64_t> numbers[3];
  const char *keys[] = {"step_us", "steps", "max_count"};
  for (auto [number, key] : llvm::zip(numbers, keys))
    if (json value = input.value(key, json()); !value.is_null()) {
      number = asInteger(value);
      if (!number || *number < 1)
        return builder.fail() << "input: '" << key << "' must be a whole number of at least 1, is " << value.dump();
    }
  values["input"] = builder.begin({{"input", extents, numbers[2]}}).front();
  Builder attributes(builder.getNetwork().getContext());
  if (numbers[0])
    builder.getNetwork()->setAttr(snn::SnnDialect::kStepUsAttr, attributes.getI64IntegerAttr(*numbers[0]));
  if (numbers[1])
    builder.getNetwork()->setAttr(snn::SnnDialect::kStepsAttr, attributes.getI64IntegerAttr(*numbers[1]));
  return success();
}

/// The option comes before the file that the list names, which lies beside it.
LogicalResult Importer::readWeights() {
  json named = document.value("weights", json());
  if (!named.is_null() && !named.is_string())
    return builder.fail() << "'weights' must be the name of an .npz file, is " << named.dump();
  arraysPath = options.weights;
  if (arraysPath.empty() && named.is_string()) {
    llvm::SmallString<128> beside(llvm::sys::path::parent_path(path));
    llvm::sys::path::append(beside, named.get<std::string>());
    arraysPath = beside.str().str();
  }
  if (arraysPath.empty())
    return success();
  llvm::Expected<NpzArrays> read = readNpz(arraysPath);
  if (!read)
    return builder.fail() << llvm::toString(read.takeError());
  arrays = std::move(*read);
  return success();
}

FailureOr<OwningOpRef<ModuleOp>> Importer::run() {
  llvm::Expected<std::string> text = readTextFile(path);
  if (!text)
    return builder.fail() << llvm::toString(text.takeError());
  llvm::Expected<json> parsed = parseJson(*text, path);
  if (!parsed)
    return builder.fail() << llvm::toString(parsed.takeError());
  document = std::move(*parsed);
  if (failed(checkHead()) || failed(readInput()) || failed(readWeights()))
    return failure();
  for (auto [index, object] : llvm::enumerate(document["layers"]))
    if (failed(readLayer(object, index)))
      return failure();
  if (failed(checkGraph()) || failed(inferTypes()))
    return failure();
  for (const Layer &next : layers)
    if (failed(build(next)))
      return failure();
  const std::string &last = layers.back().name;
  return builder.finish({{last, values[last]}}, options.spikingOutput == "auto", assumptions);
}

FailureOr<OwningOpRef<ModuleOp>> layers::import(const std::string &path, const ImportOptions &options,
                                                MLIRContext *context, std::vector<std::string> &assumptions) {
  return Importer(path, options, context, assumptions).run();
}
