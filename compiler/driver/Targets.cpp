//===- Targets.cpp - snnc targets -----------------------------------------===//

#include "backends/mesh/fields/FieldSpec.h"
#include "backends/mesh/target/TargetDescription.h"
#include "compiler/driver/Command.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

/// Every limit of a target: what its file says, and how far the fields reach.
static llvm::Expected<json> describe(llvm::StringRef name) {
  llvm::Expected<mesh::TargetDescription> target = mesh::loadTarget(name);
  if (!target)
    return target.takeError();
  llvm::Expected<mesh::FieldLayout> layout = mesh::FieldLayout::create(*target);
  if (!layout)
    return layout.takeError();
  json result = json::parse(target->canonicalJson());
  result["cores"] = target->cols * target->rows;
  result["neurons"] = uint64_t(target->cols) * target->rows * target->stateWords * target->lanes;
  result["weights"] = uint64_t(target->cols) * target->rows * target->weightWords * target->lanes;
  for (const char *field : {"kernel", "stride", "coordinate", "channel"})
    result[std::string(field) + "Max"] = (1u << layout->width(field)) - 1;
  result["packetBits"] = layout->packetBits;
  return result;
}

int driver::runTargets(const std::string &name, const CommonOptions &common) {
  if (!name.empty()) {
    llvm::Expected<json> target = describe(name);
    if (!target)
      return fail(BadInput, target.takeError());
    if (common.json)
      llvm::outs() << target->dump() << "\n";
    else
      for (const auto &[key, value] : target->items())
        llvm::outs() << fmt::format("{:<14} {}\n", key, value.is_string() ? value.get<std::string>() : value.dump());
    return Done;
  }
  json all = json::array();
  for (llvm::StringRef preset : mesh::presetNames()) {
    llvm::Expected<json> target = describe(preset);
    if (!target)
      return fail(Defect, target.takeError());
    all.push_back(*target);
  }
  if (common.json) {
    llvm::outs() << all.dump() << "\n";
    return Done;
  }
  llvm::outs() << fmt::format("{:<10} {:>6} {:>9} {:>10}\n", "target", "cores", "neurons", "weights");
  for (const json &target : all)
    llvm::outs() << fmt::format("{:<10} {:>6} {:>9} {:>10}\n", target["name"].get<std::string>(),
                                target["cores"].get<int64_t>(), target["neurons"].get<int64_t>(),
                                target["weights"].get<int64_t>());
  return Done;
}
