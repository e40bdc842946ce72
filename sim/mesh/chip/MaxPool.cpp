//===- MaxPool.cpp - the windows of a spiking max pool --------------------===//

#include "sim/mesh/chip/MaxPool.h"
#include "sim/mesh/chip/Population.h"
#include <algorithm>

using namespace snnc;
using namespace snnc::sim;

MaxPool::MaxPool(const PopulationTile &tile, const mesh::PopulationEntry &entry)
    : rows{int32_t(tile.height), int32_t(entry.windowHeight), int32_t(entry.windowStrideY),
           int32_t(entry.windowOffsetY), int32_t(tile.fedHeight)},
      columns{int32_t(tile.width), int32_t(entry.windowWidth), int32_t(entry.windowStrideX),
              int32_t(entry.windowOffsetX), int32_t(tile.fedWidth)},
      counts(size_t(tile.fedWords()) * tile.lanes, 0), touched((tile.words() + 63) / 64, 0) {}

std::pair<int32_t, int32_t> MaxPool::Axis::windowsOf(int32_t pixel) const {
  int32_t place = pixel + offset; // in window 0
  if (place < 0)
    return {0, -1};
  return {place < size ? 0 : (place - size) / stride + 1, std::min(place / stride, windows - 1)};
}

std::pair<int32_t, int32_t> MaxPool::Axis::pixelsOf(int32_t window) const {
  int32_t first = window * stride - offset;
  return {std::max(first, 0), std::min(first + size, pixels) - 1};
}

void Population::startWindows() {
  uint32_t lanes = tile.lanes;
  for (uint32_t word = 0; word < tile.fedWords(); ++word) {
    if (!(active[word / 64] >> (word % 64) & 1))
      continue;
    bool any = false;
    for (uint32_t l = 0; l < lanes; ++l) {
      size_t at = size_t(word) * lanes + l;
      fed[at] = uint32_t(signExtend(fed[at]));
      pool->counts[at] = signExtend(uint32_t(pool->counts[at]) + fed[at]);
      any |= fed[at] != 0;
    }
    if (!any)
      continue;
    auto [top, bottom] = pool->rows.windowsOf(int32_t(word / tile.fedWidth % tile.fedHeight));
    auto [left, right] = pool->columns.windowsOf(int32_t(word % tile.fedWidth));
    uint32_t group = word / tile.fedPixels();
    for (int32_t row = top; row <= bottom; ++row)
      for (int32_t column = left; column <= right; ++column) {
        uint32_t window = (group * tile.height + uint32_t(row)) * tile.width + uint32_t(column);
        pool->touched[window / 64] |= uint64_t(1) << (window % 64);
      }
  }
}

FiredWord Population::fireWindow(uint32_t word) {
  uint32_t lanes = tile.lanes, row = word / tile.width % tile.height, column = word % tile.width;
  uint32_t group = word / (tile.height * tile.width);
  auto [top, bottom] = pool->rows.pixelsOf(int32_t(row));
  auto [left, right] = pool->columns.pixelsOf(int32_t(column));
  FiredWord fired;
  SpikeWord list{group * lanes, row, column, {}};
  bool emits = false;
  for (uint32_t l = 0; l < lanes; ++l) {
    int32_t greatest = 0, winner = 0, strongest = 0;
    for (int32_t y = top; y <= bottom; ++y)
      for (int32_t x = left; x <= right; ++x) {
        size_t at = ((size_t(group) * tile.fedHeight + size_t(y)) * tile.fedWidth + size_t(x)) * lanes + l;
        int32_t frame = int32_t(fed[at]);
        greatest = std::max(greatest, pool->counts[at]);
        winner = std::max(winner, frame > 0 ? pool->counts[at] : 0);
        strongest = std::max(strongest, frame);
      }
    fired.integrated[l] = fired.stored[l] = greatest;
    fired.count[l] = winner == greatest ? std::min(strongest, int32_t(maxCount)) : 0;
    list.counts[l] = uint8_t(fired.count[l]);
    emits |= fired.count[l] != 0;
  }
  if (emits)
    spikes.push_back(list);
  return fired;
}

void Population::endWindows() {
  for (uint32_t word = 0; word < tile.fedWords(); ++word)
    if (active[word / 64] >> (word % 64) & 1)
      std::fill_n(fed.begin() + ptrdiff_t(word) * tile.lanes, tile.lanes, 0);
  std::fill(active.begin(), active.end(), 0);
}

bool Population::windowTakes(uint32_t word, uint32_t frame) const {
  if (word / (tile.height * tile.width) != frame / tile.fedPixels())
    return false;
  auto [top, bottom] = pool->rows.windowsOf(int32_t(frame / tile.fedWidth % tile.fedHeight));
  auto [left, right] = pool->columns.windowsOf(int32_t(frame % tile.fedWidth));
  int32_t row = int32_t(word / tile.width % tile.height), column = int32_t(word % tile.width);
  return row >= top && row <= bottom && column >= left && column <= right;
}
