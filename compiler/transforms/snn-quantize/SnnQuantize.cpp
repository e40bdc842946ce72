//===- SnnQuantize.cpp - float network to integer network -----------------===//

#include "compiler/transforms/snn-quantize/SnnQuantize.h"
#include "compiler/analysis/IntegerForm.h"
#include "compiler/analysis/NeuronInputs.h"
#include "compiler/analysis/SpikeBounds.h"
#include "compiler/analysis/SpikeStatistics.h"
#include "compiler/analysis/SynapseProduct.h"
#include "compiler/diagnostics/FailureCause.h"
#include "compiler/transforms/snn-quantize/IntegerLayer.h"
#include "dialect/snn/Elements.h"
#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/DebugLog.h"
#include <cmath>
#include <fmt/format.h>
#include <numeric>

using namespace mlir;
using namespace snnc;

#define DEBUG_TYPE "snn-quantize"

#define GEN_PASS_DEF_SNNQUANTIZE
namespace snnc {
#include "compiler/transforms/snn-quantize/SnnQuantize.h.inc"
} // namespace snnc

/// Squared rounding error that the next layers may have over what full weights would have: half a bit.
static constexpr double errorBudget = 2;
/// Caps below this delay spikes too often to be worth the bits.
static constexpr int64_t leastChosenCap = 3;
/// The share of spikes that a cap may delay in the recordings of a calibration.
static constexpr double delayedBudget = 0.001;

namespace {
/// A layer of neurons with the synapses that feed it.
struct Layer {
  snn::NeuronOpInterface neuron;
  SmallVector<snn::SynapseOpInterface> synapses;
  FloatLayer values;
  int64_t cap = 0; ///< of the spike counts; 0 until it is chosen
  IntegerLayer integers;
};
} // namespace

/// Currents become integers layer by layer, so that all who read one must be neurons, or merges that lead to neurons.
/// Those of a current in `seen` are checked already.
static LogicalResult checkReaders(Value current, SmallPtrSetImpl<Operation *> &seen) {
  for (Operation *user : current.getUsers()) {
    if (isa<snn::NeuronOpInterface>(user))
      continue;
    if (!isa<snn::MergeOp>(user)) {
      InFlightDiagnostic diagnostic = emitError(current.getLoc())
                                      << "snn-quantize: the current of a layer of neurons is read by others too";
      diagnostic.attachNote(user->getLoc()) << "by this " << user->getName();
      return diagnostic;
    }
    if (seen.insert(user).second && failed(checkReaders(user->getResult(0), seen)))
      return failure();
  }
  return success();
}

/// Taps that overlapping windows make neighbours add up, axis by axis; windows that do not overlap add none.
/// Each layer is looked at once, for merges of merges lead to one on very many ways.
static std::array<int64_t, 2> overlapOf(Value spikes, llvm::DenseMap<Value, std::array<int64_t, 2>> &known) {
  Operation *op = spikes.getDefiningOp();
  std::array<int64_t, 2> overlap{1, 1};
  if (!op || isa<snn::StatefulOpInterface>(op))
    return overlap;
  if (auto found = known.find(spikes); found != known.end())
    return found->second;
  auto layer = dyn_cast<snn::SpikeRoutingOpInterface>(op);
  for (OpOperand &source : op->getOpOperands()) {
    std::array<int64_t, 2> before = overlapOf(source.get(), known);
    snn::SpikeRoute route = layer ? layer.getRoute(source.getOperandNumber()) : snn::SpikeRoute();
    for (unsigned axis = 0; axis < 2; ++axis)
      overlap[axis] = std::max(overlap[axis], before[axis] * route.axes[axis].overlap());
  }
  return known[spikes] = overlap;
}

static void describeFolding(snn::SynapseOpInterface synapse, FloatSynapse &described) {
  llvm::DenseMap<Value, std::array<int64_t, 2>> known;
  described.overlap = overlapOf(synapse.getSource(), known);
  described.plane = described.convolution.kernel;
  // A linear synapse over a flattened map is a kernel as large as the map.
  auto layer = synapse.getSource().getDefiningOp<snn::SpikeRoutingOpInterface>();
  if (!layer || layer->getNumOperands() != 1 || !layer.getRoute(0).flattens)
    return;
  std::array<int64_t, 3> frame = snn::frameOf(layer->getOperand(0).getType());
  described.plane = {frame[1], frame[2]};
}

