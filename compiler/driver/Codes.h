//===- Codes.h - what the codes of warnings mean ----------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_CODES_H
#define SNNC_COMPILER_DRIVER_CODES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace snnc::driver {

struct Code {
  llvm::StringRef name, title, text;
};

/// All codes, in order.
llvm::ArrayRef<Code> allCodes();

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_CODES_H
