//===- Compile.cpp - snnc compile -----------------------------------------===//

#include "compiler/driver/Command.h"
#include "compiler/driver/CoreText.h"
#include "compiler/driver/Messages.h"
#include "compiler/driver/NeedsText.h"
#include "compiler/driver/PhaseDumps.h"
#include "compiler/driver/PlacementFile.h"
#include "compiler/driver/QuantizationText.h"
#include "compiler/report/Retrace.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "support/file/AtomicFiles.h"
#include "support/interrupt/Interrupt.h"
#include "support/json/Json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

namespace {
/// Passes bytes on and hashes them on their way: files as large as the weights are never kept.
class HashingStream : public llvm::raw_ostream {
public:
  explicit HashingStream(llvm::raw_ostream &to) : to(to) { SetBufferSize(1 << 16); }
  ~HashingStream() override { flush(); }

  std::string sha256() {
    flush();
    return llvm::toHex(hash.final(), /*LowerCase=*/true);
  }

private:
  void write_impl(const char *bytes, size_t size) override {
    hash.update(StringRef(bytes, size));
    to.write(bytes, size);
    position += size;
  }
  uint64_t current_pos() const override { return position; }

  llvm::raw_ostream &to;
  llvm::SHA256 hash;
  uint64_t position = 0;
};
} // namespace

/// What recordings of the calibration take of the chip's clock.
static json describeSpeed(const Compilation &compilation) {
  const Speed &speed = *compilation.speed;
  return {{"samples", speed.samples},
          {"steps", speed.steps},
          {"cycles", speed.cycles},
          {"cuts_tried", compilation.fastest->tried},
          {"first_cycles_per_step", compilation.fastest->first},
          {"best_cycles_per_step", compilation.fastest->best},
          {"busiest", describeCore(speed.busiest)}};
}

/// Emits, and puts the folder's files together.
static int writeFolder(Compilation &compilation, const CompileOptions &options, MappingOptions mapping,
                       json &description) {
  const std::string &directory = options.output;
  const Backend &backend = *compilation.target.backend;
  llvm::Expected<Emission> emission = backend.emit(*compilation.module, /*withConfiguration=*/false);
  if (!emission)
    return fail(Defect, emission.takeError());
  AtomicFiles files(directory);
  description = std::move(emission->description);
  description["quantisation"] = describeQuantization(compilation);
  if (json rest = describeRest(compilation); !rest.is_null())
    description["rest"] = std::move(rest);
  if (compilation.quantizationRun)
    description["calibration"] = describeCalibration(*compilation.quantizationRun);
  if (compilation.speed)
    description["speed"] = describeSpeed(compilation);
  description["assumptions"] = compilation.assumptions;
  // With the cut that was found no recordings are needed to map the network again.
  if (compilation.fastest)
    mapping.tiles = compilation.fastest->tiles;
  description["options"] = report::describeOptions(options.quantize, mapping);
  description["versions"]["snnc"] = SNNC_VERSION;
  description["versions"]["program"] = description["version"];
  description["hashes"] = json::object();
  auto add = [&](const std::string &name, llvm::function_ref<void(llvm::raw_ostream &)> write) {
    files.add(name, [&](llvm::raw_ostream &file) {
      HashingStream stream(file);
      write(stream);
      description["hashes"][name] = stream.sha256();
    });
  };
  auto addBytecode = [&](const char *name, ModuleOp module) {
    // Failure is only possible for a bytecode version that was asked for.
    add(name, [&](llvm::raw_ostream &stream) { (void)writeBytecodeToFile(module, stream); });
  };
  for (const Emission::File &file : emission->files)
    add(file.name, file.write);
  emission->files.clear();
  if (compilation.imported)
    addBytecode(networkFile, *compilation.imported);
  if (compilation.quantized)
    addBytecode(quantizedFile, *compilation.quantized);
  std::string text = description.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  if (llvm::Error error = checkJson(nlohmann::json::parse(text), programFile, backend.programSchema()))
    return fail(Defect, std::move(error));
  files.add(programFile, text);
  if (llvm::Error error = files.commit())
    return fail(BadInput, std::move(error));
  return Done;
}

/// Empty where there is such a phase.
static std::string whyNoPhase(const TargetRegistry &targets, const Backend &backend, StringRef name) {
  std::vector<std::string> known{"import"};
  for (const Phase &phase : allPhases(targets, backend, {}))
    known.push_back(phase.name);
  if (llvm::is_contained(known, name))
    return "";
  return ("unknown phase '" + name + "'; known: ").str() + llvm::join(known, ", ") + ", emit";
}

static void printSpeed(const json &speed) {
  llvm::outs() << fmt::format(
      "\nspeed: {:.0f} cycles a step by the cycle model, {} recordings of the calibration; {} cuts "
      "tried, the first took {:.0f}, the best {:.0f} in the search\n",
      speed["cycles"].get<double>() / speed["steps"].get<double>(), speed["samples"].get<uint64_t>(),
      speed["cuts_tried"].get<uint64_t>(), speed["first_cycles_per_step"].get<double>(),
      speed["best_cycles_per_step"].get<double>());
}

static void printResult(const Compilation &compilation, const json &program, const CommonOptions &common,
                        llvm::ArrayRef<std::string> warnings) {
  if (!common.json) {
    if (common.quiet)
      return;
    llvm::outs() << compilation.target.backend->table(program);
    if (compilation.speed)
      printSpeed(program["speed"]);
    if (common.verbose || compilation.quantizationRun)
      printQuantization(program);
    return;
  }
  json result = {{"target", program["target"]["name"]}};
  result.update(compilation.target.backend->compileResult(program));
  result["passes"] = json::array();
  for (const Compilation::PhaseTime &time : compilation.times)
    result["passes"].push_back({{"name", time.name}, {"ms", time.milliseconds}});
  result["warnings"] = warnings;
  llvm::outs() << toText(result) << "\n";
}

