//===- LayerList.cpp - from a list of layers to the dialect snn -----------===//
//
// Strict: whatever the file says must be known and of the right kind, so that a misspelt parameter is not a silent
// default.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/layers/LayerList.h"
#include "compiler/import/layers/LayerTypes.h"
#include "dialect/snn/SnnDialect.h"
#include "support/json/Json.h"
#include "support/npy/Npy.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using namespace snnc::layers;
using nlohmann::json;

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
  FailureOr<std::vector<std::string>> getInputs(const LayerParameters &layer, const LayerType &type);
  void checkGraph();
  LogicalResult checkAcyclic(size_t start, std::vector<bool> &done);
  void inferTypes();
  void build(const Layer &layer);
  /// What a layer gives is unknown from now on, and nothing that follows from it is reported.
  void giveUp(StringRef name) {
    hasFailed = true;
    unknown.insert(name);
  }
  FailureOr<Value> buildLayer(const Layer &layer, ArrayRef<Value> sources) {
    return getLayerTypes()
        .at(layer.type)
        .build(builder, LayerParameters(builder, arrays, *layer.object, layer.name), sources);
  }

  const std::string &path;
  const ImportOptions &options;
  std::vector<std::string> &assumptions;
  NetworkBuilder builder;
  json document;
  LayerArrays arrays;
  std::vector<Layer> layers;
  std::vector<std::string> names{"input"};
  llvm::StringMap<size_t> indices;   ///< of the layers, by name
  llvm::StringMap<Value> values;     ///< of the input, and of the layers that are built
  llvm::StringMap<Type> types;       ///< of all, where layers read such as come later
  llvm::StringMap<Value> forward;    ///< placeholders of layers that are not built yet
  llvm::StringMap<unsigned> readers; ///< how many layers read each
  llvm::StringSet<> unknown;         ///< layers with a mistake, or behind one
  bool hasFailed = false;
};

} // namespace

/// What the layer reads: the producers that it names, or the layer before.
FailureOr<std::vector<std::string>> Importer::getInputs(const LayerParameters &layer, const LayerType &type) {
  size_t least = type.leastInputs;
  if (!layer.isGiven("inputs")) {
    if (least)
      return layer.fail() << "parameter 'inputs' must name the layers to put together, is missing";
    return std::vector<std::string>{names.back()};
  }
  const json &inputs = layer["inputs"];
  std::vector<std::string> producers;
  if (inputs.is_array())
    for (const json &input : inputs)
      if (input.is_string())
        producers.push_back(input.get<std::string>());
  bool fits = inputs.is_array() && producers.size() == inputs.size() && producers.size() >= std::max<size_t>(least, 1);
  if (!least && (!fits || producers.size() != 1))
    return layer.failKind("inputs", "a list of one layer's name");
  if (!fits)
    return layer.failKind("inputs", least == 2 ? "a list of at least two layers' names" : "a list of layers' names");
  return producers;
}

LogicalResult Importer::readLayer(const json &object, size_t index) {
  std::string name = std::to_string(index);
  if (!object.is_object())
    return builder.fail(name) << "must be an object, is " << object.dump();
  if (json given = object.value("name", json()); !given.is_null()) {
    if (!given.is_string() || given.get<std::string>().empty())
      return builder.fail(name) << "parameter 'name' must be text, is " << given.dump();
    name = given.get<std::string>();
  }
  LayerParameters layer(builder, arrays, object, name);
  if (llvm::is_contained(names, name))
    return layer.fail() << "the name is taken by " << (name == "input" ? "the network's input" : "another layer");
  if (!object.contains("type") || !object["type"].is_string())
    return layer.fail() << "parameter 'type' must be the type of a layer";
  std::string type = object["type"].get<std::string>();
  auto found = getLayerTypes().find(type);
  if (found == getLayerTypes().end()) {
    if (type == "MaxPool2d")
      return layer.fail()
             << "takes the greatest of real values ('MaxPool2d'), of which no network of spikes is exact: which "
                "pixel is the greatest shows in the long run alone; 'AvgPool2d' in training and here would fit, "
                "and behind spiking layers 'SpikingMaxPooling2dLayer'";
    std::vector<std::string> known;
    for (const auto &[other, entry] : getLayerTypes())
      known.push_back(other);
    return layer.fail() << "layers of type '" << type << "' are not supported" << describeKnown(type, known);
  }
  std::vector<std::string> parameters = found->second.parameters;
  parameters.insert(parameters.end(), {"type", "name", "inputs"});
  if (failed(checkKeys(builder, object, "layer '" + name + "': ", parameters)))
    return failure();
  FailureOr<std::vector<std::string>> inputs = getInputs(layer, found->second);
  if (failed(inputs))
    return failure();
  indices[name] = layers.size();
  layers.push_back({&object, name, type, std::move(*inputs)});
  names.push_back(name);
  return success();
}

