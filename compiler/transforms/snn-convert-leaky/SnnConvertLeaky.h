//===- SnnConvertLeaky.h - see SnnConvertLeaky.td ---------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNCONVERTLEAKY_H
#define SNNC_COMPILER_TRANSFORMS_SNNCONVERTLEAKY_H

#include "dialect/snn/SnnOps.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/transforms/snn-convert-leaky/SnnConvertLeaky.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNCONVERTLEAKY_H
