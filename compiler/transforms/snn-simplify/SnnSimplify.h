//===- SnnSimplify.h - synapses in a row become one -------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNSIMPLIFY_H
#define SNNC_COMPILER_TRANSFORMS_SNNSIMPLIFY_H

#include "dialect/snn/SnnOps.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/transforms/snn-simplify/SnnSimplify.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNSIMPLIFY_H
