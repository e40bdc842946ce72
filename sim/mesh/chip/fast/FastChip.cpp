//===- FastChip.cpp - the mesh chip, a block of steps at a time -----------===//

#include "sim/mesh/chip/fast/FastChip.h"
#include <algorithm>
#include <functional>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::fast;

/// Steps of a block: as many as keep the spikes between two populations near the processor.
static constexpr int stepsOfBlock = 64;

//===----------------------------------------------------------------------===//
// From the image
//===----------------------------------------------------------------------===//

FastChip::FastChip(const mesh::LoadedImage &loaded, const Symbols &symbols, llvm::ArrayRef<uint32_t> order)
    : symbols(symbols), hostEdges(sim::hostEdges(loaded, symbols)), inputs(symbols.inputs().size()),
      trains(symbols.populations().size()), populations(symbols.populations().size()) {
  for (const PopulationTile &tile : symbols.populations())
    edges.push_back(edgesOf(loaded, symbols, tile));
  connect(loaded, symbols, order);
  group(order);
}

void FastChip::connect(const mesh::LoadedImage &loaded, const Symbols &symbols, llvm::ArrayRef<uint32_t> order) {
  // Edges into each population, with the index of their sender; of network input i: -1 - i.
  std::vector<std::vector<std::pair<const ChipEdge *, int>>> feeding(populations.size());
  for (size_t i = 0; i < hostEdges.size(); ++i)
    feeding[hostEdges[i].receiver].push_back({&hostEdges[i], -1 - int(loaded.image.hostEdges[i].input)});
  for (size_t sender = 0; sender < edges.size(); ++sender)
    for (const ChipEdge &edge : edges[sender])
      if (edge.receiver >= 0)
        feeding[edge.receiver].push_back({&edge, int(sender)});
  for (uint32_t i : order) {
    std::vector<Incoming> incoming;
    for (auto [edge, sender] : feeding[i]) {
      if (sender < 0) {
        incoming.push_back({edge, symbols.inputs()[-1 - sender].shape, &inputs[-1 - sender]});
        continue;
      }
      const PopulationTile &tile = symbols.populations()[sender];
      incoming.push_back({edge, {tile.channels, tile.height, tile.width}, &trains[sender]});
    }
    populations[i] = makeFastPopulation(symbols.populations()[i], loaded, std::move(incoming), trains[i]);
  }
  for (uint32_t i : order)
    for (const ChipEdge &edge : edges[i])
      if (edge.receiver < 0)
        outputEdges.push_back({&edge, &trains[i], populations[i]->tile.isReadout});
}

/// A delayed edge to a population in front of its sender, or to itself, closes a loop: what lies between takes every
/// step together.
void FastChip::group(llvm::ArrayRef<uint32_t> order) {
  std::vector<size_t> placeOf(order.size()), firstOf(order.size());
  for (size_t i = 0; i < order.size(); ++i)
    placeOf[order[i]] = i;
  for (size_t i = 0; i < order.size(); ++i) {
    firstOf[i] = i;
    for (const ChipEdge &edge : edges[order[i]])
      if (edge.receiver >= 0)
        firstOf[i] = std::min(firstOf[i], placeOf[edge.receiver]);
  }
  std::vector<size_t> begins; // of the groups, as places in the order
  for (size_t i = 0; i < order.size(); ++i) {
    while (!begins.empty() && begins.back() > firstOf[i])
      begins.pop_back();
    if (firstOf[i] == i)
      begins.push_back(i);
  }
  for (size_t i = 0; i < order.size(); ++i) {
    if (llvm::is_contained(begins, i))
      groups.emplace_back();
    groups.back().push_back(populations[order[i]].get());
  }
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

/// A count beyond 16 bits becomes several spikes.
void FastChip::take(llvm::ArrayRef<SpikeFrame> frames) {
  for (auto [train, frame] : llvm::zip_equal(inputs, frames)) {
    size_t most = 0;
    for (const Event &event : frame)
      most += 1 + size_t(std::abs(event.count)) / INT16_MAX;
    Spike *out = train.extend(most);
    for (const Event &event : frame)
      for (int32_t left = int32_t(event.count); left; ++out) {
        int32_t count = std::clamp(left, -INT16_MAX, INT16_MAX);
        *out = {event.channel, event.y, event.x, int16_t(count)};
        left -= count;
      }
    train.endStep(out);
  }
}

void FastChip::runBlock() {
  for (const auto &group : groups) {
    if (group.size() == 1) {
      for (int step = 0; step < blockSteps; ++step)
        group.front()->step(step);
      continue;
    }
    for (int step = 0; step < blockSteps; ++step)
      for (FastPopulation *population : group)
        population->step(step);
  }
}

bool FastChip::reportStep(int step, Moment at, Observer &observer) {
  for (const OutputEdge &output : outputEdges) {
    const ChipEdge &edge = *output.edge;
    const Shape &shape = symbols.outputs()[edge.output].shape;
    double unit = output.isReadout ? symbols.unitOf(edge.output) : 1;
    for (const Spike &spike : output.train->of(step - edge.delayed)) {
      uint32_t channel = spike.channel, y = spike.y, x = spike.x;
      if (edge.filter.apply(channel, y, x) &&
          !observer.output(edge.output, at, uint32_t(shape.index(channel, y, x)), spike.count * unit))
        return false;
    }
  }
  for (uint32_t output = 0; output < symbols.outputs().size(); ++output)
    if (!observer.endOutput(output, at))
      return false;
  return true;
}

void FastChip::addSums(Totals &totals) {
  for (auto &population : populations) {
    FastPopulation::Sums sums = std::exchange(population->sums, {});
    totals.synapticOperations += sums.synapticOperations;
    totals.spikes[population->tile.layer] += sums.spikes;
    if (auto &capped = totals.cappedCounts[population->tile.layer])
      *capped += sums.capped;
  }
}

bool FastChip::step(llvm::ArrayRef<SpikeFrame> frames, bool last, Moment at, Observer &observer, Totals &totals) {
  if (blockSteps == 0) {
    blockBegin = at;
    for (std::vector<SpikeTrain> *senders : {&inputs, &trains})
      for (SpikeTrain &train : *senders)
        train.startBlock(/*keepLast=*/at.step != 0);
  }
  take(frames);
  ++blockSteps;
  if (!last && blockSteps < stepsOfBlock)
    return true;
  runBlock();
  addSums(totals);
  for (int step = 0; step < blockSteps; ++step)
    if (!reportStep(step, {blockBegin.sample, blockBegin.step + uint32_t(step)}, observer))
      return false;
  blockSteps = 0;
  if (last)
    for (auto &population : populations)
      population->clear();
  return true;
}
