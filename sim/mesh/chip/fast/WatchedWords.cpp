//===- WatchedWords.cpp - what observers are told of a population ---------===//

#include "sim/mesh/chip/fast/WatchedWords.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::fast;

static constexpr uint32_t wordBits = 64;

WatchedWords::WatchedWords(const PopulationTile &tile, const StateLayout &layout, const FiringTables &tables)
    : tile(tile), tables(tables), pixels(tile.height * tile.width),
      recordNumbers((tile.hasCurrent ? 4 : 3) * tile.lanes), reached((pixels + wordBits - 1) / wordBits, 0),
      visited(tile.groups * reached.size(), 0), ever(visited.size(), 0) {
  SpikeFormat format = SpikeFormat::of(tile.groups * tile.lanes);
  for (uint32_t pixel = 0; pixel < pixels; ++pixel) {
    uint32_t y = pixel / tile.width, x = pixel % tile.width;
    places.offset.push_back(layout.place(y, x));
    places.place.push_back(format.neuron(0, pixel));
    neurons.push_back(uint32_t(tile.layerShape.index(tile.channel, tile.y + y, tile.x + x)));
  }
  places.channels = layout.channels;
  places.lanes = tile.lanes;
  places.groups = (layout.channels + tile.lanes - 1) / tile.lanes;
  places.fields = recordNumbers / tile.lanes;
  firePixels = kernels().firePixels(tables, places);
  fired.records.resize(size_t(pixels) * places.groups * recordNumbers);
  fired.recordOf.resize(pixels);
  fired.restless.resize(visited.size(), 0);
}

/// Pixels [begin, end) of a row.
void WatchedWords::mark(uint32_t begin, uint32_t end) {
  for (uint32_t word = begin / wordBits; word <= (end - 1) / wordBits; ++word) {
    uint64_t bits = ~uint64_t(0);
    if (word == begin / wordBits)
      bits <<= begin % wordBits;
    if (word == (end - 1) / wordBits)
      bits &= ~uint64_t(0) >> (wordBits - 1 - (end - 1) % wordBits);
    reached[word] |= bits;
  }
}

void WatchedWords::reach(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes) {
  for (Spike spike : spikes) {
    const PixelTarget &target = synapse.pixels[synapse.format.pixel(spike)];
    if (target.place < 0 || synapse.channels[synapse.format.channel(spike)] == SynapseTables::noChannel)
      continue;
    for (uint32_t y = target.top; y <= target.bottom; ++y)
      mark(y * tile.width + target.left, y * tile.width + target.right + 1);
  }
}

void WatchedWords::reach(const BlockSet &pixels) {
  for (size_t i = 0; i < reached.size(); ++i)
    reached[i] |= pixels[i];
}

Fired WatchedWords::fire(bool all, int16_t *state, int16_t *potentials, Spike *out) {
  size_t words = reached.size();
  for (size_t i = 0; i < words; ++i) {
    uint64_t toFire = reached[i];
    for (size_t at = i; at < visited.size(); at += words) {
      visited[at] = reached[i] | std::exchange(fired.restless[at], 0);
      ever[at] |= visited[at];
      toFire |= visited[at];
    }
    // A neuron that is fired without being visited is at rest, and stays so.
    reached[i] = toFire;
  }
  if (all) {
    reachAll();
    for (size_t at = 0; at < visited.size(); ++at)
      visited[at] = reached[at % words];
  }
  Fired result = firePixels(tables, places, reached, state, potentials, out, fired);
  std::fill(reached.begin(), reached.end(), 0);
  return result;
}

bool WatchedWords::report(Moment at, Observer &observer) {
  const uint32_t lanes = tile.lanes, layerPixels = tile.layerShape.height * tile.layerShape.width;
  const double *records = fired.records.data();
  Commit commit{
      at,     tile.layer, 0, layerPixels, 0, nullptr, nullptr, nullptr, Place{tile.coreX, tile.coreY, tile.slot, 0},
      nullptr};
  for (uint32_t group = 0; group < tile.groups; ++group) {
    commit.n = std::min(lanes, tile.channels - group * lanes);
    for (size_t i = 0; i < reached.size(); ++i)
      for (uint64_t bits = visited[group * reached.size() + i]; bits; bits &= bits - 1) {
        uint32_t pixel = uint32_t(i) * wordBits + uint32_t(llvm::countr_zero(bits));
        const double *record = records + fired.recordOf[pixel] + group * recordNumbers;
        commit.first = neurons[pixel] + group * lanes * layerPixels;
        commit.integrated = record;
        commit.count = record + lanes;
        commit.stored = record + 2 * lanes;
        commit.current = tile.hasCurrent ? record + 3 * lanes : nullptr;
        commit.place->word = group * pixels + pixel;
        if (!observer.commit(commit))
          return false;
      }
  }
  return true;
}

llvm::BitVector WatchedWords::everVisited() const {
  llvm::BitVector words(tile.words());
  for (uint32_t group = 0; group < tile.groups; ++group)
    for (uint32_t pixel = 0; pixel < pixels; ++pixel)
      if (ever[group * reached.size() + pixel / wordBits] >> (pixel % wordBits) & 1)
        words.set(group * pixels + pixel);
  return words;
}

void WatchedWords::clear() {
  std::fill(reached.begin(), reached.end(), 0);
  std::fill(fired.restless.begin(), fired.restless.end(), 0);
}
