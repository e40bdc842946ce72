//===- Run.cpp - one engine on many samples -------------------------------===//

#include "sim/run/Run.h"
#include "sim/run/Recorder.h"
#include "sim/run/ShareSamples.h"
#include <map>
#include <mutex>

using namespace snnc;
using namespace snnc::sim;

namespace {
/// What the workers share.
class Session {
public:
  Session(const NetworkStimulus &stimulus, const RunSamplesOptions &options) : stimulus(stimulus), options(options) {
    result.predictions.resize(stimulus.size());
    result.predicted = options.predicted;
    result.samples.resize(stimulus.size());
    records.resize(stimulus.size());
  }

  llvm::Expected<RunResult> finish(llvm::ArrayRef<std::unique_ptr<Engine>> engines) {
    for (const auto &engine : engines)
      addTotals(*engine);
    if (options.cycles && !engines.empty()) {
      llvm::Expected<std::optional<CycleReport>> report = engines.front()->cycleReport();
      if (!report)
        return report.takeError();
      result.cycles = std::move(*report);
    }
    if (options.record)
      result.records = joinRecords(*engines.front(), records);
    return std::move(result);
  }

  llvm::Error runSample(Engine &engine, uint64_t index) {
    llvm::Expected<std::unique_ptr<NetworkSample>> opened = stimulus.stream(index);
    if (!opened)
      return opened.takeError();
    NetworkSample &sample = **opened;
    if (llvm::Error error = checkSampleLength(engine, sample.name(), sample.steps()))
      return error;
    Recorder recorder(engine, options.record, options.predicted);
    for (uint32_t step = 0; step < sample.steps(); ++step) {
      llvm::Expected<llvm::ArrayRef<SpikeFrame>> frames = sample.next();
      if (!frames)
        return frames.takeError();
      llvm::Expected<Progress> progress = engine.step(*frames, step + 1 == sample.steps(), recorder);
      if (!progress)
        return progress.takeError();
    }
    SampleRecord record = recorder.takeRecord();
    std::lock_guard<std::mutex> lock(mutex);
    result.predictions[index] = recorder.prediction();
    result.samples.set(index, sample);
    records[index] = std::move(record);
    if (options.progress)
      options.progress(++done);
    return llvm::Error::success();
  }

private:
  void addTotals(const Engine &engine) {
    const Totals &totals = engine.totals();
    result.totals.spikes.resize(totals.spikes.size());
    for (size_t i = 0; i < totals.spikes.size(); ++i)
      result.totals.spikes[i] += totals.spikes[i];
    result.totals.cappedCounts.resize(totals.cappedCounts.size());
    for (auto [sum, capped] : llvm::zip_equal(result.totals.cappedCounts, totals.cappedCounts))
      if (capped)
        sum = sum.value_or(0) + *capped;
    // An engine that ran no sample has counted nothing.
    auto &sums = result.totals.inputSpikes;
    sums.resize(std::max(sums.size(), totals.inputSpikes.size()));
    for (auto [sum, counts] : llvm::zip(sums, totals.inputSpikes)) {
      sum.resize(counts.size(), 0);
      for (size_t channel = 0; channel < counts.size(); ++channel)
        sum[channel] += counts[channel];
    }
    result.totals.activities.resize(totals.activities.size());
    for (auto [sum, activity] : llvm::zip_equal(result.totals.activities, totals.activities)) {
      sum.layer = activity.layer;
      sum.sum += activity.sum;
    }
    result.totals.synapticOperations += totals.synapticOperations;
    result.totals.samples += totals.samples;
    result.totals.steps += totals.steps;
    result.totals.cycles += totals.cycles;
  }

  const NetworkStimulus &stimulus;
  const RunSamplesOptions &options;
  RunResult result;
  std::vector<SampleRecord> records;
  std::mutex mutex;
  uint64_t done = 0;
};
} // namespace

/// Every array of the records has a name of its own.
static llvm::Error checkRecordNames(const Engine &engine) {
  std::map<std::string, std::string> names;
  for (size_t i = 0; i < engine.outputs().size(); ++i)
    names.try_emplace(outputArray(engine.outputs(), i), "what the network returns");
  for (const LayerInfo &layer : engine.layers())
    for (const char *suffix : {"", ".potential"})
      if (auto [taken, isNew] = names.try_emplace(layer.name + suffix, "layer '" + layer.name + "'"); !isNew)
        return llvm::createStringError("cannot record layer '" + layer.name + "': its array '" + taken->first +
                                       "' is that of " + taken->second + "; give the layer another name");
  return llvm::Error::success();
}

llvm::Expected<RunResult> snnc::sim::runSamples(const EngineFactory &makeEngine, const NetworkStimulus &stimulus,
                                                const RunSamplesOptions &options) {
  std::vector<std::unique_ptr<Engine>> engines;
  for (unsigned i = 0; i < std::max(1u, options.threads) && i < stimulus.size(); ++i) {
    llvm::Expected<std::unique_ptr<Engine>> engine = makeEngine();
    if (!engine)
      return engine.takeError();
    engines.push_back(std::move(*engine));
  }
  if (options.record && !engines.empty())
    if (llvm::Error error = checkRecordNames(*engines.front()))
      return std::move(error);
  Session session(stimulus, options);
  if (llvm::Error error = shareSamples(unsigned(engines.size()), stimulus.size(), [&](unsigned thread, uint64_t index) {
        return session.runSample(*engines[thread], index);
      }))
    return std::move(error);
  return session.finish(engines);
}
