//===- Symbols.h - state words and the neurons they hold --------*- C++ -*-===//
//
// Translates between a place on the chip (core, population, state word, lane) and a neuron of the network, by the
// population records of an image. Every engine that loads an image names its neurons by it.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CHIP_SYMBOLS_H
#define SNNC_SIM_MESH_CHIP_SYMBOLS_H

#include "backends/mesh/image/Program.h"
#include "sim/engine/Engine.h"

namespace snnc::sim {

/// The neurons of one state word: `n` of them, `first`, `first + stride`, … in their layer; padded lanes are left out.
struct WordNeurons {
  uint32_t layer, first, stride, n;
};

/// A population as an engine sees it: its tile of a layer. The words of a max pool are its windows.
struct PopulationTile {
  uint32_t coreX, coreY, slot;
  uint32_t layer;
  Shape layerShape;
  uint32_t channel, y, x;           ///< origin of the tile in its layer
  uint32_t channels, height, width; ///< extent of the tile, without padded lanes
  uint32_t groups, lanes;
  uint32_t potentialBase; ///< state address of word 0
  bool isMaxPool, hasCurrent, isReadout;
  uint32_t fedHeight, fedWidth; ///< what its ports feed: the tile, or the pixels that a max pool's windows need

  uint32_t fedPixels() const { return fedHeight * fedWidth; }
  uint32_t fedWords() const { return groups * fedPixels(); }
  uint32_t words() const { return groups * height * width; }
  /// Of a word < words().
  WordNeurons neurons(uint32_t word) const;
};

class Symbols {
public:
  explicit Symbols(const mesh::LoadedImage &loaded);

  llvm::ArrayRef<PopulationTile> populations() const { return tiles; }
  /// The index in `populations` of a slot, or -1 where nothing runs.
  int find(uint32_t coreX, uint32_t coreY, uint32_t slot) const;
  /// The word of a neuron of a layer: every neuron has exactly one.
  Place placeOf(uint32_t layer, uint32_t neuron) const;

  /// Of the engines that run the image.
  const std::optional<SampleLimit> &sampleLimit() const { return limit; }

  llvm::ArrayRef<InputInfo> inputs() const { return networkInputs; }
  llvm::ArrayRef<LayerInfo> layers() const { return networkLayers; }
  llvm::ArrayRef<LayerInfo> outputs() const { return networkOutputs; }
  /// What 1 of a potential is worth that comes to an output; 1 of an output of spikes.
  double unitOf(uint32_t output) const { return outputUnits[output]; }

private:
  uint32_t cols, slots;
  std::vector<PopulationTile> tiles;
  std::vector<int> bySlot; ///< [core][slot] → index in tiles
  std::vector<InputInfo> networkInputs;
  std::vector<LayerInfo> networkLayers, networkOutputs;
  std::vector<double> outputUnits;
  std::optional<SampleLimit> limit;
};

/// What a destination entry does to spikes, its own or a host edge's: box filter, then offsets, then shifts.
class EdgeFilter {
public:
  explicit EdgeFilter(const mesh::DestinationEntry &entry);

  /// Rewrites a place in coordinates of the sender to those of the receiver; false where the box leaves it out.
  bool apply(uint32_t &channel, uint32_t &y, uint32_t &x) const {
    return applyChannel(channel) && applyY(y) && applyX(x);
  }
  // The same of each coordinate: the box is one of all three.
  bool applyChannel(uint32_t &channel) const {
    bool passes = channel >= lowChannel && channel <= highChannel;
    channel = (channel + offsetChannel) & 0xfff;
    return passes;
  }
  bool applyY(uint32_t &y) const {
    bool passes = y >= lowY && y <= highY;
    y = ((y + offsetY) & 0xff) >> shiftY;
    return passes;
  }
  bool applyX(uint32_t &x) const {
    bool passes = x >= lowX && x <= highX;
    x = ((x + offsetX) & 0xff) >> shiftX;
    return passes;
  }

private:
  uint32_t lowChannel, highChannel, lowY, highY, lowX, highX, offsetChannel, offsetY, offsetX, shiftY, shiftX;
};

/// Checks that the edges to the network's outputs lead into the shapes of the outputs: the chip itself would not care.
/// Fails with the core, the entry, need and have.
llvm::Error checkOutputEdges(const mesh::LoadedImage &loaded, const Symbols &symbols);

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_CHIP_SYMBOLS_H
