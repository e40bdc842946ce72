//===- SpeckEngine.cpp - a Speck chip behind the engines' interface -------===//

#include "sim/speck/SpeckEngine.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using namespace snnc::sim;

static Shape shapeOf(const speck::FrameShape &shape) {
  return {uint32_t(shape[0]), uint32_t(shape[1]), uint32_t(shape[2])};
}

SpeckEngine::SpeckEngine(std::shared_ptr<const speck::ChipProgram> given, SpeckOrder order)
    : program(std::move(given)), order(order), chip(program->configuration, order) {
  const speck::LayerMap &map = program->map;
  for (const speck::MappedInput &input : map.inputs)
    networkInputs.push_back({input.name, shapeOf(input.shape), uint32_t(input.bound)});
  for (auto [index, layer] : llvm::enumerate(map.layers)) {
    networkLayers.push_back({layer.name, shapeOf(layer.shape), /*isReal=*/false, /*hasCurrent=*/false,
                             std::vector<double>(size_t(layer.shape[0]), layer.scale)});
    spikes.emplace_back(networkLayers.back().shape.size(), 0);
    for (const speck::Tile &tile : layer.tiles)
      owners[size_t(tile.core)] = {index, &tile};
  }
  for (const speck::MappedOutput &output : map.outputs)
    networkOutputs.push_back({output.name, shapeOf(output.shape)});
  sums.spikes.resize(map.layers.size());
  sums.cappedCounts.resize(map.layers.size());
  sums.inputSpikes.resize(map.inputs.size());
}

EngineTraits SpeckEngine::traits() const {
  EngineTraits traits;
  traits.hasOwnNeurons = true;
  traits.reportsSpikes = true;
  traits.hasOwnOrder = order == SpeckOrder::Shuffled;
  return traits;
}

/// The events of a step: of each neuron the first, then of those that have one the second, and so on; each to all cores
/// that take it.
void SpeckEngine::collect(llvm::ArrayRef<SpikeFrame> frames) {
  events.clear();
  bool isMore = true;
  for (double round = 0; isMore; ++round) {
    isMore = false;
    for (auto [input, frame] : llvm::zip(program->map.inputs, frames))
      for (const Event &event : frame) {
        isMore |= event.count > round + 1;
        if (event.count <= round)
          continue;
        for (const speck::InputRoute &route : input.routes) {
          int64_t y = event.y - route.origin.y, x = event.x - route.origin.x;
          if (y < 0 || x < 0 || y / route.pooling.y >= route.size.y || x / route.pooling.x >= route.size.x)
            continue;
          events.push_back({uint8_t(route.core), uint16_t(event.channel + route.featureShift),
                            uint16_t(y / route.pooling.y), uint16_t(x / route.pooling.x)});
        }
      }
  }
}

void SpeckEngine::count(const SpeckEvent &spike) {
  const auto &[layer, tile] = owners[spike.core];
  // Features between the channels of a stretched layer have no weights, and never fire.
  auto channel = uint32_t(tile->first + spike.feature / tile->step);
  spikes[layer][networkLayers[layer].shape.index(channel, spike.y, spike.x)] += 1;
  ++sums.spikes[layer];
}

llvm::Expected<Progress> SpeckEngine::step(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer) {
  if (frames.size() != networkInputs.size())
    return llvm::createStringError("the chip takes " + llvm::Twine(networkInputs.size()) + " inputs, there are " +
                                   llvm::Twine(frames.size()));
  for (auto [input, frame] : llvm::zip(networkInputs, frames))
    if (llvm::Error error = checkFrame(input, frame))
      return std::move(error);
  sums.countInputs(networkInputs, frames);
  ++sums.steps;
  for (std::vector<double> &counts : spikes)
    std::fill(counts.begin(), counts.end(), 0);
  chip.tick();
  collect(frames);
  chip.run(events, [&](const SpeckEvent &spike) { count(spike); });
  sums.synapticOperations = chip.counts().operations;
  bool going = true;
  for (uint32_t layer = 0; layer < networkLayers.size() && going; ++layer)
    going = reportLayer(layer, observer);
  for (uint32_t output = 0; output < networkOutputs.size() && going; ++output)
    going = reportOutput(output, observer);
  ++now.step;
  if (last) {
    chip.reset();
    now = {now.sample + 1, 0};
    ++sums.samples;
  }
  return going ? Progress::Done : Progress::Stopped;
}

/// Before the reset a potential is what all spikes of the step took away above what is left.
bool SpeckEngine::reportLayer(uint32_t index, Observer &observer) {
  const speck::MappedLayer &layer = program->map.layers[index];
  const std::vector<double> &counts = spikes[index];
  for (size_t i = 0; observer.wantsSpikes && i < counts.size(); ++i)
    if (counts[i] != 0 && !observer.spike(index, now, uint32_t(i), counts[i]))
      return false;
  if (!observer.wantsCommits)
    return true;
  potentials.clear();
  integrated.clear();
  for (const speck::Tile &tile : layer.tiles) {
    const speck::CnnLayer &core = program->configuration.layers[size_t(tile.core)];
    for (int64_t channel = 0; channel < tile.channels; ++channel)
      for (int64_t y = 0; y < layer.shape[1]; ++y)
        for (int64_t x = 0; x < layer.shape[2]; ++x) {
          int32_t left = chip.potential(size_t(tile.core), size_t(channel * tile.step), size_t(y), size_t(x));
          double taken = core.returnToZero ? 0 : counts[potentials.size()] * double(core.thresholdHigh);
          potentials.push_back(left);
          integrated.push_back(left + taken);
        }
  }
  Commit commit;
  commit.at = now;
  commit.layer = index;
  commit.n = uint32_t(counts.size());
  commit.integrated = integrated.data();
  commit.count = counts.data();
  commit.stored = potentials.data();
  return observer.commit(commit) && observer.endStep(index, now);
}

bool SpeckEngine::reportOutput(uint32_t index, Observer &observer) {
  const std::vector<double> &counts = spikes[size_t(program->map.outputs[index].layer)];
  for (size_t i = 0; i < counts.size(); ++i)
    if (counts[i] != 0 && !observer.output(index, now, uint32_t(i), counts[i]))
      return false;
  return observer.endOutput(index, now);
}

std::optional<CoverageReport> SpeckEngine::coverageReport() const {
  // Of the order that is meant; the shuffled one is there to be compared.
  if (order == SpeckOrder::Shuffled)
    return std::nullopt;
  const SpeckCounts &counts = chip.counts();
  CoverageReport report;
  report.shares = {{"weights", chip.numUsedWeights(), chip.numWeights()}};
  report.counts = {{"held_at_threshold_low", counts.heldAtLow},
                   {"waiting_surplus", counts.waitingSurplus},
                   {"saturated_potentials", counts.saturated}};
  return report;
}
