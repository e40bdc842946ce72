//===- SnnTypes.h - frames of spike counts, neuron choices ------*- C++ -*-===//
//
// The spikes type, the enumerations of a neuron, and the questions that spikes and tensors answer alike.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNTYPES_H
#define SNNC_DIALECT_SNN_SNNTYPES_H

#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/BuiltinTypes.h"

#include "dialect/snn/SnnEnums.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialect/snn/SnnTypes.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/snn/SnnAttributes.h.inc"

namespace snnc::snn {

/// The shape of spikes or of a tensor.
llvm::ArrayRef<int64_t> getShape(mlir::Type type);
/// How many values spikes or a tensor hold.
int64_t getNumElements(mlir::Type type);
/// Spikes or a tensor of the same kind and element type with another shape.
mlir::Type cloneWithShape(mlir::Type type, llvm::ArrayRef<int64_t> shape);

} // namespace snnc::snn

#endif // SNNC_DIALECT_SNN_SNNTYPES_H
