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

/// See `importNetwork`. Known are Input, Output, Conv2d, Linear, Affine, Scale, SumPool2d, Flatten and IF, in a graph
/// without cycles where at most one edge leads to a node.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> import(const std::string &path, const ImportOptions &options,
                                                          mlir::MLIRContext *context,
                                                          std::vector<std::string> &assumptions);

} // namespace snnc::nir

#endif // SNNC_COMPILER_IMPORT_NIR_NIRIMPORT_H
