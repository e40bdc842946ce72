//===- SpikePaths.h - from spikes back to where they begin ------*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_SPIKEPATHS_H
#define SNNC_COMPILER_ANALYSIS_SPIKEPATHS_H

#include "dialect/snn/SnnOps.h"

namespace snnc {

using snn::frameOf;

/// Whether spikes come from outside of a step: a network input, what an encoder or a layer with a state gives.
bool isOrigin(mlir::Value spikes);

/// One way on which spikes come through layers that route them.
struct SpikePath {
  mlir::Value origin; ///< of what `isOrigin` says, or the result of a layer that does not route
  /// In order from the origin, each with the operand that it takes.
  llvm::SmallVector<std::pair<snn::SpikeRoutingOpInterface, unsigned>> layers;
};

/// How many ways there are to `spikes`: merges of merges double them. SIZE_MAX where there are more.
size_t numPathsTo(mlir::Value spikes);

/// All ways to `spikes`, whose counts add up; those of a first operand before those of the next. Nothing where there
/// are more than `most`.
std::optional<llvm::SmallVector<SpikePath, 1>> pathsTo(mlir::Value spikes, size_t most);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_SPIKEPATHS_H
