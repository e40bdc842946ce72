//===- Lockstep.cpp - engines side by side --------------------------------===//

#include "sim/lockstep/Lockstep.h"
#include <algorithm>
#include <chrono>
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::sim;

struct Lockstep::Pair {
  ComparisonKind kind;
  std::unique_ptr<Comparison> comparison;
};

/// Hands what an engine reports to the comparisons on both sides of it, and keeps its predictions.
class Lockstep::Tap final : public Observer {
public:
  Tap(const Engine &engine, const PredictedOutput &predicted)
      : Observer(/*wantsCommits=*/true), predicted(predicted.index), sums(engine.outputs(), predicted) {}

  struct Listener {
    Comparison *comparison;
    Side side;
  };
  std::vector<Listener> listeners;
  std::vector<Prediction> predictions;
  double seconds = 0;

  bool commit(const Commit &commit) override {
    return tell([&](Listener &l) { return l.comparison->commit(l.side, commit); });
  }
  bool endStep(uint32_t layer, Moment at) override {
    return tell([&](Listener &l) { return l.comparison->endStep(l.side, layer, at); });
  }
  bool output(uint32_t output, Moment at, uint32_t neuron, double count) override {
    if (output == predicted) {
      turnTo(at.sample);
      sums.add(output, neuron, count);
    }
    return tell([&](Listener &l) { return l.comparison->output(l.side, output, at, neuron, count); });
  }
  bool endOutput(uint32_t output, Moment at) override {
    if (output == predicted) {
      turnTo(at.sample);
      sums.endStep(output);
    }
    return tell([&](Listener &l) { return l.comparison->endOutput(l.side, output, at); });
  }

  /// Before any report of `sample`; also to be called with the number of samples at the end.
  void turnTo(uint32_t sample) {
    for (; current < sample; ++current) {
      predictions.push_back(sums.predict());
      sums.clear();
    }
  }

private:
  template <typename Act> bool tell(Act &&act) {
    bool going = true;
    for (Listener &listener : listeners)
      going &= act(listener);
    return going;
  }

  const unsigned predicted;
  uint32_t current = 0;
  OutputSums sums;
};

Lockstep::Lockstep(std::vector<Engine *> engines, LockstepOptions options)
    : engines(std::move(engines)), options(std::move(options)) {
  for (Engine *engine : this->engines)
    taps.push_back(std::make_unique<Tap>(*engine, this->options.predicted));
}

Lockstep::~Lockstep() = default;

static llvm::Error checkInputs(const Engine &a, const Engine &b) {
  bool same = a.inputs().size() == b.inputs().size();
  for (size_t i = 0; same && i < a.inputs().size(); ++i)
    same = a.inputs()[i].shape == b.inputs()[i].shape && a.inputs()[i].isReal == b.inputs()[i].isReal;
  if (same)
    return llvm::Error::success();
  return llvm::createStringError("engines " + a.name() + " and " + b.name() + " do not take the same inputs");
}

/// [layer][channel]: by how much potentials of an engine are greater than those of the float engine.
static std::vector<std::vector<double>> scalesOf(const Engine &engine, const LockstepOptions &options) {
  std::vector<std::vector<double>> scales;
  for (const LayerInfo &layer : engine.layers())
    scales.push_back(layer.scale);
  bool isNetwork = !engine.traits().isReal && !engine.traits().hasOwnNeurons;
  return isNetwork ? options.scales : scales;
}

