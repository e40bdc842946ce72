//===- Verify.cpp - snnc verify -------------------------------------------===//

#include "compiler/driver/VerifyFolder.h"
#include "compiler/tools/Init.h"
#include "sim/run/Run.h"
#include "support/npy/Npy.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

static std::string percent(const json &share) {
  uint64_t reached = share["reached"].get<uint64_t>(), all = share["all"].get<uint64_t>();
  return fmt::format("{} of {} ({:.0f} %)", reached, all, all ? 100.0 * double(reached) / double(all) : 0);
}

static void print(const Verification &verification, const json &result) {
  for (const sim::RungReport &rung : verification.report.rungs) {
    if (rung.kind == sim::RungKind::Statistics)
      continue;
    llvm::outs() << fmt::format("{:<8} = {:<8} {:>14} records  {}\n", rung.a, rung.b, rung.records,
                                rung.equal        ? "equal"
                                : rung.difference ? "DIFFERENT"
                                                  : "nothing compared");
  }
  llvm::outs() << fmt::format("samples {}, steps {}", result["samples"].get<uint64_t>(),
                              result["steps"].get<uint64_t>());
  if (result.contains("cycles"))
    llvm::outs() << fmt::format(", cycles {}", result["cycles"].get<uint64_t>());
  llvm::outs() << "\n";
  const json &coverage = result["coverage"];
  for (const char *part : {"state_words", "weight_words", "ports", "destinations", "credits", "populations"})
    llvm::outs() << fmt::format("  {:<22} {}\n", fmt::format("{} reached", part), percent(coverage[part]));
  for (const char *part : {"caps_reached", "lower_bounds_reached", "uppers_reached", "wraps"})
    llvm::outs() << fmt::format("  {:<22} {}\n", part, coverage[part].get<uint64_t>());
  for (const auto &[layer, cost] : result["float_to_integer"].items())
    llvm::outs() << fmt::format("  float to integer, {}: {} spikes to {}, potential error {:.4f} mean, {:.3f} most\n",
                                layer, cost["spikes_float"].get<uint64_t>(), cost["spikes_integer"].get<uint64_t>(),
                                cost["mean_potential_error"].get<double>(), cost["max_potential_error"].get<double>());
}

/// The records of the chip: with all rungs equal those of every engine in integers.
static int writeRecords(Workload &workload, const sim::Stimulus &stimulus, const std::string &path) {
  sim::RunSamplesOptions run;
  run.record = true;
  auto factory = [&] { return makeEngine("chip", workload); };
  llvm::Expected<sim::RunResult> result = sim::runSamples(factory, stimulus, run);
  if (!result)
    return failEngine(result.takeError());
  if (llvm::Error error = writeNpz(path, result->records))
    return fail(BadInput, std::move(error));
  return Done;
}

int driver::runVerify(const VerifyOptions &options, const CommonOptions &common) {
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry);
  DiagnosticPrinter printer(context, common.quiet);
  Workload workload;
  if (int code = loadFolder(context, options.directory, /*needNetworks=*/false, workload))
    return code;
  llvm::Expected<std::unique_ptr<sim::Engine>> chip = makeEngine("chip", workload);
  if (!chip)
    return failEngine(chip.takeError());
  llvm::Expected<std::unique_ptr<sim::Stimulus>> stimulus =
      openInput(options.input, common.seed, workload, (*chip)->inputs());
  if (!stimulus)
    return fail(BadInput, stimulus.takeError());
  llvm::Expected<Verification> verification = [&] {
    Progress progress("samples", (*stimulus)->size(), common.quiet);
    return verifyWorkload(workload, **stimulus, waveformOf(options.vcd, options.fst),
                          [&](uint64_t done) { progress.advance(done); });
  }();
  if (!verification)
    return failEngine(verification.takeError());
  if (!options.record.empty())
    if (int code = writeRecords(workload, **stimulus, options.record))
      return code;
  json result = describe(*verification);
  if (common.json)
    llvm::outs() << result.dump() << "\n";
  else
    print(*verification, result);
  for (const sim::RungReport &rung : verification->report.rungs)
    if (rung.difference)
      llvm::errs() << "error: " << sim::describe(*rung.difference, rung.a, rung.b) << "\n";
  return verification->report.equal() ? Done : Different;
}
