//===- Correct.h - thresholds and biases that keep the rates ----*- C++ -*-===//
//
// Rounded weights let a channel fire too often or too seldom, and one layer's error is the next one's input. With
// recordings the compiler sees that, and moves the channel's threshold or bias against it before it rounds.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_CALIBRATION_CORRECT_H
#define SNNC_COMPILER_CALIBRATION_CORRECT_H

#include "compiler/calibration/SpikeBaseline.h"
#include "compiler/target/Phase.h"

namespace snnc {

enum class CorrectedParameter { Threshold, Bias };

/// What was moved in one layer.
struct Correction {
  std::string layer;
  CorrectedParameter parameter;
  /// One a channel: by what the threshold is multiplied, or what is added to the bias, in thresholds a step.
  std::vector<double> values;
};

/// The factors that bring the rates of a layer's channels back: a channel fires in proportion to 1 / threshold, and
/// where it subtracts another value to 1 / that. From 0.5 to 2; channels with few spikes are hardly moved. Nothing
/// where all would stay.
std::optional<Correction> thresholdCorrection(const LayerRun &run);

/// The biases that bring the rates of a layer's channels back: what a channel lacks, spread over its neurons and all
/// `steps` of the run. Nothing where all would stay.
std::optional<Correction> biasCorrection(const LayerRun &run, uint64_t steps);

/// Corrects the float network of `module`, which snn-quantize is to be given next, so that the integer network fires as
/// `module` did: layer by layer, each in the way (threshold, bias, or not at all) after which the spike counts of all
/// layers are nearest to those in float, as runs on the recordings show. A network that cannot be quantised is
/// left as it is, and nothing is reported of it. `phases` are those that quantise and prove; `baseline` is what
/// `module` fired.
Failure correctRates(mlir::OwningOpRef<mlir::ModuleOp> &module, llvm::ArrayRef<Phase> phases, SpikeBaseline &baseline,
                     const ExecutionOptions &execution, std::vector<Correction> &corrections);

} // namespace snnc

#endif // SNNC_COMPILER_CALIBRATION_CORRECT_H
