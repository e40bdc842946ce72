//===- Recorder.h - what every neuron did in a sample -----------*- C++ -*-===//
#ifndef SNNC_SIM_RUN_RECORDER_H
#define SNNC_SIM_RUN_RECORDER_H

#include "sim/engine/Prediction.h"
#include "support/npy/Npy.h"

namespace snnc::sim {

/// One sample's outputs, and, where wanted, counts and potentials of every layer.
class Recorder : public Observer {
public:
  /// Predictions are of output `predicted`.
  Recorder(const Engine &engine, bool wantsRecords, const PredictedOutput &predicted = {});

  bool commit(const Commit &commit) override;
  bool endStep(uint32_t layer, Moment at) override;
  bool output(uint32_t output, Moment at, uint32_t neuron, double count) override;
  bool endOutput(uint32_t output, Moment at) override;

  Prediction prediction() const { return sums.predict(); }
  /// [step][neuron] of each layer, and of each output.
  std::vector<std::vector<int32_t>> counts;
  std::vector<std::vector<float>> potentials;
  std::vector<std::vector<double>> outputValues;

private:
  struct LayerState {
    std::vector<int32_t> count;   ///< of the step under way
    std::vector<float> potential; ///< kept where a neuron has no commit
  };
  std::vector<LayerState> states;
  OutputSums sums;
  std::vector<std::vector<double>> outputSteps; ///< of the step under way
};

/// The array of output `index`: 'output', of several 'output.NAME'.
std::string outputArray(llvm::ArrayRef<LayerInfo> outputs, size_t index);

/// Puts the samples of recorders together: arrays by name, as runSamples documents.
NpzArrays joinRecords(const Engine &engine, llvm::ArrayRef<std::unique_ptr<Recorder>> samples);

} // namespace snnc::sim

#endif // SNNC_SIM_RUN_RECORDER_H
