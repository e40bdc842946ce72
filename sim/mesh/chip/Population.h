//===- Population.h - the state of a population and its steps ---*- C++ -*-===//
//
// One population as the chip's memories hold it, and the two things that happen to it: spikes are accumulated, and once
// a step its active words fire. Numbers are those of the chip, modulo 2^stateBits. In a max pool the words that spikes
// are accumulated in are frames, and what fires are windows.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_POPULATION_H
#define SNNC_SIM_MESH_CHIP_POPULATION_H

#include "sim/mesh/chip/Coverage.h"
#include "sim/mesh/chip/MaxPool.h"
#include <algorithm>

namespace snnc::sim {

constexpr unsigned maxLanes = 16;

/// A spike in coordinates of the port it comes to.
struct PortSpike {
  uint32_t channel, y, x;
  int32_t count; ///< negative: it is subtracted
};

/// A synapse: what a spike does to the potentials of a population.
struct Port {
  int32_t strideY, strideX, kernelHeight, kernelWidth, offsetY, offsetX;
  uint32_t weightBase;
  const int8_t *weights; ///< of the whole core: [words][lanes]
  bool packed;           ///< a lane of a word holds two weights of `halfBits` bits
  unsigned halfBits;
  unsigned weightShift; ///< every weight counts 2^shift times

  /// The memory word in which word `index` of the port's weights lies.
  uint32_t weightWord(uint32_t index) const { return weightBase + (packed ? index / 2 : index); }
  /// Of word `index` of the port's weights the one of a lane, as it counts.
  int32_t weight(uint32_t index, uint32_t lane, uint32_t lanes) const {
    int32_t value = weights[size_t(weightWord(index)) * lanes + lane];
    return (packed ? mesh::halfWeight(value, index & 1, halfBits) : value) * (1 << weightShift);
  }
};

/// The output positions that one axis of a kernel reaches: [low, high], none where low > high.
struct Reach {
  int32_t low, high;
  Reach(int32_t position, int32_t offset, int32_t kernel, int32_t stride, int32_t extent) {
    int32_t i = position + offset;
    high = i < 0 ? -1 : std::min(extent - 1, i / stride);
    low = i < kernel ? 0 : (i - kernel) / stride + 1;
  }
};

/// How many output pixels of a tile a spike reaches.
uint64_t pixelsReached(const Port &port, const PortSpike &spike, const PopulationTile &tile);

/// Lane parameters of one channel group.
struct GroupParameters {
  int32_t threshold[maxLanes], lower[maxLanes], bias[maxLanes], subtract[maxLanes];
  int32_t decay[maxLanes], currentDecay[maxLanes]; ///< in 1/4096, where neurons leak
};

/// How the neurons of a population fire.
struct FiringParameters {
  std::vector<GroupParameters> groups; ///< none of a max pool
  bool resetToZero = false, hasBias = false, hasDecay = false;
  int32_t upper = 0;
  uint32_t maxCount = 0;

  FiringParameters(const PopulationTile &tile, const mesh::CoreProgram &core);

  /// Whether the cap holds counts back: what fires once a step may do so by its definition, which no image tells.
  bool hasCap() const { return !groups.empty() && !resetToZero && maxCount > 1; }
  /// Whether a potential would have made more spikes than the cap lets it.
  bool isCapped(const GroupParameters &group, uint32_t lane, int32_t integrated) const {
    return integrated >= group.threshold[lane] && uint32_t(integrated / group.threshold[lane]) > maxCount;
  }
};

/// One list word: the spikes of one group at one pixel.
struct SpikeWord {
  uint32_t firstChannel, y, x; ///< in coordinates of the tile
  uint8_t counts[maxLanes];
};

/// The same of a readout: the potentials that it sends.
struct PotentialWord {
  uint32_t firstChannel, y, x; ///< in coordinates of the tile
  int32_t values[maxLanes];
};

/// What a firing made of one state word.
struct FiredWord {
  int32_t integrated[maxLanes], count[maxLanes], stored[maxLanes];
  int32_t current[maxLanes]; ///< stored, where neurons keep one
  uint32_t wraps = 0;        ///< sums in front of the spikes that left the range of a state field
  uint32_t lifted = 0;       ///< potentials that the lower bound lifted
};

/// Tells `observer` of a word that was fired.
bool commit(const PopulationTile &tile, uint32_t word, const FiredWord &fired, Moment at, Observer &observer);

/// A tap of a spike on a state word, and the word of the port's weights that it adds.
struct Tap {
  uint32_t word, weights;
};

/// The taps of a spike, in the order in which Population::accumulate adds them.
void appendTaps(const Port &port, const PortSpike &spike, const PopulationTile &tile, std::vector<Tap> &result);

struct Population : FiringParameters {
  PopulationTile tile;
  unsigned stateBits = 16;

