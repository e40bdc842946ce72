//===- CycleFiring.cpp - the firing of a core, with its cycles ------------===//
//
// A firing is computed when it starts, as the chip simulator computes it, and what it did is told when it ends.
//
//===----------------------------------------------------------------------===//

#include "sim/mesh/cycles/CycleCore.h"
#include "sim/mesh/cycles/FiringTime.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::cycles;

void CycleCore::startFiring(uint32_t index, bool clearing) {
  Slot &slot = slots[index];
  firing.slot = index;
  firing.clears = clearing;
  firing.last = !clearing && slot.ending;
  firing.list.clear();
  firing.commits.clear();
  // The fields are read first, then three cycles make the bounds of the scan; see rtl/core/fire.sv.
  uint64_t start = cachedSlot == index ? 0 : (slot.population->pool ? poolWords : neuronWords) + 3;
  cachedSlot = index;
  firing.ends.assign(1, 1);
  if (clearing) {
    uint64_t owners = uint64_t(slot.entry->destinationCount) + 1;
    firing.ends.assign(1, owners + 1);
    firing.left = start + clearingTime(slot) + owners;
    return;
  }
  firePick.take(index);
  firing.untilCredits = start + 1;
  firing.left = start + (slot.population->pool ? fireWindows(slot) : fireNeurons(slot));
  if (firing.last)
    slot.population->clear();
  slot.ended.clear();
  slot.firstStep = slot.ending = slot.complete = false;
}

/// So many words from `first` on, each of which is cleared.
static std::vector<Visit> wordsOf(uint32_t first, uint32_t words) {
  std::vector<Visit> visits;
  for (uint32_t word = first; word < first + words; ++word)
    visits.push_back({word, 1, 1});
  return visits;
}

/// RUN visits every word of the population.
uint64_t CycleCore::clearingTime(const Slot &slot) const {
  uint32_t first = mesh::potentialBase(*slot.entry), words = mesh::potentialWords(*slot.entry);
  if (slot.population->pool || slot.population->tile.hasCurrent)
    words *= 2;
  return firingTime(first, first + words - 1, wordsOf(first, words), 0);
}

static snnc_rtl_commit recordOf(const PopulationTile &tile, uint32_t word, const FiredWord &fired) {
  snnc_rtl_commit record{tile.coreX, tile.coreY, tile.slot, word, {}, {}, {}, {}};
  std::copy_n(fired.integrated, tile.lanes, record.integrated);
  std::copy_n(fired.count, tile.lanes, record.count);
  std::copy_n(fired.stored, tile.lanes, record.stored);
  if (tile.hasCurrent)
    std::copy_n(fired.current, tile.lanes, record.current);
  return record;
}

static ListWord listWordOf(const SpikeWord &spikes, uint32_t lanes) {
  ListWord word{spikes.firstChannel / lanes, spikes.y, spikes.x, 0, {}};
  std::copy_n(spikes.counts, lanes, word.counts);
  return word;
}

/// Cycles for which rtl/core/fire_lanes.sv works on a word.
uint32_t CycleCore::workOf(const Slot &slot, uint32_t word, const FiredWord &fired) const {
  const Population &population = *slot.population;
  if (population.tile.isReadout)
    return loaded.program.target.places();
  const GroupParameters &group = population.groups[word / (population.tile.height * population.tile.width)];
  int32_t most = 0;
  bool outside = false;
  for (uint32_t l = 0; l < lanes; ++l) {
    most = std::max(most, fired.count[l]);
    int32_t taken = population.resetToZero && fired.count[l] ? fired.integrated[l] : fired.count[l] * group.subtract[l];
    outside |= population.signExtend(uint32_t(fired.integrated[l]) - uint32_t(taken)) > population.upper;
  }
  bool checks = !population.hasDecay && !firing.last && (outside || (slot.entry->hasSubtract && most != 0));
  return uint32_t(std::max(most, 1)) + checks;
}

uint64_t CycleCore::fireNeurons(Slot &slot) {
  Population &population = *slot.population;
  const PopulationTile &tile = population.tile;
  population.spikes.clear();
  population.readout.clear();
  uint32_t first = mesh::potentialBase(*slot.entry), parameters = mesh::parameterWords(*slot.entry);
  std::vector<Visit> visits;
  std::optional<uint32_t> group;
  FiredWord fired;
  population.visitActive(firing.last, [&](uint32_t word, bool) {
    population.fireWord(word, fired);
    uint32_t own = word / (tile.height * tile.width);
    uint32_t reads = (group == own ? 0 : parameters) + (tile.hasCurrent ? 2 : 1);
    group = own;
    visits.push_back({first + word, reads, workOf(slot, word, fired)});
    firing.commits.push_back(recordOf(tile, word, fired));
    return true;
  });
  for (const SpikeWord &spikes : population.spikes)
    firing.list.push_back(listWordOf(spikes, lanes));
  uint32_t countBits = llvm::Log2_32_Ceil(loaded.program.target.countMax + 1);
  for (const PotentialWord &potentials : population.readout)
    for (uint32_t place = 0; place < loaded.program.target.places(); ++place) {
      ListWord word{potentials.firstChannel / lanes, potentials.y, potentials.x, place, {}};
      uint32_t unused = 32 - population.stateBits;
      for (uint32_t l = 0; l < lanes; ++l)
        word.counts[l] = uint8_t((uint32_t(potentials.values[l]) << unused >> unused >> (place * countBits)) &
                                 loaded.program.target.countMax);
      firing.list.push_back(word);
    }
  uint32_t tail = population.hasDecay ? 1 : 0;
  return firingTime(first, first + mesh::potentialWords(*slot.entry) - 1, visits, tail);
}

