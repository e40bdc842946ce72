//===- CorePack.h - see CorePack.td --------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_COREPACK_H
#define SNNC_COMPILER_TRANSFORMS_COREPACK_H

#include "dialect/core/CoreDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/transforms/core-pack/CorePack.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_COREPACK_H
