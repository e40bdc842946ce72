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

bool FastChip::canRun(const mesh::LoadedImage &loaded, const Symbols &symbols) {
  // An edge from the host brings the rows and columns that come to a port, which are at most 256.
  auto holds = [](const InputInfo &input) {
    return SpikeFormat::of(input.shape.channels)
        .canHold(uint64_t(std::min(input.shape.height, 256u)) * std::min(input.shape.width, 256u));
  };
  if (loaded.image.target.stateBits != 16 || !llvm::all_of(symbols.inputs(), holds))
    return false;
  return llvm::all_of(symbols.populations(), [&](const PopulationTile &tile) {
    const mesh::PopulationEntry &entry = *loaded.program.core(tile.coreX, tile.coreY).populations[tile.slot];
    return SpikeFormat::of(tile.groups * tile.lanes).canHold(uint64_t(tile.height) * tile.width) &&
           entry.maxCount <= maxSpikeCount;
  });
}

FastChip::FastChip(const mesh::LoadedImage &loaded, const Symbols &symbols, llvm::ArrayRef<uint32_t> order,
                   bool coverage)
    : symbols(symbols), hostEdges(sim::hostEdges(loaded, symbols)), fromHost(hostEdges.size()),
      trains(symbols.populations().size()), populations(symbols.populations().size()),
      layerPopulations(symbols.layers().size(), 0) {
  for (const PopulationTile &tile : symbols.populations()) {
    edges.push_back(edgesOf(loaded, symbols, tile));
    ++layerPopulations[tile.layer];
  }
  connect(loaded, symbols, order, coverage);
  group(order);
  if (!coverage)
    return;
  for (const InputInfo &input : symbols.inputs())
    inputsSent.emplace_back(input.shape.size());
  for (const PopulationTile &tile : symbols.populations())
    sent.emplace_back(size_t(tile.height) * tile.width << SpikeFormat::of(tile.groups * tile.lanes).channelBits);
}

