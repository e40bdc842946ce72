//===- Phase.cpp - passes that are run and named together -----------------===//

#include "compiler/target/Phase.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace snnc;

std::string Phase::text() const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  StringRef open;
  for (const PhasePass &pass : passes) {
    if (!open.empty() && open != pass.anchor) {
      stream << ")";
      open = "";
    } else if (!open.empty()) {
      stream << ",";
    }
    if (open.empty()) {
      if (!text.empty())
        stream << ",";
      if (!pass.anchor.empty())
        stream << (open = pass.anchor) << "(";
    }
    pass.create()->printAsTextualPipeline(stream);
  }
  if (!open.empty())
    stream << ")";
  return text;
}

void snnc::registerPhases(ArrayRef<Phase> phases) {
  for (const Phase &phase : phases)
    registerPassPipeline(
        "snnc-" + phase.name, "the passes of the phase '" + phase.name + "'",
        [phase](OpPassManager &manager, StringRef options, function_ref<LogicalResult(const Twine &)> error) {
          if (!options.empty())
            return error("the pipeline of a phase has no options; its passes have");
          for (const PhasePass &pass : phase.passes)
            (pass.anchor.empty() ? manager : manager.nest(pass.anchor)).addPass(pass.create());
          return success();
        },
        [](function_ref<void(const detail::PassOptions &)>) {});
}
