//===- ExplainNeuron.cpp - from a neuron to its words, and back -----------===//

#include "backends/mesh/explain/Explain.h"
#include "sim/mesh/chip/Symbols.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>
#include <set>
#include <tuple>

using namespace snnc;
using namespace snnc::mesh;
using json = nlohmann::ordered_json;

namespace {
/// The edges that lead into a port, in the coordinates of its pixels.
struct ArrivingEdge {
  std::string from;
  int64_t channels[2], rows[2], columns[2]; ///< first and last
};

class Explainer {
public:
  explicit Explainer(const LoadedImage &loaded)
      : image(loaded.image), program(loaded.program), symbols(loaded), lanes(image.target.lanes) {}

  llvm::Expected<Explanation> neuron(llvm::StringRef layer, llvm::ArrayRef<uint32_t> at);
  llvm::Expected<Explanation> address(uint32_t column, uint32_t row, uint32_t address);

private:
  const PopulationEntry &entryOf(const sim::PopulationTile &tile) const {
    return *program.core(tile.coreX, tile.coreY).populations[tile.slot];
  }
  std::string nameOf(const sim::PopulationTile &tile) const { return image.layers[tile.layer].name; }

  /// Names of the parameter words of a group, in order.
  static std::vector<const char *> parametersOf(const PopulationEntry &entry);
  json describePlace(const sim::PopulationTile &tile) const;
  json describeParameters(const sim::PopulationTile &tile, uint32_t group, uint32_t lane) const;
  ArrivingEdge arriving(const CreditEntry &credit) const;
  /// Ports of a population with their edges, and the taps of each that reach a neuron.
  json describeFanIn(const sim::PopulationTile &tile, uint32_t y, uint32_t x) const;
  json describeState(const sim::PopulationTile &tile, uint32_t address) const;
  json describeWeight(const CoreProgram &core, uint32_t address) const;

  const Image &image;
  const Program &program;
  sim::Symbols symbols;
  uint32_t lanes;
};
} // namespace

std::vector<const char *> Explainer::parametersOf(const PopulationEntry &entry) {
  std::vector<const char *> names;
  if (isMaxPool(entry))
    return names;
  names.push_back("threshold");
  if (entry.hasLowerBound)
    names.push_back("lower_bound");
  if (entry.hasBias)
    names.push_back("bias");
  if (entry.hasSubtract)
    names.push_back("subtract");
  if (hasDecay(entry))
    names.push_back("decay");
  if (hasCurrent(entry))
    names.push_back("current_decay");
  return names;
}

json Explainer::describePlace(const sim::PopulationTile &tile) const {
  return {{"layer", nameOf(tile)},
          {"core", {tile.coreX, tile.coreY}},
          {"slot", tile.slot},
          {"origin", {tile.channel, tile.y, tile.x}},
          {"shape", {tile.channels, tile.height, tile.width}}};
}

json Explainer::describeParameters(const sim::PopulationTile &tile, uint32_t group, uint32_t lane) const {
  const PopulationEntry &entry = entryOf(tile);
  const CoreProgram &core = program.core(tile.coreX, tile.coreY);
  json result = json::object();
  for (auto [i, name] : llvm::enumerate(parametersOf(entry))) {
    uint32_t word = uint32_t(entry.stateBase) + group * parameterWords(entry) + uint32_t(i);
    result[name] = {{"value", core.state[size_t(word) * lanes + lane]}, {"address", word}};
  }
  return result;
}

ArrivingEdge Explainer::arriving(const CreditEntry &credit) const {
  ArrivingEdge edge;
  const DestinationEntry *entry;
  if (credit.toHost) {
    const HostEdge &host = image.hostEdges[size_t(credit.destination)];
    entry = &host.destination;
    edge.from = "input '" + image.inputs[host.input].name + "'";
  } else {
    const CoreProgram &core = program.core(uint32_t(credit.coreX), uint32_t(credit.coreY));
    entry = &*core.destinations[size_t(credit.destination)];
    for (const sim::PopulationTile &tile : symbols.populations()) {
      const PopulationEntry &sender = entryOf(tile);
      if (tile.coreX == credit.coreX && tile.coreY == credit.coreY && credit.destination >= sender.firstDestination &&
          credit.destination < sender.firstDestination + sender.destinationCount)
        edge.from = fmt::format("{} in core {},{}", nameOf(tile), tile.coreX, tile.coreY);
    }
  }
  sim::EdgeFilter filter(*entry);
  uint32_t lowChannel = uint32_t(entry->lowChannel), highChannel = uint32_t(entry->highChannel);
  filter.applyChannel(lowChannel);
  filter.applyChannel(highChannel);
  edge.channels[0] = lowChannel;
  edge.channels[1] = highChannel;
  uint32_t lowY = uint32_t(entry->lowY), highY = uint32_t(entry->highY), lowX = uint32_t(entry->lowX),
           highX = uint32_t(entry->highX);
  filter.applyY(lowY);
  filter.applyY(highY);
  filter.applyX(lowX);
  filter.applyX(highX);
  edge.rows[0] = lowY;
  edge.rows[1] = highY;
  edge.columns[0] = lowX;
  edge.columns[1] = highX;
  return edge;
}

