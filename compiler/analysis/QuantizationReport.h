//===- QuantizationReport.h - what quantisation cost ------------*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_QUANTIZATIONREPORT_H
#define SNNC_COMPILER_ANALYSIS_QUANTIZATIONREPORT_H

#include "dialect/snn/SnnOps.h"
#include <optional>
#include <string>
#include <vector>

namespace snnc {

/// A decay in float and in integers: of the channel whose time constants differ most.
struct DecayQuantization {
  double exact = 0, rounded = 0; ///< what is left of a value after a step

  /// Steps after which 1/e of a value is left, by either; infinite where all of it is, 0 where none.
  double exactSteps() const { return stepsOf(exact); }
  double roundedSteps() const { return stepsOf(rounded); }
  static double stepsOf(double decay);
};

/// One layer in float and in integers. Ranges are over the output channels.
struct LayerQuantization {
  std::string layer;
  double leastScale = 0, greatestScale = 0; ///< integer / float
  int64_t leastThreshold = 0, greatestThreshold = 0;
  int64_t leastMaxWeight = 0, greatestMaxWeight = 0; ///< of the greatest magnitude of a weight in a channel
  int64_t zeroWeightsFloat = 0, zeroWeightsInteger = 0;
  int64_t bits = 0;           ///< the fewest that hold the layer's weights
  int64_t clippedWeights = 0; ///< beyond the greatest integer of the weight bits, cut to it
  int64_t zeroedWeights = 0;  ///< zero in integers only
  int64_t weights = 0;
  /// Greatest rounding error of a channel, as a fraction of its threshold.
  double biasError = 0, lowerBoundError = 0, subtractError = 0;
  int64_t maxCount = 0, upper = 0;
  int64_t weightShift = 0;                              ///< the greatest of its synapses
  std::optional<DecayQuantization> decay, currentDecay; ///< where it has them
  /// The least that a potential at its threshold leaks in a step, of the channels that leak at all: below a few bits,
  /// rounding is as great as the leak.
  std::optional<double> leastLeak;
  std::optional<double> weightSnrDb; ///< weights to their rounding error; absent where there is none
};

/// Compares the layers of a float network with those that the same network has in integers of `weightBits` bits, in
/// order.
std::vector<LayerQuantization> reportQuantization(snn::NetworkOp floatNetwork, snn::NetworkOp integerNetwork,
                                                  int64_t weightBits);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_QUANTIZATIONREPORT_H
