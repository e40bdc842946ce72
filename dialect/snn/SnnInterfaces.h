//===- SnnInterfaces.h - kinds of operations --------------------*- C++ -*-===//
//
// The interfaces that passes ask instead of switching over operation classes, and the two records that they answer
// with.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNINTERFACES_H
#define SNNC_DIALECT_SNN_SNNINTERFACES_H

#include "dialect/snn/SnnTypes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpDefinition.h"
#include <array>

namespace snnc::snn {

/// A synapse as a convolution: [inChannels, inHeight, inWidth] to [outChannels, outHeight, outWidth].
struct Convolution {
  int64_t inChannels = 1, inHeight = 1, inWidth = 1;
  int64_t outChannels = 1, outHeight = 1, outWidth = 1;
  std::array<int64_t, 2> kernel = {1, 1};
  std::array<int64_t, 2> stride = {1, 1};
  std::array<int64_t, 4> padding = {0, 0, 0, 0}; ///< top, left, bottom, right
  std::array<int64_t, 2> dilation = {1, 1};
  int64_t groups = 1;

  /// Synapses of one output neuron, those into the padding included.
  int64_t fanIn() const { return inChannels / groups * kernel[0] * kernel[1]; }
  /// Weights of the whole kernel.
  int64_t numWeights() const { return outChannels * fanIn(); }
};

/// What an integrate-and-fire layer does; see `snn.integrate_fire`. Null attributes are absent.
struct NeuronParameters {
  mlir::ElementsAttr threshold, lowerBound, subtract, scale;
  Reset reset = Reset::Subtract;
  Compare compare = Compare::GreaterOrEqual;
  SpikesPerStep spikesPerStep = SpikesPerStep::Many;
  std::optional<int64_t> maxCount, upper;
  bool signedSpikes = false;

  /// Whether a neuron fires at most once in a step.
  bool firesOnce() const { return reset == Reset::Zero || spikesPerStep == SpikesPerStep::One; }
};

/// How a leaky layer takes up its current; see `snn.leaky_integrate`. Null attributes are absent.
struct LeakyIntegration {
  double dt = 1;
  Decay decay = Decay::Euler;
  DecayOrder order = DecayOrder::BeforeInput;
  bool unscaled = false;
  mlir::ElementsAttr tau, resistance, leak, initial;
};

} // namespace snnc::snn

#include "dialect/snn/SnnInterfaces.h.inc"

#endif // SNNC_DIALECT_SNN_SNNINTERFACES_H
