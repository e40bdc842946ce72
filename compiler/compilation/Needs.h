//===- Needs.h - what the target says of a module's shapes ------*- C++ -*-===//
#ifndef SNNC_COMPILER_COMPILATION_NEEDS_H
#define SNNC_COMPILER_COMPILATION_NEEDS_H

#include "compiler/target/TargetInterfaces.h"

namespace snnc {

/// What each layer takes, and all together. Empty where the module has no network or no target.
std::vector<ResourceNeed> needsOf(mlir::ModuleOp module, int64_t weightBits);

/// Reports what cannot be met; fails where there is something. The module has a target.
llvm::LogicalResult checkNeeds(mlir::ModuleOp module, int64_t weightBits);

} // namespace snnc

#endif // SNNC_COMPILER_COMPILATION_NEEDS_H
