//===- Activity.h - what engines did, for a report --------------*- C++ -*-===//
#ifndef SNNC_COMPILER_REPORT_ACTIVITY_H
#define SNNC_COMPILER_REPORT_ACTIVITY_H

#include "sim/data/NetworkStimulus.h"
#include "sim/engine/Engine.h"
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace snnc::report {

/// The spikes of an engine's layers, sample by sample, as far as a report holds them.
class SpikeRecord {
public:
  /// The most spikes that are kept of an engine. What comes behind is counted only.
  static constexpr uint64_t mostSpikes = 1'000'000;

  explicit SpikeRecord(const sim::Engine &engine);

  void commit(const sim::Commit &commit);
  void endStep(uint32_t layer, sim::Moment at);
  /// What goes in, in a step; of inputs of real numbers nothing is kept.
  void feed(llvm::ArrayRef<sim::SpikeFrame> frames);

  struct Layer {
    std::string name;
    sim::Shape shape;
    uint64_t spikes = 0;
    std::vector<uint64_t> ofNeuron;
    /// Of each step that is kept: the number of neurons that spiked, then for each the distance to the one before it,
    /// doubled, and one more where more than one spike follows as a number; all as varints.
    std::string packed;
    uint64_t keptSteps = 0;                               ///< over all samples
    bool isReal = false;                                  ///< of an input
    std::vector<std::pair<uint32_t, uint32_t>> step = {}; ///< neuron and count, of the step under way
  };
  std::string engine;
  std::vector<Layer> layers, inputs;

private:
  void pack(Layer &layer);

  uint64_t kept = 0;
};

/// The engine, with a record of its spikes beside it.
std::unique_ptr<sim::Engine> recordSpikes(std::unique_ptr<sim::Engine> engine, std::shared_ptr<SpikeRecord> record);

/// The potential of some neurons in each step of one sample.
struct PotentialRecord {
  std::string engine;
  /// [neuron][step], before and after the spikes of the step.
  std::vector<std::vector<float>> integrated, stored;
};

/// A neuron of a layer, by the layer's place among those of an engine.
struct ChosenNeuron {
  uint32_t layer = 0, neuron = 0;
};

/// Runs one sample and keeps what becomes of some neurons.
llvm::Expected<PotentialRecord> recordPotentials(sim::Engine &engine, const sim::NetworkStimulus &stimulus,
                                                 uint64_t sample, llvm::ArrayRef<ChosenNeuron> neurons);

} // namespace snnc::report

#endif // SNNC_COMPILER_REPORT_ACTIVITY_H
