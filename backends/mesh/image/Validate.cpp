//===- Validate.cpp - do the tables of an image hold? ---------------------===//

#include "backends/mesh/image/Routes.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>
#include <map>

using namespace snnc::mesh;

namespace {
/// Checks run until the first fault; each says which core, population and entry it is about.
class Validator {
public:
  Validator(const Image &image, const Program &program) : image(image), program(program), target(program.target) {
    for (const PopulationSymbol &symbol : image.populations)
      channels.try_emplace({symbol.coreX, symbol.coreY, symbol.slot}, symbol.channels);
  }

  llvm::Error run() {
    for (const CoreProgram &core : program.cores) {
      checkRegions(core);
      for (uint32_t slot = 0; slot < target.populations && ok(); ++slot)
        if (core.running[slot])
          checkPopulation(core, slot);
      for (uint32_t port = 0; port < target.ports && ok(); ++port)
        if (core.ports[port])
          checkPort(core, port);
    }
    checkFrames("input", image.inputs);
    checkFrames("output", image.outputs);
    checkFrames("layer", image.layers);
    checkHostEdges();
    checkOutputEdges();
    checkRoutes();
    checkSymbols();
    checkForwardOrder();
    if (!ok())
      return llvm::createStringError(fault);
    return llvm::Error::success();
  }

private:
  bool ok() const { return fault.empty(); }

  /// Notes the first fault.
  template <typename... Args> void require(bool condition, fmt::format_string<Args...> format, Args &&...args) {
    if (!condition && ok())
      fault = fmt::format(format, std::forward<Args>(args)...);
  }

  static std::string name(const CoreProgram &core, uint32_t slot) {
    return fmt::format("population {} of core ({}, {})", slot, core.x, core.y);
  }
  static std::string name(const CoreProgram &core) { return fmt::format("core ({}, {})", core.x, core.y); }

  bool inMesh(int64_t x, int64_t y) const { return x < target.cols && y < target.rows; }

  const PopulationEntry *running(int64_t x, int64_t y, int64_t slot) const {
    if (!inMesh(x, y) || slot >= target.populations)
      return nullptr;
    const CoreProgram &core = program.core(x, y);
    return core.running[slot] && core.populations[slot] ? &*core.populations[slot] : nullptr;
  }

  /// State and list regions of the populations of a core: inside the memories, and apart.
  void checkRegions(const CoreProgram &core) {
    uint32_t words = image.target.sizeOf(core.x, core.y).stateWords;
    std::vector<int64_t> stateOwner(words, -1), listOwner(words, -1);
    auto claim = [&](std::vector<int64_t> &owner, const char *memory, uint32_t slot, int64_t base, int64_t words) {
      require(base + words <= int64_t(owner.size()), "{}: its {} needs words {} to {}, there are {}", name(core, slot),
              memory, base, base + words - 1, owner.size());
      for (int64_t word = base; ok() && word < base + words; ++word) {
        require(owner[word] < 0, "{}: its {} shares word {} with population {}", name(core, slot), memory, word,
                owner[word]);
        owner[word] = slot;
      }
    };
    for (uint32_t slot = 0; slot < target.populations && ok(); ++slot) {
      if (!core.running[slot])
        continue;
      require(core.populations[slot].has_value(), "{} runs, but its table entry was not written", name(core, slot));
      if (!ok())
        return;
      const PopulationEntry &entry = *core.populations[slot];
      claim(stateOwner, "state", slot, entry.stateBase, stateWords(entry));
      claim(listOwner, "spike list", slot, entry.listBase, listWords(entry, target));
    }
  }

