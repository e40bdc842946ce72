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

/// Adds, for each spike, the weights of the taps that reach an output: spike by spike, in their order, for sums in
/// float depend on it.
template <typename T> class SynapseStage final : public Stage<T> {
public:
  /// `weights` as SynapseOpInterface orders them; `bias` has one value a channel or none.
  SynapseStage(size_t source, size_t result, const snn::Convolution &convolution, const std::vector<T> &weights,
               const std::vector<T> &bias);

  void run(std::vector<Value<T>> &values) override;
  /// Weights added since the engine was made; a spike count of n counts n times.
  uint64_t operations() const { return added; }

private:
  /// Along one axis, an output that an input reaches, and by which tap: as steps in `current`, pixels and `taps`.
  struct Tap {
    uint32_t output, pixel, weights;
  };
  /// Those of each input along an axis: taps [first[i], first[i + 1]) are of input i.
  struct Taps {
    std::vector<Tap> list;
    std::vector<uint32_t> first;

    llvm::ArrayRef<Tap> of(size_t input) const {
      return llvm::ArrayRef(list).slice(first[input], first[input + 1] - first[input]);
    }
  };
  Taps tapsAlong(unsigned axis) const;

  /// Makes the current what it is without a spike.
  void begin(Value<T> &out);
  void addSpikes(const Value<T> &in, Value<T> &out);
  /// Adds `value` times the weights of channel `channel` at [y, x]; returns how many. Of `Channels` channels that an
  /// output pixel has in the group, or of any number where that is 0.
  template <unsigned Channels> uint64_t scatter(const Spike &spike, T value, Value<T> &out) const;
  using Scatter = uint64_t (SynapseStage::*)(const Spike &, T, Value<T> &) const;
  static Scatter chooseScatter(int64_t channels);

  snn::Convolution conv;
  std::vector<T> taps;    ///< [in channel][row][column][out channel of the group]
  std::vector<T> initial; ///< the bias of every neuron; empty where there is none
  Taps rows, columns;
  const Scatter scatterSpike;
  uint64_t added = 0;
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_SYNAPSES_H
