//===- ConvertSnnToMesh.h - integer network to populations -------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_CONVERSION_CONVERT_SNN_TO_MESH_CONVERTSNNTOMESH_H
#define SNNC_BACKENDS_MESH_CONVERSION_CONVERT_SNN_TO_MESH_CONVERTSNNTOMESH_H

#include "dialect/mesh/MeshDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "backends/mesh/conversion/convert-snn-to-mesh/ConvertSnnToMesh.h.inc"
} // namespace snnc

#endif // SNNC_BACKENDS_MESH_CONVERSION_CONVERT_SNN_TO_MESH_CONVERTSNNTOMESH_H