  void checkPopulation(const CoreProgram &core, uint32_t slot) {
    const PopulationEntry &entry = *core.populations[slot];
    std::string who = name(core, slot);
    require(!hasCurrent(entry) || target.current, "{}: its neurons keep a current, those of the target keep none", who);
    require(!hasDecay(entry) || target.leak, "{}: its neurons leak, those of the target do not", who);
    require(entry.height >= 1 && entry.width >= 1 && entry.groups >= 1, "{}: an empty tile of {}x{}x{}", who,
            entry.groups, entry.height, entry.width);
    checkWindows(who, entry);
    require(!isReadout(entry) || target.readout, "{}: max_count is 0, which is a readout, and the target has none",
            who);
    require(!isReadout(entry) || (hasDecay(entry) && !entry.resetToZero), "{}: a readout that does not leak, or resets",
            who);
    require(entry.forwardEdges >= 1, "{}: it has no forward in-edge", who);
    require(entry.firstDestination + entry.destinationCount <= target.destinations,
            "{}: its destinations end at entry {}, there are {}", who, entry.firstDestination + entry.destinationCount,
            target.destinations);
    require(entry.firstCredit + entry.forwardEdges + entry.delayedEdges <= target.credits,
            "{}: its credits end at entry {}, there are {}", who,
            entry.firstCredit + entry.forwardEdges + entry.delayedEdges, target.credits);
    if (!ok())
      return;
    checkParameters(core, slot, entry);
    checkCredits(core, slot, entry);
    for (int64_t i = 0; i < entry.destinationCount && ok(); ++i)
      checkDestination(core, slot, entry, entry.firstDestination + i);
  }

  /// What a kind does not use is 0: a wrong bit there would go unnoticed.
  void checkWindows(const std::string &who, const PopulationEntry &entry) {
    if (!isMaxPool(entry)) {
      require(!(entry.windowRows | entry.windowColumns | entry.windowHeight | entry.windowWidth | entry.windowStrideY |
                entry.windowStrideX | entry.windowOffsetY | entry.windowOffsetX),
              "{}: windows of {}x{}, but it is no max pool", who, entry.windowHeight, entry.windowWidth);
      return;
    }
    require(target.maxPool, "{}: a max pool, and the target has none", who);
    require(!(entry.resetToZero | entry.hasLowerBound | entry.hasBias | entry.hasSubtract) && entry.upper == 0,
            "{}: a max pool with parameters of neurons", who);
    require(entry.windowRows >= 1 && entry.windowColumns >= 1, "{}: an empty tile of {}x{}x{} windows", who,
            entry.groups, entry.windowRows, entry.windowColumns);
    require(entry.windowHeight >= 1 && entry.windowWidth >= 1, "{}: windows of {}x{}", who, entry.windowHeight,
            entry.windowWidth);
    require(entry.windowStrideY >= 1 && entry.windowStrideX >= 1, "{}: windows at a stride of {}x{}", who,
            entry.windowStrideY, entry.windowStrideX);
  }

  void checkParameters(const CoreProgram &core, uint32_t slot, const PopulationEntry &entry) {
    if (isMaxPool(entry))
      return;
    uint32_t perGroup = parameterWords(entry);
    for (int64_t group = 0; group < entry.groups && ok(); ++group) {
      int64_t word = entry.stateBase + group * perGroup;
      for (uint32_t i = 0; i < perGroup; ++i)
        require(core.stateWritten[word + i], "{}: parameter word {} was not written", name(core, slot), word + i);
      for (uint32_t lane = 0; lane < target.lanes && ok(); ++lane) {
        auto parameter = [&](int64_t index) { return core.state[(word + index) * target.lanes + lane]; };
        int64_t next = 1;
        require(parameter(0) >= 1, "{}: threshold {} of group {}, lane {} is below 1", name(core, slot), parameter(0),
                group, lane);
        require(entry.upper >= parameter(0) - 1, "{}: upper {} is below threshold - 1 = {} of group {}, lane {}",
                name(core, slot), entry.upper, parameter(0) - 1, group, lane);
        if (entry.hasLowerBound) {
          require(parameter(next) <= 0, "{}: lower bound {} of group {}, lane {} is above 0", name(core, slot),
                  parameter(next), group, lane);
          ++next;
        }
        next += entry.hasBias;
        if (entry.hasSubtract) {
          require(parameter(next) >= 0, "{}: subtract {} of group {}, lane {} is below 0", name(core, slot),
                  parameter(next), group, lane);
          ++next;
        }
        if (hasDecay(entry)) {
          require(parameter(next) >= 0 && parameter(next) <= 1 << TargetDescription::decayBits,
                  "{}: decay {} of group {}, lane {} is not 0 to 4096", name(core, slot), parameter(next), group, lane);
          ++next;
        }
        if (hasCurrent(entry))
          require(parameter(next) >= 0 && parameter(next) < 1 << TargetDescription::decayBits,
                  "{}: decay {} of the current of group {}, lane {} is not 0 to 4095", name(core, slot),
                  parameter(next), group, lane);
      }
    }
  }

