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

/// A decay of 1 in integers.
constexpr int64_t kDecayOne = 4096;

/// What an integrate-and-fire layer does; see `snn.integrate_fire`. Null attributes are absent.
struct NeuronParameters {
  mlir::ElementsAttr threshold, lowerBound, subtract, scale, decay, currentDecay;
  Reset reset = Reset::Subtract;
  Compare compare = Compare::GreaterOrEqual;
  SpikesPerStep spikesPerStep = SpikesPerStep::Many;
  std::optional<int64_t> maxCount, upper;
  bool signedSpikes = false;
  /// Neurons that do not fire: their potentials are what goes out. `threshold` is the range of these then, if it is
  /// known.
  bool isReadout = false;

  /// Whether potentials or currents change by themselves.
  bool leaks() const { return decay || currentDecay; }
  /// Whether a neuron fires at most once in a step.
  bool firesOnce() const { return isReadout || reset == Reset::Zero || spikesPerStep == SpikesPerStep::One; }
};

/// Where the elements of a source of a routing layer go. Spikes of any number of axes are a frame of channels, rows and
/// columns here (`frameOf`).
struct SpikeRoute {
  /// Along one axis, element o is the sum of `window` elements of the source from `first + o * stride` on.
  struct Axis {
    int64_t first = 0, stride = 1, window = 1;

    /// Whether each element is one of the source's, and the next its neighbour.
    bool isPlain() const { return stride == 1 && window == 1; }
    /// In how many windows an element can be.
    int64_t overlap() const { return (window + stride - 1) / stride; }
  };
  std::array<Axis, 2> axes; ///< rows, columns
  /// The frame becomes one vector, row by row; then the axes take every element once.
  bool flattens = false;
  /// Where the first channel, or behind a flattening the first element, stands along the leading axis of the result.
  int64_t firstChannel = 0;
  int64_t steps = 0; ///< so many steps later
};

/// Channels, rows and columns of spikes or of a current: a vector is channels of one pixel, two axes are one row of
/// each channel, and what lies between the first and the last of more than three are rows.
std::array<int64_t, 3> frameOf(mlir::Type type);

/// Whether a route stays inside of the source and of the result of a layer. One that does not is a defect of the
/// layer's `getRoute`, which no analysis would see.
llvm::LogicalResult verifyRoute(mlir::Operation *layer, unsigned source, const SpikeRoute &route);
/// Of all routes of a routing layer.
llvm::LogicalResult verifyRoutes(mlir::Operation *layer);

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
