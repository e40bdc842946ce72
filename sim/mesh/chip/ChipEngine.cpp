//===- ChipEngine.cpp - the mesh chip, event by event ---------------------===//

#include "sim/mesh/chip/ChipEngine.h"
#include <algorithm>

using namespace snnc;
using namespace snnc::sim;

//===----------------------------------------------------------------------===//
// From the image
//===----------------------------------------------------------------------===//

llvm::Expected<std::unique_ptr<ChipEngine>> ChipEngine::create(std::shared_ptr<const mesh::LoadedImage> image,
                                                               ChipOptions options) {
  if (image->image.target.lanes > maxLanes)
    return llvm::createStringError("the chip has " + llvm::Twine(image->image.target.lanes) +
                                   " lanes, the simulator takes at most " + llvm::Twine(maxLanes));
  std::unique_ptr<ChipEngine> engine(new ChipEngine(image, options));
  if (llvm::Error error = checkOutputEdges(*image, engine->symbols))
    return std::move(error);
  engine->build();
  return engine;
}

ChipEngine::ChipEngine(std::shared_ptr<const mesh::LoadedImage> loaded, ChipOptions options)
    : image(std::move(loaded)), symbols(*image), mayBeFast(!options.plain && fast::FastChip::canRun(*image, symbols)) {
  if (options.coverage)
    observation = std::make_unique<Observation>(*image, symbols);
}

ChipEngine::~ChipEngine() = default;

void ChipEngine::build() {
  for (const PopulationTile &tile : symbols.populations()) {
    Population population(tile, image->program.core(tile.coreX, tile.coreY), image->image.target);
    nodes.push_back({std::move(population), edgesOf(*image, symbols, tile), uint32_t(nodes.size())});
  }
  fromHost = hostEdges(*image, symbols);
  layerPopulations.assign(layers().size(), 0);
  for (const PopulationTile &tile : symbols.populations())
    ++layerPopulations[tile.layer];
  sums.spikes.assign(layers().size(), 0);
  sums.cappedCounts.resize(layers().size());
  for (const Node &node : nodes)
    if (node.population.hasCap())
      sums.cappedCounts[node.population.tile.layer] = 0;
  orderNodes();
}

/// The forward edges have no cycle: loadImage has checked it.
void ChipEngine::orderNodes() {
  std::vector<unsigned> waiting(nodes.size(), 0);
  auto forEachReceiver = [&](const Node &node, auto &&visit) {
    for (const ChipEdge &edge : node.edges)
      if (edge.receiver >= 0 && !edge.delayed)
        visit(uint32_t(edge.receiver));
  };
  for (const Node &node : nodes)
    forEachReceiver(node, [&](uint32_t receiver) { ++waiting[receiver]; });
  for (const Node &node : nodes)
    if (waiting[node.index] == 0)
      order.push_back(node.index);
  for (size_t i = 0; i < order.size(); ++i)
    forEachReceiver(nodes[order[i]], [&](uint32_t receiver) {
      if (--waiting[receiver] == 0)
        order.push_back(receiver);
    });
}

//===----------------------------------------------------------------------===//
// A step
//===----------------------------------------------------------------------===//

/// False where the observer ends the run, as all that return bool here.
bool ChipEngine::deliver(const ChipEdge &edge, PortSpike spike, const Node *sender, Observer *observer) {
  PortSpike sent = spike;
  if (!edge.filter.apply(spike.channel, spike.y, spike.x))
    return true;
  Moment counted = now;
  counted.step += edge.delayed;
  if (edge.receiver < 0) {
    if (observation)
      observation->delivered(edge, &sender->population, sent, spike, nullptr, counted);
    uint32_t neuron = uint32_t(outputs()[edge.output].shape.index(spike.channel, spike.y, spike.x));
    if (!edge.delayed)
      return observer->output(edge.output, now, neuron, spike.count);
    delayedOutputs.push_back({edge.output, neuron, spike.count});
    return true;
  }
  Population &receiver = nodes[edge.receiver].population;
  if (observation)
    observation->delivered(edge, sender ? &sender->population : nullptr, sent, spike, &receiver, counted);
  receiver.accumulate(edge.port, spike);
  sums.synapticOperations += operationsOf(edge, spike, receiver.tile);
  return true;
}