/// A synapse that takes a tensor: what gives it is to blame. Behind another synapse both are named, for `snn-simplify`
/// has left them apart.
static LogicalResult refuseSource(snn::SynapseOpInterface synapse) {
  Value source = synapse.getSource();
  // Through merges of currents, crops and the like.
  while (isa_and_nonnull<snn::SpikeRoutingOpInterface>(source.getDefiningOp()) &&
         !whyNoIntegerForm(source.getDefiningOp()))
    source = source.getDefiningOp()->getOperand(0);
  Operation *before = source.getDefiningOp();
  if (!before)
    return synapse->emitError() << "snn-quantize: the synapse takes a real input of the network, but cores take "
                                   "spikes; an encoder in front of it would fit";
  if (std::optional<std::string> why = whyNoIntegerForm(before))
    return before->emitError() << *why;
  auto inner = dyn_cast<snn::SynapseOpInterface>(before);
  if (!inner)
    return before->emitError() << "snn-quantize: gives a tensor, but the synapse " << describeLayer(synapse)
                               << " behind it takes spikes";
  std::optional<std::string> why;
  if (source == synapse.getSource())
    why = whyNoProduct(inner, synapse);
  return inner->emitError() << "goes into the synapse " << describeLayer(synapse)
                            << " without neurons between them, and cannot become part of it"
                            << (why ? ", " + *why + "; without that padding, or with" : "; with")
                            << " a spiking layer between them, it would fit";
}

static FailureOr<FloatSynapse> describe(snn::SynapseOpInterface synapse) {
  if (!isa<snn::SpikesType>(synapse.getSource().getType()))
    return refuseSource(synapse);
  SmallPtrSet<Operation *, 4> seen;
  if (failed(checkReaders(synapse.getCurrent(), seen)))
    return failure();
  FloatSynapse described{synapse.getConvolution(), {}, snn::valuesOf<double>(synapse.getSynapseBias())};
  if (ElementsAttr weights = synapse.getSynapseWeights())
    described.stored = snn::ElementsView::of(weights);
  else
    described.weights.assign(described.convolution.numWeights(), 1.0);
  describeFolding(synapse, described);
  if (std::optional<SpikeStatistics> statistics = tapStatisticsOf(synapse)) {
    described.mean = std::move(statistics->mean);
    described.variance = std::move(statistics->variance);
    // What was silent in the recordings need not stay so: it counts a hundredth of the others.
    double sum = std::accumulate(described.variance.begin(), described.variance.end(), 0.0);
    for (double &variance : described.variance)
      variance = std::max(variance, 0.01 * sum / double(described.variance.size()));
  }
  return described;
}

