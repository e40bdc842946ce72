//===- Check.cpp - snnc check ---------------------------------------------===//

#include "compiler/compilation/CheckNetwork.h"
#include "compiler/driver/Codes.h"
#include "compiler/driver/Command.h"
#include "compiler/driver/Messages.h"
#include "compiler/driver/NeedsText.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

static llvm::StringRef codeOf(const NetworkProblem &problem) {
  return driver::codeOf(problem.cause, !problem.needs.empty());
}

/// The problems are the result of the command: as messages they are told only where these are a document.
static void collect(const NetworkCheck &result) {
  if (!Messages::get().collects())
    return;
  for (const NetworkProblem &problem : result.problems)
    Messages::get().add({Message::Level::Error, codeOf(problem).str(), problem.place, problem.message, problem.notes},
                        "");
}

static void print(const CheckOptions &options, const std::string &target, const NetworkCheck &result,
                  const CommonOptions &common) {
  const std::vector<NetworkProblem> &problems = result.problems;
  if (common.json) {
    json list = json::array();
    for (const NetworkProblem &problem : problems)
      list.push_back({{"file", problem.file},
                      {"layer", problem.layer.empty() ? json(nullptr) : json(problem.layer)},
                      {"code", codeOf(problem).str()},
                      {"message", problem.message},
                      {"notes", problem.notes}});
    llvm::outs() << toText({{"network", options.network},
                            {"target", target},
                            {"compiles", problems.empty()},
                            {"problems", list},
                            {"needs", describeNeeds(result.needs)},
                            {"remedies", describeRemedies(result.remedies)},
                            {"unchecked", result.unchecked}})
                 << "\n";
    return;
  }
  for (const NetworkProblem &problem : problems) {
    std::string layer = "'" + problem.layer + "'";
    bool says = problem.layer.empty() || problem.message.find(layer) != std::string::npos;
    llvm::outs() << (problem.file.empty() ? options.network : problem.file) << ": " << (says ? "" : layer + ": ")
                 << problem.message << "\n";
    for (const std::string &note : problem.notes)
      llvm::outs() << "  " << note << "\n";
  }
  if (!common.quiet)
    llvm::outs() << renderNeeds(result.needs);
  if (problems.empty())
    llvm::outs() << options.network << " compiles for " << target << "\n";
  else
    llvm::outs() << fmt::format("{} {}\n", problems.size(), problems.size() == 1 ? "problem" : "problems");
  for (const Remedy &remedy : result.remedies)
    llvm::outs() << "tried: it fits with " << remedy.text << "\n";
  if (!result.unchecked.empty() && !common.quiet)
    note(fmt::format("because of them these phases were not reached: {}", fmt::join(result.unchecked, ", ")));
}

int driver::runCheck(const TargetRegistry &targets, const CheckOptions &options, const CommonOptions &common) {
  Session session(targets, common);
  std::string name = common.target.empty() ? targets.defaultName().str() : common.target;
  llvm::Expected<ChosenTarget> target = targets.load(name, session.context);
  if (!target)
    return fail(BadInput, target.takeError());
  CompilationOptions check;
  check.network = options.network;
  check.import = options.import;
  check.pipeline.target = name;
  Progress progress("phase", allPhases(targets, *target->backend, {}).size(), common.quiet);
  uint64_t begun = 0;
  check.onPhase = [&](size_t, const Phase &) { progress.advance(++begun); };
  NetworkCheck result = checkNetwork(session.context, targets, check, *target, !common.quiet);
  if (!common.quiet)
    printAssumptions(result.assumptions);
  collect(result);
  print(options, name, result, common);
  return result.failure ? fail(result.failure) : int(Done);
}
