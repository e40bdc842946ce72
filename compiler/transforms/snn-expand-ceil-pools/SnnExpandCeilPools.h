//===- SnnExpandCeilPools.h - windows over the edge -------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNEXPANDCEILPOOLS_H
#define SNNC_COMPILER_TRANSFORMS_SNNEXPANDCEILPOOLS_H

#include "dialect/snn/SnnOps.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/transforms/snn-expand-ceil-pools/SnnExpandCeilPools.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNEXPANDCEILPOOLS_H
