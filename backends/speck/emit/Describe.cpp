//===- Describe.cpp - what was made of a network, for program.json --------===//

#include "backends/speck/emit/Describe.h"
#include "backends/speck/configuration/Validator.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::speck;
using json = nlohmann::ordered_json;

static const char schemaText[] =
#include "backends/speck/emit/program.schema.json.inc"
    ;

llvm::StringRef speck::programSchema() { return schemaText; }

static json amount(int64_t used, int64_t available) { return {{"used", used}, {"available", available}}; }

static json describeTile(const Tile &tile, const ChipConfiguration &c, const TargetDescription &target) {
  const CnnLayer &core = c.layers[size_t(tile.core)];
  return {{"core", tile.core},
          {"first", tile.first},
          {"channels", tile.channels},
          {"kernelWords", amount(kernelWordsOf(core.input.features, core.output.features, core.kernelSize),
                                 target.kernelWords[size_t(tile.core)])},
          {"neuronWords", amount(neuronWordsOf(core.output.features, core.output.size.y, core.output.size.x),
                                 target.neuronWords[size_t(tile.core)])}};
}

static json describeLayer(LayerOp op, const MappedLayer &layer, const ChipProgram &assembled) {
  const CnnLayer &core = assembled.configuration.layers[size_t(layer.tiles.front().core)];
  json result = {{"name", layer.name},
                 {"shape", layer.shape},
                 {"input", {core.input.features, core.input.size.y, core.input.size.x}},
                 {"kernel", core.kernelSize},
                 {"stride", {core.stride.y, core.stride.x}},
                 {"padding", {core.padding.y, core.padding.x}},
                 {"threshold", core.thresholdHigh},
                 {"thresholdLow", core.thresholdLow},
                 {"tiles", json::array()},
                 {"deviations", json::array()}};
  for (const Tile &tile : layer.tiles)
    result["tiles"].push_back(describeTile(tile, assembled.configuration, assembled.map.target));
  for (Attribute deviation : op.getDeviationsAttr() ? op.getDeviationsAttr().getValue() : ArrayRef<Attribute>())
    result["deviations"].push_back(cast<StringAttr>(deviation).str());
  return result;
}

json speck::describeProgram(ProgramOp program, const ChipProgram &assembled) {
  const LayerMap &map = assembled.map;
  json result = {{"format", "snnc.speck-program"},
                 {"version", 1},
                 {"network", program.getSymName().str()},
                 {"target", map.target.toJson()},
                 {"sensor", bool(program.getSensor())},
                 {"layers", json::array()},
                 {"notes", json::array()}};
  std::array<int64_t, 3> used{}, available{};
  for (auto [op, layer] : llvm::zip(program.getBody().getOps<LayerOp>(), map.layers)) {
    result["layers"].push_back(describeLayer(op, layer, assembled));
    for (const json &tile : result["layers"].back()["tiles"]) {
      used[0] += 1;
      used[1] += tile["kernelWords"]["used"].get<int64_t>();
      used[2] += tile["neuronWords"]["used"].get<int64_t>();
    }
  }
  available[0] = kCores;
  for (int64_t words : map.target.kernelWords)
    available[1] += words;
  for (int64_t words : map.target.neuronWords)
    available[2] += words;
  for (const Trap &trap : findTraps(assembled.configuration, map.target))
    result["notes"].push_back(trap.what);
  for (auto [key, values] : {std::pair("used", used), std::pair("available", available)})
    result[key] = {{"cores", values[0]}, {"kernelWords", values[1]}, {"neuronWords", values[2]}};
  return result;
}

static std::string shapeText(const json &shape) {
  return fmt::format("{}x{}x{}", shape[0].get<int64_t>(), shape[1].get<int64_t>(), shape[2].get<int64_t>());
}

static std::string pairText(const json &pair) {
  int64_t rows = pair[0].get<int64_t>(), columns = pair[1].get<int64_t>();
  return rows == columns ? std::to_string(rows) : fmt::format("{}x{}", rows, columns);
}

std::string speck::programTable(const json &program) {
  std::string text =
      fmt::format("{:<16} {:<11} {:>4} {:<11} {:>6} {:>6} {:>7} {:>9} {:>17} {:>17}\n", "layer", "channels", "core",
                  "input", "kernel", "stride", "padding", "threshold", "kernel words", "neuron words");
  for (const json &layer : program["layers"])
    for (const json &tile : layer["tiles"]) {
      int64_t first = tile["first"].get<int64_t>(), channels = tile["channels"].get<int64_t>();
      auto words = [&](const char *key) {
        return fmt::format("{} / {}", tile[key]["used"].get<int64_t>(), tile[key]["available"].get<int64_t>());
      };
      text += fmt::format("{:<16} {:<11} {:>4} {:<11} {:>6} {:>6} {:>7} {:>9} {:>17} {:>17}\n",
                          layer["name"].get<std::string>(), fmt::format("{}..{}", first, first + channels - 1),
                          tile["core"].get<int64_t>(), shapeText(layer["input"]), layer["kernel"].get<int64_t>(),
                          pairText(layer["stride"]), pairText(layer["padding"]), layer["threshold"].get<int64_t>(),
                          words("kernelWords"), words("neuronWords"));
    }
  text += "\n";
  for (const auto &[resource, used] : program["used"].items())
    text += fmt::format("{:<16} {:>9} / {}\n", resource, used.get<int64_t>(),
                        program["available"][resource].get<int64_t>());
  return text;
}
