//===- ShareWork.h - tiles that share the work of layers --------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_SHAREWORK_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_SHAREWORK_H

#include "backends/mesh/transforms/mesh-tile/Tiler.h"

namespace snnc {

/// The cycles of a step of the busiest tile of a grid.
double busiestTile(const TileTask &task, const TileGrid &grid);

/// Replaces the grids, one for each task, by finer ones, so that the busiest core has as little to do as possible with
/// a tile a core: by the estimate of Load.h, over cuts by channels, rows and columns into parts of equal work. Each
/// layer gets the fewest tiles that keep it there. Each tile fits one of `kinds`. Grids that have as many tiles as
/// cores, or more, stay as they are.
void shareWork(llvm::ArrayRef<TileTask> tasks, llvm::ArrayRef<Resources> kinds, int64_t cores,
               std::vector<TileGrid> &grids);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_SHAREWORK_H
