//===- Kernels.h - the two loops in which the time goes ---------*- C++ -*-===//
//
// Accumulating the spikes of a step, and firing the blocks that they have reached, with the widest vectors that the
// processor has: the same bytes with all of them. A function is chosen when the image is loaded, by the size of a patch
// and the kind of neuron, so that no loop in it has bounds that are found at run time.
//
// The numbers are 16 bits wide and wrap, as the chip's do.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_FAST_KERNELS_H
#define SNNC_SIM_MESH_CHIP_FAST_KERNELS_H

#include "sim/mesh/chip/fast/Spikes.h"
#include <array>

namespace snnc::sim::fast {

/// A set of the blocks of a population, a bit each.
constexpr size_t blockWords = 4, maxBlocks = 64 * blockWords;
using BlockSet = std::array<uint64_t, blockWords>;

/// What a pixel of a sender is to the receiver.
struct PixelTarget {
  int32_t place = -1;   ///< of the patch in the state; -1: the spike ends here
  uint32_t weights = 0; ///< of the patch among those of a channel, in numbers
  uint32_t reached = 0; ///< pixels of the receiver: rows `top` to `bottom`, columns `left` to `right`
  uint8_t top = 0, bottom = 0, left = 0, right = 0;
  BlockSet blocks{}; ///< in which these lie
};

/// A synapse, unrolled: a spike adds a patch of weights, times its count, to a rectangle of the state. The rectangle
/// may lie over the border of the population, where the state has a margin that nobody reads.
struct SynapseTables {
  static constexpr uint32_t noChannel = UINT32_MAX;

  SpikeFormat format;               ///< of the sender
  std::vector<PixelTarget> pixels;  ///< of the sender
  std::vector<uint32_t> channels;   ///< by the sender's channel: its patches, in numbers; or noChannel
  const int16_t *patches = nullptr; ///< [channel][row kind][column kind][patch rows][row numbers]
  uint32_t patchRows = 0, rowNumbers = 0;
  uint32_t channelsOfPixel = 0; ///< of the receiver, in numbers: a row of a patch has a multiple
  uint32_t stateRow = 0;        ///< numbers from one row of the state to the next
};

/// Adds spikes to the state and the blocks that they reach to `blocks`. Returns the sum of pixels reached × |count|.
using AccumulateFunction = uint64_t (*)(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes, int16_t *state,
                                        BlockSet &blocks);

/// The neurons of a population in blocks: some pixels of one row with all their channels, which lie one behind the
/// other in the state. All blocks are alike, so the parameters are those of one.
struct FiringTables {
  std::vector<int16_t> threshold, lower, bias, subtract;
  std::vector<int16_t> atRest;               ///< the greatest potential below the threshold
  std::vector<uint16_t> reciprocal;          ///< of the threshold: at most 2^16 / threshold, below 2^16
  std::vector<uint16_t> decay, currentDecay; ///< in 1/65536; 0 where nothing decays
  std::vector<int16_t> keeps, keepsCurrent;  ///< -1 where nothing decays, else 0
  std::vector<Spike> element;                ///< the neuron if the block were the first, its count 0
  std::vector<Spike> place;                  ///< of each block: its first neuron
  std::vector<uint32_t> offset;              ///< of each block in the state
  uint32_t numbers = 0;                      ///< of a block
  int16_t upper = 0, maxCount = 0;
  bool resetToZero = false, hasDecay = false, hasCurrent = false, isReadout = false;
};

/// Spikes are written in whole vectors: room for so many must be behind the last.
constexpr size_t listedAtOnce = 64;

struct Fired {
  Spike *end;          ///< behind the spikes written
  uint64_t spikes = 0; ///< the sum of their counts
  uint64_t capped = 0; ///< neurons that maxCount held back
  uint64_t lifted = 0; ///< neurons that the lower bound lifted; of single pixels alone
};

/// Fires the blocks of `blocks`, writes what is sent from `out` on, and leaves in `blocks` those that are not at rest.
using FireFunction = Fired (*)(const FiringTables &tables, int16_t *state, int16_t *potentials, BlockSet &blocks,
                               Spike *out);

/// Where the pixels of a population are, for firing them one by one.
struct PixelTables {
  std::vector<uint32_t> offset; ///< of each pixel in the state
  std::vector<Spike> place;     ///< of each: its first neuron
  uint32_t channels = 0;        ///< numbers of a pixel
  uint32_t lanes = 0;           ///< channels of a state word of the chip, which are a group
  uint32_t groups = 0;          ///< of these, with those that pad a pixel
  uint32_t fields = 0;          ///< of a record, for each lane
};

/// What became of neurons that were fired.
struct FiredPixels {
  /// [fired pixel][group][field][lane]: potentials before spikes, counts, potentials stored, and currents stored where
  /// there are some.
  std::vector<double> records;
  std::vector<uint32_t> recordOf; ///< of each pixel that was fired, where its records begin
  std::vector<uint64_t> restless; ///< [group][pixel]: a bit where a neuron is not at rest
};

/// As FireFunction, of single pixels: those in `pixels`, a bit each. To `restless` bits are only added.
using FirePixelsFunction = Fired (*)(const FiringTables &tables, const PixelTables &places,
                                     llvm::ArrayRef<uint64_t> pixels, int16_t *state, int16_t *potentials, Spike *out,
                                     FiredPixels &fired);

/// The functions for this processor.
struct Kernels {
  const char *instructions; ///< "AVX2"
  uint32_t lanes;           ///< numbers of a vector
  AccumulateFunction (*accumulate)(const SynapseTables &synapse, bool onePlace);
  FireFunction (*fire)(const FiringTables &tables);
  FirePixelsFunction (*firePixels)(const FiringTables &tables, const PixelTables &places);
};
const Kernels &kernels();

} // namespace snnc::sim::fast

#endif // SNNC_SIM_MESH_CHIP_FAST_KERNELS_H
