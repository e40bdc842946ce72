//===- ExactComparison.cpp - every record must be equal -------------------===//

#include "sim/lockstep/Comparison.h"
#include <algorithm>
#include <fmt/format.h>

using namespace snnc::sim;

static llvm::Error checkSame(const Engine &a, const Engine &b, llvm::ArrayRef<LayerInfo> left,
                             llvm::ArrayRef<LayerInfo> right, const char *what) {
  if (left.size() != right.size())
    return llvm::createStringError(fmt::format("engine {} has {} {}s, engine {} has {}", a.name().str(), left.size(),
                                               what, b.name().str(), right.size()));
  for (size_t i = 0; i < left.size(); ++i)
    if (left[i].name != right[i].name || left[i].shape != right[i].shape)
      return llvm::createStringError(
          fmt::format("{} {} is '{}' of shape {} in engine {}, '{}' of shape {} in engine {}", what, i, left[i].name,
                      left[i].shape.str(), a.name().str(), right[i].name, right[i].shape.str(), b.name().str()));
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<ExactComparison>> ExactComparison::create(const Engine &a, const Engine &b,
                                                                         bool sameWords) {
  if (llvm::Error error = checkSame(a, b, a.layers(), b.layers(), "layer"))
    return std::move(error);
  if (llvm::Error error = checkSame(a, b, a.outputs(), b.outputs(), "output"))
    return std::move(error);
  return std::unique_ptr<ExactComparison>(new ExactComparison(a, b, sameWords));
}

ExactComparison::ExactComparison(const Engine &a, const Engine &b, bool sameWords)
    : Comparison(a, b), sameWords(sameWords), layers(a.layers().size()) {
  for (const LayerInfo &layer : a.layers())
    streams.push_back({layer.name, layer.shape, /*isOutput=*/false, {}});
  for (const LayerInfo &output : a.outputs())
    streams.push_back({output.name, output.shape, /*isOutput=*/true, {}});
  for (std::vector<Dense> &side : dense)
    for (const Stream &stream : streams) {
      std::vector<double> zeros(stream.shape.size(), 0);
      side.push_back({zeros, zeros, zeros, zeros, zeros, zeros, std::vector<int32_t>(stream.shape.size(), -1)});
    }
}

int ExactComparison::streamOf(Side, bool isOutput, uint32_t index) const {
  size_t stream = isOutput ? layers + index : index;
  return stream < (isOutput ? streams.size() : layers) ? int(stream) : -1;
}

/// Spreads the records of a step over all neurons. False where one comes twice; spikes of an output come in parts.
bool ExactComparison::expand(Side side, size_t index, const StepRecords &step) {
  Dense &d = dense[unsigned(side)][index];
  if (step.at.step == 0) {
    std::fill(d.held.begin(), d.held.end(), 0);
    std::fill(d.heldCurrent.begin(), d.heldCurrent.end(), 0);
  }
  d.integrated = d.stored = d.held;
  d.current = d.heldCurrent;
  std::fill(d.count.begin(), d.count.end(), 0);
  std::fill(d.block.begin(), d.block.end(), -1);
  for (size_t b = 0; b < step.blocks.size(); ++b) {
    const RecordBlock &block = step.blocks[b];
    const double *values = step.values.data() + block.values;
    for (uint32_t i = 0; i < block.n; ++i) {
      uint32_t neuron = block.first + i * block.stride;
      if (d.block[neuron] >= 0 && !streams[index].isOutput) {
        Difference difference;
        difference.what = "order";
        difference.layer = streams[index].name;
        difference.at = step.at;
        difference.detail = fmt::format("{} has two records of neuron {}", nameOf(side), neuron);
        report(std::move(difference));
        return false;
      }
      d.block[neuron] = int32_t(b);
      d.integrated[neuron] = values[i];
      d.count[neuron] += values[block.n + i];
      d.stored[neuron] = values[2 * block.n + i];
      d.current[neuron] = values[3 * block.n + i];
    }
  }
  return true;
}

NeuronRecord ExactComparison::recordOf(const Dense &d, const StepRecords &step, uint32_t neuron) const {
  NeuronRecord record{d.block[neuron] >= 0, d.integrated[neuron], d.count[neuron],
                      d.stored[neuron],     d.current[neuron],    std::nullopt};
  if (record.present)
    record.place = step.blocks[d.block[neuron]].place;
  return record;
}

void ExactComparison::blame(size_t index, const char *what, uint32_t neuron, const StepRecords &a, const StepRecords &b,
                            std::string detail) {
  const Stream &stream = streams[index];
  Difference difference;
  difference.what = what;
  difference.layer = stream.name;
  difference.isOutput = stream.isOutput;
  difference.at = a.at;
  difference.layerIndex = uint32_t(stream.isOutput ? index - layers : index);
  difference.hasNeuron = true;
  difference.neuron = neuron;
  difference.x = neuron % stream.shape.width;
  difference.y = neuron / stream.shape.width % stream.shape.height;
  difference.channel = neuron / stream.shape.width / stream.shape.height;
  difference.a = recordOf(dense[0][index], a, neuron);
  difference.b = recordOf(dense[1][index], b, neuron);
  difference.detail = std::move(detail);
  report(std::move(difference));
}

void ExactComparison::compare(size_t index, const StepRecords &a, const StepRecords &b) {
  if (!expand(Side::A, index, a) || !expand(Side::B, index, b))
    return;
  Dense &left = dense[0][index], &right = dense[1][index];
  bool words = sameWords && !streams[index].isOutput;
  for (uint32_t neuron = 0; neuron < streams[index].shape.size(); ++neuron) {
    bool hasLeft = left.block[neuron] >= 0, hasRight = right.block[neuron] >= 0;
    if (words && hasLeft != hasRight)
      return blame(index, "record", neuron, a, b,
                   fmt::format("only {} visits its word", nameOf(hasLeft ? Side::A : Side::B)));
    if (words && hasLeft && a.blocks[left.block[neuron]].place != b.blocks[right.block[neuron]].place)
      return blame(index, "place", neuron, a, b);
    if (left.integrated[neuron] != right.integrated[neuron])
      return blame(index, "integrated", neuron, a, b);
    if (left.count[neuron] != right.count[neuron])
      return blame(index, "count", neuron, a, b);
    if (left.stored[neuron] != right.stored[neuron])
      return blame(index, "stored", neuron, a, b);
    if (left.current[neuron] != right.current[neuron])
      return blame(index, "current", neuron, a, b);
    compared += hasLeft && hasRight && !streams[index].isOutput;
  }
  left.held.swap(left.stored);
  right.held.swap(right.stored);
  left.heldCurrent.swap(left.current);
  right.heldCurrent.swap(right.current);
}
