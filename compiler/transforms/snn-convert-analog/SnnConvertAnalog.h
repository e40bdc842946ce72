//===- SnnConvertAnalog.h - see SnnConvertAnalog.td ----------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNCONVERTANALOG_H
#define SNNC_COMPILER_TRANSFORMS_SNNCONVERTANALOG_H

#include "compiler/transforms/snn-convert-analog/ExactReal.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/transforms/snn-convert-analog/SnnConvertAnalog.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNCONVERTANALOG_H
