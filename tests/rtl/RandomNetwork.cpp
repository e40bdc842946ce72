//===- RandomNetwork.cpp - random networks that fit a chip ----------------===//

#include "tests/rtl/RandomNetwork.h"
#include <algorithm>
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
  for (int p = 0; p < count; ++p)
    if (chance(0.5) || network.populations[p].outEdges.empty())
      if (!addEdge(p, host, false))
        return false;
  return allocate();
}

bool RandomNetwork::addPopulation(int) {
  Population population;
  population.coreX = draw(0, int(options.cols) - 1);
  population.coreY = draw(0, int(options.rows) - 1);
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

bool RandomNetwork::addPort(int to) {
  Population &population = network.populations[to];
  Core &core = coreOf(population);
  if (core.ports == int(target.ports))
    return false;
  Port port;
  port.population = to;
  port.index = core.ports++;
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

/// A new port, or sometimes one that other edges of the population feed already.
std::optional<int> RandomNetwork::portFor(int to) {
  if (chance(0.3))
    for (size_t i = 0; i < network.ports.size(); ++i)
      if (network.ports[i].population == to)
        return int(i);
  if (!addPort(to))
    return std::nullopt;
  return int(network.ports.size()) - 1;
}

void RandomNetwork::addBox(Edge &edge) {
  const Population &source = network.populations[edge.source];
  int channels = source.groups * network.lanes;
  auto range = [&](int size, int64_t &low, int64_t &high) {
    low = chance(0.5) ? 0 : draw(0, size - 1);
    high = chance(0.5) ? size - 1 : draw(int(low), size - 1);
  };
  range(source.rows(), edge.box.lowY, edge.box.highY);
  range(source.columns(), edge.box.lowX, edge.box.highX);
  range(channels, edge.box.lowChannel, edge.box.highChannel);
  edge.box.shiftY = chance(0.5) ? 0 : draw(0, 3);
  edge.box.shiftX = chance(0.5) ? edge.box.shiftY : draw(0, 3);
  edge.box.offsetY = chance(0.5) ? 0 : draw(0, 255);
  edge.box.offsetX = chance(0.5) ? 0 : draw(0, 255);
  if (edge.target == host) {
    edge.box.offsetChannel = draw(0, 4095);
    return;
  }
  // The channels must exist at the port.
  int most = network.ports[edge.port].channels;
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
    std::optional<int> port = portFor(to);
    if (!port)
      return false;
    edge.port = *port;
  }
  if (source != host)
    addBox(edge);
  int number = int(network.edges.size());
  network.edges.push_back(edge);
  if (source != host)
    network.populations[source].outEdges.push_back(number);
  if (to != host)
    network.populations[to].inEdges.push_back(number);
  return true;
}

/// Regions of the memories and ranges of the tables, with gaps here and there.
bool RandomNetwork::allocate() {
  int hostEdges = 0;
  for (Edge &edge : network.edges)
    if (edge.source == host)
      edge.entry = hostEdges++;
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
      network.edges[population.outEdges[i]].entry = population.firstDestination + int(i);
    if (core.states > int(target.stateWords) || core.lists > int(target.stateWords) ||
        core.destinations > int(target.destinations) || core.credits > int(target.credits))
      return false;
  }
  return true;
}

std::vector<Spike> RandomNetwork::spikes(const Edge &edge) {
  const Port &port = network.ports[edge.port];
  const Population &population = network.populations[port.population];
  std::vector<Spike> spikes(chance(0.3) ? 0 : chance(0.2) ? draw(0, 60) : draw(0, 12));
  auto place = [&](int size, int stride, int kernel, int offset) {
    // Mostly where the patch meets the tile.
    int reach = (size - 1) * stride + kernel;
    return chance(0.9) ? std::clamp(draw(0, reach - 1) - offset, 0, 255) : draw(0, 255);
  };
  for (Spike &spike : spikes) {
    spike.count = chance(0.5) ? 1 : draw(1, int(target.countMax));
    spike.negative = chance(0.2);
    spike.channel = draw(0, port.channels - 1);
    spike.y = place(population.height, port.strideY, port.height, port.offsetY);
    spike.x = place(population.width, port.strideX, port.width, port.offsetX);
  }
  // The same neuron again and again: its words follow each other closely.
  if (spikes.size() > 3 && chance(0.5))
    std::fill(spikes.begin() + 1, spikes.begin() + draw(2, int(spikes.size())), spikes[0]);
  return spikes;
}
