//===- SnnOps.h - the operations of a spiking network -----------*- C++ -*-===//
//
// Network, synapses, pools and neurons.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNOPS_H
#define SNNC_DIALECT_SNN_SNNOPS_H

#include "dialect/snn/SnnInterfaces.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace snnc::snn {

/// Verifies an operation by its `verifyConstraints`, before the traits that are listed after this one.
template <typename ConcreteOp>
class NumberedConstraints : public mlir::OpTrait::TraitBase<ConcreteOp, NumberedConstraints> {
public:
  static llvm::LogicalResult verifyTrait(mlir::Operation *op) { return llvm::cast<ConcreteOp>(op).verifyConstraints(); }
};

} // namespace snnc::snn

#define GET_OP_CLASSES
#include "dialect/snn/SnnOps.h.inc"

namespace snnc::snn {

/// Whether a value is there before the step begins: the result of a delay. For topological orders, which it cuts.
bool isDelayed(mlir::Value value, mlir::Operation *user);

} // namespace snnc::snn

#endif // SNNC_DIALECT_SNN_SNNOPS_H
