//===- Recorder.h - what every neuron did in a sample -----------*- C++ -*-===//
#ifndef SNNC_SIM_RUN_RECORDER_H
#define SNNC_SIM_RUN_RECORDER_H

#include "sim/engine/Engine.h"
#include "support/npy/Npy.h"

namespace snnc::sim {

/// One sample's output, and, where wanted, counts and potentials of every layer.
class Recorder : public Observer {
public:
  Recorder(const Engine &engine, bool wantsRecords);

  bool commit(const Commit &commit) override;
  bool endStep(uint32_t layer, Moment at) override;
  bool output(uint32_t output, Moment at, uint32_t neuron, double count) override;
  bool endOutput(uint32_t output, Moment at) override;

  /// Spikes of each neuron of the first output over the sample, of a real output the sum of its values.
  std::vector<double> outputSums;
  /// [step][neuron] of each layer, and of the first output.
  std::vector<std::vector<int32_t>> counts;
  std::vector<std::vector<float>> potentials;
  std::vector<double> outputValues;

private:
  struct LayerState {
    std::vector<int32_t> count;   ///< of the step under way
    std::vector<float> potential; ///< kept where a neuron has no commit
  };
  std::vector<LayerState> states;
  std::vector<double> outputStep;
};

/// Puts the samples of recorders together: arrays by name, as runSamples documents.
NpzArrays joinRecords(const Engine &engine, llvm::ArrayRef<std::unique_ptr<Recorder>> samples);

} // namespace snnc::sim

#endif // SNNC_SIM_RUN_RECORDER_H
