//===- VisitedWords.cpp - which words the chip would visit ----------------===//

#include "sim/mesh/chip/fast/VisitedWords.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::fast;

static constexpr uint32_t wordBits = 64;

VisitedWords::VisitedWords(const PopulationTile &tile, const StateLayout &layout)
    : tile(tile), layout(layout), format(SpikeFormat::of(tile.groups * tile.lanes)),
      rowWords((tile.width + wordBits - 1) / wordBits), reached(tile.height * rowWords, 0),
      restless(tile.groups, reached) {}

void VisitedWords::reach(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes) {
  for (Spike spike : spikes) {
    const PixelTarget &target = synapse.pixels[synapse.format.pixel(spike)];
    if (target.place < 0 || synapse.channels[synapse.format.channel(spike)] == SynapseTables::noChannel)
      continue;
    for (uint32_t word = target.left / wordBits; word <= target.right / wordBits; ++word) {
      uint64_t columns = ~uint64_t(0);
      if (word == target.left / wordBits)
        columns &= ~uint64_t(0) << (target.left % wordBits);
      if (word == target.right / wordBits)
        columns &= ~uint64_t(0) >> (wordBits - 1 - target.right % wordBits);
      for (uint32_t y = target.top; y <= target.bottom; ++y)
        reached[y * rowWords + word] |= columns;
    }
  }
}

void VisitedWords::visitAgain(const VisitedWord &word) {
  uint32_t pixel = format.pixel(word.place), y = pixel / tile.width, x = pixel % tile.width;
  restless[word.element / tile.lanes][y * rowWords + x / wordBits] |= uint64_t(1) << (x % wordBits);
}

void VisitedWords::add(uint32_t group, uint32_t y, uint32_t x) {
  uint32_t pixel = y * tile.width + x, channel = group * tile.lanes;
  words.push_back({group * tile.height * tile.width + pixel,
                   uint32_t(tile.layerShape.index(tile.channel + channel, tile.y + y, tile.x + x)),
                   layout.place(y, x) + channel, channel, format.neuron(0, pixel), true});
}

llvm::MutableArrayRef<VisitedWord> VisitedWords::take(bool all) {
  words.clear();
  for (uint32_t group = 0; group < tile.groups; ++group)
    for (uint32_t y = 0; y < tile.height; ++y)
      for (uint32_t i = 0; i < rowWords; ++i) {
        uint64_t bits = reached[y * rowWords + i] | std::exchange(restless[group][y * rowWords + i], 0);
        if (all)
          bits = ~uint64_t(0) >> (wordBits - std::min(wordBits, tile.width - i * wordBits));
        for (; bits; bits &= bits - 1)
          add(group, y, i * wordBits + uint32_t(llvm::countr_zero(bits)));
      }
  std::fill(reached.begin(), reached.end(), 0);
  return words;
}

void VisitedWords::clear() {
  std::fill(reached.begin(), reached.end(), 0);
  for (std::vector<uint64_t> &group : restless)
    std::fill(group.begin(), group.end(), 0);
}
