//===- MeshPack.h - see MeshPack.td --------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PACK_MESHPACK_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PACK_MESHPACK_H

#include "dialect/mesh/MeshDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "backends/mesh/transforms/mesh-pack/MeshPack.h.inc"
} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_PACK_MESHPACK_H
