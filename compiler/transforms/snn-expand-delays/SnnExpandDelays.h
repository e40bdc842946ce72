//===- SnnExpandDelays.h - delays that an edge can be -----------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNEXPANDDELAYS_H
#define SNNC_COMPILER_TRANSFORMS_SNNEXPANDDELAYS_H

#include "compiler/target/TargetInterfaces.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/transforms/snn-expand-delays/SnnExpandDelays.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNEXPANDDELAYS_H