  /// Each in-edge is credited once, where it comes from.
  void checkCredits(const CoreProgram &core, uint32_t slot, const PopulationEntry &entry) {
    int64_t delayed = 0, count = entry.forwardEdges + entry.delayedEdges;
    for (int64_t i = 0; i < count && ok(); ++i) {
      int64_t index = entry.firstCredit + i;
      require(core.credits[index].has_value(), "{}: credit entry {} was not written", name(core, slot), index);
      if (!ok())
        return;
      const CreditEntry &credit = *core.credits[index];
      require(!credit.toHost || (credit.coreX == 0 && credit.coreY == 0),
              "{}: credit entry {} goes to the host, but names core ({}, {})", name(core, slot), index, credit.coreX,
              credit.coreY);
      delayed += credit.delayed;
      const DestinationEntry *edge = senderOf(core, slot, index, credit);
      if (!edge)
        return;
      Place from = credit.toHost ? Place{0, 0} : Place{uint32_t(credit.coreX), uint32_t(credit.coreY)};
      require(!edge->toHost && edge->target == slot &&
                  llvm::is_contained(
                      receivers(fmt::format("{}: the edge of credit entry {}", name(core, slot), index), from, *edge),
                      Place{core.x, core.y}),
              "{}: credit entry {} credits an edge that leads elsewhere", name(core, slot), index);
      require(edge->delayed == credit.delayed, "{}: credit entry {} and its edge differ in being delayed",
              name(core, slot), index);
    }
    require(delayed == entry.delayedEdges, "{}: {} of its credits are delayed, the table says {}", name(core, slot),
            delayed, entry.delayedEdges);
  }

  const DestinationEntry *senderOf(const CoreProgram &core, uint32_t slot, int64_t index, const CreditEntry &credit) {
    if (credit.toHost) {
      require(credit.destination < int64_t(image.hostEdges.size()), "{}: credit entry {} credits host edge {} of {}",
              name(core, slot), index, credit.destination, image.hostEdges.size());
      return ok() ? &image.hostEdges[credit.destination].destination : nullptr;
    }
    require(inMesh(credit.coreX, credit.coreY) && credit.destination < target.destinations &&
                program.core(credit.coreX, credit.coreY).destinations[credit.destination].has_value(),
            "{}: credit entry {} credits entry {} of core ({}, {}), which is none", name(core, slot), index,
            credit.destination, credit.coreX, credit.coreY);
    if (!ok())
      return nullptr;
    const CoreProgram &sender = program.core(credit.coreX, credit.coreY);
    require(ownerOf(sender, credit.destination) >= 0,
            "{}: credit entry {} credits entry {} of core ({}, {}), which no "
            "population owns",
            name(core, slot), index, credit.destination, credit.coreX, credit.coreY);
    return ok() ? &*sender.destinations[credit.destination] : nullptr;
  }

  /// The running population whose range holds a destination entry, or -1.
  int64_t ownerOf(const CoreProgram &core, int64_t destination) const {
    for (uint32_t slot = 0; slot < target.populations; ++slot)
      if (core.running[slot] && core.populations[slot] && destination >= core.populations[slot]->firstDestination &&
          destination < core.populations[slot]->firstDestination + core.populations[slot]->destinationCount)
        return slot;
    return -1;
  }

