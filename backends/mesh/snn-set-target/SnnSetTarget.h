//===- SnnSetTarget.h - choose the chip ------------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_SNNSETTARGET_H
#define SNNC_BACKENDS_MESH_SNNSETTARGET_H

#include "dialect/mesh/MeshDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "backends/mesh/snn-set-target/SnnSetTarget.h.inc"
} // namespace snnc

#endif // SNNC_BACKENDS_MESH_SNNSETTARGET_H
