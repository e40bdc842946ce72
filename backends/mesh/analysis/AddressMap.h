//===- AddressMap.h - layers without state as addresses ---------*- C++ -*-===//
#ifndef SNNC_BACKENDS_MESH_ANALYSIS_ADDRESSMAP_H
#define SNNC_BACKENDS_MESH_ANALYSIS_ADDRESSMAP_H

#include "compiler/analysis/SpikePaths.h"
#include "dialect/mesh/MeshDialect.h"

namespace snnc {

/// How spikes at a place of `source` arrive at a place of a value that layers which route spikes derive from it.
struct AddressMap {
  mlir::Value source;                 ///< a network input, or the spikes of a layer
  std::array<int64_t, 3> shape;       ///< frame at the place of arrival; after flattening the frame before it
  std::array<int64_t, 3> high;        ///< last (channel, y, x) of the source that arrives
  std::array<int64_t, 2> first{0, 0}; ///< first (y, x) of the source that arrives: it becomes (0, 0)
  std::array<int64_t, 2> shift{0, 0}; ///< right shift of y and x
  int64_t firstChannel = 0;           ///< where channel 0 of the source arrives
  bool flattened = false;             ///< rows and columns are kept, but what follows sees one vector
  int64_t firstColumn = 0;            ///< after flattening: where the frame begins in that vector
  bool delayed = false;               ///< arrives one step late
  /// Windows behind those that the shift expresses, in order from the source: they are folded into the kernel of the
  /// synapse. `shape` is the frame behind all of them.
  llvm::SmallVector<mesh::PoolAttr, 1> folded;

  /// The edge that does this.
  mesh::EdgeAttr edge(mlir::MLIRContext *context) const;
  /// Whether one kernel serves both: then they are edges of one port.
  bool sharesPort(const AddressMap &other) const;
};

/// Follows `spikes`, which `reader` takes, up to all their sources; the counts of what arrives at one place add up.
/// More ways than the cores of the target have table entries for are refused, for each becomes an edge. A pool by 1, 2,
/// 4 or 8 whose windows are neighbours is a shift, as long as all shifts together are one that the target has; from the
/// first other pool on, pools are to be folded.
mlir::FailureOr<llvm::SmallVector<AddressMap, 1>> traceAddresses(mlir::Value spikes, mlir::Operation *reader,
                                                                 mesh::TargetAttr target);

} // namespace snnc

#endif // SNNC_BACKENDS_MESH_ANALYSIS_ADDRESSMAP_H
