//===- CheckNetwork.h - every reason why a network fails --------*- C++ -*-===//
#ifndef SNNC_COMPILER_COMPILATION_CHECKNETWORK_H
#define SNNC_COMPILER_COMPILATION_CHECKNETWORK_H

#include "compiler/compilation/Remedies.h"
#include "compiler/diagnostics/DiagnosticText.h"
#include "compiler/diagnostics/Need.h"

namespace snnc {

/// One reason why a network would not compile.
struct NetworkProblem {
  std::string file, layer, message;
  Place place; ///< the same file, and the position in it
  FailureCause cause = FailureCause::None;
  std::vector<std::string> notes;
  std::vector<Need> needs; ///< the numbers behind it, where it is one of size

  bool operator==(const NetworkProblem &other) const {
    return file == other.file && layer == other.layer && message == other.message;
  }
};

/// What a check comes to.
struct NetworkCheck {
  Failure failure;
  std::vector<NetworkProblem> problems;
  std::vector<std::string> unchecked; ///< phases that were not reached
  std::vector<std::string> assumptions;
  ChosenTarget target;
  mlir::OwningOpRef<mlir::ModuleOp> module; ///< as far as it came
  std::vector<ResourceNeed> needs;          ///< where it came behind "simplify" and the target says
  std::vector<Remedy> remedies;             ///< of a network that does not fit, where they were asked for
};

/// Goes as far as it can: the importers go on behind a mistake, and what they could build of a network with mistakes is
/// still asked for layers that no core has. Passes report all layers that they refuse. Of the options network, import,
/// pipeline, onPhase and onModule are used; the target of the pipeline is a name or file.
NetworkCheck checkNetwork(mlir::MLIRContext &context, const TargetRegistry &targets, const CompilationOptions &options,
                          ChosenTarget target, bool withRemedies = true);

} // namespace snnc

#endif // SNNC_COMPILER_COMPILATION_CHECKNETWORK_H
