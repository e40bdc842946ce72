//===- Compile.cpp - snnc compile -----------------------------------------===//

#include "compiler/driver/Compile.h"
#include "backends/mesh/analysis/Resources.h"
#include "backends/mesh/emit/EmitImage.h"
#include "backends/mesh/image/Program.h"
#include "backends/mesh/inspect/Inspect.h"
#include "compiler/analysis/SpikeStatistics.h"
#include "compiler/driver/Calibrate.h"
#include "compiler/driver/QuantizationText.h"
#include "compiler/tools/Init.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "support/file/AtomicFiles.h"
#include "support/json/Json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <set>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

//===----------------------------------------------------------------------===//
// The phases
//===----------------------------------------------------------------------===//

static std::string printText(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, OpPrintingFlags().enableDebugInfo(/*enable=*/true, /*prettyForm=*/false));
  stream << "\n";
  return text;
}

static int dumpPhase(ModuleOp module, const std::string &directory, size_t index, const std::string &name) {
  if (directory.empty())
    return Done;
  AtomicFiles files(directory);
  files.add(fmt::format("{:02}-{}.mlir", index, name), printText(module));
  if (llvm::Error error = files.commit())
    return fail(BadInput, std::move(error));
  return Done;
}

static double millisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// Behind "simplify": looks at the recordings, and corrects the network for what rounding will do to it.
static int calibrateAndCorrect(const PipelineOptions &pipeline, const InputOptions &input, const CommonOptions &common,
                               Compilation &result) {
  if (int code = calibrate(*result.module, input, common))
    return code;
  result.calibrated = result.module->clone();
  if (int code = correctRates(result.module, pipeline, input, common, result.corrections))
    return code;
  result.corrected = result.module->clone();
  return Done;
}

/// Behind "prove": what became of the network on the recordings.
static int runCalibrated(const InputOptions &input, const CommonOptions &common, Compilation &result) {
  QuantizationRun &run = result.quantizationRun.emplace();
  if (int code = runQuantization(*result.calibrated, *result.quantized, input, common, run))
    return code;
  return runLayersAlone(*result.calibrated, *result.quantized, input, common, run);
}

int driver::compileNetwork(MLIRContext &context, const std::string &network, const ImportOptions &import,
                           const PipelineOptions &pipeline, const CompileStop &stop, const CommonOptions &common,
                           Compilation &result) {
  auto start = std::chrono::steady_clock::now();
  FailureOr<OwningOpRef<ModuleOp>> module = importNetwork(network, import, &context, result.assumptions);
  if (failed(module))
    return BadInput;
  if (!common.quiet)
    for (const std::string &assumption : result.assumptions)
      llvm::errs() << "note: " << assumption << "\n";
  result.times.push_back({"import", millisecondsSince(start)});
  result.module = std::move(*module);
  if (result.module->getOps<snn::NetworkOp>().empty() && result.module->getOps<mesh::ProgramOp>().empty())
    return fail(BadInput, network + ": there is no network in it");
  if (common.seed)
    (*result.module)->setAttr(snn::SnnDialect::kSeedAttr, Builder(&context).getI64IntegerAttr(common.seed));
  FailureOr<std::vector<Phase>> phases = remainingPhases(*result.module, pipeline);
  if (failed(phases))
    return BadInput;
  std::vector<Phase> all = makePhases(pipeline);
  size_t done = all.size() - phases->size();
  // What runs in float is the spiking network, and there is none before it is converted. A network that comes from a
  // later phase is kept as it comes.
  auto isAhead = [&](StringRef name) {
    return llvm::any_of(*phases, [&](const Phase &phase) { return phase.name == name; });
  };
  auto keepImported = [&](size_t phasesDone) {
    if ((phasesDone <= 1 || phasesDone == done) && !result.module->getOps<snn::NetworkOp>().empty())
      result.imported = result.module->clone();
  };
  if (isAhead("quantise"))
    keepImported(done);
  if (!isAhead("prove") && isAhead("lower"))
    result.quantized = result.module->clone();
  if (int code = dumpPhase(*result.module, stop.dumpDirectory, 0, "imported"))
    return code;
  auto isDone = [&](const Phase &phase) { return phase.name == stop.phase; };
  if (stop.phase == "import" || llvm::any_of(ArrayRef(all).take_front(done), isDone))
    return Done;
  if (stop.calibration && !isAhead("quantise"))
    return fail(Usage, network + ": --calibrate is for networks in float, this one is in integers already");
  for (snn::NetworkOp calibrated : result.module->getOps<snn::NetworkOp>())
    if (stop.calibration && calibrationStepsOf(calibrated))
      return fail(Usage, network + ": the network is calibrated and corrected already; without --calibrate it compiles "
                                   "to what it was then, a network from before 'simplify' can be calibrated anew");
  // The network comes as it is before snn-quantize.
  if (stop.calibration && phases->front().name == "quantise")
    if (int code = calibrateAndCorrect(pipeline, *stop.calibration, common, result))
      return code;
  for (auto [i, phase] : llvm::enumerate(*phases)) {
    if (common.verbose)
      llvm::errs() << "note: snn-opt --pass-pipeline='builtin.module(" << phase.passes << ")'\n";
    start = std::chrono::steady_clock::now();
    if (failed(runPhase(*result.module, phase)))
      return phase.failureIsNetworks ? DoesNotFit : Defect;
    result.times.push_back({phase.name, millisecondsSince(start)});
    if (stop.calibration && phase.name == "simplify")
      if (int code = calibrateAndCorrect(pipeline, *stop.calibration, common, result))
        return code;
    if (int code = dumpPhase(*result.module, stop.dumpDirectory, done + i + 1, phase.name))
      return code;
    keepImported(done + i + 1);
    if (phase.name == "prove") {
      result.quantized = result.module->clone();
      if (result.calibrated)
        if (int code = runCalibrated(*stop.calibration, common, result))
          return code;
    }
    if (phase.name == stop.phase)
      return Done;
  }
  return Done;
}