  void checkDestination(const CoreProgram &core, uint32_t slot, const PopulationEntry &entry, int64_t index) {
    require(core.destinations[index].has_value(), "{}: destination entry {} was not written", name(core, slot), index);
    if (!ok())
      return;
    const DestinationEntry &edge = *core.destinations[index];
    std::string who = fmt::format("{}: destination entry {}", name(core, slot), index);
    require(ownerOf(core, index) == slot, "{} belongs to another population too", who);
    require(!isReadout(entry) || (edge.toHost && !edge.delayed),
            "{} carries potentials, but not to the host in their step", who);
    checkBox(who, edge, channelsOf(core, slot, entry), neuronRows(entry), neuronColumns(entry));
    if (edge.toHost) {
      require(!edge.multicast && edge.receivers == 1, "{} goes to the host, but to several cores too", who);
      require(edge.coreX == 0 && edge.coreY == 0, "{} goes to the host, but names core ({}, {})", who, edge.coreX,
              edge.coreY);
      require(edge.target < int64_t(image.outputEdges.size()), "{} leads to output edge {} of {}", who, edge.target,
              image.outputEdges.size());
      if (!ok())
        return;
      const OutputEdge &output = image.outputEdges[edge.target];
      require(output.coreX == core.x && output.coreY == core.y && output.destination == index &&
                  output.output == edge.port,
              "{} and output edge {} do not match", who, edge.target);
      require(!ok() || image.outputs[edge.port].isReadout() == isReadout(entry),
              "{} leads from {} to output '{}', which is of {}", who,
              isReadout(entry) ? "a readout" : "neurons that fire", image.outputs[edge.port].name,
              isReadout(entry) ? "spikes" : "potentials");
      return;
    }
    CreditEntry expected{0, int64_t(core.x), int64_t(core.y), edge.delayed, index};
    checkReceivers(who, {core.x, core.y}, edge, expected);
  }

  /// The cores that an edge leads to; none where its routes do not hold, which is noted.
  llvm::SmallVector<Place, 4> receivers(const std::string &who, Place from, const DestinationEntry &edge) {
    auto places = receiversOf(program, from, edge);
    if (places)
      return std::move(*places);
    std::string what = llvm::toString(places.takeError());
    require(false, "{}: {}", who, what);
    return {};
  }

  void checkReceivers(const std::string &who, Place from, const DestinationEntry &edge, const CreditEntry &expected) {
    llvm::SmallVector<Place, 4> places = receivers(who, from, edge);
    require(int64_t(places.size()) == edge.receivers && (edge.receivers > 1) == (edge.multicast != 0),
            "{} says {} receivers, it leads to {}{}", who, edge.receivers, places.size(),
            edge.multicast ? " by its multicast group" : "");
    for (Place place : places) {
      checkReceiver(who, edge, place);
      requireCredited(who, edge, place, expected);
    }
    if (!ok() || !edge.multicast)
      return;
    // What it uses of the routes is used by it alone.
    for (Place to : places)
      forEachHop(from, to, [&](Place at, RouterOutput) {
        auto [owner, isNew] = routeOwners.insert({{at.x, at.y, groupOf(program, edge)}, who});
        require(isNew || owner->second == who, "{} and {} use the same route of multicast group {} at core ({}, {})",
                who, owner->second, groupOf(program, edge), at.x, at.y);
      });
  }

  /// No route without an edge: a wrong bit in it would go unnoticed.
  void checkRoutes() {
    for (const CoreProgram &core : program.cores)
      for (uint32_t group = 0; group < core.routes.size() && ok(); ++group)
        require(!core.routes[group] || routeOwners.count({core.x, core.y, group}),
                "{} has a route of multicast group {}, which no edge takes", name(core), group);
  }

  /// The channels of a population: as many as the image names, for padded lanes never fire.
  int64_t channelsOf(const CoreProgram &core, uint32_t slot, const PopulationEntry &entry) const {
    auto named = channels.find({core.x, core.y, slot});
    return named == channels.end() ? entry.groups * target.lanes : int64_t(named->second);
  }

