//===- Prediction.h - what a sample is taken for ----------------*- C++ -*-===//
//
// A sample is taken for the output neuron with most spikes over its steps; of an output of real numbers, for that with
// the greatest mean, last or greatest value, as `Readout` says. Where there is nothing to choose by, nothing is chosen:
// a sample without an output spike has no prediction and is never right, and several neurons with as many spikes are a
// tie, which is counted.
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

/// What of the real numbers of a neuron over a sample is compared.
enum class Readout { Mean, Last, Max };

/// Which output predictions come from.
struct PredictedOutput {
  unsigned index = 0;
  std::string name; ///< empty where the network has no output
  /// There are several and none was named: predictions are of the first, and none of them counts as right or wrong.
  bool isUnnamed = false;
  Readout readout = Readout::Mean; ///< of an output of real numbers
};

/// The output of this name, where one is given; else the only one, or the first of several. `readout` is "mean", "last"
/// or "max", or empty: the mean. Fails where there is no output of the name, or a readout is given for one of spikes.
llvm::Expected<PredictedOutput> choosePredictedOutput(llvm::ArrayRef<LayerInfo> outputs, llvm::StringRef name,
                                                      llvm::StringRef readout = "");

/// What a sample is predicted by: spikes of each neuron of one output, of a real output what its readout says of its
/// values.
class OutputSums {
public:
  OutputSums(llvm::ArrayRef<LayerInfo> outputs, const PredictedOutput &predicted)
      : index(predicted.index), readout(predicted.readout),
        sums(index < outputs.size() ? outputs[index].shape.size() : 0, 0),
        step(readout == Readout::Mean ? 0 : sums.size(), 0) {}

  /// As an observer is told; what other outputs have is passed over.
  void add(uint32_t output, uint32_t neuron, double count) {
    if (output != index)
      return;
    (readout == Readout::Mean ? sums : step)[neuron] += count;
    isSilent &= count == 0;
  }
  /// When an output has told all of a step.
  void endStep(uint32_t output);
  Prediction predict() const;
  /// Before the next sample.
  void clear();

private:
  unsigned index;
  Readout readout;
  std::vector<double> sums;
  std::vector<double> step; ///< of the step under way, where steps are not summed up
  bool isSilent = true;
  bool hasStep = false; ///< whether a step of the sample has ended
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
