//===- Prediction.cpp - what a sample is taken for ------------------------===//

#include "sim/engine/Prediction.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <fmt/format.h>

using namespace snnc::sim;

/// The output itself; `readout` is left as it is.
static llvm::Expected<PredictedOutput> chooseByName(llvm::ArrayRef<LayerInfo> outputs, llvm::StringRef name) {
  if (name.empty())
    return PredictedOutput{0, outputs.empty() ? "" : outputs.front().name, outputs.size() > 1};
  std::string known;
  for (unsigned i = 0; i < outputs.size(); ++i) {
    if (outputs[i].name == name)
      return PredictedOutput{i, outputs[i].name, false};
    known += (i ? ", '" : "'") + outputs[i].name + "'";
  }
  return llvm::createStringError(
      fmt::format("--predict: the network has no output '{}'; it has {}", name.str(), known.empty() ? "none" : known));
}

llvm::Expected<PredictedOutput> snnc::sim::choosePredictedOutput(llvm::ArrayRef<LayerInfo> outputs,
                                                                 llvm::StringRef name, llvm::StringRef readout) {
  llvm::Expected<PredictedOutput> chosen = chooseByName(outputs, name);
  if (!chosen || readout.empty())
    return chosen;
  if (chosen->index >= outputs.size() || !outputs[chosen->index].isReal)
    return llvm::createStringError(
        fmt::format("--readout: output '{}' is of spikes, which are counted; it says what of "
                    "potentials is compared: leave it out",
                    chosen->name));
  chosen->readout = readout == "last" ? Readout::Last : readout == "max" ? Readout::Max : Readout::Mean;
  return chosen;
}

void OutputSums::endStep(uint32_t output) {
  if (output != index || readout == Readout::Mean)
    return;
  for (auto [sum, value] : llvm::zip_equal(sums, step)) {
    sum = readout == Readout::Last || !hasStep ? value : std::max(sum, value);
    value = 0;
  }
  hasStep = true;
}

Prediction OutputSums::predict() const {
  Prediction prediction;
  if (sums.empty())
    return prediction;
  prediction.isSilent = isSilent;
  if (isSilent)
    return prediction;
  auto most = std::max_element(sums.begin(), sums.end());
  prediction.label = uint32_t(most - sums.begin());
  prediction.isTied = std::count(most, sums.end(), *most) > 1;
  return prediction;
}

void OutputSums::clear() {
  std::fill(sums.begin(), sums.end(), 0);
  std::fill(step.begin(), step.end(), 0);
  isSilent = true;
  hasStep = false;
}

PredictionCounts snnc::sim::countPredictions(llvm::ArrayRef<Prediction> predictions,
                                             llvm::ArrayRef<std::optional<uint32_t>> labels,
                                             const PredictedOutput &output) {
  PredictionCounts counts;
  uint64_t correct = 0;
  bool isKnown = !output.name.empty() && !output.isUnnamed && !predictions.empty();
  for (size_t i = 0; i < predictions.size(); ++i) {
    counts.silent += predictions[i].isSilent;
    counts.tied += predictions[i].isTied;
    isKnown &= labels[i].has_value();
    correct += labels[i] && labels[i] == predictions[i].label;
  }
  if (isKnown)
    counts.correct = correct;
  return counts;
}
