//===- TargetAttribute.h - a target description in the IR -------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TARGET_TARGETATTRIBUTE_H
#define SNNC_BACKENDS_MESH_TARGET_TARGETATTRIBUTE_H

#include "backends/mesh/target/TargetDescription.h"
#include "dialect/mesh/MeshDialect.h"

namespace snnc::mesh {

/// The attribute that passes plan with: the description's numbers, and how far the fields of rtl/fields.json reach.
llvm::Expected<mesh::TargetAttr> toAttribute(const TargetDescription &target, mlir::MLIRContext *context);

/// The description again.
TargetDescription fromAttribute(mesh::TargetAttr attribute);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_TARGET_TARGETATTRIBUTE_H