//===----------------------------------------------------------------------===//
// The files
//===----------------------------------------------------------------------===//

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

/// What an engine gets must be what was compiled: the image, read back, is the program again.
static int checkImage(Compilation &compilation, const mesh::LoadedImage &loaded) {
  MLIRContext *context = compilation.module->getContext();
  llvm::Expected<OwningOpRef<ModuleOp>> inspected = mesh::inspectImage(loaded, context);
  if (!inspected)
    return fail(Defect, inspected.takeError());
  OwningOpRef<ModuleOp> emitted = compilation.module->clone();
  mesh::ProgramOp program = *emitted->getOps<mesh::ProgramOp>().begin();
  mesh::normalizeProgram(program);
  if (mesh::areEqual(program, *(*inspected)->getOps<mesh::ProgramOp>().begin()))
    return Done;
  std::string expected, actual;
  llvm::raw_string_ostream(expected) << program;
  llvm::raw_string_ostream(actual) << *(*inspected)->getOps<mesh::ProgramOp>().begin();
  size_t at = std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end()).first - expected.begin();
  size_t line = std::count(expected.begin(), expected.begin() + at, '\n') + 1;
  return fail(Defect, "the emitted image is not the program: read back it differs from line " + llvm::Twine(line) +
                          " on; 'snnc compile --stop-after allocate' prints the program");
}

int driver::emitAndReadBack(Compilation &compilation, std::vector<uint8_t> &bytes, mesh::LoadedImage *loaded) {
  FailureOr<mesh::Image> image = mesh::emitImage(compilation.program());
  if (failed(image))
    return Defect;
  llvm::Expected<std::vector<uint8_t>> written = mesh::writeImage(*image);
  if (!written)
    return fail(Defect, written.takeError());
  bytes = std::move(*written);
  image = failure(); // what follows has it from the bytes
  llvm::Expected<mesh::Image> again = mesh::readImage(bytes, imageFile);
  if (!again)
    return fail(Defect, again.takeError());
  llvm::Expected<mesh::Program> decoded = mesh::decodeProgram(*again);
  if (!decoded)
    return fail(Defect, "the emitted image cannot be read back: " + llvm::toString(decoded.takeError()));
  if (llvm::Error error = mesh::validateProgram(*again, *decoded))
    return fail(Defect, "the emitted image does not hold: " + llvm::toString(std::move(error)));
  mesh::LoadedImage whole{std::move(*again), std::move(*decoded)};
  if (!loaded)
    std::vector<uint64_t>().swap(whole.image.packets);
  if (int code = checkImage(compilation, whole))
    return code;
  if (loaded)
    *loaded = std::move(whole);
  return Done;
}

