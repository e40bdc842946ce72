//===- Calibrate.h - how active a network is --------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_CALIBRATION_CALIBRATE_H
#define SNNC_COMPILER_CALIBRATION_CALIBRATE_H

#include "compiler/calibration/SpikeBaseline.h"
#include "compiler/execution/Workload.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace snnc {

/// Runs the float network of `module` on the recordings and notes in it how active its inputs and layers were, for
/// snn-quantize. What its neurons fired is the baseline for correction. The same at any number of threads.
Failure calibrate(mlir::ModuleOp module, const InputOptions &input, const ExecutionOptions &execution,
                  std::optional<SpikeBaseline> &baseline);

} // namespace snnc

#endif // SNNC_COMPILER_CALIBRATION_CALIBRATE_H
