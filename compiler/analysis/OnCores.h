//===- OnCores.h - which layers cores can compute ---------------*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_ONCORES_H
#define SNNC_COMPILER_ANALYSIS_ONCORES_H

#include "dialect/snn/SnnOps.h"
#include <optional>
#include <string>

namespace snnc {

/// Why no core that adds whole spikes can compute this layer, and what could stand in its place; nothing where that
/// depends on the target, or where one can. It reads on from the layer's name.
std::optional<std::string> whyNotOnCores(mlir::Operation *layer);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_ONCORES_H