/// Every name is known, every layer is read, and every cycle passes a delay.
void Importer::checkGraph() {
  bool anyStray = hasFailed;
  for (const Layer &reader : layers)
    for (const std::string &input : reader.inputs) {
      if (input != "input" && !indices.count(input) && !unknown.contains(input)) {
        builder.fail(reader.name) << "reads '" << input << "', which is no layer" << describeKnown(input, names);
        giveUp(reader.name);
        anyStray = true;
      }
      ++readers[input];
    }
  std::vector<bool> done(layers.size(), false);
  for (size_t i = 0; i < layers.size(); ++i)
    if (failed(checkAcyclic(i, done)))
      hasFailed = true;
  for (const std::string &unread : ArrayRef<std::string>(names).drop_back())
    // A name that was mistaken may have been meant for it.
    if (!readers.count(unread) && !anyStray) {
      builder.fail(unread) << "no other layer reads it, and it is not the last";
      hasFailed = true;
    }
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
    builder.fail(layers[index].name) << "depends on itself within one step: " << text
                                     << "; a layer of type Delay on the way would make the cycle legal";
    for (auto &[other, next] : way) {
      done[other] = true;
      giveUp(layers[other].name);
    }
    return failure();
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
void Importer::inferTypes() {
  auto readsLater = [&](const Layer &reader) {
    return llvm::any_of(reader.inputs, [&](const std::string &input) {
      auto found = indices.find(input);
      return found != indices.end() && found->second >= indices[reader.name];
    });
  };
  if (llvm::none_of(layers, readsLater))
    return;
  types["input"] = values["input"].getType();
  auto isOpen = [&](const Layer &layer) { return !types.count(layer.name); };
  for (bool fromMerges = false; llvm::any_of(layers, isOpen);) {
    bool progress = false;
    for (const Layer &next : layers) {
      if (types.count(next.name))
        continue;
      if (unknown.contains(next.name) ||
          llvm::any_of(next.inputs, [&](const std::string &input) { return unknown.contains(input); })) {
        unknown.insert(next.name);
        types[next.name] = Type();
        progress = true;
        continue;
      }
      SmallVector<Type> known;
      for (const std::string &input : next.inputs)
        if (Type type = types.lookup(input))
          known.push_back(type);
      if (known.empty() || (known.size() < next.inputs.size() && !(fromMerges && next.type == "Merge")))
        continue;
      FailureOr<Type> type = builder.probe([&]() -> FailureOr<Value> {
        SmallVector<Value> sources;
        for (size_t i = 0; i < next.inputs.size(); ++i)
          sources.push_back(next.inputs[i] == "input"
                                ? values["input"]
                                : builder.placeholder(next.name, known[std::min(i, known.size() - 1)]));
        return buildLayer(next, sources);
      });
      if (failed(type))
        giveUp(next.name);
      types[next.name] = succeeded(type) ? *type : Type();
      progress = true;
      if (std::exchange(fromMerges, false))
        break;
    }
    if (progress)
      continue;
    if (fromMerges)
      for (const Layer &next : layers)
        if (!types.count(next.name)) {
          builder.fail(next.name) << "its shape cannot be told: all that it reads depends on itself; a Merge with "
                                     "a layer outside of the cycle would tell it";
          return giveUp(next.name);
        }
    fromMerges = true;
  }
}

void Importer::build(const Layer &next) {
  SmallVector<Value> sources;
  for (const std::string &input : next.inputs) {
    Value source = values.lookup(input);
    bool isForward = !source && types.lookup(input);
    if (unknown.contains(next.name) || unknown.contains(input) || (!source && !isForward)) {
      unknown.insert(next.name);
      return;
    }
    if (!source) {
      Value &placeholder = forward[input];
      if (!placeholder)
        placeholder = builder.placeholder(input, types.lookup(input));
      source = placeholder;
    }
    sources.push_back(source);
  }
  FailureOr<Value> value = buildLayer(next, sources);
  if (failed(value))
    return giveUp(next.name);
  if (Value placeholder = forward.lookup(next.name)) {
    if (placeholder.getType() != value->getType()) {
      builder.fail(next.name) << "is " << value->getType() << ", but layers before it need " << placeholder.getType();
      return giveUp(next.name);
    }
    // A layer that does nothing may have passed it on.
    for (auto &entry : values)
      if (entry.second == placeholder)
        entry.second = *value;
    builder.replace(placeholder, *value);
  }
  values[next.name] = *value;
}

LogicalResult Importer::checkHead() {
  if (!document.is_object())
    return builder.fail() << "a layer list is a JSON object";
  if (failed(checkKeys(builder, document, "", {"format", "version", "weights", "input", "layers"})))
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
  if (failed(checkKeys(builder, input, "input: ", {"shape", "step_us", "steps", "max_count", "max_total"})))
    return failure();
  json shape = input.value("shape", json());
  std::vector<int64_t> extents;
  if (shape.is_array())
    for (const json &extent : shape)
      extents.push_back(asInteger(extent).value_or(0));
  if (extents.empty() || extents.size() > 3 || llvm::any_of(extents, [](int64_t n) { return n < 1; }))
    return builder.fail() << "input: 'shape' must be one to three whole numbers of at least 1, is " << shape.dump();
  std::optional<int64_t> numbers[4];
  const char *keys[] = {"step_us", "steps", "max_count", "max_total"};
  for (auto [number, key] : llvm::zip(numbers, keys))
    if (json value = input.value(key, json()); !value.is_null()) {
      number = asInteger(value);
      if (!number || *number < 1)
        return builder.fail() << "input: '" << key << "' must be a whole number of at least 1, is " << value.dump();
    }
  // Data that are encoded are no spikes.
  bool isReal = llvm::any_of(layers, [](const Layer &layer) { return getLayerTypes().at(layer.type).isEncoder; });
  values["input"] = builder.begin({{"input", extents, numbers[2], isReal, numbers[3]}}).front();
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
  arrays.path = options.weights;
  if (arrays.path.empty() && named.is_string()) {
    llvm::SmallString<128> beside(llvm::sys::path::parent_path(path));
    llvm::sys::path::append(beside, named.get<std::string>());
    arrays.path = beside.str().str();
  }
  if (arrays.path.empty())
    return success();
  llvm::Expected<NpzArrays> read = readNpz(arrays.path);
  if (!read)
    return builder.fail() << llvm::toString(read.takeError());
  arrays.arrays = std::move(*read);
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
  if (failed(checkHead()) || failed(readWeights()))
    return failure();
  for (auto [index, object] : llvm::enumerate(document["layers"])) {
    if (succeeded(readLayer(object, index)))
      continue;
    // Others may read it by the name that it has, or would have.
    json given = object.is_object() ? object.value("name", json()) : json();
    std::string name = given.is_string() ? given.get<std::string>() : std::to_string(index);
    giveUp(name);
    names.push_back(name);
  }
  if (failed(readInput()))
    return failure();
  checkGraph();
  inferTypes();
  for (const Layer &next : layers)
    build(next);
  if (hasFailed) {
    if (options.onUnfinished)
      options.onUnfinished(builder.getNetwork());
    return failure();
  }
  const std::string &last = layers.back().name;
  return builder.finish({{last, values[last]}}, options.spikingOutput == "auto", assumptions);
}

FailureOr<OwningOpRef<ModuleOp>> layers::import(const std::string &path, const ImportOptions &options,
                                                MLIRContext *context, std::vector<std::string> &assumptions) {
  return Importer(path, options, context, assumptions).run();
}
