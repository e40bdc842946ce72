//===- SnnConstraints.h - checks that layers share --------------*- C++ -*-===//
//
// For each layer one function checks the constraints on its operands and attributes and returns the type of its result.
// Verifier and type inference both call it, so they cannot disagree. The files of these functions are split as those of
// the operations are; what they share stands here.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_DIALECT_SNN_SNNCONSTRAINTS_H
#define SNNC_DIALECT_SNN_SNNCONSTRAINTS_H

#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"
#include <cmath>

namespace snnc::snn {

using EmitError = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// Reports an error at a location, if there is one.
struct EmitAt {
  std::optional<mlir::Location> location;
  mlir::InFlightDiagnostic operator()() const { return location ? emitError(*location) : mlir::InFlightDiagnostic(); }
};

/// A shape as in `2x34x34`.
std::string str(llvm::ArrayRef<int64_t> shape);

llvm::LogicalResult checkRank(EmitError emitError, llvm::StringRef constraint, llvm::StringRef what, int64_t have,
                              int64_t need);

llvm::LogicalResult checkNumbers(EmitError emitError, llvm::StringRef constraint, llvm::StringRef what,
                                 llvm::ArrayRef<int64_t> have, size_t count, int64_t least);

llvm::LogicalResult checkShape(EmitError emitError, llvm::StringRef constraint, llvm::StringRef what,
                               mlir::ElementsAttr attr, llvm::ArrayRef<int64_t> need);

/// The windows of a pool.
struct Windows {
  llvm::ArrayRef<int64_t> kernel, stride;
  bool ceilMode;
};

/// The shape of what a pool gives, by its constraints (C1) to (C3).
mlir::FailureOr<llvm::SmallVector<int64_t>> inferWindows(EmitError emitError, mlir::Type source,
                                                         const Windows &windows);

/// Which element types `weights` and `bias` may have beside a current of `element`.
llvm::LogicalResult checkNumberTypes(EmitError emitError, llvm::StringRef constraint, mlir::ElementsAttr weights,
                                     mlir::ElementsAttr bias, mlir::Type element);

llvm::LogicalResult checkValues(EmitError emitError, llvm::StringRef constraint, llvm::StringRef what,
                                mlir::ElementsAttr attr);

/// The element type of the current: that of a tensor source, that of the bias, else f32 or i16 as the weights are.
mlir::Type inferElement(mlir::Type source, mlir::ElementsAttr weights, mlir::ElementsAttr bias);

/// What an implementation of inferReturnTypes returns: the type, if there is one, goes to `types`.
llvm::LogicalResult inferAndSetType(mlir::FailureOr<mlir::Type> type, llvm::SmallVectorImpl<mlir::Type> &types);

/// Spikes do not say in which numbers their current is kept: there any element type is compatible.
bool isCompatibleCurrent(mlir::TypeRange inferred, mlir::TypeRange actual);

/// Verifies a layer whose result is `inferred` for the element type that it has.
llvm::LogicalResult checkResult(mlir::Operation *op, llvm::StringRef constraint, mlir::FailureOr<mlir::Type> inferred);

/// The element type in which constraints are checked: the one that the result has.
mlir::Type elementOf(mlir::Value current);

/// A tensor source fixes the element type of the current.
mlir::Type resultElement(mlir::Type source, mlir::Type element);

} // namespace snnc::snn

#endif // SNNC_DIALECT_SNN_SNNCONSTRAINTS_H
