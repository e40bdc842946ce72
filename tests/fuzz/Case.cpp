//===- Case.cpp - a network, a mapping and input through all engines --------===//

#include "tests/fuzz/Case.h"
#include "backends/Backends.h"
#include "backends/mesh/MeshPhases.h"
#include "backends/mesh/emit/EmitImage.h"
#include "backends/mesh/inspect/Inspect.h"
#include "compiler/analysis/Rest.h"
#include "compiler/import/Import.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "sim/lockstep/Lockstep.h"
#include "sim/mesh/chip/ChipEngine.h"
#include "sim/mesh/chip/TraceDifference.h"
#include "sim/mesh/rtl/RtlEngine.h"
#include "sim/reference/Reference.h"
#include "tests/sim/mesh/chip/FastPath.h"
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace mlir;
using namespace snnc;
using namespace snnc::fuzz;

std::string Mapping::arguments() const {
  std::string text;
  auto add = [&](const char *name, uint64_t value) {
    if (value)
      text += fmt::format(" --{}={}", name, value);
  };
  add("tile-seed", tileSeed);
  add("pack-seed", packSeed);
  add("place-seed", placeSeed);
  if (stallSeed)
    text += fmt::format(" --stall-seed={}", *stallSeed);
  if (latencySeed)
    text += fmt::format(" --latency-seed={}", *latencySeed);
  if (overlapSamples)
    text += " --overlap";
  add("max-count", uint64_t(maxCount));
  return text;
}

