//===- Must.h - results that a test relies on -------------------*- C++ -*-===//
#ifndef SNNC_TESTS_SIM_MUST_H
#define SNNC_TESTS_SIM_MUST_H

#include "llvm/Support/Error.h"
#include "llvm/Support/ErrorHandling.h"

namespace snnc::test {

/// The value, or the end of the test program with the error: unlike llvm::cantFail also in a release build.
template <typename T> T must(llvm::Expected<T> result) {
  if (!result)
    llvm::report_fatal_error(llvm::Twine(llvm::toString(result.takeError())), /*gen_crash_diag=*/false);
  return std::move(*result);
}
inline void must(llvm::Error error) {
  if (error)
    llvm::report_fatal_error(llvm::Twine(llvm::toString(std::move(error))), /*gen_crash_diag=*/false);
}

} // namespace snnc::test

#endif // SNNC_TESTS_SIM_MUST_H
