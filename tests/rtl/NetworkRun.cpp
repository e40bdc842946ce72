//===- NetworkRun.cpp - a network on a chip against the plain model -------===//

#include "tests/rtl/NetworkRun.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>

using namespace snnc;
using namespace snnc::bench;

/// No commit and no packet for so many cycles is a deadlock. A busy edge between two populations of one core shows
/// neither for long: some thousand spikes of some hundred taps each.
static constexpr uint64_t patience = 2000000;

/// A value that no field can hold is a mistake of the bench.
template <typename T> static T fitted(llvm::Expected<T> value) {
  if (value)
    return std::move(*value);
  std::cerr << "bench: " << llvm::toString(value.takeError()) << "\n";
  std::exit(1);
}

NetworkRun::NetworkRun(ChipModel &chip, RandomNetwork &random, const RunOptions &options)
    : NetworkRun(
          chip, random.get(), [&random](const Edge &edge) { return random.spikes(edge); }, random.drawSeed(), options) {
}

NetworkRun::NetworkRun(ChipModel &chip, const Network &network, Stimulus stimulus, uint64_t seed,
                       const RunOptions &options)
    : chip(chip), network(network), stimulus(std::move(stimulus)), generator(seed), options(options), plain(network) {
  chip.onCommit([this](const snnc_rtl_commit &record) { takeCommit(record); });
  plan();
  configure();
}

/// What the plain model says of all samples and steps.
void NetworkRun::plan() {
  expected.resize(network.populations.size());
  for (size_t e = 0; e < network.edges.size(); ++e) {
    if (network.edges[e].source == host && network.isFirst(int(e)))
      hostEdges.push_back({int(e), {}});
    if (network.edges[e].target == host)
      outputEdges[network.edges[e].outputEdge] = {int(e), {}, 0};
  }
  for (unsigned sample = 0; sample < options.samples; ++sample) {
    unsigned steps = options.leastSteps + generator() % (options.mostSteps - options.leastSteps + 1);
    for (unsigned step = 0; step < steps; ++step) {
      bool last = step + 1 == steps;
      std::vector<std::vector<Spike>> fed(network.edges.size());
      for (const HostEdge &edge : hostEdges)
        if (!(last && network.edges[edge.number].delayed)) {
          fed[edge.number] = stimulus(network.edges[edge.number]);
          for (int e : network.sharing(edge.number))
            fed[e] = fed[edge.number];
        }
      StepResult result = plain.step(fed, last);
      for (size_t p = 0; p < network.populations.size(); ++p)
        expected[p].push_back({{result.commits[p].begin(), result.commits[p].end()}, last});
      for (HostEdge &edge : hostEdges)
        edge.steps.push_back({fed[edge.number], last && !network.edges[edge.number].delayed});
      for (auto &[number, edge] : outputEdges)
        edge.steps.push_back({result.spikes[edge.number], last});
    }
  }
}

template <typename Payload> uint64_t NetworkRun::packet(int coreX, int coreY, int port, const Payload &payload) {
  mesh::PacketHeader header;
  header.coreX = coreX;
  header.coreY = coreY;
  header.port = port;
  return fitted(chip.codec().packet(header, payload));
}

/// Where the packets of an edge go: to a core, or to a multicast group.
template <typename Header> void NetworkRun::setGoal(Header &header, const Edge &edge) {
  header.multicast = edge.multicast >= 0;
  if (edge.multicast < 0) {
    header.coreX = network.populations[edge.target].coreX;
    header.coreY = network.populations[edge.target].coreY;
    return;
  }
  int group = network.multicasts[edge.multicast].group;
  unsigned bits = chip.codec().layout().width("core_x");
  header.coreX = group & ((1 << bits) - 1);
  header.coreY = group >> bits;
}

template <typename Payload> uint64_t NetworkRun::packet(const Edge &edge, int port, const Payload &payload) {
  mesh::PacketHeader header;
  setGoal(header, edge);
  header.port = port;
  return fitted(chip.codec().packet(header, payload));
}

template <typename Entry>
void NetworkRun::writeEntry(mesh::Place core, mesh::Select select, int index, const Entry &entry) {
  llvm::SmallVector<uint16_t, 16> words = fitted(chip.codec().encode(entry));
  mesh::WriteAddressPayload address;
  address.select = int64_t(select);
  address.address = int64_t(index) << chip.codec().table<Entry>().strideBits;
  setup.push_back(packet(int(core.x), int(core.y), 0, address));
  for (uint16_t word : words) {
    mesh::WriteDataPayload data;
    data.data = word;
    setup.push_back(packet(int(core.x), int(core.y), 1, data));
  }
}

