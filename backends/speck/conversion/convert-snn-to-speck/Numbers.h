//===- Numbers.h - the numbers of a layer on the chip -----------*- C++ -*-===//
#ifndef SNNC_BACKENDS_SPECK_CONVERSION_CONVERT_SNN_TO_SPECK_NUMBERS_H
#define SNNC_BACKENDS_SPECK_CONVERSION_CONVERT_SNN_TO_SPECK_NUMBERS_H

#include "backends/speck/plan/Plan.h"

namespace snnc::speck {

/// Of all channels of a layer, whatever cores they lie on.
struct LayerNumbers {
  std::vector<int8_t> weights; ///< [channel][feature in][row][column] of the core's kernel
  std::vector<int64_t> bias;   ///< of each channel
  int64_t threshold = 1, low = kStateMin;
  double scale = 1; ///< by how much potentials are greater than those of the float network
  bool resetsToZero = false;
  std::vector<std::string> deviations; ///< what the chip does otherwise than the network, each reads on from its name
};

/// Reports what no core can have.
llvm::FailureOr<LayerNumbers> numbersOf(const PlannedLayer &layer, const TargetDescription &target);

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_CONVERSION_CONVERT_SNN_TO_SPECK_NUMBERS_H
