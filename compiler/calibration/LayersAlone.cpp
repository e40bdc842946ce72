//===- LayersAlone.cpp - what quantising one layer costs ------------------===//
//
// The float network with one layer of the integer one, for each layer: they agree in all that lies in front of it. So
// they run as one network, in which every operation is there once that several of them have.
//
//===----------------------------------------------------------------------===//

#include "compiler/analysis/NeuronInputs.h"
#include "compiler/calibration/QuantizationRun.h"
#include "compiler/execution/Workload.h"
#include "dialect/snn/Elements.h"
#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/IR/IRMapping.h"
#include "sim/run/FeedSample.h"
#include "sim/run/ShareSamples.h"

using namespace mlir;
using namespace snnc;

//===----------------------------------------------------------------------===//
// One layer
//===----------------------------------------------------------------------===//

/// The integers of one value a channel, or a kernel a channel, as float numbers of type `element`.
static ElementsAttr dequantized(ElementsAttr integers, Type element, const std::vector<double> &scale, StringRef name) {
  if (!integers)
    return nullptr;
  std::vector<double> values = snn::valuesOf<double>(integers);
  size_t perChannel = values.size() / scale.size();
  for (size_t i = 0; i < values.size(); ++i)
    values[i] /= scale[i / perChannel];
  return snn::makeElements<double>(RankedTensorType::get(integers.getShapedType().getShape(), element), values, name);
}

/// The scale of weights that are shifted.
static std::vector<double> unshifted(std::vector<double> scale, int64_t shift) {
  for (double &factor : scale)
    factor /= double(int64_t(1) << shift);
  return scale;
}

/// Gives one layer of the float network what its integers stand for. False where others share its current.
static bool quantizeOne(ModuleOp inFloat, ModuleOp integers, StringRef name) {
  snn::NeuronOpInterface neuron = findLayer(inFloat, name), integer = findLayer(integers, name);
  if (!neuron || !integer || !neuron.getNeuronCurrent().hasOneUse())
    return false;
  FailureOr<SmallVector<snn::SynapseOpInterface>> from = synapsesOf(integer), to = synapsesOf(neuron);
  if (failed(from) || failed(to) || from->size() != to->size())
    return false;
  if (llvm::any_of(*to, [](snn::SynapseOpInterface synapse) { return !synapse.getCurrent().hasOneUse(); }))
    return false;
  snn::NeuronParameters parameters = neuron.getNeuronParameters(), rounded = integer.getNeuronParameters();
  std::vector<double> scale = snn::valuesOf<double>(rounded.scale);
  OpBuilder builder(neuron);
  Type element = getElementTypeOrSelf(neuron.getNeuronCurrent().getType());
  for (auto [synapse, exact] : llvm::zip_equal(*from, *to)) {
    builder.setInsertionPoint(exact);
    snn::SynapseOpInterface clone = exact.cloneSynapse(
        builder, exact.getSource(),
        dequantized(synapse.getSynapseWeights(), element, unshifted(scale, synapse.getWeightShift()), "weights"),
        dequantized(synapse.getSynapseBias(), element, scale, "bias"), element);
    exact.getCurrent().replaceAllUsesWith(clone.getCurrent());
    exact->erase();
  }
  parameters.threshold = dequantized(rounded.threshold, element, scale, "threshold");
  if (parameters.lowerBound)
    parameters.lowerBound = dequantized(rounded.lowerBound, element, scale, "lower_bound");
  if (parameters.subtract)
    parameters.subtract = dequantized(rounded.subtract, element, scale, "subtract");
  std::vector<double> decayScale(scale.size(), double(snn::kDecayOne));
  if (parameters.decay)
    parameters.decay = dequantized(rounded.decay, element, decayScale, "decay");
  if (parameters.currentDecay)
    parameters.currentDecay = dequantized(rounded.currentDecay, element, decayScale, "current_decay");
  builder.setInsertionPoint(neuron);
  snn::NeuronOpInterface clone = neuron.cloneNeuron(builder, neuron.getNeuronCurrent(), parameters);
  neuron.getNeuronSpikes().replaceAllUsesWith(clone.getNeuronSpikes());
  neuron->erase();
  return true;
}