  void checkBox(const std::string &who, const DestinationEntry &edge, int64_t channels, int64_t height, int64_t width) {
    require(edge.lowY <= edge.highY && edge.highY < height && edge.lowX <= edge.highX && edge.highX < width &&
                edge.lowChannel <= edge.highChannel && edge.highChannel < channels,
            "{} has the box {}..{} x {}..{} x {}..{}, outside of {}x{}x{}", who, edge.lowChannel, edge.highChannel,
            edge.lowY, edge.highY, edge.lowX, edge.highX, channels, height, width);
  }

  /// The port exists, feeds the population that gets the END, and has weights for every channel that can come.
  void checkReceiver(const std::string &who, const DestinationEntry &edge, Place place) {
    const PopulationEntry *receiver = running(place.x, place.y, edge.target);
    require(receiver, "{} leads to population {} of core ({}, {}), which does not run", who, edge.target, place.x,
            place.y);
    if (!ok())
      return;
    const CoreProgram &core = program.core(place.x, place.y);
    require(edge.port < target.ports && core.ports[edge.port].has_value(), "{} leads to port {}, which was not written",
            who, edge.port);
    if (!ok())
      return;
    const PortEntry &port = *core.ports[edge.port];
    require(port.population == edge.target, "{} leads to port {} of population {}, but its END to population {}", who,
            edge.port, port.population, edge.target);
    int64_t channels = ((edge.highChannel + edge.offsetChannel) & 4095) + 1;
    require(((edge.lowChannel + edge.offsetChannel) & 4095) < channels, "{}: its channel offset wraps", who);
    int64_t taps = channels * port.kernelHeight * port.kernelWidth * receiver->groups;
    int64_t words = memoryWords(port, taps);
    require(port.weightBase + words <= target.weightWords, "{}: port {} needs weight words {} to {}, there are {}", who,
            edge.port, port.weightBase, port.weightBase + words - 1, target.weightWords);
    for (int64_t word = port.weightBase; ok() && word < port.weightBase + words; ++word)
      require(core.weightWritten[word], "{}: weight word {} of port {} was not written", who, word, edge.port);
    // A max pool counts: nothing may be taken from a pixel.
    for (int64_t i = 0; ok() && isMaxPool(*receiver) && i < taps * target.lanes; ++i) {
      int32_t weight = weightOf(target, core, port, i / target.lanes, i % target.lanes);
      if (weight >= 0)
        continue;
      require(false, "{}: port {} feeds a max pool with the weight {} in word {}", who, edge.port, weight,
              weightWord(port, i / target.lanes));
    }
  }

  /// Exactly one credit of the receiver names this edge.
  void requireCredited(const std::string &who, const DestinationEntry &edge, Place place, const CreditEntry &expected) {
    if (!ok())
      return;
    const CoreProgram &core = program.core(place.x, place.y);
    const PopulationEntry &receiver = *core.populations[edge.target];
    int64_t found = 0;
    for (int64_t i = 0; i < receiver.forwardEdges + receiver.delayedEdges; ++i) {
      const auto &credit = core.credits[std::min<int64_t>(receiver.firstCredit + i, target.credits - 1)];
      found += credit && credit->toHost == expected.toHost && credit->destination == expected.destination &&
               (expected.toHost || (credit->coreX == expected.coreX && credit->coreY == expected.coreY));
    }
    require(found == 1, "{} is credited {} times by its receiver, not once", who, found);
  }

  void checkPort(const CoreProgram &core, uint32_t index) {
    const PortEntry &port = *core.ports[index];
    require(port.strideY >= 1 && port.strideX >= 1, "{}: port {} has stride {}x{}", name(core), index, port.strideY,
            port.strideX);
    require(port.kernelHeight >= 1 && port.kernelWidth >= 1, "{}: port {} has kernel {}x{}", name(core), index,
            port.kernelHeight, port.kernelWidth);
    require(running(core.x, core.y, port.population), "{}: port {} feeds population {}, which does not run", name(core),
            index, port.population);
    require(port.weightBase < target.weightWords, "{}: port {} begins at weight word {}, there are {}", name(core),
            index, port.weightBase, target.weightWords);
    if (ok() && port.packedWeights)
      checkPackedWeights(core, index);
  }

