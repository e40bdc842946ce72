//===- Digits.h - the bundled network for the benchmarks --------*- C++ -*-===//
#ifndef SNNC_BENCH_DIGITS_H
#define SNNC_BENCH_DIGITS_H

#include "compiler/driver/Compile.h"
#include "compiler/driver/Engines.h"
#include "mlir/IR/MLIRContext.h"

namespace snnc::bench {

/// The digits network compiled for mesh2x2, and its recordings.
struct Digits {
  mlir::MLIRContext context;
  driver::Compilation compilation;
  driver::Workload workload;
  std::vector<sim::Sample> samples;

  Digits();
};

/// Made once for all benchmarks of a run.
Digits &digits();

} // namespace snnc::bench

#endif // SNNC_BENCH_DIGITS_H