/// Wide words: the most significant 32 bits first, lane 0 in the least significant ones.
void NetworkRun::writeWords(int coreX, int coreY, mesh::Select select, int address,
                            const std::vector<std::vector<int>> &words, unsigned bits) {
  mesh::WriteAddressPayload target;
  target.select = int64_t(select);
  target.address = address;
  setup.push_back(packet(coreX, coreY, 0, target));
  for (const std::vector<int> &lanes : words) {
    unsigned parts = (unsigned(lanes.size()) * bits + 31) / 32;
    std::vector<uint32_t> values(parts, 0);
    for (size_t l = 0; l < lanes.size(); ++l)
      for (unsigned b = 0; b < bits; ++b)
        if ((lanes[l] >> b) & 1)
          values[(l * bits + b) / 32] |= 1u << ((l * bits + b) % 32);
    for (unsigned part = parts; part-- > 0;) {
      mesh::WriteDataPayload data;
      data.data = values[part];
      setup.push_back(packet(coreX, coreY, 1, data));
    }
  }
}

void NetworkRun::writeTables() {
  for (const Port &port : network.ports) {
    const Population &population = network.populations[port.population];
    mesh::PortEntry entry;
    entry.population = population.slot;
    entry.strideY = port.strideY, entry.strideX = port.strideX;
    entry.kernelHeight = port.height, entry.kernelWidth = port.width;
    entry.offsetY = port.offsetY, entry.offsetX = port.offsetX;
    entry.weightBase = port.weightBase;
    entry.packedWeights = port.packed;
    entry.weightShift = port.weightShift;
    writeEntry(population.place(), mesh::Select::Ports, port.index, entry);
  }
  for (const Population &population : network.populations) {
    mesh::PopulationEntry entry;
    entry.stateBase = population.stateBase, entry.listBase = population.listBase;
    entry.height = population.height, entry.width = population.width, entry.groups = population.groups;
    entry.resetToZero = population.resetToZero, entry.hasLowerBound = population.hasLowerBound;
    entry.hasBias = population.hasBias, entry.hasSubtract = population.hasSubtract;
    entry.upper = population.isPool ? 0 : population.upper, entry.maxCount = population.maxCount;
    entry.kind = int64_t(population.isPool       ? mesh::PopulationKind::MaxPool
                         : population.hasCurrent ? mesh::PopulationKind::Current
                         : population.hasDecay   ? mesh::PopulationKind::Leaky
                                                 : mesh::PopulationKind::IntegrateFire);
    entry.windowRows = population.windowRows, entry.windowColumns = population.windowColumns;
    entry.windowHeight = population.windowHeight, entry.windowWidth = population.windowWidth;
    entry.windowStrideY = population.windowStrideY, entry.windowStrideX = population.windowStrideX;
    entry.windowOffsetY = population.windowOffsetY, entry.windowOffsetX = population.windowOffsetX;
    for (size_t i = 0; i < population.inEdges.size(); ++i) {
      const Edge &edge = network.edges[population.inEdges[i]];
      ++(edge.delayed ? entry.delayedEdges : entry.forwardEdges);
      mesh::CreditEntry credit;
      credit.toHost = edge.source == host;
      credit.delayed = edge.delayed;
      credit.destination = edge.entry;
      if (edge.source != host) {
        credit.coreX = network.populations[edge.source].coreX;
        credit.coreY = network.populations[edge.source].coreY;
      }
      writeEntry(population.place(), mesh::Select::Credits, population.firstCredit + int(i), credit);
    }
    entry.firstDestination = population.firstDestination;
    entry.destinationCount = int64_t(population.outEdges.size());
    entry.firstCredit = population.firstCredit;
    writeEntry(population.place(), mesh::Select::Populations, population.slot, entry);
    for (int e : population.outEdges) {
      const Edge &edge = network.edges[e];
      mesh::DestinationEntry destination = edge.box;
      destination.receivers = int64_t(network.sharing(e).size());
      destination.toHost = edge.target == host;
      destination.delayed = edge.delayed;
      destination.port = edge.target == host ? edge.port : network.ports[edge.port].index;
      destination.target = edge.target == host ? edge.outputEdge : network.populations[edge.target].slot;
      if (edge.target != host)
        setGoal(destination, edge);
      writeEntry(population.place(), mesh::Select::Destinations, edge.entry, destination);
    }
  }
}

