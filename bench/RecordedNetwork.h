//===- Digits.h - the bundled network for the benchmarks --------*- C++ -*-===//
#ifndef SNNC_BENCH_DIGITS_H
#define SNNC_BENCH_DIGITS_H

#include "compiler/compilation/Compilation.h"
#include "mlir/IR/MLIRContext.h"

namespace snnc::bench {

/// The digits network compiled for the demo's target, and its recordings.
struct Digits {
  mlir::MLIRContext context;
  Compilation compilation;
  Workload workload;
  std::vector<sim::Sample> samples;

  Digits();
};

/// Made once for all benchmarks of a run.
Digits &digits();

} // namespace snnc::bench

#endif // SNNC_BENCH_DIGITS_H