  /// Whether spikes of an edge come to the pixels of a max pool; those of one that is there for its ENDs do not.
  bool reachesPool(const DestinationEntry &edge, Place place) const {
    const CoreProgram &core = program.core(place.x, place.y);
    const PopulationEntry &receiver = *core.populations[edge.target];
    const PortEntry &port = *core.ports[edge.port];
    auto reaches = [](int64_t low, int64_t high, int64_t move, int64_t shift, int64_t offset, int64_t last) {
      low = (((low + move) & 255) >> shift) + offset, high = (((high + move) & 255) >> shift) + offset;
      return high >= 0 && low <= last;
    };
    return isMaxPool(receiver) &&
           reaches(edge.lowY, edge.highY, edge.offsetY, edge.shiftY, port.offsetY,
                   (receiver.height - 1) * port.strideY + port.kernelHeight - 1) &&
           reaches(edge.lowX, edge.highX, edge.offsetX, edge.shiftX, port.offsetX,
                   (receiver.width - 1) * port.strideX + port.kernelWidth - 1);
  }

  /// Engines count for every value of a frame, whose coordinates have 16 bits.
  template <typename Frames> void checkFrames(const char *kind, const Frames &frames) {
    constexpr uint64_t extent = 1 << 16, values = 1 << 27;
    for (const NamedFrame &frame : frames) {
      bool fits = frame.channels <= extent && frame.height <= extent && frame.width <= extent &&
                  uint64_t(frame.channels) * frame.height <= values && frame.size() <= values;
      require(fits, "{} '{}' has {}x{}x{} values, at most {} can be run", kind, frame.name, frame.channels,
              frame.height, frame.width, values);
    }
  }

  void checkHostEdges() {
    for (size_t i = 0; i < image.hostEdges.size() && ok(); ++i) {
      const HostEdge &edge = image.hostEdges[i];
      std::string who = fmt::format("host edge {}", i);
      require(edge.input < image.inputs.size(), "{} comes from input {} of {}", who, edge.input, image.inputs.size());
      require(!edge.destination.toHost, "{} leads back to the host", who);
      if (!ok())
        return;
      const NetworkInput &input = image.inputs[edge.input];
      // Reading the image has checked it.
      std::optional<HostWindow> window = llvm::cantFail(input.window());
      checkBox(who, edge.destination, input.channels, window ? window->pixels(0) : input.height,
               window ? window->pixels(1) : input.width);
      checkReceivers(who, {0, 0}, edge.destination, CreditEntry{1, 0, 0, edge.destination.delayed, int64_t(i)});
      if (!ok())
        return;
      for (Place place : receivers(who, {0, 0}, edge.destination))
        require(!input.isSigned || !reachesPool(edge.destination, place),
                "{} leads from signed input '{}' to a max pool", who, input.name);
    }
  }

  void checkOutputEdges() {
    for (size_t i = 0; i < image.outputEdges.size() && ok(); ++i) {
      const OutputEdge &edge = image.outputEdges[i];
      require(edge.output < image.outputs.size(), "output edge {} leads to output {} of {}", i, edge.output,
              image.outputs.size());
      bool known = inMesh(edge.coreX, edge.coreY) && edge.destination < target.destinations;
      const std::optional<DestinationEntry> none;
      const auto &entry = known ? program.core(edge.coreX, edge.coreY).destinations[edge.destination] : none;
      require(entry && entry->toHost && entry->target == int64_t(i),
              "output edge {} is not sent by entry {} of core "
              "({}, {})",
              i, edge.destination, edge.coreX, edge.coreY);
    }
  }

