//===- Run.cpp - snnc run -------------------------------------------------===//

#include "sim/run/Run.h"
#include "compiler/driver/Compile.h"
#include "compiler/driver/Engines.h"
#include "compiler/tools/Init.h"
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
                          options.network, options.engine, isFloat ? "before 'quantise'" : "up to 'prove'",
                          phase.getValue().str()));
}

/// Imports a network file, and compiles it as far as the engine needs.
static int prepareNetwork(MLIRContext &context, const RunOptions &options, const CommonOptions &common,
                          Workload &workload) {
  Compilation compilation;
  PipelineOptions pipeline{common.target.empty() ? "mesh4x4" : common.target, options.convert};
  bool needsImage = options.engine == "chip" || options.engine == "rtl";
  CompileStop stop{needsImage ? "" : options.engine == "integer" ? "prove" : "convert", ""};
  ImportOptions import = options.import;
  // In float a current can be returned as it is.
  if (options.engine == "float")
    import.spikingOutput = "off";
  if (int code = compileNetwork(context, options.network, import, pipeline, stop, common, compilation))
    return code;
  workload.imported = std::move(compilation.imported);
  workload.quantized = std::move(compilation.quantized);
  if (!needsImage)
    return checkPhase(options, compilation, workload);
  std::vector<uint8_t> bytes;
  auto image = std::make_shared<mesh::LoadedImage>();
  if (int code = emitAndReadBack(compilation, bytes, image.get()))
    return code;
  workload.image = std::move(image);
  return Done;
}

static json describe(const RunOptions &options, const sim::RunResult &result, llvm::ArrayRef<sim::InputInfo> inputs,
                     llvm::ArrayRef<sim::LayerInfo> layers, double seconds) {
  json object = {{"engine", options.engine}, {"samples", result.totals.samples}, {"steps", result.totals.steps}};
  std::optional<uint64_t> correct = result.correct();
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
  object["dropped_spikes"] = result.droppedSpikes;
  object["seconds"] = seconds;
  if (options.engine == "rtl")
    object["cycles"] = result.totals.cycles;
  object["predictions"] = result.predictions;
  return object;
}

static void print(const json &result) {
  llvm::outs() << fmt::format("{} engine: {} samples, {} steps, {} synaptic operations",
                              result["engine"].get<std::string>(), result["samples"].get<uint64_t>(),
                              result["steps"].get<uint64_t>(), result["synaptic_operations"].get<uint64_t>());
  if (result.contains("cycles"))
    llvm::outs() << fmt::format(", {} cycles", result["cycles"].get<uint64_t>());
  llvm::outs() << "\n";
  if (!result["correct"].is_null())
    llvm::outs() << fmt::format("correct: {} of {} ({:.1f} %)\n", result["correct"].get<uint64_t>(),
                                result["samples"].get<uint64_t>(), 100 * result["accuracy"].get<double>());
  if (uint64_t dropped = result["dropped_spikes"].get<uint64_t>())
    llvm::outs() << fmt::format("dropped: {} input spikes behind the last step\n", dropped);
  for (const auto &[layer, spikes] : result["spikes"].items())
    llvm::outs() << fmt::format("  {:<16} {:>12} spikes\n", layer, spikes.get<uint64_t>());
}

int driver::runRun(const RunOptions &given, const CommonOptions &common) {
  RunOptions options = given;
  bool folder = isFolder(options.network);
  if (options.engine.empty())
    options.engine = folder ? "chip" : "float";
  Waveform waveform = waveformOf(options.vcd, options.fst);
  if (!waveform.path.empty() && options.engine != "rtl")
    return fail(Usage, "waveforms come from the RTL: add --engine rtl");
  DialectRegistry registry;
  registerDialects(registry);
  registerPasses();
  MLIRContext context(registry);
  DiagnosticPrinter printer(context, common.quiet);
  Workload workload;
  bool needsNetwork = options.engine == "float" || options.engine == "integer";
  if (int code = folder ? loadFolder(context, options.network, needsNetwork, workload)
                        : prepareNetwork(context, options, common, workload))
    return code;
  llvm::Expected<std::unique_ptr<sim::Engine>> first = makeEngine(options.engine, workload, waveform);
  if (!first)
    return failEngine(first.takeError());
  llvm::Expected<std::unique_ptr<sim::Stimulus>> stimulus =
      openInput(options.input, common.seed, workload, (*first)->inputs());
  if (!stimulus)
    return fail(BadInput, stimulus.takeError());
  std::vector<sim::InputInfo> inputs = (*first)->inputs().vec();
  std::vector<sim::LayerInfo> layers = (*first)->layers().vec();

  Progress progress("samples", (*stimulus)->size(), common.quiet);
  sim::RunSamplesOptions run;
  run.record = !options.record.empty();
  run.progress = [&](uint64_t done) { progress.advance(done); };
  // A waveform is of one chip, and the clock of one chip is what its cycles count.
  run.threads = options.engine == "rtl" ? 1 : common.threadCount();
  auto start = std::chrono::steady_clock::now();
  auto factory = [&]() -> llvm::Expected<std::unique_ptr<sim::Engine>> {
    if (*first)
      return std::move(*first);
    return makeEngine(options.engine, workload, waveform);
  };
  llvm::Expected<sim::RunResult> result = sim::runSamples(factory, **stimulus, run);
  if (!result)
    return failEngine(result.takeError());
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (run.record)
    if (llvm::Error error = writeNpz(options.record, result->records))
      return fail(BadInput, std::move(error));
  json description = describe(options, *result, inputs, layers, seconds);
  if (common.json)
    llvm::outs() << description.dump() << "\n";
  else
    print(description);
  return Done;
}
