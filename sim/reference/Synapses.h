//===- Synapses.h - convolutions --------------------------------*- C++ -*-===//
//
// Every synapse is a convolution.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_SYNAPSES_H
#define SNNC_SIM_REFERENCE_SYNAPSES_H

#include "dialect/snn/SnnInterfaces.h"
#include "sim/reference/Values.h"
#include "sim/reference/WideVectors.h"

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
  /// Outputs that lie side by side along an axis and are reached from one input by taps that do so too: the first of
  /// them and of these, as steps in `current`, pixels and `taps`, and how many they are.
  struct Run {
    uint32_t output, pixel, weights, length;
  };
  /// Those of each input along an axis: runs [first[i], first[i + 1]) are of input i.
  struct Runs {
    std::vector<Run> list;
    std::vector<uint32_t> first;

    llvm::ArrayRef<Run> of(size_t input) const {
      return llvm::ArrayRef(list).slice(first[input], first[input + 1] - first[input]);
    }
  };
  Runs runsAlong(unsigned axis) const;
  /// The place of a kernel column among the taps of its row: those that one input has outputs by lie side by side, in
  /// the order of these outputs.
  int64_t placeOfColumn(int64_t column) const;

  /// Makes the current what it is without a spike.
  void begin(Value<T> &out);
  /// Adds `value` times the weights of the channel at [y, x]; returns how many. Of `Channels` channels that an output
  /// pixel has in the group, or of any number where that is 0.
  template <unsigned Channels>
  SNNC_INLINE uint64_t scatter(uint32_t channel, uint32_t y, uint32_t x, T value, Value<T> &out) const;
  // Each returns the weights that were added, a spike count of n counting n times.
  template <unsigned Channels> SNNC_INLINE uint64_t addSpikes(llvm::ArrayRef<Spike> spikes, Value<T> &out) const;
  template <unsigned Channels> uint64_t addNarrow(llvm::ArrayRef<Spike> spikes, Value<T> &out) const {
    return addSpikes<Channels>(spikes, out);
  }
  template <unsigned Channels> SNNC_WIDE uint64_t addWide(llvm::ArrayRef<Spike> spikes, Value<T> &out) const {
    return addSpikes<Channels>(spikes, out);
  }
  /// Where every input reaches every output, and there is one pixel of each.
  SNNC_INLINE uint64_t addToVector(llvm::ArrayRef<Spike> spikes, Value<T> &out) const;
  uint64_t addToVectorNarrow(llvm::ArrayRef<Spike> spikes, Value<T> &out) const { return addToVector(spikes, out); }
  SNNC_WIDE uint64_t addToVectorWide(llvm::ArrayRef<Spike> spikes, Value<T> &out) const {
    return addToVector(spikes, out);
  }
  /// To the outputs from `first` on, as many as fill so many vectors.
  template <unsigned Vectors> SNNC_INLINE void addRows(llvm::ArrayRef<Spike> spikes, size_t first, Value<T> &out) const;
  using Add = uint64_t (SynapseStage::*)(llvm::ArrayRef<Spike>, Value<T> &) const;
  template <unsigned Channels> static Add chooseWidth() {
    return usesWideVectors() ? &SynapseStage::addWide<Channels> : &SynapseStage::addNarrow<Channels>;
  }
  Add chooseAdd() const;

  snn::Convolution conv;
  std::vector<T> taps;    ///< [in channel][row][place of the column][out channel of the group]
  std::vector<T> initial; ///< the bias of every neuron; empty where there is none
  Runs rows, columns;
  const size_t groupOut;             ///< output channels of a group
  const size_t kernelSize;           ///< weights of an input channel
  std::vector<uint32_t> firstOutput; ///< of an input channel's group
  const Add add;
  uint64_t added = 0;
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_SYNAPSES_H