llvm::Expected<std::unique_ptr<Lockstep>> Lockstep::create(std::vector<Engine *> engines, LockstepOptions options) {
  if (engines.size() < 2)
    return llvm::createStringError("a comparison needs at least 2 engines, there are " + llvm::Twine(engines.size()));
  std::unique_ptr<Lockstep> lockstep(new Lockstep(std::move(engines), std::move(options)));
  for (size_t i = 0; i + 1 < lockstep->engines.size(); ++i) {
    Engine &a = *lockstep->engines[i], &b = *lockstep->engines[i + 1];
    if (llvm::Error error = checkInputs(a, b))
      return std::move(error);
    Pair pair;
    if (a.traits().isReal != b.traits().isReal || a.traits().hasOwnNeurons != b.traits().hasOwnNeurons ||
        a.traits().hasOwnOrder != b.traits().hasOwnOrder) {
      pair = {ComparisonKind::Statistics, std::make_unique<StatisticalComparison>(a, b, scalesOf(a, lockstep->options),
                                                                                  scalesOf(b, lockstep->options))};
    } else {
      bool words = a.traits().reportsPlaces && b.traits().reportsPlaces;
      auto comparison = ExactComparison::create(a, b, words);
      if (!comparison)
        return comparison.takeError();
      pair = {words ? ComparisonKind::Words : ComparisonKind::Records, std::move(*comparison)};
    }
    lockstep->taps[i]->listeners.push_back({pair.comparison.get(), Side::A});
    lockstep->taps[i + 1]->listeners.push_back({pair.comparison.get(), Side::B});
    lockstep->pairs.push_back(std::move(pair));
  }
  return lockstep;
}

llvm::Expected<Progress> Lockstep::step(llvm::ArrayRef<SpikeFrame> frames, bool last, llvm::StringRef sampleName) {
  if (fed.empty() || fed.back().ended)
    fed.push_back({uint32_t(samples), sampleName.str(), {}});
  fed.back().steps.emplace_back(frames.begin(), frames.end());
  fed.back().ended = last;
  ++steps;
  samples += last;
  auto progress = advance([&](Engine &engine, Tap &tap) { return engine.step(frames, last, tap); });
  forgetSamples();
  return progress;
}

llvm::Expected<Progress> Lockstep::finish() {
  auto progress = advance([&](Engine &engine, Tap &tap) { return engine.drain(tap); });
  if (!progress || *progress == Progress::Stopped)
    return progress;
  for (std::unique_ptr<Tap> &tap : taps)
    tap->turnTo(uint32_t(samples));
  bool equal = true;
  for (Pair &pair : pairs)
    equal &= pair.comparison->finish();
  if (equal)
    return Progress::Done;
  if (llvm::Error error = explain())
    return std::move(error);
  return Progress::Stopped;
}

llvm::Expected<Progress> Lockstep::advance(const std::function<llvm::Expected<Progress>(Engine &, Tap &)> &act) {
  for (size_t i = 0; i < engines.size(); ++i) {
    auto start = std::chrono::steady_clock::now();
    llvm::Expected<Progress> progress = act(*engines[i], *taps[i]);
    taps[i]->seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!progress) {
      const FedSample *sample = fed.empty() ? nullptr : &fed.back();
      std::string where = fmt::format("engine {}", engines[i]->name().str());
      if (sample)
        where += fmt::format(", sample {}{}, step {}", sample->number,
                             sample->name.empty() ? "" : " (" + sample->name + ")", sample->steps.size() - 1);
      llvm::Error error = progress.takeError();
      bool failed = error.isA<EngineFailure>();
      std::string message = where + ": " + llvm::toString(std::move(error));
      return failed ? llvm::make_error<EngineFailure>(message) : llvm::createStringError(message);
    }
    if (*progress == Progress::Done)
      continue;
    if (llvm::Error error = explain())
      return std::move(error);
    return Progress::Stopped;
  }
  return Progress::Done;
}

/// Inputs are kept as long as a difference may still be found in their sample.
void Lockstep::forgetSamples() {
  uint32_t pending = UINT32_MAX;
  for (const Pair &pair : pairs)
    pending = std::min(pending, pair.comparison->pendingSample());
  while (!fed.empty() && fed.front().ended && fed.front().number < pending)
    fed.pop_front();
}

//===----------------------------------------------------------------------===//
// What led to a difference
//===----------------------------------------------------------------------===//

