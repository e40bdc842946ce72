//===- Pipeline.cpp - the order of the passes -----------------------------===//

#include "compiler/pipeline/Pipeline.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace snnc;

/// A pass with its seed, where it has one.
static std::string seeded(const std::string &pass, uint64_t seed) {
  return seed ? pass + "{seed=" + std::to_string(seed) + "}" : pass;
}

static std::string quantizePass(const PipelineOptions &options) {
  std::string pass = "snn-quantize{max-count=" + std::to_string(options.maxCount);
  if (options.weightBits)
    pass += " weight-bits=" + std::to_string(options.weightBits);
  if (!options.quantizeOptions.empty())
    pass += " " + options.quantizeOptions;
  return pass + "}";
}

std::vector<Phase> snnc::makePhases(const PipelineOptions &options) {
  const ConvertOptions &convert = options.convert;
  return {
      {"convert",
       llvm::formatv("snn-convert-analog{{threshold={0} lower-bound={1} bias-rescaling={2}}",
                     llvm::format("%.17g", convert.threshold), convert.lowerBound,
                     llvm::format("%.17g", convert.biasRescaling))
           .str(),
       true},
      {"simplify", "snn-set-target{name=" + options.target + "},snn-simplify,canonicalize", true},
      {"quantise", "snn-expand-ceil-pools," + quantizePass(options), true},
      {"prove", "snn-expand-delays,snn-prove-bounds", true},
      {"lower", "convert-snn-to-mesh,mesh.program(mesh-verify{phase=lowered})", true},
      {"tile", "mesh.program(" + seeded("mesh-tile", options.tileSeed) + ",mesh-verify{phase=tiled})", true},
      {"pack", "mesh.program(" + seeded("mesh-pack", options.packSeed) + ",mesh-verify{phase=packed})", true},
      {"place", "mesh.program(" + seeded("mesh-place", options.placeSeed) + ",mesh-verify{phase=placed})", false},
      {"allocate", "mesh.program(mesh-allocate,mesh-verify{phase=allocated})", false},
  };
}

FailureOr<std::vector<Phase>> snnc::remainingPhases(ModuleOp module, const PipelineOptions &options) {
  std::vector<Phase> phases = makePhases(options);
  auto done = module->getAttrOfType<StringAttr>(snn::SnnDialect::kPhaseAttr);
  if (!done || done.getValue() == "imported")
    return phases;
  for (size_t i = 0; i < phases.size(); ++i)
    if (phases[i].name == done.getValue())
      return std::vector<Phase>(phases.begin() + i + 1, phases.end());
  InFlightDiagnostic diagnostic = module.emitError() << "unknown phase '" << done.getValue() << "'; known: imported";
  for (const Phase &phase : phases)
    diagnostic << ", " << phase.name;
  return diagnostic;
}

LogicalResult snnc::runPhase(ModuleOp module, const Phase &phase) {
  PassManager manager = PassManager::on<ModuleOp>(module.getContext());
  if (failed(parsePassPipeline(phase.passes, manager)) || failed(manager.run(module)))
    return failure();
  module->setAttr(snn::SnnDialect::kPhaseAttr, StringAttr::get(module.getContext(), phase.name));
  return success();
}