static FailureOr<Layer> describe(snn::NeuronOpInterface neuron) {
  if (!isa<FloatType>(getElementTypeOrSelf(neuron.getNeuronCurrent().getType())))
    return causedBy(FailureCause::Input, neuron->emitError()) << "snn-quantize: the network is in integers already";
  FailureOr<SmallVector<snn::SynapseOpInterface>> synapses = synapsesOf(neuron);
  if (failed(synapses))
    return failure();
  snn::NeuronParameters parameters = neuron.getNeuronParameters();
  Layer layer{neuron, *synapses, {}, 0, {}};
  FloatLayer &values = layer.values;
  values.isReadout = parameters.isReadout;
  values.inputs = LayerInputs(layer.synapses);
  for (snn::SynapseOpInterface synapse : layer.synapses) {
    FailureOr<FloatSynapse> described = describe(synapse);
    if (failed(described))
      return failure();
    values.synapses.push_back(std::move(*described));
  }
  // That of a readout is the range of its potentials, which the counts that come in tell.
  values.threshold = parameters.isReadout
                         ? std::vector<double>(snn::getShape(neuron.getNeuronCurrent().getType()).front(), 1.0)
                         : snn::valuesOf<double>(parameters.threshold);
  values.lowerBound = snn::valuesOf<double>(parameters.lowerBound);
  values.subtract = snn::valuesOf<double>(parameters.subtract);
  values.decay = snn::valuesOf<double>(parameters.decay);
  values.currentDecay = snn::valuesOf<double>(parameters.currentDecay);
  if (auto potentials = calibrationPotentialsOf(neuron); potentials.size() == values.threshold.size())
    values.potentials = std::move(potentials);
  for (auto [c, decay] : llvm::enumerate(values.currentDecay))
    if (toIntegerDecay(decay) >= snn::kDecayOne)
      return neuron->emitError() << fmt::format(
                 "snn-quantize: channel {}: its synaptic current keeps {} of itself in a step, which is 1 in steps of "
                 "1/{}, so nothing bounds it; a time constant below {} steps would fit",
                 c, decay, snn::kDecayOne, snn::kDecayOne);
  if (parameters.isReadout && values.decay.empty())
    return neuron->emitError() << "snn-quantize: integrates without a leak, so nothing bounds its potential; a decay "
                                  "below 1 would fit";
  for (auto [c, decay] : llvm::enumerate(values.decay))
    if (parameters.isReadout && toIntegerDecay(decay) >= snn::kDecayOne)
      return neuron->emitError() << fmt::format(
                 "snn-quantize: channel {}: a potential of the readout keeps {} of itself in a step, which is 1 in "
                 "steps "
                 "of 1/{}, so nothing bounds it; a time constant below {} steps would fit",
                 c, decay, snn::kDecayOne, snn::kDecayOne);
  values.firesAboveThreshold = parameters.compare == snn::Compare::Greater;
  return layer;
}

/// Beyond what the potentials of a readout can reach, in float: rounding may add to it.
static double potentialRange(const FloatLayer &layer, ArrayRef<int64_t> bounds) {
  LayerInflow inflow(layer.inputs, bounds);
  std::vector<std::vector<double>> kernels;
  for (const FloatSynapse &synapse : layer.synapses)
    kernels.emplace_back(synapse.convolution.fanIn());
  double greatest = 0;
  for (int64_t c = 0; c < int64_t(layer.decay.size()); ++c) {
    double bias = 0;
    for (auto [synapse, kernel] : llvm::zip_equal(layer.synapses, kernels)) {
      synapse.readKernel(c, kernel);
      bias += channelValue(synapse.bias, c);
    }
    Inflow most = inflow.of(c, SmallVector<ArrayRef<double>>(kernels.begin(), kernels.end()));
    double reached =
        std::max(most.positive + std::max(bias, 0.0), most.negative + std::max(-bias, 0.0)) * currentGain(layer, c);
    double left = double(toIntegerDecay(layer.decay[c])) / double(snn::kDecayOne);
    greatest = std::max(greatest, reached / (1 - left));
  }
  return greatest > 0 ? greatest * 1.02 : 1;
}

namespace {
class Quantizer {
public:
  Quantizer(snn::NetworkOp network, TargetAttrInterface target, int64_t fixedCap, int64_t weightBits,
            const QuantizeOptions &options)
      : network(network), target(target), chip(target.getLimits()), fixedCap(fixedCap), weightBits(weightBits),
        options(options) {}

  /// Every layer that cannot be quantised is reported, not the first alone.
  LogicalResult run() {
    if (std::optional<std::string> why = whyNothingToCompile(network))
      return causedBy(FailureCause::Input, network.emitError()) << "snn-quantize: " << *why;
    bool refused = false;
    for (Operation &op : network.getBody().front().without_terminator())
      if (std::optional<std::string> why = whyRefused(op)) {
        op.emitError() << *why;
        refused = true;
      }
    if (refused)
      return failure();
    sortTopologically(&network.getBody().front(), snn::isDelayed);
    for (Operation &op : network.getBody().front()) {
      auto neuron = dyn_cast<snn::NeuronOpInterface>(op);
      if (!neuron)
        continue;
      FailureOr<Layer> layer = describe(neuron);
      if (std::optional<double> steps = calibrationStepsOf(network); steps && succeeded(layer))
        layer->values.horizon = std::max(1.0, *steps);
      if (succeeded(layer))
        layers.insert({neuron.getNeuronSpikes(), std::move(*layer)});
      refused |= failed(layer);
    }
    if (refused)
      return failure();
    // Inputs have their bound; then each layer's cap is known before the next layers are scaled, for these look at it.
    for (auto &entry : layers)
      entry.second.cap = chooseCap(entry.second);
    if (options.scales == ScaleMode::Core)
      shareThreshold();
    for (auto &entry : layers)
      refused |= failed(scale(entry.second));
    if (refused)
      return failure();
    rewrite();
    noteSpikeRates(network);
    removeCalibration(network);
    LDBG() << network.getSymName() << ": " << layers.size() << " layers in integers";
    return success();
  }

private:
  /// The layer has no integer form, or the target does not have it.
  std::optional<std::string> whyRefused(Operation &op) {
    std::optional<std::string> why = whyNoIntegerForm(&op);
    return why ? why : target.whyNot(&op);
  }

