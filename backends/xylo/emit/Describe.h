//===- Describe.h - what was made of a network, for program.json -*- C++ -*-===//
#ifndef SNNC_BACKENDS_XYLO_EMIT_DESCRIBE_H
#define SNNC_BACKENDS_XYLO_EMIT_DESCRIBE_H

#include "backends/xylo/emit/Assemble.h"

namespace snnc::xylo {

/// The chip's part of program.json, and the schema that it keeps.
nlohmann::ordered_json describeProgram(ProgramOp program, const CoreProgram &assembled);
llvm::StringRef programSchema();

/// What `snnc compile` prints of a program.json.
std::string programTable(const nlohmann::ordered_json &program);

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_EMIT_DESCRIBE_H
