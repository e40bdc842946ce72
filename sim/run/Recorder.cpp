//===- Recorder.cpp - what every neuron did in a sample -------------------===//

#include "sim/run/Recorder.h"

using namespace snnc;
using namespace snnc::sim;

Recorder::Recorder(const Engine &engine, bool wantsRecords, const PredictedOutput &predicted)
    : Observer(wantsRecords), sums(engine.outputs(), predicted) {
  if (!wantsRecords)
    return;
  for (const LayerInfo &layer : engine.layers())
    layers.push_back({std::vector<int32_t>(layer.shape.size(), 0), std::vector<float>(layer.shape.size(), 0), {}, {}});
  for (const LayerInfo &output : engine.outputs())
    outputs.push_back({output.isReal, std::vector<double>(output.shape.size(), 0), {}});
}

bool Recorder::commit(const Commit &commit) {
  LayerState &state = layers[commit.layer];
  for (uint32_t i = 0; i < commit.n; ++i) {
    size_t neuron = commit.first + size_t(i) * commit.stride;
    state.count[neuron] = int32_t(commit.count[i]);
    state.potential[neuron] = float(commit.stored[i]);
  }
  return true;
}

bool Recorder::endStep(uint32_t layer, Moment) {
  LayerState &state = layers[layer];
  state.counts.add<int32_t>(state.count);
  state.potentials.add<float>(state.potential);
  std::fill(state.count.begin(), state.count.end(), 0);
  return true;
}

bool Recorder::output(uint32_t output, Moment, uint32_t neuron, double count) {
  sums.add(output, neuron, count);
  if (wantsCommits)
    outputs[output].values[neuron] += count;
  return true;
}

bool Recorder::endOutput(uint32_t output, Moment) {
  sums.endStep(output);
  if (!wantsCommits)
    return true;
  OutputState &state = outputs[output];
  if (state.isReal)
    state.steps.add<float>(std::vector<float>(state.values.begin(), state.values.end()));
  else
    state.steps.add<int32_t>(std::vector<int32_t>(state.values.begin(), state.values.end()));
  std::fill(state.values.begin(), state.values.end(), 0);
  return true;
}

SampleRecord Recorder::takeRecord() {
  SampleRecord record;
  for (LayerState &state : layers) {
    record.counts.push_back(state.counts.finish());
    record.potentials.push_back(state.potentials.finish());
  }
  for (OutputState &state : outputs)
    record.outputs.push_back(state.steps.finish());
  return record;
}

/// All elements have four bytes.
static uint64_t stepsOf(const DeflatedPart &part, const Shape &shape) { return part.size / (4 * shape.size()); }

/// [sample][step][neuron] of one part of each sample, with zeros behind the end of shorter ones.
template <typename T, typename Part>
static DeflatedArray join(llvm::MutableArrayRef<SampleRecord> samples, const Shape &shape, uint64_t steps,
                          Part partOf) {
  auto array =
      DeflatedArray::ofType<T>({int64_t(samples.size()), int64_t(steps), shape.channels, shape.height, shape.width});
  const std::vector<T> silent(shape.size(), 0);
  for (SampleRecord &sample : samples) {
    uint64_t recorded = stepsOf(partOf(sample), shape);
    array.parts.push_back(std::move(partOf(sample)));
    if (recorded == steps)
      continue;
    Deflater rest;
    for (; recorded < steps; ++recorded)
      rest.add<T>(silent);
    array.parts.push_back(rest.finish());
  }
  return array;
}

std::string snnc::sim::outputArray(llvm::ArrayRef<LayerInfo> outputs, size_t index) {
  return outputs.size() > 1 ? "output." + outputs[index].name : "output";
}

DeflatedArrays snnc::sim::joinRecords(const Engine &engine, llvm::MutableArrayRef<SampleRecord> samples) {
  uint64_t steps = 0;
  for (const SampleRecord &sample : samples) {
    for (auto [part, output] : llvm::zip_equal(sample.outputs, engine.outputs()))
      steps = std::max(steps, stepsOf(part, output.shape));
    for (auto [part, layer] : llvm::zip_equal(sample.counts, engine.layers()))
      steps = std::max(steps, stepsOf(part, layer.shape));
  }
  DeflatedArrays arrays;
  for (size_t i = 0; i < engine.outputs().size(); ++i) {
    const LayerInfo &output = engine.outputs()[i];
    auto partOf = [i](SampleRecord &sample) -> DeflatedPart & { return sample.outputs[i]; };
    arrays[outputArray(engine.outputs(), i)] = output.isReal ? join<float>(samples, output.shape, steps, partOf)
                                                             : join<int32_t>(samples, output.shape, steps, partOf);
  }
  for (size_t i = 0; i < engine.layers().size(); ++i) {
    const LayerInfo &layer = engine.layers()[i];
    auto countsOf = [i](SampleRecord &sample) -> DeflatedPart & { return sample.counts[i]; };
    auto potentialsOf = [i](SampleRecord &sample) -> DeflatedPart & { return sample.potentials[i]; };
    arrays[layer.name] = join<int32_t>(samples, layer.shape, steps, countsOf);
    arrays[layer.name + ".potential"] = join<float>(samples, layer.shape, steps, potentialsOf);
  }
  return arrays;
}