/// Two words in each, the first in the lower bits of every lane. What would follow the last one is nobody's: anything.
std::vector<std::vector<int>> NetworkRun::packed(const std::vector<std::vector<int>> &words, unsigned bits) {
  std::vector<std::vector<int>> result;
  for (size_t i = 0; i < words.size(); i += 2) {
    result.push_back(words[i]);
    for (size_t l = 0; l < words[i].size(); ++l) {
      int upper = i + 1 < words.size() ? words[i + 1][l] : int(generator());
      result.back()[l] = (words[i][l] & ((1 << bits) - 1)) | int(unsigned(upper) << bits);
    }
  }
  return result;
}

void NetworkRun::writeMemories() {
  unsigned lanes = chip.target().lanes, stateBits = chip.target().stateBits;
  // What an earlier network has left in currents and potentials, and in a pool's counts: RUN clears it.
  std::mt19937_64 left(setup.size());
  for (const Population &population : network.populations) {
    std::vector<std::vector<int>> words;
    for (int g = 0; g < population.groups && !population.isPool; ++g) {
      auto group = [&](const std::vector<int> &values) {
        words.emplace_back(values.begin() + g * lanes, values.begin() + (g + 1) * lanes);
      };
      group(population.threshold);
      if (population.hasLowerBound)
        group(population.lower);
      if (population.hasBias)
        group(population.bias);
      if (population.hasSubtract)
        group(population.subtract);
      if (population.hasDecay)
        group(population.decay);
      if (population.hasCurrent)
        group(population.currentDecay);
    }
    while (int(words.size()) < population.stateWords()) {
      words.emplace_back(lanes);
      for (int &value : words.back())
        value = int(left() >> (64 - stateBits)) - (1 << (stateBits - 1));
    }
    writeWords(population.coreX, population.coreY, mesh::Select::State, population.stateBase, words, stateBits);
  }
  for (const Port &port : network.ports) {
    const Population &population = network.populations[port.population];
    std::vector<std::vector<int>> words;
    for (size_t i = 0; i < port.weights.size(); i += lanes)
      words.emplace_back(port.weights.begin() + i, port.weights.begin() + i + lanes);
    if (port.packed)
      words = packed(words, chip.target().weightBits / 2);
    writeWords(population.coreX, population.coreY, mesh::Select::Weights, port.weightBase, words,
               chip.target().weightBits);
  }
}

static int64_t &outputOf(mesh::RouteEntry &route, mesh::RouterOutput output) {
  switch (output) {
  case mesh::RouterOutput::North:
    return route.north;
  case mesh::RouterOutput::East:
    return route.east;
  case mesh::RouterOutput::South:
    return route.south;
  case mesh::RouterOutput::West:
    return route.west;
  case mesh::RouterOutput::Local:
    return route.core;
  }
  llvm_unreachable("all outputs are handled");
}

/// Each multicast reaches each of its receivers on the way that a packet for it alone would take. The last packets for
/// a core are its routes, so that routers are asleep when these are written.
void NetworkRun::writeRoutes() {
  std::map<std::pair<mesh::Place, int>, mesh::RouteEntry> routes;
  for (const Multicast &multicast : network.multicasts)
    for (int e : multicast.edges) {
      const Edge &edge = network.edges[e];
      mesh::forEachHop(
          network.start(edge), network.populations[edge.target].place(),
          [&](mesh::Place at, mesh::RouterOutput output) { outputOf(routes[{at, multicast.group}], output) = 1; });
    }
  std::vector<std::pair<std::pair<mesh::Place, int>, mesh::RouteEntry>> order(routes.begin(), routes.end());
  std::shuffle(order.begin(), order.end(), generator);
  for (const auto &[key, route] : order)
    writeEntry(key.first, mesh::Select::Routes, key.second, route);
}

