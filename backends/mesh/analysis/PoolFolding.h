//===- PoolFolding.h - a pool and the kernel behind it as one ---*- C++ -*-===//
//
// A sum pool in front of a convolution is a convolution too: over the pool's input, with strides multiplied and each
// tap spread over its window. One kernel is exact for every output unless windows overlap and the convolution pads:
// then a tap that lies in the padding must not be spread, for its window would reach existing pixels. Such outputs need
// kernels with fewer taps: one for each border class.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_POOLFOLDING_H
#define SNNC_BACKENDS_MESH_ANALYSIS_POOLFOLDING_H

#include "dialect/mesh/MeshDialect.h"
#include <array>
#include <vector>

namespace snnc {

/// One axis of a pool and of the convolution behind it.
struct PooledAxis {
  int64_t kernel, stride, offset;          ///< of the convolution, over the pooled coordinate: offset is its padding
  int64_t window, windowStride, positions; ///< of the pool, and how many windows it has

  int64_t foldedKernel() const { return (kernel - 1) * windowStride + window; }
  int64_t foldedStride() const { return stride * windowStride; }
  int64_t foldedOffset() const { return offset * windowStride; }
  bool overlaps() const { return window > windowStride; }
};

/// Outputs [begin, end) of an axis whose taps [first, last) meet existing windows.
struct BorderClass {
  int64_t begin, end, first, last;
};

/// The border classes of outputs [origin, origin + extent) in order, each a run of neighbours. Where windows do not
/// overlap one class with all taps is exact: what a tap in the padding reaches does not exist.
std::vector<BorderClass> borderClasses(const PooledAxis &axis, int64_t origin, int64_t extent);

/// The kernel over the pool's input: `plane` is [kernel y][kernel x], taps outside of the classes' ranges count as 0.
template <typename T>
std::vector<T> foldPlane(llvm::ArrayRef<T> plane, const PooledAxis &y, const PooledAxis &x, const BorderClass &rows,
                         const BorderClass &columns) {
  std::vector<T> folded(y.foldedKernel() * x.foldedKernel(), T(0));
  for (int64_t ky = rows.first; ky < rows.last; ++ky)
    for (int64_t kx = columns.first; kx < columns.last; ++kx)
      for (int64_t wy = 0; wy < y.window; ++wy)
        for (int64_t wx = 0; wx < x.window; ++wx)
          folded[(ky * y.windowStride + wy) * x.foldedKernel() + kx * x.windowStride + wx] += plane[ky * x.kernel + kx];
  return folded;
}

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_POOLFOLDING_H
