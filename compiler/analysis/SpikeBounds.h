//===- SpikeBounds.h - how much can come in one step ------------*- C++ -*-===//
//
// The greatest spike count that a value can carry, and the greatest inflow of a neuron in one step that follows from
// it: what the proof of overflow (docs/overflow-proof.md) stands on.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_ANALYSIS_SPIKEBOUNDS_H
#define SNNC_COMPILER_ANALYSIS_SPIKEBOUNDS_H

#include "compiler/analysis/SpikeOrigins.h"
#include <optional>

namespace snnc {

/// Greatest spike count of one element of `spikes` in a step, where `boundOf` says it for network inputs and neurons:
/// an encoder gives at most one, a layer that routes spikes adds up its windows and the sources that meet at a place.
/// Nothing where `boundOf` has nothing, and where something else gives the spikes. Counts above 2^40 are not told
/// apart.
std::optional<int64_t> countBoundOf(mlir::Value spikes,
                                    llvm::function_ref<std::optional<int64_t>(mlir::Value)> boundOf);

/// The same with what the network says: an input's `snn.max_count`, a neuron's `max_count`. Nothing where a neuron's
/// count is not capped, with that neuron in `*uncapped`.
std::optional<int64_t> countBoundOf(mlir::Value spikes, mlir::Operation **uncapped = nullptr);

/// Greatest current of either sign that can flow into a neuron of a channel in one step.
struct Inflow {
  double positive = 0, negative = 0;
  std::array<int64_t, 2> positiveAt{0, 0}, negativeAt{0, 0}; ///< (y, x) of a neuron that each is reached in
};

/// The inflow of a layer of neurons whose origins have bounds: it is linear in the counts of their elements, each of
/// which adds what it adds at most, its bound or nothing (or less than nothing, where it is signed); where an origin
/// has a total, as many as that, of the greatest weights. The maximum is over all output pixels: at a border a kernel
/// loses taps, and an input that is smaller than the kernel never reaches all of them. Reached where the elements of
/// the origins are free of each other, but for layers beyond LayerInputs::mostWork and mostPaths. Exact for integers
/// below 2^53.
class LayerInflow {
public:
  /// With a bound for each of the origins of `inputs`, which have to live as long.
  LayerInflow(const LayerInputs &inputs, llvm::ArrayRef<int64_t> bounds);

  /// The inflow of an output channel from all synapses of its layer. Of each, `kernels` has the weights of that
  /// channel, [in channel of the group][row][column].
  Inflow of(int64_t outChannel, llvm::ArrayRef<llvm::ArrayRef<double>> kernels) const;

private:
  void addFree(unsigned synapse, llvm::ArrayRef<double> kernel, int64_t outChannel, TapRange rows, TapRange columns,
               Inflow &inflow) const;
  void addLimited(const SpikeWay &way, llvm::ArrayRef<double> kernel, int64_t outChannel, const OutputClass &row,
                  const OutputClass &column, Inflow &inflow) const;
  void addShared(unsigned origin, llvm::ArrayRef<llvm::ArrayRef<double>> kernels, int64_t outChannel,
                 const OutputClass &row, const OutputClass &column, Inflow &inflow) const;

  const LayerInputs &inputs;
  std::vector<int64_t> bounds;
  /// [synapse][input channel]: what an element of it carries of origins that are not shared.
  std::vector<std::vector<double>> free;
};

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_SPIKEBOUNDS_H
