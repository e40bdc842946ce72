//===- Init.h - what every tool knows ---------------------------*- C++ -*-===//
//
// The one list of dialects and passes of the project. Every tool calls it, so that all know the same.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_TOOLS_INIT_H
#define SNNC_COMPILER_TOOLS_INIT_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace snnc {

/// Adds every dialect that our files may hold.
void registerDialects(mlir::DialectRegistry &registry);

/// Makes every pass known by its flag: our own, and the general ones of MLIR that are of use beside them.
void registerPasses();

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_INIT_H
