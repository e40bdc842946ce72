//===- Run.h - one engine on many samples -----------------------*- C++ -*-===//
//
// Runs every sample of a stimulus through an engine and sums up: predictions, accuracy, spikes, and, where wanted, what
// every neuron did in every step. The same result at any number of threads: each sample starts from reset state, so
// threads only share out samples.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_RUN_RUN_H
#define SNNC_SIM_RUN_RUN_H

#include "sim/data/NetworkStimulus.h"
#include "sim/engine/Prediction.h"
#include "support/npy/DeflatedArray.h"
#include <functional>

namespace snnc::sim {

using EngineFactory = std::function<llvm::Expected<std::unique_ptr<Engine>>()>;

struct RunSamplesOptions {
  unsigned threads = 1; ///< engines that run side by side
  bool record = false;
  bool cycles = false;       ///< ask the cores for their counters; of one engine alone
  PredictedOutput predicted; ///< which predictions are of
  /// Called with the number of finished samples; never by two threads at once.
  std::function<void(uint64_t)> progress;
};

struct RunResult {
  Totals totals;
  std::vector<Prediction> predictions; ///< of each sample
  SamplesMet samples;
  PredictedOutput predicted; ///< which predictions are of
  DeflatedArrays records;    ///< with `record`: see RunSamplesOptions
  std::optional<CycleReport> cycles;

  PredictionCounts counts() const { return countPredictions(predictions, samples.labels, predicted); }
};

/// Runs all samples. With `record`, for each layer NAME `records` holds NAME with its spike counts [N, T, C, H, W] and
/// NAME.potential with the potentials stored for the next step, and `output` the network's output: its counts, or the
/// values (f32) of a real one. Of several outputs each has its array `output.NAME`. Samples of fewer steps than the
/// longest end in zeros.
llvm::Expected<RunResult> runSamples(const EngineFactory &makeEngine, const NetworkStimulus &stimulus,
                                     const RunSamplesOptions &options);

} // namespace snnc::sim

#endif // SNNC_SIM_RUN_RUN_H
