//===- BytecodeHeader.h - which dialects bytecode was written with -*- C++ -*-===//
#ifndef SNNC_COMPILER_IMPORT_BYTECODEHEADER_H
#define SNNC_COMPILER_IMPORT_BYTECODEHEADER_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace snnc {

/// Whether bytecode that uses a dialect says its version: nothing where the dialect is not used, or the bytes are not
/// understood. MLIR asks a dialect about versions that are there only, and does not say that there was none.
std::optional<bool> hasDialectVersion(llvm::StringRef bytes, llvm::StringRef dialect);

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_BYTECODEHEADER_H
