//===- Spikes.h - the spikes of a block of steps ----------------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CHIP_FAST_SPIKES_H
#define SNNC_SIM_MESH_CHIP_FAST_SPIKES_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <cstring>
#include <vector>

namespace snnc::sim::fast {

/// A spike in coordinates of its sender, with its count; of a readout a potential that is not 0.
struct Spike {
  uint16_t channel, y, x;
  int16_t count;
};

/// What one sender, a population or a network input, sends in the steps of a block, and in the last one before it:
/// delayed edges carry that into the block.
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
    std::memmove(spikes.data(), spikes.data() + begin, kept * sizeof(Spike));
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
