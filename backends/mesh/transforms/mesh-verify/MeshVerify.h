//===- MeshVerify.h - what each phase must have decided ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_TRANSFORMS_COREVERIFY_H
#define SNNC_COMPILER_TRANSFORMS_COREVERIFY_H

#include "dialect/mesh/MeshDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "backends/mesh/transforms/mesh-verify/MeshVerify.h.inc"
} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_COREVERIFY_H
