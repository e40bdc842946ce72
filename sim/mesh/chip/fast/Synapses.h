//===- Synapses.h - a port's weights unrolled for vectors -------*- C++ -*-===//
//
// The state of a population lies in rows of pixels with all their channels, and has a margin wide enough that a spike
// adds the same rectangle of weights wherever it stands. How wide depends on all ports of the population; so they are
// planned first, then the state is laid out, then the tables are made.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_FAST_SYNAPSES_H
#define SNNC_SIM_MESH_CHIP_FAST_SYNAPSES_H

#include "sim/mesh/chip/Edges.h"
#include "sim/mesh/chip/fast/Kernels.h"
#include <optional>

namespace snnc::sim::fast {

/// What an edge makes of its sender's channels, rows and columns: those of the port, or nothing.
struct SenderMap {
  SpikeFormat format;
  std::vector<std::optional<uint32_t>> channels, rows, columns;

  /// Of a population: its channels and pixels as they are.
  SenderMap(const ChipEdge &edge, const PopulationTile &sender);
  /// Of an edge from the host: all channels, but only the rows and columns of the port that reach the receiver.
  SenderMap(const ChipEdge &edge, const Shape &input, const PopulationTile &receiver);

  std::vector<int32_t> rowOf, columnOf; ///< from the host: by the input's row or column, which of these it is; or -1
};

/// One axis of a port: what a spike at each place of it adds its weights to. The kinds of places, by which patches
/// differ, are the places modulo the stride, or each place by itself where that makes the smaller patch (as in a fully
/// connected layer, whose kernel reaches one pixel from every place).
class PortAxis {
public:
  struct Target {
    int32_t first;    ///< row or column of the population that the patch begins at; in the margin where negative
    uint32_t kind;    ///< of the patch
    uint32_t reached; ///< rows or columns of the population
    int32_t low;      ///< the first that is reached
  };

  PortAxis(int32_t offset, int32_t kernel, int32_t stride, uint32_t extent, llvm::ArrayRef<uint32_t> places);

  /// Nothing where a spike at this place reaches none.
  std::optional<Target> target(uint32_t place) const;
  uint32_t kinds() const { return byPlace ? uint32_t(placesOfKind.size()) : uint32_t(stride); }
  /// Rows or columns of a patch.
  uint32_t taps() const { return tapCount; }
  /// The row or column of the kernel that a tap takes, or -1.
  int32_t kernelAt(uint32_t kind, uint32_t tap) const;
  /// Rows or columns of margin that patches need in front of the population and behind it.
  uint32_t before = 0, behind = 0;

private:
  std::optional<std::pair<int32_t, int32_t>> reach(uint32_t place) const;

  int32_t offset, kernel, stride;
  uint32_t extent, tapCount = 1;
  bool byPlace = false;
  std::vector<uint32_t> placesOfKind;
};

/// How the state of a population lies in memory.
struct StateLayout {
  uint32_t height, width;
  uint32_t channels;                                 ///< of a pixel, padded to a multiple of 8
  uint32_t top = 0, bottom = 0, left = 0, right = 0; ///< margins in pixels
  uint32_t blockWidth = 1;                           ///< pixels of a block

  explicit StateLayout(const PopulationTile &tile);
  void widen(const PortAxis &rows, const PortAxis &columns);

  uint32_t row() const { return (left + width + right) * channels; }
  size_t size() const;
  uint32_t place(uint32_t y, uint32_t x) const { return (top + y) * row() + (left + x) * channels; }
  uint32_t blocks() const { return height * (width / blockWidth); }
};

/// A port with its patches, shared by all edges that end in it.
struct PortPatches {
  PortAxis rows, columns;
  std::vector<uint32_t> channels; ///< of the port, in ascending order: patches in this order
  uint32_t rowNumbers = 0;
  std::vector<int16_t> numbers;

  /// `senders`: of all edges that end in this port of the population.
  PortPatches(const Port &port, const PopulationTile &receiver, llvm::ArrayRef<const SenderMap *> senders);
  /// `weightWords`: of the core's memory. What lies behind is of kernel places that no spike reaches.
  void fill(const Port &port, uint32_t weightWords, const PopulationTile &receiver, const StateLayout &layout);
  uint32_t patchSize() const { return rows.taps() * rowNumbers; }
};

/// The tables of one edge into a port.
SynapseTables tablesOf(const SenderMap &sender, const PortPatches &patches, const StateLayout &layout);

} // namespace snnc::sim::fast

#endif // SNNC_SIM_MESH_CHIP_FAST_SYNAPSES_H
