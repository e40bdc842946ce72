//===- SnnQuantize.h - see SnnQuantize.td --------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_H
#define SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_H

#include "compiler/target/TargetInterfaces.h"
#include "compiler/transforms/snn-quantize/QuantizeOptions.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/transforms/snn-quantize/SnnQuantize.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_H
