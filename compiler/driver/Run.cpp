//===- Run.cpp - snnc run -------------------------------------------------===//

#include "sim/run/Run.h"
#include "compiler/driver/Command.h"
#include "compiler/driver/CoreText.h"
#include "compiler/driver/SampleText.h"
#include "dialect/snn/SnnDialect.h"
#include "support/npy/Npy.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

/// Float networks run before they are quantised, integer networks before they are lowered.
static int checkPhase(const RunOptions &options, Compilation &compilation, const Workload &workload) {
  bool isFloat = options.engine == "float";
  if (isFloat ? workload.imported : workload.quantized)
    return Done;
  auto phase = (*compilation.module)->getAttrOfType<StringAttr>(snn::SnnDialect::kPhaseAttr);
  return fail(Usage,
              fmt::format("{}: the {} engine runs a network {}, this one is behind '{}'; the chip engine runs it",
                          options.network, options.engine, isFloat ? "before 'quantize'" : "up to 'prove'",
                          phase.getValue().str()));
}

/// Imports a network file, and compiles it as far as the engine needs.
static int prepareNetwork(Session &session, const TargetRegistry &targets, const RunOptions &options,
                          const CommonOptions &common, Workload &workload) {
  Compilation compilation;
  bool onChip = options.engine != "float" && options.engine != "integer";
  CompilationOptions compile;
  compile.network = options.network;
  compile.import = options.import;
  compile.pipeline = {common.target, options.convert, {}, {}};
  compile.stopAfter = onChip ? "" : options.engine == "integer" ? "prove" : "convert";
  compile.execution = common.execution();
  compile.timing = &session.timing;
  // In float a current can be returned as it is.
  if (options.engine == "float")
    compile.import.spikingOutput = "off";
  if (!common.quiet)
    compile.onImported = printAssumptions;
  if (Failure failure = compileNetwork(session.context, targets, compile, compilation))
    return fail(failure);
  workload.imported = std::move(compilation.imported);
  workload.quantized = std::move(compilation.quantized);
  if (!onChip)
    return checkPhase(options, compilation, workload);
  llvm::Expected<Emission> emission = compilation.target.backend->emit(*compilation.module, /*withConfiguration=*/true);
  if (!emission)
    return fail(Defect, emission.takeError());
  workload.configuration = std::move(emission->configuration);
  return Done;
}

/// The engine that is asked for, or the one that is meant where none is. An unknown one is wrong usage.
static int chooseEngine(RunOptions &options, const Backend &backend, bool folder, bool &hasClock) {
  bool predicts = false;
  ArrayRef<EngineKind> kinds = backend.engines();
  if (options.engine.empty())
    options.engine = !folder ? "float" : kinds.empty() ? "integer" : kinds.front().name.str();
  std::string known = "float, integer";
  bool found = options.engine == "float" || options.engine == "integer";
  for (const EngineKind &kind : kinds) {
    known += ", " + kind.name.str();
    found |= kind.name == options.engine;
    hasClock |= kind.name == options.engine && kind.hasClock;
    predicts |= kind.name == options.engine && kind.predictsCycles;
  }
  if (!found)
    return fail(Usage,
                "there is no engine '" + options.engine + "' for a " + backend.name() + " target; known: " + known);
  if (options.waveform.isWanted() && !hasClock)
    return fail(Usage, "waveforms come from the RTL: add --engine rtl");
  if (options.cycles && !hasClock && !predicts)
    return fail(Usage,
                "the " + options.engine + " engine has no cycles to tell of; a chip's engine has: --engine chip");
  hasClock |= options.cycles;
  return Done;
}

static json describeCores(const sim::CycleReport &report) {
  json cores = json::array();
  for (const sim::CycleReport::Core &core : report.cores)
    cores.push_back(describeCore(core));
  return cores;
}