void ChipEngine::receiveInputs(llvm::ArrayRef<SpikeFrame> frames, bool delayed) {
  for (const ChipEdge &edge : fromHost) {
    if (edge.delayed != delayed)
      continue;
    // The host splits a count above the packet's into several spikes: their sum is the same modulo 2^stateBits.
    for (const Event &event : frames[edge.input])
      if (PortSpike spike{event.channel, event.y, event.x, int32_t(event.count)}; edge.window.apply(spike.y, spike.x))
        deliver(edge, spike, nullptr, nullptr);
  }
}

bool ChipEngine::fire(Node &node, bool last, Observer &observer) {
  Population &population = node.population;
  if (population.pool)
    return firePool(node, last, observer);
  FiredWord fired;
  population.spikes.clear();
  population.readout.clear();
  uint64_t spikes = 0, capped = population.cappedCounts;
  bool going = population.visitActive(last, [&](uint32_t word, bool active) {
    spikes += population.fireWord(word, fired);
    if (observation)
      observation->fired(population, node.index, active || population.hasBias, word, fired);
    return !observer.wantsCommits || commit(population.tile, word, fired, now, observer);
  });
  if (population.hasCap())
    *sums.cappedCounts[population.tile.layer] += population.cappedCounts - capped;
  sums.spikes[population.tile.layer] += spikes;
  if (last)
    population.clear();
  return going;
}

bool ChipEngine::firePool(Node &node, bool last, Observer &observer) {
  Population &population = node.population;
  population.spikes.clear();
  uint64_t spikes = 0;
  bool going = population.fireWindows([&](uint32_t word, const FiredWord &fired) {
    for (uint32_t l = 0; l < population.tile.lanes; ++l)
      spikes += uint64_t(fired.count[l]);
    if (observation)
      observation->firedWindow(node.index, word, spikes != 0);
    return !observer.wantsCommits || commit(population.tile, word, fired, now, observer);
  });
  sums.spikes[population.tile.layer] += spikes;
  if (last)
    population.clear();
  return going;
}

/// The digits of a potential arrive in the step that they are of, and their sum is the potential.
bool ChipEngine::sendPotentials(const Node &node, Observer &observer) {
  for (const ChipEdge &edge : node.edges)
    for (const PotentialWord &word : node.population.readout)
      for (uint32_t l = 0; l < node.population.tile.lanes; ++l) {
        uint32_t channel = word.firstChannel + l, y = word.y, x = word.x;
        if (word.values[l] == 0 || !edge.filter.apply(channel, y, x))
          continue;
        PortSpike none{channel, y, x, 0};
        if (observation)
          observation->delivered(edge, &node.population, none, none, nullptr, now);
        if (!observer.output(edge.output, now, uint32_t(outputs()[edge.output].shape.index(channel, y, x)),
                             word.values[l] * symbols.unitOf(edge.output)))
          return false;
      }
  return true;
}

bool ChipEngine::send(Node &node, bool delayed, Observer &observer) {
  if (node.population.tile.isReadout)
    return delayed || sendPotentials(node, observer);
  for (const ChipEdge &edge : node.edges) {
    if (edge.delayed != delayed)
      continue;
    for (const SpikeWord &word : node.population.spikes)
      for (uint32_t l = 0; l < node.population.tile.lanes; ++l)
        if (word.counts[l] && !deliver(edge, {word.firstChannel + l, word.y, word.x, word.counts[l]}, &node, &observer))
          return false;
  }
  return true;
}