/// Emits, and puts the folder's files together.
static int writeFolder(Compilation &compilation, const std::string &directory, int64_t weightBits, json &description) {
  std::vector<uint8_t> bytes;
  if (int code = emitAndReadBack(compilation, bytes))
    return code;
  mesh::ProgramOp program = compilation.program();
  AtomicFiles files(directory);
  description = mesh::describeProgram(program);
  description["quantisation"] = describeQuantization(compilation, weightBits);
  if (compilation.quantizationRun)
    description["calibration"] = describeCalibration(*compilation.quantizationRun);
  description["assumptions"] = compilation.assumptions;
  description["versions"] = {{"snnc", SNNC_VERSION}, {"program", 1}, {"image", 1}};
  description["hashes"] = json::object();
  auto add = [&](const char *name, llvm::function_ref<void(llvm::raw_ostream &)> write) {
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
  add(imageFile,
      [&](llvm::raw_ostream &stream) { stream.write(reinterpret_cast<const char *>(bytes.data()), bytes.size()); });
  std::vector<uint8_t>().swap(bytes);
  if (compilation.imported)
    addBytecode(networkFile, *compilation.imported);
  if (compilation.quantized)
    addBytecode(quantizedFile, *compilation.quantized);
  std::string text = description.dump(2) + "\n";
  if (llvm::Error error = checkJson(nlohmann::json::parse(text), programFile, mesh::programSchema()))
    return fail(Defect, std::move(error));
  files.add(programFile, text);
  if (llvm::Error error = files.commit())
    return fail(BadInput, std::move(error));
  return Done;
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

namespace {
struct LayerUse {
  int64_t tiles = 0, weights = 0;
  std::set<std::pair<int64_t, int64_t>> cores;
};
} // namespace

static void printTable(const json &program) {
  llvm::outs() << fmt::format("{:<16} {:>5} {:>5} {:>9} {:>9}\n", "layer", "tiles", "cores", "neurons", "weights");
  llvm::StringMap<LayerUse> uses;
  for (const json &population : program["populations"]) {
    LayerUse &use = uses[population["layer"].get_ref<const std::string &>()];
    ++use.tiles;
    // Packed ports have more than one weight in a lane.
    for (const json &port : population["ports"])
      use.weights += port["weight_words"].get<int64_t>() * program["target"]["lanes"].get<int64_t>() *
                     (program["target"]["weightBits"].get<int64_t>() / port["weight_bits"].get<int64_t>());
    use.cores.insert({population["core"][0].get<int64_t>(), population["core"][1].get<int64_t>()});
  }
  for (const json &layer : program["layers"]) {
    const LayerUse &use = uses[layer["name"].get_ref<const std::string &>()];
    int64_t neurons = 1;
    for (const json &extent : layer["shape"])
      neurons *= extent.get<int64_t>();
    llvm::outs() << fmt::format("{:<16} {:>5} {:>5} {:>9} {:>9}\n", layer["name"].get<std::string>(), use.tiles,
                                use.cores.size(), neurons, use.weights);
  }
  llvm::outs() << "\n";
  for (const auto &[resource, used] : program["used"].items())
    llvm::outs() << fmt::format("{:<16} {:>9} / {}\n", resource, used.get<int64_t>(),
                                program["available"][resource].get<int64_t>());
}

int driver::runCompile(const CompileOptions &options, const CommonOptions &common) {
  DialectRegistry registry;
  registerDialects(registry);
  registerPasses();
  MLIRContext context(registry);
  DiagnosticPrinter printer(context, common.quiet);
  PipelineOptions pipeline{common.target.empty() ? "mesh4x4" : common.target, options.convert, options.maxCount,
                           options.weightBits, options.scales.empty() ? "" : "scales=" + options.scales};
  if (llvm::Expected<mesh::TargetDescription> target = mesh::loadTarget(pipeline.target); !target)
    return fail(BadInput, target.takeError());
  std::vector<std::string> known{"import"};
  for (const Phase &phase : makePhases(pipeline))
    known.push_back(phase.name);
  if (!options.stopAfter.empty() && options.stopAfter != "emit" && !llvm::is_contained(known, options.stopAfter))
    return fail(Usage, "unknown phase '" + options.stopAfter + "'; known: " + llvm::join(known, ", ") + ", emit");
  Compilation compilation;
  bool stopsEarly = !options.stopAfter.empty() && options.stopAfter != "emit";
  if (int code = compileNetwork(context, options.network, options.import, pipeline,
                                {stopsEarly ? options.stopAfter : "", options.dumpPasses,
                                 options.calibration.input.empty() ? nullptr : &options.calibration},
                                common, compilation))
    return code;
  if (stopsEarly) {
    llvm::outs() << printText(*compilation.module);
    return Done;
  }
  json program;
  mesh::TargetAttr mesh = compilation.program().getTarget();
  if (int code = writeFolder(compilation, options.output,
                             options.weightBits ? options.weightBits : mesh.getWeightBits(), program))
    return code;
  warnOfQuantization(program, *compilation.module);
  if (!common.json) {
    if (!common.quiet) {
      printTable(program);
      if (common.verbose || compilation.quantizationRun)
        printQuantization(program);
    }
    return Done;
  }
  json result = {{"target", program["target"]["name"]}, {"populations", program["populations"].size()},
                 {"cores", program["cores"].size()},    {"used", program["used"]},
                 {"available", program["available"]},   {"passes", json::array()},
                 {"warnings", printer.warnings()}};
  for (const Compilation::PhaseTime &time : compilation.times)
    result["passes"].push_back({{"name", time.name}, {"ms", time.milliseconds}});
  llvm::outs() << result.dump() << "\n";
  return Done;
}
