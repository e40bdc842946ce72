//===- Recorder.cpp - what every neuron did in a sample -------------------===//

#include "sim/run/Recorder.h"

using namespace snnc;
using namespace snnc::sim;

Recorder::Recorder(const Engine &engine, bool wantsRecords, const PredictedOutput &predicted)
    : Observer(wantsRecords), sums(engine.outputs(), predicted) {
  if (!wantsRecords)
    return;
  for (const LayerInfo &output : engine.outputs())
    outputSteps.emplace_back(output.shape.size(), 0);
  outputValues.resize(outputSteps.size());
  for (const LayerInfo &layer : engine.layers())
    states.push_back({std::vector<int32_t>(layer.shape.size(), 0), std::vector<float>(layer.shape.size(), 0)});
  counts.resize(states.size());
  potentials.resize(states.size());
}

bool Recorder::commit(const Commit &commit) {
  LayerState &state = states[commit.layer];
  for (uint32_t i = 0; i < commit.n; ++i) {
    size_t neuron = commit.first + size_t(i) * commit.stride;
    state.count[neuron] = int32_t(commit.count[i]);
    state.potential[neuron] = float(commit.stored[i]);
  }
  return true;
}

bool Recorder::endStep(uint32_t layer, Moment) {
  LayerState &state = states[layer];
  counts[layer].insert(counts[layer].end(), state.count.begin(), state.count.end());
  potentials[layer].insert(potentials[layer].end(), state.potential.begin(), state.potential.end());
  std::fill(state.count.begin(), state.count.end(), 0);
  return true;
}

bool Recorder::output(uint32_t output, Moment, uint32_t neuron, double count) {
  sums.add(output, neuron, count);
  if (wantsCommits)
    outputSteps[output][neuron] += count;
  return true;
}

bool Recorder::endOutput(uint32_t output, Moment) {
  sums.endStep(output);
  if (!wantsCommits)
    return true;
  std::vector<double> &step = outputSteps[output];
  outputValues[output].insert(outputValues[output].end(), step.begin(), step.end());
  std::fill(step.begin(), step.end(), 0);
  return true;
}

/// [sample][step][neuron] with zeros behind the end of shorter samples.
template <typename T, typename Get>
static NpyArray join(llvm::ArrayRef<std::unique_ptr<Recorder>> samples, const Shape &shape, size_t steps, Get get) {
  std::vector<T> values;
  values.reserve(samples.size() * steps * shape.size());
  for (const auto &sample : samples) {
    const auto &part = get(*sample);
    for (auto value : part)
      values.push_back(T(value));
    values.resize(values.size() + steps * shape.size() - part.size(), T(0));
  }
  std::vector<int64_t> extents{int64_t(samples.size()), int64_t(steps), shape.channels, shape.height, shape.width};
  return NpyArray::from<T>(extents, values);
}

std::string snnc::sim::outputArray(llvm::ArrayRef<LayerInfo> outputs, size_t index) {
  return outputs.size() > 1 ? "output." + outputs[index].name : "output";
}

NpzArrays snnc::sim::joinRecords(const Engine &engine, llvm::ArrayRef<std::unique_ptr<Recorder>> samples) {
  NpzArrays arrays;
  size_t steps = 0;
  auto lengthen = [&](size_t values, const Shape &shape) { steps = std::max(steps, values / shape.size()); };
  for (const auto &sample : samples) {
    for (auto [values, output] : llvm::zip_equal(sample->outputValues, engine.outputs()))
      lengthen(values.size(), output.shape);
    for (auto [counts, layer] : llvm::zip_equal(sample->counts, engine.layers()))
      lengthen(counts.size(), layer.shape);
  }
  for (size_t i = 0; i < engine.outputs().size(); ++i) {
    const LayerInfo &output = engine.outputs()[i];
    auto valuesOf = [i](Recorder &r) -> auto & { return r.outputValues[i]; };
    arrays[outputArray(engine.outputs(), i)] = output.isReal ? join<float>(samples, output.shape, steps, valuesOf)
                                                             : join<int32_t>(samples, output.shape, steps, valuesOf);
  }
  for (size_t i = 0; i < engine.layers().size(); ++i) {
    const LayerInfo &layer = engine.layers()[i];
    arrays[layer.name] = join<int32_t>(samples, layer.shape, steps, [i](Recorder &r) -> auto & { return r.counts[i]; });
    arrays[layer.name + ".potential"] =
        join<float>(samples, layer.shape, steps, [i](Recorder &r) -> auto & { return r.potentials[i]; });
  }
  return arrays;
}
