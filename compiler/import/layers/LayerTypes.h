//===- LayerTypes.h - the types of layers -----------------------*- C++ -*-===//
//
// The table of all types that a layer list may have.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_LAYERS_LAYERTYPES_H
#define SNNC_COMPILER_IMPORT_LAYERS_LAYERTYPES_H

#include "compiler/import/layers/LayerParameters.h"
#include <map>

namespace snnc::layers {

struct LayerType {
  /// Builds the layer, or reports why it cannot be.
  mlir::FailureOr<mlir::Value> (*build)(NetworkBuilder &builder, const LayerParameters &parameters,
                                        llvm::ArrayRef<mlir::Value> sources);
  std::vector<std::string> parameters; ///< besides type, name and inputs
  size_t leastInputs = 0;              ///< of a type that puts several layers together and must name them; else 0
  bool isEncoder = false;              ///< takes data and not spikes
};

/// All types, by name.
const std::map<std::string, LayerType> &getLayerTypes();

} // namespace snnc::layers

#endif // SNNC_COMPILER_IMPORT_LAYERS_LAYERTYPES_H
