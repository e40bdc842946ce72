//===- SpikeBaseline.h - a float network's spikes on recordings -*- C++ -*-===//
#ifndef SNNC_COMPILER_CALIBRATION_SPIKEBASELINE_H
#define SNNC_COMPILER_CALIBRATION_SPIKEBASELINE_H

#include "compiler/calibration/QuantizationRun.h"
#include "sim/engine/Engine.h"
#include <cmath>

namespace snnc {

/// How often each neuron of a float network fires in each recording: what its integer forms are compared with, of which
/// correction tries many. The float network runs once for all of them, and none of them has to tell its potentials.
class SpikeBaseline {
public:
  /// Spikes of a recording: [layer][neuron].
  using Spikes = std::vector<std::vector<uint32_t>>;

  /// `engine` has run the float network of `workload` on all recordings of `stimulus`, `steps` in all: it fired
  /// `spikes` times.
  SpikeBaseline(Workload workload, std::unique_ptr<sim::Engine> engine, std::unique_ptr<sim::NetworkStimulus> stimulus,
                uint64_t steps, std::vector<Spikes> spikes)
      : workload(std::move(workload)), engine(std::move(engine)), stimulus(std::move(stimulus)), allSteps(steps),
        spikes(std::move(spikes)) {}

  /// Runs `integers` on the same recordings, in so many threads, at any number of which the result is the same. Of each
  /// layer that both networks have, in the order of the integer one: all that LayerRun says of numbers of spikes.
  Failure compare(mlir::ModuleOp integers, unsigned threads, std::vector<LayerRun> &layers);

  uint64_t steps() const { return allSteps; }

private:
  Workload workload;
  std::unique_ptr<sim::Engine> engine;
  std::unique_ptr<sim::NetworkStimulus> stimulus;
  uint64_t allSteps;
  std::vector<Spikes> spikes; ///< of each recording
};

/// Counts the spikes of all layers.
class SpikeCounter : public sim::Observer {
public:
  explicit SpikeCounter(const sim::Engine &engine, bool wantsCommits = false)
      : Observer(wantsCommits, /*wantsSpikes=*/true) {
    for (const sim::LayerInfo &layer : engine.layers())
      spikes.emplace_back(layer.shape.size(), 0);
  }
  bool spike(uint32_t layer, sim::Moment, uint32_t neuron, double count) override {
    spikes[layer][neuron] += uint32_t(std::fabs(count));
    return true;
  }

  /// Called with what goes in, before each step.
  virtual void feed(llvm::ArrayRef<sim::SpikeFrame> frames) {}

  SpikeBaseline::Spikes spikes;
};

/// Runs recording `index` of a stimulus, and counts.
llvm::Error countSpikes(sim::Engine &engine, const sim::NetworkStimulus &stimulus, uint64_t index,
                        SpikeCounter &counter);

} // namespace snnc

#endif // SNNC_COMPILER_CALIBRATION_SPIKEBASELINE_H