void NetworkRun::configure() {
  writeTables();
  writeMemories();
  writeRoutes();
  // The first credits of the outputs may come before RUN or after it.
  bool early = generator() % 2;
  std::vector<uint64_t> credits, runs;
  for (auto &[number, edge] : outputEdges) {
    mesh::CreditPayload credit;
    credit.destination = network.edges[edge.number].entry;
    const Population &source = network.populations[network.edges[edge.number].source];
    credits.push_back(packet(source.coreX, source.coreY, 0, credit));
  }
  for (const Population &population : network.populations) {
    mesh::RunPayload run;
    run.target = population.slot;
    runs.push_back(packet(population.coreX, population.coreY, 0, run));
  }
  std::shuffle(runs.begin(), runs.end(), generator);
  if (early)
    setup.insert(setup.end(), credits.begin(), credits.end());
  setup.insert(setup.end(), runs.begin(), runs.end());
  if (!early)
    creditsOut = credits;
}

bool NetworkRun::mayServe(const HostEdge &edge) const {
  return edge.credited.size() == network.sharing(edge.number).size() && !edge.steps.empty();
}

/// What the host sends next: configuration first, then any edge that may, or a credit.
bool NetworkRun::nextPacket(uint64_t &next) {
  if (!setup.empty()) {
    next = setup.front();
    setup.pop_front();
    setupEnd = time;
    return true;
  }
  std::vector<size_t> able;
  for (size_t i = 0; i < hostEdges.size(); ++i)
    if (mayServe(hostEdges[i]))
      able.push_back(i);
  size_t choices = able.size() + creditsOut.size();
  if (!choices)
    return false;
  size_t choice = generator() % choices;
  if (choice >= able.size()) {
    next = creditsOut[choice - able.size()];
    creditsOut.erase(creditsOut.begin() + (choice - able.size()));
    return true;
  }
  HostEdge &edge = hostEdges[able[choice]];
  const Edge &goal = network.edges[edge.number];
  EdgeStep &step = edge.steps.front();
  if (edge.sent < step.spikes.size()) {
    const Spike &spike = step.spikes[edge.sent++];
    mesh::SpikePayload payload;
    payload.count = spike.count, payload.negative = spike.negative;
    payload.channel = spike.channel, payload.y = spike.y, payload.x = spike.x;
    next = packet(goal, network.ports[goal.port].index, payload);
    return true;
  }
  mesh::EndPayload end;
  end.target = network.populations[goal.target].slot;
  end.last = step.last;
  next = packet(goal, 0, end);
  edge.steps.pop_front();
  edge.sent = 0;
  edge.credited.clear();
  return true;
}

void NetworkRun::fail(const std::string &what) {
  if (failure.empty())
    failure = "cycle " + std::to_string(time) + ": " + what;
}

static std::string text(const std::vector<int> &values) {
  std::stringstream out;
  for (int value : values)
    out << " " << value;
  return out.str();
}

void NetworkRun::takeCommit(const snnc_rtl_commit &record) {
  lastProgress = time;
  for (size_t p = 0; p < network.populations.size(); ++p) {
    const Population &population = network.populations[p];
    if (population.coreX != int(record.core_x) || population.coreY != int(record.core_y) ||
        population.slot != int(record.population))
      continue;
    return compareCommit("population " + std::to_string(p) + " in slot " + std::to_string(record.population) +
                             " of core (" + std::to_string(record.core_x) + ", " + std::to_string(record.core_y) +
                             "), ",
                         record, expected[p]);
  }
  fail("commit of population " + std::to_string(record.population) + " of core (" + std::to_string(record.core_x) +
       ", " + std::to_string(record.core_y) + "), which does not exist");
}

void NetworkRun::compareCommit(const std::string &where, const snnc_rtl_commit &record, std::deque<Firing> &firings) {
  if (firings.empty())
    return fail(where + "commits after its last step");
  Firing &firing = firings.front();
  if (record.word == SNNC_RTL_FIRED) {
    if (!firing.commits.empty())
      fail(where + "has fired, expected word " + std::to_string(firing.commits.front().word));
    if (firing.last != bool(record.count[0]))
      fail(where + "has fired with the wrong `last`");
    firings.pop_front();
    return;
  }
  ++committed;
  std::string word = where + "word " + std::to_string(record.word) + ": ";
  if (firing.commits.empty())
    return fail(word + "expected no more in this step");
  const Commit &commit = firing.commits.front();
  std::vector<int> integrated(record.integrated, record.integrated + network.lanes);
  std::vector<int> count(record.count, record.count + network.lanes);
  std::vector<int> stored(record.stored, record.stored + network.lanes);
  if (commit.word != int(record.word))
    return fail(word + "expected word " + std::to_string(commit.word));
  if (integrated != commit.integrated)
    return fail(word + "integrated" + text(integrated) + ", expected" + text(commit.integrated));
  if (count != commit.count)
    return fail(word + "counts" + text(count) + ", expected" + text(commit.count));
  if (stored != commit.stored)
    return fail(word + "stored" + text(stored) + ", expected" + text(commit.stored));
  std::vector<int> current(record.current, record.current + network.lanes);
  if (current != commit.current)
    return fail(word + "current" + text(current) + ", expected" + text(commit.current));
  firing.commits.pop_front();
}

