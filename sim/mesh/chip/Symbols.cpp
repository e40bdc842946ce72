//===- Symbols.cpp - state words and the neurons they hold ----------------===//

#include "sim/mesh/chip/Symbols.h"
#include <algorithm>
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::sim;

WordNeurons PopulationTile::neurons(uint32_t word) const {
  uint32_t pixels = height * width;
  uint32_t group = word / pixels, pixel = word % pixels;
  uint32_t first = uint32_t(layerShape.index(channel + group * lanes, y + pixel / width, x + pixel % width));
  return {layer, first, layerShape.height * layerShape.width, std::min(lanes, channels - group * lanes)};
}

static Shape shapeOf(const mesh::NamedFrame &frame) { return {frame.channels, frame.height, frame.width}; }

Symbols::Symbols(const mesh::LoadedImage &loaded)
    : cols(loaded.program.target.cols), slots(loaded.program.target.populations),
      bySlot(loaded.program.cores.size() * slots, -1) {
  const mesh::Image &image = loaded.image;
  for (const mesh::NetworkInput &input : image.inputs)
    networkInputs.push_back({input.name, shapeOf(input), input.bound, input.isSigned, /*isReal=*/false, input.total});
  for (const mesh::NamedFrame &layer : image.layers)
    networkLayers.push_back({layer.name, shapeOf(layer)});
  for (const mesh::NetworkOutput &output : image.outputs) {
    networkOutputs.push_back({output.name, shapeOf(output), /*isReal=*/output.isReadout()});
    outputUnits.push_back(output.isReadout() ? 1 / output.scale : 1);
  }
  for (const mesh::PopulationSymbol &symbol : image.populations) {
    const mesh::PopulationEntry &entry = *loaded.program.core(symbol.coreX, symbol.coreY).populations[symbol.slot];
    networkLayers[symbol.layer].hasCurrent = mesh::hasCurrent(entry);
    bySlot[(size_t(symbol.coreY) * cols + symbol.coreX) * slots + symbol.slot] = int(tiles.size());
    if (mesh::isMaxPool(entry) && (!limit || entry.maxCount > limit->mostSpikes))
      limit = SampleLimit{networkLayers[symbol.layer].name, entry.maxCount,
                          (int64_t(1) << (image.target.stateBits - 1)) - 1};
    tiles.push_back({symbol.coreX, symbol.coreY, symbol.slot, symbol.layer, networkLayers[symbol.layer].shape,
                     symbol.channel, symbol.y, symbol.x, symbol.channels, mesh::neuronRows(entry),
                     mesh::neuronColumns(entry), uint32_t(entry.groups), image.target.lanes, mesh::potentialBase(entry),
                     mesh::isMaxPool(entry), mesh::hasCurrent(entry), mesh::isReadout(entry), uint32_t(entry.height),
                     uint32_t(entry.width)});
  }
}

int Symbols::find(uint32_t coreX, uint32_t coreY, uint32_t slot) const {
  size_t core = size_t(coreY) * cols + coreX;
  if (coreX >= cols || slot >= slots || core >= bySlot.size() / slots)
    return -1;
  return bySlot[core * slots + slot];
}

Place Symbols::placeOf(uint32_t layer, uint32_t neuron) const {
  const Shape &shape = networkLayers[layer].shape;
  uint32_t x = neuron % shape.width, y = neuron / shape.width % shape.height, c = neuron / shape.width / shape.height;
  for (const PopulationTile &tile : tiles) {
    // Unsigned differences: what lies before the tile's origin becomes huge.
    uint32_t dc = c - tile.channel, dy = y - tile.y, dx = x - tile.x;
    if (tile.layer == layer && dc < tile.channels && dy < tile.height && dx < tile.width)
      return {tile.coreX, tile.coreY, tile.slot, (dc / tile.lanes * tile.height + dy) * tile.width + dx};
  }
  return {};
}

EdgeFilter::EdgeFilter(const mesh::DestinationEntry &entry)
    : lowChannel(entry.lowChannel), highChannel(entry.highChannel), lowY(entry.lowY), highY(entry.highY),
      lowX(entry.lowX), highX(entry.highX), offsetChannel(entry.offsetChannel), offsetY(entry.offsetY),
      offsetX(entry.offsetX), shiftY(entry.shiftY), shiftX(entry.shiftX) {}

static llvm::Error checkOutputEdge(const PopulationTile &tile, uint32_t index, const mesh::DestinationEntry &entry,
                                   const LayerInfo &output) {
  EdgeFilter filter(entry);
  // Both ends of each axis: what wraps between them shows as an end in front of its beginning.
  uint32_t low[] = {uint32_t(entry.lowChannel), uint32_t(entry.lowY), uint32_t(entry.lowX)};
  uint32_t high[] = {std::min(uint32_t(entry.highChannel), tile.channels - 1), uint32_t(entry.highY),
                     uint32_t(entry.highX)};
  filter.apply(low[0], low[1], low[2]);
  filter.apply(high[0], high[1], high[2]);
  uint32_t extent[] = {output.shape.channels, output.shape.height, output.shape.width};
  const char *names[] = {"channels", "rows", "columns"};
  for (int axis = 0; axis < 3; ++axis)
    if (low[axis] > high[axis] || high[axis] >= extent[axis])
      return llvm::createStringError(fmt::format(
          "core ({}, {}): destination entry {} leads to {} {} to {} of output '{}', whose shape is {}", tile.coreX,
          tile.coreY, index, names[axis], low[axis], high[axis], output.name, output.shape.str()));
  return llvm::Error::success();
}

llvm::Error snnc::sim::checkOutputEdges(const mesh::LoadedImage &loaded, const Symbols &symbols) {
  for (const PopulationTile &tile : symbols.populations()) {
    const mesh::CoreProgram &core = loaded.program.core(tile.coreX, tile.coreY);
    const mesh::PopulationEntry &population = *core.populations[tile.slot];
    for (int64_t i = 0; i < population.destinationCount; ++i) {
      uint32_t index = uint32_t(population.firstDestination + i);
      const mesh::DestinationEntry &entry = *core.destinations[index];
      if (!entry.toHost)
        continue;
      if (llvm::Error error = checkOutputEdge(tile, index, entry, symbols.outputs()[entry.port]))
        return error;
    }
  }
  return llvm::Error::success();
}
