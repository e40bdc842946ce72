//===- Chip.cpp - a Speck chip, event by event ----------------------------===//

#include "sim/speck/Chip.h"
#include "support/random/Philox.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <tuple>

using namespace snnc;
using namespace snnc::sim;

SpeckChip::Core SpeckChip::makeCore(const speck::CnnLayer &layer) {
  Core core;
  core.features = size_t(layer.output.features);
  core.inputs = size_t(layer.input.features);
  core.height = size_t(layer.output.size.y);
  core.width = size_t(layer.output.size.x);
  core.kernel = size_t(layer.kernelSize);
  core.paddingY = layer.padding.y;
  core.paddingX = layer.padding.x;
  core.strideY = layer.stride.y;
  core.strideX = layer.stride.x;
  core.threshold = int32_t(layer.thresholdHigh);
  core.low = int32_t(layer.thresholdLow);
  core.toZero = layer.returnToZero;
  core.leaks = layer.leakEnable;
  core.weights.resize(core.inputs * core.kernel * core.kernel * core.features);
  core.used.resize(core.inputs * core.kernel * core.kernel);
  auto weight = core.weights.begin();
  for (size_t in = 0; in < core.inputs; ++in)
    for (size_t y = 0; y < core.kernel; ++y)
      for (size_t x = 0; x < core.kernel; ++x)
        for (size_t out = 0; out < core.features; ++out)
          *weight++ = layer.weight(int64_t(out), int64_t(in), int64_t(x), int64_t(y));
  core.bias.assign(layer.biases.values.begin(), layer.biases.values.end());
  core.initial.resize(core.features * core.height * core.width);
  for (size_t f = 0; f < core.features; ++f)
    for (size_t x = 0; x < core.width; ++x)
      for (size_t y = 0; y < core.height; ++y)
        core.initial[(y * core.width + x) * core.features + f] =
            layer.initialValues.values[(f * core.width + x) * core.height + y];
  for (const speck::Destination &destination : layer.destinations)
    if (destination.enable)
      core.destinations.push_back(destination);
  return core;
}

SpeckChip::SpeckChip(const speck::ChipConfiguration &configuration, SpeckOrder order, uint64_t seed)
    : order(order), seed(seed) {
  for (const speck::CnnLayer &layer : configuration.layers)
    cores.push_back(makeCore(layer));
  reset();
}

void SpeckChip::reset() {
  for (Core &core : cores)
    core.potentials = core.initial;
}

void SpeckChip::tick() {
  for (Core &core : cores)
    for (size_t i = 0; core.leaks && i < core.potentials.size(); ++i)
      core.potentials[i] =
          std::clamp(core.potentials[i] + core.bias[i % core.features], core.low, int32_t(speck::kStateMax));
}

uint32_t SpeckChip::draw(uint32_t below) {
  uint64_t number = drawn++;
  std::array<uint32_t, 4> words =
      philox4x32({uint32_t(number), uint32_t(number >> 32), 0, 0}, {uint32_t(seed), uint32_t(seed >> 32)});
  return uint32_t(uint64_t(words[0]) * below >> 32);
}

void SpeckChip::shuffle(std::vector<SpeckEvent> &events) {
  for (size_t i = events.size(); i > 1; --i)
    std::swap(events[i - 1], events[draw(uint32_t(i))]);
}

/// One weight to each feature of a pixel.
void SpeckChip::add(Core &core, size_t index, size_t y, size_t x, const int32_t *weights,
                    std::vector<SpeckEvent> &spikes) {
  int32_t *potentials = core.potentials.data() + (y * core.width + x) * core.features;
  for (size_t f = 0; f < core.features; ++f) {
    int32_t sum = potentials[f] + weights[f];
    if (sum < core.low) {
      sum = core.low;
      ++met.heldAtLow;
    } else if (sum >= core.threshold) {
      if (sum > speck::kStateMax) {
        sum = speck::kStateMax;
        ++met.saturated;
      }
      // One spike an event: what is left of a threshold or more waits for the next one.
      sum = core.toZero ? 0 : sum - core.threshold;
      met.waitingSurplus += sum >= core.threshold;
      spikes.push_back({uint8_t(index), uint16_t(f), uint16_t(y), uint16_t(x)});
    }
    potentials[f] = sum;
  }
  met.operations += core.features;
}

