//===- Synapses.h - convolutions --------------------------------*- C++ -*-===//
//
// Every synapse is a convolution.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_SYNAPSES_H
#define SNNC_SIM_REFERENCE_SYNAPSES_H

#include "dialect/snn/SnnInterfaces.h"
#include "sim/reference/Values.h"

namespace snnc::sim::reference {

/// Adds, for each spike, the weights of the taps that reach an output.
template <typename T> class SynapseStage final : public Stage<T> {
public:
  /// `weights` as SynapseOpInterface orders them; `bias` has one value a channel or none.
  SynapseStage(size_t source, size_t result, const snn::Convolution &convolution, const std::vector<T> &weights,
               const std::vector<T> &bias);

  void run(std::vector<Value<T>> &values) override;
  /// Weights added since the engine was made; a spike count of n counts n times.
  uint64_t operations() const { return added; }

private:
  /// Adds `value` times the weights of channel `channel` at [y, x]; returns how many.
  uint64_t scatter(uint32_t channel, uint32_t y, uint32_t x, T value, std::vector<T> &current) const;

  snn::Convolution conv;
  std::vector<T> taps;    ///< [in channel][row][column][out channel of the group]
  std::vector<T> initial; ///< the bias of every neuron
  uint64_t added = 0;
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_SYNAPSES_H
