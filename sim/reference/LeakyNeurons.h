//===- LeakyNeurons.h - neurons that leak, thresholds -----------*- C++ -*-===//
//
// The layers of `snn.leaky_integrate`, `snn.leaky_integrate_fire` and `snn.threshold`, which only a float network has.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_LEAKYNEURONS_H
#define SNNC_SIM_REFERENCE_LEAKYNEURONS_H

#include "dialect/snn/SnnOps.h"
#include "sim/reference/Records.h"
#include <memory>

namespace snnc::sim::reference {

/// The stage of a leaky layer whose neurons have `shape`; null for any other operation.
std::unique_ptr<RecordedStage<float>> makeLeakyStage(mlir::Operation *op, size_t source, size_t result, Shape shape);

std::unique_ptr<Stage<float>> makeThresholdStage(snn::ThresholdOp op, size_t source, size_t result);

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_LEAKYNEURONS_H
