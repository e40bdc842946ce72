//===- Tiler.h - the shape of tiles -----------------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_TILER_H
#define SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_TILER_H

#include "backends/mesh/analysis/Load.h"
#include "backends/mesh/analysis/PoolFolding.h"
#include "backends/mesh/analysis/Resources.h"
#include <optional>
#include <random>

namespace snnc {

/// A port as a tiler sees it: a connection in groups, each from so many input to so many output channels.
struct PortTask {
  int64_t groups, inputs, outputs, taps;
  bool packed;
};

/// A population as a tiler sees it.
struct TileTask {
  int64_t channels, height, width, lanes;
  int64_t parameterWords; ///< state words of parameters of a group
  int64_t planes;         ///< state words of a neuron and group: its potential, and its current
  int64_t listWords;      ///< words of the spike list of a neuron and group: of a readout one for each digit
  mesh::MaxPoolAttr pool; ///< null for neurons
  std::vector<PortTask> ports;
  std::vector<Feed> feeds; ///< of each port, what it costs
  /// Rows and columns that one tile must not straddle: runs of outputs that share their kernels.
  std::vector<Interval> rowRuns, columnRuns;
};

/// Channels, rows and columns of the tiles: every combination of the three is one.
struct TileGrid {
  std::vector<Interval> channels, rows, columns;
  size_t tiles() const { return channels.size() * rows.size() * columns.size(); }
};

/// What a tile of so many channel groups, rows and columns takes of a core, but for ports and edges.
Resources demandOf(const TileTask &task, int64_t groups, int64_t height, int64_t width);

/// Cuts the tiles of a grid by channel as long as they get fewer weights together: a tile has one from each of its
/// input channels to each of its channels, and where these connect in groups most of them are 0. No more than `most`
/// tiles.
TileGrid cutByGroups(const TileTask &task, TileGrid grid, int64_t most);

/// Runs cut into parts of at most `greatest` units, each run into parts of nearly equal size that are multiples of
/// `unit`.
std::vector<Interval> divide(llvm::ArrayRef<Interval> runs, int64_t greatest, int64_t unit = 1);

/// A way to tile. The same task gives the same grid.
class Tiler {
public:
  virtual ~Tiler() = default;
  /// Nothing where no tile fits: then one neuron group alone needs more than `capacity`.
  virtual std::optional<TileGrid> tile(const TileTask &task, const Resources &capacity) = 0;
};

/// As few tiles as possible, of nearly equal size; of those the ones with the shortest borders. Where channels connect
/// in groups, small tiles have fewer weights (a tile has one from each of its input channels to each of its channels,
/// most of them 0): then what the tiles take of cores as a whole comes first.
class FewestTiler : public Tiler {
public:
  std::optional<TileGrid> tile(const TileTask &task, const Resources &capacity) override;
};

/// Cuts at random places, as coarse as fits: for tests.
class RandomTiler : public Tiler {
public:
  explicit RandomTiler(uint64_t seed) : random(seed) {}
  std::optional<TileGrid> tile(const TileTask &task, const Resources &capacity) override;

private:
  std::vector<Interval> cut(const std::vector<Interval> &runs, int64_t greatest, int64_t unit);
  std::mt19937_64 random;
};

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_TRANSFORMS_MESH_TILE_TILER_H