  /// Lanes behind the last channel of a population hold threshold and subtract 1 and else zeros: they never fire, and a
  /// wrong bit in them would go unnoticed.
  void checkPadding(const PopulationSymbol &symbol, const CoreProgram &core, const PopulationEntry &entry) {
    uint32_t first = symbol.channels - uint32_t(entry.groups - 1) * target.lanes, perGroup = parameterWords(entry);
    uint32_t subtractWord = 1 + entry.hasLowerBound + entry.hasBias;
    for (uint32_t lane = first; lane < target.lanes; ++lane) {
      for (uint32_t i = 0; i < perGroup; ++i) {
        size_t word = size_t(entry.stateBase) + size_t(entry.groups - 1) * perGroup + i;
        int32_t value = core.state[word * target.lanes + lane],
                padding = i == 0 || (entry.hasSubtract && i == subtractWord);
        require(value == padding, "{}: parameter word {}, lane {} has no channel, but {} in it, not {}",
                name(core, symbol.slot), word, lane, value, padding);
      }
      for (const auto &port : core.ports)
        if (port && port->population == symbol.slot)
          checkWeightPadding(core, *port, entry, lane);
    }
  }

  void checkWeightPadding(const CoreProgram &core, const PortEntry &port, const PopulationEntry &entry, uint32_t lane) {
    // How many channels come is the edges' matter: words are the port's as long as they were written in a row.
    int64_t end = weightEnd(core, port);
    for (int64_t index = entry.groups - 1; ok() && weightWord(port, index) < end; index += entry.groups) {
      int32_t weight = weightOf(target, core, port, index, lane);
      if (weight == 0)
        continue;
      require(false, "{}: weight word {}, lane {} has no channel, but the weight {}",
              name(core, uint32_t(port.population)), weightWord(port, index), lane, weight);
    }
  }

  /// What the packed weights of a port leave of their words is 0: a half behind the last input channel, and the highest
  /// bit of a lane where its bits are odd in number.
  void checkPackedWeights(const CoreProgram &core, uint32_t index) {
    const PortEntry &port = *core.ports[index];
    const PopulationEntry &entry = *running(core.x, core.y, port.population);
    int64_t words = 2 * (weightEnd(core, port) - port.weightBase);
    int64_t perInput = port.kernelHeight * port.kernelWidth * entry.groups;
    for (int64_t i = 0; ok() && i < words * target.lanes; ++i) {
      int64_t word = weightWord(port, i / target.lanes), lane = i % target.lanes;
      int32_t weight = weightOf(target, core, port, i / target.lanes, uint32_t(lane));
      bool isBehind = i / target.lanes >= words / perInput * perInput;
      int64_t above = (uint8_t(core.weights[size_t(word) * target.lanes + lane]) >> (target.weightBits / 2 * 2)) &
                      (target.weightBits & 1);
      if ((weight == 0 || !isBehind) && above == 0)
        continue;
      require(weight == 0 || !isBehind,
              "{}: port {}: weight word {}, lane {} has the weight {} behind the last input channel", name(core), index,
              word, lane, weight);
      require(above == 0, "{}: port {}: weight word {}, lane {} has a bit above its two packed weights", name(core),
              index, word, lane);
    }
  }

  /// The populations of a layer tile it: each neuron lives in exactly one word.
  void checkSymbols() {
    std::vector<std::vector<bool>> covered;
    for (const NamedFrame &layer : image.layers)
      covered.emplace_back(layer.size(), false);
    std::vector<std::vector<bool>> named(program.cores.size(), std::vector<bool>(target.populations, false));
    for (const PopulationSymbol &symbol : image.populations) {
      const PopulationEntry *entry = running(symbol.coreX, symbol.coreY, symbol.slot);
      require(entry, "the image names population {} of core ({}, {}), which does not run", symbol.slot, symbol.coreX,
              symbol.coreY);
      require(symbol.layer < image.layers.size(), "the image names layer {} of {}", symbol.layer, image.layers.size());
      if (!ok())
        return;
      std::string who = name(program.core(symbol.coreX, symbol.coreY), symbol.slot);
      auto seen = named[size_t(symbol.coreY) * target.cols + symbol.coreX].begin() + symbol.slot;
      require(!*seen, "{} is named twice", who);
      *seen = true;
      cover(who, symbol, *entry, covered[symbol.layer]);
      if (ok())
        checkPadding(symbol, program.core(symbol.coreX, symbol.coreY), *entry);
    }
    for (const CoreProgram &core : program.cores)
      for (uint32_t slot = 0; slot < target.populations && ok(); ++slot)
        require(!core.running[slot] || named[size_t(core.y) * target.cols + core.x][slot],
                "{} runs, but the image "
                "does not name its layer",
                name(core, slot));
    for (size_t i = 0; i < covered.size() && ok(); ++i)
      for (size_t neuron = 0; neuron < covered[i].size() && ok(); ++neuron)
        require(covered[i][neuron], "neuron {} of layer '{}' is in no population", neuron, image.layers[i].name);
  }