/// The inputs of a kernel's taps that have a neuron of an edge: pixels that several edges pool into count once.
class SynapseCounter {
public:
  SynapseCounter(const PortEntry &port, uint32_t y, uint32_t x) : port(port), y(y), x(x) {}

  /// Those of one edge.
  int64_t add(const ArrivingEdge &edge) {
    int64_t count = 0;
    for (int64_t ky = 0; ky < port.kernelHeight; ++ky)
      for (int64_t kx = 0; kx < port.kernelWidth; ++kx) {
        int64_t row = y * port.strideY + ky - port.offsetY, column = x * port.strideX + kx - port.offsetX;
        if (row < edge.rows[0] || row > edge.rows[1] || column < edge.columns[0] || column > edge.columns[1])
          continue;
        for (int64_t channel = edge.channels[0]; channel <= edge.channels[1]; ++channel)
          inputs.insert({ky, kx, channel});
        count += edge.channels[1] - edge.channels[0] + 1;
      }
    return count;
  }
  int64_t all() const { return int64_t(inputs.size()); }

private:
  const PortEntry &port;
  int64_t y, x;
  std::set<std::tuple<int64_t, int64_t, int64_t>> inputs;
};

json Explainer::describeFanIn(const sim::PopulationTile &tile, uint32_t y, uint32_t x) const {
  const PopulationEntry &entry = entryOf(tile);
  const CoreProgram &core = program.core(tile.coreX, tile.coreY);
  json ports = json::array();
  for (auto [index, port] : llvm::enumerate(core.ports)) {
    if (!port || port->population != tile.slot)
      continue;
    json described = {{"port", index},
                      {"kernel", {port->kernelHeight, port->kernelWidth}},
                      {"stride", {port->strideY, port->strideX}},
                      {"weight_words", {port->weightBase, weightEnd(core, *port) - 1}},
                      {"weight_shift", port->weightShift},
                      {"edges", json::array()}};
    SynapseCounter synapses(*port, y, x);
    for (int64_t i = 0; i < entry.forwardEdges + entry.delayedEdges; ++i) {
      const CreditEntry &credit = *core.credits[size_t(entry.firstCredit + i)];
      const DestinationEntry &destination =
          credit.toHost
              ? image.hostEdges[size_t(credit.destination)].destination
              : *program.core(uint32_t(credit.coreX), uint32_t(credit.coreY)).destinations[size_t(credit.destination)];
      if (destination.port != int64_t(index))
        continue;
      ArrivingEdge edge = arriving(credit);
      if (int64_t own = synapses.add(edge))
        described["edges"].push_back({{"from", edge.from}, {"delayed", destination.delayed != 0}, {"synapses", own}});
    }
    described["synapses"] = synapses.all();
    ports.push_back(std::move(described));
  }
  return ports;
}

static std::string render(const json &neuron) {
  auto pair = [](const json &list) { return fmt::format("{},{}", list[0].get<int64_t>(), list[1].get<int64_t>()); };
  const json &tile = neuron["population"];
  std::string text =
      fmt::format("{}[{},{},{}]\n  core {}, slot {}: channels {} to {}, rows {} to {}, columns {} to {} of the layer\n"
                  "  potential in lane {} of state word {:#x}\n",
                  tile["layer"].get<std::string>(), neuron["neuron"][0].get<int>(), neuron["neuron"][1].get<int>(),
                  neuron["neuron"][2].get<int>(), pair(tile["core"]), tile["slot"].get<int>(),
                  tile["origin"][0].get<int>(), tile["origin"][0].get<int>() + tile["shape"][0].get<int>() - 1,
                  tile["origin"][1].get<int>(), tile["origin"][1].get<int>() + tile["shape"][1].get<int>() - 1,
                  tile["origin"][2].get<int>(), tile["origin"][2].get<int>() + tile["shape"][2].get<int>() - 1,
                  neuron["lane"].get<int>(), neuron["address"].get<int>());
  const json &record = neuron["commit_record"];
  text += fmt::format("  commit record: population {}, word {}, lane {}\n", record["population"].get<int>(),
                      record["word"].get<int>(), record["lane"].get<int>());
  for (const auto &[name, parameter] : neuron["parameters"].items())
    text += fmt::format("  {} {} in state word {:#x}\n", name, parameter["value"].get<int64_t>(),
                        parameter["address"].get<int>());
  text += fmt::format("  fan-in {}\n", neuron["fan_in"].get<int64_t>());
  for (const json &port : neuron["ports"]) {
    text += fmt::format("  port {}: kernel {}, stride {}, weight words {:#x} to {:#x}\n", port["port"].get<int>(),
                        pair(port["kernel"]), pair(port["stride"]), port["weight_words"][0].get<int>(),
                        port["weight_words"][1].get<int>());
    for (const json &edge : port["edges"])
      text += fmt::format("    {} synapses from {}{}\n", edge["synapses"].get<int64_t>(),
                          edge["from"].get<std::string>(), edge["delayed"].get<bool>() ? ", a step later" : "");
  }
  return text;
}