static bool asksForMapping(const CompileOptions &options) {
  const MappingOptions &mapping = options.mapping;
  return mapping.goal != MappingGoal::Balanced || !mapping.tiles.empty() || !mapping.pins.empty() ||
         !mapping.together.empty() || !options.placement.empty() || mapping.effort != MappingOptions().effort;
}

/// How to see a failure again.
static void noteReplay(PhaseDumps &dumps) {
  llvm::Expected<std::string> replay = dumps.fail();
  if (!replay)
    Messages::get().addNote(llvm::toString(replay.takeError()));
  else if (!replay->empty())
    Messages::get().addNote("the phase fails again with: " + *replay);
}

/// Lets the dumps see a compilation.
static void connect(PhaseDumps &dumps, CompilationOptions &compile) {
  // Phases are counted as those of files are.
  compile.onModule = [&dumps](size_t index, StringRef phase, ModuleOp module) {
    return dumps.add(index, phase, module);
  };
  compile.onPass = [&dumps](PassManager &manager) { dumps.watch(manager); };
}

/// A defect is to be seen by others: compiles once more, in silence, with everything written down up to where it fails.
static void leaveReproducer(const TargetRegistry &targets, CompilationOptions compile, const std::string &output) {
  PhaseDumps dumps(output + ".reproducer", /*withWeights=*/false);
  DialectRegistry registry;
  registerAllDialects(targets, registry);
  MLIRContext context(registry);
  ScopedDiagnosticHandler silent(&context, [](Diagnostic &) { return success(); });
  connect(dumps, compile);
  compile.onPhase = [&](size_t index, const Phase &phase) { dumps.begin(index, phase); };
  compile.onImported = {};
  compile.timing = nullptr;
  Compilation compilation;
  if (compileNetwork(context, targets, compile, compilation)) {
    Messages::get().addNote("this is a defect of the compiler, not of the network; '" + output +
                            ".reproducer' holds what led to it");
    noteReplay(dumps);
  }
}

int driver::runCompile(const TargetRegistry &targets, const CompileOptions &options, const CommonOptions &common) {
  Session session(targets, common);
  std::string stopAfter = phaseName(options.stopAfter).str();
  bool stopsEarly = !stopAfter.empty() && stopAfter != "emit";
  CompilationOptions compile;
  compile.network = options.network;
  compile.import = options.import;
  compile.pipeline = {common.target, options.convert, options.quantize, options.mapping};
  compile.stopAfter = stopsEarly ? stopAfter : "";
  if (!options.calibration.inputs.empty())
    compile.calibration = options.calibration;
  compile.execution = common.execution();
  compile.timing = &session.timing;
  std::optional<PhaseDumps> dumps;
  if (!options.dumpPasses.empty()) {
    dumps.emplace(options.dumpPasses, options.dumpWeights);
    connect(*dumps, compile);
  }
  // Before the network is read, which may take long.
  llvm::Expected<ChosenTarget> target = targets.load(common.target, session.context);
  if (!target)
    return fail(BadInput, target.takeError());
  if (std::string why = stopsEarly ? whyNoPhase(targets, *target->backend, stopAfter) : ""; !why.empty())
    return fail(Usage, why);

  if (!target->backend->hasMappingChoice() && asksForMapping(options))
    return fail(Usage, "target '" + target->attribute.getTargetName() +
                           "' leaves no choice of cores: --optimize, --tiles, --pin, --keep-together, --placement "
                           "and --effort do not apply to it");
  compile.pipeline.mapping.seed = common.seed;
  if (!options.placement.empty()) {
    llvm::Expected<Placement> placement = readPlacement(options.placement);
    if (!placement)
      return fail(BadInput, placement.takeError());
    compile.pipeline.mapping.places = std::move(placement->places);
    if (options.mapping.tiles.empty())
      compile.pipeline.mapping.tiles = std::move(placement->tiles);
  }
  // A search can be ended early.
  InterruptScope interrupt;
  // Large networks take seconds: which phase is at work.
  auto progress = std::make_unique<Progress>("phase", allPhases(targets, *target->backend, {}).size(), common.quiet);
  uint64_t begun = 0;
  compile.onPhase = [&](size_t index, const Phase &phase) {
    endIfInterrupted();
    progress->advance(++begun);
    if (dumps)
      dumps->begin(index, phase);
    if (common.verbose)
      note("snn-opt --pass-pipeline='builtin.module(" + phase.text() + ")'");
  };
  if (!common.quiet)
    compile.onImported = printAssumptions;
  if (!common.quiet && options.mapping.goal == MappingGoal::Throughput && !compile.calibration)
    note("without --calibrate the work is shared as if every neuron spiked in every step");
  Compilation compilation;
  Failure failure = compileNetwork(session.context, targets, compile, compilation);
  progress.reset();
  endIfInterrupted();
  if (failure) {
    int code = fail(failure);
    if (dumps)
      noteReplay(*dumps);
    else if (code == Defect && !options.output.empty())
      leaveReproducer(targets, compile, options.output);
    if (code == DoesNotFit && !common.quiet)
      printRemedies(findRemedies(targets, compile.pipeline, compilation));
    return code;
  }
  if (stopsEarly) {
    llvm::outs() << printModule(*compilation.module);
    return Done;
  }
  TimingScope timing = session.timing.nest("emit and write");
  json program;
  if (int code = writeFolder(compilation, options, compile.pipeline.mapping, program))
    return code;
  warnOfQuantization(program, *compilation.module);
  printResult(compilation, program, common, session.printer.warnings());
  return Done;
}
