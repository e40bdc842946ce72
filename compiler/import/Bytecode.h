//===- Bytecode.h - networks in MLIR's bytecode -----------------*- C++ -*-===//
//
// MLIR's bytecode reader trusts the numbers that it finds: a damaged file can crash it, or take all memory.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_BYTECODE_H
#define SNNC_COMPILER_IMPORT_BYTECODE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBuffer.h"

namespace snnc {

/// Whether the bytes claim to be bytecode.
bool isBytecode(llvm::StringRef bytes);

/// Where bytecode must lie in memory: sections of it are aligned, and used where they lie.
constexpr uint64_t kBytecodeAlignment = 4096;

/// Reads bytecode, named by its file, in a child process first, and where that goes well again here. Mistakes are
/// reported on the context; a file of another version of the dialect snn is one.
mlir::OwningOpRef<mlir::ModuleOp> readBytecode(std::unique_ptr<llvm::MemoryBuffer> bytes, mlir::MLIRContext *context);

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_BYTECODE_H
