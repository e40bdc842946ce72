//===- Recorder.h - what every neuron did in a sample -----------*- C++ -*-===//
#ifndef SNNC_SIM_RUN_RECORDER_H
#define SNNC_SIM_RUN_RECORDER_H

#include "sim/engine/Prediction.h"
#include "support/npy/DeflatedArray.h"

namespace snnc::sim {

/// What every neuron did in every step of a sample: [step][neuron] of each layer, and of each output.
struct SampleRecord {
  std::vector<DeflatedPart> counts;     ///< i4
  std::vector<DeflatedPart> potentials; ///< f4
  std::vector<DeflatedPart> outputs;    ///< i4, or f4 of a real one
};

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
  /// At the end of the sample.
  SampleRecord takeRecord();

private:
  /// The values are those of the step under way.
  struct LayerState {
    std::vector<int32_t> count;
    std::vector<float> potential; ///< kept where a neuron has no commit
    Deflater counts, potentials;
  };
  struct OutputState {
    bool isReal;
    std::vector<double> values;
    Deflater steps;
  };
  std::vector<LayerState> layers;
  std::vector<OutputState> outputs;
  OutputSums sums;
};

/// The array of output `index`: 'output', of several 'output.NAME'.
std::string outputArray(llvm::ArrayRef<LayerInfo> outputs, size_t index);

/// Puts samples together: arrays by name, as runSamples documents. They are taken out of `samples`.
DeflatedArrays joinRecords(const Engine &engine, llvm::MutableArrayRef<SampleRecord> samples);

} // namespace snnc::sim

#endif // SNNC_SIM_RUN_RECORDER_H