//===----------------------------------------------------------------------===//
// Networks as one
//===----------------------------------------------------------------------===//

static snn::NetworkOp networkOf(ModuleOp module) { return *module.getOps<snn::NetworkOp>().begin(); }

namespace {
/// Networks with the same inputs and outputs as one network, whose outputs are those of the first, then of the
/// second...
class JoinedNetworks {
public:
  /// Not yet any of them: `like` has their inputs.
  explicit JoinedNetworks(ModuleOp like) : module(like.clone()) {
    Block &block = bodyOf(*module);
    while (&block.front() != block.getTerminator()) {
      block.front().dropAllUses();
      block.front().erase();
    }
  }

  /// Fails where a value of the network depends on itself, if only through delays: what it has in common with others
  /// is then not found.
  LogicalResult add(ModuleOp other) {
    Block &from = bodyOf(other), &to = bodyOf(*module);
    if (!sortTopologically(&from))
      return failure();
    IRMapping mapping;
    mapping.map(from.getArguments(), to.getArguments());
    OpBuilder builder(to.getTerminator());
    for (Operation &op : from.without_terminator())
      if (Operation *same = findSame(op, to, mapping))
        mapping.map(op.getResults(), same->getResults());
      else
        builder.clone(op, mapping);
    for (Value output : from.getTerminator()->getOperands())
      outputs.push_back(mapping.lookup(output));
    return success();
  }

  OwningOpRef<ModuleOp> take() {
    snn::NetworkOp network = networkOf(*module);
    network.getOutput()->setOperands(outputs);
    network.setFunctionType(FunctionType::get(network.getContext(), network.getArgumentTypes(),
                                              llvm::to_vector(ValueRange(outputs).getTypes())));
    network.removeResAttrsAttr();
    renameLayers();
    return std::move(module);
  }

private:
  static Block &bodyOf(ModuleOp module) { return networkOf(module).getBody().front(); }

  static Operation *findSame(Operation &op, Block &block, IRMapping &mapping) {
    auto isMapped = [&](Value have, Value value) { return success(mapping.lookupOrNull(value) == have); };
    for (Operation &have : block.without_terminator())
      if (OperationEquivalence::isEquivalentTo(&have, &op, isMapped, /*markEquivalent=*/nullptr,
                                               OperationEquivalence::IgnoreLocations))
        return &have;
    return nullptr;
  }

  /// Layers of one network have names of their own.
  void renameLayers() {
    llvm::DenseSet<Attribute> names;
    for (Operation &op : bodyOf(*module)) {
      auto name = op.getAttrOfType<StringAttr>("layer");
      for (size_t copy = 2; name && !names.insert(op.getAttr("layer")).second; ++copy)
        op.setAttr("layer", StringAttr::get(op.getContext(), name.getValue() + " " + Twine(copy)));
    }
  }

  OwningOpRef<ModuleOp> module;
  SmallVector<Value> outputs;
};
} // namespace

//===----------------------------------------------------------------------===//
// Running them
//===----------------------------------------------------------------------===//

namespace {
/// What each of joined networks is right or wrong by in one sample.
class JoinedOutputs final : public sim::Observer {
public:
  JoinedOutputs(const sim::Engine &engine, const sim::PredictedOutput &predicted, size_t networks)
      : Observer(/*wantsCommits=*/false), outputs(engine.outputs().size() / networks) {
    for (size_t i = 0; i < networks; ++i) {
      sim::PredictedOutput own = predicted;
      own.index += unsigned(i * outputs);
      sums.emplace_back(engine.outputs(), own);
    }
  }
  bool output(uint32_t output, sim::Moment, uint32_t neuron, double count) override {
    sums[output / outputs].add(output, neuron, count);
    return true;
  }
  bool endOutput(uint32_t output, sim::Moment) override {
    sums[output / outputs].endStep(output);
    return true;
  }

