//===- FastChip.h - the mesh chip, a block of steps at a time ---*- C++ -*-===//
//
// What ChipEngine computes, for those who want to know of a run its outputs, sums, records and coverage: every
// population takes a block of steps before the next one begins, unless they feed each other. Where records or coverage
// are wanted, a block is one step. See README.md beside this file.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_FAST_FASTCHIP_H
#define SNNC_SIM_MESH_CHIP_FAST_FASTCHIP_H

#include "sim/mesh/chip/Observation.h"
#include "sim/mesh/chip/fast/Exercise.h"
#include "sim/mesh/chip/fast/FastPopulation.h"

namespace snnc::sim::fast {

class FastChip {
public:
  /// Whether spikes of all populations can be written in 32 bits, and potentials in 16.
  static bool canRun(const mesh::LoadedImage &loaded, const Symbols &symbols);

  /// `order`: of firing within a step. `coverage`: keep account of what is exercised. What is passed must outlive this.
  FastChip(const mesh::LoadedImage &loaded, const Symbols &symbols, llvm::ArrayRef<uint32_t> order, bool coverage);

  /// Takes a step, now or with a later one; when `last`, all of the sample is done on return. Outputs go to `observer`
  /// (false where it ends the run) and sums to `totals`, but for steps, samples and input spikes.
  bool step(llvm::ArrayRef<SpikeFrame> frames, bool last, Moment at, Observer &observer, Totals &totals);

  /// Adds to `all` what all steps have exercised.
  void addCoverage(Observation &all) const;

private:
  /// An edge to a network output.
  struct OutputEdge {
    const ChipEdge *edge;
    const SpikeTrain *train;
    const PopulationTile *sender;
  };

  /// Where the spikes of an input go on an edge.
  struct HostPlaces {
    uint32_t input;
    SpikeFormat format;
    std::vector<int32_t> rows, columns; ///< of the edge's sender map; -1: nowhere
    uint32_t width;                     ///< columns of that map
    bool isGreat;                       ///< whether a count may be more than a spike holds
  };

  void connect(const mesh::LoadedImage &loaded, const Symbols &symbols, llvm::ArrayRef<uint32_t> order, bool coverage);
  void group(llvm::ArrayRef<uint32_t> order);
  void take(llvm::ArrayRef<SpikeFrame> frames);
  template <bool Great> static Spike *write(const HostPlaces &places, const SpikeFrame &frame, Spike *out);
  void runBlock();
  bool runStep(bool last, Moment at, Observer &observer);
  bool reportStep(int step, Moment at, Observer &observer);
  void addSums(Totals &totals);
  void noteSent(llvm::ArrayRef<SpikeFrame> frames, bool last);
  void addPassed(Observation &all, const ChipEdge &edge, PortSpike spike) const;

  const Symbols &symbols;
  std::vector<ChipEdge> hostEdges;
  std::vector<std::vector<ChipEdge>> edges; ///< of each population
  std::vector<SpikeTrain> fromHost, trains; ///< what comes on each of the host's edges, and what populations send
  std::vector<HostPlaces> hostPlaces;       ///< of each of the host's edges
  std::vector<std::unique_ptr<FastPopulation>> populations;
  std::vector<OutputEdge> outputEdges;
  /// Populations in the order of firing; those of one group take each step together, for some feed others in front.
  std::vector<std::vector<FastPopulation *>> groups;
  std::vector<uint32_t> layerPopulations;    ///< populations of each layer
  std::vector<SentNeurons> inputsSent, sent; ///< of inputs and of populations, where account is kept
  Moment blockBegin;
  int blockSteps = 0; ///< taken into the block so far
};

} // namespace snnc::sim::fast

#endif // SNNC_SIM_MESH_CHIP_FAST_FASTCHIP_H