llvm::Expected<Explanation> Explainer::neuron(llvm::StringRef layer, llvm::ArrayRef<uint32_t> at) {
  auto found = llvm::find_if(image.layers, [&](const NamedFrame &frame) { return frame.name == layer; });
  if (found == image.layers.end()) {
    auto nearest = llvm::min_element(image.layers, [&](const NamedFrame &a, const NamedFrame &b) {
      return layer.edit_distance(a.name) < layer.edit_distance(b.name);
    });
    return llvm::createStringError("there is no layer '" + layer + "' on the chip" +
                                   (nearest == image.layers.end() ? "" : "; the nearest is '" + nearest->name + "'"));
  }
  if (at[0] >= found->channels || at[1] >= found->height || at[2] >= found->width)
    return llvm::createStringError(fmt::format("layer '{}' has no neuron [{},{},{}]: its shape is [{},{},{}]",
                                               layer.str(), at[0], at[1], at[2], found->channels, found->height,
                                               found->width));
  uint32_t number = (at[0] * found->height + at[1]) * found->width + at[2];
  sim::Place place = symbols.placeOf(uint32_t(found - image.layers.begin()), number);
  const sim::PopulationTile &tile =
      symbols.populations()[size_t(symbols.find(place.coreX, place.coreY, place.population))];
  uint32_t lane = (at[0] - tile.channel) % lanes, group = (at[0] - tile.channel) / lanes;
  json data = {{"neuron", {at[0], at[1], at[2]}}, {"population", describePlace(tile)}};
  // The words of a max pool are those of its pixels: a window has none of its own.
  if (tile.isMaxPool)
    data["address"] = nullptr;
  else
    data["address"] = tile.potentialBase + place.word + (tile.hasCurrent ? potentialWords(entryOf(tile)) : 0);
  data["lane"] = lane;
  // As the core commits it, and the lockstep compares it.
  data["commit_record"] = {
      {"core", {tile.coreX, tile.coreY}}, {"population", place.population}, {"word", place.word}, {"lane", lane}};
  data["parameters"] = describeParameters(tile, group, lane);
  data["ports"] = describeFanIn(tile, at[1] - tile.y, at[2] - tile.x);
  int64_t fanIn = 0;
  for (const json &port : data["ports"])
    fanIn += port["synapses"].get<int64_t>();
  data["fan_in"] = fanIn;
  return Explanation{render(data), data};
}

//===----------------------------------------------------------------------===//
// From an address
//===----------------------------------------------------------------------===//

/// Null where the word is none of the population's.
json Explainer::describeState(const sim::PopulationTile &tile, uint32_t address) const {
  const PopulationEntry &entry = entryOf(tile);
  uint32_t offset = address - uint32_t(entry.stateBase);
  if (address < entry.stateBase || offset >= stateWords(entry))
    return nullptr;
  json result = describePlace(tile);
  uint32_t parameters = uint32_t(entry.groups) * parameterWords(entry);
  if (offset < parameters) {
    uint32_t group = offset / parameterWords(entry);
    result["holds"] = parametersOf(entry)[offset % parameterWords(entry)];
    result["channels"] = {tile.channel + group * lanes,
                          std::min(tile.channel + (group + 1) * lanes, tile.channel + tile.channels) - 1};
    return result;
  }
  uint32_t plane = (offset - parameters) / potentialWords(entry), word = (offset - parameters) % potentialWords(entry);
  uint32_t pixel = word % uint32_t(entry.height * entry.width), group = word / uint32_t(entry.height * entry.width);
  result["holds"] = isMaxPool(entry)    ? (plane ? "counts" : "frame")
                    : hasCurrent(entry) ? (plane ? "potentials" : "currents")
                                        : "potentials";
  result["channels"] = {tile.channel + group * lanes,
                        std::min(tile.channel + (group + 1) * lanes, tile.channel + tile.channels) - 1};
  // Pixels of a max pool are those that its windows need.
  result[isMaxPool(entry) ? "pixel" : "neuron"] = {pixel / uint32_t(entry.width) + (isMaxPool(entry) ? 0 : tile.y),
                                                   pixel % uint32_t(entry.width) + (isMaxPool(entry) ? 0 : tile.x)};
  if (!isMaxPool(entry))
    result["commit_record"] = {{"population", tile.slot}, {"word", word}};
  return result;
}

