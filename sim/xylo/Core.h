//===- Core.h - a Xylo core, bit by bit -------------------------*- C++ -*-===//
//
// One time step after the other of a configured core: synaptic currents, membrane potentials and spikes as the chip has
// them. docs/xylo.md has the rules; tests/oracles/xylo.py holds them against the vendor's simulator.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_XYLO_CORE_H
#define SNNC_SIM_XYLO_CORE_H

#include "backends/xylo/configuration/CoreConfiguration.h"

namespace snnc::sim {

/// The neurons of one population, and what they did in the last step.
struct XyloPopulation {
  std::vector<int16_t> current, secondCurrent; ///< synaptic currents; the second empty where there is none
  std::vector<int16_t> integrated;             ///< potential before spikes took the threshold away
  std::vector<int16_t> potential;
  std::vector<uint8_t> spikes; ///< those of aliases included
};

/// How often what the chip bounds was bounded.
struct XyloBounds {
  uint64_t currents = 0;   ///< spikes of a source at a synapse that would have led a current out of 16 bits
  uint64_t potentials = 0; ///< steps of a neuron of which the same holds for its potential
  uint64_t inputs = 0;     ///< steps of an input channel with more spikes than count
};

class XyloCore {
public:
  explicit XyloCore(const xylo::CoreConfiguration &configuration);

  /// All states and spikes become 0.
  void reset();
  /// A step with a count for each input channel.
  void step(llvm::ArrayRef<uint8_t> inputs);

  const XyloPopulation &hidden() const { return hiddenState; }
  const XyloPopulation &outputs() const { return outputState; }
  /// Of each neuron, whether it would have fired more often in the last step than it may.
  llvm::ArrayRef<uint8_t> cappedHidden() const { return hiddenCapped; }
  llvm::ArrayRef<uint8_t> cappedOutputs() const { return outputCapped; }

  const XyloBounds &bounds() const { return boundsMet; }
  uint64_t synapticOperations() const { return operations; }
  /// Synapses, and how many of them a spike has used.
  uint64_t numSynapses() const;
  uint64_t numUsedSynapses() const;

private:
  struct Synapse {
    uint16_t target;
    int16_t weight; ///< shifted: 16 bits of it
    bool isSecond;
  };
  /// The synapses of each source one after the other, in the order of their targets.
  struct Fan {
    std::vector<uint32_t> begin{0};
    std::vector<Synapse> synapses;
    std::vector<uint8_t> used; ///< of each source: a spike came from it
  };
  static Fan makeFan(const xylo::WeightMatrix &weights, const xylo::WeightMatrix &second, int64_t shift,
                     int64_t sources, int64_t firstSource);
  void deliver(llvm::ArrayRef<uint8_t> counts, Fan &fan, int64_t most, XyloPopulation &to);
  int16_t integrate(const xylo::CoreNeuron &neuron, XyloPopulation &population, size_t index);
  void fireHidden();
  void fireOutputs();

  const std::vector<xylo::CoreNeuron> neurons, outputNeurons;
  const bool hasBias;
  Fan input, recurrent, readout;
  XyloPopulation hiddenState, outputState;
  std::vector<uint8_t> hiddenCapped, outputCapped;
  XyloBounds boundsMet;
  uint64_t operations = 0;
};

} // namespace snnc::sim

#endif // SNNC_SIM_XYLO_CORE_H
