//===- QuantizeOptions.h - how numbers become integers ----------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_QUANTIZEOPTIONS_H
#define SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_QUANTIZEOPTIONS_H

#include <cstdint>

namespace mlir {
class MLIRContext;
} // namespace mlir

namespace snnc {

enum class ScaleMode {
  Channel, ///< an integer threshold for each channel, searched
  Layer,   ///< one integer threshold for all channels of a layer, searched
  Core,    ///< one integer threshold for all layers, for any of them may share a core
  MaxAbs   ///< one factor for the layer that brings its greatest weight to the greatest integer; thresholds are rounded
};
enum class RoundingMode { Nearest, Compensated };

struct QuantizeOptions {
  ScaleMode scales = ScaleMode::Channel;
  RoundingMode rounding = RoundingMode::Compensated;
  /// The most bits by which the chip shifts weights: neurons that leak want potentials that are large against a bit.
  int64_t weightShift = 0;
  /// ScaleMode::Core: the threshold that all layers are to have, if this one can. 0: it is searched.
  int64_t sharedThreshold = 0;
  /// Whose threads may be used; null: one alone. The result does not depend on it.
  mlir::MLIRContext *threads = nullptr;
};

} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_QUANTIZEOPTIONS_H
