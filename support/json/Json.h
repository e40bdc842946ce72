//===- Json.h - JSON with a schema, without exceptions ----------*- C++ -*-===//
#ifndef SNNC_SUPPORT_JSON_JSON_H
#define SNNC_SUPPORT_JSON_JSON_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <nlohmann/json.hpp>
#include <string>

namespace snnc {

/// The whole file as text. The error names the path and what the system said.
llvm::Expected<std::string> readTextFile(llvm::StringRef path);

/// Parses `text` (`where` names it in errors). With a schema (JSON Schema draft 7) the document is checked against it:
/// the error names the place in the document and what is wrong there.
llvm::Expected<nlohmann::json> parseJson(llvm::StringRef text, llvm::StringRef where, llvm::StringRef schema = {});

/// Checks a document that this program made against its schema.
llvm::Error checkJson(const nlohmann::json &document, llvm::StringRef where, llvm::StringRef schema);

} // namespace snnc

#endif // SNNC_SUPPORT_JSON_JSON_H