void NetworkRun::takeCredit(const mesh::PacketHeader &header, uint64_t packet) {
  int64_t number = chip.codec().payload<mesh::CreditPayload>(packet).destination;
  if (number >= int64_t(hostEdges.size()))
    return fail("credit for host edge " + std::to_string(number) + " of " + std::to_string(hostEdges.size()));
  HostEdge &edge = hostEdges[number];
  for (int e : network.sharing(edge.number)) {
    const Population &target = network.populations[network.edges[e].target];
    if (header.coreX != target.coreX || header.coreY != target.coreY)
      continue;
    if (llvm::is_contained(edge.credited, e))
      fail("second credit for host edge " + std::to_string(number));
    edge.credited.push_back(e);
    return;
  }
  fail("credit for host edge " + std::to_string(number) + " comes from another core");
}

void NetworkRun::takePotential(const mesh::PacketHeader &header, uint64_t packet) {
  mesh::PotentialPayload payload = chip.codec().payload<mesh::PotentialPayload>(packet);
  Spike digit;
  digit.count = int(payload.digit), digit.place = int(payload.place);
  digit.channel = int(payload.channel), digit.y = int(payload.y), digit.x = int(payload.x);
  take(header, digit);
}

void NetworkRun::takeSpike(const mesh::PacketHeader &header, uint64_t packet) {
  mesh::SpikePayload payload = chip.codec().payload<mesh::SpikePayload>(packet);
  Spike spike;
  spike.count = int(payload.count), spike.negative = payload.negative;
  spike.channel = int(payload.channel), spike.y = int(payload.y), spike.x = int(payload.x);
  take(header, spike);
}

void NetworkRun::take(const mesh::PacketHeader &header, const Spike &spike) {
  auto found = outputEdges.find(int(header.port));
  if (found == outputEdges.end())
    return fail("spike at output " + std::to_string(header.port) + ", which does not exist");
  OutputEdge &edge = found->second;
  if (edge.steps.empty() || edge.seen >= edge.steps.front().spikes.size() ||
      !(edge.steps.front().spikes[edge.seen] == spike))
    return fail("spike at output " + std::to_string(header.port) + ", count " + std::to_string(spike.count) + " at (" +
                std::to_string(spike.channel) + ", " + std::to_string(spike.y) + ", " + std::to_string(spike.x) +
                "), is not the next one expected");
  ++edge.seen;
}

void NetworkRun::takeEnd(const mesh::PacketHeader &header, uint64_t packet) {
  mesh::EndPayload payload = chip.codec().payload<mesh::EndPayload>(packet);
  auto found = outputEdges.find(int(payload.target));
  if (found == outputEdges.end())
    return fail("END of output edge " + std::to_string(payload.target) + ", which does not exist");
  OutputEdge &edge = found->second;
  const Population &source = network.populations[network.edges[edge.number].source];
  if (edge.steps.empty() || edge.seen != edge.steps.front().spikes.size())
    return fail("END of output edge " + std::to_string(payload.target) + " after " + std::to_string(edge.seen) +
                " spikes, expected " +
                (edge.steps.empty() ? std::string("none") : std::to_string(edge.steps.front().spikes.size())));
  if (edge.steps.front().last != bool(payload.last))
    fail("END of output edge " + std::to_string(payload.target) + " has the wrong `last`");
  if (header.coreX != source.coreX || header.coreY != source.coreY)
    fail("END of output edge " + std::to_string(payload.target) + " comes from another core");
  edge.steps.pop_front();
  edge.seen = 0;
  mesh::CreditPayload credit;
  credit.destination = network.edges[edge.number].entry;
  creditsOut.push_back(this->packet(source.coreX, source.coreY, 0, credit));
}

