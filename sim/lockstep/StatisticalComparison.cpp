//===- StatisticalComparison.cpp - how far two networks are apart ---------===//

#include "sim/lockstep/Comparison.h"
#include <algorithm>
#include <cmath>

using namespace snnc::sim;

/// Of a layer with so many channels.
static std::vector<double> scaleOf(const std::vector<std::vector<double>> &scales, size_t layer, uint32_t channels) {
  if (layer < scales.size() && scales[layer].size() == channels)
    return scales[layer];
  return std::vector<double>(channels, 1);
}

StatisticalComparison::StatisticalComparison(const Engine &a, const Engine &b,
                                             const std::vector<std::vector<double>> &scalesOfA,
                                             const std::vector<std::vector<double>> &scalesOfB)
    : Comparison(a, b) {
  bySide[0].assign(a.layers().size(), -1);
  bySide[1].assign(b.layers().size(), -1);
  for (size_t j = 0; j < b.layers().size(); ++j)
    for (size_t i = 0; i < a.layers().size(); ++i) {
      const LayerInfo &left = a.layers()[i], &right = b.layers()[j];
      if (left.name != right.name || left.shape != right.shape || bySide[0][i] >= 0)
        continue;
      bySide[0][i] = bySide[1][j] = int(streams.size());
      streams.push_back({left.name, left.shape, /*isOutput=*/false, {}});
      scales[0].push_back(scaleOf(scalesOfA, i, left.shape.channels));
      scales[1].push_back(scaleOf(scalesOfB, j, left.shape.channels));
      LayerDeviation deviation;
      deviation.layer = left.name;
      layers.push_back(deviation);
      errorSums.push_back(0);
      for (auto &side : held)
        side.emplace_back(left.shape.size(), 0);
      break;
    }
}

int StatisticalComparison::streamOf(Side side, bool isOutput, uint32_t index) const {
  const std::vector<int> &streams = bySide[unsigned(side)];
  return isOutput || index >= streams.size() ? -1 : streams[index];
}

/// Writes the potentials and counts of a step over those that the neurons held: what fired, for what is kept has leaked
/// in integers already.
static void spread(const StepRecords &step, std::vector<double> &potentials, std::vector<double> &counts) {
  if (step.at.step == 0)
    std::fill(potentials.begin(), potentials.end(), 0);
  for (const RecordBlock &block : step.blocks)
    for (uint32_t i = 0; i < block.n; ++i) {
      uint32_t neuron = block.first + i * block.stride;
      counts[neuron] = step.values[block.values + block.n + i];
      potentials[neuron] = step.values[block.values + i];
    }
}

void StatisticalComparison::compare(size_t index, const StepRecords &a, const StepRecords &b) {
  LayerDeviation &layer = layers[index];
  const Shape &shape = streams[index].shape;
  std::vector<double> counts[2] = {std::vector<double>(shape.size(), 0), std::vector<double>(shape.size(), 0)};
  spread(a, held[0][index], counts[0]);
  spread(b, held[1][index], counts[1]);
  for (size_t neuron = 0; neuron < shape.size(); ++neuron) {
    layer.spikesA += uint64_t(std::fabs(counts[0][neuron]));
    layer.spikesB += uint64_t(std::fabs(counts[1][neuron]));
    if (counts[0][neuron] != counts[1][neuron]) {
      ++layer.differentCounts;
      if (!layer.divergence)
        layer.divergence = a.at;
    }
    size_t channel = neuron / (size_t(shape.height) * shape.width);
    double error = std::fabs(held[1][index][neuron] / scales[1][index][channel] -
                             held[0][index][neuron] / scales[0][index][channel]);
    layer.maxPotentialError = std::max(layer.maxPotentialError, error);
    errorSums[index] += error;
  }
  layer.neuronSteps += shape.size();
  compared += shape.size();
}

std::vector<LayerDeviation> StatisticalComparison::deviations() const {
  std::vector<LayerDeviation> result = layers;
  for (size_t i = 0; i < result.size(); ++i)
    if (result[i].neuronSteps)
      result[i].meanPotentialError = errorSums[i] / double(result[i].neuronSteps);
  return result;
}
