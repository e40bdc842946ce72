//===- MeshDialect.h - populations on cores ---------------------*- C++ -*-===//
#ifndef SNNC_DIALECT_MESH_MESHDIALECT_H
#define SNNC_DIALECT_MESH_MESHDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include <array>

#include "dialect/mesh/MeshDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialect/mesh/MeshTypes.h.inc"

namespace snnc::mesh {
/// The rows and columns (y, x) that the ports of a population feed: those of its tile, in coordinates of its layer, or
/// those of the pixels that a tile of a max pool keeps, in coordinates of the layer's pixels.
struct Plane {
  std::array<int64_t, 2> origin, extent;
};
} // namespace snnc::mesh

#define GET_ATTRDEF_CLASSES
#include "dialect/mesh/MeshAttributes.h.inc"

#define GET_OP_CLASSES
#include "dialect/mesh/MeshOps.h.inc"

namespace snnc::mesh {
/// The edge that a use of events stands for, at a port or at a sink.
EdgeAttr edgeOf(mlir::OpOperand &use);
/// The destination entries that edges from `events` have been given: those of a multicast share one.
int64_t countDestinations(mlir::Value events);

/// The layers of a program by their names. To look a symbol up costs a walk over all of them; here it costs one in all.
class Layers {
public:
  explicit Layers(ProgramOp program);
  /// That of a population, which has been verified.
  LayerOp of(PopulationOp population) const { return byName.lookup(population.getLayerAttr().getAttr()); }

private:
  llvm::DenseMap<mlir::StringAttr, LayerOp> byName;
};
} // namespace snnc::mesh

#endif // SNNC_DIALECT_MESH_MESHDIALECT_H
