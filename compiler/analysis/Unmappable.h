//===- Unmappable.h - layers that no target has -----------------*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_UNMAPPABLE_H
#define SNNC_COMPILER_ANALYSIS_UNMAPPABLE_H

#include "dialect/snn/SnnOps.h"

namespace snnc {

/// Reports every layer of a float network that runs on the float engine only, because the cores of `target` integrate
/// and fire and nothing else: with the reason, and with what would fit instead.
llvm::LogicalResult checkMappable(snn::NetworkOp network, llvm::StringRef target);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_UNMAPPABLE_H
