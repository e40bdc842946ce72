//===- RandomNetwork.cpp - random networks that fit a chip ----------------===//

#include "tests/rtl/RandomNetwork.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <map>
#include <numeric>

using namespace snnc;
using namespace snnc::bench;

RandomNetwork::RandomNetwork(const mesh::TargetDescription &target, const RandomOptions &options, uint64_t seed)
    : target(target), options(options), random(seed) {
  while (!build()) {
  }
}

bool RandomNetwork::build() {
  network = Network();
  network.lanes = int(target.lanes);
  network.mergeWords = int(target.mergeWords);
  network.places = int(target.places());
  for (network.countBits = 1; 1 << network.countBits <= int(target.countMax);)
    ++network.countBits;
  outputs = 0;
  cores.assign(options.cols * options.rows, Core());
  for (Core &core : cores) {
    core.slots.resize(target.populations);
    std::iota(core.slots.begin(), core.slots.end(), 0);
    std::shuffle(core.slots.begin(), core.slots.end(), random);
  }
  // What a multicast needs are populations of one slot: the same slots on all cores, or one population on each as well.
  if (target.multicastGroups && chance(0.7))
    for (Core &core : cores)
      core.slots = cores.front().slots;
  spread.clear();
  if (target.multicastGroups && chance(0.5)) {
    spread.resize(cores.size());
    std::iota(spread.begin(), spread.end(), 0);
    std::shuffle(spread.begin(), spread.end(), random);
  }
  int count = draw(int(options.leastPopulations), int(options.mostPopulations));
  for (int p = 0; p < count; ++p)
    if (!addPopulation(p))
      return false;
  // A forward edge from the host or from a lower population for each, then more of any kind.
  for (int p = 0; p < count; ++p) {
    int source = p && chance(0.6) ? draw(0, p - 1) : host;
    if (!addEdge(source != host && network.populations[source].isReadout ? host : source, p, false))
      return false;
  }
  int more = draw(0, int(options.edgesPerPopulation) * count);
  for (int i = 0; i < more; ++i) {
    int source = draw(host, count - 1), to = draw(0, count - 1);
    if (source != host && network.populations[source].isReadout) {
      // Potentials go to the host alone.
      if (!addEdge(source, host, false))
        return false;
      continue;
    }
    bool forward = source < to && chance(0.6);
    if (!addEdge(source, to, !forward))
      return false;
  }
  // Trees that do not meet are rare: many are tried.
  int multicasts = target.multicastGroups ? draw(0, 30) : 0;
  for (int i = 0; i < multicasts; ++i)
    if (!addMulticast(draw(host, count - 1), chance(0.5)))
      return false;
  for (int p = 0; p < count; ++p)
    if (chance(0.5) || network.populations[p].outEdges.empty())
      if (!addEdge(p, host, false))
        return false;
  return allocate();
}

bool RandomNetwork::addPopulation(int index) {
  Population population;
  population.coreX = draw(0, int(options.cols) - 1);
  population.coreY = draw(0, int(options.rows) - 1);
  if (!spread.empty()) {
    int core = spread[index % spread.size()];
    population.coreX = core % int(options.cols);
    population.coreY = core / int(options.cols);
  }
  Core &core = coreOf(population);
  if (core.slots.empty())
    return false;
  population.slot = core.slots.back();
  core.slots.pop_back();
  int most = int(options.mostWords);
  switch (draw(0, 3)) {
  case 0: // one pixel
    population.groups = draw(1, std::min(most, 12));
    break;
  case 1: // one row or column
    (chance(0.5) ? population.height : population.width) = draw(1, std::min(most, 255));
    break;
  default:
    population.height = draw(1, std::min(most, 12));
    population.width = draw(1, std::min(255, most / population.height));
    population.groups = draw(1, std::min(3, most / (population.height * population.width)));
  }
  if (chance(options.poolShare))
    addWindows(population);
  else
    addParameters(population);
  network.populations.push_back(population);
  return true;
}

