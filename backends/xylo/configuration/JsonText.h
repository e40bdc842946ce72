//===- JsonText.h - JSON that people can read -------------------*- C++ -*-===//
#ifndef SNNC_BACKENDS_XYLO_CONFIGURATION_JSONTEXT_H
#define SNNC_BACKENDS_XYLO_CONFIGURATION_JSONTEXT_H

#include <nlohmann/json.hpp>
#include <string>

namespace snnc::xylo {

/// The document with a line for each member and each row of numbers.
std::string formatJson(const nlohmann::ordered_json &document);

} // namespace snnc::xylo

#endif // SNNC_BACKENDS_XYLO_CONFIGURATION_JSONTEXT_H
