//===- ChipLayout.h - how a configuration lies on its chip ------*- C++ -*-===//
//
// What is drawn of a chip: a grid of cores, what of their resources is in use and by whom, and the links between them.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_TARGET_CHIPLAYOUT_H
#define SNNC_COMPILER_TARGET_CHIPLAYOUT_H

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace snnc {

struct ChipLayout {
  /// Column and row in the grid. The host stands outside of it, where its link leaves.
  struct Spot {
    int32_t column = 0, row = 0;
  };
  struct Amount {
    std::string resource;
    uint64_t used = 0, available = 0;
  };
  /// Words of a memory that one owner has.
  struct Range {
    uint64_t first = 0, size = 0;
    std::string layer, holds;
    std::string firstWord; ///< its content in hexadecimal digits, lane 0 first; empty where nothing is written there
  };
  struct Memory {
    std::string name;
    uint64_t words = 0;
    std::vector<Range> ranges; ///< in ascending order, without overlap
  };
  struct Core {
    Spot at;
    std::string kind; ///< of core, where a chip has several
    bool isUsable = true;
    std::vector<Amount> amounts;
    std::vector<Memory> memories;
  };
  /// Neurons of a layer that lie on one core.
  struct Tile {
    std::string layer;
    Spot at;
    uint32_t slot = 0;
    std::array<uint32_t, 3> origin{}, shape{}; ///< channels, rows, columns
  };
  /// A way from one spot to its neighbour. `packets` go over it in a step in which every neuron spikes once.
  struct Link {
    Spot from, to;
    uint64_t packets = 0;
  };

  uint32_t columns = 0, rows = 0;
  Spot host;
  std::vector<Core> cores; ///< all of the grid, row by row
  std::vector<Tile> tiles;
  std::vector<Link> links; ///< those that carry something, by sender, then by receiver, each row by row
};

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_CHIPLAYOUT_H
