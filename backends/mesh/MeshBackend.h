//===- MeshBackend.h - the mesh chip behind the target seam -----*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_MESHBACKEND_H
#define SNNC_BACKENDS_MESH_MESHBACKEND_H

#include "compiler/target/Target.h"

namespace snnc::mesh {

std::unique_ptr<Backend> createMeshBackend();

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_MESHBACKEND_H
