//===- CoreSetTarget.h - choose the chip ------------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_CORESETTARGET_H
#define SNNC_BACKENDS_MESH_CORESETTARGET_H

#include "dialect/core/CoreDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "backends/mesh/core-set-target/CoreSetTarget.h.inc"
} // namespace snnc

#endif // SNNC_BACKENDS_MESH_CORESETTARGET_H