/// Windows of any size and stride, of which some may lie outside of the pixels in part or as a whole.
void RandomNetwork::addWindows(Population &pool) {
  pool.isPool = true;
  pool.maxCount = draw(1, int(target.countMax));
  auto axis = [&](int pixels, int &count, int &size, int &stride, int &offset) {
    size = chance(0.5) ? draw(1, 4) : draw(1, std::min(127, pixels + 3));
    stride = chance(0.6) ? draw(1, std::min(15, size)) : draw(1, 15);
    offset = chance(0.5) ? draw(0, size - 1) : draw(-std::min(pixels, 100), 2 * size);
    int reach = (pixels - 1 + offset) / stride;
    count = std::clamp(draw(reach - 2, reach + 1), 1, 255);
  };
  axis(pool.height, pool.windowRows, pool.windowHeight, pool.windowStrideY, pool.windowOffsetY);
  axis(pool.width, pool.windowColumns, pool.windowWidth, pool.windowStrideX, pool.windowOffsetX);
}

void RandomNetwork::addParameters(Population &population) {
  population.resetToZero = chance(0.3);
  population.hasLowerBound = chance(0.5);
  population.hasBias = chance(0.4);
  population.hasSubtract = chance(0.4);
  population.hasDecay = target.leak && chance(0.4);
  population.hasCurrent = target.current && population.hasDecay && chance(0.5);
  population.maxCount = draw(1, chance(0.3) ? std::min(3, int(target.countMax)) : int(target.countMax));
  if (target.readout && population.hasDecay && chance(0.25)) {
    population.isReadout = true;
    population.resetToZero = false;
    population.maxCount = 0;
  }
  int kind = draw(0, 2);
  int most = kind == 0 ? 12 : kind == 1 ? 400 : 32767;
  for (int i = 0; i < population.groups * network.lanes; ++i) {
    int threshold = draw(1, most);
    population.threshold.push_back(threshold);
    population.lower.push_back(!population.hasLowerBound ? -threshold : chance(0.1) ? -32768 : -draw(0, most));
    population.bias.push_back(population.hasBias ? draw(-most / 2, most / 2) : 0);
    population.subtract.push_back(!population.hasSubtract ? threshold
                                  : chance(0.5)           ? draw(0, threshold)
                                                          : draw(threshold, std::min(32767, 3 * threshold)));
  }
  if (population.hasDecay)
    for (int i = 0; i < population.groups * network.lanes; ++i) {
      population.decay.push_back(chance(0.2)   ? (chance(0.5) ? 4096 : 0)
                                 : chance(0.5) ? draw(3500, 4095)
                                               : draw(0, 4096));
      if (population.hasCurrent)
        population.currentDecay.push_back(chance(0.2) ? 0 : draw(chance(0.5) ? 3000 : 0, 4095));
    }
  int greatest = *std::max_element(population.threshold.begin(), population.threshold.end());
  population.upper = chance(0.4) ? 32767 : chance(0.5) ? greatest - 1 + draw(0, 3) : draw(0, most);
  population.upper = std::min(population.upper, 32767);
}

