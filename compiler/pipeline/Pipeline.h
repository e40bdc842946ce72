//===- Pipeline.h - the order of the passes ---------------------*- C++ -*-===//
//
// The only place that knows which passes make a phase, and in which order the phases follow each other: first those
// that all targets share, then the target's own.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_PIPELINE_PIPELINE_H
#define SNNC_COMPILER_PIPELINE_PIPELINE_H

#include "compiler/diagnostics/FailureCause.h"
#include "compiler/target/TargetRegistry.h"
#include "compiler/transforms/snn-convert-analog/SnnConvertAnalog.h"
#include "compiler/transforms/snn-quantize/SnnQuantize.h"
#include "mlir/Support/Timing.h"

namespace mlir {
class PassManager;
} // namespace mlir

namespace snnc {

struct PipelineOptions {
  std::string target = {}; ///< name or file, empty: the default; a target that the module has already wins
  SnnConvertAnalogOptions convert = {};
  SnnQuantizeOptions quantize = {};
  MappingOptions mapping = {};
};

/// convert, simplify, quantize, prove: from an imported network to integers that cannot wrap.
std::vector<Phase> networkPhases(const TargetRegistry &targets, const PipelineOptions &options);

/// All phases for a backend.
std::vector<Phase> allPhases(const TargetRegistry &targets, const Backend &backend, const PipelineOptions &options);

/// Of `phases` those that a module still has to go through: the ones behind its `snn.phase`, of the first of them what
/// is behind its `snn.pass`. Where that was the phase's last, the module is marked with the phase. Fails where there is
/// no such phase or pass.
mlir::FailureOr<std::vector<Phase>> remainingPhases(mlir::ModuleOp module, llvm::ArrayRef<Phase> phases);

/// The name of a phase as it is written today: earlier versions wrote `quantise`.
llvm::StringRef phaseName(llvm::StringRef name);

/// Runs one phase and marks the module with it. What a pass leaves is verified: a failure there is a defect. All has
/// been reported; returned is the cause of the first error.
/// With `timing` the passes are timed in it. `watch` is called with the manager of each pass before it runs, to add
/// instrumentations to it.
FailureCause runPhase(mlir::ModuleOp module, const Phase &phase, mlir::TimingScope *timing = nullptr,
                      const std::function<void(mlir::PassManager &)> &watch = {});

/// Makes every pass known by its flag, and each phase as the pipeline `snnc-NAME`: our own, those of all backends, and
/// the general ones of MLIR that are of use beside them.
void registerAllPasses(const TargetRegistry &targets);

/// Adds every dialect that our files may hold.
void registerAllDialects(const TargetRegistry &targets, mlir::DialectRegistry &registry);

} // namespace snnc

#endif // SNNC_COMPILER_PIPELINE_PIPELINE_H
