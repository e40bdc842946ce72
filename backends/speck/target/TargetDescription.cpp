//===- TargetDescription.cpp - the limits of a Speck chip -----------------===//

#include "backends/speck/target/TargetDescription.h"
#include "support/json/Json.h"
#include "support/preset/Preset.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"
#include <vector>

using namespace snnc;
using namespace snnc::speck;
using nlohmann::json;

static const char schemaText[] =
#include "backends/speck/target/target.schema.json.inc"
    ;

static const Preset presets[] = {
    {
        "speck2b",
#include "backends/speck/targets/speck2b.json.inc"
    },
    {
        "speck2f",
#include "backends/speck/targets/speck2f.json.inc"
    },
};

llvm::ArrayRef<llvm::StringRef> speck::presetNames() {
  static const std::vector<llvm::StringRef> names = namesOf(presets);
  return names;
}

llvm::StringRef speck::presetText(llvm::StringRef name) { return textOf(presets, name); }

int64_t speck::ceilLog2(int64_t value) { return value <= 1 ? 0 : int64_t(llvm::Log2_64_Ceil(uint64_t(value))); }

int64_t speck::kernelWordsOf(int64_t in, int64_t out, int64_t kernel) {
  return in << (ceilLog2(kernel * kernel) + ceilLog2(out));
}

int64_t speck::neuronWordsOf(int64_t channels, int64_t height, int64_t width) {
  return channels << (ceilLog2(height) + ceilLog2(width));
}

/// A number of a target file is itself, or an object that says where it comes from.
static const json &valueOf(const json &document, const char *key) {
  const json &found = document[key];
  return found.is_object() ? found["value"] : found;
}

llvm::Expected<TargetDescription> TargetDescription::from(const json &document, llvm::StringRef where) {
  if (llvm::Error error = checkJson(document, where, schemaText))
    return std::move(error);
  TargetDescription target;
  target.name = document["name"].get<std::string>();
  target.module = document["module"].get<std::string>();
  target.kernelWords = valueOf(document, "kernelWords").get<std::array<int64_t, kCores>>();
  target.neuronWords = valueOf(document, "neuronWords").get<std::array<int64_t, kCores>>();
  target.biasWords = valueOf(document, "biasWords").get<int64_t>();
  target.greatestPooling = valueOf(document, "greatestPooling").get<int64_t>();
  target.lowerBoundFactor = valueOf(document, "lowerBoundFactor").get<int64_t>();
  target.hasReadout = document.value("outputs", "monitor") == "readout";
  if (target.hasReadout && target.module == "speck2b")
    return llvm::createStringError(where + ": outputs is 'readout', but a core of Speck2b cannot reach the readout "
                                           "core; 'monitor' would fit, or module 'speck2f'");
  return target;
}

llvm::Expected<TargetDescription> TargetDescription::parse(llvm::StringRef text, llvm::StringRef where) {
  llvm::Expected<json> document = parseJson(text, where);
  if (!document)
    return document.takeError();
  llvm::Expected<TargetDescription> target = from(*document, where);
  if (!target || !document->contains("template"))
    return target;
  llvm::SmallString<128> path = llvm::sys::path::parent_path(where);
  llvm::sys::path::append(path, (*document)["template"].get<std::string>());
  llvm::Expected<std::string> found = readTextFile(path);
  if (!found)
    return found.takeError();
  llvm::Expected<json> read = parseJson(*found, path);
  if (!read)
    return read.takeError();
  target->templateText = nlohmann::ordered_json::parse(*found).dump();
  return target;
}

nlohmann::ordered_json TargetDescription::toJson() const {
  return {{"format", format.str()},
          {"version", 1},
          {"name", name},
          {"module", module},
          {"kernelWords", kernelWords},
          {"neuronWords", neuronWords},
          {"biasWords", biasWords},
          {"greatestPooling", greatestPooling},
          {"lowerBoundFactor", lowerBoundFactor},
          {"outputs", hasReadout ? "readout" : "monitor"}};
}
