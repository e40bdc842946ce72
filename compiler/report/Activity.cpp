//===- Activity.cpp - what engines did, for a report ----------------------===//

#include "compiler/report/Activity.h"
#include "compiler/report/Blob.h"
#include "sim/run/FeedSample.h"
#include "llvm/ADT/DenseMap.h"
#include <cmath>

using namespace snnc;
using namespace snnc::report;

SpikeRecord::SpikeRecord(const sim::Engine &engine) : engine(engine.name().str()) {
  for (const sim::LayerInfo &layer : engine.layers())
    layers.push_back({layer.name, layer.shape, 0, std::vector<uint64_t>(layer.shape.size(), 0), ""});
  for (const sim::InputInfo &input : engine.inputs()) {
    inputs.push_back({input.name, input.shape, 0, std::vector<uint64_t>(input.shape.size(), 0), ""});
    inputs.back().isReal = input.isReal;
  }
}

void SpikeRecord::feed(llvm::ArrayRef<sim::SpikeFrame> frames) {
  for (auto [layer, frame] : llvm::zip_equal(inputs, frames)) {
    if (layer.isReal)
      continue;
    for (const sim::Event &event : frame) {
      auto count = uint32_t(std::fabs(event.count));
      auto neuron = uint32_t(layer.shape.index(event.channel, event.y, event.x));
      layer.spikes += count;
      layer.ofNeuron[neuron] += count;
      layer.step.push_back({neuron, count});
    }
    pack(layer);
  }
}

void SpikeRecord::commit(const sim::Commit &commit) {
  Layer &layer = layers[commit.layer];
  for (uint32_t i = 0; i < commit.n; ++i)
    if (auto count = uint32_t(std::fabs(commit.count[i]))) {
      uint32_t neuron = commit.first + i * commit.stride;
      layer.spikes += count;
      layer.ofNeuron[neuron] += count;
      layer.step.push_back({neuron, count});
    }
}

void SpikeRecord::endStep(uint32_t index, sim::Moment) { pack(layers[index]); }

void SpikeRecord::pack(Layer &layer) {
  llvm::sort(layer.step);
  kept += layer.step.size();
  if (kept <= mostSpikes) {
    appendVarint(layer.packed, layer.step.size());
    uint32_t last = 0;
    for (auto [neuron, count] : layer.step) {
      appendVarint(layer.packed, uint64_t(neuron - last) * 2 + (count > 1));
      if (count > 1)
        appendVarint(layer.packed, count);
      last = neuron;
    }
    ++layer.keptSteps;
  }
  layer.step.clear();
}

namespace {
/// Tells a record what another observer is told.
class Tee final : public sim::Observer {
public:
  Tee(sim::Observer &to, SpikeRecord &record)
      : Observer(/*wantsCommits=*/true, to.wantsSpikes), to(to), record(record) {}

  bool commit(const sim::Commit &commit) override {
    record.commit(commit);
    return !to.wantsCommits || to.commit(commit);
  }
  bool spike(uint32_t layer, sim::Moment at, uint32_t neuron, double count) override {
    return to.spike(layer, at, neuron, count);
  }
  bool endStep(uint32_t layer, sim::Moment at) override {
    record.endStep(layer, at);
    return !to.wantsCommits || to.endStep(layer, at);
  }
  bool output(uint32_t output, sim::Moment at, uint32_t neuron, double count) override {
    return to.output(output, at, neuron, count);
  }
  bool endOutput(uint32_t output, sim::Moment at) override { return to.endOutput(output, at); }

private:
  sim::Observer &to;
  SpikeRecord &record;
};

class RecordingEngine final : public sim::Engine {
public:
  RecordingEngine(std::unique_ptr<sim::Engine> inner, std::shared_ptr<SpikeRecord> record)
      : inner(std::move(inner)), record(std::move(record)) {}

  llvm::StringRef name() const override { return inner->name(); }
  sim::EngineTraits traits() const override { return inner->traits(); }
  llvm::ArrayRef<sim::InputInfo> inputs() const override { return inner->inputs(); }
  llvm::ArrayRef<sim::LayerInfo> layers() const override { return inner->layers(); }
  llvm::ArrayRef<sim::LayerInfo> outputs() const override { return inner->outputs(); }
  llvm::Expected<sim::Progress> step(llvm::ArrayRef<sim::SpikeFrame> frames, bool last,
                                     sim::Observer &observer) override {
    Tee tee(observer, *record);
    record->feed(frames);
    return inner->step(frames, last, tee);
  }
  llvm::Expected<sim::Progress> drain(sim::Observer &observer) override {
    Tee tee(observer, *record);
    return inner->drain(tee);
  }
  const sim::Totals &totals() const override { return inner->totals(); }
  std::optional<sim::SampleLimit> sampleLimit() const override { return inner->sampleLimit(); }
  std::optional<sim::CoverageReport> coverageReport() const override { return inner->coverageReport(); }
  llvm::Expected<std::optional<sim::CycleReport>> cycleReport() override { return inner->cycleReport(); }

private:
  std::unique_ptr<sim::Engine> inner;
  std::shared_ptr<SpikeRecord> record;
};

/// Keeps the potentials of the chosen neurons: one without a commit keeps the potential that it has.
class PotentialObserver final : public sim::Observer {
public:
  PotentialObserver(PotentialRecord &record, llvm::ArrayRef<ChosenNeuron> neurons)
      : Observer(/*wantsCommits=*/true), record(record), neurons(neurons), integrated(neurons.size(), 0),
        stored(neurons.size(), 0) {
    for (auto [index, chosen] : llvm::enumerate(neurons))
      byNeuron[{chosen.layer, chosen.neuron}] = index;
  }

  bool commit(const sim::Commit &commit) override {
    for (uint32_t i = 0; i < commit.n; ++i) {
      auto chosen = byNeuron.find({commit.layer, commit.first + i * commit.stride});
      if (chosen == byNeuron.end())
        continue;
      integrated[chosen->second] = float(commit.integrated[i]);
      stored[chosen->second] = float(commit.stored[i]);
    }
    return true;
  }
  bool endStep(uint32_t layer, sim::Moment) override {
    for (auto [index, chosen] : llvm::enumerate(neurons))
      if (chosen.layer == layer) {
        record.integrated[index].push_back(integrated[index]);
        record.stored[index].push_back(stored[index]);
        integrated[index] = stored[index];
      }
    return true;
  }

private:
  PotentialRecord &record;
  llvm::ArrayRef<ChosenNeuron> neurons;
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, size_t> byNeuron;
  std::vector<float> integrated, stored;
};
} // namespace

std::unique_ptr<sim::Engine> report::recordSpikes(std::unique_ptr<sim::Engine> engine,
                                                  std::shared_ptr<SpikeRecord> record) {
  return std::make_unique<RecordingEngine>(std::move(engine), std::move(record));
}

llvm::Expected<PotentialRecord> report::recordPotentials(sim::Engine &engine, const sim::NetworkStimulus &stimulus,
                                                         uint64_t sample, llvm::ArrayRef<ChosenNeuron> neurons) {
  PotentialRecord record;
  record.engine = engine.name().str();
  record.integrated.resize(neurons.size());
  record.stored.resize(neurons.size());
  PotentialObserver observer(record, neurons);
  if (llvm::Error error = sim::feedSample(engine, stimulus, sample, observer))
    return std::move(error);
  return record;
}
