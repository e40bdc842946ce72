//===- Synapses.cpp - a port's weights unrolled for vectors ---------------===//

#include "sim/mesh/chip/fast/Synapses.h"
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
  for (uint32_t multiple : {16, 8})
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

size_t StateLayout::size() const {
  // The last row of a patch is written in whole vectors.
  return size_t(top + height + bottom) * row() + kernels().lanes;
}

//===----------------------------------------------------------------------===//
// Patches and tables
//===----------------------------------------------------------------------===//

namespace {
enum Part { Channel, Row, Column };
} // namespace

/// What becomes of a row, a column or a channel of the sender on an edge, each by itself.
static std::optional<uint32_t> mapped(const ChipEdge &edge, Part part, uint32_t value) {
  bool passes = true;
  if (part == Row)
    passes = edge.window.applyAxis(0, value) && edge.filter.applyY(value);
  else if (part == Column)
    passes = edge.window.applyAxis(1, value) && edge.filter.applyX(value);
  else
    passes = edge.filter.applyChannel(value);
  return passes ? std::optional(value) : std::nullopt;
}

static std::vector<uint32_t> placesOf(llvm::ArrayRef<std::pair<const ChipEdge *, Sender>> edges, Part part) {
  std::set<uint32_t> places;
  for (const auto &[edge, sender] : edges) {
    uint32_t extent = part == Channel ? sender.channels : part == Row ? sender.height : sender.width;
    for (uint32_t i = 0; i < extent; ++i)
      if (auto place = mapped(*edge, part, i))
        places.insert(*place);
  }
  return {places.begin(), places.end()};
}

PortPatches::PortPatches(const PopulationTile &receiver,
                         llvm::ArrayRef<std::pair<const ChipEdge *, Sender>> edges)
    : rows(edges.front().first->port.offsetY, edges.front().first->port.kernelHeight,
           edges.front().first->port.strideY, receiver.height, placesOf(edges, Row)),
      columns(edges.front().first->port.offsetX, edges.front().first->port.kernelWidth,
              edges.front().first->port.strideX, receiver.width, placesOf(edges, Column)),
      channels(placesOf(edges, Channel)) {}

void PortPatches::fill(const Port &port, uint32_t weightWords, const PopulationTile &receiver,
                       const StateLayout &layout) {
  rowNumbers = uint32_t(llvm::alignTo(columns.taps() * layout.channels, kernels().lanes));
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
            uint32_t first = ((channel * uint32_t(port.kernelHeight) + uint32_t(ky)) * uint32_t(port.kernelWidth) +
                              uint32_t(kx)) * receiver.groups;
            for (uint32_t c = 0; c < receiver.groups * receiver.lanes; ++c)
              if (uint32_t word = first + c / receiver.lanes; port.weightWord(word) < weightWords)
                row[tapX * layout.channels + c] = int16_t(port.weight(word, c % receiver.lanes, receiver.lanes));
          }
}

/// The blocks that lie in these rows or columns of the population.
static BlockSet blocksIn(const StateLayout &layout, Part part, int32_t low, uint32_t count) {
  BlockSet blocks{};
  uint32_t inRow = layout.width / layout.blockWidth;
  for (uint32_t block = 0; block < layout.blocks(); ++block) {
    int32_t first = int32_t(part == Row ? block / inRow : block % inRow * layout.blockWidth);
    int32_t last = first + int32_t(part == Row ? 0 : layout.blockWidth - 1);
    if (last >= low && first < low + int32_t(count))
      blocks[block / 64] |= uint64_t(1) << (block % 64);
  }
  return blocks;
}

SynapseTables snnc::sim::fast::tablesOf(const ChipEdge &edge, const Sender &sender, const PortPatches &patches,
                                        const StateLayout &layout) {
  SynapseTables tables;
  tables.patches = patches.numbers.data();
  tables.patchRows = patches.rows.taps();
  tables.rowNumbers = patches.rowNumbers;
  tables.stateRow = layout.row();
  auto axis = [&](Part part, const PortAxis &port, uint32_t extent, uint32_t scale, uint32_t margin, uint32_t patch) {
    std::vector<AxisTarget> targets(extent);
    for (uint32_t i = 0; i < extent; ++i)
      if (auto place = mapped(edge, part, i))
        if (auto target = port.target(*place))
          targets[i] = {(target->first + int32_t(margin)) * int32_t(scale), target->kind * patch, target->reached,
                        blocksIn(layout, part, target->low, target->reached)};
    return targets;
  };
  uint32_t size = patches.patchSize();
  tables.rows = axis(Row, patches.rows, sender.height, layout.row(), layout.top, patches.columns.kinds() * size);
  tables.columns = axis(Column, patches.columns, sender.width, layout.channels, layout.left, size);
  // A sender's padded lanes never spike.
  tables.channels.assign(sender.channels, SynapseTables::noChannel);
  for (uint32_t i = 0; i < sender.channels; ++i)
    if (auto channel = mapped(edge, Channel, i)) {
      auto at = std::lower_bound(patches.channels.begin(), patches.channels.end(), *channel);
      tables.channels[i] =
          uint32_t(at - patches.channels.begin()) * patches.rows.kinds() * patches.columns.kinds() * size;
    }
  return tables;
}
