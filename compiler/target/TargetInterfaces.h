//===- TargetInterfaces.h - what passes ask of a chip -----------*- C++ -*-===//
#ifndef SNNC_COMPILER_TARGET_TARGETINTERFACES_H
#define SNNC_COMPILER_TARGET_TARGETINTERFACES_H

#include "compiler/target/TargetLimits.h"
#include "mlir/IR/BuiltinOps.h"
#include <optional>
#include <string>
#include <vector>

#include "compiler/target/TargetInterfaces.h.inc"

namespace snnc {

/// The target of a module. Null, and reported in the name of `pass`, where it has none.
TargetAttrInterface targetOf(mlir::ModuleOp module, llvm::StringRef pass);

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_TARGETINTERFACES_H
