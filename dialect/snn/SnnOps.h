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

/// How many windows there are along an axis: `floor((extent - kernel) / stride) + 1`; with `ceilMode` rounded up, but
/// for a last window that would start behind the axis. 0 or less: none.
int64_t getNumWindows(int64_t extent, int64_t kernel, int64_t stride, bool ceilMode);
/// Whether the last of these windows hangs over the edge.
bool hasOverhang(int64_t extent, int64_t kernel, int64_t stride, bool ceilMode);

/// The shape of what `layer` would give if its sources had the shapes `sources` (one for each operand) instead of those
/// that they have: `get_output_shape` of the layer. `sources` that break one of the layer's constraints are reported at
/// its location. The layer has one result.
mlir::FailureOr<llvm::SmallVector<int64_t>> getOutputShape(mlir::Operation *layer,
                                                           llvm::ArrayRef<llvm::ArrayRef<int64_t>> sources);

/// The encoder that stands behind input `index` of the network, or null.
EncoderOpInterface getEncoder(NetworkOp network, unsigned index);

/// Whether a value is there before the step begins: the result of a delay. For topological orders, which it cuts.
bool isDelayed(mlir::Value value, mlir::Operation *user);

} // namespace snnc::snn

#endif // SNNC_DIALECT_SNN_SNNOPS_H
