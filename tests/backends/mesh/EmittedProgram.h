//===- EmittedProgram.h - a small image as the compiler emits it *- C++ -*-===//
#ifndef SNNC_TESTS_BACKENDS_MESH_EMITTEDPROGRAM_H
#define SNNC_TESTS_BACKENDS_MESH_EMITTEDPROGRAM_H

#include "backends/mesh/image/Program.h"
#include "dialect/mesh/MeshDialect.h"

namespace snnc::mesh {

/// Two layers of 2x4x4 and 3 neurons with a bias, a bound and a pool between, on two cores of mesh2x2.
/// `change` is applied to the allocated program before it is emitted.
Image emitSmallImage(llvm::function_ref<void(mesh::ProgramOp)> change = nullptr);

} // namespace snnc::mesh

#endif // SNNC_TESTS_BACKENDS_MESH_EMITTEDPROGRAM_H
