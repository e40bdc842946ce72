//===- Reference.cpp - runs a network as the dialect defines it -----------===//
//
// Turns the operations into stages once, in an order in which each comes after what it reads, and runs them step by
// step.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/Reference.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/PortNames.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/Analysis/TopologicalSortUtils.h"
#include "sim/reference/Analogue.h"
#include "sim/reference/Delays.h"
#include "sim/reference/Stages.h"
#include "sim/reference/Synapses.h"
#include "llvm/ADT/DenseMap.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;
using llvm::createStringError;
using llvm::Expected;

namespace {

template <typename T> class ReferenceEngine final : public Engine {
public:
  llvm::Error load(snn::NetworkOp network);

  StringRef name() const override { return std::is_floating_point_v<T> ? "float" : "integer"; }
  EngineTraits traits() const override {
    return {/*isReal=*/std::is_floating_point_v<T>, /*reportsPlaces=*/false, /*reportsSpikes=*/true};
  }
  ArrayRef<InputInfo> inputs() const override { return inputList; }
  ArrayRef<LayerInfo> layers() const override { return layerList; }
  ArrayRef<LayerInfo> outputs() const override { return outputList; }
  Expected<Progress> step(ArrayRef<SpikeFrame> frames, bool last, Observer &observer) override;
  const Totals &totals() const override { return sums; }

private:
  llvm::Error addInput(snn::NetworkOp network, unsigned index);
  llvm::Error addStage(Operation *op);
  void addSynapse(snn::SynapseOpInterface op, size_t source, size_t result);
  /// Adds the stage of an operation that is a layer.
  void addRecorded(Operation *op, std::unique_ptr<RecordedStage<T>> stage, size_t result);
  void addActivity(Operation *op, const Stage<T> *stage);
  Expected<size_t> addValue(mlir::Value value, StringRef what);
  std::vector<size_t> placesOf(ValueRange list) const {
    std::vector<size_t> result;
    for (mlir::Value value : list)
      result.push_back(places.lookup(value));
    return result;
  }
  bool reportLayer(size_t layer, Observer &observer);
  bool reportSpikes(size_t layer, Observer &observer);
  bool reportOutput(size_t output, const reference::Value<T> &value, Observer &observer);
  bool reportOutputs(Observer &observer);
  void count(bool last);

  std::vector<InputInfo> inputList;
  std::vector<LayerInfo> layerList, outputList;
  std::vector<reference::Value<T>> values;
  llvm::DenseMap<mlir::Value, size_t> places; ///< of the values, while the engine is made
  llvm::DenseMap<Operation *, size_t> layerOf;
  std::vector<std::unique_ptr<Stage<T>>> stages;
  std::vector<Delay<T>> delays;
  std::vector<std::optional<size_t>> stageLayer; ///< the layer that a stage is
  std::vector<RecordedStage<T> *> layerStages;   ///< of each layer
  std::vector<size_t> layerResults;              ///< the values that the layers give
  std::vector<SynapseStage<T> *> synapses;
  std::vector<const NeuromorphicReluStage *> rectifiers; ///< of each of the activities
  std::vector<size_t> outputValues;
  std::vector<double> outputUnits; ///< what 1 of an output is worth: potentials in integers have a scale
  Moment now;
  Totals sums;
};

} // namespace

//===----------------------------------------------------------------------===//
// Making the engine
//===----------------------------------------------------------------------===//

/// The three axes that an engine speaks of; a missing one has extent 1.
static std::optional<Shape> getFrame(Type type) {
  ArrayRef<int64_t> shape = snn::getShape(type);
  if (shape.empty() || shape.size() > 3)
    return std::nullopt;
  Shape frame;
  frame.channels = shape[0];
  frame.height = shape.size() == 3 ? shape[1] : 1;
  frame.width = shape.size() > 1 ? shape.back() : 1;
  return frame;
}

/// Whether a value of the type carries real numbers in this engine.
template <typename T> static bool isReal(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return std::is_floating_point_v<T> && tensor && tensor.getElementType().isF32();
}

/// What 1 of a potential is worth that a readout in integers gives; nothing where the value comes from elsewhere, or
/// has no scale.
static std::optional<double> unitOf(mlir::Value potential) {
  while (isa_and_nonnull<snn::SpikeRoutingOpInterface>(potential.getDefiningOp()) &&
         potential.getDefiningOp()->getNumOperands() == 1)
    potential = potential.getDefiningOp()->getOperand(0);
  auto readout = potential.getDefiningOp<snn::IntegrateOp>();
  if (!readout || !readout.getScaleAttr())
    return std::nullopt;
  return 1 / snn::valuesOf<double>(readout.getScaleAttr()).front();
}