bool RandomNetwork::addPort(int to, int index) {
  Population &population = network.populations[to];
  Core &core = coreOf(population);
  if (index == int(target.ports))
    return false;
  Port port;
  port.population = to;
  port.index = index;
  core.ports = index + 1;
  int all = population.groups * network.lanes;
  int room = int(target.weightWords) - core.weights;
  port.packed = chance(0.4);
  port.weightShift = target.weightShift && chance(0.5) ? draw(0, int(target.weightShift)) : 0;
  int held = port.packed ? 2 : 1; // words of weights in a memory word
  int kernels = std::max(1, held * std::min(room / population.groups, int(target.weightWords) / 3 / population.groups));
  int mostKernel = int(options.mostKernel);
  auto extent = [&](int left) {
    int most = std::min(mostKernel, left);
    return chance(0.5) ? draw(1, std::min(5, most)) : draw(1, most);
  };
  port.height = extent(kernels);
  port.width = extent(kernels / port.height);
  if (chance(0.5))
    std::swap(port.height, port.width);
  if (options.kernel && port.index == 0) {
    port.height = std::min(int(options.kernel), kernels);
    port.width = draw(1, std::min(127, kernels / port.height));
    if (chance(0.5))
      std::swap(port.height, port.width);
  }
  port.channels = draw(1, std::min(20, std::max(1, kernels / (port.height * port.width))));
  port.strideY = chance(0.5) ? 1 : draw(1, 15);
  port.strideX = chance(0.5) ? port.strideY : draw(1, 15);
  if (options.stride && port.index == 0)
    (chance(0.5) ? port.strideY : port.strideX) = int(options.stride);
  int words = (port.channels * port.height * port.width * population.groups + held - 1) / held;
  if (words > room)
    return false;
  port.weightBase = core.weights + draw(0, std::min(3, room - words));
  core.weights = port.weightBase + words;
  // Where a spike at 0 comes to lie: anywhere the patch meets the tile, or a little outside.
  auto offset = [&](int size, int stride, int kernel) {
    int reach = (size - 1) * stride + kernel;
    return std::clamp(draw(-std::min(reach, 20), reach + 2), -512, 511);
  };
  port.offsetY = offset(population.height, port.strideY, port.height);
  port.offsetX = offset(population.width, port.strideX, port.width);
  // A max pool mostly counts, but its arithmetic is defined for any weights.
  int kind = population.isPool && chance(0.8) ? 3 : draw(0, 2), bits = int(target.weightBits) / held,
      most = (1 << (bits - 1)) - 1;
  for (int i = 0; i < port.channels * port.height * port.width * all; ++i)
    port.weights.push_back(int8_t(kind == 0   ? draw(-most - 1, most)
                                  : kind == 1 ? draw(-std::min(3, most + 1), std::min(5, most))
                                  : kind == 3 ? draw(0, std::min(1, most))
                                              : draw(0, std::min(40, most))));
  network.ports.push_back(std::move(port));
  return true;
}

std::optional<int> RandomNetwork::portOf(int to, int index) const {
  for (size_t i = 0; i < network.ports.size(); ++i)
    if (network.ports[i].population == to && network.ports[i].index == index)
      return int(i);
  return std::nullopt;
}

/// A port of each population, all of one index: new ones, or sometimes such that other edges feed already.
std::optional<std::vector<int>> RandomNetwork::portsFor(const std::vector<int> &targets) {
  int index = 0;
  for (int to : targets)
    index = std::max(index, coreOf(network.populations[to]).ports);
  if (chance(0.3))
    for (const Port &port : network.ports)
      if (llvm::all_of(targets, [&](int to) { return portOf(to, port.index).has_value(); })) {
        index = port.index;
        break;
      }
  std::vector<int> ports;
  for (int to : targets) {
    if (!portOf(to, index) && !addPort(to, index))
      return std::nullopt;
    ports.push_back(*portOf(to, index));
  }
  return ports;
}

std::vector<const Port *> RandomNetwork::portsOf(const Edge &edge) const {
  if (edge.multicast < 0)
    return {&network.ports[edge.port]};
  std::vector<const Port *> ports;
  for (int e : network.multicasts[edge.multicast].edges)
    ports.push_back(&network.ports[network.edges[e].port]);
  return ports;
}

/// The channels that there are at all its ports.
int RandomNetwork::channelsOf(const Edge &edge) const {
  std::vector<const Port *> ports = portsOf(edge);
  auto least = std::min_element(ports.begin(), ports.end(),
                                [](const Port *a, const Port *b) { return a->channels < b->channels; });
  return (*least)->channels;
}

