//===- SpeckDialect.h - layers of neurons on Speck cores ---------*- C++ -*-===//
#ifndef SNNC_DIALECT_SPECK_SPECKDIALECT_H
#define SNNC_DIALECT_SPECK_SPECKDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"

#include "dialect/speck/SpeckDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/speck/SpeckAttributes.h.inc"

#define GET_OP_CLASSES
#include "dialect/speck/SpeckOps.h.inc"

#endif // SNNC_DIALECT_SPECK_SPECKDIALECT_H
