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

FailureOr<std::vector<Phase>> snnc::remainingPhases(ModuleOp module, ArrayRef<Phase> phases) {
  auto done = module->getAttrOfType<StringAttr>(snn::SnnDialect::kPhaseAttr);
  if (!done || done.getValue() == "imported")
    return phases.vec();
  for (size_t i = 0; i < phases.size(); ++i)
    if (phases[i].name == phaseName(done.getValue()))
      return std::vector<Phase>(phases.begin() + i + 1, phases.end());
  InFlightDiagnostic diagnostic = module.emitError() << "unknown phase '" << done.getValue() << "'; known: imported";
  for (const Phase &phase : phases)
    diagnostic << ", " << phase.name;
  return diagnostic;
}

/// Runs one pass on its anchor, without a look at what it leaves.
static LogicalResult runPass(ModuleOp module, const PhasePass &pass, TimingScope *timing) {
  PassManager manager = PassManager::on<ModuleOp>(module.getContext());
  manager.enableVerifier(false);
  std::unique_ptr<Pass> made = pass.create();
  TimingScope timed = timing ? timing->nest(made->getArgument()) : TimingScope();
  (pass.anchor.empty() ? manager : manager.nest(pass.anchor)).addPass(std::move(made));
  return manager.run(module);
}

FailureCause snnc::runPhase(ModuleOp module, const Phase &phase, TimingScope *timing) {
  // Looks at each error, and leaves it to whoever reports errors.
  std::optional<FailureCause> cause;
  ScopedDiagnosticHandler handler(module.getContext(), [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error && !cause)
      cause = causeOf(diagnostic);
    return failure();
  });
  for (const PhasePass &pass : phase.passes) {
    // A pass that fails without a word is a defect.
    if (failed(runPass(module, pass, timing)))
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
