//===- XyloDialect.h - layers of neurons on one Xylo core -------*- C++ -*-===//
#ifndef SNNC_DIALECT_XYLO_XYLODIALECT_H
#define SNNC_DIALECT_XYLO_XYLODIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"

#include "dialect/xylo/XyloDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/xylo/XyloAttributes.h.inc"

#define GET_OP_CLASSES
#include "dialect/xylo/XyloOps.h.inc"

#endif // SNNC_DIALECT_XYLO_XYLODIALECT_H