//===----------------------------------------------------------------------===//
// Max pools
//===----------------------------------------------------------------------===//

/// Cycles in which rtl/core/pool_fire.sv looks at the windows over a pixel, behind the one that takes it. Appends those
/// that it fires, in its order.
static uint32_t windowWork(const Population &population, uint32_t word, std::vector<uint32_t> &found) {
  const PopulationTile &tile = population.tile;
  auto hasSpiked = [&](uint32_t frame) {
    for (uint32_t l = 0; l < tile.lanes; ++l)
      if (population.signExtend(population.fed[size_t(frame) * tile.lanes + l]) != 0)
        return true;
    return false;
  };
  if (!hasSpiked(word))
    return 1;
  uint32_t group = word / tile.fedPixels(), y = word / tile.fedWidth % tile.fedHeight, x = word % tile.fedWidth;
  auto [top, bottom] = population.pool->rows.windowsOf(int32_t(y));
  auto [left, right] = population.pool->columns.windowsOf(int32_t(x));
  uint32_t work = 3;
  for (int32_t row = bottom; row >= top; --row)
    for (int32_t column = right; column >= left; --column) {
      auto [firstRow, lastRow] = population.pool->rows.pixelsOf(row);
      auto [firstColumn, lastColumn] = population.pool->columns.pixelsOf(column);
      // It ends at a pixel in front of this one that has spiked, else with the last one.
      uint32_t pixels = 0;
      bool skips = false;
      for (int32_t py = firstRow; py <= lastRow && !skips; ++py)
        for (int32_t px = firstColumn; px <= lastColumn && !skips; ++px) {
          uint32_t frame = (group * tile.fedHeight + uint32_t(py)) * tile.fedWidth + uint32_t(px);
          skips = frame < word && hasSpiked(frame);
          ++pixels;
        }
      work += 2 + 2 * pixels + (skips ? 0 : 1);
      if (!skips)
        found.push_back((group * tile.height + uint32_t(row)) * tile.width + uint32_t(column));
    }
  return work;
}

uint64_t CycleCore::fireWindows(Slot &slot) {
  Population &population = *slot.population;
  const PopulationTile &tile = population.tile;
  uint32_t first = mesh::potentialBase(*slot.entry), pixels = tile.fedWords();
  std::vector<uint32_t> active, found;
  for (uint32_t word = 0; word < pixels; ++word)
    if (population.active[word / 64] >> (word % 64) & 1)
      active.push_back(word);
  // Three passes: counts, windows, clearing. The lanes add counts up, reading the frame and the count of a pixel.
  std::vector<Visit> counts, windows, clearing;
  for (uint32_t word : active) {
    counts.push_back({first + word, 2, 1});
    windows.push_back({first + word, 0, windowWork(population, word, found)});
    if (!firing.last)
      clearing.push_back({first + word, 1, 1});
  }
  uint32_t cleared = firing.last ? 2 * pixels : pixels;
  if (firing.last)
    clearing = wordsOf(first, cleared);
  uint64_t cycles = 0;
  if (!active.empty() || firing.last) {
    cycles = firingTime(first, first + cleared - 1, clearing, 0);
    firing.ends.push_back(cycles + 1);
    cycles += poolingTime(first, first + pixels - 1, windows);
    firing.ends.push_back(cycles + 1);
  }
  cycles += firingTime(first, first + pixels - 1, counts, 0);
  population.spikes.clear();
  population.fireWindows([&](uint32_t word, const FiredWord &fired) {
    firing.commits.push_back(recordOf(tile, word, fired));
    return true;
  });
  std::map<uint32_t, const SpikeWord *> listed;
  for (const SpikeWord &spikes : population.spikes)
    listed[(spikes.firstChannel / lanes * tile.height + spikes.y) * tile.width + spikes.x] = &spikes;
  for (uint32_t window : found)
    if (auto spikes = listed.find(window); spikes != listed.end())
      firing.list.push_back(listWordOf(*spikes->second, lanes));
  return cycles;
}

//===----------------------------------------------------------------------===//
// The end of a firing
//===----------------------------------------------------------------------===//

std::optional<FiredPopulation> CycleCore::endFiring(const OnCommit &onCommit) {
  Slot &slot = slots[firing.slot];
  const mesh::PopulationEntry &entry = *slot.entry;
  if (firing.clears) {
    oweCredits(slot, /*onlyForward=*/true);
    slot.firstStep = true;
    slot.ended.clear();
    for (int64_t i = 0; i < entry.destinationCount; ++i)
      sender.own(uint32_t(entry.firstDestination + i), firing.slot);
    return std::nullopt;
  }
  snnc_rtl_commit end{core.x, core.y, firing.slot, SNNC_RTL_FIRED, {}, {int32_t(firing.last)}, {}, {}};
  firing.commits.push_back(end);
  if (onCommit)
    for (const snnc_rtl_commit &record : firing.commits)
      onCommit(record);
  slot.sending = entry.destinationCount != 0;
  slot.sends = 0;
  return FiredPopulation{firing.slot, uint32_t(entry.firstDestination), uint32_t(entry.destinationCount),
                         firing.last, slot.population->tile.isReadout,  std::move(firing.list)};
}
