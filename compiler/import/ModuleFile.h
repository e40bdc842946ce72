//===- ModuleFile.h - modules in text and in bytecode -----------*- C++ -*-===//
//
// MLIR's readers trust their input: damaged bytecode can crash them or take all memory, and so can text by brackets in
// brackets.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_MODULEFILE_H
#define SNNC_COMPILER_IMPORT_MODULEFILE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBuffer.h"

namespace snnc {

/// Whether the bytes claim to be bytecode.
bool isBytecode(llvm::StringRef bytes);

/// Where a file must lie in memory: sections of bytecode are aligned, and used where they lie.
constexpr uint64_t kModuleAlignment = 4096;

/// Reads text or bytecode, named by its file and ended by a zero, in a child process first, and where that goes well
/// again here. Text may have its weights in a file beside it (WeightsFile.h). Mistakes are reported on the context;
/// bytecode of another version of the dialect snn is one.
mlir::OwningOpRef<mlir::ModuleOp> readModule(std::unique_ptr<llvm::MemoryBuffer> bytes, mlir::MLIRContext *context);

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_MODULEFILE_H