json Explainer::describeWeight(const CoreProgram &core, uint32_t address) const {
  for (auto [index, port] : llvm::enumerate(core.ports)) {
    if (!port || address < port->weightBase || address >= weightEnd(core, *port))
      continue;
    const sim::PopulationTile &tile =
        symbols.populations()[size_t(symbols.find(core.x, core.y, uint32_t(port->population)))];
    json result = describePlace(tile);
    result["port"] = index;
    result["words"] = json::array();
    int64_t halves = port->packedWeights ? 2 : 1, groups = entryOf(tile).groups;
    int64_t taps = port->kernelHeight * port->kernelWidth;
    int64_t inputs = (weightEnd(core, *port) - port->weightBase) * halves / (taps * groups);
    for (int64_t half = 0; half < halves; ++half) {
      int64_t word = (address - port->weightBase) * halves + half;
      if (word >= inputs * taps * groups)
        continue; // an odd half that packing leaves over
      int64_t first = word % groups * lanes, tap = word / groups % taps;
      int64_t last = std::min<int64_t>(first + lanes, tile.channels) - 1;
      json values = json::array();
      for (int64_t lane = 0; lane <= last - first; ++lane)
        values.push_back(weightOf(image.target, core, *port, word, uint32_t(lane)));
      result["words"].push_back({{"input_channel", word / groups / taps},
                                 {"tap", {tap / port->kernelWidth, tap % port->kernelWidth}},
                                 {"channels", {tile.channel + first, tile.channel + last}},
                                 {"weights", values}});
    }
    return result;
  }
  return nullptr;
}

llvm::Expected<Explanation> Explainer::address(uint32_t column, uint32_t row, uint32_t address) {
  const TargetDescription &target = image.target;
  if (column >= target.cols || row >= target.rows)
    return llvm::createStringError(fmt::format("there is no core {},{}: the chip has {} columns and {} rows", column,
                                               row, target.cols, target.rows));
  const CoreSize &size = target.sizeOf(column, row);
  if (address >= std::max(size.stateWords, size.weightWords))
    return llvm::createStringError(
        fmt::format("core {},{} has no word {:#x}: it has {:#x} of state and {:#x} of weights", column, row, address,
                    size.stateWords, size.weightWords));
  json data = {{"core", {column, row}}, {"address", address}, {"state", nullptr}, {"weight", nullptr}};
  for (const sim::PopulationTile &tile : symbols.populations())
    if (tile.coreX == column && tile.coreY == row)
      if (json found = describeState(tile, address); !found.is_null())
        data["state"] = found;
  data["weight"] = describeWeight(program.core(column, row), address);
  std::string text = fmt::format("core {},{}, word {:#x}\n", column, row, address);
  auto channels = [](const json &found) {
    return fmt::format("channels {} to {}", found["channels"][0].get<int>(), found["channels"][1].get<int>());
  };
  if (const json &state = data["state"]; !state.is_null()) {
    text += fmt::format("  state   {} of {}, {}", state["holds"].get<std::string>(), state["layer"].get<std::string>(),
                        channels(state));
    for (const char *key : {"neuron", "pixel"})
      if (state.contains(key))
        text += fmt::format(", row {}, column {}", state[key][0].get<int>(), state[key][1].get<int>());
    text += "\n";
  } else {
    text += "  state   nothing\n";
  }
  if (const json &weight = data["weight"]; !weight.is_null())
    for (const json &word : weight["words"])
      text +=
          fmt::format("  weight  of {}, port {}: input channel {}, tap {},{}, {}: {}\n",
                      weight["layer"].get<std::string>(), weight["port"].get<int>(), word["input_channel"].get<int>(),
                      word["tap"][0].get<int>(), word["tap"][1].get<int>(), channels(word), word["weights"].dump());
  else
    text += "  weight  nothing\n";
  return Explanation{text, data};
}

llvm::Expected<Explanation> mesh::explainNeuron(const LoadedImage &loaded, llvm::StringRef layer,
                                                llvm::ArrayRef<uint32_t> neuron) {
  return Explainer(loaded).neuron(layer, neuron);
}

llvm::Expected<Explanation> mesh::explainAddress(const LoadedImage &loaded, uint32_t column, uint32_t row,
                                                 uint32_t address) {
  return Explainer(loaded).address(column, row, address);
}
