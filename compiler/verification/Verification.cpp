//===- Verification.cpp - all engines of a folder in lockstep -------------===//

#include "compiler/verification/Verification.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"

using namespace mlir;
using namespace snnc;
using json = nlohmann::ordered_json;

std::vector<std::vector<double>> snnc::potentialScalesOf(ModuleOp quantized) {
  std::vector<std::vector<double>> scales;
  quantized.walk([&](snn::StatefulOpInterface layer) {
    auto neuron = dyn_cast<snn::NeuronOpInterface>(layer.getOperation());
    ElementsAttr scale = neuron ? neuron.getNeuronParameters().scale : ElementsAttr();
    scales.push_back(snn::valuesOf<double>(scale));
  });
  return scales;
}

/// The engines of a lockstep, from the float network down to the chip, as far as the workload has them.
static llvm::Expected<std::vector<std::unique_ptr<sim::Engine>>>
enginesOf(Workload &workload, const EngineOptions &options, const EngineChoice &choice) {
  std::vector<std::unique_ptr<sim::Engine>> engines;
  auto add = [&](StringRef name, const EngineOptions &own) -> llvm::Error {
    llvm::Expected<std::unique_ptr<sim::Engine>> engine = makeEngine(name, workload, own);
    if (!engine)
      return engine.takeError();
    engines.push_back(choice.wrap ? choice.wrap(std::move(*engine)) : std::move(*engine));
    return llvm::Error::success();
  };
  if (workload.imported)
    if (llvm::Error error = add("float", {}))
      return std::move(error);
  if (workload.quantized)
    if (llvm::Error error = add("integer", {}))
      return std::move(error);
  for (const EngineKind &kind : workload.configuration->backend().engines()) {
    if (kind.hasClock && !choice.withClock)
      continue;
    EngineOptions own;
    own.coverage = true;
    if (kind.hasClock) {
      own = options;
      own.overlapSamples = true;
    }
    if (llvm::Error error = add(kind.name, own))
      return std::move(error);
  }
  return engines;
}

/// Feeds all samples to the engines, up to the first difference. `met` is what they were, as far as they were read.
static llvm::Error feed(sim::Lockstep &lockstep, ArrayRef<sim::Engine *> engines, const sim::NetworkStimulus &stimulus,
                        const std::function<void(uint64_t)> &progress, sim::SamplesMet &met) {
  for (uint64_t i = 0; i < stimulus.size(); ++i) {
    progress(i);
    llvm::Expected<std::unique_ptr<sim::NetworkSample>> opened = stimulus.stream(i);
    if (!opened)
      return opened.takeError();
    sim::NetworkSample &sample = **opened;
    for (const sim::Engine *engine : engines)
      if (llvm::Error error = sim::checkSampleLength(*engine, sample.name(), sample.steps()))
        return error;
    met.resize(i + 1);
    bool isStopped = false;
    for (uint32_t step = 0; step < sample.steps() && !isStopped; ++step) {
      llvm::Expected<ArrayRef<sim::SpikeFrame>> frames = sample.next();
      if (!frames)
        return frames.takeError();
      llvm::Expected<sim::Progress> fed = lockstep.step(*frames, step + 1 == sample.steps(), sample.name());
      if (!fed)
        return fed.takeError();
      isStopped = *fed == sim::Progress::Stopped;
    }
    met.set(i, sample);
    if (isStopped)
      return llvm::Error::success();
  }
  return lockstep.finish().takeError();
}

llvm::Expected<Verification> snnc::verifyWorkload(Workload &workload, const sim::NetworkStimulus &stimulus,
                                                  const EngineOptions &engineOptions,
                                                  const sim::PredictedOutput &predicted,
                                                  const std::function<void(uint64_t)> &progress,
                                                  const EngineChoice &choice) {
  llvm::Expected<std::vector<std::unique_ptr<sim::Engine>>> owned = enginesOf(workload, engineOptions, choice);
  if (!owned)
    return owned.takeError();
  std::vector<sim::Engine *> engines;
  for (const std::unique_ptr<sim::Engine> &engine : *owned)
    engines.push_back(engine.get());
  sim::LockstepOptions options;
  options.tracer = workload.configuration->tracer();
  options.predicted = predicted;
  if (workload.quantized)
    options.scales = potentialScalesOf(*workload.quantized);
  llvm::Expected<std::unique_ptr<sim::Lockstep>> lockstep = sim::Lockstep::create(engines, std::move(options));
  if (!lockstep)
    return lockstep.takeError();
  Verification result;
  result.predicted = predicted;
  if (llvm::Error error = feed(**lockstep, engines, stimulus, progress, result.samples))
    return std::move(error);
  result.report = (*lockstep)->report();
  for (const sim::Engine *engine : engines)
    if (std::optional<sim::CoverageReport> report = engine->coverageReport())
      result.coverage = std::move(report);
  for (const sim::Engine *engine : engines)
    if (!engine->traits().isReal && result.layers.empty()) {
      for (const sim::LayerInfo &layer : engine->layers())
        result.layers.push_back(layer.name);
      result.cappedCounts = engine->totals().cappedCounts;
      result.cappedCounts.resize(result.layers.size());
    }
  return std::move(result);
}

