//===- VerifyFolder.cpp - all engines of a folder in lockstep -------------===//

#include "compiler/driver/VerifyFolder.h"
#include "dialect/snn/Elements.h"
#include "sim/mesh/chip/ChipEngine.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

/// By how much the potentials of each layer of the integer network are greater than those of the float network.
static std::vector<std::vector<double>> scalesOf(ModuleOp quantized) {
  std::vector<std::vector<double>> scales;
  quantized.walk([&](snn::StatefulOpInterface layer) {
    auto neuron = dyn_cast<snn::NeuronOpInterface>(layer.getOperation());
    ElementsAttr scale = neuron ? neuron.getNeuronParameters().scale : ElementsAttr();
    scales.push_back(snn::valuesOf<double>(scale));
  });
  return scales;
}

namespace {
/// The engines of a lockstep, from the float network down to the RTL, as far as the workload has them.
struct Ladder {
  std::vector<std::unique_ptr<sim::Engine>> owned;
  std::vector<sim::Engine *> engines;
  sim::ChipEngine *chip = nullptr;

  llvm::Error add(llvm::Expected<std::unique_ptr<sim::Engine>> engine) {
    if (!engine)
      return engine.takeError();
    engines.push_back(engine->get());
    owned.push_back(std::move(*engine));
    return llvm::Error::success();
  }
};
} // namespace

static llvm::Error climb(Workload &workload, const Waveform &waveform, Ladder &ladder) {
  if (workload.imported)
    if (llvm::Error error = ladder.add(makeEngine("float", workload)))
      return error;
  if (workload.quantized)
    if (llvm::Error error = ladder.add(makeEngine("integer", workload)))
      return error;
  sim::ChipOptions options;
  options.coverage = true;
  llvm::Expected<std::unique_ptr<sim::ChipEngine>> chip = sim::ChipEngine::create(workload.image, options);
  if (!chip)
    return chip.takeError();
  ladder.chip = chip->get();
  if (llvm::Error error = ladder.add(std::move(*chip)))
    return error;
  return ladder.add(makeEngine("rtl", workload, waveform, /*overlapSamples=*/true));
}

llvm::Expected<Verification> driver::verifyWorkload(Workload &workload, const sim::Stimulus &stimulus,
                                                    const Waveform &waveform,
                                                    const std::function<void(uint64_t)> &progress) {
  Ladder ladder;
  if (llvm::Error error = climb(workload, waveform, ladder))
    return std::move(error);
  sim::LockstepOptions options;
  options.image = workload.image;
  if (workload.quantized)
    options.scales = scalesOf(*workload.quantized);
  llvm::Expected<std::unique_ptr<sim::Lockstep>> lockstep = sim::Lockstep::create(ladder.engines, std::move(options));
  if (!lockstep)
    return lockstep.takeError();
  Verification result;
  sim::Progress state = sim::Progress::Done;
  for (uint64_t i = 0; i < stimulus.size() && state == sim::Progress::Done; ++i) {
    progress(i);
    llvm::Expected<sim::Sample> sample = stimulus.read(i);
    if (!sample)
      return sample.takeError();
    for (const sim::Engine *engine : ladder.engines)
      if (llvm::Error error = sim::checkSampleLength(*engine, sample->name, sample->steps))
        return std::move(error);
    result.labels.push_back(sample->label);
    for (uint32_t step = 0; step < sample->steps && state == sim::Progress::Done; ++step) {
      llvm::Expected<sim::Progress> fed = (*lockstep)->step(llvm::ArrayRef<sim::SpikeFrame>(sample->frame(step)),
                                                            step + 1 == sample->steps, sample->name);
      if (!fed)
        return fed.takeError();
      state = *fed;
    }
  }
  if (state == sim::Progress::Done) {
    llvm::Expected<sim::Progress> finished = (*lockstep)->finish();
    if (!finished)
      return finished.takeError();
  }
  result.report = (*lockstep)->report();
  result.coverage = ladder.chip->coverage();
  return std::move(result);
}