/// Shares of all cycles, and what a core waited for most.
static void printCores(const json &result) {
  double all = std::max<double>(1, result["cycles"].get<double>()) / 100;
  llvm::outs() << fmt::format("  {:<6} {:>12} {:>7} {:>8} {:>8} {:>6}  {:<20} {}\n", "core", "accumulating", "firing",
                              "sending", "stalled", "idle", "layers", "waits most for");
  for (const json &core : result["cores"]) {
    auto share = [&](const char *name) { return core[std::string("cycles_") + name].get<double>() / all; };
    std::string layers, wait = "-";
    for (const json &layer : core["layers"])
      layers += (layers.empty() ? "" : ", ") + layer.get<std::string>();
    if (!core["waits"].empty())
      wait = fmt::format("{} ({:.1f} %)", core["waits"][0]["for"].get<std::string>(),
                         core["waits"][0]["cycles"].get<double>() / all);
    llvm::outs() << fmt::format("  {:<6} {:>10.1f} % {:>5.1f} % {:>6.1f} % {:>6.1f} % {:>4.1f} %  {:<20} {}\n",
                                fmt::format("{},{}", core["core"][0].get<int>(), core["core"][1].get<int>()),
                                share("accumulating"), share("firing"), share("sending"), share("stalled"),
                                share("idle"), layers, wait);
  }
}

static json describe(const RunOptions &options, const sim::RunResult &result, const sim::NetworkStimulus &stimulus,
                     llvm::ArrayRef<sim::InputInfo> inputs, llvm::ArrayRef<sim::LayerInfo> layers, bool hasClock,
                     double seconds) {
  json object = {{"engine", options.engine}, {"samples", result.totals.samples}, {"steps", result.totals.steps}};
  sim::PredictionCounts counts = result.counts();
  std::optional<uint64_t> correct = counts.correct;
  object["correct"] = correct ? json(*correct) : json(nullptr);
  object["accuracy"] = correct ? json(double(*correct) / double(result.predictions.size())) : json(nullptr);
  object["spikes"] = json::object();
  for (auto [layer, spikes] : llvm::zip_equal(layers, result.totals.spikes))
    object["spikes"][layer.name] = spikes;
  object["input_spikes"] = json::object();
  for (auto [input, counts] : llvm::zip(inputs, result.totals.inputSpikes))
    object["input_spikes"][input.name] = counts;
  for (const sim::Activity &activity : result.totals.activities)
    object["activity"][activity.layer] = activity.sum / double(result.totals.steps);
  object["synaptic_operations"] = result.totals.synapticOperations;
  object["capped_counts"] = json::object();
  for (auto [layer, capped] : llvm::zip(layers, result.totals.cappedCounts))
    object["capped_counts"][layer.name] = capped ? json(*capped) : json(nullptr);
  object["silent_samples"] = counts.silent;
  object["tied_samples"] = counts.tied;
  describeSamples(result.samples, stimulus, result.predicted, object);
  object["seconds"] = seconds;
  if (hasClock)
    object["cycles"] = result.totals.cycles;
  if (result.cycles)
    object["cores"] = describeCores(*result.cycles);
  object["predictions"] = json::array();
  for (const sim::Prediction &prediction : result.predictions)
    object["predictions"].push_back(prediction.label ? json(*prediction.label) : json(nullptr));
  return object;
}

static void print(const json &result, const sim::PredictedOutput &predicted, const InputOptions &input) {
  llvm::outs() << fmt::format("{} engine: {} samples, {} steps, {} synaptic operations",
                              result["engine"].get<std::string>(), result["samples"].get<uint64_t>(),
                              result["steps"].get<uint64_t>(), result["synaptic_operations"].get<uint64_t>());
  if (result.contains("cycles"))
    llvm::outs() << fmt::format(", {} cycles", result["cycles"].get<uint64_t>());
  llvm::outs() << "\n";
  if (!result["correct"].is_null())
    llvm::outs() << fmt::format("correct: {} of {} ({:.1f} %)\n", result["correct"].get<uint64_t>(),
                                result["samples"].get<uint64_t>(), 100 * result["accuracy"].get<double>());
  printPredictions(result["silent_samples"].get<uint64_t>(), result["tied_samples"].get<uint64_t>(), "");
  printSamples(result, predicted, input);
  printCaps(result["capped_counts"]);
  for (const auto &[layer, spikes] : result["spikes"].items())
    llvm::outs() << fmt::format("  {:<16} {:>12} spikes\n", layer, spikes.get<uint64_t>());
  if (result.contains("cores"))
    printCores(result);
}

