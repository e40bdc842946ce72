//===- Demo.cpp - snnc demo -----------------------------------------------===//

#include "compiler/driver/Compile.h"
#include "compiler/driver/VerifyFolder.h"
#include "compiler/tools/Init.h"
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
  for (const sim::RungReport &rung : report.rungs)
    if (rung.kind != sim::RungKind::Statistics)
      llvm::outs() << fmt::format("  {:<8} = {:<8} {:>11} state records compared: {}\n", rung.a, rung.b, rung.records,
                                  rung.equal ? "all equal" : "DIFFERENT");
  auto percent = [&](const char *part) {
    const auto &share = result["coverage"][part];
    return 100.0 * share["reached"].get<double>() / share["all"].get<double>();
  };
  llvm::outs() << fmt::format("  reached: {:.0f} % of the state words, {:.0f} % of the weight words; {} clock cycles\n",
                              percent("state_words"), percent("weight_words"), result["cycles"].get<uint64_t>());
}

int driver::runDemo(const std::string &output, const CommonOptions &common) {
  CommonOptions quiet = common;
  quiet.quiet = true;
  std::string folder = bundledFolder();
  llvm::outs() << "A spiking network that reads digits, compiled to a mesh of integrate-and-fire cores:\n\n";
  CompileOptions compile;
  compile.network = folder + "/digits.json";
  compile.output = output;
  if (quiet.target.empty())
    quiet.target = "mesh2x2";
  if (int code = runCompile(compile, quiet))
    return code;

  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry);
  DiagnosticPrinter printer(context, quiet.quiet);
  Workload workload;
  if (int code = loadFolder(context, output, /*needNetworks=*/true, workload))
    return code;
  llvm::outs() << fmt::format("  {} layers on the {} cores of {}: {} packets configure the chip ({})\n",
                              workload.image->image.layers.size(), workload.image->program.cores.size(),
                              workload.image->image.target.name, workload.image->image.packets.size(), output);
  llvm::Expected<std::unique_ptr<sim::Engine>> chip = makeEngine("chip", workload);
  if (!chip)
    return failEngine(chip.takeError());
  InputOptions input;
  input.input = folder + "/recordings";
  llvm::Expected<std::unique_ptr<sim::Stimulus>> stimulus = openInput(input, /*seed=*/0, workload, (*chip)->inputs());
  if (!stimulus)
    return fail(BadInput, stimulus.takeError());
  auto start = std::chrono::steady_clock::now();
  llvm::Expected<Verification> verification = [&] {
    Progress progress("recordings", (*stimulus)->size(), common.quiet);
    return verifyWorkload(workload, **stimulus, {}, [&](uint64_t done) { progress.advance(done); });
  }();
  if (!verification)
    return failEngine(verification.takeError());
  printVerification(*verification, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  for (const sim::RungReport &rung : verification->report.rungs)
    if (rung.difference)
      llvm::errs() << "error: " << sim::describe(*rung.difference, rung.a, rung.b) << "\n";
  if (!verification->report.equal())
    return Different;
  llvm::outs() << fmt::format("\nNext:  snnc compile --help\n       snnc run {} --input {}/recordings\n", output,
                              folder);
  return Done;
}
