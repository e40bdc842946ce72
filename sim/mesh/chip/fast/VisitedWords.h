//===- VisitedWords.h - which words the chip would visit --------*- C++ -*-===//
//
// The chip visits the state words of the pixels that a spike has reached, and those that did not come to rest in the
// step before. Whoever watches the fast path is told of these, one by one and in the order of their addresses.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_FAST_VISITEDWORDS_H
#define SNNC_SIM_MESH_CHIP_FAST_VISITEDWORDS_H

#include "sim/mesh/chip/fast/Synapses.h"

namespace snnc::sim::fast {

class VisitedWords {
public:
  VisitedWords(const PopulationTile &tile, const StateLayout &layout);

  /// Spikes that are accumulated in this step.
  void reach(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes);
  /// A word that is to be visited in the next step, whatever comes.
  void visitAgain(const VisitedWord &word);
  /// The words to fire in this step: those that were reached or are visited again, or `all`.
  llvm::MutableArrayRef<VisitedWord> take(bool all);
  /// The end of a sample.
  void clear();

private:
  void add(uint32_t group, uint32_t y, uint32_t x);

  const PopulationTile &tile;
  const StateLayout &layout;
  const SpikeFormat format;
  const uint32_t rowWords;                     ///< of a row of pixels, a bit each
  std::vector<uint64_t> reached;               ///< [y][word of the row]
  std::vector<std::vector<uint64_t>> restless; ///< the same of each group
  std::vector<VisitedWord> words;
};

} // namespace snnc::sim::fast

#endif // SNNC_SIM_MESH_CHIP_FAST_VISITEDWORDS_H
