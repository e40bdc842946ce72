//===- FailureCause.cpp - whose fault a failure is ------------------------===//

#include "compiler/diagnostics/FailureCause.h"

using namespace mlir;
using namespace snnc;

/// Marks the metadata entry, which other libraries may add to as well.
static constexpr llvm::StringLiteral inputMark = "snnc.cause.input", usageMark = "snnc.cause.usage";

InFlightDiagnostic snnc::causedBy(FailureCause cause, InFlightDiagnostic diagnostic) {
  if (Diagnostic *underlying = diagnostic.getUnderlyingDiagnostic(); underlying && cause != FailureCause::Target)
    underlying->getMetadata().push_back(DiagnosticArgument(cause == FailureCause::Usage ? usageMark : inputMark));
  return diagnostic;
}

FailureCause snnc::causeOf(Diagnostic &diagnostic) {
  for (const DiagnosticArgument &argument : diagnostic.getMetadata()) {
    if (argument.getKind() != DiagnosticArgument::DiagnosticArgumentKind::String)
      continue;
    if (argument.getAsString() == usageMark)
      return FailureCause::Usage;
    if (argument.getAsString() == inputMark)
      return FailureCause::Input;
  }
  return FailureCause::None;
}
