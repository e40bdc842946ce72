//===- XyloEngine.cpp - a Xylo core behind the engines' interface ---------===//

#include "sim/xylo/XyloEngine.h"

using namespace snnc;
using namespace snnc::sim;

static Shape shapeOf(const xylo::FrameShape &shape) {
  return {uint32_t(shape[0]), uint32_t(shape[1]), uint32_t(shape[2])};
}

XyloEngine::XyloEngine(std::shared_ptr<const xylo::CoreProgram> given)
    : program(std::move(given)), core(program->configuration) {
  const xylo::LayerMap &map = program->map;
  for (const xylo::MappedInput &input : map.inputs)
    networkInputs.push_back({input.name, shapeOf(input.shape), uint32_t(input.bound)});
  for (const xylo::MappedLayer &layer : map.layers)
    networkLayers.push_back({layer.name, shapeOf(layer.shape), /*isReal=*/false, /*hasCurrent=*/true, layer.scale});
  for (const xylo::MappedOutput &output : map.outputs) {
    networkOutputs.push_back({output.name, shapeOf(output.shape)});
    outputDelays.push_back(delayOf(output));
  }
  sums.spikes.resize(map.layers.size());
  sums.cappedCounts.resize(map.layers.size(), 0);
  sums.inputSpikes.resize(map.inputs.size());
}

/// Of the layer of output neurons that it shows.
int64_t XyloEngine::delayOf(const xylo::MappedOutput &output) const {
  for (const xylo::MappedLayer &layer : program->map.layers)
    if (layer.isReadout && output.neurons.front() >= layer.first &&
        output.neurons.front() < layer.first + xylo::sizeOf(layer.shape))
      return layer.delay;
  return 0;
}

EngineTraits XyloEngine::traits() const {
  EngineTraits traits;
  traits.hasOwnNeurons = true;
  traits.reportsSpikes = true;
  return traits;
}

llvm::Expected<Progress> XyloEngine::step(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer) {
  const xylo::LayerMap &map = program->map;
  if (frames.size() != map.inputs.size())
    return llvm::createStringError("the core takes " + llvm::Twine(map.inputs.size()) + " inputs, there are " +
                                   llvm::Twine(frames.size()));
  std::vector<uint8_t> channels(size_t(program->configuration.input.rows), 0);
  for (size_t i = 0; i < frames.size(); ++i) {
    if (llvm::Error error = checkFrame(networkInputs[i], frames[i]))
      return std::move(error);
    for (const Event &event : frames[i])
      channels[size_t(map.inputs[i].first) + networkInputs[i].shape.index(event.channel, event.y, event.x)] =
          uint8_t(event.count);
  }
  sums.countInputs(networkInputs, frames);
  ++sums.steps;
  ++fed;
  std::optional<uint32_t> steps;
  if (last)
    steps = fed;
  bool going = advance(channels, steps, observer);
  // What is on its way when the sample ends comes in steps without input.
  std::fill(channels.begin(), channels.end(), 0);
  for (int64_t i = 0; last && going && i < map.greatestDelay(); ++i)
    going = advance(channels, steps, observer);
  if (last) {
    core.reset();
    coreStep = 0;
    fed = 0;
    ++sample;
    ++sums.samples;
  }
  return going ? Progress::Done : Progress::Stopped;
}

/// A step of the core, and what it says of the network's steps: `steps` are those of the sample, where it has ended.
bool XyloEngine::advance(llvm::ArrayRef<uint8_t> channels, std::optional<uint32_t> steps, Observer &observer) {
  core.step(channels);
  sums.synapticOperations = core.synapticOperations();
  auto momentOf = [&](int64_t delay) -> std::optional<Moment> {
    int64_t step = coreStep - delay;
    if (step < 0 || (steps && step >= int64_t(*steps)))
      return std::nullopt;
    return Moment{sample, uint32_t(step)};
  };
  bool going = true;
  for (uint32_t layer = 0; layer < networkLayers.size() && going; ++layer)
    if (std::optional<Moment> at = momentOf(program->map.layers[layer].delay))
      going = reportLayer(layer, *at, observer);
  for (uint32_t output = 0; output < networkOutputs.size() && going; ++output)
    if (std::optional<Moment> at = momentOf(outputDelays[output]))
      going = reportOutput(output, *at, observer);
  ++coreStep;
  return going;
}

bool XyloEngine::reportLayer(uint32_t index, Moment at, Observer &observer) {
  const xylo::MappedLayer &layer = program->map.layers[index];
  const XyloPopulation &population = layer.isReadout ? core.outputs() : core.hidden();
  llvm::ArrayRef<uint8_t> capped = layer.isReadout ? core.cappedOutputs() : core.cappedHidden();
  size_t size = size_t(xylo::sizeOf(layer.shape)), first = size_t(layer.first);
  for (size_t i = 0; i < size; ++i) {
    uint8_t spikes = population.spikes[first + i];
    sums.spikes[index] += spikes;
    *sums.cappedCounts[index] += capped[first + i];
    if (spikes && observer.wantsSpikes && !observer.spike(index, at, uint32_t(i), spikes))
      return false;
  }
  if (!observer.wantsCommits)
    return true;
  auto copy = [&](std::vector<double> &to, const auto &from) {
    to.assign(from.begin() + first, from.begin() + first + size);
  };
  copy(integrated, population.integrated);
  copy(counts, population.spikes);
  copy(stored, population.potential);
  copy(currents, population.current);
  Commit commit;
  commit.at = at;
  commit.layer = index;
  commit.n = uint32_t(size);
  commit.integrated = integrated.data();
  commit.count = counts.data();
  commit.stored = stored.data();
  commit.current = currents.data();
  return observer.commit(commit) && observer.endStep(index, at);
}

bool XyloEngine::reportOutput(uint32_t index, Moment at, Observer &observer) {
  llvm::ArrayRef<int64_t> neurons = program->map.outputs[index].neurons;
  for (size_t i = 0; i < neurons.size(); ++i)
    if (uint8_t spikes = core.outputs().spikes[size_t(neurons[i])])
      if (!observer.output(index, at, uint32_t(i), spikes))
        return false;
  return observer.endOutput(index, at);
}

std::optional<CoverageReport> XyloEngine::coverageReport() const {
  const XyloBounds &bounds = core.bounds();
  CoverageReport report;
  report.shares = {{"synapses", core.numUsedSynapses(), core.numSynapses()}};
  report.counts = {{"saturated_currents", bounds.currents}, {"saturated_potentials", bounds.potentials}};
  return report;
}
