//===- FastPopulation.cpp - a population on the fast path -----------------===//

#include "sim/mesh/chip/fast/FastPopulation.h"
#include "sim/mesh/chip/fast/Exercise.h"
#include "sim/mesh/chip/fast/WatchedWords.h"
#include <map>
#include <optional>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::fast;

FastPopulation::~FastPopulation() = default;

//===----------------------------------------------------------------------===//
// In vectors
//===----------------------------------------------------------------------===//

/// The parameters of one block, and where the blocks lie.
static FiringTables firingTables(const PopulationTile &tile, const FiringParameters &firing,
                                 const StateLayout &layout) {
  FiringTables tables;
  SpikeFormat format = SpikeFormat::of(tile.groups * tile.lanes);
  tables.numbers = layout.blockWidth * layout.channels;
  tables.upper = int16_t(firing.upper);
  tables.maxCount = int16_t(firing.maxCount);
  tables.resetToZero = firing.resetToZero;
  tables.hasDecay = firing.hasDecay;
  tables.hasCurrent = tile.hasCurrent;
  tables.isReadout = tile.isReadout;
  // Behind the last channel are numbers that no weight reaches and that stay 0.
  GroupParameters padding{};
  std::fill_n(padding.threshold, maxLanes, 1);
  for (uint32_t x = 0; x < layout.blockWidth; ++x)
    for (uint32_t channel = 0; channel < layout.channels; ++channel) {
      bool isPadding = channel >= tile.groups * tile.lanes;
      const GroupParameters &group = isPadding ? padding : firing.groups[channel / tile.lanes];
      uint32_t lane = isPadding ? 0 : channel % tile.lanes;
      int32_t threshold = group.threshold[lane];
      tables.threshold.push_back(int16_t(threshold));
      tables.atRest.push_back(int16_t(threshold - 1));
      tables.reciprocal.push_back(uint16_t(std::min(65536 / threshold, 65535)));
      tables.lower.push_back(int16_t(group.lower[lane]));
      tables.bias.push_back(int16_t(group.bias[lane]));
      tables.subtract.push_back(int16_t(group.subtract[lane]));
      auto setDecay = [&](std::vector<uint16_t> &decays, std::vector<int16_t> &keeps, int32_t decay) {
        decays.push_back(uint16_t(decay << 4));
        keeps.push_back(decay == 4096 ? -1 : 0);
      };
      setDecay(tables.decay, tables.keeps, firing.hasDecay ? group.decay[lane] : 4096);
      setDecay(tables.currentDecay, tables.keepsCurrent, tile.hasCurrent ? group.currentDecay[lane] : 4096);
      tables.element.push_back(format.neuron(channel, x));
    }
  for (uint32_t y = 0; y < layout.height; ++y)
    for (uint32_t x = 0; x < layout.width; x += layout.blockWidth) {
      tables.offset.push_back(layout.place(y, x));
      tables.place.push_back(format.neuron(0, y * layout.width + x));
    }
  return tables;
}

namespace {
class VectorPopulation final : public FastPopulation {
public:
  VectorPopulation(const PopulationTile &tile, const mesh::LoadedImage &loaded, std::vector<Incoming> edges,
                   SpikeTrain &train, bool coverage)
      : FastPopulation(tile, std::move(edges), train), layout(tile) {
    const mesh::CoreProgram &core = loaded.program.core(tile.coreX, tile.coreY);
    std::map<uint32_t, std::vector<const SenderMap *>> senders; // of each port
    std::map<uint32_t, const Port *> ports;
    for (const Incoming &in : incoming) {
      senders[in.edge->portIndex].push_back(&in.sender);
      ports[in.edge->portIndex] = &in.edge->port;
    }
    for (const auto &[index, port] : ports) {
      auto made = patches.emplace(index, PortPatches(*port, tile, senders[index])).first;
      layout.widen(made->second.rows, made->second.columns);
    }
    for (const auto &[index, port] : ports)
      patches.at(index).fill(*port, loaded.program.target.weightWords, tile, layout);
    for (const Incoming &in : incoming) {
      synapses.push_back(tablesOf(in.sender, patches.at(in.edge->portIndex), layout));
      accumulate.push_back(kernels().accumulate(synapses.back(), layout.height * layout.width == 1));
    }
    FiringParameters firing(tile, core);
    hasBias = firing.hasBias;
    tables = firingTables(tile, firing, layout);
    fire = kernels().fire(tables);
    state.assign(layout.size(), 0);
    // Without a current nobody looks at potentials beside the state.
    potentials.assign(tile.hasCurrent ? layout.size() : 0, 0);
    potentialsAt = tile.hasCurrent ? potentials.data() : state.data();
    neurons = layout.height * layout.width * layout.channels;
    if (coverage)
      keepCounts();
    clear();
  }

