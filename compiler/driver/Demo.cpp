//===- Demo.cpp - snnc demo -----------------------------------------------===//

#include "compiler/driver/Command.h"
#include "compiler/verification/Verification.h"
#include "support/json/Json.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;

/// The bundled network lies beside the program: bin/snnc and share/snnc/digits.
static std::string bundledFolder() {
  static int anchor;
  llvm::SmallString<256> path(llvm::sys::fs::getMainExecutable("snnc", &anchor));
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::append(path, "..", "share", "snnc", "digits");
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return path.str().str();
}

/// What the bundle says: network, recordings and target.
static llvm::Expected<nlohmann::json> loadDemo(const std::string &path) {
  llvm::Expected<std::string> text = readTextFile(path);
  if (!text)
    return text.takeError();
  return parseJson(*text, path, R"({"type": "object", "required": ["network", "recordings", "target"],
    "additionalProperties": {"type": "string"}})");
}

static void printVerification(const Verification &verification, double seconds) {
  const sim::LockstepReport &report = verification.report;
  nlohmann::ordered_json result = describe(verification);
  llvm::outs() << fmt::format("{} recordings of a simulated event camera, {} steps, {:.1f} s\n\n", report.samples,
                              report.steps, seconds);
  const char *what[] = {"as trained, IEEE f32", "8-bit weights, 16-bit potentials", "image.bin, event by event",
                        "image.bin, clock by clock"};
  for (size_t i = 0; i < report.engines.size(); ++i) {
    const sim::EngineReport &engine = report.engines[i];
    llvm::outs() << fmt::format("  {:<8} {:<34} {:>2} of {} right\n", engine.name, what[i],
                                result["correct"][engine.name].get<uint64_t>(), report.samples);
  }
  llvm::outs() << "\n";
  for (const sim::PairReport &pair : report.pairs)
    if (pair.kind != sim::ComparisonKind::Statistics)
      llvm::outs() << fmt::format("  {:<8} = {:<8} {:>11} state records compared: {}\n", pair.a, pair.b, pair.records,
                                  pair.equal ? "all equal" : "DIFFERENT");
  auto percent = [&](const char *part) {
    const auto &share = result["coverage"][part];
    return 100.0 * share["reached"].get<double>() / share["all"].get<double>();
  };
  llvm::outs() << fmt::format("  reached: {:.0f} % of the state words, {:.0f} % of the weight words; {} clock cycles\n",
                              percent("state_words"), percent("weight_words"), result["cycles"].get<uint64_t>());
}

int driver::runDemo(const TargetRegistry &targets, const std::string &output, const CommonOptions &common) {
  CommonOptions quiet = common;
  quiet.quiet = true;
  std::string folder = bundledFolder();
  llvm::outs() << "A spiking network that reads digits, compiled to a chip of integrate-and-fire cores:\n\n";
  llvm::Expected<nlohmann::json> demo = loadDemo(folder + "/demo.json");
  if (!demo)
    return fail(Defect, demo.takeError());
  std::string recordings = folder + "/" + (*demo)["recordings"].get<std::string>();
  CompileOptions compile;
  compile.network = folder + "/" + (*demo)["network"].get<std::string>();
  compile.output = output;
  if (quiet.target.empty())
    quiet.target = (*demo)["target"].get<std::string>();
  if (int code = runCompile(targets, compile, quiet))
    return code;

  Session session(targets, quiet);
  Workload workload;
  if (Failure failure = loadFolder(session.context, targets, output, /*needNetworks=*/true, workload))
    return fail(failure);
  llvm::outs() << fmt::format("  {} ({})\n", workload.configuration->summary(), output);
  llvm::Expected<std::unique_ptr<sim::Engine>> integer = makeEngine("integer", workload);
  if (!integer)
    return fail(Failure::of(integer.takeError()));
  InputOptions input;
  input.inputs = {recordings};
  llvm::Expected<std::unique_ptr<sim::NetworkStimulus>> stimulus =
      openInput(input, /*seed=*/0, workload, (*integer)->inputs());
  if (!stimulus)
    return fail(BadInput, stimulus.takeError());
  llvm::Expected<sim::PredictedOutput> predicted =
      sim::choosePredictedOutput((*integer)->outputs(), input.predict, input.readout);
  if (!predicted)
    return fail(BadInput, predicted.takeError());
  auto start = std::chrono::steady_clock::now();
  llvm::Expected<Verification> verification = [&] {
    Progress progress("recordings", (*stimulus)->size(), common.quiet);
    return verifyWorkload(workload, **stimulus, {}, *predicted, [&](uint64_t done) { progress.advance(done); });
  }();
  if (!verification)
    return fail(Failure::of(verification.takeError()));
  printVerification(*verification, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  for (const sim::PairReport &pair : verification->report.pairs)
    if (pair.difference)
      fail(Different, sim::describe(*pair.difference, pair.a, pair.b));
  if (!verification->report.equal())
    return Different;
  llvm::outs() << fmt::format(
      "\nNext:  snnc compile --help\n       snnc run {0} --input {1}\n       snnc report {0} --input {1}\n", output,
      recordings);
  return Done;
}
