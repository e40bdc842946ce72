//===- CheckNetwork.cpp - every reason why a network fails ----------------===//

#include "compiler/compilation/CheckNetwork.h"
#include "compiler/analysis/IntegerForm.h"
#include "compiler/diagnostics/DiagnosticText.h"
#include "dialect/snn/SnnDialect.h"

using namespace mlir;
using namespace snnc;

namespace {
/// Keeps the errors of a context, each once.
class ProblemList {
public:
  explicit ProblemList(MLIRContext &context) : context(context) {
    context.printOpOnDiagnostic(false);
    handler = context.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
        return success();
      NetworkProblem problem;
      describePlace(diagnostic.getLocation(), problem.file, problem.layer);
      problem.place = placeOf(diagnostic.getLocation());
      problem.cause = causeOf(diagnostic);
      problem.message = diagnostic.str();
      problem.needs = needsOf(diagnostic);
      for (Diagnostic &note : diagnostic.getNotes())
        problem.notes.push_back(renderDiagnostic(note, "note"));
      if (llvm::find(problems, problem) == problems.end())
        problems.push_back(std::move(problem));
      return success();
    });
  }
  ~ProblemList() { context.getDiagEngine().eraseHandler(handler); }

  /// The cause of all errors up to now that note none.
  void setCause(FailureCause cause) {
    for (NetworkProblem &problem : problems)
      if (problem.cause == FailureCause::None)
        problem.cause = cause;
  }

  std::vector<NetworkProblem> problems;

private:
  MLIRContext &context;
  DiagnosticEngine::HandlerID handler;
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

/// Goes through the phases that are left, up to the first that fails. `tried` keeps what remedies are looked for in.
static void checkPhases(const CompilationOptions &options, ArrayRef<Phase> phases, size_t done, NetworkCheck &result,
                        Compilation &tried) {
  int64_t weightBits = options.pipeline.quantize.weightBits;
  for (auto [index, phase] : llvm::enumerate(phases)) {
    if (options.onPhase)
      options.onPhase(done + index + 1, phase);
    if (result.failure) {
      result.unchecked.push_back(phase.name);
      continue;
    }
    if (FailureCause cause = runPhase(*result.module, phase); cause != FailureCause::None) {
      result.failure = Failure::reported(cause);
      continue;
    }
    if (phase.name == "simplify") {
      tried.simplified = result.module->clone();
      result.needs = needsOf(*result.module, weightBits);
    }
    if (phase.name == "simplify" && failed(checkNeeds(*result.module, weightBits)))
      result.failure = Failure::reported(FailureCause::Target);
    else if (options.onModule)
      if (llvm::Error error = options.onModule(done + index + 1, phase.name, *result.module))
        result.failure = Failure::of(std::move(error));
  }
}

NetworkCheck snnc::checkNetwork(MLIRContext &context, const TargetRegistry &targets, const CompilationOptions &options,
                                ChosenTarget target, bool withRemedies) {
  NetworkCheck result;
  result.target = target;
  ProblemList list(context);
  auto finish = [&](FailureCause cause) {
    if (cause != FailureCause::None)
      result.failure = Failure::reported(cause);
    list.setCause(result.failure.cause);
    result.problems = std::move(list.problems);
    return std::move(result);
  };
  ImportOptions import = options.import;
  import.onUnfinished = [&](snn::NetworkOp network) {
    list.setCause(FailureCause::Input);
    checkUnfinished(network, target.attribute);
    list.setCause(FailureCause::Target);
  };
  FailureOr<OwningOpRef<ModuleOp>> module = importNetwork(options.network, import, &context, result.assumptions);
  if (failed(module)) {
    for (const Phase &phase : allPhases(targets, *target.backend, options.pipeline))
      result.unchecked.push_back(phase.name);
    return finish(FailureCause::Input);
  }
  result.module = std::move(*module);
  FailureOr<ChosenTarget> chosen = targets.choose(*result.module, options.pipeline.target);
  if (failed(chosen))
    return finish(FailureCause::Input);
  result.target = *chosen;
  std::vector<Phase> all = allPhases(targets, *chosen->backend, options.pipeline);
  FailureOr<std::vector<Phase>> phases = remainingPhases(*result.module, all);
  if (failed(phases))
    return finish(FailureCause::Input);
  size_t done = all.size() - phases->size();
  if (options.onModule)
    if (llvm::Error error = options.onModule(done, "imported", *result.module))
      result.failure = Failure::of(std::move(error));
  // Of a module that is further there is nothing to look for.
  Compilation tried;
  tried.target = *chosen;
  if (!phases->empty() && phases->front().name == "convert")
    tried.imported = result.module->clone();
  checkPhases(options, *phases, done, result, tried);
  if (result.failure.cause == FailureCause::Target && withRemedies)
    result.remedies = findRemedies(targets, options.pipeline, tried);
  return finish(FailureCause::None);
}
