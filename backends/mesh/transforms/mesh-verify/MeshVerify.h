//===- MeshVerify.h - what each phase must have decided ---------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_VERIFY_MESHVERIFY_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_VERIFY_MESHVERIFY_H

#include "dialect/mesh/MeshDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc::mesh {
/// How far a program has come, in the order of the phases.
enum class ProgramPhase { Lowered, Tiled, Packed, Placed, Allocated };

/// What the pass does: checks, with diagnostics, that `program` holds what it must behind `done`.
llvm::LogicalResult verifyProgram(ProgramOp program, ProgramPhase done);
} // namespace snnc::mesh

namespace snnc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "backends/mesh/transforms/mesh-verify/MeshVerify.h.inc"
} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_VERIFY_MESHVERIFY_H
