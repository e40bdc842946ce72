//===- Reduction.h - networks made smaller ----------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_REDUCTION_REDUCTION_H
#define SNNC_COMPILER_REDUCTION_REDUCTION_H

#include "dialect/snn/SnnOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace snnc {

/// A value of a network comes from outside from now on: whatever made it, its uses get a new input. The input is called
/// `name`, with a number where another has that name.
mlir::Value replaceByInput(snn::NetworkOp network, mlir::Value value, llvm::StringRef name, int64_t maxCount);

/// The network returns `values` and nothing else. The names of outputs are lost: they name other values.
void setOutputs(snn::NetworkOp network, mlir::ValueRange values);

/// Takes away what the outputs do not depend on: layers, and inputs. Keeps at least one input.
void removeUnused(snn::NetworkOp network);

/// Makes the network of a module smaller for as long as `keeps` of the smaller one: it ends at an earlier layer, layers
/// become inputs, layers that change no shape are left out. What is asked about is valid. Asks at most `attempts`
/// times.
mlir::OwningOpRef<mlir::ModuleOp> reduceNetwork(mlir::OwningOpRef<mlir::ModuleOp> module,
                                                llvm::function_ref<bool(mlir::ModuleOp)> keeps, unsigned attempts);

} // namespace snnc

#endif // SNNC_COMPILER_REDUCTION_REDUCTION_H
