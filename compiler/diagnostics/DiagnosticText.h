//===- DiagnosticText.h - diagnostics in words ------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DIAGNOSTICS_DIAGNOSTICTEXT_H
#define SNNC_COMPILER_DIAGNOSTICS_DIAGNOSTICTEXT_H

#include "mlir/IR/Diagnostics.h"
#include <string>

namespace snnc {

/// Where something is in the user's files. Parts that are not known are empty, or 0.
struct Place {
  std::string file, name;
  unsigned line = 0, column = 0;
};

/// The first file position and the first name that a location holds.
Place placeOf(mlir::Location location);

/// The same, the position in the text of the file's name.
void describePlace(mlir::Location location, std::string &file, std::string &name);

/// A diagnostic with its place, as `file: kind: 'name': message`.
std::string renderDiagnostic(mlir::Diagnostic &diagnostic, llvm::StringRef kind);

} // namespace snnc

#endif // SNNC_COMPILER_DIAGNOSTICS_DIAGNOSTICTEXT_H
