//===- Check.cpp - snnc check ---------------------------------------------===//
//
// Goes as far as it can: the importers go on behind a mistake, and what they could build of a network with mistakes is
// still asked for layers that no core has. Passes report all layers that they refuse.
//
//===----------------------------------------------------------------------===//
#include "compiler/analysis/IntegerForm.h"
#include "compiler/driver/Command.h"
#include "compiler/driver/NeedsText.h"
#include "dialect/snn/SnnDialect.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

namespace {

/// One reason why the network would not compile.
struct Problem {
  std::string file, layer, message;
  std::vector<std::string> notes;

  bool operator==(const Problem &other) const {
    return file == other.file && layer == other.layer && message == other.message;
  }
};

/// Keeps the errors of a context, each once.
class ProblemList {
public:
  explicit ProblemList(MLIRContext &context) : context(context) {
    context.printOpOnDiagnostic(false);
    handler = context.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
        return success();
      Problem problem;
      describePlace(diagnostic.getLocation(), problem.file, problem.layer);
      problem.message = diagnostic.str();
      for (Diagnostic &note : diagnostic.getNotes())
        problem.notes.push_back(renderDiagnostic(note, "note"));
      if (llvm::find(problems, problem) == problems.end())
        problems.push_back(std::move(problem));
      return success();
    });
  }
  ~ProblemList() { context.getDiagEngine().eraseHandler(handler); }

  std::vector<Problem> problems;

private:
  MLIRContext &context;
  DiagnosticEngine::HandlerID handler;
};

/// What a check comes to.
struct CheckResult {
  int code = Done;
  std::vector<std::string> unchecked; ///< phases that were not reached
  std::vector<std::string> assumptions;
  OwningOpRef<ModuleOp> module;
  std::vector<ResourceNeed> needs; ///< where it came behind "simplify" and the target says
  std::vector<Remedy> remedies;    ///< of a network that does not fit
};

} // namespace

/// The layers of a network with mistakes that the target could not compute anyway; those of an analogue network would
/// have been converted.
static void checkUnfinished(snn::NetworkOp network, TargetAttrInterface target) {
  for (Operation &op : network.getBody().front()) {
    if (op.getNumResults() == 0 || isa<snn::AvgPool2dOp, snn::BatchNorm2dOp, snn::ReluOp, snn::NeuromorphicReluOp>(op))
      continue;
    std::optional<std::string> why = whyNoIntegerForm(&op);
    if (!why)
      why = target.whyNot(&op);
    if (why)
      op.emitError() << *why;
  }
}

/// What the shapes of the layers say already, before anything is quantised.
static LogicalResult checkNeeds(ModuleOp module) {
  auto target = module->getAttrOfType<TargetAttrInterface>(snn::SnnDialect::kTargetAttr);
  for (auto network : module.getOps<snn::NetworkOp>())
    if (failed(target.checkNeeds(network, /*weightBits=*/0)))
      return failure();
  return success();
}

static CheckResult check(MLIRContext &context, const TargetRegistry &targets, const CheckOptions &options,
                         ChosenTarget target, const std::string &targetName, bool quiet) {
  CheckResult result;
  PipelineOptions pipeline;
  pipeline.target = targetName;
  ImportOptions import = options.import;
  import.onUnfinished = [&](snn::NetworkOp network) { checkUnfinished(network, target.attribute); };
  FailureOr<OwningOpRef<ModuleOp>> module = importNetwork(options.network, import, &context, result.assumptions);
  if (failed(module)) {
    result.code = BadInput;
    for (const Phase &phase : allPhases(targets, *target.backend, pipeline))
      result.unchecked.push_back(phase.name);
    return result;
  }
  result.module = std::move(*module);
  FailureOr<ChosenTarget> chosen = targets.choose(*result.module, targetName);
  if (failed(chosen)) {
    result.code = BadInput;
    return result;
  }
  FailureOr<std::vector<Phase>> phases =
      remainingPhases(*result.module, allPhases(targets, *chosen->backend, pipeline));
  if (failed(phases)) {
    result.code = BadInput;
    return result;
  }
  // What remedies are looked for in: nothing of a module that is further.
  Compilation tried;
  tried.target = *chosen;
  if (!phases->empty() && phases->front().name == "convert")
    tried.imported = result.module->clone();
  Progress progress("phase", phases->size(), quiet);
  for (auto [index, phase] : llvm::enumerate(*phases)) {
    progress.advance(index + 1);
    if (result.code != Done) {
      result.unchecked.push_back(phase.name);
      continue;
    }
    if (FailureCause cause = runPhase(*result.module, phase); cause != FailureCause::None) {
      result.code = fail(Failure::reported(cause));
    } else if (phase.name == "simplify") {
      tried.simplified = result.module->clone();
      result.needs = needsOf(*result.module, /*weightBits=*/0);
      if (failed(checkNeeds(*result.module)))
        result.code = DoesNotFit;
    }
  }
  if (result.code == DoesNotFit && !quiet)
    result.remedies = findRemedies(targets, pipeline, tried);
  return result;
}

static void print(const CheckOptions &options, const std::string &target, const CheckResult &result,
                  const std::vector<Problem> &problems, const CommonOptions &common) {
  if (common.json) {
    json list = json::array();
    for (const Problem &problem : problems)
      list.push_back({{"file", problem.file},
                      {"layer", problem.layer.empty() ? json(nullptr) : json(problem.layer)},
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
  for (const Problem &problem : problems) {
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
    llvm::errs() << "note: because of them these phases were not reached: "
                 << fmt::format("{}", fmt::join(result.unchecked, ", ")) << "\n";
}

int driver::runCheck(const TargetRegistry &targets, const CheckOptions &options, const CommonOptions &common) {
  Session session(targets, common);
  std::string name = common.target.empty() ? targets.defaultName().str() : common.target;
  llvm::Expected<ChosenTarget> target = targets.load(name, session.context);
  if (!target)
    return fail(BadInput, target.takeError());
  ProblemList list(session.context);
  CheckResult result = check(session.context, targets, options, *target, name, common.quiet);
  if (!common.quiet)
    for (const std::string &assumption : result.assumptions)
      llvm::errs() << "note: " << assumption << "\n";
  print(options, name, result, list.problems, common);
  return result.code;
}
