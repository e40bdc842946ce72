//===- Prediction.h - what a sample is taken for ----------------*- C++ -*-===//
//
// A sample is taken for the output neuron with most spikes over its steps; of an output of real numbers, for that with
// the greatest sum. Where there is nothing to choose by, nothing is chosen: a sample without an output spike has no
// prediction and is never right, and several neurons with as many spikes are a tie, which is counted.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_ENGINE_PREDICTION_H
#define SNNC_SIM_ENGINE_PREDICTION_H

#include "sim/engine/Engine.h"

namespace snnc::sim {

struct Prediction {
  /// Nothing where the sample is silent, or the network has no output.
  std::optional<uint32_t> label;
  bool isSilent = false; ///< no spike of the output
  bool isTied = false;   ///< several neurons have most spikes; the label is the lowest of them

  bool operator==(const Prediction &other) const {
    return label == other.label && isSilent == other.isSilent && isTied == other.isTied;
  }
  bool operator!=(const Prediction &other) const { return !(*this == other); }
};

/// Which output predictions come from.
struct PredictedOutput {
  unsigned index = 0;
  std::string name; ///< empty where the network has no output
  /// There are several and none was named: predictions are of the first, and none of them counts as right or wrong.
  bool isUnnamed = false;
};

/// The output of this name, where one is given; else the only one, or the first of several. Fails where there is none
/// of the name.
llvm::Expected<PredictedOutput> choosePredictedOutput(llvm::ArrayRef<LayerInfo> outputs, llvm::StringRef name);

/// Spikes of each neuron of one output over one sample, of a real output the sums of its values.
class OutputSums {
public:
  OutputSums(llvm::ArrayRef<LayerInfo> outputs, unsigned index)
      : index(index), sums(index < outputs.size() ? outputs[index].shape.size() : 0, 0) {}

  /// As an observer is told; what other outputs have is passed over.
  void add(uint32_t output, uint32_t neuron, double count) {
    if (output != index)
      return;
    sums[neuron] += count;
    isSilent &= count == 0;
  }
  Prediction predict() const;
  /// Before the next sample.
  void clear();

private:
  unsigned index;
  std::vector<double> sums;
  bool isSilent = true;
};

/// What the predictions of all samples come to.
struct PredictionCounts {
  uint64_t silent = 0, tied = 0;
  /// Nothing where a sample has no label, the network has no output, or the output was not named.
  std::optional<uint64_t> correct;
};

/// `labels` may go on behind the predictions, where a run has ended early.
PredictionCounts countPredictions(llvm::ArrayRef<Prediction> predictions,
                                  llvm::ArrayRef<std::optional<uint32_t>> labels, const PredictedOutput &output);

} // namespace snnc::sim

#endif // SNNC_SIM_ENGINE_PREDICTION_H