  void step(int step) override {
    for (size_t i = 0; i < incoming.size(); ++i)
      if (llvm::ArrayRef<Spike> spikes = spikesOf(incoming[i], step); !spikes.empty())
        sums.synapticOperations += accumulate[i](synapses[i], spikes, state.data(), blocks) * tile.channels;
    Fired fired = fire(tables, state.data(), potentialsAt, blocks, roomForSpikes());
    train.endStep(fired.end);
    sums.spikes += fired.spikes;
    sums.capped += fired.capped;
    if (hasBias)
      reachAll();
  }

  bool stepObserved(bool last, Moment at, Observer &observer) override {
    if (!watched)
      watch();
    if (counts)
      beginCounting();
    for (size_t i = 0; i < incoming.size(); ++i) {
      llvm::ArrayRef<Spike> spikes = spikesOf(incoming[i], 0);
      if (spikes.empty())
        continue;
      const SynapseTables &synapse = byPixel.empty() ? synapses[i] : byPixel[i];
      sums.synapticOperations += accumulate[i](synapse, spikes, state.data(), blocks) * tile.channels;
      if (byPixel.empty())
        watched->reach(synapse, spikes);
    }
    if (!byPixel.empty())
      watched->reach(blocks);
    if (hasBias)
      watched->reachAll();
    blocks = {};
    if (counts)
      counts->beforeFiring(state.data(), potentialsAt);
    Fired fired = watched->fire(last, state.data(), potentialsAt, roomForSpikes());
    train.endStep(fired.end);
    sums.spikes += fired.spikes;
    sums.capped += fired.capped;
    if (counts)
      counts->afterFiring(train.of(0), fired, *watched);
    return !observer.wantsCommits || watched->report(at, observer);
  }

  llvm::BitVector visitedWords() const override {
    return watched ? watched->everVisited() : llvm::BitVector(tile.words());
  }
  Coverage::Counts firingCounts() const override { return counts->counts(); }

  void clear() override {
    std::fill(state.begin(), state.end(), 0);
    std::fill(potentials.begin(), potentials.end(), 0);
    blocks = {};
    if (watched)
      watched->clear();
    if (hasBias)
      reachAll();
  }

private:
  Spike *roomForSpikes() { return train.extend((tile.isReadout ? 2 : 1) * neurons + listedAtOnce); }

  /// Where blocks are of more than one pixel, and there are not too many pixels, observers get tables in which each is.
  void watch() {
    watched.emplace(tile, layout, tables);
    StateLayout pixels = layout;
    pixels.blockWidth = 1;
    if (pixels.blocks() <= maxBlocks)
      for (const Incoming &in : incoming)
        byPixel.push_back(tablesOf(in.sender, patches.at(in.edge->portIndex), pixels));
  }

  void keepCounts() {
    std::vector<const PortPatches *> ofEdges;
    for (const Incoming &in : incoming)
      ofEdges.push_back(&patches.at(in.edge->portIndex));
    counts.emplace(tile, layout, tables, synapses, ofEdges);
  }

  void beginCounting() {
    std::vector<llvm::ArrayRef<Spike>> spikes;
    for (const Incoming &in : incoming)
      spikes.push_back(spikesOf(in, 0));
    counts->beginStep(state.data(), spikes);
  }