  std::optional<MaxPool> pool; ///< what a max pool has beside its frames

  /// What spikes are added to: potentials, or currents where neurons keep them, or the frames of a max pool. [words
  /// fed] [lanes]; accumulated modulo 2^32, of which the low stateBits count.
  std::vector<uint32_t> fed;
  std::vector<uint32_t> potentials;   ///< the same of neurons that keep a current; empty in others
  std::vector<uint64_t> active;       ///< a bit a word: to be visited by the next firing
  std::vector<SpikeWord> spikes;      ///< of the last firing, in ascending order of words
  std::vector<PotentialWord> readout; ///< of a readout in the place of spikes
  uint64_t cappedCounts = 0;          ///< neurons of all firings whose count the cap held back

  Population(const PopulationTile &tile, const mesh::CoreProgram &core, const mesh::TargetDescription &target);

  /// Adds a spike to all potentials that its kernel reaches.
  void accumulate(const Port &port, const PortSpike &spike);

  /// Fires one word: steps 1 to 3 of the chip's specification, and 4 where neurons leak. Appends to `spikes` where a
  /// lane emits one, and marks the word where it must be visited in the next step without any event.
  uint32_t fireWord(uint32_t word, FiredWord &fired);

  /// Visits the words to fire, in address order: `visit(word)` returns false to end early. Words that `visit` marks
  /// are those of the next step.
  template <typename Visit> bool visitActive(bool all, Visit &&visit) {
    std::swap(active, firing);
    std::fill(active.begin(), active.end(), 0);
    uint32_t words = tile.words();
    if (all || hasBias) {
      for (uint32_t word = 0; word < words; ++word)
        if (!visit(word, isFiring(word)))
          return false;
      return true;
    }
    for (size_t i = 0; i < firing.size(); ++i)
      for (uint64_t bits = firing[i]; bits; bits &= bits - 1)
        if (!visit(uint32_t(i * 64 + llvm::countr_zero(bits)), true))
          return false;
    return true;
  }

  /// Adds the frames of a max pool to its counts, and fires the windows in which a pixel spiked, in order:
  /// `visit(word, fired)` returns false to end early. Appends to `spikes` and clears the frames.
  template <typename Visit> bool fireWindows(Visit &&visit) {
    startWindows();
    bool going = true;
    for (size_t i = 0; i < pool->touched.size(); ++i)
      for (uint64_t bits = std::exchange(pool->touched[i], 0); bits && going; bits &= bits - 1) {
        uint32_t word = uint32_t(i * 64 + llvm::countr_zero(bits));
        FiredWord fired = fireWindow(word);
        going = visit(word, fired);
      }
    endWindows();
    return going;
  }
  /// Whether a window of a max pool takes a frame word.
  bool windowTakes(uint32_t word, uint32_t frame) const;

  /// The end of a sample.
  void clear();

  int32_t signExtend(uint32_t value) const { return int32_t(value << (32 - stateBits)) >> (32 - stateBits); }

private:
  uint32_t fireLeakyWord(uint32_t word, FiredWord &fired);
  /// Step 2 and 3 of a lane whose potential `v` has reached its threshold: writes its count and what is left.
  void fireLane(const GroupParameters &group, uint32_t lane, int32_t v, FiredWord &fired) const;
  void list(uint32_t word, const FiredWord &fired);
  void listPotentials(uint32_t word, const FiredWord &fired);
  bool isFiring(uint32_t word) const { return firing[word / 64] >> (word % 64) & 1; }
  void mark(uint32_t word) { active[word / 64] |= uint64_t(1) << (word % 64); }
  void startWindows();
  FiredWord fireWindow(uint32_t word);
  void endWindows();
  template <unsigned Lanes, bool Packed> void accumulateLanes(const Port &port, const PortSpike &spike);
  template <bool Packed> void accumulateLanesOf(const Port &port, const PortSpike &spike);

  std::vector<uint64_t> firing; ///< while visitActive runs: what was active
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_CHIP_POPULATION_H
