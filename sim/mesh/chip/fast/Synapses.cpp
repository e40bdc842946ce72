//===- Synapses.cpp - a port's weights unrolled for vectors ---------------===//

#include "sim/mesh/chip/fast/Synapses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <set>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::fast;

//===----------------------------------------------------------------------===//
// One axis of a port
//===----------------------------------------------------------------------===//

PortAxis::PortAxis(int32_t offset, int32_t kernel, int32_t stride, uint32_t extent, llvm::ArrayRef<uint32_t> places)
    : offset(offset), kernel(kernel), stride(stride), extent(extent) {
  int32_t widest = 0;
  for (uint32_t place : places)
    if (auto reached = reach(place)) {
      widest = std::max(widest, reached->second - reached->first + 1);
      placesOfKind.push_back(place);
    }
  int32_t byStride = (kernel + stride - 1) / stride;
  byPlace = widest < byStride;
  tapCount = uint32_t(std::max(byPlace ? widest : byStride, 1));
  for (uint32_t place : placesOfKind) {
    int32_t first = target(place)->first;
    before = std::max<int32_t>(int32_t(before), -first);
    behind = std::max<int32_t>(int32_t(behind), first + int32_t(tapCount) - int32_t(extent));
  }
}

std::optional<std::pair<int32_t, int32_t>> PortAxis::reach(uint32_t place) const {
  Reach reached(int32_t(place), offset, kernel, stride, int32_t(extent));
  if (reached.low > reached.high)
    return std::nullopt;
  return std::pair(reached.low, reached.high);
}

std::optional<PortAxis::Target> PortAxis::target(uint32_t place) const {
  auto reached = reach(place);
  if (!reached)
    return std::nullopt;
  auto [low, high] = *reached;
  uint32_t count = uint32_t(high - low + 1);
  if (byPlace) {
    auto at = std::lower_bound(placesOfKind.begin(), placesOfKind.end(), place);
    return Target{low, uint32_t(at - placesOfKind.begin()), count, low};
  }
  int32_t i = int32_t(place) + offset;
  return Target{i / stride - int32_t(tapCount) + 1, uint32_t(i % stride), count, low};
}

int32_t PortAxis::kernelAt(uint32_t kind, uint32_t tap) const {
  int32_t at = int32_t(kind) + int32_t(tapCount - 1 - tap) * stride;
  if (byPlace) {
    auto [low, high] = *reach(placesOfKind[kind]);
    at = low + int32_t(tap) > high ? kernel : int32_t(placesOfKind[kind]) + offset - (low + int32_t(tap)) * stride;
  }
  return at < kernel ? at : -1;
}

//===----------------------------------------------------------------------===//
// The state
//===----------------------------------------------------------------------===//

StateLayout::StateLayout(const PopulationTile &tile)
    : height(tile.height), width(tile.width), channels(uint32_t(llvm::alignTo(tile.groups * tile.lanes, 8))) {
  // The smallest block that is of whole vectors and of which there are not too many.
  auto isFit = [&](uint32_t pixels, uint32_t multiple) {
    return width % pixels == 0 && pixels * channels % multiple == 0 && height * (width / pixels) <= maxBlocks;
  };
  for (uint32_t multiple = kernels().lanes; multiple >= 8; multiple /= 2)
    for (uint32_t pixels = 1; pixels <= width; ++pixels)
      if (isFit(pixels, multiple)) {
        blockWidth = pixels;
        return;
      }
  blockWidth = width;
}

void StateLayout::widen(const PortAxis &rows, const PortAxis &columns) {
  top = std::max(top, rows.before);
  bottom = std::max(bottom, rows.behind);
  left = std::max(left, columns.before);
  right = std::max(right, columns.behind);
}

size_t StateLayout::size() const { return size_t(top + height + bottom) * row(); }

//===----------------------------------------------------------------------===//
// Patches and tables
//===----------------------------------------------------------------------===//

/// What `map` makes of 0 to `extent` - 1.
template <typename Map> static std::vector<std::optional<uint32_t>> mapAll(uint32_t extent, Map map) {
  std::vector<std::optional<uint32_t>> result;
  for (uint32_t i = 0; i < extent; ++i) {
    uint32_t place = i;
    result.push_back(map(place) ? std::optional(place) : std::nullopt);
  }
  return result;
}

SenderMap::SenderMap(const ChipEdge &edge, const PopulationTile &sender)
    : format(SpikeFormat::of(sender.groups * sender.lanes)) {
  // Padded lanes never spike.
  channels = mapAll(sender.channels, [&](uint32_t &channel) { return edge.filter.applyChannel(channel); });
  channels.resize(sender.groups * sender.lanes);
  rows = mapAll(sender.height, [&](uint32_t &y) { return edge.filter.applyY(y); });
  columns = mapAll(sender.width, [&](uint32_t &x) { return edge.filter.applyX(x); });
}

SenderMap::SenderMap(const ChipEdge &edge, const Shape &input, const PopulationTile &receiver)
    : format(SpikeFormat::of(input.channels)) {
  const Port &port = edge.port;
  channels = mapAll(input.channels, [&](uint32_t &channel) { return edge.filter.applyChannel(channel); });
  auto keep = [](const std::vector<std::optional<uint32_t>> &all, int32_t offset, int32_t kernel, int32_t stride,
                 uint32_t extent, std::vector<std::optional<uint32_t>> &kept, std::vector<int32_t> &indexOf) {
    for (std::optional<uint32_t> place : all) {
      indexOf.push_back(-1);
      if (!place)
        continue;
      Reach reach(int32_t(*place), offset, kernel, stride, int32_t(extent));
      if (reach.low > reach.high)
        continue;
      auto at = llvm::find(kept, place);
      indexOf.back() = int32_t(at - kept.begin());
      if (at == kept.end())
        kept.push_back(place);
    }
  };
  keep(mapAll(input.height, [&](uint32_t &y) { return edge.window.applyAxis(0, y) && edge.filter.applyY(y); }),
       port.offsetY, port.kernelHeight, port.strideY, receiver.fedHeight, rows, rowOf);
  keep(mapAll(input.width, [&](uint32_t &x) { return edge.window.applyAxis(1, x) && edge.filter.applyX(x); }),
       port.offsetX, port.kernelWidth, port.strideX, receiver.fedWidth, columns, columnOf);
}

