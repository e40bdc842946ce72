//===- ShellQuote.h - arguments of commands that are printed ----*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_SHELLQUOTE_H
#define SNNC_COMPILER_DRIVER_SHELLQUOTE_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace snnc::driver {

/// The text as one argument of a POSIX shell: names of layers and folders are others' and may hold anything.
inline std::string shellQuote(llvm::StringRef text) {
  std::string result = "'";
  for (char c : text)
    result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_SHELLQUOTE_H