  int64_t weightMax() const { return (int64_t(1) << (weightBits - 1)) - 1; }
  IntegerLimits limits() const { return {weightMax(), chip.stateMax()}; }

  /// The count bound of `spikes`, where layers without a cap yet are taken to have `cap`.
  int64_t boundOf(Value spikes, int64_t cap) {
    return *countBoundOf(spikes, [&](Value origin) -> std::optional<int64_t> {
      if (auto argument = dyn_cast<BlockArgument>(origin))
        return network.getMaxCount(argument.getArgNumber());
      Layer &from = layers.find(origin)->second;
      return from.cap ? from.cap : from.neuron.getNeuronParameters().firesOnce() ? 1 : cap;
    });
  }

  /// Those of the layer's origins.
  SmallVector<int64_t> boundsOf(Layer &layer, int64_t cap) {
    SmallVector<int64_t> bounds;
    for (const SpikeOrigin &origin : layer.values.inputs.origins())
      bounds.push_back(boundOf(origin.spikes, cap));
    return bounds;
  }

  /// Whether spikes of `layer` come to `spikes` without passing other neurons.
  static bool reaches(Layer &layer, Value spikes) {
    llvm::SetVector<Value> seen;
    seen.insert(spikes);
    for (size_t i = 0; i < seen.size(); ++i) {
      if (seen[i] == layer.neuron.getNeuronSpikes())
        return true;
      Operation *op = seen[i].getDefiningOp();
      if (op && !isa<snn::NeuronOpInterface>(op))
        seen.insert(op->operand_begin(), op->operand_end());
    }
    return false;
  }

  static bool feeds(Layer &layer, Layer &next) {
    return llvm::any_of(next.synapses,
                        [&](snn::SynapseOpInterface synapse) { return reaches(layer, synapse.getSource()); });
  }

  /// The cap below which too many spikes would be delayed. Calibration says how many.
  static int64_t leastCap(Layer &layer) {
    std::vector<int64_t> histogram = calibrationHistogramOf(layer.neuron);
    double all = 0;
    for (auto [count, steps] : llvm::enumerate(histogram))
      all += double(count) * double(steps);
    if (all == 0)
      return leastChosenCap;
    for (int64_t cap = 1;; ++cap) {
      double delayed = 0;
      for (int64_t count = cap + 1; count < int64_t(histogram.size()); ++count)
        delayed += double(count - cap) * double(histogram[count]);
      if (delayed <= delayedBudget * all)
        return cap;
    }
  }

  /// The greatest cap with which every layer that this one feeds stays within the budget.
  int64_t chooseCap(Layer &layer) {
    if (layer.neuron.getNeuronParameters().firesOnce())
      return 1;
    int64_t cap = fixedCap ? fixedCap : chip.maxCount;
    // What a layer hands on, as a max pool does, it sends itself: no more than a neuron may.
    network.walk([&](snn::StatefulOpInterface pool) {
      Value source = pool.getCountSource();
      while (source && cap > 1 && reaches(layer, source) && boundOf(source, cap) > chip.maxCount)
        --cap;
    });
    if (fixedCap)
      return cap;
    for (auto &[spikes, next] : layers) {
      if (!feeds(layer, next))
        continue;
      // Layers that feed it too and come later are taken to get the same cap: none is favoured for coming first.
      while (cap > leastCap(layer) && chooseThresholds(valuesOf(next, boundsOf(next, cap)), limits(),
                                                       boundsOf(next, cap), chip.maxCount, options.threads)
                                              .relativeError > errorBudget)
        --cap;
    }
    return cap;
  }

