//===- MeshPack.h - see MeshPack.td --------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_COREPACK_H
#define SNNC_COMPILER_TRANSFORMS_COREPACK_H

#include "dialect/mesh/MeshDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "backends/mesh/transforms/mesh-pack/MeshPack.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_COREPACK_H