void RandomNetwork::addBox(Edge &edge) {
  const Population &source = network.populations[edge.source];
  auto range = [&](int size, int64_t &low, int64_t &high) {
    low = chance(0.5) ? 0 : draw(0, size - 1);
    high = chance(0.5) ? size - 1 : draw(int(low), size - 1);
  };
  range(source.rows(), edge.box.lowY, edge.box.highY);
  range(source.columns(), edge.box.lowX, edge.box.highX);
  range(source.groups * network.lanes, edge.box.lowChannel, edge.box.highChannel);
  edge.box.shiftY = chance(0.5) ? 0 : draw(0, 3);
  edge.box.shiftX = chance(0.5) ? edge.box.shiftY : draw(0, 3);
  edge.box.offsetY = chance(0.5) ? 0 : draw(0, 255);
  edge.box.offsetX = chance(0.5) ? 0 : draw(0, 255);
  if (edge.target == host) {
    edge.box.offsetChannel = draw(0, 4095);
    return;
  }
  // The channels must exist at the port.
  int most = channelsOf(edge);
  edge.box.highChannel = std::min(edge.box.highChannel, edge.box.lowChannel + most - 1);
  int first = draw(0, most - 1 - int(edge.box.highChannel - edge.box.lowChannel));
  edge.box.offsetChannel = (first - edge.box.lowChannel + 4096) % 4096;
}

bool RandomNetwork::addEdge(int source, int to, bool delayed) {
  Edge edge;
  edge.source = source;
  edge.target = to;
  edge.delayed = delayed;
  if (to == host) {
    if (outputs == int(target.ports))
      return false;
    edge.port = edge.outputEdge = outputs++;
  } else {
    std::optional<std::vector<int>> ports = portsFor({to});
    if (!ports)
      return false;
    edge.port = ports->front();
  }
  if (source != host)
    addBox(edge);
  addEdge(edge);
  return true;
}

void RandomNetwork::addEdge(const Edge &edge) {
  int number = int(network.edges.size());
  network.edges.push_back(edge);
  if (edge.source != host && network.isFirst(number))
    network.populations[edge.source].outEdges.push_back(number);
  if (edge.target != host)
    network.populations[edge.target].inEdges.push_back(number);
}

/// Populations of one slot, in any order: on a delayed edge the sender may be one of them. None where there are not
/// two.
std::vector<int> RandomNetwork::receiversFor(int source, bool delayed) {
  std::map<int, std::vector<int>> slots;
  for (int to = delayed ? 0 : source + 1; to < int(network.populations.size()); ++to)
    slots[network.populations[to].slot].push_back(to);
  std::vector<std::vector<int>> choices;
  for (const auto &[slot, targets] : slots)
    if (targets.size() > 1)
      choices.push_back(targets);
  if (choices.empty())
    return {};
  std::vector<int> targets = choices[draw(0, int(choices.size()) - 1)];
  std::shuffle(targets.begin(), targets.end(), random);
  if (chance(0.5)) {
    // The nearest ones: small trees, of which several have room.
    mesh::Place from = source == host ? mesh::Place{0, 0} : network.populations[source].place();
    auto distance = [&](int to) {
      mesh::Place at = network.populations[to].place();
      return std::abs(int(at.x) - int(from.x)) + std::abs(int(at.y) - int(from.y));
    };
    llvm::stable_sort(targets, [&](int a, int b) { return distance(a) < distance(b); });
  }
  if (chance(0.6))
    targets.resize(draw(2, int(targets.size())));
  return targets;
}

/// A multicast group that no router on the way has a route of; behind the third multicast one that others have
/// elsewhere.
std::optional<int> RandomNetwork::groupFor(const Edge &edge, const std::vector<int> &targets) {
  std::set<Core *> way;
  for (int to : targets)
    mesh::forEachHop(network.start(edge), network.populations[to].place(),
                     [&](mesh::Place at, mesh::RouterOutput) { way.insert(&cores[at.y * options.cols + at.x]); });
  int groups = int(target.multicastGroups), first = chance(0.5) ? 0 : draw(0, groups - 1);
  for (int i = 0; i < groups; ++i) {
    int group = (first + i) % groups;
    bool isNew = llvm::none_of(network.multicasts, [&](const Multicast &m) { return m.group == group; });
    if (llvm::any_of(way, [&](Core *core) { return core->groups.count(group) != 0; }) ||
        (isNew && network.multicasts.size() > 2))
      continue;
    for (Core *core : way)
      core->groups.insert(group);
    return group;
  }
  return std::nullopt;
}

