//===- ProgramFile.h - program.json of a compiled folder --------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_PROGRAMFILE_H
#define SNNC_COMPILER_DRIVER_PROGRAMFILE_H

#include "compiler/target/TargetRegistry.h"

namespace snnc::driver {

/// What program.json of a folder says, if it keeps the schema of the folder's backend.
llvm::Expected<nlohmann::ordered_json> readProgram(const Backend &backend, llvm::StringRef directory);
/// The folder's files must be those that were written with it, by their SHA-256.
llvm::Error checkFiles(const nlohmann::ordered_json &program, llvm::StringRef directory);
/// Both.
llvm::Expected<nlohmann::ordered_json> readProgram(const TargetRegistry &targets, llvm::StringRef directory);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_PROGRAMFILE_H
