//===- GatherRun.cpp - what a run shows, for a report ---------------------===//

#include "compiler/analysis/NeuronInputs.h"
#include "compiler/report/Activity.h"
#include "compiler/report/Blob.h"
#include "compiler/report/Gather.h"
#include "compiler/verification/Verification.h"
#include "dialect/snn/Elements.h"
#include "sim/run/FeedSample.h"
#include "llvm/ADT/SetVector.h"
#include <fmt/format.h>
#include <limits>
#include <map>
#include <numeric>

using namespace mlir;
using namespace snnc;
using namespace snnc::report;
using json = nlohmann::ordered_json;

namespace {
/// Runs the engines of a subject, and describes what they did.
class Runner {
public:
  Runner(Subject &subject, const RunRequest &request, json &report)
      : workload(subject.workload), request(request), report(report), wanted(request.neurons) {}

  llvm::Error run();

private:
  llvm::Error openStimulus();
  llvm::Error compare();
  void describeSamples(const Verification &verification);
  void describeSpikes();
  llvm::Error findNeuron(StringRef text, ArrayRef<sim::LayerInfo> layers, ChosenNeuron &found) const;
  llvm::Expected<std::vector<ChosenNeuron>> chooseNeurons(ArrayRef<sim::LayerInfo> layers) const;
  json describeNeuron(ChosenNeuron chosen, const sim::LayerInfo &layer);
  llvm::Error recordChosen();
  void recordDifference(const json &difference);
  llvm::Error recordSchedule();
  void describeTimeline(const sim::CycleReport &cycles, const sim::CycleReport::Timeline &timeline);

  Workload &workload;
  const RunRequest &request;
  json &report;
  std::unique_ptr<sim::NetworkStimulus> stimulus;
  sim::PredictedOutput predicted;
  std::vector<std::shared_ptr<SpikeRecord>> records; ///< of each engine
  std::vector<uint32_t> steps;                       ///< of each sample
  uint64_t shown = 0;                                ///< the sample whose potentials are kept
  std::vector<std::string> wanted;                   ///< neurons whose potentials are, LAYER:CHANNEL,ROW,COLUMN
};
} // namespace

