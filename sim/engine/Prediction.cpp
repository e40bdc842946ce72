//===- Prediction.cpp - what a sample is taken for ------------------------===//

#include "sim/engine/Prediction.h"
#include <algorithm>
#include <fmt/format.h>

using namespace snnc::sim;

llvm::Expected<PredictedOutput> snnc::sim::choosePredictedOutput(llvm::ArrayRef<LayerInfo> outputs,
                                                                 llvm::StringRef name) {
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
  isSilent = true;
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