  std::vector<sim::OutputSums> sums; ///< of each network

private:
  size_t outputs; ///< of a network
};
} // namespace

/// Notes in `layers` how many samples are right in each of the networks that `module` joins.
static llvm::Error runJoined(OwningOpRef<ModuleOp> module, const sim::NetworkStimulus &stimulus,
                             const sim::PredictedOutput &predicted, unsigned threads, ArrayRef<LayerRun *> layers) {
  Workload workload;
  workload.imported = std::move(module);
  std::vector<std::unique_ptr<sim::Engine>> engines;
  for (unsigned i = 0; i < threads; ++i) {
    llvm::Expected<std::unique_ptr<sim::Engine>> engine = makeEngine("float", workload);
    if (!engine)
      return engine.takeError();
    engines.push_back(std::move(*engine));
  }
  std::vector<std::optional<uint32_t>> labels(stimulus.size());
  std::vector<std::vector<sim::Prediction>> predictions(layers.size(), std::vector<sim::Prediction>(stimulus.size()));
  llvm::Error error = sim::shareSamples(threads, stimulus.size(), [&](unsigned thread, uint64_t index) -> llvm::Error {
    llvm::Expected<std::unique_ptr<sim::NetworkSample>> sample = stimulus.stream(index);
    if (!sample)
      return sample.takeError();
    labels[index] = (*sample)->label;
    JoinedOutputs outputs(*engines[thread], predicted, layers.size());
    if (llvm::Error failed = sim::feedSample(*engines[thread], stimulus, index, outputs))
      return failed;
    for (size_t i = 0; i < layers.size(); ++i)
      predictions[i][index] = outputs.sums[i].predict();
    return llvm::Error::success();
  });
  if (error)
    return error;
  for (auto [layer, own] : llvm::zip_equal(layers, predictions))
    layer->correctAlone = sim::countPredictions(own, labels, predicted).correct;
  return llvm::Error::success();
}

Failure snnc::runLayersAlone(ModuleOp inFloat, ModuleOp integers, const InputOptions &input,
                             const ExecutionOptions &execution, QuantizationRun &result) {
  if (!result.inFloat.correct)
    return Failure::none();
  Workload workload;
  workload.imported = inFloat.clone();
  llvm::Expected<std::unique_ptr<sim::Engine>> engine = makeEngine("float", workload);
  if (!engine)
    return Failure::of(engine.takeError());
  llvm::Expected<std::unique_ptr<sim::NetworkStimulus>> stimulus =
      openInput(input, execution.seed, workload, (*engine)->inputs());
  if (!stimulus)
    return Failure::of(stimulus.takeError());
  std::vector<LayerRun *> layers;
  std::vector<OwningOpRef<ModuleOp>> networks;
  for (LayerRun &layer : result.layers)
    if (OwningOpRef<ModuleOp> network = inFloat.clone(); quantizeOne(*network, integers, layer.layer)) {
      layers.push_back(&layer);
      networks.push_back(std::move(network));
    }
  JoinedNetworks joined(inFloat);
  bool areJoined = llvm::all_of(networks, [&](auto &network) { return succeeded(joined.add(*network)); });
  auto run = [&](OwningOpRef<ModuleOp> module, ArrayRef<LayerRun *> some) {
    return runJoined(std::move(module), **stimulus, result.predicted, execution.threadCount(), some);
  };
  if (areJoined && !layers.empty())
    if (llvm::Error error = run(joined.take(), layers))
      return Failure::of(std::move(error));
  for (size_t i = 0; i < layers.size() && !areJoined; ++i)
    if (llvm::Error error = run(std::move(networks[i]), layers[i]))
      return Failure::of(std::move(error));
  return Failure::none();
}
