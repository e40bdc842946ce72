//===- Assemble.h - a program as the numbers of its files -------*- C++ -*-===//
#ifndef SNNC_BACKENDS_SPECK_EMIT_ASSEMBLE_H
#define SNNC_BACKENDS_SPECK_EMIT_ASSEMBLE_H

#include "backends/speck/configuration/LayerMap.h"
#include "dialect/speck/SpeckDialect.h"

namespace snnc::speck {

/// Fails where the program is none of its target.
llvm::Expected<ChipProgram> assembleProgram(ProgramOp program);

/// The same in reverse: what `assembleProgram` gives, as a module of one program.
mlir::OwningOpRef<mlir::ModuleOp> disassembleProgram(const ChipProgram &program, mlir::MLIRContext *context);

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_EMIT_ASSEMBLE_H
