//===- TileHints.h - cuts that are asked for --------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_TILEHINTS_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_TILEHINTS_H

#include "backends/mesh/transforms/mesh-tile/Tiler.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <array>
#include <string>

namespace snnc {

/// How one layer is to be cut: CHANNELSxROWSxCOLUMNS:LAYER. Each of the three is a number of parts of equal work, or
/// where the parts begin, as 0/3/5.
struct TileHint {
  std::string text;
  /// Of channels, rows and columns; `begins` is empty where `parts` says how many.
  struct Axis {
    int64_t parts = 1;
    std::vector<int64_t> begins;
  };
  std::array<Axis, 3> axes;
};

/// Hints by their layers. Fails where one is not written as above, and where a layer has two.
llvm::Expected<llvm::StringMap<TileHint>> parseTileHints(llvm::ArrayRef<std::string> hints);

/// The grid that a hint asks for. Fails where the layer cannot be cut so: parts of channels begin with a group of
/// lanes, no tile may straddle rows or columns whose kernels differ, and each must fit one of `kinds`.
llvm::Expected<TileGrid> gridOf(const TileHint &hint, const TileTask &task, llvm::ArrayRef<Resources> kinds);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_TILEHINTS_H