static std::string describe(Type type) {
  std::string text = "a ";
  llvm::raw_string_ostream(text) << type;
  return text;
}

template <typename T> Expected<size_t> ReferenceEngine<T>::addValue(mlir::Value value, StringRef what) {
  std::optional<Shape> frame = getFrame(value.getType());
  if (!frame)
    return createStringError(what + " has more than three axes");
  reference::Value<T> slot;
  slot.shape = *frame;
  slot.isSpikes = isa<snn::SpikesType>(value.getType());
  values.push_back(std::move(slot));
  places[value] = values.size() - 1;
  return values.size() - 1;
}

template <typename T> llvm::Error ReferenceEngine<T>::addInput(snn::NetworkOp network, unsigned index) {
  std::string name = snn::getInputName(network, index);
  // An encoder runs before the engine.
  snn::EncoderOpInterface encoder = snn::getEncoder(network, index);
  mlir::Value value = encoder ? encoder.getEncoderResult() : network.getArgument(index);
  Type type = value.getType();
  auto spikes = dyn_cast<snn::SpikesType>(type);
  if (!spikes && !isReal<T>(type))
    return createStringError("input '" + name + "' of the network is " + describe(type) +
                             ": an engine takes spikes, and one in float real numbers");
  Expected<size_t> place = addValue(value, "input '" + name + "'");
  if (!place)
    return place.takeError();
  // An encoder gives at most one spike.
  int64_t bound = encoder ? 1 : std::min<int64_t>(network.getMaxCount(index), INT32_MAX);
  int64_t total = encoder ? 0 : std::min<int64_t>(network.getMaxTotal(index).value_or(0), UINT32_MAX);
  inputList.push_back({name, values[*place].shape, uint32_t(bound), spikes && spikes.getIsSigned(),
                       /*isReal=*/!spikes, uint32_t(total)});
  return llvm::Error::success();
}

template <typename T> void ReferenceEngine<T>::addSynapse(snn::SynapseOpInterface op, size_t source, size_t result) {
  snn::Convolution conv = op.getConvolution();
  ElementsAttr weights = op.getSynapseWeights(), bias = op.getSynapseBias();
  std::vector<T> kernel = weights ? *snn::readElements<T>(weights) : std::vector<T>(conv.numWeights(), 1);
  for (T &weight : kernel)
    weight *= T(int64_t(1) << op.getWeightShift());
  auto stage = std::make_unique<SynapseStage<T>>(source, result, conv, std::move(kernel),
                                                 bias ? *snn::readElements<T>(bias) : std::vector<T>());
  synapses.push_back(stage.get());
  stages.push_back(std::move(stage));
}

template <typename T>
void ReferenceEngine<T>::addRecorded(Operation *op, std::unique_ptr<RecordedStage<T>> stage, size_t result) {
  size_t layer = layerOf.lookup(op);
  layerStages[layer] = stage.get();
  layerResults[layer] = result;
  stageLayer.back() = layer;
  stages.push_back(std::move(stage));
}

/// The layers that have a statistic besides their spikes.
template <typename T> void ReferenceEngine<T>::addActivity(Operation *op, const Stage<T> *stage) {
  auto relu = dyn_cast<snn::NeuromorphicReluOp>(op);
  if constexpr (std::is_floating_point_v<T>)
    if (relu && relu.getLayer()) {
      sums.activities.push_back({relu.getLayer()->str(), 0});
      rectifiers.push_back(static_cast<const NeuromorphicReluStage *>(stage));
    }
}

template <typename T> llvm::Error ReferenceEngine<T>::addStage(Operation *op) {
  std::vector<size_t> sources = placesOf(op->getOperands());
  Expected<size_t> result = addValue(op->getResult(0), "a result of " + op->getName().getStringRef().str());
  if (!result)
    return result.takeError();
  stageLayer.push_back(std::nullopt);
  if (auto synapse = dyn_cast<snn::SynapseOpInterface>(op)) {
    addSynapse(synapse, sources.front(), *result);
  } else if (auto recorded = makeRecordedStage<T>(op, sources.front(), *result, values[*result].shape)) {
    addRecorded(op, std::move(recorded), *result);
  } else if (auto stage = makeStatelessStage<T>(op, sources, *result)) {
    addActivity(op, stage.get());
    stages.push_back(std::move(stage));
  } else {
    return createStringError("the " + name() + " reference engine cannot run " + op->getName().getStringRef());
  }
  return llvm::Error::success();
}

