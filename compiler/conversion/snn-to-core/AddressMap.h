//===- AddressMap.h - pools and flattening as addresses ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_CONVERSION_SNNTOCORE_ADDRESSMAP_H
#define SNNC_COMPILER_CONVERSION_SNNTOCORE_ADDRESSMAP_H

#include "dialect/core/CoreDialect.h"
#include "dialect/snn/SnnOps.h"
#include <array>

namespace snnc {

/// Channels, rows and columns of spikes: a vector is channels of one pixel.
std::array<int64_t, 3> frameOf(mlir::Type spikes);

/// How spikes at a place of `source` arrive at a place of a value that is derived from it by pools and flattening.
struct AddressMap {
  mlir::Value source;                 ///< a network input, or the spikes of a layer
  std::array<int64_t, 3> shape;       ///< frame at the place of arrival; after flattening the frame before it
  std::array<int64_t, 3> high;        ///< last (channel, y, x) of the source that arrives
  std::array<int64_t, 2> shift{0, 0}; ///< right shift of y and x
  bool flattened = false;

  /// The edge that does this.
  core::EdgeAttr edge(mlir::MLIRContext *context) const;
};

/// Follows `spikes` up to its source. A step that no address expresses is refused at its operation.
mlir::FailureOr<AddressMap> traceAddresses(mlir::Value spikes, core::MeshAttr target);

} // namespace snnc

#endif // SNNC_COMPILER_CONVERSION_SNNTOCORE_ADDRESSMAP_H