  /// The layer in float, of which the range of a readout follows from what can come in.
  FloatLayer &valuesOf(Layer &layer, ArrayRef<int64_t> bounds) {
    if (layer.values.isReadout)
      layer.values.threshold.assign(layer.values.threshold.size(), potentialRange(layer.values, bounds));
    return layer.values;
  }

  IntegerLayer quantized(Layer &layer) {
    SmallVector<int64_t> bounds = boundsOf(layer, layer.cap);
    QuantizeOptions own = options;
    if (layer.values.isReadout) {
      // Its potentials are compared with each other: they have one scale, which is that of no other layer.
      own.scales = ScaleMode::Layer;
      own.sharedThreshold = 0;
    }
    return quantizeLayer(valuesOf(layer, bounds), limits(), bounds, layer.cap, own);
  }

  /// The threshold of all layers: that of the layer which wants the least, and lower where rounding asks for that. A
  /// layer that nothing fits is left to `scale`.
  void shareThreshold() {
    for (bool isLower = true; isLower;) {
      int64_t least = 0;
      for (auto &entry : layers)
        if (int64_t threshold = entry.second.values.isReadout ? 0 : quantized(entry.second).threshold.front();
            threshold > 0)
          least = least ? std::min(least, threshold) : threshold;
      isLower = least && (options.sharedThreshold == 0 || least < options.sharedThreshold);
      options.sharedThreshold = least;
    }
  }

  LogicalResult scale(Layer &layer) {
    layer.integers = quantized(layer);
    for (auto [c, threshold] : llvm::enumerate(layer.integers.threshold))
      if (threshold == 0)
        return refuse(layer, int64_t(c));
    bool refused = false;
    for (size_t i = 0; i < layer.synapses.size(); ++i)
      refused |= failed(checkWeightsLeft(layer, i));
    return failure(refused);
  }

  /// Of the taps as cores have them, where those of overlapping pools add up.
  static double greatestWeight(const FloatSynapse &synapse, int64_t channel) {
    std::vector<double> kernel(synapse.convolution.fanIn());
    synapse.readKernel(channel, kernel);
    return greatestFoldedWeight(kernel, synapse.plane, synapse.overlap);
  }

  /// Bits of an integer that reaches `magnitude`, rounded to the nearest.
  static int64_t bitsFor(double magnitude) {
    int64_t bits = 2;
    while (bits < 1024 && std::ldexp(1, int(bits) - 1) - 1 + 0.4999 < magnitude)
      ++bits;
    return bits;
  }

  /// A channel that no threshold holds: the greatest of its weights is to blame, or what its state has to hold.
  LogicalResult refuse(Layer &layer, int64_t channel) {
    size_t worst = 0;
    for (size_t i = 0; i < layer.synapses.size(); ++i)
      if (greatestWeight(layer.values.synapses[i], channel) > greatestWeight(layer.values.synapses[worst], channel))
        worst = i;
    double greatest = greatestWeight(layer.values.synapses[worst], channel);
    double threshold = layer.values.threshold[channel];
    int64_t bits = bitsFor(greatest / threshold);
    if (bits <= weightBits)
      return layer.neuron->emitError() << fmt::format(
                 "snn-quantize: channel {}: its bias, its lower bound or what a step subtracts is more than {} times "
                 "the threshold {}, which {} bits of state do not hold; a larger threshold would fit",
                 channel, chip.stateMax(), threshold, chip.stateBits);
    bool isFolded = layer.values.synapses[worst].overlap != std::array<int64_t, 2>{1, 1};
    return layer.synapses[worst]->emitError() << fmt::format(
               "snn-quantize: channel {}: its greatest weight {}{} is {} times the threshold {}, integers of {} "
               "bits reach {} times; {} bits, a larger threshold or smaller weights would hold it",
               channel, greatest, isFolded ? ", overlapping windows added up," : "", greatest / threshold, threshold,
               weightBits, weightMax(), bits);
  }