llvm::Expected<std::vector<sim::LayerDeviation>> driver::compareFloatToInteger(Workload &workload,
                                                                               const sim::Stimulus &stimulus) {
  llvm::Expected<std::unique_ptr<sim::Engine>> inFloat = makeEngine("float", workload);
  if (!inFloat)
    return inFloat.takeError();
  llvm::Expected<std::unique_ptr<sim::Engine>> integer = makeEngine("integer", workload);
  if (!integer)
    return integer.takeError();
  sim::LockstepOptions options;
  options.scales = scalesOf(*workload.quantized);
  llvm::Expected<std::unique_ptr<sim::Lockstep>> lockstep =
      sim::Lockstep::create({inFloat->get(), integer->get()}, std::move(options));
  if (!lockstep)
    return lockstep.takeError();
  for (uint64_t i = 0; i < stimulus.size(); ++i) {
    llvm::Expected<sim::Sample> sample = stimulus.read(i);
    if (!sample)
      return sample.takeError();
    for (uint32_t step = 0; step < sample->steps; ++step) {
      llvm::Expected<sim::Progress> fed = (*lockstep)->step(llvm::ArrayRef<sim::SpikeFrame>(sample->frame(step)),
                                                            step + 1 == sample->steps, sample->name);
      if (!fed)
        return fed.takeError();
    }
  }
  if (llvm::Expected<sim::Progress> finished = (*lockstep)->finish(); !finished)
    return finished.takeError();
  return (*lockstep)->report().rungs.front().deviations;
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
  }
  if (difference.eventsKnown)
    result["events"] = difference.events;
  if (!difference.detail.empty())
    result["detail"] = difference.detail;
  return result;
}

static json describe(const sim::Coverage &coverage) {
  auto share = [](const sim::Coverage::Share &part) { return json{{"reached", part.reached}, {"all", part.all}}; };
  return {{"state_words", share(coverage.stateWords)},
          {"weight_words", share(coverage.weightWords)},
          {"ports", share(coverage.ports)},
          {"destinations", share(coverage.destinations)},
          {"credits", share(coverage.credits)},
          {"populations", share(coverage.populations)},
          {"caps_reached", coverage.capsReached},
          {"lower_bounds_reached", coverage.lowerBoundsReached},
          {"uppers_reached", coverage.uppersReached},
          {"wraps", coverage.wraps}};
}

static json describe(const sim::LayerDeviation &layer) {
  json result = {{"spikes_float", layer.spikesA},
                 {"spikes_integer", layer.spikesB},
                 {"spike_ratio", layer.spikesA ? json(double(layer.spikesB) / double(layer.spikesA)) : json(nullptr)},
                 {"different_counts", layer.differentCounts},
                 {"neuron_steps", layer.neuronSteps},
                 {"mean_potential_error", layer.meanPotentialError},
                 {"max_potential_error", layer.maxPotentialError}};
  result["first_divergence"] =
      layer.divergence ? json{{"sample", layer.divergence->sample}, {"step", layer.divergence->step}} : json(nullptr);
  return result;
}

json driver::describe(const Verification &verification) {
  const sim::LockstepReport &report = verification.report;
  json result = {{"equal", report.equal()}, {"samples", report.samples}, {"steps", report.steps}};
  uint64_t records = 0;
  json rungs = json::array(), floatToInteger = json::object();
  for (const sim::RungReport &rung : report.rungs) {
    if (rung.kind == sim::RungKind::Statistics) {
      for (const sim::LayerDeviation &layer : rung.deviations)
        floatToInteger[layer.layer] = ::describe(layer);
      continue;
    }
    records += rung.records;
    rungs.push_back({{"a", rung.a},
                     {"b", rung.b},
                     {"equal", rung.equal},
                     {"records", rung.records},
                     {"first_difference", rung.difference ? ::describe(*rung.difference) : json(nullptr)}});
  }
  result["records"] = records;
  result["rungs"] = std::move(rungs);
  result["float_to_integer"] = std::move(floatToInteger);
  result["coverage"] = ::describe(verification.coverage);
  json correct = json::object();
  for (const sim::EngineReport &engine : report.engines) {
    uint64_t count = 0, known = 0;
    for (size_t i = 0; i < engine.predictions.size() && i < verification.labels.size(); ++i)
      if (verification.labels[i] && engine.predictions[i]) {
        ++known;
        count += verification.labels[i] == engine.predictions[i];
      }
    correct[engine.name] = known ? json(count) : json(nullptr);
    if (engine.totals.cycles)
      result["cycles"] = engine.totals.cycles;
  }
  result["correct"] = std::move(correct);
  return result;
}
