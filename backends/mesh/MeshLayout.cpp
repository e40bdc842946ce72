//===- MeshLayout.cpp - how an image lies on the mesh ---------------------===//

#include "backends/mesh/MeshLayout.h"
#include "backends/mesh/image/Routes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>
#include <set>
#include <tuple>

using namespace snnc;
using namespace snnc::mesh;

using Spot = ChipLayout::Spot;

static constexpr Spot hostSpot{-1, 0};

/// From row and column to row and column.
using Link = std::tuple<int32_t, int32_t, int32_t, int32_t>;

namespace {
class Surveyor {
public:
  explicit Surveyor(const LoadedImage &loaded)
      : image(loaded.image), program(loaded.program), target(loaded.image.target) {}

  ChipLayout run() {
    layout.columns = target.cols;
    layout.rows = target.rows;
    layout.host = hostSpot;
    for (const CoreProgram &core : program.cores)
      layout.cores.push_back(describe(core));
    for (const PopulationSymbol &symbol : image.populations)
      addPopulation(symbol);
    for (const HostEdge &edge : image.hostEdges)
      addEdge(hostSpot, edge.destination, shapeOf(image.inputs[edge.input]));
    for (const auto &[ends, packets] : packetsOf) {
      auto [fromRow, fromColumn, toRow, toColumn] = ends;
      layout.links.push_back({{fromColumn, fromRow}, {toColumn, toRow}, packets});
    }
    for (ChipLayout::Core &core : layout.cores)
      for (ChipLayout::Memory &memory : core.memories)
        llvm::sort(memory.ranges, [](const auto &a, const auto &b) { return a.first < b.first; });
    return std::move(layout);
  }

private:
  using Shape = std::array<int64_t, 3>;
  static Shape shapeOf(const NamedFrame &frame) { return {frame.channels, frame.height, frame.width}; }

  ChipLayout::Core describe(const CoreProgram &core) const {
    const CoreSize &size = target.sizeOf(core.x, core.y);
    ChipLayout::Core result;
    result.at = {int32_t(core.x), int32_t(core.y)};
    size_t number = size_t(core.y) * target.cols + core.x;
    if (!target.kindOf.empty() && target.kindOf[number])
      result.kind = target.kinds[target.kindOf[number] - 1].name;
    result.isUsable = !target.isFaulty(core.x, core.y);
    auto present = [](const auto &entries) {
      return uint64_t(llvm::count_if(entries, [](const auto &entry) { return entry.has_value(); }));
    };
    result.amounts = {{"populations", present(core.populations), size.populations},
                      {"ports", present(core.ports), size.ports},
                      {"destinations", present(core.destinations), size.destinations},
                      {"credits", present(core.credits), size.credits},
                      {"weightWords", uint64_t(llvm::count(core.weightWritten, true)), size.weightWords},
                      {"stateWords", 0, size.stateWords},
                      {"listWords", 0, size.stateWords}};
    result.memories = {
        {"weights", size.weightWords, {}}, {"state", size.stateWords, {}}, {"list", size.stateWords, {}}};
    return result;
  }

  /// Words that belong to a layer, in memory `memory` of a core; those of the state and the list count as used.
  void addRange(ChipLayout::Core &core, unsigned memory, uint64_t first, uint64_t size, llvm::StringRef layer,
                const char *holds, std::string firstWord = "") {
    if (size == 0)
      return;
    core.memories[memory].ranges.push_back({first, size, layer.str(), holds, std::move(firstWord)});
    if (memory > 0)
      core.amounts[4 + memory].used += size;
  }

  /// A word of lanes of so many bits.
  template <typename T>
  std::string digits(const std::vector<T> &words, const std::vector<bool> &written, uint64_t word,
                     unsigned bits) const {
    if (word >= written.size() || !written[word])
      return "";
    std::string text;
    for (uint32_t lane = 0; lane < target.lanes; ++lane) {
      uint64_t value = uint64_t(int64_t(words[word * target.lanes + lane])) & ((uint64_t(1) << bits) - 1);
      text += (lane ? " " : "") + llvm::utohexstr(value, /*LowerCase=*/true, (bits + 3) / 4);
    }
    return text;
  }