/// All neurons whose receptive field holds the event, whose spikes are put in order.
void SpeckChip::process(size_t index, const SpeckEvent &event, std::vector<SpeckEvent> &spikes) {
  Core &core = cores[index];
  auto kernel = int64_t(core.kernel);
  for (int64_t ky = 0; ky < kernel; ++ky) {
    int64_t y = event.y + core.paddingY - ky;
    if (y < 0 || y % core.strideY != 0 || y / core.strideY >= int64_t(core.height))
      continue;
    for (int64_t kx = 0; kx < kernel; ++kx) {
      int64_t x = event.x + core.paddingX - kx;
      if (x < 0 || x % core.strideX != 0 || x / core.strideX >= int64_t(core.width))
        continue;
      size_t tap = (event.feature * core.kernel + size_t(ky)) * core.kernel + size_t(kx);
      core.used[tap] = 1;
      add(core, index, size_t(y / core.strideY), size_t(x / core.strideX), core.weights.data() + tap * core.features,
          spikes);
    }
  }
  if (order == SpeckOrder::Shuffled)
    shuffle(spikes);
  else
    llvm::sort(spikes, [](const SpeckEvent &a, const SpeckEvent &b) {
      return std::tie(a.feature, a.y, a.x) < std::tie(b.feature, b.y, b.x);
    });
}

void SpeckChip::forward(const SpeckEvent &spike) {
  for (const speck::Destination &to : cores[spike.core].destinations) {
    if (to.layer >= speck::kCores)
      continue; // the readout core
    cores[size_t(to.layer)].queue.push_back({uint8_t(to.layer), uint16_t(spike.feature + to.featureShift),
                                             uint16_t(spike.y / to.pooling), uint16_t(spike.x / to.pooling)});
    turns.push_back(uint8_t(to.layer));
  }
}

/// The next event of a core.
void SpeckChip::work(size_t core, llvm::function_ref<void(const SpeckEvent &)> spiked) {
  SpeckEvent event = cores[core].queue.front();
  cores[core].queue.pop_front();
  made.clear();
  process(core, event, made);
  for (const SpeckEvent &spike : made) {
    spiked(spike);
    forward(spike);
  }
}

/// Of those that have something to do, one is drawn.
std::optional<size_t> SpeckChip::nextCore() {
  llvm::SmallVector<size_t, speck::kCores> busy;
  for (auto [index, core] : llvm::enumerate(cores))
    if (!core.queue.empty())
      busy.push_back(index);
  if (busy.empty())
    return std::nullopt;
  return busy[busy.size() == 1 ? 0 : draw(uint32_t(busy.size()))];
}

void SpeckChip::run(llvm::ArrayRef<SpeckEvent> events, llvm::function_ref<void(const SpeckEvent &)> spiked) {
  if (order == SpeckOrder::Fixed) {
    for (const SpeckEvent &event : events) {
      cores[event.core].queue.push_back(event);
      work(event.core, spiked);
      for (; !turns.empty(); turns.pop_front())
        work(turns.front(), spiked);
    }
    return;
  }
  std::vector<SpeckEvent> waiting = events.vec();
  shuffle(waiting);
  std::optional<size_t> core;
  while ((core = nextCore()) || !waiting.empty()) {
    // The sender takes part as one that works.
    if (!waiting.empty() && (!core || draw(2) == 0)) {
      cores[waiting.back().core].queue.push_back(waiting.back());
      waiting.pop_back();
      continue;
    }
    work(*core, spiked);
  }
  turns.clear();
}

uint64_t SpeckChip::numWeights() const {
  uint64_t count = 0;
  for (const Core &core : cores)
    if (core.threshold > 0)
      count += core.weights.size();
  return count;
}

uint64_t SpeckChip::numUsedWeights() const {
  uint64_t count = 0;
  for (const Core &core : cores)
    count += uint64_t(llvm::count(core.used, 1)) * core.features;
  return count;
}
