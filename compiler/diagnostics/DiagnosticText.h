//===- DiagnosticText.h - diagnostics in words ------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DIAGNOSTICS_DIAGNOSTICTEXT_H
#define SNNC_COMPILER_DIAGNOSTICS_DIAGNOSTICTEXT_H

#include "mlir/IR/Diagnostics.h"
#include <string>

namespace snnc {

/// The first file position and the first name that a location holds; empty where it has none.
void describePlace(mlir::Location location, std::string &file, std::string &name);

/// A diagnostic with its place, as `file: kind: 'name': message`.
std::string renderDiagnostic(mlir::Diagnostic &diagnostic, llvm::StringRef kind);

} // namespace snnc

#endif // SNNC_COMPILER_DIAGNOSTICS_DIAGNOSTICTEXT_H