  LogicalResult checkWeightsLeft(Layer &layer, size_t index) {
    snn::SynapseOpInterface synapse = layer.synapses[index];
    const FloatSynapse &inFloat = layer.values.synapses[index];
    auto weightOf = [&](int64_t i) { return inFloat.stored ? inFloat.stored->at<double>(i) : inFloat.weights[i]; };
    if (!llvm::all_of(layer.integers.synapses[index].weights, [](int8_t weight) { return weight == 0; }) ||
        llvm::all_of(llvm::seq(inFloat.numWeights()), [&](int64_t i) { return weightOf(i) == 0; }))
      return success();
    if (layer.synapses.size() > 1)
      return synapse->emitError()
             << "snn-quantize: all weights of the synapse become 0: the synapses of a layer share its "
                "scale, and the others need a smaller one; weights of similar size would fit";
    return synapse->emitError() << "snn-quantize: all weights of the layer become 0: the thresholds are too large for "
                                << chip.stateBits << " bits of state; smaller thresholds or larger weights would fit";
  }

  static ElementsAttr integersOf(const std::vector<int64_t> &values, Type elementType, const Twine &name,
                                 ArrayRef<int64_t> shape) {
    if (values.empty())
      return nullptr;
    return snn::makeElements<int64_t>(RankedTensorType::get(shape, elementType), values, name.str());
  }

  void rewrite() {
    OpBuilder builder(network.getContext());
    // The clone takes the old value's place everywhere; which layers there are is not asked again.
    for (auto &entry : layers)
      rewrite(builder, entry.second);
    // Synapses and merges in float that nobody reads any more, readers first.
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(network.getBody().front())))
      if (isa<snn::SynapseOpInterface, snn::MergeOp>(op) && op.use_empty())
        op.erase();
    // Potentials that the network returns have become integers, and what is between them and the result with them.
    for (Operation &op : network.getBody().front().without_terminator())
      if (isa<snn::SpikeRoutingOpInterface>(op) && isa<RankedTensorType>(op.getResult(0).getType()) &&
          getElementTypeOrSelf(op.getOperand(0).getType()).isInteger())
        op.getResult(0).setType(RankedTensorType::get(snn::getShape(op.getResult(0).getType()),
                                                      getElementTypeOrSelf(op.getOperand(0).getType())));
    network.setFunctionType(
        builder.getFunctionType(network.getFunctionType().getInputs(), network.getOutput().getOutputs().getTypes()));
  }

  snn::SynapseOpInterface toIntegers(OpBuilder &builder, Layer &layer, size_t index) {
    snn::SynapseOpInterface synapse = layer.synapses[index];
    IntegerSynapse &values = layer.integers.synapses[index];
    Type stateType = builder.getIntegerType(chip.stateBits);
    int64_t channels = layer.integers.threshold.size();
    std::string name = layer.neuron.getLayerName().str() + (index ? "." + std::to_string(index) : "");
    ElementsAttr weights = synapse.getSynapseWeights();
    ArrayRef<int64_t> shape = weights ? weights.getShapedType().getShape() : ArrayRef(channels);
    builder.setInsertionPoint(layer.neuron);
    ElementsAttr integers;
    if (!values.weights.empty())
      integers = snn::takeElements<int8_t>(RankedTensorType::get(shape, builder.getIntegerType(8)),
                                           std::move(values.weights), name + ".weights");
    snn::SynapseOpInterface clone =
        synapse.cloneSynapse(builder, synapse.getSource(), integers,
                             integersOf(values.bias, stateType, name + ".bias", channels), stateType);
    clone.setWeightShift(layer.integers.shift);
    return clone;
  }

  void rewrite(OpBuilder &builder, Layer &layer) {
    Type stateType = builder.getIntegerType(chip.stateBits);
    int64_t channels = layer.integers.threshold.size();
    std::string name = layer.neuron.getLayerName().str();
    SmallVector<Value> currents;
    for (size_t i = 0; i < layer.synapses.size(); ++i)
      currents.push_back(toIntegers(builder, layer, i).getCurrent());
    Value current = currents.front();
    if (currents.size() > 1)
      current = snn::MergeOp::create(builder, layer.neuron.getNeuronCurrent().getLoc(), current.getType(), currents);
    snn::NeuronParameters parameters = layer.neuron.getNeuronParameters();
    auto perChannel = RankedTensorType::get(channels, stateType);
    parameters.threshold = snn::makeElements<int64_t>(perChannel, layer.integers.threshold,
                                                      name + (layer.values.isReadout ? ".range" : ".threshold"));
    parameters.lowerBound = integersOf(layer.integers.lowerBound, stateType, name + ".lower_bound", channels);
    parameters.subtract = integersOf(layer.integers.subtract, stateType, name + ".subtract", channels);
    parameters.decay = integersOf(layer.integers.decay, stateType, name + ".decay", channels);
    parameters.currentDecay = integersOf(layer.integers.currentDecay, stateType, name + ".current_decay", channels);
    parameters.maxCount = layer.cap;
    parameters.scale = snn::makeElements<double>(RankedTensorType::get(channels, builder.getF64Type()),
                                                 layer.integers.scale, name + ".scale");
    builder.setInsertionPoint(layer.neuron);
    snn::NeuronOpInterface neuron = layer.neuron.cloneNeuron(builder, current, parameters);
    layer.neuron.getNeuronSpikes().replaceAllUsesWith(neuron.getNeuronSpikes());
    layer.neuron->erase();
    remark::passed(neuron->getLoc(), remark::RemarkOpts::name("quantised").category(DEBUG_TYPE).function(name))
        << remark::metric("maxCount", layer.cap) << remark::metric("synapses", layer.synapses.size())
        << remark::metric("leastThreshold", *llvm::min_element(layer.integers.threshold))
        << remark::metric("greatestThreshold", *llvm::max_element(layer.integers.threshold));
  }

  snn::NetworkOp network;
  TargetAttrInterface target;
  TargetLimits chip;
  int64_t fixedCap, weightBits;
  QuantizeOptions options;
  llvm::MapVector<Value, Layer> layers; ///< by the spikes of their neurons, in program order
};

