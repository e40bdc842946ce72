//===- Pipeline.h - the order of the passes ---------------------*- C++ -*-===//
//
// The only place that knows which passes make a phase, and in which order the phases follow each other.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_PIPELINE_PIPELINE_H
#define SNNC_COMPILER_PIPELINE_PIPELINE_H

#include "mlir/IR/BuiltinOps.h"
#include <string>
#include <vector>

namespace snnc {

/// How an analogue network becomes a spiking one: the options of `snn-convert-analog`.
struct ConvertOptions {
  double threshold = 1, biasRescaling = 1;
  std::string lowerBound = "-1"; ///< a number of at most 0, or "none"
};

struct PipelineOptions {
  std::string target = "mesh4x4"; ///< name or file; a target that the module has already wins
  ConvertOptions convert;
  int64_t maxCount = 0;             ///< cap of the spike count of every layer; 0: chosen
  int64_t weightBits = 0;           ///< 0: those of the target
  std::string quantizeOptions = {}; ///< further options of `snn-quantize`, as snn-opt takes them
  /// Seeds of random tiles, clusters and placement, for tests; 0: chosen by the compiler.
  uint64_t tileSeed = 0, packSeed = 0, placeSeed = 0;
};

/// A phase: its name in `--stop-after`, `snn.phase` and dumps, and the passes that make it as snn-opt takes them.
struct Phase {
  std::string name, passes;
  /// Whether a failure is the network's (it does not fit the target) or a defect of this compiler.
  bool failureIsNetworks;
};

/// All phases in order, for these options.
std::vector<Phase> makePhases(const PipelineOptions &options);

/// The phases that `module` still has to go through: those behind its `snn.phase`. Fails where it names none of them.
mlir::FailureOr<std::vector<Phase>> remainingPhases(mlir::ModuleOp module, const PipelineOptions &options);

/// Runs one phase and marks the module with it.
mlir::LogicalResult runPhase(mlir::ModuleOp module, const Phase &phase);

} // namespace snnc

#endif // SNNC_COMPILER_PIPELINE_PIPELINE_H
