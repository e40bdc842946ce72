//===- QuantizationReport.h - what quantisation cost ------------*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_QUANTIZATIONREPORT_H
#define SNNC_COMPILER_ANALYSIS_QUANTIZATIONREPORT_H

#include "dialect/snn/SnnOps.h"
#include <optional>
#include <string>
#include <vector>

namespace snnc {

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
  std::optional<double> weightSnrDb; ///< weights to their rounding error; absent where there is none
};

/// Compares the layers of a float network with those that the same network has in integers of `weightBits` bits, in
/// order.
std::vector<LayerQuantization> reportQuantization(snn::NetworkOp floatNetwork, snn::NetworkOp integerNetwork,
                                                  int64_t weightBits);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_QUANTIZATIONREPORT_H