void FastChip::connect(const mesh::LoadedImage &loaded, const Symbols &symbols, llvm::ArrayRef<uint32_t> order,
                       bool coverage) {
  // The edges into each population with the index of their sender, or -1 - that of the host's edge.
  std::vector<std::vector<std::pair<const ChipEdge *, int>>> feeding(populations.size());
  for (size_t i = 0; i < hostEdges.size(); ++i)
    feeding[hostEdges[i].receiver].push_back({&hostEdges[i], -1 - int(i)});
  for (size_t sender = 0; sender < edges.size(); ++sender)
    for (const ChipEdge &edge : edges[sender])
      if (edge.receiver >= 0)
        feeding[edge.receiver].push_back({&edge, int(sender)});
  hostPlaces.resize(hostEdges.size());
  for (uint32_t i : order) {
    const PopulationTile &tile = symbols.populations()[i];
    std::vector<Incoming> incoming;
    for (auto [edge, sender] : feeding[i]) {
      if (sender >= 0) {
        incoming.push_back({edge, SenderMap(*edge, symbols.populations()[sender]), &trains[sender]});
        continue;
      }
      size_t hostEdge = size_t(-1 - sender);
      uint32_t input = edge->input;
      const Shape &shape = symbols.inputs()[input].shape;
      incoming.push_back({edge, SenderMap(*edge, shape, tile), &fromHost[hostEdge]});
      const SenderMap &map = incoming.back().sender;
      hostPlaces[hostEdge] = {input,
                              map.format,
                              map.rowOf,
                              map.columnOf,
                              uint32_t(map.columns.size()),
                              symbols.inputs()[input].bound > uint32_t(maxSpikeCount)};
    }
    populations[i] = makeFastPopulation(tile, loaded, std::move(incoming), trains[i], coverage);
    for (const ChipEdge &edge : edges[i])
      if (edge.receiver < 0)
        outputEdges.push_back({&edge, &trains[i], &tile});
  }
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

/// What an input sends on an edge of the host. With `Great` a count beyond what a spike holds becomes several; without
/// there is none.
template <bool Great> Spike *FastChip::write(const HostPlaces &places, const SpikeFrame &frame, Spike *out) {
  const int32_t *rows = places.rows.data(), *columns = places.columns.data();
  const SpikeFormat format = places.format;
  const uint32_t width = places.width;
  for (const Event &event : frame) {
    int32_t row = rows[event.y], column = columns[event.x], left = int32_t(event.count);
    if ((row | column) < 0)
      continue;
    Spike neuron = format.neuron(event.channel, uint32_t(row) * width + uint32_t(column));
    if constexpr (Great)
      for (; std::abs(left) > maxSpikeCount; left -= left < 0 ? -maxSpikeCount : maxSpikeCount)
        *out++ = neuron | uint32_t(left < 0 ? -maxSpikeCount : maxSpikeCount) << countShift;
    *out++ = neuron | uint32_t(left) << countShift;
  }
  return out;
}

void FastChip::take(llvm::ArrayRef<SpikeFrame> frames) {
  for (auto [train, places] : llvm::zip_equal(fromHost, hostPlaces)) {
    const SpikeFrame &frame = frames[places.input];
    size_t most = frame.size();
    if (!places.isGreat) {
      train.endStep(write<false>(places, frame, train.extend(most)));
      continue;
    }
    for (const Event &event : frame) // the bound says little of it: few inputs come near theirs
      most += size_t(std::abs(int64_t(event.count))) / maxSpikeCount;
    train.endStep(write<true>(places, frame, train.extend(most)));
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

/// Tells what the plain path tells, in the same order.
bool FastChip::runStep(bool last, Moment at, Observer &observer) {
  std::vector<uint32_t> waiting = layerPopulations;
  for (const auto &group : groups)
    for (FastPopulation *population : group) {
      uint32_t layer = population->tile.layer;
      if (!population->stepObserved(last, at, observer) ||
          (--waiting[layer] == 0 && observer.wantsCommits && !observer.endStep(layer, at)))
        return false;
    }
  return true;
}

bool FastChip::reportStep(int step, Moment at, Observer &observer) {
  for (const OutputEdge &output : outputEdges) {
    const ChipEdge &edge = *output.edge;
    const PopulationTile &sender = *output.sender;
    const Shape &shape = symbols.outputs()[edge.output].shape;
    SpikeFormat format = SpikeFormat::of(sender.groups * sender.lanes);
    llvm::ArrayRef<Spike> spikes = output.train->of(step - edge.delayed);
    for (size_t i = 0; i < spikes.size(); ++i) {
      uint32_t channel = format.channel(spikes[i]), pixel = format.pixel(spikes[i]);
      uint32_t y = pixel / sender.width, x = pixel % sender.width;
      double value =
          sender.isReadout ? int32_t(spikes[++i]) * symbols.unitOf(edge.output) : SpikeFormat::count(spikes[i]);
      if (edge.filter.apply(channel, y, x) &&
          !observer.output(edge.output, at, uint32_t(shape.index(channel, y, x)), value))
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
    for (std::vector<SpikeTrain> *senders : {&fromHost, &trains})
      for (SpikeTrain &train : *senders)
        train.startBlock(/*keepLast=*/at.step != 0);
  }
  take(frames);
  ++blockSteps;
  bool isObserved = observer.wantsCommits || !sent.empty();
  if (!last && !isObserved && blockSteps < stepsOfBlock)
    return true;
  if (!isObserved)
    runBlock();
  else if (!runStep(last, at, observer))
    return false;
  if (!sent.empty())
    noteSent(frames, last);
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

//===----------------------------------------------------------------------===//
// What is exercised
//===----------------------------------------------------------------------===//

void FastChip::noteSent(llvm::ArrayRef<SpikeFrame> frames, bool last) {
  for (auto [input, frame, neurons] : llvm::zip_equal(symbols.inputs(), frames, inputsSent))
    for (const Event &event : frame)
      neurons.add(input.shape.index(event.channel, event.y, event.x), last);
  for (size_t i = 0; i < trains.size(); ++i) {
    llvm::ArrayRef<Spike> spikes = trains[i].of(0);
    for (size_t at = 0; at < spikes.size(); at += populations[i]->tile.isReadout ? 2 : 1)
      sent[i].add(SpikeFormat::neuron(spikes[at]), last);
  }
}

void FastChip::addPassed(Observation &all, const ChipEdge &edge, PortSpike spike) const {
  if (edge.window.apply(spike.y, spike.x) && edge.filter.apply(spike.channel, spike.y, spike.x))
    all.passed(edge, spike, edge.receiver < 0 ? nullptr : &symbols.populations()[edge.receiver]);
}

void FastChip::addCoverage(Observation &all) const {
  for (const ChipEdge &edge : hostEdges)
    inputsSent[edge.input].forEach(edge.delayed, [&](size_t neuron) {
      const Shape &shape = symbols.inputs()[edge.input].shape;
      uint32_t pixel = uint32_t(neuron % (size_t(shape.height) * shape.width));
      uint32_t channel = uint32_t(neuron / (size_t(shape.height) * shape.width));
      addPassed(all, edge, {channel, pixel / shape.width, pixel % shape.width, 1});
    });
  for (size_t i = 0; i < populations.size(); ++i) {
    const PopulationTile &tile = populations[i]->tile;
    SpikeFormat format = SpikeFormat::of(tile.groups * tile.lanes);
    bool isSpiking = false;
    sent[i].forEach(/*delayed=*/false, [&](size_t) { isSpiking = true; });
    all.add(uint32_t(i), populations[i]->visitedWords(), isSpiking, populations[i]->firingCounts());
    // Potentials arrive in the step that they are of.
    for (const ChipEdge &edge : edges[i])
      sent[i].forEach(edge.delayed && !tile.isReadout, [&](size_t neuron) {
        uint32_t pixel = format.pixel(Spike(neuron));
        addPassed(all, edge, {format.channel(Spike(neuron)), pixel / tile.width, pixel % tile.width, 1});
      });
  }
}
