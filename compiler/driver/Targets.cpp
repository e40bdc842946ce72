//===- Targets.cpp - snnc targets -----------------------------------------===//

#include "compiler/driver/Command.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

/// Every limit of a target.
static llvm::Expected<json> describe(const TargetRegistry &targets, llvm::StringRef name, mlir::MLIRContext &context) {
  llvm::Expected<ChosenTarget> target = targets.load(name, context);
  if (!target)
    return target.takeError();
  return target->backend->describeTarget(target->attribute);
}

static int printOne(const json &target, bool asJson) {
  if (asJson) {
    llvm::outs() << toText(target) << "\n";
    return Done;
  }
  for (const auto &[key, value] : target.items())
    llvm::outs() << fmt::format("{:<14} {}\n", key, value.is_string() ? value.get<std::string>() : value.dump());
  return Done;
}

int driver::runTargets(const TargetRegistry &targets, const std::string &name, const CommonOptions &common) {
  Session session(targets, common);
  if (!name.empty()) {
    llvm::Expected<json> target = describe(targets, name, session.context);
    return target ? printOne(*target, common.json) : fail(BadInput, target.takeError());
  }
  json all = json::array();
  for (llvm::StringRef known : targets.names()) {
    llvm::Expected<json> target = describe(targets, known, session.context);
    if (!target)
      return fail(Defect, target.takeError());
    all.push_back(*target);
  }
  if (common.json) {
    llvm::outs() << toText(all) << "\n";
    return Done;
  }
  llvm::outs() << fmt::format("{:<10} {:>6} {:>9} {:>10}\n", "target", "cores", "neurons", "weights");
  for (const json &target : all)
    llvm::outs() << fmt::format("{:<10} {:>6} {:>9} {:>10}\n", target["name"].get<std::string>(),
                                target["cores"].get<int64_t>(), target["neurons"].get<int64_t>(),
                                target["weights"].get<int64_t>());
  // Of chips that others make.
  for (const json &target : all)
    if (target.contains("verified"))
      llvm::outs() << fmt::format("{}: {}\n", target["name"].get<std::string>(), target["verified"].get<std::string>());
  return Done;
}
