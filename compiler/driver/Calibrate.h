//===- Calibrate.h - how active a network is --------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_CALIBRATE_H
#define SNNC_COMPILER_DRIVER_CALIBRATE_H

#include "compiler/driver/Command.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace snnc::driver {

/// Runs the float network of `module` on the recordings and notes in it how active its inputs and layers were, for
/// snn-quantize. The same at any number of threads. A failure has been reported; returned is its exit code.
int calibrate(mlir::ModuleOp module, const InputOptions &input, const CommonOptions &common);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_CALIBRATE_H
