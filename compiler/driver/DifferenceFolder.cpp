//===- DifferenceFolder.cpp - all that a difference needs -----------------===//

#include "compiler/driver/DifferenceFolder.h"
#include "compiler/driver/ShellQuote.h"
#include "support/file/AtomicFiles.h"
#include "support/npy/Npy.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::driver;

namespace {
/// The frames of one sample: [step][input].
using Steps = std::vector<std::vector<sim::SpikeFrame>>;

/// Looks at nothing.
class Silent final : public sim::Observer {
public:
  Silent() : Observer(/*wantsCommits=*/false) {}
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
static llvm::Expected<Steps> readSteps(const sim::NetworkStimulus &stimulus, const sim::Moment &at) {
  auto sample = stimulus.stream(at.sample);
  if (!sample)
    return sample.takeError();
  Steps steps;
  for (uint32_t step = 0; step <= at.step && step < (*sample)->steps(); ++step) {
    auto frames = (*sample)->next();
    if (!frames)
      return frames.takeError();
    steps.emplace_back(frames->begin(), frames->end());
  }
  return steps;
}

/// An array of each input's name, [sample = 1][step][channel][row][column], of counts as small as they can be.
static NpzArrays toArrays(const Steps &steps, llvm::ArrayRef<sim::InputInfo> inputs) {
  NpzArrays arrays;
  for (auto [index, input] : llvm::enumerate(inputs)) {
    const sim::Shape &shape = input.shape;
    std::vector<int32_t> values(steps.size() * shape.size());
    for (auto [step, frames] : llvm::enumerate(steps))
      for (const sim::Event &event : frames[index])
        values[step * shape.size() + (size_t(event.channel) * shape.height + event.y) * shape.width + event.x] =
            int32_t(event.count);
    arrays[input.name] =
        NpyArray::from<int32_t>({1, int64_t(steps.size()), shape.channels, shape.height, shape.width}, values);
  }
  return arrays;
}

/// What spikes cannot be handed to again: inputs that are encoded on their way.
static bool isEncoded(const Workload &workload, size_t inputs) {
  for (size_t i = 0; i < inputs; ++i)
    if (!workload.configuration->encoderOf(unsigned(i)).empty())
      return true;
  return false;
}

/// The last steps of the sample on the engine with a clock, as a waveform. Empty where there is none.
static std::string writeWaves(Workload &workload, const Steps &steps, const DifferenceRequest &request) {
  llvm::ArrayRef<EngineKind> kinds = workload.configuration->backend().engines();
  auto clocked = llvm::find_if(kinds, [](const EngineKind &kind) { return kind.hasClock; });
  if (clocked == kinds.end())
    return "";
  EngineOptions options;
  options.waveform = request.folder + "/waves.fst";
  options.waveformFrom = uint32_t(steps.size() - std::min(steps.size(), waveSteps));
  auto engine = makeEngine(clocked->name, workload, options);
  if (!engine)
    return llvm::toString(engine.takeError());
  Silent silent;
  for (auto [step, frames] : llvm::enumerate(steps))
    if (auto progress = (*engine)->step(frames, step + 1 == steps.size(), silent); !progress)
      return llvm::toString(progress.takeError());
  return "";
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
  llvm::Expected<Steps> steps = readSteps(stimulus, difference.at);
  if (!steps)
    return Failure::of(steps.takeError());
  bool hasInput = !isEncoded(workload, inputs.size());

  AtomicFiles files(request.folder);
  files.add("difference.txt", sim::describe(difference, pair->a, pair->b) + "\n");
  if (difference.hasNeuron && !difference.isOutput) {
    llvm::Expected<Explanation> neuron =
        workload.configuration->explainNeuron(difference.layer, {difference.channel, difference.y, difference.x});
    if (neuron)
      files.add("neuron.txt", neuron->text);
    else
      llvm::errs() << "note: " << llvm::toString(neuron.takeError()) << "\n";
  }
  if (hasInput)
    files.add("replay.sh", "#!/bin/sh\n# Shows the difference again, in a sample that ends with it.\nsnnc verify " +
                               shellQuote(request.directory) + " --input \"$(dirname \"$0\")/input.npz\"\n");
  if (llvm::Error error = files.commit())
    return Failure::of(FailureCause::Input, std::move(error));
  if (!hasInput)
    llvm::errs()
        << "note: the input is encoded on its way to the network: the same command shows the difference again\n";
  else if (llvm::Error error = writeNpz(request.folder + "/input.npz", toArrays(*steps, inputs)))
    return Failure::of(FailureCause::Input, std::move(error));
  if (std::string why = writeWaves(workload, *steps, request); !why.empty())
    llvm::errs() << "note: there is no waveform of all steps: " << why << "\n";
  return Failure::none();
}
