//===- CoreTile.h - see CoreTile.td -----------------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_CORETILE_H
#define SNNC_COMPILER_TRANSFORMS_CORETILE_H

#include "dialect/core/CoreDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/transforms/core-tile/CoreTile.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_CORETILE_H