int driver::runRun(const TargetRegistry &targets, const RunOptions &given, const CommonOptions &common) {
  RunOptions options = given;
  bool folder = isFolder(options.network), hasClock = false;
  Session session(targets, common);
  Workload workload;
  if (folder) {
    // Which engines there are, the folder says.
    TimingScope timing = session.timing.nest("load");
    bool needsNetwork = options.engine == "float" || options.engine == "integer";
    if (Failure failure = loadFolder(session.context, targets, options.network, needsNetwork, workload))
      return fail(failure);
    if (int code = chooseEngine(options, workload.configuration->backend(), folder, hasClock))
      return code;
  } else {
    llvm::Expected<ChosenTarget> target = targets.load(common.target, session.context);
    if (!target)
      return fail(BadInput, target.takeError());
    if (int code = chooseEngine(options, *target->backend, folder, hasClock))
      return code;
    if (int code = prepareNetwork(session, targets, options, common, workload))
      return code;
  }
  TimingScope timing = session.timing.nest("make the engine");
  EngineOptions engineOptions = options.waveform.engine();
  engineOptions.cycles = options.cycles;
  llvm::Expected<std::unique_ptr<sim::Engine>> first = makeEngine(options.engine, workload, engineOptions);
  if (!first)
    return fail(Failure::of(first.takeError()));
  llvm::Expected<sim::PredictedOutput> predicted =
      sim::choosePredictedOutput((*first)->outputs(), options.input.predict, options.input.readout);
  if (!predicted)
    return fail(Usage, predicted.takeError());
  timing = session.timing.nest("open the input");
  llvm::Expected<std::unique_ptr<sim::NetworkStimulus>> stimulus =
      openInput(options.input, common.seed, workload, (*first)->inputs());
  if (!stimulus)
    return fail(BadInput, stimulus.takeError());
  std::vector<sim::InputInfo> inputs = (*first)->inputs().vec();
  std::vector<sim::LayerInfo> layers = (*first)->layers().vec();

  timing = session.timing.nest("run");
  Progress progress("samples", (*stimulus)->size(), common.quiet);
  sim::RunSamplesOptions run;
  run.record = !options.record.empty();
  run.cycles = options.cycles;
  run.predicted = *predicted;
  run.progress = [&](uint64_t done) { progress.advance(done); };
  // A waveform is of one chip, and the clock of one chip is what its cycles count.
  run.threads = hasClock ? 1 : common.execution().threadCount();
  auto start = std::chrono::steady_clock::now();
  auto factory = [&]() -> llvm::Expected<std::unique_ptr<sim::Engine>> {
    if (*first)
      return std::move(*first);
    return makeEngine(options.engine, workload, engineOptions);
  };
  llvm::Expected<sim::RunResult> result = sim::runSamples(factory, **stimulus, run);
  if (!result)
    return fail(Failure::of(result.takeError()));
  timing = session.timing.nest("write");
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  options.waveform.noteMissing(result->totals.steps);
  if (run.record)
    if (llvm::Error error = writeNpz(options.record, result->records))
      return fail(BadInput, std::move(error));
  json description = describe(options, *result, **stimulus, inputs, layers, hasClock, seconds);
  if (common.json)
    llvm::outs() << toText(description) << "\n";
  else
    print(description, result->predicted, options.input);
  return Done;
}
