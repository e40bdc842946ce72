//===- Observation.cpp - coverage and traces of a simulated chip ----------===//

#include "sim/mesh/chip/Observation.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::sim;

Observation::Observation(const mesh::LoadedImage &loaded, const Symbols &symbols) : loaded(loaded), symbols(symbols) {
  const mesh::TargetDescription &target = loaded.program.target;
  for (const PopulationTile &tile : symbols.populations())
    words.emplace_back(tile.words());
  weights.assign(loaded.program.cores.size(), llvm::BitVector(2 * target.weightWords));
  ports.assign(loaded.program.cores.size(), llvm::BitVector(target.ports));
  edges.resize(unsigned(loaded.program.cores.size() * target.destinations + loaded.image.hostEdges.size()));
  spiking.resize(unsigned(symbols.populations().size()));
}

void Observation::fired(const Population &population, uint32_t index, bool active, uint32_t word,
                        const FiredWord &result) {
  const PopulationTile &tile = population.tile;
  if (active)
    words[index].set(word);
  const GroupParameters &group = population.groups[word / (tile.height * tile.width)];
  counts.wraps += result.wraps;
  counts.lowerBoundsReached += result.lifted;
  for (unsigned l = 0; l < tile.lanes; ++l) {
    int32_t v = result.integrated[l], n = result.count[l];
    if (tile.isReadout && v != 0)
      spiking.set(index);
    if (n == 0)
      continue;
    spiking.set(index);
    if (population.resetToZero)
      continue;
    int64_t left = int64_t(v) - int64_t(n) * group.subtract[l];
    counts.capsReached += v / group.threshold[l] > n;
    counts.wraps += left != population.signExtend(uint32_t(left));
    counts.uppersReached += population.signExtend(uint32_t(left)) > population.upper;
  }
}

void Observation::firedWindow(uint32_t index, uint32_t word, bool emits) {
  words[index].set(word);
  if (emits)
    spiking.set(index);
}

void Observation::delivered(const ChipEdge &edge, const Population *sender, const PortSpike &sent,
                            const PortSpike &arrived, const Population *receiver, Moment counted) {
  passed(edge, arrived, receiver ? &receiver->tile : nullptr);
  if (!receiver)
    return;
  const PopulationTile &tile = receiver->tile;
  if (traceTarget && traceTarget->second == counted && traceTarget->first.coreX == tile.coreX &&
      traceTarget->first.coreY == tile.coreY && traceTarget->first.population == tile.slot)
    noteTrace(edge, sender, sent, arrived, *receiver);
}

void Observation::passed(const ChipEdge &edge, const PortSpike &arrived, const PopulationTile *receiver) {
  edges.set(edge.id);
  if (!receiver)
    return;
  size_t core = size_t(receiver->coreY) * loaded.program.target.cols + receiver->coreX;
  ports[core].set(edge.portIndex);
  taps.clear();
  appendTaps(edge.port, arrived, *receiver, taps);
  for (const Tap &tap : taps) {
    uint32_t word = edge.port.weightWord(tap.weights);
    for (uint32_t half = 0; half < 2; ++half)
      if (!edge.port.packed || half == (tap.weights & 1))
        weights[core].set(2 * word + half);
  }
}

void Observation::add(uint32_t index, const llvm::BitVector &visited, bool isSpiking, const Coverage::Counts &more) {
  words[index] |= visited;
  if (isSpiking)
    spiking.set(index);
  counts += more;
}

std::string Observation::describeSender(const ChipEdge &edge, const Population *sender, const PortSpike &sent) const {
  if (!sender) {
    uint32_t index = hostEdgeOf(loaded, edge);
    return fmt::format("input '{}', channel {}, y {}, x {} (host edge {})",
                       symbols.inputs()[loaded.image.hostEdges[index].input].name, sent.channel, sent.y, sent.x, index);
  }
  const PopulationTile &tile = sender->tile;
  return fmt::format("layer '{}', channel {}, y {}, x {} (core ({}, {}), population {}, destination entry {})",
                     symbols.layers()[tile.layer].name, tile.channel + sent.channel, tile.y + sent.y, tile.x + sent.x,
                     tile.coreX, tile.coreY, tile.slot, edge.id % loaded.program.target.destinations);
}

void Observation::noteTrace(const ChipEdge &edge, const Population *sender, const PortSpike &sent,
                            const PortSpike &arrived, const Population &receiver) {
  uint32_t lanes = receiver.tile.lanes;
  for (const Tap &tap : taps) {
    uint32_t word = traceTarget->first.word;
    if (receiver.pool ? !receiver.windowTakes(word, tap.word) : tap.word != word)
      continue;
    std::vector<int32_t> added(lanes);
    for (uint32_t l = 0; l < lanes; ++l)
      added[l] = edge.port.weight(tap.weights, l, lanes);
    traced.push_back({describeSender(edge, sender, sent), edge.portIndex, arrived, edge.port.weightWord(tap.weights),
                      std::move(added)});
  }
}

Coverage Observation::coverage() const {
  Coverage result;
  result.counts = counts;
  auto add = [](Coverage::Share &share, uint64_t reached, uint64_t all) {
    share.reached += reached;
    share.all += all;
  };
  for (const llvm::BitVector &visited : words)
    add(result.stateWords, visited.count(), visited.size());
  const mesh::TargetDescription &target = loaded.program.target;
  for (size_t i = 0; i < loaded.program.cores.size(); ++i) {
    const mesh::CoreProgram &core = loaded.program.cores[i];
    for (uint32_t word = 0; word < target.weightWords; ++word)
      add(result.weightWords, weights[i][2 * word] || weights[i][2 * word + 1], core.weightWritten[word]);
    for (uint32_t port = 0; port < target.ports; ++port)
      add(result.ports, ports[i][port], core.ports[port].has_value());
    for (uint32_t slot = 0; slot < target.populations; ++slot) {
      if (!core.running[slot])
        continue;
      const mesh::PopulationEntry &entry = *core.populations[slot];
      for (int64_t d = entry.firstDestination; d < entry.firstDestination + entry.destinationCount; ++d) {
        bool used = edges[unsigned(i * target.destinations + d)];
        add(result.destinations, used, 1);
        if (!core.destinations[d]->toHost)
          add(result.credits, used, 1);
      }
    }
  }
  for (size_t i = loaded.program.cores.size() * target.destinations; i < edges.size(); ++i) {
    add(result.destinations, edges[unsigned(i)], 1);
    add(result.credits, edges[unsigned(i)], 1);
  }
  add(result.populations, spiking.count(), spiking.size());
  return result;
}