  void addPopulation(const PopulationSymbol &symbol) {
    const CoreProgram &core = program.core(symbol.coreX, symbol.coreY);
    const PopulationEntry &entry = *core.populations[symbol.slot];
    const NamedFrame &layer = image.layers[symbol.layer];
    Spot at{int32_t(symbol.coreX), int32_t(symbol.coreY)};
    ChipLayout::Core &own = layout.cores[size_t(symbol.coreY) * target.cols + symbol.coreX];
    Shape shape{symbol.channels, neuronRows(entry), neuronColumns(entry)};
    layout.tiles.push_back({layer.name,
                            at,
                            symbol.slot,
                            {symbol.channel, symbol.y, symbol.x},
                            {symbol.channels, uint32_t(shape[1]), uint32_t(shape[2])}});
    uint64_t parameters = uint64_t(entry.groups) * parameterWords(entry), fed = potentialWords(entry);
    addRange(own, 1, uint64_t(entry.stateBase), parameters, layer.name, "parameters",
             digits(core.state, core.stateWritten, uint64_t(entry.stateBase), target.stateBits));
    addRange(own, 1, potentialBase(entry), fed, layer.name,
             isMaxPool(entry)    ? "frames"
             : hasCurrent(entry) ? "currents"
                                 : "potentials");
    if (stateWords(entry) > parameters + fed)
      addRange(own, 1, potentialBase(entry) + fed, stateWords(entry) - parameters - fed, layer.name,
               isMaxPool(entry) ? "counts" : "potentials");
    addRange(own, 2, uint64_t(entry.listBase), listWords(entry, target), layer.name, "spike list");
    addWeights(core, own, symbol.slot, layer.name);
    for (int64_t i = entry.firstDestination; i < entry.firstDestination + entry.destinationCount; ++i)
      addEdge(at, *core.destinations[size_t(i)], shape);
  }

  void addWeights(const CoreProgram &core, ChipLayout::Core &own, uint32_t slot, llvm::StringRef layer) {
    for (const auto &port : core.ports)
      if (port && port->population == slot)
        addRange(own, 0, uint64_t(port->weightBase), uint64_t(weightEnd(core, *port) - port->weightBase), layer,
                 "weights", digits(core.weights, core.weightWritten, uint64_t(port->weightBase), target.weightBits));
  }

  void addEdge(Spot from, const DestinationEntry &edge, const Shape &shape) {
    const int64_t low[] = {edge.lowChannel, edge.lowY, edge.lowX}, high[] = {edge.highChannel, edge.highY, edge.highX};
    uint64_t neurons = 1;
    for (unsigned axis = 0; axis < 3; ++axis)
      neurons *= uint64_t(std::max<int64_t>(0, std::min(high[axis], shape[axis] - 1) - low[axis] + 1));
    std::set<Link> forth;
    for (Spot to : receiversOf(from, edge)) {
      std::set<Link> back;
      addWay(from, to, neurons + 1, forth);
      addWay(to, from, 1, back);
    }
  }

  std::vector<Spot> receiversOf(Spot from, const DestinationEntry &edge) const {
    if (edge.toHost)
      return {hostSpot};
    Place first = from.column < 0 ? Place{0, 0} : Place{uint32_t(from.column), uint32_t(from.row)};
    std::vector<Spot> spots;
    // A validated image has routes that hold.
    for (Place place : llvm::cantFail(mesh::receiversOf(program, first, edge)))
      spots.push_back({int32_t(place.x), int32_t(place.y)});
    return spots;
  }

  /// The host is reached over the western side of core (0, 0). Links that are `taken` carry the packets already: of a
  /// multicast one packet goes over each.
  void addWay(Spot from, Spot to, uint64_t packets, std::set<Link> &taken) {
    auto addLink = [&](Spot a, Spot b) {
      Link link{a.row, a.column, b.row, b.column};
      if (taken.insert(link).second)
        packetsOf[link] += packets;
    };
    Spot at = from;
    if (from.column < 0) {
      at = {0, 0};
      addLink(from, at);
    }
    Spot end = to.column < 0 ? Spot{0, 0} : to;
    while (at.column != end.column || at.row != end.row) {
      Spot next = at;
      if (at.column != end.column)
        next.column += at.column < end.column ? 1 : -1;
      else
        next.row += at.row < end.row ? 1 : -1;
      addLink(at, next);
      at = next;
    }
    if (to.column < 0)
      addLink(at, to);
  }

  const Image &image;
  const Program &program;
  const TargetDescription &target;
  ChipLayout layout;
  std::map<Link, uint64_t> packetsOf;
};
} // namespace

ChipLayout mesh::layoutOf(const LoadedImage &loaded) { return Surveyor(loaded).run(); }
