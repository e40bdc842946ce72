//===- Verify.cpp - snnc verify -------------------------------------------===//

#include "compiler/driver/Command.h"
#include "compiler/driver/DifferenceFolder.h"
#include "compiler/driver/JunitFile.h"
#include "compiler/driver/SampleText.h"
#include "compiler/verification/Verification.h"
#include "sim/run/Run.h"
#include "support/file/AtomicFiles.h"
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

/// Of engines whose neurons are those of their chip: how far they are from the network's.
static void printStatistics(const json &result) {
  if (!result.contains("statistics"))
    return;
  for (const json &pair : result["statistics"]) {
    std::string a = pair["a"].get<std::string>(), b = pair["b"].get<std::string>();
    llvm::outs() << fmt::format("{:<8} ~ {:<8} {:>14} records  not compared for equality: the chip has neurons of its "
                                "own\n",
                                a, b, pair["records"].get<uint64_t>());
    for (const auto &[layer, cost] : pair["layers"].items()) {
      double steps = double(std::max<uint64_t>(1, cost["neuron_steps"].get<uint64_t>()));
      llvm::outs() << fmt::format(
          "  {} to {}, {}: {} spikes to {}, counts differ in {:.2f} % of all steps of neurons, potential error {:.4f} "
          "mean, {:.3f} most\n",
          a, b, layer, cost["spikes_" + a].get<uint64_t>(), cost["spikes_" + b].get<uint64_t>(),
          100 * cost["different_counts"].get<double>() / steps, cost["mean_potential_error"].get<double>(),
          cost["max_potential_error"].get<double>());
    }
  }
}

static void print(const Verification &verification, const json &result, const InputOptions &input) {
  for (const sim::PairReport &pair : verification.report.pairs) {
    if (pair.kind == sim::ComparisonKind::Statistics)
      continue;
    llvm::outs() << fmt::format("{:<8} = {:<8} {:>14} records  {}\n", pair.a, pair.b, pair.records,
                                pair.equal        ? "equal"
                                : pair.difference ? "DIFFERENT"
                                                  : "nothing compared");
  }
  printStatistics(result);
  llvm::outs() << fmt::format("samples {}, steps {}", result["samples"].get<uint64_t>(),
                              result["steps"].get<uint64_t>());
  if (result.contains("cycles"))
    llvm::outs() << fmt::format(", cycles {}", result["cycles"].get<uint64_t>());
  llvm::outs() << "\n";
  for (const auto &[engine, correct] : result["correct"].items()) {
    if (!correct.is_null())
      llvm::outs() << fmt::format("correct: {} of {} on {}\n", correct.get<uint64_t>(),
                                  result["samples"].get<uint64_t>(), engine);
    printPredictions(result["silent_samples"][engine].get<uint64_t>(), result["tied_samples"][engine].get<uint64_t>(),
                     engine);
  }
  printSamples(result, verification.predicted, input);
  printCaps(result["capped_counts"]);
  for (const auto &[part, value] : result["coverage"].items())
    llvm::outs() << (value.is_object() ? fmt::format("  {:<22} {}\n", part + " reached", percent(value))
                                       : fmt::format("  {:<22} {}\n", part, value.get<uint64_t>()));
  for (const auto &[layer, cost] : result["float_to_integer"].items())
    llvm::outs() << fmt::format("  float to integer, {}: {} spikes to {}, potential error {:.4f} mean, {:.3f} most\n",
                                layer, cost["spikes_float"].get<uint64_t>(), cost["spikes_integer"].get<uint64_t>(),
                                cost["mean_potential_error"].get<double>(), cost["max_potential_error"].get<double>());
}

/// The records of the chip: with all engines equal those of every engine in integers.
static int writeRecords(Workload &workload, StringRef engine, const sim::NetworkStimulus &stimulus,
                        const std::string &path) {
  sim::RunSamplesOptions run;
  run.record = true;
  auto factory = [&] { return makeEngine(engine, workload); };
  llvm::Expected<sim::RunResult> result = sim::runSamples(factory, stimulus, run);
  if (!result)
    return fail(Failure::of(result.takeError()));
  if (llvm::Error error = writeNpz(path, result->records))
    return fail(BadInput, std::move(error));
  return Done;
}

/// Of the time that verifying took.
static void printEngineTimes(const sim::LockstepReport &report) {
  for (const sim::EngineReport &engine : report.engines)
    llvm::errs() << fmt::format("{:<8} {:>10.3f} s\n", engine.name, engine.seconds);
}

int driver::runVerify(const TargetRegistry &targets, const VerifyOptions &options, const CommonOptions &common) {
  Session session(targets, common);
  Workload workload;
  TimingScope timing = session.timing.nest("load");
  if (Failure failure = loadFolder(session.context, targets, options.directory, /*needNetworks=*/false, workload))
    return fail(failure);
  const Backend &backend = workload.configuration->backend();
  if (backend.engines().empty())
    return fail(DoesNotFit,
                "target '" + workload.configuration->targetName() +
                    "' has no engine that runs its configuration, so there is nothing to verify; 'snnc run " +
                    options.directory + " --engine integer' runs the network that it was compiled from");
  StringRef fastest = backend.engines().front().name;
  llvm::Expected<std::unique_ptr<sim::Engine>> chip = makeEngine(fastest, workload);
  if (!chip)
    return fail(Failure::of(chip.takeError()));
  llvm::Expected<sim::PredictedOutput> predicted =
      sim::choosePredictedOutput((*chip)->outputs(), options.input.predict, options.input.readout);
  if (!predicted)
    return fail(Usage, predicted.takeError());
  timing = session.timing.nest("open the input");
  llvm::Expected<std::unique_ptr<sim::NetworkStimulus>> stimulus =
      openInput(options.input, common.seed, workload, (*chip)->inputs());
  if (!stimulus)
    return fail(BadInput, stimulus.takeError());
  EngineOptions engineOptions = options.waveform.engine();
  timing = session.timing.nest("verify");
  llvm::Expected<Verification> verification = [&] {
    Progress progress("samples", (*stimulus)->size(), common.quiet);
    return verifyWorkload(workload, **stimulus, engineOptions, *predicted,
                          [&](uint64_t done) { progress.advance(done); });
  }();
  if (!verification)
    return fail(Failure::of(verification.takeError()));
  timing = session.timing.nest("write");
  options.waveform.noteMissing(verification->report.steps);
  if (common.timing)
    printEngineTimes(verification->report);
  if (!options.record.empty())
    if (int code = writeRecords(workload, fastest, **stimulus, options.record))
      return code;
  if (!options.onDifference.empty())
    if (Failure failure = writeDifference(workload, **stimulus, verification->report,
                                          {targets, options.directory, options.onDifference}))
      return fail(failure);
  if (!options.junit.empty())
    if (llvm::Error error = writeAtomically(options.junit, [&](llvm::raw_ostream &file) {
          file << renderJunit(verification->report, options.directory);
        }))
      return fail(BadInput, std::move(error));
  json result = describe(*verification);
  describeSamples(verification->samples, **stimulus, *predicted, result);
  if (common.json)
    llvm::outs() << toText(result) << "\n";
  else
    print(*verification, result, options.input);
  for (const sim::PairReport &pair : verification->report.pairs)
    if (pair.difference)
      fail(Different, sim::describe(*pair.difference, pair.a, pair.b) + placeOf(workload, *pair.difference));
  bool isDifferent = verification->report.comparesRecords() && !verification->report.equal();
  return isDifferent ? Different : Done;
}
