//===- Pools.h - windows ----------------------------------------*- C++ -*-===//
//
// Pools, and the crop: what looks at rows and columns without weights.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_POOLS_H
#define SNNC_SIM_REFERENCE_POOLS_H

#include "sim/reference/Records.h"

namespace snnc::sim::reference {

/// The windows of a pool: rows, columns.
class PoolWindows {
public:
  /// `from` and `to` are [channels, rows, columns] of what the pool reads and gives; `padding` is top and left, or
  /// none.
  PoolWindows(llvm::ArrayRef<int64_t> kernel, llvm::ArrayRef<int64_t> stride, llvm::ArrayRef<int64_t> padding,
              llvm::ArrayRef<int64_t> from, llvm::ArrayRef<int64_t> to);

  /// Calls `visit(y, x)` for each window that holds the pixel.
  template <typename Visit> void around(uint32_t y, uint32_t x, Visit visit) const {
    for (uint32_t oy = holding[0][y].first; oy < holding[0][y].second; ++oy)
      for (uint32_t ox = holding[1][x].first; ox < holding[1][x].second; ++ox)
        visit(oy, ox);
  }

  /// Windows that may hold a pixel.
  size_t mostAround() const {
    size_t most = 1;
    for (int axis : {0, 1})
      most *= size_t((kernel[axis] + stride[axis] - 1) / stride[axis]);
    return most;
  }

  int64_t kernel[2], stride[2];

private:
  /// Along each axis and for each pixel, the windows that hold it: from the first to behind the last.
  std::vector<std::pair<uint32_t, uint32_t>> holding[2];
};

enum class PoolKind { Sum, Mean };

/// The sum or the mean of each window; spikes where the result is.
template <typename T> class PoolStage final : public Stage<T> {
public:
  PoolStage(size_t source, size_t result, PoolKind kind, const PoolWindows &windows)
      : Stage<T>(source, result), kind(kind), windows(windows) {}

  void run(std::vector<Value<T>> &values) override;

private:
  void addSpikes(const Value<T> &in, Value<T> &out) const;
  void addCurrent(const Value<T> &in, Value<T> &out) const;
  /// Makes means of sums, and of the sums of windows over the edge what a full window would have.
  void scale(const Shape &in, Value<T> &out) const;

  const PoolKind kind;
  const PoolWindows windows;
  SpikeSums<T> spikeSums;
};

/// The input of the pixel that has spiked most. Counts only grow, so that only windows with a spike need a look.
template <typename T> class SpikingMaxPoolStage final : public RecordedStage<T> {
public:
  SpikingMaxPoolStage(size_t source, size_t result, const PoolWindows &windows)
      : RecordedStage<T>(source, result), windows(windows) {}

  void run(std::vector<Value<T>> &values) override;
  void reset() override;

private:
  struct Window {
    int64_t greatest = 0; ///< count of its pixels so far
    // Of the step under way:
    int64_t spiking = 0; ///< greatest count of a pixel that spikes
    int32_t input = 0;   ///< greatest input
    bool touched = false;
  };

  const PoolWindows windows;
  std::vector<int64_t> counts; ///< of each pixel of the source so far
  std::vector<Window> states;
};

template <typename T> class CropStage final : public Stage<T> {
public:
  CropStage(size_t source, size_t result, uint32_t top, uint32_t left)
      : Stage<T>(source, result), top(top), left(left) {}

  void run(std::vector<Value<T>> &values) override;

private:
  const uint32_t top, left;
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_POOLS_H