/// All places of a port, in ascending order, that come out of one of the senders' maps.
static std::vector<uint32_t> placesOf(llvm::ArrayRef<const SenderMap *> senders,
                                      std::vector<std::optional<uint32_t>> SenderMap::*part) {
  std::set<uint32_t> places;
  for (const SenderMap *sender : senders)
    for (std::optional<uint32_t> place : sender->*part)
      if (place)
        places.insert(*place);
  return {places.begin(), places.end()};
}

PortPatches::PortPatches(const Port &port, const PopulationTile &receiver, llvm::ArrayRef<const SenderMap *> senders)
    : rows(port.offsetY, port.kernelHeight, port.strideY, receiver.height, placesOf(senders, &SenderMap::rows)),
      columns(port.offsetX, port.kernelWidth, port.strideX, receiver.width, placesOf(senders, &SenderMap::columns)),
      channels(placesOf(senders, &SenderMap::channels)) {}

void PortPatches::fill(const Port &port, uint32_t weightWords, const PopulationTile &receiver,
                       const StateLayout &layout) {
  rowNumbers = columns.taps() * layout.channels;
  numbers.assign(channels.size() * rows.kinds() * columns.kinds() * patchSize(), 0);
  int16_t *row = numbers.data();
  for (uint32_t channel : channels)
    for (uint32_t rowKind = 0; rowKind < rows.kinds(); ++rowKind)
      for (uint32_t columnKind = 0; columnKind < columns.kinds(); ++columnKind)
        for (uint32_t tapY = 0; tapY < rows.taps(); ++tapY, row += rowNumbers)
          for (uint32_t tapX = 0; tapX < columns.taps(); ++tapX) {
            int32_t ky = rows.kernelAt(rowKind, tapY), kx = columns.kernelAt(columnKind, tapX);
            if (ky < 0 || kx < 0)
              continue;
            uint32_t first =
                ((channel * uint32_t(port.kernelHeight) + uint32_t(ky)) * uint32_t(port.kernelWidth) + uint32_t(kx)) *
                receiver.groups;
            for (uint32_t c = 0; c < receiver.groups * receiver.lanes; ++c)
              if (uint32_t word = first + c / receiver.lanes; port.weightWord(word) < weightWords)
                row[tapX * layout.channels + c] = int16_t(port.weight(word, c % receiver.lanes, receiver.lanes));
          }
}

/// The blocks that hold pixels of this rectangle of the population.
static BlockSet blocksIn(const StateLayout &layout, const PortAxis::Target &rows, const PortAxis::Target &columns) {
  BlockSet blocks{};
  uint32_t inRow = layout.width / layout.blockWidth;
  uint32_t left = uint32_t(columns.low), right = left + columns.reached - 1;
  for (uint32_t y = uint32_t(rows.low); y < uint32_t(rows.low) + rows.reached; ++y)
    for (uint32_t x = left / layout.blockWidth; x <= right / layout.blockWidth; ++x) {
      uint32_t block = y * inRow + x;
      blocks[block / 64] |= uint64_t(1) << (block % 64);
    }
  return blocks;
}

SynapseTables snnc::sim::fast::tablesOf(const SenderMap &sender, const PortPatches &patches,
                                        const StateLayout &layout) {
  SynapseTables tables;
  tables.format = sender.format;
  tables.patches = patches.numbers.data();
  tables.patchRows = patches.rows.taps();
  tables.rowNumbers = patches.rowNumbers;
  tables.channelsOfPixel = layout.channels;
  tables.stateRow = layout.row();
  uint32_t size = patches.patchSize();
  auto targets = [](const PortAxis &axis, llvm::ArrayRef<std::optional<uint32_t>> places) {
    std::vector<std::optional<PortAxis::Target>> result;
    for (std::optional<uint32_t> place : places)
      result.push_back(place ? axis.target(*place) : std::nullopt);
    return result;
  };
  auto columns = targets(patches.columns, sender.columns);
  for (const auto &row : targets(patches.rows, sender.rows))
    for (const auto &column : columns) {
      PixelTarget &pixel = tables.pixels.emplace_back();
      if (row && column)
        pixel = {(row->first + int32_t(layout.top)) * int32_t(layout.row()) +
                     (column->first + int32_t(layout.left)) * int32_t(layout.channels),
                 (row->kind * patches.columns.kinds() + column->kind) * size,
                 row->reached * column->reached,
                 uint8_t(row->low),
                 uint8_t(row->low + int32_t(row->reached) - 1),
                 uint8_t(column->low),
                 uint8_t(column->low + int32_t(column->reached) - 1),
                 blocksIn(layout, *row, *column)};
    }
  for (std::optional<uint32_t> channel : sender.channels) {
    auto at = std::lower_bound(patches.channels.begin(), patches.channels.end(), channel.value_or(0));
    tables.channels.push_back(channel ? uint32_t(at - patches.channels.begin()) * patches.rows.kinds() *
                                            patches.columns.kinds() * size
                                      : SynapseTables::noChannel);
  }
  return tables;
}
