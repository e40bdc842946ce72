//===- WeightsFile.h - weights beside the text of a module ------*- C++ -*-===//
//
// MLIR prints the bytes of large attributes in a section at the end of the text. In a file of their own they leave the
// text short; both files one behind the other are the module as MLIR prints it.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_WEIGHTSFILE_H
#define SNNC_COMPILER_IMPORT_WEIGHTSFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>
#include <utility>

namespace snnc {

/// The text of a module without the section of its weights, and that section, which may be empty.
std::pair<llvm::StringRef, llvm::StringRef> splitWeights(llvm::StringRef text);

/// The line in front of a text whose weights lie in a file of this name beside it.
std::string markWeights(llvm::StringRef name);

/// The text with its weights, where its first line names them; else the bytes as they are. Fails where they cannot be
/// read, or the name leads out of the folder.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> joinWeights(std::unique_ptr<llvm::MemoryBuffer> text);

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_WEIGHTSFILE_H
