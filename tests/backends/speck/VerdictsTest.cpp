//===- VerdictsTest.cpp - the validator against samna's own ---------------===//
//
// Inputs/verdicts.jsonl holds configurations and what samna 0.7.1.0 says of each (tests/oracles/speck.sh): every limit
// of docs/speck.md, at and beyond it, and 500 random ones, 250 of them valid.
//
//===----------------------------------------------------------------------===//

#include "backends/speck/configuration/Validator.h"
#include "support/json/Json.h"
#include "tests/sim/Must.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace snnc;
using namespace snnc::speck;
using nlohmann::json;
using snnc::test::must;

namespace {
Pair<int64_t> pairOf(const json &list) { return {list[0].get<int64_t>(), list[1].get<int64_t>()}; }

FeatureShape featuresOf(const json &list) {
  return {list[0].get<int64_t>(), {list[1].get<int64_t>(), list[2].get<int64_t>()}};
}

/// The shape that the entry gives, or the one that fits; samna keeps its own where an extent is 0.
std::vector<int64_t> shapeOf(const json &entry, const char *name, std::vector<int64_t> fitting,
                             const std::vector<int64_t> &untouched) {
  std::vector<int64_t> shape = entry.contains(name) ? entry[name].get<std::vector<int64_t>>() : fitting;
  return llvm::is_contained(shape, 0) ? untouched : shape;
}

/// What an entry does not say of a layer.
const json defaults = {{"k", 1},
                       {"s", {1, 1}},
                       {"p", {0, 0}},
                       {"theta", {10, -10}},
                       {"to", json::array({json::array({0, 0, 1, 0}), json::array({0, 0, 1, 0})})}};

CnnLayer layerOf(const json &given) {
  json entry = defaults;
  entry.update(given);
  CnnLayer layer;
  layer.input = featuresOf(entry["in"]);
  layer.output = featuresOf(entry["out"]);
  layer.kernelSize = entry["k"].get<int64_t>();
  layer.stride = pairOf(entry["s"]);
  layer.padding = pairOf(entry["p"]);
  layer.thresholdHigh = entry["theta"][0].get<int64_t>();
  layer.thresholdLow = entry["theta"][1].get<int64_t>();
  for (auto [i, d] : llvm::enumerate(entry["to"]))
    layer.destinations[i] = {d[0] != 0, d[1].get<int64_t>(), d[2].get<int64_t>(), d[3].get<int64_t>()};
  // The validator looks at shapes alone.
  layer.weights.shape = shapeOf(entry, "w", layer.weightsShape(), {1, 1, 1, 1});
  layer.biases.shape = shapeOf(entry, "b", {layer.output.features}, {1});
  layer.initialValues.shape = shapeOf(entry, "v", layer.valuesShape(), {1, 1, 1});
  layer.weightsKillBit = shapeOf(entry, "wk", layer.weightsShape(), {1, 1, 1, 1});
  layer.biasesKillBit = shapeOf(entry, "bk", {layer.output.features}, {1});
  layer.valuesKillBit = shapeOf(entry, "vk", layer.valuesShape(), {1, 1, 1});
  return layer;
}

ChipConfiguration configurationOf(const json &entry) {
  ChipConfiguration configuration;
  if (entry.contains("layers"))
    for (const auto &[core, layer] : entry["layers"].items())
      configuration.layers[size_t(std::stoi(core))] = layerOf(layer);
  json sensor = entry.value("sensor", json::object());
  DvsLayer &to = configuration.sensor;
  for (auto [name, pair] :
       {std::pair("origin", &to.origin), std::pair("cut", &to.cut), std::pair("pooling", &to.pooling)})
    if (sensor.contains(name))
      *pair = pairOf(sensor[name]);
  to.merge = sensor.value("merge", false);
  for (auto [i, d] : llvm::enumerate(sensor.value("to", json::array())))
    to.destinations[i] = {d[0] != 0, d[1].get<int64_t>()};
  if (entry.contains("filter"))
    configuration.filterSize = pairOf(entry["filter"]);
  configuration.addressInterpretation = entry.value("interpretation", int64_t(0));
  return configuration;
}

TEST(Verdicts, AreThoseOfSamna) {
  TargetDescription target = must(TargetDescription::parse(presetText("speck2b"), "speck2b"));
  std::string text = must(readTextFile(SNNC_SOURCE_DIR "/tests/backends/speck/Inputs/verdicts.jsonl"));
  unsigned limits = 0, valid = 0, invalid = 0;
  for (llvm::StringRef line : llvm::split(text, '\n')) {
    if (line.empty())
      continue;
    json entry = must(parseJson(line, "verdicts.jsonl"));
    std::string name = entry["name"].get<std::string>();
    SCOPED_TRACE(name);
    ChipConfiguration configuration = configurationOf(entry);
    std::string says = entry["says"].get<std::string>();
    EXPECT_EQ(validate(configuration, target), says);
    if (llvm::StringRef(name).starts_with("random"))
      ++(says.empty() ? valid : invalid);
    else
      ++limits;
  }
  EXPECT_EQ(valid, 250u);
  EXPECT_EQ(invalid, 250u);
  EXPECT_EQ(limits, 289u);
}
} // namespace
