//===- DifferenceFolder.cpp - all that a difference needs -----------------===//

#include "compiler/driver/DifferenceFolder.h"
#include "compiler/diagnostics/DiagnosticText.h"
#include "compiler/driver/CompareConfiguration.h"
#include "compiler/driver/CutNetwork.h"
#include "compiler/driver/Messages.h"
#include "compiler/driver/NetworkEntry.h"
#include "compiler/driver/ShellQuote.h"
#include "compiler/driver/WaveformView.h"
#include "dialect/snn/SnnOps.h"
#include "support/file/AtomicFiles.h"
#include "support/npy/Npy.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::driver;

namespace {
/// Notes in which cycle a neuron commits a step.
class CommitWatch final : public sim::Observer {
public:
  CommitWatch(const sim::Engine &engine, const sim::Difference &wanted)
      : Observer(/*wantsCommits=*/true), engine(engine), wanted(wanted) {}
  bool commit(const sim::Commit &commit) override {
    if (commit.layer != wanted.layerIndex || commit.at.step != wanted.at.step)
      return true;
    for (uint32_t i = 0; i < commit.n; ++i)
      if (commit.first + i * commit.stride == wanted.neuron)
        cycle = engine.totals().cycles;
    return true;
  }

  std::optional<uint64_t> cycle;

private:
  const sim::Engine &engine;
  const sim::Difference &wanted;
};
} // namespace

/// Steps of the waveform, the one with the difference among them.
static constexpr size_t waveSteps = 2;

static const sim::PairReport *firstDifferent(const sim::LockstepReport &report) {
  for (const sim::PairReport &pair : report.pairs)
    if (pair.difference)
      return &pair;
  return nullptr;
}

/// The sample's frames up to a step and with it.
static llvm::Expected<SampleSteps> readSteps(const sim::NetworkStimulus &stimulus, const sim::Moment &at) {
  auto sample = stimulus.stream(at.sample);
  if (!sample)
    return sample.takeError();
  SampleSteps steps;
  for (uint32_t step = 0; step <= at.step && step < (*sample)->steps(); ++step) {
    auto frames = (*sample)->next();
    if (!frames)
      return frames.takeError();
    steps.emplace_back(frames->begin(), frames->end());
  }
  return steps;
}

std::string driver::placeOf(const Workload &workload, const sim::Difference &difference) {
  std::optional<NetworkEntry> entry = entryOf(workload, difference.layer);
  return entry && !difference.isOutput ? fmt::format("  layer '{}' is {}\n", difference.layer, entry->str()) : "";
}

/// What spikes cannot be handed to again: inputs that are encoded on their way.
static bool isEncoded(const Workload &workload, size_t inputs) {
  for (size_t i = 0; i < inputs; ++i)
    if (!workload.configuration->encoderOf(unsigned(i)).empty())
      return true;
  return false;
}

/// The last steps of the sample on the engine with a clock, as a waveform, with views of it. Empty where there is none.
static std::string writeWaves(Workload &workload, const SampleSteps &steps, const sim::Difference &difference,
                              const std::string &folder) {
  const Configuration &configuration = *workload.configuration;
  llvm::ArrayRef<EngineKind> kinds = configuration.backend().engines();
  auto clocked = llvm::find_if(kinds, [](const EngineKind &kind) { return kind.hasClock; });
  if (clocked == kinds.end())
    return "";
  EngineOptions options;
  options.waveform = folder + "/waves.fst";
  options.waveformFrom = uint32_t(steps.size() - std::min(steps.size(), waveSteps));
  auto engine = makeEngine(clocked->name, workload, options);
  if (!engine)
    return llvm::toString(engine.takeError());
  CommitWatch watch(**engine, difference);
  std::string why; // what there is up to a breakdown is worth a look
  for (size_t step = 0; step < steps.size() && why.empty(); ++step)
    if (auto progress = (*engine)->step(steps[step], step + 1 == steps.size(), watch); !progress)
      why = llvm::toString(progress.takeError());
  engine->reset(); // ends the waveform
  WaveformView view{"waves.fst", configuration.waveformSignals(difference.place.value_or(sim::Place())), std::nullopt};
  if (watch.cycle)
    view.cursor = configuration.waveformTime(*watch.cycle);
  AtomicFiles files(folder);
  files.add("waves.gtkw", renderGtkwave(view));
  files.add("waves.sucl", renderSurfer(view));
  std::string unwritten = llvm::toString(files.commit());
  return why.empty() ? unwritten : why;
}

