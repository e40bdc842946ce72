//===- Failure.h - why a run or a compilation did not end -------*- C++ -*-===//
#ifndef SNNC_COMPILER_EXECUTION_FAILURE_H
#define SNNC_COMPILER_EXECUTION_FAILURE_H

#include "compiler/diagnostics/FailureCause.h"
#include "llvm/Support/Error.h"
#include <string>

namespace snnc {

/// True where something failed. A failure that a diagnostic has reported already carries no message.
struct [[nodiscard]] Failure {
  FailureCause cause = FailureCause::None;
  std::string message;

  explicit operator bool() const { return cause != FailureCause::None; }

  static Failure none() { return {}; }
  static Failure reported(FailureCause cause) { return {cause, ""}; }
  /// An engine that broke down is a difference; any other error of an engine or of data is the input's.
  static Failure of(llvm::Error error);
  static Failure of(FailureCause cause, llvm::Error error) { return {cause, llvm::toString(std::move(error))}; }
};

} // namespace snnc

#endif // SNNC_COMPILER_EXECUTION_FAILURE_H
