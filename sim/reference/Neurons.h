//===- Neurons.h - integrate-and-fire neurons -------------------*- C++ -*-===//
//
// In float32 and in integers.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_NEURONS_H
#define SNNC_SIM_REFERENCE_NEURONS_H

#include "dialect/snn/SnnInterfaces.h"
#include "sim/reference/Records.h"

namespace snnc::sim::reference {

/// The parameters of a layer, each with one value a channel.
template <typename T> struct Parameters {
  std::vector<T> threshold, subtract;
  std::vector<T> lowerBound;          ///< empty: none
  std::vector<T> decay, currentDecay; ///< in integers of 1/4096; empty: no leak, no synaptic current
  bool isReadout = false;             ///< no firing: there is no threshold, and the potentials are the result
  snn::Reset reset = snn::Reset::Subtract;
  snn::Compare compare = snn::Compare::GreaterOrEqual;
  snn::SpikesPerStep spikesPerStep = snn::SpikesPerStep::Many;
  std::optional<int64_t> maxCount, upper;
  bool signedSpikes = false;
  unsigned bits = 32;    ///< of an integer potential
  bool isProved = false; ///< that no sum leaves the range of so many bits

  bool isSigned() const { return signedSpikes && reset == snn::Reset::Subtract; }
  bool firesOnce() const { return reset == snn::Reset::Zero || spikesPerStep == snn::SpikesPerStep::One; }
};

template <typename T> class NeuronStage final : public RecordedStage<T> {
public:
  NeuronStage(size_t source, size_t result, Parameters<T> parameters, Shape shape);

  void run(std::vector<Value<T>> &values) override;
  void reset() override;

private:
  /// One step of one neuron with current `input`: returns the count, writes the potential that fired and what is kept.
  int32_t update(size_t neuron, uint32_t channel, T input, T &integrated);
  T storedPotential(size_t neuron, uint32_t channel) const;
  /// Adds the input to the synaptic current, where there is one: what comes to the potential.
  T takeCurrent(size_t neuron, uint32_t channel, T input);
  /// Counts, where the layer has a cap, what it held back.
  void noteCap(bool isReached) {
    if (this->capped)
      *this->capped += isReached;
  }
  /// `sum` as an integer potential holds it.
  int32_t toPotential(int64_t sum);

  const Parameters<T> parameters;
  const Shape shape;
  std::vector<T> potential;  ///< [y][x][channel]; in float before the subtraction, which the next step does
  std::vector<T> current;    ///< [y][x][channel], in integers decayed already; empty where there is none
  std::vector<int32_t> last; ///< counts of the step before, only in float
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_NEURONS_H