  void cover(const std::string &who, const PopulationSymbol &symbol, const PopulationEntry &entry,
             std::vector<bool> &covered) {
    const NamedFrame &layer = image.layers[symbol.layer];
    int64_t lanes = entry.groups * target.lanes;
    require(symbol.channels <= lanes && symbol.channels + target.lanes > lanes, "{}: {} channels in {} groups of {}",
            who, symbol.channels, entry.groups, target.lanes);
    require(uint64_t(symbol.channel) + symbol.channels <= layer.channels &&
                uint64_t(symbol.y) + neuronRows(entry) <= layer.height &&
                uint64_t(symbol.x) + neuronColumns(entry) <= layer.width,
            "{}: its tile is outside of layer '{}'", who, layer.name);
    for (uint32_t c = symbol.channel; c < symbol.channel + symbol.channels && ok(); ++c)
      for (uint32_t y = symbol.y; y < symbol.y + neuronRows(entry) && ok(); ++y)
        for (uint32_t x = symbol.x; x < symbol.x + neuronColumns(entry) && ok(); ++x) {
          auto neuron = covered.begin() + ((size_t(c) * layer.height + y) * layer.width + x);
          require(!*neuron, "{}: neuron ({}, {}, {}) of layer '{}' is in two populations", who, c, y, x, layer.name);
          *neuron = true;
        }
  }

  /// The chip is live exactly when the forward edges have no cycle.
  void checkForwardOrder() {
    if (!ok())
      return;
    size_t nodes = program.cores.size() * target.populations;
    std::vector<unsigned> waiting(nodes, 0);
    std::vector<std::vector<size_t>> next(nodes);
    auto node = [&](int64_t x, int64_t y, int64_t slot) { return (y * target.cols + x) * target.populations + slot; };
    for (const CoreProgram &core : program.cores)
      for (uint32_t slot = 0; slot < target.populations; ++slot)
        if (const PopulationEntry *entry = running(core.x, core.y, slot))
          for (int64_t i = 0; i < entry->destinationCount; ++i) {
            const DestinationEntry &edge = *core.destinations[entry->firstDestination + i];
            if (edge.toHost || edge.delayed)
              continue;
            for (Place place : receivers(name(core, slot), {core.x, core.y}, edge)) {
              next[node(core.x, core.y, slot)].push_back(node(place.x, place.y, edge.target));
              ++waiting[node(place.x, place.y, edge.target)];
            }
          }
    std::vector<size_t> ready;
    for (size_t i = 0; i < nodes; ++i)
      if (waiting[i] == 0)
        ready.push_back(i);
    for (size_t i = 0; i < ready.size(); ++i)
      for (size_t receiver : next[ready[i]])
        if (--waiting[receiver] == 0)
          ready.push_back(receiver);
    for (size_t i = 0; i < nodes && ready.size() < nodes; ++i)
      require(waiting[i] == 0, "{} waits for itself over forward edges",
              name(program.cores[i / target.populations], i % target.populations));
  }

  const Image &image;
  const Program &program;
  const TargetDescription &target;
  /// As the image names them, by column, row and slot.
  std::map<std::tuple<uint32_t, uint32_t, uint32_t>, uint32_t> channels;
  /// The edge that uses a route, by column, row and multicast group.
  std::map<std::tuple<uint32_t, uint32_t, uint32_t>, std::string> routeOwners;
  std::string fault;
};
} // namespace

llvm::Error snnc::mesh::validateProgram(const Image &image, const Program &program) {
  return Validator(image, program).run();
}
