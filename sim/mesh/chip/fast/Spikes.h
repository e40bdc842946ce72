//===- Spikes.h - the spikes of a block of steps ----------------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CHIP_FAST_SPIKES_H
#define SNNC_SIM_MESH_CHIP_FAST_SPIKES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cstdint>
#include <vector>

namespace snnc::sim::fast {

/// A spike in 32 bits: its count, signed, in the upper 8, then the sender's pixel, then its channel. How many bits the
/// channel has depends on the sender.
using Spike = uint32_t;
constexpr unsigned countShift = 24;
constexpr int32_t maxSpikeCount = 127;

/// How a sender's neurons are written in a spike. Of a readout every spike is followed by the potential, and counts 0.
struct SpikeFormat {
  unsigned channelBits = 0;

  static SpikeFormat of(uint32_t channels) { return {unsigned(llvm::Log2_32_Ceil(std::max(channels, 1u)))}; }
  bool canHold(uint64_t pixels) const { return pixels << channelBits <= uint64_t(1) << countShift; }

  Spike neuron(uint32_t channel, uint32_t pixel) const { return pixel << channelBits | channel; }
  uint32_t channel(Spike spike) const { return spike & ((1u << channelBits) - 1); }
  uint32_t pixel(Spike spike) const { return neuron(spike) >> channelBits; }
  /// Of all spikes of a neuron the same.
  static uint32_t neuron(Spike spike) { return spike & ((1u << countShift) - 1); }
  static int32_t count(Spike spike) { return int32_t(spike) >> countShift; }
};

/// What one sender, a population or an edge from the host, sends in the steps of a block, and in the last one before
/// it: delayed edges carry that into the block.
class SpikeTrain {
public:
  /// Room for `n` more spikes of the step that is open. What is written there counts up to the `end` told to endStep.
  Spike *extend(size_t n) {
    if (used + n > spikes.size())
      spikes.resize(2 * (used + n));
    return spikes.data() + used;
  }
  void endStep(const Spike *end) {
    used = size_t(end - spikes.data());
    ends.push_back(used);
  }

  /// The spikes of a step of the block, counted from 0; of step -1 those of the step before the block.
  llvm::ArrayRef<Spike> of(int step) const {
    size_t begin = step < 0 ? 0 : ends[size_t(step)];
    return {spikes.data() + begin, spikes.data() + ends[size_t(step + 1)]};
  }

  /// Forgets all spikes but those of the last step; `keepLast` false: these too.
  void startBlock(bool keepLast) {
    size_t begin = ends.size() > 1 ? ends[ends.size() - 2] : 0;
    size_t kept = keepLast ? used - begin : 0;
    std::copy_n(spikes.begin() + ptrdiff_t(begin), kept, spikes.begin());
    used = kept;
    ends.assign(1, kept);
  }

private:
  std::vector<Spike> spikes;
  std::vector<size_t> ends{0}; ///< of the step before the block, then of each of its steps
  size_t used = 0;
};

} // namespace snnc::sim::fast

#endif // SNNC_SIM_MESH_CHIP_FAST_SPIKES_H
