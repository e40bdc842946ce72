//===- ForEachRun.cpp - work on many numbers, on all threads --------------===//

#include "compiler/analysis/ForEachRun.h"
#include "mlir/IR/Threading.h"

using namespace snnc;

void snnc::forEachRun(mlir::MLIRContext *threads, int64_t count, llvm::function_ref<void(int64_t, int64_t)> work) {
  if (count == 0)
    return;
  // A few runs a thread, for some are quicker than others.
  int64_t runs = std::min<int64_t>(count, threads && threads->isMultithreadingEnabled() ? 64 : 1);
  auto one = [&](size_t run) { work(count * int64_t(run) / runs, count * int64_t(run + 1) / runs); };
  if (runs == 1)
    return one(0);
  mlir::parallelFor(threads, 0, size_t(runs), one);
}
