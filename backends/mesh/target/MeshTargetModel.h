//===- MeshTargetModel.h - what passes ask of a mesh chip -------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TARGET_MESHTARGETMODEL_H
#define SNNC_BACKENDS_MESH_TARGET_MESHTARGETMODEL_H

#include "mlir/IR/DialectRegistry.h"

namespace snnc::mesh {

/// Makes `#mesh.target` answer as TargetAttrInterface, wherever the dialect is loaded.
void registerTargetModel(mlir::DialectRegistry &registry);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_TARGET_MESHTARGETMODEL_H
