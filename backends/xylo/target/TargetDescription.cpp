//===- TargetDescription.cpp - the limits of a Xylo chip ------------------===//

#include "backends/xylo/target/TargetDescription.h"
#include "support/json/Json.h"
#include "support/preset/Preset.h"
#include <fmt/format.h>
#include <vector>

using namespace snnc;
using namespace snnc::xylo;
using nlohmann::json;

static const char schemaText[] =
#include "backends/xylo/target/target.schema.json.inc"
    ;

static const Preset presets[] = {
    {
        "xylo-a2",
#include "backends/xylo/targets/xylo-a2.json.inc"
    },
    {
        "xylo-a3",
#include "backends/xylo/targets/xylo-a3.json.inc"
    },
    {
        "xylo-imu",
#include "backends/xylo/targets/xylo-imu.json.inc"
    },
};

llvm::ArrayRef<llvm::StringRef> xylo::presetNames() {
  static const std::vector<llvm::StringRef> names = namesOf(presets);
  return names;
}

llvm::StringRef xylo::presetText(llvm::StringRef name) { return textOf(presets, name); }

/// A number of a target file is itself, or an object that says where it comes from.
static int64_t numberOf(const json &document, const char *key, int64_t absent = 0) {
  auto found = document.find(key);
  if (found == document.end())
    return absent;
  return found->is_object() ? (*found)["value"].get<int64_t>() : found->get<int64_t>();
}

llvm::Expected<TargetDescription> TargetDescription::from(const json &document, llvm::StringRef where) {
  if (llvm::Error error = checkJson(document, where, schemaText))
    return std::move(error);
  TargetDescription target;
  target.name = document["name"].get<std::string>();
  target.module = document["module"].get<std::string>();
  target.inputs = numberOf(document, "inputs");
  target.hidden = numberOf(document, "hidden");
  target.outputs = numberOf(document, "outputs");
  target.synapses = numberOf(document, "synapses");
  target.inputWindow = numberOf(document, "inputWindow", target.hidden);
  target.outputWindow = numberOf(document, "outputWindow", target.hidden);
  target.fanOut = numberOf(document, "fanOut", target.hidden);
  target.hiddenSynapses = numberOf(document, "hiddenSynapses", target.hidden * target.hidden);
  target.weightShift = numberOf(document, "weightShift");
  for (auto [key, value] : {std::pair("inputWindow", target.inputWindow),
                            std::pair("outputWindow", target.outputWindow), std::pair("fanOut", target.fanOut)})
    if (value > target.hidden)
      return llvm::createStringError(
          fmt::format("{}: {} is {}, of {} hidden neurons", where.str(), key, value, target.hidden));
  return target;
}

llvm::Expected<TargetDescription> TargetDescription::parse(llvm::StringRef text, llvm::StringRef where) {
  llvm::Expected<json> document = parseJson(text, where);
  if (!document)
    return document.takeError();
  return from(*document, where);
}

nlohmann::ordered_json TargetDescription::toJson() const {
  return {{"format", format.str()},
          {"version", 1},
          {"name", name},
          {"module", module},
          {"inputs", inputs},
          {"hidden", hidden},
          {"outputs", outputs},
          {"synapses", synapses},
          {"inputWindow", inputWindow},
          {"outputWindow", outputWindow},
          {"fanOut", fanOut},
          {"hiddenSynapses", hiddenSynapses},
          {"weightShift", weightShift}};
}
