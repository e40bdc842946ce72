//===- RecordedNetwork.h - networks for the benchmarks ----------*- C++ -*-===//
#ifndef SNNC_BENCH_RECORDEDNETWORK_H
#define SNNC_BENCH_RECORDEDNETWORK_H

#include "compiler/compilation/Compilation.h"
#include "mlir/IR/MLIRContext.h"

namespace snnc::bench {

/// A network compiled for a chip, and its recordings.
struct RecordedNetwork {
  mlir::MLIRContext context;
  Compilation compilation;
  Workload workload;
  std::vector<sim::Sample> samples;

  RecordedNetwork(const CompilationOptions &options, const InputOptions &input);
};

// Each made once for all benchmarks of a run.
/// The bundled one.
RecordedNetwork &digits();
/// That of the NIR paper; null where the folder of shared networks and recordings is not there.
RecordedNetwork *nmnist();

} // namespace snnc::bench

#endif // SNNC_BENCH_RECORDEDNETWORK_H
