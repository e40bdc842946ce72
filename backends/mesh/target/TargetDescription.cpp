//===- TargetDescription.cpp - the limits of a mesh chip ------------------===//

#include "backends/mesh/target/TargetDescription.h"
#include "support/json/Json.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace snnc;
using namespace snnc::mesh;
using nlohmann::json;

static const char schemaText[] =
#include "backends/mesh/target/target.schema.json.inc"
    ;

namespace {
struct Preset {
  llvm::StringRef name, text;
};
} // namespace

static const Preset presets[] = {
    {
        "mesh2x2",
#include "backends/mesh/targets/mesh2x2.json.inc"
    },
    {
        "mesh4x4",
#include "backends/mesh/targets/mesh4x4.json.inc"
    },
};

llvm::ArrayRef<llvm::StringRef> mesh::presetNames() {
  static const std::vector<llvm::StringRef> names = [] {
    std::vector<llvm::StringRef> result;
    for (const Preset &preset : presets)
      result.push_back(preset.name);
    return result;
  }();
  return names;
}

llvm::StringRef mesh::presetText(llvm::StringRef name) {
  for (const Preset &preset : presets)
    if (preset.name == name)
      return preset.text;
  return {};
}

llvm::Expected<TargetDescription> TargetDescription::parse(llvm::StringRef text, llvm::StringRef where) {
  llvm::Expected<json> document = parseJson(text, where, schemaText);
  if (!document)
    return document.takeError();
  TargetDescription target;
  target.name = (*document)["name"].get<std::string>();
  visit(target, [&](const char *name, uint32_t &member) {
    const json &entry = (*document)[name];
    member = entry.is_object() ? entry["value"].get<uint32_t>() : entry.get<uint32_t>();
  });
  // What the schema cannot say: the count field is used whole, so that a packet's field cannot hold a forbidden count.
  if ((target.countMax & (target.countMax + 1)) != 0)
    return llvm::createStringError(where + ": countMax is " + llvm::Twine(target.countMax) +
                                   ", but must be 2^k - 1 (1, 3, 7 or 15)");
  return target;
}

std::string TargetDescription::canonicalJson() const {
  json document = {{"format", "snnc.target"}, {"version", 1}, {"name", name}};
  visit(*this, [&](const char *key, const uint32_t &member) { document[key] = member; });
  return document.dump();
}

llvm::Expected<TargetDescription> mesh::loadTarget(llvm::StringRef nameOrPath) {
  if (llvm::StringRef text = presetText(nameOrPath); !text.empty())
    return TargetDescription::parse(text, nameOrPath);
  if (!nameOrPath.contains('/') && !nameOrPath.ends_with(".json"))
    return llvm::createStringError("unknown target '" + nameOrPath + "'; known: " + llvm::join(presetNames(), ", ") +
                                   ", or the path of a target file (.json)");
  llvm::Expected<std::string> text = readTextFile(nameOrPath);
  if (!text)
    return text.takeError();
  return TargetDescription::parse(*text, nameOrPath);
}
