//===- Stages.h - from operations to stages ---------------------*- C++ -*-===//
#ifndef SNNC_SIM_REFERENCE_STAGES_H
#define SNNC_SIM_REFERENCE_STAGES_H

#include "mlir/IR/Operation.h"
#include "sim/reference/Records.h"
#include <memory>

namespace snnc::sim::reference {

/// The stage of a layer without state that is no synapse, from the values `sources` to `result`; null where these
/// numbers cannot run it.
template <typename T>
std::unique_ptr<Stage<T>> makeStatelessStage(mlir::Operation *op, llvm::ArrayRef<size_t> sources, size_t result);

/// The stage of a layer that is in the records; null where these numbers cannot run it.
template <typename T>
std::unique_ptr<RecordedStage<T>> makeRecordedStage(mlir::Operation *op, size_t source, size_t result, Shape shape);

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_STAGES_H
