//===- Diff.cpp - snnc diff -----------------------------------------------===//
//
// Compares two compiled folders by their program.json: each becomes a list of facts by name, and what differs is told.
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Command.h"
#include "compiler/driver/ProgramFile.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <fmt/format.h>
#include <map>

using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

namespace {
/// A section of the report and what in it, in the order in which they are told.
using Name = std::pair<std::string, std::string>;
using Facts = std::vector<std::pair<Name, json>>;

struct Change {
  Name name;
  json before, after; ///< null where one side has none
};
} // namespace

/// Numbers and words below a value, by their path.
static void addLeaves(const std::string &section, const std::string &path, const json &value, Facts &facts) {
  if (!value.is_object()) {
    facts.push_back({{section, path}, value});
    return;
  }
  for (const auto &[key, below] : value.items())
    addLeaves(section, path.empty() ? key : path + "." + key, below, facts);
}

static std::string nameOf(const json &core) { return fmt::format("{},{}", core[0].get<int>(), core[1].get<int>()); }

/// How many tiles each layer has, and where they are, where a chip has such things.
static void addTiles(const json &program, Facts &facts) {
  if (!program.contains("populations"))
    return;
  llvm::MapVector<llvm::StringRef, std::vector<std::string>> tiles;
  for (const json &population : program["populations"])
    if (population.contains("layer") && population.contains("core"))
      tiles[population["layer"].get_ref<const std::string &>()].push_back(nameOf(population["core"]));
  for (const auto &[layer, cores] : tiles) {
    facts.push_back({{"tiles", layer.str()}, cores.size()});
    facts.push_back({{"places", layer.str()}, fmt::format("{}", fmt::join(cores, " "))});
  }
}

/// What is expected of the mapping; not each core's share of it.
static void addMapping(const json &program, Facts &facts) {
  if (!program.contains("mapping"))
    return;
  const json &mapping = program["mapping"];
  for (const char *key : {"packet_hops", "least_packet_hops", "proved", "average_hops", "greatest_hops", "energy"})
    if (mapping["placement"].contains(key))
      facts.push_back({{"traffic", key}, mapping["placement"][key]});
  facts.push_back({{"cycles", "expected of a step"}, mapping["schedule"]["period"]});
}

static Facts factsOf(const json &program) {
  Facts facts;
  addLeaves("target", "", program["target"], facts);
  if (program.contains("options"))
    addLeaves("options", "", program["options"], facts);
  addTiles(program, facts);
  if (program.contains("used"))
    addLeaves("used", "", program["used"], facts);
  for (const json &layer : program["quantisation"]) {
    json rest = layer;
    std::string name = rest["layer"].get<std::string>();
    rest.erase("layer");
    addLeaves("quantisation", name, rest, facts);
  }
  if (program.contains("calibration"))
    addLeaves("calibration", "", program["calibration"], facts);
  addMapping(program, facts);
  addLeaves("files", "", program["hashes"], facts);
  return facts;
}

/// In the order of the first, what only the second has behind.
static std::vector<Change> compare(const Facts &before, const Facts &after) {
  std::map<Name, json> left(after.begin(), after.end());
  std::vector<Change> changes;
  for (const auto &[name, value] : before) {
    auto other = left.find(name);
    json now = other == left.end() ? json() : other->second;
    if (now != value)
      changes.push_back({name, value, now});
    if (other != left.end())
      left.erase(other);
  }
  for (const auto &[name, value] : after)
    if (left.count(name))
      changes.push_back({name, json(), value});
  // A section's changes stand together.
  std::stable_sort(changes.begin(), changes.end(), [&](const Change &a, const Change &b) {
    auto rank = [](const std::string &section) {
      static const char *order[] = {"target",       "options",     "tiles",   "places", "used",
                                    "quantisation", "calibration", "traffic", "cycles", "files"};
      return std::find(std::begin(order), std::end(order), section) - std::begin(order);
    };
    return rank(a.name.first) < rank(b.name.first);
  });
  return changes;
}

static std::string textOf(const json &value) {
  if (value.is_null())
    return "-";
  if (value.is_string())
    return value.get<std::string>();
  return value.is_number_float() ? fmt::format("{:.6g}", value.get<double>()) : value.dump();
}

static std::string render(const Change &change) {
  std::string text = fmt::format("{:<13} {:<36} {} -> {}", change.name.first, change.name.second, textOf(change.before),
                                 textOf(change.after));
  if (change.name.first == "files")
    return fmt::format("{:<13} {:<36} differs", change.name.first, change.name.second);
  if (change.before.is_number() && change.after.is_number() && change.before.get<double>() != 0)
    text += fmt::format(" ({:+.1f} %)", 100 * (change.after.get<double>() / change.before.get<double>() - 1));
  return text;
}

int driver::runDiff(const TargetRegistry &targets, const DiffOptions &options, const CommonOptions &common) {
  json programs[2];
  for (size_t i = 0; i < 2; ++i) {
    llvm::Expected<json> program = readProgram(targets, i ? options.after : options.before);
    if (!program)
      return fail(BadInput, program.takeError());
    programs[i] = std::move(*program);
  }
  std::vector<Change> changes = compare(factsOf(programs[0]), factsOf(programs[1]));
  if (common.json) {
    json list = json::array();
    for (const Change &change : changes)
      list.push_back({{"section", change.name.first},
                      {"what", change.name.second},
                      {"before", change.before},
                      {"after", change.after}});
    llvm::outs()
        << toText({{"before", options.before}, {"after", options.after}, {"equal", changes.empty()}, {"changes", list}})
        << "\n";
    return Done;
  }
  for (const Change &change : changes)
    llvm::outs() << render(change) << "\n";
  if (changes.empty())
    llvm::outs() << "both hold the same\n";
  return Done;
}