void NetworkRun::takePacket(uint64_t packet) {
  lastProgress = time;
  ++packetsOut;
  mesh::PacketHeader header = chip.codec().header(packet);
  if (!header.toHost)
    return fail("a packet without the host bit reached the host");
  switch (mesh::PacketKind(header.kind)) {
  case mesh::PacketKind::Spike:
    return takeSpike(header, packet);
  case mesh::PacketKind::Potential:
    return takePotential(header, packet);
  case mesh::PacketKind::End:
    return takeEnd(header, packet);
  case mesh::PacketKind::Credit:
    return takeCredit(header, packet);
  case mesh::PacketKind::Reply: {
    int64_t value = chip.codec().payload<mesh::ReplyPayload>(packet).value;
    if (replies.empty())
      return fail("a REPLY that nobody asked for");
    if (uint64_t(value) != replies.front().second)
      fail("counter " + std::to_string(replies.front().first) + " of core (" + std::to_string(header.coreX) + ", " +
           std::to_string(header.coreY) + ") is " + std::to_string(value) + ", expected " +
           std::to_string(replies.front().second));
    replies.pop_front();
    return;
  }
  default:
    return fail("a packet of kind " + std::to_string(header.kind) + " reached the host");
  }
}

bool NetworkRun::finished() const {
  for (const auto &firings : expected)
    if (!firings.empty())
      return false;
  for (const HostEdge &edge : hostEdges)
    if (!edge.steps.empty())
      return false;
  for (const auto &[number, edge] : outputEdges)
    if (!edge.steps.empty())
      return false;
  return setup.empty() && !pins.in_valid;
}

void NetworkRun::clock(bool mayOffer) {
  auto chance = [&](double probability) { return probability >= 1.0 || generator() % 1000 < probability * 1000; };
  if (!pins.in_valid && mayOffer && chance(setup.empty() ? options.offer : 1.0))
    pins.in_valid = nextPacket(pins.in_packet);
  pins.out_ready = chance(options.drain);
  chip.cycle(pins);
  if (pins.in_valid && pins.in_accepted) {
    pins.in_valid = 0;
    lastProgress = time;
  }
  if (pins.out_valid && pins.out_ready)
    takePacket(pins.out_packet);
  ++time;
  if (std::string text = chip.failure(); !text.empty())
    fail(text);
}

std::string NetworkRun::progress() const {
  std::stringstream out;
  for (size_t p = 0; p < expected.size(); ++p)
    out << (p ? ", " : "") << "population " << p << " has " << expected[p].size() << " steps left";
  for (const HostEdge &edge : hostEdges)
    out << ", host edge for " << edge.steps.size() << " steps with " << edge.credited.size() << " credits";
  for (const auto &[number, edge] : outputEdges)
    out << ", output edge " << number << " for " << edge.steps.size();
  return out.str();
}

/// The counters that do not depend on time.
void NetworkRun::checkCounters() {
  std::map<std::pair<int, int>, std::map<mesh::Counter, uint64_t>> cores;
  for (size_t p = 0; p < network.populations.size(); ++p) {
    auto &core = cores[{network.populations[p].coreX, network.populations[p].coreY}];
    core[mesh::Counter::SpikesIn] += plain.received[p];
    core[mesh::Counter::SpikesOut] += plain.sent[p];
    core[mesh::Counter::CyclesAccumulating] += plain.accumulated[p];
    core[mesh::Counter::SynapticOperations] += plain.accumulated[p] * chip.target().lanes;
  }
  cores[{0, 0}][mesh::Counter::FlitsWest] = 0;
  for (auto &[place, counters] : cores)
    for (auto &[counter, value] : counters) {
      // All that left the mesh went west at core (0, 0), earlier replies too.
      if (counter == mesh::Counter::FlitsWest)
        value = packetsOut;
      mesh::ReadPayload read;
      read.counter = int64_t(counter);
      replies.push_back({uint64_t(counter), value & 0xffffffff});
      pins.in_packet = packet(place.first, place.second, 0, read);
      pins.in_valid = 1;
      for (unsigned i = 0; i < 2000 && !replies.empty() && failure.empty(); ++i)
        clock(false);
      if (!replies.empty())
        return fail("no REPLY came");
    }
}

std::string NetworkRun::run() {
  while (failure.empty() && !finished()) {
    clock(true);
    if (time - lastProgress > patience)
      fail("no progress: " + progress());
  }
  // Nothing more may come but credits.
  for (unsigned i = 0; i < 300 && failure.empty(); ++i)
    clock(false);
  if (failure.empty())
    checkCounters();
  chip.onCommit(nullptr);
  return failure;
}
