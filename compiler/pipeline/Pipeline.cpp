//===- Pipeline.cpp - the order of the passes -----------------------------===//

#include "compiler/pipeline/Pipeline.h"
#include "compiler/transforms/snn-convert-leaky/SnnConvertLeaky.h"
#include "compiler/transforms/snn-expand-ceil-pools/SnnExpandCeilPools.h"
#include "compiler/transforms/snn-expand-delays/SnnExpandDelays.h"
#include "compiler/transforms/snn-prove-bounds/SnnProveBounds.h"
#include "compiler/transforms/snn-set-target/SnnSetTarget.h"
#include "compiler/transforms/snn-simplify/SnnSimplify.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace snnc;

std::vector<Phase> snnc::networkPhases(const TargetRegistry &targets, const PipelineOptions &options) {
  SnnSetTargetOptions target{options.target.empty() ? targets.defaultName().str() : options.target};
  return {
      {"convert", {{[=] { return createSnnConvertAnalog(options.convert); }}}},
      {"simplify",
       {{[&targets, target] { return createSnnSetTarget(targets, target); }},
        {[] { return createSnnSimplify(); }},
        {[] { return createSnnConvertLeaky(); }},
        {[] { return createCanonicalizerPass(); }}}},
      {"quantize",
       {{[] { return createSnnExpandCeilPools(); }}, {[=] { return createSnnQuantize(options.quantize); }}}},
      {"prove", {{[] { return createSnnExpandDelays(); }}, {[] { return createSnnProveBounds(); }}}},
  };
}

std::vector<Phase> snnc::allPhases(const TargetRegistry &targets, const Backend &backend,
                                   const PipelineOptions &options) {
  std::vector<Phase> phases = networkPhases(targets, options);
  llvm::append_range(phases, backend.phases(options.mapping));
  return phases;
}

StringRef snnc::phaseName(StringRef name) { return name == "quantise" ? "quantize" : name; }

/// Takes the passes away that a module has gone through of the first of its remaining phases.
static LogicalResult dropPasses(ModuleOp module, std::vector<Phase> &remaining) {
  auto done = module->getAttrOfType<StringAttr>(snn::SnnDialect::kPassAttr);
  if (!done)
    return success();
  std::vector<PhasePass> none, &passes = remaining.empty() ? none : remaining.front().passes;
  auto last = llvm::find_if(passes, [&](const PhasePass &pass) { return pass.create()->getArgument() == done; });
  if (last == passes.end())
    return module.emitError() << "unknown pass '" << done.getValue() << "' behind the module's phase";
  passes.erase(passes.begin(), last + 1);
  module->removeAttr(snn::SnnDialect::kPassAttr);
  if (!passes.empty())
    return success();
  module->setAttr(snn::SnnDialect::kPhaseAttr, StringAttr::get(module.getContext(), remaining.front().name));
  remaining.erase(remaining.begin());
  return success();
}

FailureOr<std::vector<Phase>> snnc::remainingPhases(ModuleOp module, ArrayRef<Phase> phases) {
  auto done = module->getAttrOfType<StringAttr>(snn::SnnDialect::kPhaseAttr);
  bool isFresh = !done || done.getValue() == "imported";
  for (size_t behind = 0; behind <= phases.size(); ++behind)
    if (behind == 0 ? isFresh : !isFresh && phases[behind - 1].name == phaseName(done.getValue())) {
      std::vector<Phase> remaining(phases.begin() + behind, phases.end());
      if (failed(dropPasses(module, remaining)))
        return failure();
      return remaining;
    }
  InFlightDiagnostic diagnostic = module.emitError() << "unknown phase '" << done.getValue() << "'; known: imported";
  for (const Phase &phase : phases)
    diagnostic << ", " << phase.name;
  return diagnostic;
}

/// Runs one pass on its anchor, without a look at what it leaves.
static LogicalResult runPass(ModuleOp module, const PhasePass &pass, TimingScope *timing,
                             const std::function<void(PassManager &)> &watch) {
  PassManager manager = PassManager::on<ModuleOp>(module.getContext());
  manager.enableVerifier(false);
  if (watch)
    watch(manager);
  std::unique_ptr<Pass> made = pass.create();
  TimingScope timed = timing ? timing->nest(made->getArgument()) : TimingScope();
  (pass.anchor.empty() ? manager : manager.nest(pass.anchor)).addPass(std::move(made));
  return manager.run(module);
}

FailureCause snnc::runPhase(ModuleOp module, const Phase &phase, TimingScope *timing,
                            const std::function<void(PassManager &)> &watch) {
  // Looks at each error, and leaves it to whoever reports errors.
  std::optional<FailureCause> cause;
  ScopedDiagnosticHandler handler(module.getContext(), [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error && !cause)
      cause = causeOf(diagnostic);
    return failure();
  });
  for (const PhasePass &pass : phase.passes) {
    // A pass that fails without a word is a defect.
    if (failed(runPass(module, pass, timing, watch)))
      return !cause ? FailureCause::Defect : *cause == FailureCause::None ? pass.cause : *cause;
    if (failed(verify(module)))
      return FailureCause::Defect;
  }
  module->setAttr(snn::SnnDialect::kPhaseAttr, StringAttr::get(module.getContext(), phase.name));
  return FailureCause::None;
}

void snnc::registerAllPasses(const TargetRegistry &targets) {
  registerTransformsPasses();
  registerSnnConvertAnalogPasses();
  registerSnnConvertLeakyPasses();
  registerSnnSetTargetPass(targets);
  registerSnnSimplifyPasses();
  registerSnnExpandCeilPoolsPasses();
  registerSnnQuantizePasses();
  registerSnnExpandDelaysPasses();
  registerSnnProveBoundsPasses();
  registerPhases(networkPhases(targets, {}));
  targets.registerPasses();
}

void snnc::registerAllDialects(const TargetRegistry &targets, DialectRegistry &registry) {
  registry.insert<snn::SnnDialect>();
  targets.registerDialects(registry);
}
