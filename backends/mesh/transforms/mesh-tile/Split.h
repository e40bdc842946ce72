//===- Split.h - a population as tiles --------------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_SPLIT_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_SPLIT_H

#include "backends/mesh/transforms/mesh-tile/Tiler.h"

namespace snnc {

/// What a tiler needs to know of `population`.
TileTask describeTask(mesh::PopulationOp population, const mesh::Layers &layers, mesh::TargetAttr target);

/// Replaces `population`, of `layer`, by the tiles of `grid`, each with its share of channels and parameters, its
/// kernels (folded with the port's pools) and edges to all receivers. Fails where a folded weight is none of the
/// target's.
mlir::LogicalResult splitPopulation(mesh::PopulationOp population, mesh::LayerOp layer, const TileGrid &grid);

/// Cuts every edge to the events that reach a neuron of its receiver, and drops those that reach none. A population
/// keeps at least one forward edge: it has to learn when a step ends. Fails where that has no place to lead to.
mlir::LogicalResult cutEdges(mesh::ProgramOp program, const mesh::Layers &layers);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_SPLIT_H