struct SnnQuantize : public snnc::impl::SnnQuantizeBase<SnnQuantize> {
  using SnnQuantizeBase::SnnQuantizeBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    TargetAttrInterface target = targetOf(module, "snn-quantize");
    if (!target)
      return signalPassFailure();
    TargetLimits chip = target.getLimits();
    if (maxCount.getValue() < 0) {
      causedBy(FailureCause::Usage, module.emitError())
          << "snn-quantize: max-count is " << maxCount.getValue() << ", it starts at 1 (0: chosen)";
      return signalPassFailure();
    }
    if (maxCount.getValue() > chip.maxCount) {
      causedBy(FailureCause::Usage, module.emitError())
          << "snn-quantize: max-count is " << maxCount.getValue() << ", target '" << target.getTargetName()
          << "' has spike counts up to " << chip.maxCount;
      return signalPassFailure();
    }
    int64_t bits = weightBits.getValue() ? weightBits.getValue() : chip.weightBits;
    if (bits < 2 || bits > chip.weightBits) {
      causedBy(FailureCause::Usage, module.emitError())
          << "snn-quantize: weight-bits is " << bits << ", target '" << target.getTargetName()
          << "' has weights of 2 to " << chip.weightBits << " bits";
      return signalPassFailure();
    }
    QuantizeOptions options{scaleMode(chip.threshold), rounding.getValue(), chip.weightShift, /*sharedThreshold=*/0,
                            &getContext()};
    for (auto network : module.getOps<snn::NetworkOp>())
      if (failed(Quantizer(network, target, maxCount.getValue(), bits, options).run()))
        return signalPassFailure();
    if (bits < chip.weightBits)
      module->setAttr(snn::SnnDialect::kWeightBitsAttr, Builder(module.getContext()).getI64IntegerAttr(bits));
  }

  /// The one asked for, or a coarser one where the target has no threshold a channel.
  ScaleMode scaleMode(ThresholdScope scope) {
    ScaleMode asked = scales.getValue();
    if (scope == ThresholdScope::Core)
      return ScaleMode::Core;
    return scope == ThresholdScope::Layer && asked == ScaleMode::Channel ? ScaleMode::Layer : asked;
  }
};
} // namespace