llvm::Error Runner::openStimulus() {
  StringRef name = workload.imported ? "float" : workload.quantized ? "integer" : "";
  if (name.empty()) {
    ArrayRef<EngineKind> kinds = workload.configuration->backend().engines();
    if (kinds.empty())
      return llvm::createStringError(
          "there is no engine that runs the folder: it holds no network, for it was compiled "
          "from a later phase, and target '" +
          workload.configuration->targetName() + "' has none");
    name = kinds.front().name;
  }
  llvm::Expected<std::unique_ptr<sim::Engine>> engine = makeEngine(name, workload);
  if (!engine)
    return engine.takeError();
  llvm::Expected<sim::PredictedOutput> chosen =
      sim::choosePredictedOutput((*engine)->outputs(), request.input.predict, request.input.readout);
  if (!chosen)
    return chosen.takeError();
  predicted = *chosen;
  llvm::Expected<std::unique_ptr<sim::NetworkStimulus>> opened =
      openInput(request.input, request.execution.seed, workload, (*engine)->inputs());
  if (!opened)
    return opened.takeError();
  stimulus = std::move(*opened);
  for (uint64_t i = 0; i < stimulus->size(); ++i) {
    llvm::Expected<std::unique_ptr<sim::NetworkSample>> sample = stimulus->stream(i);
    if (!sample)
      return sample.takeError();
    steps.push_back((*sample)->steps());
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Comparison and spikes
//===----------------------------------------------------------------------===//

llvm::Error Runner::compare() {
  if (!workload.imported && !workload.quantized && !request.withClock)
    return llvm::createStringError(
        "the folder holds no network, for it was compiled from a later phase, so there is but "
        "one engine to run; --rtl compares it with the RTL");
  EngineChoice choice;
  choice.withClock = request.withClock;
  choice.wrap = [&](std::unique_ptr<sim::Engine> engine) {
    records.push_back(std::make_shared<SpikeRecord>(*engine));
    return recordSpikes(std::move(engine), records.back());
  };
  llvm::Expected<Verification> verification = verifyWorkload(
      workload, *stimulus, {}, predicted, [&](uint64_t done) { request.progress(done, stimulus->size()); }, choice);
  if (!verification)
    return verification.takeError();
  report["comparison"] = describe(*verification);
  for (json &rung : report["comparison"]["rungs"])
    for (const sim::PairReport &pair : verification->report.pairs)
      if (pair.difference && rung["a"] == pair.a && rung["b"] == pair.b)
        rung["text"] = sim::describe(*pair.difference, pair.a, pair.b);
  describeSamples(*verification);
  describeSpikes();
  return llvm::Error::success();
}

void Runner::describeSamples(const Verification &verification) {
  json &activity = report["activity"];
  activity = {{"step_us", stimulus->stepUs()},
              {"predicted_output", predicted.name.empty() ? json(nullptr) : json(predicted.name)},
              {"label_names", stimulus->labelNames().vec()},
              {"samples", json::array()},
              {"inputs", json::array()},
              {"engines", json::array()}};
  const sim::SamplesMet &met = verification.samples;
  for (size_t i = 0; i < met.names.size(); ++i) {
    json predictions = json::object();
    for (const sim::EngineReport &engine : verification.report.engines)
      predictions[engine.name] = i < engine.predictions.size() && engine.predictions[i].label
                                     ? json(*engine.predictions[i].label)
                                     : json(nullptr);
    activity["samples"].push_back({{"name", met.names[i]},
                                   {"label", met.labels[i] ? json(*met.labels[i]) : json(nullptr)},
                                   {"steps", steps[i]},
                                   {"predictions", std::move(predictions)}});
  }
}

void Runner::describeSpikes() {
  // Engines that are equal share their blobs, and all have the same input.
  std::map<std::pair<StringRef, StringRef>, std::string> blobOf;
  auto describe = [&](const SpikeRecord::Layer &layer, const std::string &name) -> json {
    auto [known, isNew] = blobOf.try_emplace({layer.name, layer.packed}, name);
    if (isNew)
      addBlob(report, name, layer.packed);
    return {{"shape", {layer.shape.channels, layer.shape.height, layer.shape.width}},
            {"spikes", layer.spikes},
            {"silent", llvm::count(layer.ofNeuron, 0u)},
            {"kept_steps", layer.keptSteps},
            {"blob", known->second}};
  };
  for (const SpikeRecord::Layer &input : records.front()->inputs) {
    if (input.isReal)
      continue;
    json own = {{"input", input.name}};
    own.update(describe(input, fmt::format("spikes.input.{}", report["activity"]["inputs"].size())));
    report["activity"]["inputs"].push_back(std::move(own));
  }
  for (const std::shared_ptr<SpikeRecord> &record : records) {
    json layers = json::array();
    for (const SpikeRecord::Layer &layer : record->layers) {
      json own = {{"layer", layer.name}};
      own.update(describe(layer, fmt::format("spikes.{}.{}", record->engine, layers.size())));
      layers.push_back(std::move(own));
    }
    report["activity"]["engines"].push_back({{"engine", record->engine}, {"layers", std::move(layers)}});
  }
}

//===----------------------------------------------------------------------===//
// Potentials
//===----------------------------------------------------------------------===//

/// Greatest numbers of neurons of a layer, and of values in all, whose potentials are kept.
static constexpr size_t mostNeurons = 8, mostValues = 600'000;

llvm::Error Runner::findNeuron(StringRef text, ArrayRef<sim::LayerInfo> layers, ChosenNeuron &found) const {
  auto [name, place] = text.rsplit(':');
  SmallVector<StringRef> parts;
  place.split(parts, ',');
  uint32_t at[3] = {0, 0, 0};
  bool isPlace = parts.size() == 3;
  for (size_t i = 0; isPlace && i < 3; ++i)
    isPlace = !parts[i].getAsInteger(10, at[i]);
  if (!isPlace)
    return llvm::createStringError("--neuron: '" + text + "' is not LAYER:CHANNEL,ROW,COLUMN");
  for (auto [index, layer] : llvm::enumerate(layers)) {
    if (layer.name != name)
      continue;
    if (at[0] >= layer.shape.channels || at[1] >= layer.shape.height || at[2] >= layer.shape.width)
      return llvm::createStringError("--neuron: '" + text + "' lies outside of layer '" + name + "', which is " +
                                     layer.shape.str());
    found = {uint32_t(index), uint32_t(layer.shape.index(at[0], at[1], at[2]))};
    return llvm::Error::success();
  }
  std::string known;
  for (const sim::LayerInfo &layer : layers)
    known += (known.empty() ? "" : ", ") + layer.name;
  return llvm::createStringError("--neuron: there is no layer '" + name + "'; known: " + known);
}

/// Of each layer those that spike most, and those that were asked for.
llvm::Expected<std::vector<ChosenNeuron>> Runner::chooseNeurons(ArrayRef<sim::LayerInfo> layers) const {
  llvm::SetVector<std::pair<uint32_t, uint32_t>> chosen;
  for (const std::string &text : wanted) {
    ChosenNeuron found;
    if (llvm::Error error = findNeuron(text, layers, found))
      return std::move(error);
    chosen.insert({found.layer, found.neuron});
  }
  size_t room = mostValues / (size_t(steps[shown]) * records.size() * 2 * std::max<size_t>(1, layers.size()));
  for (size_t index = 0; index < layers.size(); ++index) {
    const SpikeRecord::Layer &layer = records.back()->layers[index];
    std::vector<uint32_t> order(layer.ofNeuron.size());
    std::iota(order.begin(), order.end(), 0);
    size_t wanted = std::min({order.size(), mostNeurons, std::max<size_t>(room, 1)});
    std::partial_sort(order.begin(), order.begin() + ptrdiff_t(wanted), order.end(), [&](uint32_t a, uint32_t b) {
      return std::make_pair(layer.ofNeuron[b], a) < std::make_pair(layer.ofNeuron[a], b);
    });
    for (size_t i = 0; i < wanted; ++i)
      chosen.insert({uint32_t(index), order[i]});
  }
  std::vector<ChosenNeuron> result;
  for (auto [layer, neuron] : chosen)
    result.push_back({layer, neuron});
  return result;
}

/// The value of a channel in an attribute of one value, or one for each channel.
static json valueOf(ElementsAttr attr, uint32_t channel) {
  std::vector<double> values = snn::valuesOf<double>(attr);
  return values.empty() ? json(nullptr) : json(values[std::min(size_t(channel), values.size() - 1)]);
}

json Runner::describeNeuron(ChosenNeuron chosen, const sim::LayerInfo &layer) {
  uint32_t pixels = layer.shape.height * layer.shape.width, channel = chosen.neuron / pixels;
  json result = {{"layer", layer.name},
                 {"place", {channel, chosen.neuron % pixels / layer.shape.width, chosen.neuron % layer.shape.width}},
                 {"spikes", records.back()->layers[chosen.layer].ofNeuron[chosen.neuron]},
                 {"scale", nullptr},
                 {"threshold", nullptr}};
  if (workload.quantized)
    workload.quantized->walk([&](snn::NeuronOpInterface neurons) {
      if (neurons.getLayerName() != layer.name)
        return;
      snn::NeuronParameters parameters = neurons.getNeuronParameters();
      result["scale"] = valueOf(parameters.scale, channel);
      result["threshold"] = valueOf(parameters.threshold, channel);
    });
  return result;
}

llvm::Error Runner::recordChosen() {
  json &potentials = report["potentials"];
  std::string bytes;
  std::vector<ChosenNeuron> chosen;
  std::vector<std::string> names;
  for (const std::shared_ptr<SpikeRecord> &record : records) {
    bool hasClock =
        llvm::any_of(workload.configuration ? workload.configuration->backend().engines() : ArrayRef<EngineKind>(),
                     [&](const EngineKind &kind) { return kind.hasClock && kind.name == record->engine; });
    if (hasClock)
      continue;
    llvm::Expected<std::unique_ptr<sim::Engine>> engine = makeEngine(record->engine, workload);
    if (!engine)
      return engine.takeError();
    ArrayRef<sim::LayerInfo> layers = (*engine)->layers();
    if (potentials.is_null()) {
      // Of the last engine: its layers are those of the chip.
      std::vector<sim::LayerInfo> last;
      for (const SpikeRecord::Layer &layer : records.back()->layers)
        last.push_back({layer.name, layer.shape});
      llvm::Expected<std::vector<ChosenNeuron>> found = chooseNeurons(last);
      if (!found)
        return found.takeError();
      chosen = std::move(*found);
      potentials = {{"sample", shown}, {"steps", steps[shown]}, {"engines", json::array()}, {"neurons", json::array()}};
      for (ChosenNeuron neuron : chosen) {
        names.push_back(last[neuron.layer].name);
        potentials["neurons"].push_back(describeNeuron(neuron, last[neuron.layer]));
      }
    }
    // An engine has the layers in its own order, or not at all: relays are none of the float network's.
    std::vector<ChosenNeuron> own = chosen;
    for (size_t i = 0; i < own.size(); ++i) {
      auto layer = llvm::find_if(layers, [&](const auto &l) { return l.name == names[i]; });
      own[i].layer = layer == layers.end() ? UINT32_MAX : uint32_t(layer - layers.begin());
    }
    llvm::Expected<PotentialRecord> trace = recordPotentials(**engine, *stimulus, shown, own);
    if (!trace)
      return trace.takeError();
    potentials["engines"].push_back(trace->engine);
    for (size_t neuron = 0; neuron < own.size(); ++neuron)
      for (std::vector<float> *values : {&trace->integrated[neuron], &trace->stored[neuron]}) {
        // A layer that the engine does not have has no potentials there.
        values->resize(steps[shown], std::numeric_limits<float>::quiet_NaN());
        for (float value : *values)
          appendFloat(bytes, value);
      }
  }
  if (!potentials.is_null()) {
    potentials["blob"] = "potentials";
    addBlob(report, "potentials", bytes);
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// The schedule
//===----------------------------------------------------------------------===//

static json describe(const sim::CycleReport::Core &core) {
  json counters = json::object(), waits = json::array();
  for (const sim::CycleReport::Count &counter : core.counters)
    counters[counter.name] = counter.value;
  for (const sim::CycleReport::Wait &wait : core.waits)
    waits.push_back(
        {{"for", wait.name}, {"cycles", wait.value}, {"layer", wait.layer.empty() ? json(nullptr) : json(wait.layer)}});
  return {{"core", {core.x, core.y}},
          {"layers", core.layers},
          {"counters", std::move(counters)},
          {"waits", std::move(waits)}};
}

llvm::Error Runner::recordSchedule() {
  if (!workload.configuration)
    return llvm::Error::success();
  ArrayRef<EngineKind> kinds = workload.configuration->backend().engines();
  auto kind = llvm::find_if(kinds, [](const EngineKind &k) { return k.predictsCycles; });
  if (kind == kinds.end())
    return llvm::Error::success();
  EngineOptions options;
  options.cycles = options.timeline = true;
  llvm::Expected<std::unique_ptr<sim::Engine>> engine = makeEngine(kind->name, workload, options);
  if (!engine)
    return engine.takeError();
  sim::Observer nothing(/*wantsCommits=*/false);
  if (llvm::Error error = sim::feedSample(**engine, *stimulus, 0, nothing))
    return error;
  llvm::Expected<std::optional<sim::CycleReport>> cycles = (*engine)->cycleReport();
  if (!cycles)
    return cycles.takeError();
  if (!*cycles)
    return llvm::Error::success();
  json &schedule = report["schedule"];
  schedule = {{"engine", kind->name.str()}, {"sample", 0},
              {"steps", steps.front()},     {"cycles", (*engine)->totals().cycles},
              {"cores", json::array()},     {"links", json::array()}};
  for (const sim::CycleReport::Core &core : (*cycles)->cores)
    schedule["cores"].push_back(::describe(core));
  for (const sim::CycleReport::Link &link : (*cycles)->links)
    schedule["links"].push_back(
        {{"from", {link.fromX, link.fromY}}, {"to", {link.toX, link.toY}}, {"packets", link.packets}});
  if ((*cycles)->timeline)
    describeTimeline(**cycles, *(*cycles)->timeline);
  return llvm::Error::success();
}

void Runner::describeTimeline(const sim::CycleReport &cycles, const sim::CycleReport::Timeline &timeline) {
  json &result = report["timeline"];
  result = {{"bin_cycles", timeline.binCycles}, {"bins", timeline.bins.empty() ? 0 : timeline.bins.front().size()},
            {"kinds", timeline.kinds},          {"cores", json::array()},
            {"populations", json::array()},     {"activity", "timeline.activity"},
            {"ends", "timeline.ends"}};
  for (const sim::CycleReport::Core &core : cycles.cores)
    result["cores"].push_back({core.x, core.y});
  std::string activity, ends;
  for (const auto &core : timeline.bins)
    for (const auto &bin : core)
      for (uint32_t count : bin)
        activity.push_back(
            char(std::min<uint64_t>(255, (uint64_t(count) * 255 + timeline.binCycles / 2) / timeline.binCycles)));
  for (const sim::CycleReport::Timeline::Population &population : timeline.populations) {
    result["populations"].push_back({{"layer", population.layer},
                                     {"core", {population.x, population.y}},
                                     {"slot", population.slot},
                                     {"steps", population.ends.size()}});
    uint64_t last = 0;
    for (uint64_t end : population.ends) {
      appendVarint(ends, end - last);
      last = end;
    }
  }
  addBlob(report, "timeline.activity", activity);
  addBlob(report, "timeline.ends", ends);
}

/// The neuron that differs comes first, in the sample in which it does. An engine that differs may break down where it
/// is run again: what was compared is told without it.
void Runner::recordDifference(const json &difference) {
  shown = difference["sample"].get<uint64_t>();
  if (difference.contains("layer") && difference.contains("channel"))
    wanted.insert(wanted.begin(), fmt::format("{}:{},{},{}", difference["layer"].get<std::string>(),
                                              difference["channel"].get<uint64_t>(), difference["y"].get<uint64_t>(),
                                              difference["x"].get<uint64_t>()));
  if (llvm::Error error = recordChosen()) {
    llvm::consumeError(std::move(error));
    report["potentials"] = nullptr;
  }
}

llvm::Error Runner::run() {
  if (llvm::Error error = openStimulus())
    return error;
  if (stimulus->size() == 0)
    return llvm::createStringError("there is no sample in the input");
  if (llvm::Error error = compare())
    return error;
  for (const json &rung : report["comparison"]["rungs"])
    if (!rung["first_difference"].is_null()) {
      recordDifference(rung["first_difference"]);
      return llvm::Error::success();
    }
  if (llvm::Error error = recordChosen())
    return error;
  return recordSchedule();
}

llvm::Error report::gatherRun(Subject &subject, const RunRequest &request, json &report) {
  return Runner(subject, request, report).run();
}
