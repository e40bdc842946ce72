//===- Verification.h - all engines of a folder in lockstep -----*- C++ -*-===//
#ifndef SNNC_COMPILER_VERIFICATION_VERIFICATION_H
#define SNNC_COMPILER_VERIFICATION_VERIFICATION_H

#include "compiler/execution/Workload.h"
#include "sim/lockstep/Lockstep.h"

namespace snnc {

struct Verification {
  sim::LockstepReport report;
  std::optional<sim::CoverageReport> coverage;
  sim::SamplesMet samples;
  sim::PredictedOutput predicted;                    ///< which predictions are of
  std::vector<std::string> layers;                   ///< of the engine that says what caps held back
  std::vector<std::optional<uint64_t>> cappedCounts; ///< of these layers: see Totals
};

/// Which engines are compared, and what stands in front of them.
struct EngineChoice {
  bool withClock = true; ///< those that have a clock too
  /// Makes of each engine the one that is run, as one that looks at what it does; may be null.
  std::function<std::unique_ptr<sim::Engine>(std::unique_ptr<sim::Engine>)> wrap;
};

/// Runs every engine that the workload has on the stimulus, side by side: the networks that it has, then the engines of
/// the configuration, of which those with a clock write the waveform of `options`. All stop at the first difference.
/// Predictions are of the output `predicted`.
llvm::Expected<Verification> verifyWorkload(Workload &workload, const sim::NetworkStimulus &stimulus,
                                            const EngineOptions &options, const sim::PredictedOutput &predicted,
                                            const std::function<void(uint64_t)> &progress,
                                            const EngineChoice &choice = {});

/// By how much the potentials of each layer of the integer network are greater than those of the float network, for
/// each channel; nothing of layers without potentials.
std::vector<std::vector<double>> potentialScalesOf(mlir::ModuleOp quantized);

/// Runs the float and the integer network of the workload side by side: how far each layer is off, in the order of the
/// integer network.
llvm::Expected<std::vector<sim::LayerDeviation>> compareFloatToInteger(Workload &workload,
                                                                       const sim::NetworkStimulus &stimulus);

/// The JSON result of `snnc verify`.
nlohmann::ordered_json describe(const Verification &verification);

} // namespace snnc

#endif // SNNC_COMPILER_VERIFICATION_VERIFICATION_H
