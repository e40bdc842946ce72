//===- SpikeBounds.h - how much can come in one step ------------*- C++ -*-===//
//
// The greatest spike count that a value can carry, and the greatest inflow of a neuron in one step that follows from
// it: what the proof of overflow (docs/overflow-proof.md) stands on.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_ANALYSIS_SPIKEBOUNDS_H
#define SNNC_COMPILER_ANALYSIS_SPIKEBOUNDS_H

#include "dialect/snn/SnnOps.h"
#include <optional>

namespace snnc {

/// Greatest spike count of one element of `spikes` in a step, where `boundOf` says it for network inputs and neurons:
/// a pool adds up its window and a merge its sources, an encoder gives at most one, a concatenation is as great as its
/// greatest source, delays and flattening change nothing. Nothing where `boundOf` has nothing. Counts above 2^40 are
/// not told apart.
std::optional<int64_t> countBoundOf(mlir::Value spikes,
                                    llvm::function_ref<std::optional<int64_t>(mlir::Value)> boundOf);

/// The same with what the network says: an input's `snn.max_count`, a neuron's `max_count`. Nothing where a neuron's
/// count is not capped, with that neuron in `*uncapped`.
std::optional<int64_t> countBoundOf(mlir::Value spikes, mlir::Operation **uncapped = nullptr);

/// Greatest current of either sign that can flow into a neuron of a channel in one step.
struct Inflow {
  double positive = 0, negative = 0;
  int64_t y = 0, x = 0; ///< a neuron that reaches the greater of the two
};

/// What one synapse of a layer can bring to one output channel: `kernel` is its weights ([in channel of the
/// group][row][column]), each multiplied by `countBound` where its input pixel exists.
struct ChannelTaps {
  snn::Convolution convolution;
  llvm::ArrayRef<double> kernel;
  int64_t countBound;
  bool isSigned = false; ///< either sign of a count turns that of the weight
};

/// The inflow of one output channel from all synapses of its layer. The maximum is over all output pixels, each with
/// all its synapses: at a border a kernel loses taps, and an input that is smaller than the kernel never reaches all of
/// them. Reached where the inputs are free of each other. Exact for integers below 2^53.
Inflow inflowOf(llvm::ArrayRef<ChannelTaps> synapses);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_SPIKEBOUNDS_H