/// Adds nothing where there are not two receivers, or no group is left.
bool RandomNetwork::addMulticast(int source, bool delayed) {
  std::vector<int> targets = receiversFor(source, delayed);
  // Potentials go to the host alone.
  if (targets.empty() || (source != host && network.populations[source].isReadout))
    return true;
  Edge edge;
  edge.source = source;
  edge.delayed = delayed;
  std::optional<int> group = groupFor(edge, targets);
  if (!group)
    return true;
  std::optional<std::vector<int>> ports = portsFor(targets);
  if (!ports)
    return false;
  edge.multicast = int(network.multicasts.size());
  network.multicasts.push_back({*group, {}});
  for (size_t i = 0; i < targets.size(); ++i) {
    edge.target = targets[i];
    edge.port = (*ports)[i];
    network.multicasts.back().edges.push_back(int(network.edges.size()));
    addEdge(edge);
  }
  if (source != host)
    addBox(network.edges[network.multicasts.back().edges.front()]);
  return true;
}

/// Regions of the memories and ranges of the tables, with gaps here and there.
bool RandomNetwork::allocate() {
  int hostEdges = 0;
  auto setEntry = [&](int edge, int entry) {
    for (int e : network.sharing(edge))
      network.edges[e].entry = entry;
  };
  for (int e = 0; e < int(network.edges.size()); ++e)
    if (network.edges[e].source == host && network.isFirst(e))
      setEntry(e, hostEdges++);
  for (Population &population : network.populations) {
    Core &core = coreOf(population);
    std::shuffle(population.inEdges.begin(), population.inEdges.end(), random);
    std::shuffle(population.outEdges.begin(), population.outEdges.end(), random);
    population.stateBase = core.states + draw(0, 5);
    core.states = population.stateBase + population.stateWords();
    population.listBase = core.lists + draw(0, 5);
    core.lists = population.listBase + population.listWords(network.places);
    population.firstDestination = core.destinations + draw(0, 2);
    core.destinations = population.firstDestination + int(population.outEdges.size());
    population.firstCredit = core.credits + draw(0, 2);
    core.credits = population.firstCredit + int(population.inEdges.size());
    for (size_t i = 0; i < population.outEdges.size(); ++i)
      setEntry(population.outEdges[i], population.firstDestination + int(i));
    if (core.states > int(target.stateWords) || core.lists > int(target.stateWords) ||
        core.destinations > int(target.destinations) || core.credits > int(target.credits))
      return false;
  }
  return true;
}

std::vector<Spike> RandomNetwork::spikes(const Edge &edge) {
  std::vector<const Port *> ports = portsOf(edge);
  int channels = channelsOf(edge);
  std::vector<Spike> spikes(chance(0.3) ? 0 : chance(0.2) ? draw(0, 60) : draw(0, 12));
  auto place = [&](int size, int stride, int kernel, int offset) {
    // Mostly where the patch meets the tile.
    int reach = (size - 1) * stride + kernel;
    return chance(0.9) ? std::clamp(draw(0, reach - 1) - offset, 0, 255) : draw(0, 255);
  };
  for (Spike &spike : spikes) {
    spike.count = chance(0.5) ? 1 : draw(1, int(target.countMax));
    spike.negative = chance(0.2);
    spike.channel = draw(0, channels - 1);
    const Port &port = *ports[ports.size() == 1 ? 0 : draw(0, int(ports.size()) - 1)];
    const Population &population = network.populations[port.population];
    spike.y = place(population.height, port.strideY, port.height, port.offsetY);
    spike.x = place(population.width, port.strideX, port.width, port.offsetX);
  }
  // The same neuron again and again: its words follow each other closely.
  if (spikes.size() > 3 && chance(0.5))
    std::fill(spikes.begin() + 1, spikes.begin() + draw(2, int(spikes.size())), spikes[0]);
  return spikes;
}