static std::string scriptOf(llvm::StringRef what, llvm::StringRef command) {
  return ("#!/bin/sh\n# " + what + "\nhere=$(dirname \"$0\")\n" + command + "\n").str();
}

/// Cuts the network down, and says what came of it. Empty where that cannot be done, which is said on stderr.
static std::string writeCut(const DifferenceRequest &request, Workload &workload, const sim::Difference &difference,
                            const SampleSteps &steps) {
  llvm::Expected<CutNetwork> cut = cutNetwork(request.targets, workload, difference, steps, request.folder);
  if (!cut) {
    note("the network is not cut down: " + llvm::toString(cut.takeError()));
    return "";
  }
  AtomicFiles files(request.folder);
  files.add("cut.mlir", cut->text);
  files.add("replay-cut.sh",
            scriptOf("Compiles the network that was cut down anew, and verifies it.",
                     "out=$(mktemp -d) && trap 'rm -r \"$out\"' EXIT\nsnnc compile \"$here/cut.mlir\" -q -o "
                     "\"$out/cut\" && snnc verify \"$out/cut\" --input \"$here/cut.npz\""));
  llvm::Error error = llvm::joinErrors(files.commit(), writeNpz(request.folder + "/cut.npz", cut->input));
  if (error) {
    note("the network is not cut down: " + llvm::toString(std::move(error)));
    return "";
  }
  auto [channel, row, column] = cut->neuron;
  std::string neuron = fmt::format("{}[{},{},{}] in cut.mlir", difference.layer, channel, row, column);
  if (cut->difference.empty())
    return fmt::format("Compiled anew, {} ({}) runs equal on all engines: the fault is in the configuration that was "
                       "verified, or in what else the chip does at the time.\n",
                       cut->extent, neuron);
  return fmt::format("Compiled anew, {} ({}) differs again: the fault is in the compiler or in the chip.\n{}",
                     cut->extent, neuron, cut->difference);
}

Failure driver::writeDifference(Workload &workload, const sim::NetworkStimulus &stimulus,
                                const sim::LockstepReport &report, const DifferenceRequest &request) {
  const sim::PairReport *pair = firstDifferent(report);
  if (!pair)
    return Failure::none();
  const sim::Difference &difference = *pair->difference;
  auto engine = makeEngine(workload.configuration->backend().engines().front().name, workload);
  if (!engine)
    return Failure::of(engine.takeError());
  std::vector<sim::InputInfo> inputs = (*engine)->inputs().vec();
  llvm::Expected<SampleSteps> steps = readSteps(stimulus, difference.at);
  if (!steps)
    return Failure::of(steps.takeError());
  bool hasInput = !isEncoded(workload, inputs.size());

  AtomicFiles files(request.folder);
  files.add("difference.txt", sim::describe(difference, pair->a, pair->b) + placeOf(workload, difference));
  if (difference.hasNeuron && !difference.isOutput) {
    llvm::Expected<Explanation> neuron =
        workload.configuration->explainNeuron(difference.layer, {difference.channel, difference.y, difference.x});
    if (neuron)
      files.add("neuron.txt", neuron->text);
    else
      note(llvm::toString(neuron.takeError()));
  }
  if (hasInput)
    files.add("replay.sh", scriptOf("Shows the difference again, in a sample that ends with it.",
                                    "snnc verify " + shellQuote(request.directory) + " --input \"$here/input.npz\""));
  if (llvm::Error error = files.commit())
    return Failure::of(FailureCause::Input, std::move(error));
  if (!hasInput)
    note("the input is encoded on its way to the network: the same command shows the difference again");
  else if (llvm::Error error = writeNpz(request.folder + "/input.npz", toArrays(*steps, inputs)))
    return Failure::of(FailureCause::Input, std::move(error));
  std::string cause = writeCut(request, workload, difference, *steps);
  cause += compareConfiguration(request.targets, workload, request.directory, difference);
  if (llvm::Error error =
          writeAtomically(request.folder + "/cause.txt", [&](llvm::raw_ostream &file) { file << cause; }))
    return Failure::of(FailureCause::Input, std::move(error));
  if (std::string why = writeWaves(workload, *steps, difference, request.folder); !why.empty())
    note("there is no waveform of all steps: " + why);
  return Failure::none();
}
