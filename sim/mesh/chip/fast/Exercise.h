//===- Exercise.h - what a run exercises, on the fast path ------*- C++ -*-===//
//
// For Coverage, without a look at each synapse: which weights, ports and edges were reached follows from the neurons
// that have sent a spike, and is worked out when somebody asks. What happened to potentials is told of each step, from
// the numbers that the kernels work on.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_FAST_EXERCISE_H
#define SNNC_SIM_MESH_CHIP_FAST_EXERCISE_H

#include "sim/mesh/chip/fast/WatchedWords.h"

namespace snnc::sim::fast {

/// The neurons of a sender that have sent a spike, by a number that the sender gives them.
class SentNeurons {
public:
  explicit SentNeurons(size_t neurons) : sent(neurons, 0) {}

  /// `last`: in the last step of a sample, over whose end no delayed edge carries it.
  void add(size_t neuron, bool last) { sent[neuron] |= last ? 1 : 3; }
  template <typename Visit> void forEach(bool delayed, Visit &&visit) const {
    for (size_t neuron = 0; neuron < sent.size(); ++neuron)
      if (sent[neuron] & (delayed ? 2 : 1))
        visit(neuron);
  }

private:
  std::vector<uint8_t> sent; ///< 1: in some step, 2: in one that was not the last
};

/// What the firings of a population in vectors have reached.
class FiringCounts {
public:
  /// `synapses`: of the incoming edges, with the patches of their ports.
  FiringCounts(const PopulationTile &tile, const StateLayout &layout, const FiringTables &tables,
               llvm::ArrayRef<SynapseTables> synapses, llvm::ArrayRef<const PortPatches *> patches);

  /// In front of a step: adds up in 32 bits what `spikes` of each edge bring, where 16 may not hold it.
  void beginStep(const int16_t *state, llvm::ArrayRef<llvm::ArrayRef<Spike>> spikes);
  /// When all spikes have been accumulated: counts sums that leave 16 bits.
  void beforeFiring(const int16_t *state, const int16_t *potentials);
  /// After the firing that sent `spikes`.
  void afterFiring(llvm::ArrayRef<Spike> spikes, const Fired &result, const WatchedWords &words);

  const Coverage::Counts &counts() const { return sums; }

private:
  int64_t mostOf(size_t edge, llvm::ArrayRef<Spike> spikes) const;
  void addSpikes(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes);

  const StateLayout &layout;
  const FiringTables &tables;
  const llvm::ArrayRef<SynapseTables> synapses;
  const SpikeFormat format;                    ///< of the population's own spikes
  std::vector<std::vector<int32_t>> strongest; ///< [edge][sender's channel]: the greatest magnitude of its weights
  std::optional<int64_t> greatest;             ///< magnitude that a potential may be stored with; none: any
  std::vector<int32_t> wide;                   ///< as the state, in 32 bits
  bool isWide = false;                         ///< in this step
  Coverage::Counts sums;
};

} // namespace snnc::sim::fast

#endif // SNNC_SIM_MESH_CHIP_FAST_EXERCISE_H
