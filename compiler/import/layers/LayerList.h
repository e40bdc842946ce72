//===- LayerList.h - from a list of layers to the dialect snn ---*- C++ -*-===//
//
// A layer list is a JSON file with one object a layer and an npz beside it with the weights. Types and parameters have
// the names of the layer specification.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_LAYERS_LAYERLIST_H
#define SNNC_COMPILER_IMPORT_LAYERS_LAYERLIST_H

#include "compiler/import/Import.h"

namespace snnc::layers {

/// See `importNetwork`. The types are those of LayerTypes. The last layer is the network's output.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> import(const std::string &path, const ImportOptions &options,
                                                          mlir::MLIRContext *context,
                                                          std::vector<std::string> &assumptions);

} // namespace snnc::layers

#endif // SNNC_COMPILER_IMPORT_LAYERS_LAYERLIST_H
