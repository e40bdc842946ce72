//===- ConvertSnnToMesh.h - integer network to populations -------------*- C++ -*-===//
#ifndef SNNC_COMPILER_CONVERSION_SNNTOCORE_H
#define SNNC_COMPILER_CONVERSION_SNNTOCORE_H

#include "dialect/mesh/MeshDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "backends/mesh/conversion/convert-snn-to-mesh/ConvertSnnToMesh.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_CONVERSION_SNNTOCORE_H
