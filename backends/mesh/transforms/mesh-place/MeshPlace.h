//===- MeshPlace.h - see MeshPlace.td --------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_COREPLACE_H
#define SNNC_COMPILER_TRANSFORMS_COREPLACE_H

#include "dialect/mesh/MeshDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "backends/mesh/transforms/mesh-place/MeshPlace.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_COREPLACE_H
