//===- MaxPool.h - the windows of a spiking max pool ------------*- C++ -*-===//
//
// A window passes the spikes of a step if a pixel that spikes in it is among those with most spikes in the sample so
// far: of its count words, the greatest is that of a pixel whose frame word is above 0. It then emits the greatest
// frame. A pixel in the padding does not exist, and counts as 0.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_MAXPOOL_H
#define SNNC_SIM_MESH_CHIP_MAXPOOL_H

#include "sim/mesh/chip/Symbols.h"

namespace snnc::sim {

struct MaxPool {
  /// One axis of the windows, in pixels of the tile.
  struct Axis {
    int32_t windows, size, stride, offset, pixels;

    /// Windows [first, last] that take a pixel; first > last where there are none.
    std::pair<int32_t, int32_t> windowsOf(int32_t pixel) const;
    /// The pixels [first, last] of a window that exist.
    std::pair<int32_t, int32_t> pixelsOf(int32_t window) const;
  };

  MaxPool(const PopulationTile &tile, const mesh::PopulationEntry &entry);

  Axis rows, columns;
  std::vector<int32_t> counts;   ///< [words fed][lanes]
  std::vector<uint64_t> touched; ///< a bit a window, all 0 between firings
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_CHIP_MAXPOOL_H
