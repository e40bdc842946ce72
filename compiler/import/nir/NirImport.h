//===- NirImport.h - from a NIR file to the dialect snn ---------*- C++ -*-===//
//
// Nodes become layers. What a NIR file leaves open (when a neuron fires, how it is reset, its lower bound, the time
// step) is decided by the dialect and the options, and said.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_NIR_NIRIMPORT_H
#define SNNC_COMPILER_IMPORT_NIR_NIRIMPORT_H

#include "compiler/import/Import.h"

namespace snnc::nir {

/// See `importNetwork`. Known are graphs in graphs, with cycles through neurons or delays, of the nodes Input, Output,
/// Conv1d, Conv2d, Linear, Affine, Scale, SumPool2d, AvgPool2d, Flatten, Delay, IF, LIF, CubaLIF, LI, CubaLI, I and
/// Threshold.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> import(const std::string &path, const ImportOptions &options,
                                                          mlir::MLIRContext *context,
                                                          std::vector<std::string> &assumptions);

} // namespace snnc::nir

#endif // SNNC_COMPILER_IMPORT_NIR_NIRIMPORT_H