  /// Every word is visited in every step.
  void reachAll() {
    for (uint32_t block = 0; block < layout.blocks(); ++block)
      blocks[block / 64] |= uint64_t(1) << (block % 64);
  }

  StateLayout layout;
  std::map<uint32_t, PortPatches> patches; ///< of each port
  std::vector<SynapseTables> synapses;     ///< of each incoming edge
  std::vector<AccumulateFunction> accumulate;
  FiringTables tables;
  FireFunction fire;
  std::vector<int16_t> state; ///< potentials, or currents where neurons keep them
  std::vector<int16_t> potentials;
  int16_t *potentialsAt;
  BlockSet blocks; ///< to be fired in the next step
  size_t neurons;
  bool hasBias;
  std::optional<WatchedWords> watched; ///< made for the first step that is observed
  std::optional<FiringCounts> counts;  ///< where account is kept
  std::vector<SynapseTables> byPixel;  ///< as `synapses`, with blocks of one pixel; empty where these are too many
};

//===----------------------------------------------------------------------===//
// As the plain path has it
//===----------------------------------------------------------------------===//

/// A max pool, whose windows look at words that nothing has come to.
class PlainPopulation final : public FastPopulation {
public:
  PlainPopulation(const PopulationTile &tile, const mesh::LoadedImage &loaded, std::vector<Incoming> edges,
                  SpikeTrain &train)
      : FastPopulation(tile, std::move(edges), train),
        population(tile, loaded.program.core(tile.coreX, tile.coreY), loaded.image.target), visited(tile.words()) {}

  void step(int step) override {
    takeStep(step, [](uint32_t, const FiredWord &) { return true; });
  }

  bool stepObserved(bool, Moment at, Observer &observer) override {
    return takeStep(0, [&](uint32_t word, const FiredWord &fired) {
      visited.set(word);
      return !observer.wantsCommits || commit(tile, word, fired, at, observer);
    });
  }

  llvm::BitVector visitedWords() const override { return visited; }
  Coverage::Counts firingCounts() const override { return {}; }

  void clear() override { population.clear(); }

private:
  template <typename Visit> bool takeStep(int step, Visit visit) {
    for (const Incoming &in : incoming)
      for (Spike spike : spikesOf(in, step)) {
        const SenderMap &sender = in.sender;
        uint32_t pixel = sender.format.pixel(spike), width = uint32_t(sender.columns.size());
        auto channel = sender.channels[sender.format.channel(spike)];
        auto y = sender.rows[pixel / width], x = sender.columns[pixel % width];
        if (channel && y && x)
          population.accumulate(in.edge->port, {*channel, *y, *x, SpikeFormat::count(spike)});
      }
    population.spikes.clear();
    bool going = population.fireWindows([&](uint32_t word, const FiredWord &fired) {
      for (uint32_t l = 0; l < tile.lanes; ++l)
        sums.spikes += uint64_t(fired.count[l]);
      return visit(word, fired);
    });
    SpikeFormat format = SpikeFormat::of(tile.groups * tile.lanes);
    Spike *out = train.extend(population.spikes.size() * tile.lanes);
    for (const SpikeWord &word : population.spikes)
      for (uint32_t l = 0; l < tile.lanes; ++l)
        if (word.counts[l])
          *out++ = format.neuron(word.firstChannel + l, word.y * tile.width + word.x) | uint32_t(word.counts[l])
                                                                                            << countShift;
    train.endStep(out);
    return going;
  }

  Population population;
  llvm::BitVector visited; ///< windows that have fired
};
} // namespace

std::unique_ptr<FastPopulation> snnc::sim::fast::makeFastPopulation(const PopulationTile &tile,
                                                                    const mesh::LoadedImage &loaded,
                                                                    std::vector<Incoming> incoming, SpikeTrain &train,
                                                                    bool coverage) {
  if (tile.isMaxPool)
    return std::make_unique<PlainPopulation>(tile, loaded, std::move(incoming), train);
  return std::make_unique<VectorPopulation>(tile, loaded, std::move(incoming), train, coverage);
}
