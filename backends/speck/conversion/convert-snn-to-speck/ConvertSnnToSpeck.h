//===- ConvertSnnToSpeck.h - integer network to Speck cores -----*- C++ -*-===//
#ifndef SNNC_BACKENDS_SPECK_CONVERSION_CONVERT_SNN_TO_SPECK_CONVERTSNNTOSPECK_H
#define SNNC_BACKENDS_SPECK_CONVERSION_CONVERT_SNN_TO_SPECK_CONVERTSNNTOSPECK_H

#include "dialect/speck/SpeckDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL_CONVERTSNNTOSPECK
#define GEN_PASS_REGISTRATION
#include "backends/speck/conversion/convert-snn-to-speck/ConvertSnnToSpeck.h.inc"
} // namespace snnc

#endif // SNNC_BACKENDS_SPECK_CONVERSION_CONVERT_SNN_TO_SPECK_CONVERTSNNTOSPECK_H
