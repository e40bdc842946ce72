//===- SampleText.h - what a run tells of its samples -----------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_SAMPLETEXT_H
#define SNNC_COMPILER_DRIVER_SAMPLETEXT_H

#include "compiler/driver/Command.h"
#include "sim/data/NetworkStimulus.h"
#include "sim/engine/Prediction.h"

namespace snnc::driver {

/// Adds "predicted_output", "dropped_spikes", "input" (null where the data were no recordings), "sample_names" and
/// "sample_labels".
void describeSamples(const sim::SamplesMet &samples, const sim::NetworkStimulus &stimulus,
                     const sim::PredictedOutput &predicted, nlohmann::ordered_json &result);

/// A line on stdout for each thing that there is to say of the same.
void printSamples(const nlohmann::ordered_json &result, const sim::PredictedOutput &predicted,
                  const InputOptions &options);

/// Says of how many samples there was no output spike, or a tie. `engine` is said where it is not empty.
void printPredictions(uint64_t silent, uint64_t tied, llvm::StringRef engine);

/// What caps held back, a line a layer; null where a layer has none.
void printCaps(const nlohmann::ordered_json &cappedCounts);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_SAMPLETEXT_H
