//===- FailureCause.h - whose fault a failure is ----------------*- C++ -*-===//
//
// A pass that fails has said why in a diagnostic. Most say that the target cannot hold the network; the others carry
// their cause, so that a tool can tell the user what to change. What a phase says without a cause is read as its
// PhasePass says.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_DIAGNOSTICS_FAILURECAUSE_H
#define SNNC_COMPILER_DIAGNOSTICS_FAILURECAUSE_H

#include "mlir/IR/Diagnostics.h"

namespace snnc {

enum class FailureCause {
  None,
  Target,    ///< the network is sound, and does not fit the target
  Input,     ///< the network is at fault, whatever the target
  Usage,     ///< an option has a value that it cannot have
  Defect,    ///< this compiler is: what a pass left does not verify
  Difference ///< engines differ, or one broke down
};

/// Notes the cause in a diagnostic that is being built.
mlir::InFlightDiagnostic causedBy(FailureCause cause, mlir::InFlightDiagnostic diagnostic);

/// The cause that a diagnostic notes; `None` where it notes none.
FailureCause causeOf(mlir::Diagnostic &diagnostic);

} // namespace snnc

#endif // SNNC_COMPILER_DIAGNOSTICS_FAILURECAUSE_H
