//===- ForEachRun.h - work on many numbers, on all threads ------*- C++ -*-===//
#ifndef SNNC_COMPILER_ANALYSIS_FOREACHRUN_H
#define SNNC_COMPILER_ANALYSIS_FOREACHRUN_H

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <cstdint>

namespace snnc {

/// Calls `work` with runs [begin, end) that together are [0, count), on the threads of `threads` (null: on this one).
/// What it does for a number must not depend on any other.
void forEachRun(mlir::MLIRContext *threads, int64_t count, llvm::function_ref<void(int64_t, int64_t)> work);

} // namespace snnc

#endif // SNNC_COMPILER_ANALYSIS_FOREACHRUN_H
