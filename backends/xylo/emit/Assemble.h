//===- Assemble.h - a program as the numbers of its files -------*- C++ -*-===//
#ifndef SNNC_BACKENDS_XYLO_EMIT_ASSEMBLE_H
#define SNNC_BACKENDS_XYLO_EMIT_ASSEMBLE_H

#include "backends/xylo/configuration/LayerMap.h"
#include "dialect/xylo/XyloDialect.h"

namespace snnc::xylo {

/// All numbers of a program, checked against its target: need and have of what does not fit.
llvm::Expected<CoreProgram> assembleProgram(ProgramOp program);

/// The program of a module's files, as a new module.
mlir::OwningOpRef<mlir::ModuleOp> disassembleProgram(const CoreProgram &program, mlir::MLIRContext *context);

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_EMIT_ASSEMBLE_H
