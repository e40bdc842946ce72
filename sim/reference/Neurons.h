//===- Neurons.h - integrate-and-fire neurons -------------------*- C++ -*-===//
//
// The layer that a chip has, in float32 and in integers.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_NEURONS_H
#define SNNC_SIM_REFERENCE_NEURONS_H

#include "dialect/snn/SnnInterfaces.h"
#include "sim/reference/Values.h"

namespace snnc::sim::reference {

/// The parameters of a layer, each with one value a channel.
template <typename T> struct Parameters {
  std::vector<T> threshold, subtract;
  std::vector<T> lowerBound; ///< empty: none
  snn::Reset reset = snn::Reset::Subtract;
  snn::Compare compare = snn::Compare::GreaterOrEqual;
  snn::SpikesPerStep spikesPerStep = snn::SpikesPerStep::Many;
  std::optional<int64_t> maxCount, upper;
  unsigned bits = 32; ///< of an integer potential

  bool firesOnce() const { return reset == snn::Reset::Zero || spikesPerStep == snn::SpikesPerStep::One; }
};

template <typename T> class NeuronStage final : public LayerStage<T> {
public:
  NeuronStage(size_t source, size_t result, Parameters<T> parameters, Shape shape);

  void run(std::vector<Value<T>> &values) override;
  void reset() override;

private:
  /// One step of one neuron with current `input`: returns the count, writes the potential that fired and what is kept.
  int32_t update(size_t neuron, uint32_t channel, T input, T &integrated);
  T storedPotential(size_t neuron, uint32_t channel) const;

  const Parameters<T> parameters;
  const Shape shape;
  std::vector<T> potential;  ///< [y][x][channel]; in float before the subtraction, which the next step does
  std::vector<int32_t> last; ///< counts of the step before, only in float
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_NEURONS_H
