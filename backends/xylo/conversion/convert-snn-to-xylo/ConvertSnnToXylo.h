//===- ConvertSnnToXylo.h - integer network to a Xylo core ------*- C++ -*-===//
#ifndef SNNC_BACKENDS_XYLO_CONVERSION_CONVERT_SNN_TO_XYLO_CONVERTSNNTOXYLO_H
#define SNNC_BACKENDS_XYLO_CONVERSION_CONVERT_SNN_TO_XYLO_CONVERTSNNTOXYLO_H

#include "dialect/xylo/XyloDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL_CONVERTSNNTOXYLO
#define GEN_PASS_REGISTRATION
#include "backends/xylo/conversion/convert-snn-to-xylo/ConvertSnnToXylo.h.inc"
} // namespace snnc

#endif // SNNC_BACKENDS_XYLO_CONVERSION_CONVERT_SNN_TO_XYLO_CONVERTSNNTOXYLO_H
