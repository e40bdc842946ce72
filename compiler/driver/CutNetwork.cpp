//===- CutNetwork.cpp - a difference in a network of its own --------------===//

#include "compiler/driver/CutNetwork.h"
#include "compiler/compilation/Compilation.h"
#include "compiler/driver/PhaseDumps.h"
#include "compiler/reduction/Cone.h"
#include "compiler/verification/Verification.h"
#include "support/file/AtomicFiles.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::driver;

NpzArrays driver::toArrays(const SampleSteps &steps, llvm::ArrayRef<sim::InputInfo> inputs) {
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

namespace {
/// Keeps the spikes of all layers.
class SpikeKeeper final : public sim::Observer {
public:
  SpikeKeeper(llvm::ArrayRef<sim::LayerInfo> layers, size_t steps) : Observer(/*wantsCommits=*/true) {
    for (const sim::LayerInfo &layer : layers)
      counts.emplace_back(steps * layer.shape.size());
    sizes = llvm::map_to_vector(layers, [](const sim::LayerInfo &layer) { return layer.shape.size(); });
  }
  bool commit(const sim::Commit &commit) override {
    for (uint32_t i = 0; i < commit.n; ++i)
      counts[commit.layer][commit.at.step * sizes[commit.layer] + commit.first + i * commit.stride] =
          int32_t(commit.count[i]);
    return true;
  }

  std::vector<std::vector<int32_t>> counts; ///< [layer][step, neuron]

private:
  llvm::SmallVector<uint64_t> sizes;
};
} // namespace

/// What the inputs of a cone get, where the whole network gets `steps`.
static llvm::Expected<NpzArrays> inputOf(const Cone &cone, Workload &workload, const SampleSteps &steps) {
  auto engine = makeEngine("integer", workload);
  if (!engine)
    return engine.takeError();
  llvm::ArrayRef<sim::LayerInfo> layers = (*engine)->layers();
  SpikeKeeper keeper(layers, steps.size());
  for (auto [step, frames] : llvm::enumerate(steps))
    if (auto progress = (*engine)->step(frames, step + 1 == steps.size(), keeper); !progress)
      return progress.takeError();
  llvm::ArrayRef<sim::InputInfo> inputs = (*engine)->inputs();
  NpzArrays whole = toArrays(steps, inputs), arrays;
  for (const Cone::Input &input : cone.inputs) {
    if (input.layer.empty()) {
      arrays[input.name] = whole.at(inputs[input.input].name);
      continue;
    }
    auto layer = llvm::find_if(layers, [&](const sim::LayerInfo &info) { return info.name == input.layer; });
    if (layer == layers.end())
      return llvm::createStringError("the integer engine has no layer '" + input.layer + "'");
    const sim::Shape &shape = layer->shape;
    arrays[input.name] = NpyArray::from<int32_t>({1, int64_t(steps.size()), shape.channels, shape.height, shape.width},
                                                 keeper.counts[size_t(layer - layers.begin())]);
  }
  return arrays;
}

/// Compiles and verifies a network in a context of its own, as a user would: what its engines differ in, or nothing.
static llvm::Expected<std::string> verifyAnew(const TargetRegistry &targets, const std::string &network,
                                              const std::string &input) {
  DialectRegistry registry;
  registerAllDialects(targets, registry);
  MLIRContext context(registry);
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (message.empty() && diagnostic.getSeverity() == DiagnosticSeverity::Error)
      message = diagnostic.str();
    return success();
  });
  auto failed = [&](const Failure &failure) {
    return llvm::createStringError(failure.message.empty() ? message : failure.message);
  };
  CompilationOptions options;
  options.network = network;
  options.execution.quiet = true;
  Compilation compilation;
  if (Failure failure = compileNetwork(context, targets, options, compilation))
    return failed(failure);
  llvm::Expected<Emission> emission = compilation.target.backend->emit(*compilation.module, /*withConfiguration=*/true);
  if (!emission)
    return emission.takeError();
  Workload workload;
  std::vector<std::string> assumptions;
  FailureOr<OwningOpRef<ModuleOp>> quantized = importNetwork(network, {}, &context, assumptions);
  if (llvm::failed(quantized))
    return failed({});
  workload.quantized = std::move(*quantized);
  workload.configuration = std::move(emission->configuration);
  const Backend &backend = workload.configuration->backend();
  auto chip = makeEngine(backend.engines().front().name, workload);
  if (!chip)
    return chip.takeError();
  auto predicted = sim::choosePredictedOutput((*chip)->outputs(), "", "");
  if (!predicted)
    return predicted.takeError();
  InputOptions inputOptions;
  inputOptions.inputs = {input};
  auto stimulus = openInput(inputOptions, /*seed=*/0, workload, (*chip)->inputs());
  if (!stimulus)
    return stimulus.takeError();
  auto verification = verifyWorkload(workload, **stimulus, {}, *predicted, [](uint64_t) {});
  if (!verification)
    return verification.takeError();
  for (const sim::PairReport &pair : verification->report.pairs)
    if (pair.difference)
      return sim::describe(*pair.difference, pair.a, pair.b);
  return "";
}

llvm::Expected<CutNetwork> driver::cutNetwork(const TargetRegistry &targets, Workload &workload,
                                              const sim::Difference &difference, const SampleSteps &steps,
                                              const std::string &folder) {
  if (!workload.quantized)
    return llvm::createStringError("the folder has no network in integers");
  if (!difference.hasNeuron || difference.isOutput)
    return llvm::createStringError("no neuron is to blame");
  std::array<uint32_t, 3> neuron{difference.channel, difference.y, difference.x};
  std::optional<CutNetwork> least;
  std::string why = "the neuron cannot be cut out of its network";
  for (auto [extent, words] :
       {std::pair(ConeExtent::Neuron, "the neuron alone"), std::pair(ConeExtent::Layer, "its layer alone"),
        std::pair(ConeExtent::Whole, "the layers up to it")}) {
    std::optional<Cone> cone = cutCone(*workload.quantized, difference.layer, neuron, extent);
    if (!cone)
      continue;
    llvm::Expected<NpzArrays> input = inputOf(*cone, workload, steps);
    if (!input)
      return input.takeError();
    CutNetwork cut{printModule(*cone->module), std::move(*input), words, "", cone->neuron};
    std::string network = folder + "/cut.mlir", arrays = folder + "/cut.npz";
    if (llvm::Error error = writeAtomically(network, [&](llvm::raw_ostream &file) { file << cut.text; }))
      return std::move(error);
    if (llvm::Error error = writeNpz(arrays, cut.input))
      return std::move(error);
    llvm::Expected<std::string> found = verifyAnew(targets, network, arrays);
    if (!found) {
      why = llvm::toString(found.takeError()); // more of the network may compile
      continue;
    }
    cut.difference = *found;
    if (!least || !found->empty())
      least = std::move(cut);
    if (!found->empty())
      break;
  }
  if (!least) {
    llvm::sys::fs::remove(folder + "/cut.mlir");
    llvm::sys::fs::remove(folder + "/cut.npz");
    return llvm::createStringError(why);
  }
  return std::move(*least);
}