bool ChipEngine::endOutputs(Observer &observer) {
  for (uint32_t output = 0; output < outputs().size(); ++output)
    if (!observer.endOutput(output, now))
      return false;
  return true;
}

bool ChipEngine::run(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer) {
  receiveInputs(frames, /*delayed=*/false);
  for (const OutputSpike &spike : delayedOutputs)
    if (!observer.output(spike.output, now, spike.neuron, spike.count))
      return false;
  delayedOutputs.clear();
  layerWaiting = layerPopulations;
  for (uint32_t index : order) {
    Node &node = nodes[index];
    if (!fire(node, last, observer) || !send(node, /*delayed=*/false, observer))
      return false;
    uint32_t layer = node.population.tile.layer;
    if (--layerWaiting[layer] == 0 && observer.wantsCommits && !observer.endStep(layer, now))
      return false;
  }
  if (!endOutputs(observer))
    return false;
  // A delayed edge carries nothing over the end of a sample.
  if (last)
    return true;
  receiveInputs(frames, /*delayed=*/true);
  for (Node &node : nodes)
    if (!send(node, /*delayed=*/true, observer))
      return false;
  return true;
}

/// At the beginning of a sample, when all state is 0: the paths keep it in different places.
void ChipEngine::chooseFast() {
  if (now.step != 0)
    return;
  isFast = mayBeFast && !(observation && observation->traceTarget);
  if (isFast && !fastChip)
    fastChip = std::make_unique<fast::FastChip>(*image, symbols, order, /*coverage=*/observation != nullptr);
}

llvm::Expected<Progress> ChipEngine::step(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &observer) {
  if (frames.size() != inputs().size())
    return llvm::createStringError("a step has " + llvm::Twine(frames.size()) + " frames, the network has " +
                                   llvm::Twine(inputs().size()) + " inputs");
  if (llvm::Error error = checkStep(sampleLimit(), now.step))
    return std::move(error);
  chooseFast();
  if (isFast ? !fastChip->step(frames, last, now, observer, sums) : !run(frames, last, observer))
    return Progress::Stopped;
  ++sums.steps;
  sums.countInputs(inputs(), frames);
  ++now.step;
  if (last) {
    ++sums.samples;
    now = {now.sample + 1, 0};
  }
  return Progress::Done;
}

//===----------------------------------------------------------------------===//
// What one may want to know
//===----------------------------------------------------------------------===//

std::optional<Observation> ChipEngine::observed() const {
  if (!observation)
    return std::nullopt;
  Observation all = *observation;
  if (fastChip)
    fastChip->addCoverage(all);
  return all;
}

Coverage ChipEngine::coverage() const {
  std::optional<Observation> all = observed();
  return all ? all->coverage() : Coverage();
}

std::optional<CoverageReport> ChipEngine::coverageReport() const {
  if (!observation)
    return std::nullopt;
  Coverage seen = coverage();
  auto share = [](const char *name, const Coverage::Share &part) {
    return CoverageReport::Share{name, part.reached, part.all};
  };
  return CoverageReport{{share("state_words", seen.stateWords), share("weight_words", seen.weightWords),
                         share("ports", seen.ports), share("destinations", seen.destinations),
                         share("credits", seen.credits), share("populations", seen.populations)},
                        {{"caps_reached", seen.counts.capsReached},
                         {"lower_bounds_reached", seen.counts.lowerBoundsReached},
                         {"uppers_reached", seen.counts.uppersReached},
                         {"wraps", seen.counts.wraps}}};
}

void ChipEngine::trace(const Place &place, Moment at) {
  if (!observation)
    observation = std::make_unique<Observation>(*image, symbols);
  observation->traceTarget = {place, at};
}

llvm::ArrayRef<TracedSpike> ChipEngine::traced() const {
  return observation ? llvm::ArrayRef(observation->traced) : llvm::ArrayRef<TracedSpike>();
}
