//===- JsonText.h - JSON that people can read -------------------*- C++ -*-===//
#ifndef SNNC_SUPPORT_JSON_JSONTEXT_H
#define SNNC_SUPPORT_JSON_JSONTEXT_H

#include <nlohmann/json.hpp>
#include <string>

namespace snnc {

/// The document with a line for each member and each row of numbers.
std::string formatJson(const nlohmann::ordered_json &document);

} // namespace snnc

#endif // SNNC_SUPPORT_JSON_JSONTEXT_H
