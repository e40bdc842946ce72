//===- Exercise.cpp - what a run exercises, on the fast path --------------===//

#include "sim/mesh/chip/fast/Exercise.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::fast;

static bool leavesRange(int64_t value) { return value != int16_t(value); }

/// The greatest magnitude among the weights of each of a sender's channels.
static std::vector<int32_t> strongestOf(const SynapseTables &synapse, const PortPatches &patches) {
  std::vector<int32_t> strongest;
  size_t size = size_t(patches.rows.kinds()) * patches.columns.kinds() * patches.patchSize();
  for (uint32_t channel : synapse.channels) {
    int32_t greatest = 0;
    if (channel != SynapseTables::noChannel)
      for (int16_t weight : llvm::ArrayRef(patches.numbers).slice(channel, size))
        greatest = std::max(greatest, std::abs(int32_t(weight)));
    strongest.push_back(greatest);
  }
  return strongest;
}

/// Between the lower bound and upper a potential stays, unless a spike takes away more than the threshold or adds
/// something. Nothing is known of currents.
static std::optional<int64_t> greatestStored(const FiringTables &tables) {
  int32_t greatest = tables.upper, bias = 0;
  for (size_t i = 0; i < tables.numbers; ++i) {
    greatest = std::max(greatest, -int32_t(tables.lower[i]));
    bias = std::max(bias, std::abs(int32_t(tables.bias[i])));
    if (tables.hasCurrent || tables.subtract[i] < 0 || tables.subtract[i] > tables.threshold[i])
      return std::nullopt;
  }
  return int64_t(greatest) + bias;
}

FiringCounts::FiringCounts(const PopulationTile &tile, const StateLayout &layout, const FiringTables &tables,
                           llvm::ArrayRef<SynapseTables> synapses, llvm::ArrayRef<const PortPatches *> patches)
    : layout(layout), tables(tables), synapses(synapses), format(SpikeFormat::of(tile.groups * tile.lanes)),
      greatest(greatestStored(tables)), wide(layout.size()) {
  for (auto [synapse, ofPort] : llvm::zip_equal(synapses, patches))
    strongest.push_back(strongestOf(synapse, *ofPort));
}

/// The most by which spikes can move a potential.
int64_t FiringCounts::mostOf(size_t edge, llvm::ArrayRef<Spike> spikes) const {
  const SpikeFormat sender = synapses[edge].format;
  int64_t most = 0;
  for (Spike spike : spikes)
    most += int64_t(std::abs(SpikeFormat::count(spike))) * strongest[edge][sender.channel(spike)];
  return most;
}

void FiringCounts::addSpikes(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes) {
  for (Spike spike : spikes) {
    const PixelTarget &target = synapse.pixels[synapse.format.pixel(spike)];
    uint32_t channel = synapse.channels[synapse.format.channel(spike)];
    if (target.place < 0 || channel == SynapseTables::noChannel)
      continue;
    const int16_t *weights = synapse.patches + (size_t(channel) + target.weights);
    int32_t count = SpikeFormat::count(spike), *sum = wide.data() + target.place;
    for (uint32_t row = 0; row < synapse.patchRows; ++row, sum += synapse.stateRow, weights += synapse.rowNumbers)
      for (uint32_t i = 0; i < synapse.rowNumbers; ++i)
        sum[i] += count * weights[i];
  }
}

void FiringCounts::beginStep(const int16_t *state, llvm::ArrayRef<llvm::ArrayRef<Spike>> spikes) {
  int64_t most = greatest.value_or(INT64_MAX / 2);
  for (size_t edge = 0; edge < spikes.size(); ++edge)
    most += mostOf(edge, spikes[edge]);
  isWide = most > INT16_MAX;
  if (!isWide)
    return;
  std::copy_n(state, wide.size(), wide.begin());
  for (size_t edge = 0; edge < spikes.size(); ++edge)
    addSpikes(synapses[edge], spikes[edge]);
}

/// All words are looked at: those that the chip does not visit are at rest, far from all that is counted.
void FiringCounts::beforeFiring(const int16_t *state, const int16_t *potentials) {
  if (!isWide)
    return;
  const int16_t *bias = tables.bias.data();
  for (uint32_t y = 0; y < layout.height; ++y)
    for (uint32_t x = 0; x < layout.width; ++x) {
      size_t at = layout.place(y, x);
      uint32_t wraps = 0;
      for (uint32_t c = 0; c < layout.channels; ++c) {
        wraps += leavesRange(int64_t(wide[at + c]) + bias[c]);
        if (tables.hasCurrent)
          wraps += leavesRange(int32_t(potentials[at + c]) + int16_t(state[at + c] + bias[c]));
      }
      sums.wraps += wraps;
    }
}

void FiringCounts::afterFiring(llvm::ArrayRef<Spike> spikes, const Fired &result, const WatchedWords &words) {
  sums.lowerBoundsReached += result.lifted;
  if (tables.isReadout || tables.resetToZero)
    return;
  sums.capsReached += result.capped;
  for (Spike spike : spikes) {
    uint32_t channel = format.channel(spike);
    int64_t left = int64_t(words.integrated(format.pixel(spike), channel)) -
                   int64_t(SpikeFormat::count(spike)) * tables.subtract[channel];
    sums.wraps += leavesRange(left);
    sums.uppersReached += int16_t(left) > tables.upper;
  }
}
