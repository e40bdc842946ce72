//===- PhaseDumps.h - the IR behind each phase, as files --------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_PHASEDUMPS_H
#define SNNC_COMPILER_DRIVER_PHASEDUMPS_H

#include "compiler/target/Phase.h"
#include "mlir/IR/BuiltinOps.h"
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

namespace snnc::driver {

/// A module as text, with its locations.
std::string printModule(mlir::ModuleOp module);

/// Writes a folder: `NN-PHASE.mlir` for each phase, short enough to read, its weights in `NN-PHASE.weights` beside it,
/// and `index.json`. Both files one behind the other are the module: `snnc compile NN-PHASE.mlir` reads them so, and
/// `cat NN-PHASE.mlir NN-PHASE.weights | snn-opt` does.
class PhaseDumps {
public:
  /// `withWeights`: the weights stand in the text.
  PhaseDumps(std::string directory, bool withWeights) : directory(std::move(directory)), withWeights(withWeights) {}

  void begin(const Phase &phase);
  /// What `phase` (the import, too) left. Fails where it cannot be written.
  llvm::Error add(size_t index, llvm::StringRef phase, mlir::ModuleOp module);
  /// The phase that began last has failed: the index says so. Returns the command that does it again.
  llvm::Expected<std::string> fail();

private:
  llvm::Error writeIndex();
  /// What brings the last module that was written to snn-opt.
  std::string replay() const;

  std::string directory;
  bool withWeights;
  std::string pipeline, begun, lastFile, lastText;
  bool lastHasWeights = false;
  uint64_t lastOperations = 0;
  std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
  nlohmann::ordered_json phases = nlohmann::ordered_json::array();
  nlohmann::ordered_json failed;
};

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_PHASEDUMPS_H
