//===- WatchedWords.h - what observers are told of a population -*- C++ -*-===//
//
// The chip visits the state words of the pixels that a spike has reached, and those that did not come to rest in the
// step before. Whoever wants records is told of these, one by one and in the order of their addresses.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_FAST_WATCHEDWORDS_H
#define SNNC_SIM_MESH_CHIP_FAST_WATCHEDWORDS_H

#include "sim/mesh/chip/fast/Synapses.h"

namespace snnc::sim::fast {

class WatchedWords {
public:
  WatchedWords(const PopulationTile &tile, const StateLayout &layout, const FiringTables &tables);

  /// Notes the pixels that spikes of this step reach.
  void reach(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes);
  /// The same, by the blocks of a population in which each pixel is one.
  void reach(const BlockSet &pixels);

  /// The same of all pixels.
  void reachAll() { mark(0, pixels); }

  /// Fires the words that were reached or are visited again, or `all`, as FireFunction does.
  Fired fire(bool all, int16_t *state, int16_t *potentials, Spike *out);
  /// The potential of one of them before spikes.
  int32_t integrated(uint32_t pixel, uint32_t channel) const {
    return int32_t(fired.records[fired.recordOf[pixel] + channel / tile.lanes * recordNumbers + channel % tile.lanes]);
  }
  /// Tells of the words that were fired: false where the observer ends the run.
  bool report(Moment at, Observer &observer);

  /// The words that any firing has visited, but for those that only `all` told it to.
  llvm::BitVector everVisited() const;

  /// The end of a sample.
  void clear();

private:
  void mark(uint32_t begin, uint32_t end);

  const PopulationTile &tile;
  const FiringTables &tables;
  const uint32_t pixels, recordNumbers;
  PixelTables places;
  FirePixelsFunction firePixels;
  FiredPixels fired;
  std::vector<uint64_t> reached; ///< pixels, a bit each
  std::vector<uint64_t> visited; ///< the same of each group, in this step
  std::vector<uint64_t> ever;    ///< the same in any, but for what `all` adds
  std::vector<uint32_t> neurons; ///< of each pixel and the first channel: in the layer
};

} // namespace snnc::sim::fast

#endif // SNNC_SIM_MESH_CHIP_FAST_WATCHEDWORDS_H
