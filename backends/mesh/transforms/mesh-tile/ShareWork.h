//===- ShareWork.h - tiles that share the work of layers --------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_SHAREWORK_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_SHAREWORK_H

#include "backends/mesh/transforms/mesh-tile/Tiler.h"
#include "llvm/ADT/BitVector.h"

namespace snnc {

int64_t longest(const std::vector<Interval> &parts);

/// A grid of so many parts of channels, rows and columns, no more than there are: of nearly equal work, as far as whole
/// rows, columns and groups of lanes allow. Where kernels differ it may have others.
TileGrid gridOfEqualWork(const TileTask &task, int64_t channels, int64_t rows, int64_t columns);

/// The cycles of a step of the busiest tile of a grid.
double busiestTile(const TileTask &task, const TileGrid &grid);

/// Replaces the grids, one for each task, by finer ones, so that the busiest core has as little to do as possible with
/// a tile a core: by the estimate of Load.h, over cuts by channels, rows and columns into parts of equal work. Each
/// layer gets the fewest tiles that keep it there. Each tile fits one of `kinds`. Grids that have as many tiles as
/// cores, or more, stay as they are, and so do those that are `fixed`.
void shareWork(llvm::ArrayRef<TileTask> tasks, llvm::ArrayRef<Resources> kinds, int64_t cores,
               const llvm::BitVector &fixed, std::vector<TileGrid> &grids);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_SHAREWORK_H
