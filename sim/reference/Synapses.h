//===- Synapses.h - convolutions, pools, branches ---------------*- C++ -*-===//
//
// The layers without state.
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

template <typename T> class SumPoolStage final : public Stage<T> {
public:
  SumPoolStage(size_t source, size_t result, llvm::ArrayRef<int64_t> kernel, llvm::ArrayRef<int64_t> stride)
      : Stage<T>(source, result), kernel{kernel[0], kernel[1]}, stride{stride[0], stride[1]} {}

  void run(std::vector<Value<T>> &values) override;

private:
  void poolSpikes(const Value<T> &in, Value<T> &out);
  void poolCurrent(const Value<T> &in, Value<T> &out);

  const int64_t kernel[2], stride[2];
  std::vector<int32_t> sums; ///< of each window, all 0 between steps
};

template <typename T> class FlattenStage final : public Stage<T> {
public:
  using Stage<T>::Stage;
  void run(std::vector<Value<T>> &values) override;
};

/// The sum of several values, in their order.
template <typename T> class MergeStage final : public Stage<T> {
public:
  MergeStage(std::vector<size_t> sources, size_t result)
      : Stage<T>(sources.front(), result), sources(std::move(sources)) {}

  void run(std::vector<Value<T>> &values) override;

private:
  const std::vector<size_t> sources;
  std::vector<int32_t> sums; ///< of spikes, all 0 between steps
};

/// Several values one behind the other along the channel axis.
template <typename T> class ConcatenateStage final : public Stage<T> {
public:
  ConcatenateStage(std::vector<size_t> sources, size_t result)
      : Stage<T>(sources.front(), result), sources(std::move(sources)) {}

  void run(std::vector<Value<T>> &values) override;

private:
  const std::vector<size_t> sources;
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_SYNAPSES_H
