//===- Phase.h - passes that are run and named together ---------*- C++ -*-===//
#ifndef SNNC_COMPILER_TARGET_PHASE_H
#define SNNC_COMPILER_TARGET_PHASE_H

#include "compiler/diagnostics/FailureCause.h"
#include "mlir/Pass/Pass.h"
#include <functional>
#include <string>
#include <vector>

namespace snnc {

/// A pass of a phase, made anew for each run, and the operations in the module that it runs on.
struct PhasePass {
  std::function<std::unique_ptr<mlir::Pass>()> create;
  std::string anchor = {};                   ///< name of an operation that the module holds; empty: the module itself
  FailureCause cause = FailureCause::Target; ///< of a failure whose diagnostic notes none
};

/// A phase: its name in `--stop-after`, `snn.phase` and dumps, and the passes that make it.
struct Phase {
  std::string name;
  std::vector<PhasePass> passes;

  /// The passes as snn-opt takes them.
  std::string text() const;
};

/// Makes each phase known to snn-opt as the pipeline `snnc-NAME`.
void registerPhases(llvm::ArrayRef<Phase> phases);

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_PHASE_H
