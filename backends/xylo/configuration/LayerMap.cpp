//===- LayerMap.cpp - which neuron of the core is which of the network ----===//

#include "backends/xylo/configuration/LayerMap.h"
#include "support/json/Json.h"
#include "support/json/JsonText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>

using namespace snnc;
using namespace snnc::xylo;
using json = nlohmann::ordered_json;

static const char schemaText[] =
#include "backends/xylo/configuration/layers.schema.json.inc"
    ;

int64_t LayerMap::greatestDelay() const {
  int64_t greatest = 0;
  for (const MappedLayer &layer : layers)
    greatest = std::max(greatest, layer.delay);
  return greatest;
}

std::string xylo::writeLayerMap(const LayerMap &map) {
  json result = {
      {"format", "snnc.xylo-layers"}, {"version", 1}, {"network", map.network}, {"target", map.target.toJson()}};
  for (const char *key : {"inputs", "layers", "outputs"})
    result[key] = json::array();
  for (const MappedInput &input : map.inputs)
    result["inputs"].push_back({{"name", input.name},
                                {"shape", input.shape},
                                {"first", input.first},
                                {"bound", input.bound},
                                {"encoder", input.encoder}});
  for (const MappedLayer &layer : map.layers)
    result["layers"].push_back({{"name", layer.name},
                                {"shape", layer.shape},
                                {"population", layer.isReadout ? "readout" : "hidden"},
                                {"first", layer.first},
                                {"delay", layer.delay},
                                {"scale", layer.scale}});
  for (const MappedOutput &output : map.outputs)
    result["outputs"].push_back({{"name", output.name}, {"shape", output.shape}, {"neurons", output.neurons}});
  return formatJson(result);
}

llvm::Expected<LayerMap> xylo::readLayerMap(llvm::StringRef text, llvm::StringRef where) {
  llvm::Expected<nlohmann::json> document = parseJson(text, where, schemaText);
  if (!document)
    return document.takeError();
  llvm::Expected<TargetDescription> target = TargetDescription::from((*document)["target"], (where + ", target").str());
  if (!target)
    return target.takeError();
  LayerMap map;
  map.network = (*document)["network"].get<std::string>();
  map.target = std::move(*target);
  for (const nlohmann::json &entry : (*document)["inputs"])
    map.inputs.push_back({entry["name"].get<std::string>(), entry["shape"].get<FrameShape>(),
                          entry["first"].get<int64_t>(), entry["bound"].get<int64_t>(),
                          entry["encoder"].get<std::string>()});
  for (const nlohmann::json &entry : (*document)["layers"])
    map.layers.push_back({entry["name"].get<std::string>(), entry["shape"].get<FrameShape>(),
                          entry["population"] == "readout", entry["first"].get<int64_t>(),
                          entry["delay"].get<int64_t>(), entry["scale"].get<std::vector<double>>()});
  for (const nlohmann::json &entry : (*document)["outputs"])
    map.outputs.push_back({entry["name"].get<std::string>(), entry["shape"].get<FrameShape>(),
                           entry["neurons"].get<std::vector<int64_t>>()});
  return map;
}

//===----------------------------------------------------------------------===//
// Checking
//===----------------------------------------------------------------------===//

namespace {
/// Numbers each of which belongs to one layer or input at most.
class Owners {
public:
  Owners(const char *kind, int64_t count) : kind(kind), owner(size_t(count)) {}

  llvm::Error claim(const std::string &name, int64_t first, int64_t count) {
    if (first + count > int64_t(owner.size()))
      return llvm::createStringError(
          fmt::format("'{}' has {} {} from {} on, there are {}", name, count, kind, first, owner.size()));
    for (int64_t i = first; i < first + count; ++i) {
      if (!owner[size_t(i)].empty())
        return llvm::createStringError(
            fmt::format("of the {}, {} belongs to '{}' and to '{}'", kind, i, owner[size_t(i)], name));
      owner[size_t(i)] = name;
    }
    return llvm::Error::success();
  }

private:
  const char *kind;
  std::vector<std::string> owner;
};
} // namespace

static llvm::Error checkScale(const MappedLayer &layer) {
  if (int64_t(layer.scale.size()) != layer.shape[0])
    return llvm::createStringError(
        fmt::format("'{}' has a scale of {} numbers for {} channels", layer.name, layer.scale.size(), layer.shape[0]));
  for (double scale : layer.scale)
    if (!std::isfinite(scale) || scale <= 0)
      return llvm::createStringError(fmt::format("'{}' has a scale of {}, it is above 0", layer.name, scale));
  return llvm::Error::success();
}

static llvm::Error checkOutput(const MappedOutput &output, int64_t neurons) {
  if (int64_t(output.neurons.size()) != sizeOf(output.shape))
    return llvm::createStringError(fmt::format("output '{}' has {} neurons, of {} elements", output.name,
                                               output.neurons.size(), sizeOf(output.shape)));
  for (int64_t neuron : output.neurons)
    if (neuron >= neurons)
      return llvm::createStringError(
          fmt::format("output '{}' has output neuron {}, there are {}", output.name, neuron, neurons));
  return llvm::Error::success();
}

llvm::Error xylo::checkLayerMap(const LayerMap &map, const CoreConfiguration &configuration) {
  Owners channels("input channels", configuration.input.rows);
  Owners hidden("hidden neurons", int64_t(configuration.neurons.size()));
  Owners readout("output neurons", int64_t(configuration.outputs.size()));
  std::set<std::string> names;
  for (const MappedInput &input : map.inputs)
    if (llvm::Error error = channels.claim(input.name, input.first, sizeOf(input.shape)))
      return error;
  for (const MappedLayer &layer : map.layers) {
    if (!names.insert(layer.name).second)
      return llvm::createStringError(fmt::format("there are two layers '{}'", layer.name));
    if (llvm::Error error = (layer.isReadout ? readout : hidden).claim(layer.name, layer.first, sizeOf(layer.shape)))
      return error;
    if (llvm::Error error = checkScale(layer))
      return error;
  }
  for (const MappedOutput &output : map.outputs)
    if (llvm::Error error = checkOutput(output, int64_t(configuration.outputs.size())))
      return error;
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Folders
//===----------------------------------------------------------------------===//

static std::string fileIn(llvm::StringRef directory, llvm::StringRef name) {
  llvm::SmallString<128> path(directory);
  llvm::sys::path::append(path, name);
  return path.str().str();
}

llvm::Expected<CoreProgram> xylo::readProgram(llvm::StringRef configuration, llvm::StringRef layers,
                                              llvm::StringRef directory) {
  CoreProgram program;
  std::string layersPath = fileIn(directory, layerMapFileName);
  llvm::Expected<LayerMap> map = readLayerMap(layers, layersPath);
  if (!map)
    return map.takeError();
  program.map = std::move(*map);
  llvm::Expected<CoreConfiguration> read =
      readConfiguration(configuration, fileIn(directory, configurationFileName), program.map.target);
  if (!read)
    return read.takeError();
  program.configuration = std::move(*read);
  if (llvm::Error error = checkLayerMap(program.map, program.configuration))
    return llvm::createStringError(layersPath + ": " + llvm::toString(std::move(error)));
  return program;
}

llvm::Expected<CoreProgram> xylo::loadProgram(llvm::StringRef directory) {
  llvm::Expected<std::string> configuration = readTextFile(fileIn(directory, configurationFileName));
  if (!configuration)
    return configuration.takeError();
  llvm::Expected<std::string> layers = readTextFile(fileIn(directory, layerMapFileName));
  if (!layers)
    return layers.takeError();
  return readProgram(*configuration, *layers, directory);
}