llvm::Error Lockstep::explain() {
  for (Pair &pair : pairs) {
    if (!pair.comparison->difference())
      continue;
    Difference &difference = *pair.comparison->difference();
    llvm::ArrayRef<std::vector<SpikeFrame>> input;
    for (const FedSample &sample : fed)
      if (sample.number == difference.at.sample) {
        difference.sampleName = sample.name;
        input = sample.steps;
      }
    if (options.tracer && difference.hasNeuron && !difference.isOutput)
      if (llvm::Error error = options.tracer(difference, input))
        return error;
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

bool LockstepReport::comparesRecords() const {
  return std::any_of(pairs.begin(), pairs.end(),
                     [](const PairReport &pair) { return pair.kind != ComparisonKind::Statistics; });
}

bool LockstepReport::equal() const {
  return comparesRecords() && std::all_of(pairs.begin(), pairs.end(), [](const PairReport &pair) {
           return pair.kind == ComparisonKind::Statistics || pair.equal;
         });
}

LockstepReport Lockstep::report() const {
  LockstepReport report;
  report.samples = samples;
  report.steps = steps;
  for (size_t i = 0; i < engines.size(); ++i)
    report.engines.push_back({engines[i]->name().str(), engines[i]->totals(), taps[i]->seconds, taps[i]->predictions});
  for (size_t i = 0; i < pairs.size(); ++i) {
    PairReport pair;
    pair.a = engines[i]->name().str();
    pair.b = engines[i + 1]->name().str();
    pair.kind = pairs[i].kind;
    pair.records = pairs[i].comparison->records();
    pair.difference = pairs[i].comparison->difference();
    pair.equal = pair.kind != ComparisonKind::Statistics && !pair.difference && pair.records > 0;
    if (pair.kind == ComparisonKind::Statistics)
      pair.deviations = static_cast<const StatisticalComparison &>(*pairs[i].comparison).deviations();
    report.pairs.push_back(std::move(pair));
  }
  return report;
}

static std::string textOf(const NeuronRecord &record, llvm::StringRef name, bool isOutput) {
  if (isOutput)
    return fmt::format("  {}: {} spikes\n", name.str(), record.count);
  std::string place;
  if (record.place)
    place = fmt::format(" (core ({}, {}), population {}, word {})", record.place->coreX, record.place->coreY,
                        record.place->population, record.place->word);
  std::string current = record.current ? fmt::format(", current {}", record.current) : "";
  return fmt::format("  {}: integrated {}, count {}, stored {}{}{}{}\n", name.str(), record.integrated, record.count,
                     record.stored, current, record.present ? "" : ", no record: it holds its potential", place);
}

std::string snnc::sim::describe(const Difference &d, llvm::StringRef nameOfA, llvm::StringRef nameOfB) {
  std::string text = fmt::format("{} and {} differ in {}: {} '{}'", nameOfA.str(), nameOfB.str(), d.what,
                                 d.isOutput ? "output" : "layer", d.layer);
  if (d.hasNeuron)
    text += fmt::format(", channel {}, y {}, x {}", d.channel, d.y, d.x);
  text += fmt::format(", step {}, sample {}{}\n", d.at.step, d.at.sample,
                      d.sampleName.empty() ? "" : " (" + d.sampleName + ")");
  if (!d.detail.empty())
    text += "  " + d.detail + "\n";
  if (d.place)
    text += fmt::format("  core ({}, {}), population {}, word {} (state address {}), lane {}\n", d.place->coreX,
                        d.place->coreY, d.place->population, d.place->word, d.address, d.lane);
  if (!d.hasNeuron)
    return text;
  text += textOf(d.a, nameOfA, d.isOutput) + textOf(d.b, nameOfB, d.isOutput);
  if (!d.eventsKnown)
    return text;
  text += fmt::format("  {} spikes came to this word in this step{}\n", d.events.size(), d.events.empty() ? "" : ":");
  constexpr size_t most = 32;
  for (size_t i = 0; i < d.events.size() && i < most; ++i)
    text += "    " + d.events[i] + "\n";
  if (d.events.size() > most)
    text += fmt::format("    and {} more\n", d.events.size() - most);
  return text;
}
