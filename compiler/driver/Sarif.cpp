//===- Sarif.cpp - messages as SARIF 2.1.0 --------------------------------===//

#include "compiler/driver/Codes.h"
#include "compiler/driver/Messages.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

/// A path as a URI: relative where it is.
static std::string uriOf(llvm::StringRef path) {
  std::string uri = path.starts_with("/") ? "file://" : "";
  for (char c : path) {
    if (llvm::isAlnum(c) || llvm::StringRef("/-_.~").contains(c))
      uri += c;
    else
      uri += "%" + llvm::toHex(llvm::StringRef(&c, 1));
  }
  return uri;
}

static llvm::StringRef nameOf(Message::Level level) {
  return level == Message::Level::Error ? "error" : level == Message::Level::Warning ? "warning" : "note";
}

static json describeRule(const Code &code) {
  return {{"id", code.name.str()},
          {"shortDescription", {{"text", code.title.str()}}},
          {"fullDescription", {{"text", code.cause.str()}}},
          {"help", {{"text", textOf(code)}}},
          {"defaultConfiguration", {{"level", code.level == Code::Level::Error ? "error" : "warning"}}}};
}

static json describeLocation(const Place &place) {
  json location = json::object();
  if (!place.file.empty()) {
    location["physicalLocation"]["artifactLocation"]["uri"] = uriOf(place.file);
    if (place.line)
      location["physicalLocation"]["region"] = {{"startLine", place.line}, {"startColumn", std::max(1u, place.column)}};
  }
  if (!place.name.empty())
    location["logicalLocations"] = {{{"name", place.name}, {"kind", "layer"}}};
  return location;
}

json driver::toSarif(llvm::ArrayRef<Message> messages, int exitCode) {
  json rules = json::array(), results = json::array();
  for (const Code &code : allCodes())
    rules.push_back(describeRule(code));
  for (const Message &message : messages) {
    json result;
    if (const Code *code = findCode(message.code)) {
      result["ruleId"] = message.code;
      result["ruleIndex"] = code - allCodes().data();
    }
    result["level"] = nameOf(message.level).str();
    std::string text = message.text;
    for (const std::string &note : message.notes)
      text += "\n" + note;
    result["message"] = {{"text", text}};
    if (json location = describeLocation(message.place); !location.empty())
      result["locations"] = {location};
    results.push_back(result);
  }
  return {{"$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs",
           {{{"tool", {{"driver", {{"name", "snnc"}, {"version", SNNC_VERSION}, {"rules", rules}}}}},
             {"invocations", {{{"executionSuccessful", exitCode == 0}, {"exitCode", exitCode}}}},
             {"results", results}}}}};
}
