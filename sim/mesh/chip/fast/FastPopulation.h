//===- FastPopulation.h - a population on the fast path ---------*- C++ -*-===//
#ifndef SNNC_SIM_MESH_CHIP_FAST_FASTPOPULATION_H
#define SNNC_SIM_MESH_CHIP_FAST_FASTPOPULATION_H

#include "sim/mesh/chip/fast/Synapses.h"
#include <memory>

namespace snnc::sim::fast {

/// An edge into a population, and who sends on it.
struct Incoming {
  const ChipEdge *edge;
  SenderMap sender;
  const SpikeTrain *train;
};

/// One population of a chip: takes the spikes of a step and sends its own.
class FastPopulation {
public:
  /// What it did in all steps so far.
  struct Sums {
    uint64_t spikes = 0, capped = 0, synapticOperations = 0;
  };

  virtual ~FastPopulation();

  /// Takes step `step` of the block and writes what it sends.
  virtual void step(int step) = 0;
  /// The same of the only step of a block, with all records told to `observer` if it wants them, in the chip's order:
  /// false where it ends the run. `last` of the sample: then the chip visits all words.
  virtual bool stepObserved(bool last, Moment at, Observer &observer) = 0;
  /// What its firings have exercised, of a population that keeps account of it and steps observed.
  virtual llvm::BitVector visitedWords() const = 0;
  virtual Coverage::Counts firingCounts() const = 0;
  /// The end of a sample.
  virtual void clear() = 0;

  const PopulationTile &tile;
  const std::vector<Incoming> incoming;
  Sums sums;

protected:
  FastPopulation(const PopulationTile &tile, std::vector<Incoming> incoming, SpikeTrain &train)
      : tile(tile), incoming(std::move(incoming)), train(train) {}

  /// What an edge brings in a step: on a delayed one what was sent in the step before.
  static llvm::ArrayRef<Spike> spikesOf(const Incoming &incoming, int step) {
    return incoming.train->of(step - incoming.edge->delayed);
  }

  SpikeTrain &train;
};

/// A population that sends to `train`; `coverage`: it keeps account of what its firings exercise. All that is passed,
/// and what `incoming` points to, must outlive it.
std::unique_ptr<FastPopulation> makeFastPopulation(const PopulationTile &tile, const mesh::LoadedImage &loaded,
                                                   std::vector<Incoming> incoming, SpikeTrain &train, bool coverage);

} // namespace snnc::sim::fast

#endif // SNNC_SIM_MESH_CHIP_FAST_FASTPOPULATION_H