template <typename T> llvm::Error ReferenceEngine<T>::load(snn::NetworkOp network) {
  for (unsigned i = 0; i < network.getNumArguments(); ++i)
    if (llvm::Error error = addInput(network, i))
      return error;
  std::vector<Operation *> ops;
  std::vector<snn::DelayOp> delayOps;
  for (Operation &op : network.getBody().front().without_terminator()) {
    if (auto delay = dyn_cast<snn::DelayOp>(op)) {
      delayOps.push_back(delay);
      continue;
    }
    if (isa<snn::EncoderOpInterface>(op))
      continue; // its result is an input
    ops.push_back(&op);
    if (auto layer = dyn_cast<snn::StatefulOpInterface>(op)) {
      std::optional<Shape> frame = getFrame(op.getResult(0).getType());
      std::string name = layer.getLayerName().str();
      layerOf[&op] = layerList.size();
      auto neurons = dyn_cast<snn::NeuronOpInterface>(op);
      layerList.push_back({name.empty() ? "layer" + std::to_string(layerList.size()) : name, frame.value_or(Shape()),
                           /*isReal=*/false, neurons && neurons.getNeuronParameters().currentDecay});
    }
  }
  layerStages.resize(layerList.size());
  layerResults.resize(layerList.size());
  // What a delay gives is there before any stage runs, so that others may read it before it has a source.
  for (snn::DelayOp delay : delayOps)
    if (Expected<size_t> place = addValue(delay.getResult(), "a result of snn.delay"); !place)
      return place.takeError();
  computeTopologicalSorting(ops, snn::isDelayed);
  for (Operation *op : ops)
    if (llvm::Error error = addStage(op))
      return error;
  for (snn::DelayOp delay : delayOps)
    delays.emplace_back(places.lookup(delay.getSource()), places.lookup(delay.getResult()), delay.getSteps());
  for (auto [index, output] : llvm::enumerate(network.getOutput().getOutputs())) {
    std::string name = snn::getOutputName(network, unsigned(index));
    bool isSpikes = isa<snn::SpikesType>(output.getType());
    std::optional<double> unit = isSpikes || isReal<T>(output.getType()) ? 1 : unitOf(output);
    if (!unit)
      return createStringError("'" + name + "' of the network is " + describe(output.getType()) +
                               ": an engine returns spikes, real numbers where it is in float, or the potentials of a "
                               "readout (snn.integrate) with a scale");
    outputUnits.push_back(*unit);
    outputValues.push_back(places.lookup(output));
    outputList.push_back({name, values[outputValues.back()].shape, /*isReal=*/!isSpikes});
  }
  places.clear();
  layerOf.clear();
  sums.spikes.resize(layerList.size());
  sums.cappedCounts.resize(layerList.size());
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Running it
//===----------------------------------------------------------------------===//

template <typename T> bool ReferenceEngine<T>::reportLayer(size_t layer, Observer &observer) {
  const Trace &trace = layerStages[layer]->lastTrace();
  Commit commit;
  commit.at = now;
  commit.layer = layer;
  commit.stride = 1;
  commit.n = layerList[layer].shape.size();
  commit.integrated = trace.integrated.data();
  commit.count = trace.count.data();
  commit.stored = trace.stored.data();
  commit.current = trace.current.empty() ? nullptr : trace.current.data();
  return observer.commit(commit) && observer.endStep(layer, now);
}

template <typename T> bool ReferenceEngine<T>::reportSpikes(size_t layer, Observer &observer) {
  const Shape &shape = layerList[layer].shape;
  for (const Spike &spike : values[layerResults[layer]].spikes)
    if (!observer.spike(uint32_t(layer), now, uint32_t(shape.index(spike.channel, spike.y, spike.x)), spike.count))
      return false;
  return true;
}

template <typename T>
bool ReferenceEngine<T>::reportOutput(size_t output, const reference::Value<T> &value, Observer &observer) {
  for (const Spike &spike : value.spikes)
    if (!observer.output(output, now, value.shape.index(spike.channel, spike.y, spike.x), spike.count))
      return false;
  if (value.isSpikes)
    return true;
  for (uint32_t channel = 0; channel < value.shape.channels; ++channel)
    for (uint32_t y = 0; y < value.shape.height; ++y)
      for (uint32_t x = 0; x < value.shape.width; ++x)
        if (double number = value.current[value.at(channel, y, x)])
          if (!observer.output(output, now, value.shape.index(channel, y, x), number * outputUnits[output]))
            return false;
  return true;
}

template <typename T> bool ReferenceEngine<T>::reportOutputs(Observer &observer) {
  for (auto [index, place] : llvm::enumerate(outputValues)) {
    if (!reportOutput(index, values[place], observer))
      return false;
    if (!observer.endOutput(index, now))
      return false;
  }
  return true;
}

template <typename T> void ReferenceEngine<T>::count(bool last) {
  for (auto [layer, stage] : llvm::enumerate(layerStages)) {
    sums.spikes[layer] = stage->spikes();
    sums.cappedCounts[layer] = stage->cappedCounts();
  }
  sums.synapticOperations = 0;
  for (const SynapseStage<T> *stage : synapses)
    sums.synapticOperations += stage->operations();
  for (auto [activity, stage] : llvm::zip_equal(sums.activities, rectifiers))
    activity.sum = stage->activity();
  ++sums.steps;
  ++now.step;
  if (!last)
    return;
  ++sums.samples;
  now = {now.sample + 1, 0};
  for (auto &stage : stages)
    stage->reset();
  for (Delay<T> &delay : delays)
    delay.reset();
}

template <typename T> static void takeFrame(const SpikeFrame &frame, reference::Value<T> &value) {
  if (!value.isSpikes) {
    value.current.assign(value.shape.size(), 0);
    for (const Event &event : frame)
      value.current[value.at(event.channel, event.y, event.x)] = static_cast<T>(event.count);
    return;
  }
  value.spikes.clear();
  for (const Event &event : frame)
    value.spikes.push_back({event.channel, event.y, event.x, static_cast<int32_t>(event.count)});
}

template <typename T>
Expected<Progress> ReferenceEngine<T>::step(ArrayRef<SpikeFrame> frames, bool last, Observer &observer) {
  if (frames.size() != inputList.size())
    return createStringError("the network has " + Twine(inputList.size()) + " inputs, a step brings " +
                             Twine(frames.size()));
  for (auto [input, frame] : llvm::zip_equal(inputList, frames))
    if (llvm::Error error = checkFrame(input, frame))
      return std::move(error);
  sums.countInputs(inputList, frames);
  for (auto [index, frame] : llvm::enumerate(frames))
    takeFrame(frame, values[index]);
  for (Delay<T> &delay : delays)
    delay.give(values);
  for (auto [stage, layer] : llvm::zip_equal(stages, stageLayer)) {
    if (layer)
      layerStages[*layer]->setTracing(observer.wantsCommits);
    stage->run(values);
    if (layer && layerStages[*layer]->hasOverflown())
      return createStringError("layer '" + layerList[*layer].name + "': a neuron fires more than " +
                               Twine(RecordedStage<T>::greatestCount) + " times in step " + Twine(now.step) +
                               " of sample " + Twine(now.sample) + ", which f32 cannot count");
    if (layer && layerStages[*layer]->hasWrapped())
      return llvm::make_error<EngineFailure>(
          ("layer '" + layerList[*layer].name + "': a potential wraps in step " + Twine(now.step) + " of sample " +
           Twine(now.sample) +
           " although the bounds of the network are proved: a defect of the compiler, or "
           "the bounds were changed behind it")
              .str());
    if (layer && observer.wantsSpikes && !reportSpikes(*layer, observer))
      return Progress::Stopped;
    if (layer && observer.wantsCommits && !reportLayer(*layer, observer))
      return Progress::Stopped;
  }
  if (!reportOutputs(observer))
    return Progress::Stopped;
  for (Delay<T> &delay : delays)
    delay.take(values);
  count(last);
  return Progress::Done;
}

//===----------------------------------------------------------------------===//
// Choosing the numbers
//===----------------------------------------------------------------------===//

template <typename T> static Expected<std::unique_ptr<Engine>> make(snn::NetworkOp network) {
  auto engine = std::make_unique<ReferenceEngine<T>>();
  if (llvm::Error error = engine->load(network))
    return std::move(error);
  return std::unique_ptr<Engine>(std::move(engine));
}

Expected<std::unique_ptr<Engine>> sim::createReference(snn::NetworkOp network, bool integers) {
  bool hasFloat = false, hasInteger = false;
  network.getBody().walk([&](Operation *op) {
    for (Type type : op->getResultTypes())
      if (auto tensor = dyn_cast<RankedTensorType>(type))
        (isa<FloatType>(tensor.getElementType()) ? hasFloat : hasInteger) = true;
  });
  if (hasFloat && hasInteger)
    return createStringError("the network has currents in f32 and in integers: it is quantised in part only");
  return hasInteger || (integers && !hasFloat) ? make<int32_t>(network) : make<float>(network);
}
