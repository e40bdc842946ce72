//===- EmitImage.h - a physical program as an image -------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_EMIT_EMITIMAGE_H
#define SNNC_BACKENDS_MESH_EMIT_EMITIMAGE_H

#include "backends/mesh/image/Image.h"
#include "dialect/mesh/MeshDialect.h"
#include <nlohmann/json.hpp>

namespace snnc::mesh {

/// Prints what a program that passes `mesh-verify{phase=allocated}` holds: it decides nothing. Fails, with a diagnostic
/// at the operation, where a number does not fit its field.
mlir::FailureOr<Image> emitImage(mesh::ProgramOp program);

/// The same for people and other programs: target, layers, populations with addresses, ports, edges, memory use.
/// The driver adds quantisation, assumptions, versions and hashes; program.schema.json says what it looks like.
nlohmann::ordered_json describeProgram(mesh::ProgramOp program);

/// The part "mapping" of it: why tiles are cut and placed so, and what limits the speed. Null of a program that does
/// not say how it was placed.
nlohmann::ordered_json describeMapping(mesh::ProgramOp program);

/// The schema that program.json keeps.
llvm::StringRef programSchema();

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_EMIT_EMITIMAGE_H
