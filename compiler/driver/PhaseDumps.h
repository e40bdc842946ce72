//===- PhaseDumps.h - the IR behind each phase, as files --------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_PHASEDUMPS_H
#define SNNC_COMPILER_DRIVER_PHASEDUMPS_H

#include "compiler/target/Phase.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

namespace snnc::driver {

/// A module as text, with its locations.
std::string printModule(mlir::ModuleOp module);

/// Writes a folder: `NN-PHASE.mlir` for each phase and `NN-PHASE.M-PASS.mlir` for each pass of it that changed
/// something, short enough to read, with their weights in `.weights` beside them, and `index.json`. Both files one
/// behind the other are the module: `snnc compile NN-PHASE.mlir` reads them so, and `cat NN-PHASE.mlir NN-PHASE.weights
/// | snn-opt` does.
class PhaseDumps {
public:
  /// `withWeights`: the weights stand in the text.
  PhaseDumps(std::string directory, bool withWeights) : directory(std::move(directory)), withWeights(withWeights) {}

  void begin(size_t index, const Phase &phase);
  /// Looks at the passes of a manager: those of the phase that began.
  void watch(mlir::PassManager &manager);
  /// What `phase` (the import, too) left. Fails where it cannot be written.
  llvm::Error add(size_t index, llvm::StringRef phase, mlir::ModuleOp module);
  /// The phase that began last has failed: the index says so. Returns the command that does it again.
  llvm::Expected<std::string> fail();

private:
  class Watch;
  /// A module in files, and as it is compared with the next.
  struct Dump {
    std::string file, text; ///< without an ending
    bool hasWeights = false;
    uint64_t operations = 0;
  };

  void passBegins(const mlir::Pass &pass, mlir::Operation *anchor);
  void passEnds(const mlir::Pass &pass, mlir::Operation *anchor);
  llvm::Error write(const std::string &file, mlir::ModuleOp module, nlohmann::ordered_json &entry);
  llvm::Error writeIndex();
  /// What brings a module that was written to snn-opt.
  std::string replay(const Dump &from, const std::string &pipeline) const;

  using Clock = std::chrono::steady_clock;
  std::string directory;
  bool withWeights;
  size_t phaseIndex = 0;
  std::string begun, phasePipeline; ///< of the phase
  std::string passPipeline;         ///< of the pass that began last
  bool passFailed = false;
  Dump last, lastPhase;
  Clock::time_point phaseSince = Clock::now(), passSince;
  std::string failure; ///< of a file of a pass, told by the next `add`; empty: none
  nlohmann::ordered_json phases = nlohmann::ordered_json::array(), passes = nlohmann::ordered_json::array();
  nlohmann::ordered_json failed;
};

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_PHASEDUMPS_H
