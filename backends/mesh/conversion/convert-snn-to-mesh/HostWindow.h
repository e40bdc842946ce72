//===- HostWindow.h - what the host sends of a large input ------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_CONVERSION_CONVERTSNNTOMESH_HOSTWINDOW_H
#define SNNC_BACKENDS_MESH_CONVERSION_CONVERTSNNTOMESH_HOSTWINDOW_H

#include "dialect/mesh/MeshDialect.h"

namespace snnc::mesh {

/// An input whose rows or columns the packets' coordinates cannot hold comes through a window: the host does the crops
/// and the pools that stand first in the network. Refuses one that fits through none, at a port that reads it.
mlir::LogicalResult narrowToWindow(SourceOp source, TargetAttr target);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_CONVERSION_CONVERTSNNTOMESH_HOSTWINDOW_H
