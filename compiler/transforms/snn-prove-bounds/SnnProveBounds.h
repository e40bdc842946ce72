//===- SnnProveBounds.h - see SnnProveBounds.td --------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNPROVEBOUNDS_H
#define SNNC_COMPILER_TRANSFORMS_SNNPROVEBOUNDS_H

#include "compiler/target/TargetInterfaces.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/transforms/snn-prove-bounds/SnnProveBounds.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNPROVEBOUNDS_H
