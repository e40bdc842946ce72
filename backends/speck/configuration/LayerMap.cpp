//===- LayerMap.cpp - which feature of which core is which neuron ---------===//

#include "backends/speck/configuration/LayerMap.h"
#include "backends/speck/configuration/Validator.h"
#include "support/json/Json.h"
#include "support/json/JsonText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <cmath>
#include <fmt/format.h>
#include <set>

using namespace snnc;
using namespace snnc::speck;
using json = nlohmann::ordered_json;

static const char schemaText[] =
#include "backends/speck/configuration/layers.schema.json.inc"
    ;

static json listOf(const Pair<int64_t> &pair) { return {pair.x, pair.y}; }

std::string speck::writeLayerMap(const LayerMap &map) {
  json result = {
      {"format", "snnc.speck-layers"}, {"version", 1}, {"network", map.network}, {"target", map.target.toJson()}};
  for (const char *key : {"inputs", "layers", "outputs"})
    result[key] = json::array();
  for (const MappedInput &input : map.inputs) {
    json routes = json::array();
    for (const InputRoute &route : input.routes)
      routes.push_back({{"core", route.core},
                        {"feature_shift", route.featureShift},
                        {"origin", listOf(route.origin)},
                        {"pooling", listOf(route.pooling)},
                        {"size", listOf(route.size)}});
    result["inputs"].push_back({{"name", input.name},
                                {"shape", input.shape},
                                {"bound", input.bound},
                                {"encoder", input.encoder},
                                {"routes", std::move(routes)}});
  }
  for (const MappedLayer &layer : map.layers) {
    json tiles = json::array();
    for (const Tile &tile : layer.tiles)
      tiles.push_back({{"core", tile.core}, {"first", tile.first}, {"channels", tile.channels}, {"step", tile.step}});
    result["layers"].push_back(
        {{"name", layer.name}, {"shape", layer.shape}, {"scale", layer.scale}, {"tiles", std::move(tiles)}});
  }
  for (const MappedOutput &output : map.outputs)
    result["outputs"].push_back({{"name", output.name}, {"shape", output.shape}, {"layer", output.layer}});
  return formatJson(result);
}

static Pair<int64_t> pairOf(const nlohmann::json &pair) { return {pair[0].get<int64_t>(), pair[1].get<int64_t>()}; }

llvm::Expected<LayerMap> speck::readLayerMap(llvm::StringRef text, llvm::StringRef where) {
  llvm::Expected<nlohmann::json> document = parseJson(text, where, schemaText);
  if (!document)
    return document.takeError();
  llvm::Expected<TargetDescription> target = TargetDescription::from((*document)["target"], (where + ", target").str());
  if (!target)
    return target.takeError();
  LayerMap map;
  map.network = (*document)["network"].get<std::string>();
  map.target = std::move(*target);
  for (const nlohmann::json &entry : (*document)["inputs"]) {
    MappedInput input{entry["name"].get<std::string>(),
                      entry["shape"].get<FrameShape>(),
                      entry["bound"].get<int64_t>(),
                      entry["encoder"].get<std::string>(),
                      {}};
    for (const nlohmann::json &route : entry["routes"])
      input.routes.push_back({route["core"].get<int64_t>(), route["feature_shift"].get<int64_t>(),
                              pairOf(route["origin"]), pairOf(route["pooling"]), pairOf(route["size"])});
    map.inputs.push_back(std::move(input));
  }
  for (const nlohmann::json &entry : (*document)["layers"]) {
    MappedLayer layer{
        entry["name"].get<std::string>(), entry["shape"].get<FrameShape>(), entry["scale"].get<double>(), {}};
    for (const nlohmann::json &tile : entry["tiles"])
      layer.tiles.push_back({tile["core"].get<int64_t>(), tile["first"].get<int64_t>(), tile["channels"].get<int64_t>(),
                             tile["step"].get<int64_t>()});
    map.layers.push_back(std::move(layer));
  }
  for (const nlohmann::json &entry : (*document)["outputs"])
    map.outputs.push_back(
        {entry["name"].get<std::string>(), entry["shape"].get<FrameShape>(), entry["layer"].get<int64_t>()});
  return map;
}

//===----------------------------------------------------------------------===//
// Checking
//===----------------------------------------------------------------------===//

static llvm::Error refuse(std::string what) { return llvm::createStringError(what); }

