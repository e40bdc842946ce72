//===- Inspect.h - an image as a program again ------------------*- C++ -*-===//
//
// The inverse of the emitter: what it reads back must be what was emitted. It takes nothing but the image.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_MESH_INSPECT_INSPECT_H
#define SNNC_BACKENDS_MESH_INSPECT_INSPECT_H

#include "backends/mesh/image/Program.h"
#include "dialect/mesh/MeshDialect.h"

namespace snnc::mesh {

/// The physical program, in normal form, that an image holds whose tables have been validated.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> inspectImage(const LoadedImage &image, mlir::MLIRContext *context);

/// Brings a physical program into the one form that two programs with the same image share: sources, layers,
/// populations and sinks in this order; the weights of a port only those that it uses, as `dense`; the name `image`,
/// and no locations, which an image does not keep.
void normalizeProgram(mesh::ProgramOp program);

/// Whether two programs of one context are the same but for locations.
bool areEqual(mesh::ProgramOp a, mesh::ProgramOp b);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_INSPECT_INSPECT_H
