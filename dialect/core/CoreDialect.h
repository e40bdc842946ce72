//===- CoreDialect.h - populations on cores ---------------------*- C++ -*-===//
#ifndef SNNC_DIALECT_CORE_COREDIALECT_H
#define SNNC_DIALECT_CORE_COREDIALECT_H

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

#include "dialect/core/CoreDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialect/core/CoreTypes.h.inc"

namespace snnc::core {
/// The rows and columns (y, x) that the ports of a population feed: those of its tile, in coordinates of its layer, or
/// those of the pixels that a tile of a max pool keeps, in coordinates of the layer's pixels.
struct Plane {
  std::array<int64_t, 2> origin, extent;
};
} // namespace snnc::core

#define GET_ATTRDEF_CLASSES
#include "dialect/core/CoreAttributes.h.inc"

#define GET_OP_CLASSES
#include "dialect/core/CoreOps.h.inc"

#endif // SNNC_DIALECT_CORE_COREDIALECT_H
