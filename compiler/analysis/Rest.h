//===- Rest.h - when a silent network is at rest ----------------*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_REST_H
#define SNNC_COMPILER_ANALYSIS_REST_H

#include "dialect/snn/SnnOps.h"
#include <optional>
#include <string>

namespace snnc {

/// When nothing of a network in integers changes by itself any more, if no spike comes in.
struct Rest {
  /// Steps behind that of the last input spike after which no neuron has a potential that leaks, a current, or spikes
  /// left to fire; nothing where it need not come to that.
  std::optional<int64_t> steps;
  std::string why; ///< the layer that need not come to rest, in words
};

/// An upper bound, from the decays and bounds of a proved network alone: of each layer the steps in which the greatest
/// potential of its state decays to 0, added up along the longest way from an input.
Rest restOf(snn::NetworkOp network);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_REST_H
