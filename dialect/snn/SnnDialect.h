//===- SnnDialect.h - the dialect of spiking networks -----------*- C++ -*-===//
//
// The dialect class. Operations, types and interfaces have headers of their own.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNDIALECT_H
#define SNNC_DIALECT_SNN_SNNDIALECT_H

#include "mlir/IR/Dialect.h"

#include "dialect/snn/SnnDialect.h.inc"

#endif // SNNC_DIALECT_SNN_SNNDIALECT_H
