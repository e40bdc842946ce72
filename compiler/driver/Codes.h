//===- Codes.h - what the codes of messages mean ----------------*- C++ -*-===//
//
// The one table behind `snnc explain`, docs/diagnostics.md and the rules of SARIF.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_DRIVER_CODES_H
#define SNNC_COMPILER_DRIVER_CODES_H

#include "compiler/diagnostics/FailureCause.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace snnc::driver {

struct Code {
  enum class Level { Warning, Error };

  llvm::StringRef name;
  Level level;
  llvm::StringRef title, cause;
  std::vector<llvm::StringRef> remedies;
  llvm::StringRef example; ///< a command
};

/// All codes, in order.
llvm::ArrayRef<Code> allCodes();

/// Null where there is none; in capitals or not.
const Code *findCode(llvm::StringRef name);

/// Cause, remedies and example, as text.
std::string textOf(const Code &code);

/// The code of a failure, empty without one; with numbers of need and have it is one of size.
llvm::StringRef codeOf(FailureCause cause, bool hasNeeds = false);

/// The page docs/diagnostics.md.
std::string codesAsMarkdown();

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_CODES_H