/// Channels of a layer lie one behind the other on cores that have its map.
static llvm::Error checkTiles(const MappedLayer &layer, const ChipConfiguration &configuration,
                              std::set<int64_t> &taken) {
  int64_t next = 0;
  for (const Tile &tile : layer.tiles) {
    const CnnLayer &core = configuration.layers[size_t(tile.core)];
    if (!taken.insert(tile.core).second)
      return refuse(fmt::format("core {} belongs to '{}' and to another layer", tile.core, layer.name));
    if (tile.first != next)
      return refuse(fmt::format("'{}' has channels from {} on where {} is next", layer.name, tile.first, next));
    if ((tile.channels - 1) * tile.step + 1 > core.output.features || core.output.size.y != layer.shape[1] ||
        core.output.size.x != layer.shape[2])
      return refuse(fmt::format("'{}' has {} channels of {} by {} on core {}, which has {} features of {} by {}",
                                layer.name, tile.channels, layer.shape[1], layer.shape[2], tile.core,
                                core.output.features, core.output.size.y, core.output.size.x));
    next += tile.channels;
  }
  if (next != layer.shape[0])
    return refuse(fmt::format("'{}' has {} channels, and {} on cores", layer.name, layer.shape[0], next));
  if (!std::isfinite(layer.scale) || layer.scale <= 0)
    return refuse(fmt::format("'{}' has a scale of {}", layer.name, layer.scale));
  return llvm::Error::success();
}

static llvm::Error checkRoute(const MappedInput &input, const InputRoute &route, const ChipConfiguration &c) {
  const CnnLayer &core = c.layers[size_t(route.core)];
  if (route.featureShift + input.shape[0] > core.input.features || !(route.size == core.input.size))
    return refuse(
        fmt::format("input '{}' goes to core {} as {} features of {} by {} from {} on, it takes {} of {} by {}",
                    input.name, route.core, input.shape[0], route.size.y, route.size.x, route.featureShift,
                    core.input.features, core.input.size.y, core.input.size.x));
  if (route.origin.y + route.pooling.y * route.size.y > input.shape[1] ||
      route.origin.x + route.pooling.x * route.size.x > input.shape[2])
    return refuse(fmt::format("input '{}' is smaller than what core {} takes of it", input.name, route.core));
  return llvm::Error::success();
}

static llvm::Error checkMap(const LayerMap &map, const ChipConfiguration &configuration) {
  std::set<std::string> names;
  std::set<int64_t> taken;
  for (const MappedLayer &layer : map.layers) {
    if (!names.insert(layer.name).second)
      return refuse(fmt::format("there are two layers '{}'", layer.name));
    if (llvm::Error error = checkTiles(layer, configuration, taken))
      return error;
  }
  for (int64_t core = 0; core < kCores; ++core)
    if (!taken.count(core) && !isUntouched(configuration.layers[size_t(core)]))
      return refuse(fmt::format("core {} is configured and belongs to no layer", core));
  for (const MappedInput &input : map.inputs)
    for (const InputRoute &route : input.routes)
      if (llvm::Error error = checkRoute(input, route, configuration))
        return error;
  for (const MappedOutput &output : map.outputs)
    if (output.layer >= int64_t(map.layers.size()) ||
        output.shape[0] * output.shape[1] * output.shape[2] != map.layers[size_t(output.layer)].shape[0] *
                                                                   map.layers[size_t(output.layer)].shape[1] *
                                                                   map.layers[size_t(output.layer)].shape[2])
      return refuse(
          fmt::format("output '{}' is of layer {}, which has another size or is not there", output.name, output.layer));
  return llvm::Error::success();
}

llvm::Error speck::checkProgram(const ChipProgram &program) {
  // Traps first: samna's rules divide by what they find wrong.
  for (const Trap &trap : findTraps(program.configuration, program.map.target))
    if (trap.isGrave)
      return refuse(trap.what);
  std::string verdict = validate(program.configuration, program.map.target);
  if (!verdict.empty())
    return refuse("samna would refuse it: " +
                  llvm::join(llvm::split(llvm::StringRef(verdict).rtrim('\n'), '\n'), "; "));
  return checkMap(program.map, program.configuration);
}

//===----------------------------------------------------------------------===//
// Folders
//===----------------------------------------------------------------------===//

static std::string fileIn(llvm::StringRef directory, llvm::StringRef name) {
  llvm::SmallString<128> path(directory);
  llvm::sys::path::append(path, name);
  return path.str().str();
}

llvm::Expected<ChipProgram> speck::readProgram(llvm::StringRef configuration, llvm::StringRef layers,
                                               llvm::StringRef directory) {
  llvm::Expected<LayerMap> map = readLayerMap(layers, fileIn(directory, layerMapFileName));
  if (!map)
    return map.takeError();
  std::string where = fileIn(directory, configurationFileName);
  llvm::Expected<ReadConfiguration> read = readConfiguration(configuration, where);
  if (!read)
    return read.takeError();
  if (!read->notes.empty())
    return llvm::createStringError(where + ": " + read->notes.front());
  ChipProgram program{std::move(read->configuration), std::move(*map)};
  if (llvm::Error error = checkProgram(program))
    return llvm::createStringError(where + ": " + llvm::toString(std::move(error)));
  return program;
}

llvm::Expected<ChipProgram> speck::loadProgram(llvm::StringRef directory) {
  llvm::Expected<std::string> configuration = readTextFile(fileIn(directory, configurationFileName));
  if (!configuration)
    return configuration.takeError();
  llvm::Expected<std::string> layers = readTextFile(fileIn(directory, layerMapFileName));
  if (!layers)
    return layers.takeError();
  return readProgram(*configuration, *layers, directory);
}
