//===- LayerPairs.h - layers in float and in integers -----------*- C++ -*-===//
#ifndef SNNC_COMPILER_CALIBRATION_LAYERPAIRS_H
#define SNNC_COMPILER_CALIBRATION_LAYERPAIRS_H

#include "compiler/calibration/QuantizationRun.h"
#include "sim/engine/Engine.h"

namespace snnc {

/// A layer of neurons that a float and an integer engine have.
struct LayerPair {
  std::string name;
  size_t inFloat, integer;              ///< its places among the layers of the engines
  std::vector<double> scale, threshold; ///< one a channel
  int64_t cap = 0;                      ///< 0: neurons that fire once need none
  sim::Shape shape;
};

/// The layers of neurons that both networks have, by name; relays of the integer one have no partner.
std::vector<LayerPair> pairLayers(mlir::ModuleOp integers, const sim::Engine &inFloat, const sim::Engine &integer);

/// Of a layer that has not run.
LayerRun emptyRun(const LayerPair &pair);

/// Adds the spikes of `more`, a run of the same layer, to those of `sum`.
void addSpikes(const LayerRun &more, LayerRun &sum);

} // namespace snnc

#endif // SNNC_COMPILER_CALIBRATION_LAYERPAIRS_H
