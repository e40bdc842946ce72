//===- IntegerForm.h - which layers a network in integers can have -*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_INTEGERFORM_H
#define SNNC_COMPILER_ANALYSIS_INTEGERFORM_H

#include "dialect/snn/SnnOps.h"
#include <optional>
#include <string>

namespace snnc {

/// Why a network in integers cannot have this layer on any chip that adds whole spikes, and what could stand in its
/// place; nothing where that depends on the target. It reads on from the layer's name.
std::optional<std::string> whyNoIntegerForm(mlir::Operation *layer);

/// Why there is nothing to compile in a network, and what would be; nothing where there is.
std::optional<std::string> whyNothingToCompile(snn::NetworkOp network);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_INTEGERFORM_H