llvm::Expected<std::vector<sim::LayerDeviation>> snnc::compareFloatToInteger(Workload &workload,
                                                                             const sim::NetworkStimulus &stimulus) {
  llvm::Expected<std::unique_ptr<sim::Engine>> inFloat = makeEngine("float", workload);
  if (!inFloat)
    return inFloat.takeError();
  llvm::Expected<std::unique_ptr<sim::Engine>> integer = makeEngine("integer", workload);
  if (!integer)
    return integer.takeError();
  std::vector<sim::Engine *> engines{inFloat->get(), integer->get()};
  sim::LockstepOptions options;
  options.scales = potentialScalesOf(*workload.quantized);
  llvm::Expected<std::unique_ptr<sim::Lockstep>> lockstep = sim::Lockstep::create(engines, std::move(options));
  if (!lockstep)
    return lockstep.takeError();
  sim::SamplesMet met;
  if (llvm::Error error = feed(**lockstep, engines, stimulus, [](uint64_t) {}, met))
    return std::move(error);
  return (*lockstep)->report().pairs.front().deviations;
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static json describe(const sim::NeuronRecord &record) {
  if (!record.present)
    return nullptr;
  return {{"integrated", record.integrated}, {"count", record.count}, {"stored", record.stored}};
}

static json describe(const sim::Difference &difference) {
  json result = {{"what", difference.what},
                 {"sample", difference.at.sample},
                 {"sample_name", difference.sampleName},
                 {"step", difference.at.step},
                 {difference.isOutput ? "output" : "layer", difference.layer}};
  if (difference.hasNeuron) {
    result["channel"] = difference.channel;
    result["y"] = difference.y;
    result["x"] = difference.x;
    result["a"] = describe(difference.a);
    result["b"] = describe(difference.b);
  }
  if (difference.place) {
    result["core"] = {difference.place->coreX, difference.place->coreY};
    result["population"] = difference.place->population;
    result["address"] = difference.address;
    result["word"] = difference.place->word;
    result["lane"] = difference.lane;
  }
  if (difference.eventsKnown)
    result["events"] = difference.events;
  if (!difference.detail.empty())
    result["detail"] = difference.detail;
  return result;
}

static json describe(const sim::CoverageReport &coverage) {
  json result = json::object();
  for (const sim::CoverageReport::Share &share : coverage.shares)
    result[share.name] = {{"reached", share.reached}, {"all", share.all}};
  for (const sim::CoverageReport::Count &count : coverage.counts)
    result[count.name] = count.value;
  return result;
}

/// Of two engines, which `suffixes` name.
static json describe(const sim::LayerDeviation &layer, std::pair<std::string, std::string> suffixes) {
  json result = {{"spikes_" + suffixes.first, layer.spikesA},
                 {"spikes_" + suffixes.second, layer.spikesB},
                 {"spike_ratio", layer.spikesA ? json(double(layer.spikesB) / double(layer.spikesA)) : json(nullptr)},
                 {"different_counts", layer.differentCounts},
                 {"neuron_steps", layer.neuronSteps},
                 {"mean_potential_error", layer.meanPotentialError},
                 {"max_potential_error", layer.maxPotentialError}};
  result["first_divergence"] =
      layer.divergence ? json{{"sample", layer.divergence->sample}, {"step", layer.divergence->step}} : json(nullptr);
  return result;
}

json snnc::describe(const Verification &verification) {
  const sim::LockstepReport &report = verification.report;
  json result = {{"equal", report.comparesRecords() ? json(report.equal()) : json(nullptr)},
                 {"samples", report.samples},
                 {"steps", report.steps}};
  uint64_t records = 0;
  json pairs = json::array(), floatToInteger = json::object(), statistics = json::array();
  for (const sim::PairReport &pair : report.pairs) {
    if (pair.kind == sim::ComparisonKind::Statistics) {
      bool isQuantisation = pair.a == "float" && pair.b == "integer";
      json layers = json::object();
      for (const sim::LayerDeviation &layer : pair.deviations)
        layers[layer.layer] = ::describe(layer, {pair.a, pair.b});
      if (isQuantisation)
        floatToInteger = std::move(layers);
      else
        statistics.push_back({{"a", pair.a}, {"b", pair.b}, {"records", pair.records}, {"layers", std::move(layers)}});
      continue;
    }
    records += pair.records;
    pairs.push_back({{"a", pair.a},
                     {"b", pair.b},
                     {"equal", pair.equal},
                     {"records", pair.records},
                     {"first_difference", pair.difference ? ::describe(*pair.difference) : json(nullptr)}});
  }
  result["records"] = records;
  result["rungs"] = std::move(pairs);
  result["float_to_integer"] = std::move(floatToInteger);
  if (!statistics.empty())
    result["statistics"] = std::move(statistics);
  result["coverage"] = verification.coverage ? ::describe(*verification.coverage) : json::object();
  for (const char *what : {"correct", "silent_samples", "tied_samples", "capped_counts"})
    result[what] = json::object();
  for (const sim::EngineReport &engine : report.engines) {
    sim::PredictionCounts counts =
        sim::countPredictions(engine.predictions, verification.samples.labels, verification.predicted);
    result["correct"][engine.name] = counts.correct ? json(*counts.correct) : json(nullptr);
    result["silent_samples"][engine.name] = counts.silent;
    result["tied_samples"][engine.name] = counts.tied;
    if (engine.totals.cycles)
      result["cycles"] = engine.totals.cycles;
  }
  for (auto [layer, capped] : llvm::zip_equal(verification.layers, verification.cappedCounts))
    result["capped_counts"][layer] = capped ? json(*capped) : json(nullptr);
  return result;
}