std::string Outcome::toJson() const {
  nlohmann::json json{{"kind", int(kind)}, {"reason", reason}, {"detail", detail}, {"figures", figures}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Outcome Outcome::fromJson(const std::string &text) {
  nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded())
    return failed("crash", "the run ended without a word");
  return {Kind(json["kind"].get<int>()), json["reason"], json["detail"],
          json["figures"].get<std::map<std::string, uint64_t>>()};
}

std::unique_ptr<MLIRContext> fuzz::makeContext() {
  DialectRegistry registry;
  registerAllDialects(allTargets(), registry);
  auto context = std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  context->printOpOnDiagnostic(false);
  return context;
}

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

/// What a compilation may honestly say no to: phase, words of the message, and the reason for short. Anything else is a
/// failure.
static const struct Refusal {
  const char *phase, *words, *reason;
} refusals[] = {
    {"import", "is the second network", "several networks"},
    {"import", "adds to itself from step to step", "counts without bounds"},
    {"quantize", "returns nothing", "no result"},
    {"prove", "returns nothing", "no result"},
    {"quantize", "all weights of the layer become 0", "too coarse"},
    {"quantize", "all weights of the synapse become 0", "too coarse"},
    {"quantize", "its greatest weight", "too coarse"},
    {"quantize", "bits of state do not hold", "too coarse"},
    {"quantize", "without neurons between them, and cannot become part of it", "branches of several factors"},
    {"quantize", "delays a current", "currents on delayed edges"},
    {"prove", "can wrap in one step", "not provable"},
    {"prove", "takes relays that fire up to", "too many spikes for relays"},
    {"prove", "takes relays, which fire no negative spikes", "signed spikes for relays"},
    {"prove", "takes a relay layer a step", "does not fit"},
    {"lower", "bound of an input is", "bounds that no image holds"},
    {"lower", "takes kernels up to", "kernel too large"},
    {"lower", "each an edge of its own", "does not fit"},
    {"lower", "spikes of a pixel can come in one step", "too many spikes for a max pool"},
    {"tile", "cannot be split further", "does not fit"},
    {"tile", "folded into its kernel their taps add up", "folded weights too large"},
    {"tile", "does not fit a core", "does not fit"},
    {"pack", "does not fit", "does not fit"},
};

static Outcome judgeRefusal(const std::string &phase, const std::string &message) {
  for (const Refusal &refusal : refusals)
    if (phase == refusal.phase && message.find(refusal.words) != std::string::npos)
      return Outcome::refused(refusal.reason, phase + ": " + message);
  // The kind of refusal, without the numbers that change as a case shrinks.
  std::string kind;
  for (char c : message.substr(0, message.find('\n')))
    if (c < '0' || c > '9')
      kind += c;
  return Outcome::failed("refusal at " + phase + ": " + kind, message);
}

static bool isInteger(ModuleOp module) {
  bool integer = true;
  module.walk([&](snn::SynapseOpInterface synapse) {
    integer &= getElementTypeOrSelf(synapse.getCurrent().getType()).isInteger();
  });
  return integer;
}

/// The image, read back as IR, is the program that was emitted.
static Outcome checkReadBack(mesh::ProgramOp program, const mesh::LoadedImage &image) {
  llvm::Expected<OwningOpRef<ModuleOp>> inspected = mesh::inspectImage(image, program.getContext());
  if (!inspected)
    return Outcome::failed("inspect", llvm::toString(inspected.takeError()));
  mesh::normalizeProgram(program);
  std::string expected, actual;
  llvm::raw_string_ostream(expected) << program;
  llvm::raw_string_ostream(actual) << *(*inspected)->getOps<mesh::ProgramOp>().begin();
  if (expected != actual)
    return Outcome::failed("not the program", "emitted:\n" + expected + "\nread back:\n" + actual);
  return {};
}

Outcome fuzz::compileCase(OwningOpRef<ModuleOp> module, const Mapping &mapping, const RunOptions &options,
                          std::shared_ptr<const mesh::LoadedImage> &image, OwningOpRef<ModuleOp> &quantized) {
  std::string errors;
  ScopedDiagnosticHandler handler(module->getContext(), [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
      return;
    errors += diagnostic.str() + "\n";
    for (Diagnostic &note : diagnostic.getNotes())
      errors += "  " + note.str() + "\n";
  });
  PipelineOptions pipeline;
  pipeline.target = mapping.target;
  pipeline.quantize.maxCount = mapping.maxCount;
  std::vector<Phase> phases = networkPhases(allTargets(), pipeline);
  llvm::append_range(phases, mesh::meshPhases({mapping.tileSeed, mapping.packSeed, mapping.placeSeed}));
  if (failed(verify(*module)) || failed(checkModule(*module)))
    return judgeRefusal("import", errors);
  bool integer = isInteger(*module);
  for (const Phase &phase : phases) {
    if (phase.name == "quantize" && integer)
      continue;
    if (FailureCause cause = runPhase(*module, phase); cause != FailureCause::None)
      return cause == FailureCause::Defect ? Outcome::failed("defect at " + phase.name, errors)
                                           : judgeRefusal(phase.name, errors);
    if (phase.name == "prove")
      quantized = module->clone();
  }
  auto programs = module->getOps<mesh::ProgramOp>();
  if (programs.empty())
    return Outcome::failed("no program", errors);
  FailureOr<mesh::Image> emitted = mesh::emitImage(*programs.begin());
  if (failed(emitted))
    return Outcome::failed("refusal at emit", errors);
  if (options.breakImage)
    options.breakImage(*emitted);
  auto fault = [](llvm::Error error) { return Outcome::failed("image", llvm::toString(std::move(error))); };
  llvm::Expected<std::vector<uint8_t>> bytes = mesh::writeImage(*emitted);
  if (!bytes)
    return fault(bytes.takeError());
  llvm::Expected<mesh::Image> read = mesh::readImage(*bytes, "image.bin");
  if (!read)
    return fault(read.takeError());
  llvm::Expected<mesh::Program> program = mesh::decodeProgram(*read);
  if (!program)
    return fault(program.takeError());
  if (llvm::Error error = mesh::validateProgram(*read, *program))
    return fault(std::move(error));
  image = std::make_shared<mesh::LoadedImage>(mesh::LoadedImage{std::move(*read), std::move(*program)});
  return options.breakImage ? Outcome() : checkReadBack(*programs.begin(), *image);
}

//===----------------------------------------------------------------------===//
// Lockstep
//===----------------------------------------------------------------------===//

static Outcome judgeError(llvm::Error error) {
  bool broke = error.isA<sim::EngineFailure>();
  std::string message = llvm::toString(std::move(error));
  if (message.find("stands still") != std::string::npos)
    return Outcome::failed("stall", message);
  return Outcome::failed(broke ? "engine failure" : "engine error", message);
}

static void addFigures(const sim::LockstepReport &report, const sim::Coverage &coverage, const mesh::LoadedImage &image,
                       std::map<std::string, uint64_t> &figures) {
  for (const sim::PairReport &pair : report.pairs)
    figures["records " + pair.a + " = " + pair.b] = pair.records;
  for (uint64_t spikes : report.engines[0].totals.spikes)
    figures["spikes"] += spikes;
  figures["steps"] = report.steps;
  figures["samples"] = report.samples;
  figures["cycles"] = report.engines.back().totals.cycles;
  figures["populations"] = image.image.populations.size();
  figures["layers"] = image.image.layers.size();
  for (const mesh::CoreProgram &core : image.program.cores) {
    figures["cores"] += core.used();
    for (const auto &port : core.ports)
      figures[port && port->packedWeights ? "packed ports" : "ports"] += port.has_value();
  }
  figures["caps reached"] = coverage.counts.capsReached;
  figures["lower bounds reached"] = coverage.counts.lowerBoundsReached;
  figures["uppers reached"] = coverage.counts.uppersReached;
  figures["wraps"] = coverage.counts.wraps;
  figures["weight words reached"] = coverage.weightWords.reached;
  figures["weight words"] = coverage.weightWords.all;
}

static llvm::Expected<sim::Progress> feed(sim::Lockstep &lockstep, const Samples &samples) {
  for (const auto &sample : samples)
    for (auto [step, frames] : llvm::enumerate(sample)) {
      auto progress = lockstep.step(frames, step + 1 == sample.size());
      if (!progress || *progress == sim::Progress::Stopped)
        return progress;
    }
  return lockstep.finish();
}

/// Max pools alone have no record while nothing comes: then there is nothing to compare.
static bool isSilent(const sim::LockstepReport &report, const sim::Symbols &symbols) {
  return !symbols.populations().empty() &&
         llvm::all_of(symbols.populations(), [](const sim::PopulationTile &tile) { return tile.isMaxPool; }) &&
         llvm::all_of(report.engines[0].totals.spikes, [](uint64_t spikes) { return spikes == 0; });
}

static Outcome judge(const sim::LockstepReport &report, const sim::Symbols &symbols) {
  for (const sim::PairReport &pair : report.pairs)
    if (pair.difference)
      return Outcome::failed(pair.a + " and " + pair.b + " differ in " + pair.difference->what,
                             sim::describe(*pair.difference, pair.a, pair.b));
  if (!report.equal() && isSilent(report, symbols))
    return Outcome::refused("max pools without a spike", "the engines have reported no record");
  if (!report.equal())
    return Outcome::failed("nothing compared", "the engines have reported no record");
  return {};
}

namespace {
/// Counts what a chip commits.
struct CommitCount : sim::Observer {
  CommitCount() : Observer(/*wantsCommits=*/true) {}
  bool commit(const sim::Commit &) override { return ++count, true; }
  uint64_t count = 0;
};
} // namespace

/// A chip that gets nothing more visits no word more once the steps are over that the compiler says.
static llvm::Error checkRest(snn::NetworkOp network, std::shared_ptr<const mesh::LoadedImage> image,
                             const Samples &samples, std::map<std::string, uint64_t> &figures) {
  constexpr int64_t mostSteps = 1000; // few decays take longer
  std::optional<int64_t> steps = restOf(network).steps;
  if (!steps || *steps > mostSteps || samples.empty())
    return llvm::Error::success();
  auto chip = sim::ChipEngine::create(image);
  if (!chip)
    return chip.takeError();
  if ((*chip)->sampleLimit())
    return llvm::Error::success(); // samples are as long as its max pools can count
  CommitCount commits;
  std::vector<std::vector<sim::SpikeFrame>> frames = samples.front();
  frames.resize(frames.size() + size_t(*steps) + 1, std::vector<sim::SpikeFrame>(image->image.inputs.size()));
  for (const std::vector<sim::SpikeFrame> &step : frames) {
    commits.count = 0;
    if (auto progress = (*chip)->step(step, /*last=*/false, commits); !progress)
      return progress.takeError();
  }
  if (commits.count)
    return llvm::createStringError(
        fmt::format("{} words are visited {} steps behind the last input", commits.count, *steps + 1));
  ++figures["chips at rest"];
  return llvm::Error::success();
}

/// Whether the chip and its cycle model took the same cycles, and each core did the same with them.
static std::string differenceOfCycles(sim::RtlEngine &rtl, sim::RtlEngine &predicted) {
  std::string text;
  if (rtl.totals().cycles != predicted.totals().cycles)
    text = fmt::format("the chip takes {} cycles, its cycle model says {}\n", rtl.totals().cycles,
                       predicted.totals().cycles);
  auto chip = rtl.cycleReport(), model = predicted.cycleReport();
  if (!chip || !model)
    return llvm::toString(llvm::joinErrors(chip.takeError(), model.takeError()));
  for (auto [own, other] : llvm::zip_equal((*chip)->cores, (*model)->cores))
    for (auto [counted, said] : llvm::zip_equal(own.counters, other.counters))
      if (counted.value != said.value && counted.name != "cycles_idle")
        text += fmt::format("core ({}, {}): {} is {}, the cycle model says {}\n", own.x, own.y, counted.name,
                            counted.value, said.value);
  return text;
}

Outcome fuzz::runLockstep(snn::NetworkOp quantized, std::shared_ptr<const mesh::LoadedImage> image,
                          const std::function<Samples(llvm::ArrayRef<sim::InputInfo>)> &samples, const Mapping &mapping,
                          const RunOptions &options) {
  auto reference = sim::createReference(quantized, /*integers=*/true);
  if (!reference)
    return judgeError(reference.takeError());
  sim::ChipOptions chipOptions;
  chipOptions.coverage = true;
  auto chip = sim::ChipEngine::create(image, chipOptions);
  if (!chip)
    return judgeError(chip.takeError());
  std::vector<sim::Engine *> engines{reference->get(), chip->get()};
  std::unique_ptr<sim::RtlEngine> rtl, predicted;
  if (options.rtl) {
    sim::RtlOptions rtlOptions;
    rtlOptions.model.library = options.library;
    rtlOptions.stallSeed = mapping.stallSeed;
    rtlOptions.model.random = mapping.latencySeed.has_value();
    rtlOptions.model.seed = mapping.latencySeed.value_or(0);
    rtlOptions.overlapSamples = mapping.overlapSamples;
    auto made = sim::RtlEngine::create(image, rtlOptions);
    if (!made)
      return judgeError(made.takeError());
    rtl = std::move(*made);
    engines.push_back(rtl.get());
    rtlOptions.cycleModel = true;
    auto model = sim::RtlEngine::create(image, rtlOptions);
    if (!model)
      return judgeError(model.takeError());
    predicted = std::move(*model);
    engines.push_back(predicted.get());
  }
  auto lockstep = sim::Lockstep::create(engines, {sim::traceInImage(image), {}});
  if (!lockstep)
    return judgeError(lockstep.takeError());
  llvm::Expected<sim::Progress> progress = feed(**lockstep, samples((*reference)->inputs()));
  if (!progress)
    return judgeError(progress.takeError());
  sim::LockstepReport report = (*lockstep)->report();
  Outcome outcome = judge(report, (*chip)->neurons());
  sim::Coverage coverage = (*chip)->coverage();
  addFigures(report, coverage, *image, outcome.figures);
  if (outcome.kind == Outcome::Equal && coverage.counts.wraps)
    return Outcome::failed("wrap",
                           fmt::format("{} potentials wrapped although the proof holds", coverage.counts.wraps));
  // Where links stand still at random, nobody can tell.
  if (outcome.kind == Outcome::Equal && rtl && !mapping.latencySeed)
    if (std::string difference = differenceOfCycles(*rtl, *predicted); !difference.empty())
      return Outcome::failed("cycles", difference);
  if (outcome.kind == Outcome::Equal) {
    auto difference = sim::test::differenceOfPaths(image, samples((*reference)->inputs()));
    if (!difference)
      return judgeError(difference.takeError());
    if (!difference->empty())
      return Outcome::failed("fast path", *difference);
  }
  if (outcome.kind == Outcome::Equal)
    if (llvm::Error error = checkRest(quantized, image, samples((*reference)->inputs()), outcome.figures))
      return Outcome::failed("no rest", llvm::toString(std::move(error)));
  return outcome;
}

Outcome fuzz::runCase(OwningOpRef<ModuleOp> module,
                      const std::function<Samples(llvm::ArrayRef<sim::InputInfo>)> &samples, const Mapping &mapping,
                      const RunOptions &options) {
  std::shared_ptr<const mesh::LoadedImage> image;
  OwningOpRef<ModuleOp> quantized;
  Outcome outcome = compileCase(std::move(module), mapping, options, image, quantized);
  if (outcome.kind != Outcome::Equal)
    return outcome;
  return runLockstep(*quantized->getOps<snn::NetworkOp>().begin(), image, samples, mapping, options);
}
