//===- IntegerLayer.h - a layer of neurons in integers ----------*- C++ -*-===//
//
// From the numbers of a layer in float to those in integers: which scale each channel gets, and to what its weights,
// bias, lower bound and subtract value are rounded.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_INTEGERLAYER_H
#define SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_INTEGERLAYER_H

#include "compiler/transforms/snn-quantize/ChannelScales.h"
#include "compiler/transforms/snn-quantize/QuantizeOptions.h"
#include <optional>

namespace snnc {

struct IntegerSynapse {
  std::vector<int8_t> weights; ///< [out channel][fan-in]
  std::vector<int64_t> bias;   ///< one an output channel, or empty
};

struct IntegerLayer {
  std::vector<int64_t> threshold; ///< one a channel; 0: no threshold holds the channel
  std::vector<double> scale;      ///< integer / float, one a channel
  std::vector<IntegerSynapse> synapses;
  std::vector<int64_t> lowerBound, subtract; ///< as in FloatLayer
  std::vector<int64_t> decay, currentDecay;  ///< in 1/4096, as in FloatLayer
  int64_t shift = 0;                         ///< of all weights; thresholds and biases are not shifted
  /// One a channel: `roundingError` of its weights and biases, as a fraction of the threshold squared.
  std::vector<double> outputError;
};

/// The integers with the least output error whose weights fit and of which no step can wrap (see chooseThresholds).
/// Where even a threshold of 1 could wrap it stays 1, and the proof refuses the layer.
IntegerLayer quantizeLayer(const FloatLayer &layer, const IntegerLimits &limits, llvm::ArrayRef<int64_t> countBounds,
                           int64_t maxCount, const QuantizeOptions &options);

} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_INTEGERLAYER_H
