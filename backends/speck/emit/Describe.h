//===- Describe.h - what was made of a network, for program.json -*- C++ -*-===//
#ifndef SNNC_BACKENDS_SPECK_EMIT_DESCRIBE_H
#define SNNC_BACKENDS_SPECK_EMIT_DESCRIBE_H

#include "backends/speck/configuration/LayerMap.h"
#include "dialect/speck/SpeckDialect.h"

namespace snnc::speck {

/// The backend's part of program.json, and the schema that all of it keeps.
nlohmann::ordered_json describeProgram(ProgramOp program, const ChipProgram &assembled);
llvm::StringRef programSchema();

/// The table that `snnc compile` prints of a program.json.
std::string programTable(const nlohmann::ordered_json &program);

} // namespace snnc::speck

#endif // SNNC_BACKENDS_SPECK_EMIT_DESCRIBE_H
