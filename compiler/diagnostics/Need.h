//===- Need.h - the numbers behind "does not fit" ---------------*- C++ -*-===//
//
// A diagnostic that says that something does not fit names in words what is needed and what there is. Who draws it
// needs the same as numbers: they travel in the diagnostic.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_DIAGNOSTICS_NEED_H
#define SNNC_COMPILER_DIAGNOSTICS_NEED_H

#include "mlir/IR/Diagnostics.h"
#include <string>
#include <vector>

namespace snnc {

struct Need {
  std::string what;
  int64_t need = 0, have = 0;
};

/// Notes the numbers in a diagnostic that is being built.
void noteNeed(mlir::InFlightDiagnostic &diagnostic, llvm::StringRef what, int64_t need, int64_t have);
mlir::InFlightDiagnostic withNeed(mlir::InFlightDiagnostic diagnostic, llvm::StringRef what, int64_t need,
                                  int64_t have);

/// What was noted, in order.
std::vector<Need> needsOf(mlir::Diagnostic &diagnostic);

} // namespace snnc

#endif // SNNC_COMPILER_DIAGNOSTICS_NEED_H
