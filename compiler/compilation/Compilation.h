//===- Compilation.h - from a network file to its last phase ----*- C++ -*-===//
#ifndef SNNC_COMPILER_COMPILATION_COMPILATION_H
#define SNNC_COMPILER_COMPILATION_COMPILATION_H

#include "compiler/calibration/Correct.h"
#include "compiler/calibration/FastestTiles.h"
#include "compiler/calibration/QuantizationRun.h"
#include "compiler/import/Import.h"
#include "compiler/pipeline/Pipeline.h"

namespace snnc {

/// What a compilation leaves, in memory. Networks are absent where the input was behind their phase already;
/// `simplified` is the one before snn-quantize, as yet without calibration.
struct Compilation {
  mlir::OwningOpRef<mlir::ModuleOp> imported, simplified, quantized, module;
  /// The target that the module carries, and its backend.
  ChosenTarget target;
  /// With calibration only: the network before snn-quantize as it was calibrated, what was corrected in it, what
  /// snn-quantize was given, and what it did to the recordings.
  mlir::OwningOpRef<mlir::ModuleOp> calibrated, corrected;
  std::vector<Correction> corrections;
  std::optional<QuantizationRun> quantizationRun;
  /// With calibration and the goal of throughput only: the cut that was searched for, and how fast the recordings then
  /// are.
  std::optional<FastestTiles> fastest;
  std::optional<Speed> speed;
  std::vector<std::string> assumptions;
  struct PhaseTime {
    std::string name;
    double milliseconds;
  };
  std::vector<PhaseTime> times;
};

struct CompilationOptions {
  std::string network; ///< file
  ImportOptions import = {};
  PipelineOptions pipeline = {};
  std::string stopAfter = {};                   ///< last phase to run, "import" among them; empty: all
  std::optional<InputOptions> calibration = {}; ///< recordings that snn-quantize looks at, if any
  ExecutionOptions execution = {};              ///< of the calibration; the seed is noted in the module
  /// Called once the network is there, with what was decided for its file.
  std::function<void(llvm::ArrayRef<std::string>)> onImported = {};
  mlir::TimingScope *timing = nullptr; ///< in which import, phases and calibration are timed, where given
  /// Called before a phase runs, with its number (1, ...) among those of the target.
  std::function<void(size_t index, const Phase &)> onPhase = {};
  /// Called with the manager of each pass of a phase before it runs.
  std::function<void(mlir::PassManager &)> onPass = {};
  /// Called with what is there behind import (0) and behind each phase (1, ...).
  std::function<llvm::Error(size_t index, llvm::StringRef phase, mlir::ModuleOp module)> onModule = {};
};

/// Imports the network and runs the phases. What a diagnostic has reported carries no message.
Failure compileNetwork(mlir::MLIRContext &context, const TargetRegistry &targets, const CompilationOptions &options,
                       Compilation &result);

} // namespace snnc

#endif // SNNC_COMPILER_COMPILATION_COMPILATION_H
