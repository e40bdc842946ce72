//===- XyloTargetModel.cpp - what passes ask of a Xylo chip ---------------===//

#include "backends/xylo/target/XyloTargetModel.h"
#include "compiler/target/TargetInterfaces.h"
#include "dialect/snn/SnnOps.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace snnc;

xylo::TargetAttr xylo::toAttribute(const TargetDescription &target, MLIRContext *context) {
  return TargetAttr::get(context, target.name, target.module, target.inputs, target.hidden, target.outputs,
                         target.synapses, target.inputWindow, target.outputWindow, target.fanOut, target.hiddenSynapses,
                         target.weightShift);
}

xylo::TargetDescription xylo::fromAttribute(TargetAttr attribute) {
  TargetDescription target;
  target.name = attribute.getName().str();
  target.module = attribute.getModule().str();
  target.inputs = attribute.getInputs();
  target.hidden = attribute.getHidden();
  target.outputs = attribute.getOutputs();
  target.synapses = attribute.getSynapses();
  target.inputWindow = attribute.getInputWindow();
  target.outputWindow = attribute.getOutputWindow();
  target.fanOut = attribute.getFanOut();
  target.hiddenSynapses = attribute.getHiddenSynapses();
  target.weightShift = attribute.getWeightShift();
  return target;
}

//===----------------------------------------------------------------------===//
// Refusals
//===----------------------------------------------------------------------===//

static std::optional<std::string> whyNoNeuron(const snn::NeuronParameters &parameters, const std::string &target) {
  if (parameters.isReadout)
    return "integrates without spiking, but outputs of target " + target +
           " are spikes; integrate-and-fire neurons would fit";
  if (parameters.signedSpikes)
    return "has signed spikes (negative_spikes), but neurons of target " + target +
           " do not fire below zero; without them it would fit";
  if (parameters.reset == snn::Reset::Zero)
    return "is reset to zero, but a spike of target " + target +
           " takes the threshold away; a reset by subtraction would fit";
  if (parameters.lowerBound)
    return "has a lower bound of its potentials, but those of target " + target +
           " have none; without it (--lower-bound none of a NIR file, threshold_low null of a layer list) it would fit";
  return std::nullopt;
}

/// Layers that no core has, and what could stand in their place. Of leaky neurons that is told once they are in the
/// form of `snn.integrate_fire`.
static std::optional<std::string> whyNotOnCore(Operation *layer, const std::string &target) {
  if (auto neuron = dyn_cast<snn::NeuronOpInterface>(layer))
    return whyNoNeuron(neuron.getNeuronParameters(), target);
  if (isa<snn::LeakyIntegrateOp>(layer))
    return "integrates without spiking, but outputs of target " + target +
           " are spikes; integrate-and-fire neurons would fit";
  if (isa<snn::ThresholdOp>(layer))
    return "is a threshold that forgets the current of each step, but neurons of target " + target +
           " keep it; integrate-and-fire neurons would fit";
  if (isa<snn::SpikingMaxPool2dOp>(layer))
    return "is a spiking max pool, which target " + target + " does not have; a sum pool would fit";
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Needs
//===----------------------------------------------------------------------===//

/// Layers whose spikes the network returns, through layers without state.
static llvm::SetVector<Operation *> returnedLayers(snn::NetworkOp network) {
  llvm::SetVector<Operation *> layers;
  llvm::SetVector<Value> open;
  for (Value value : network.getOutput().getOutputs())
    open.insert(value);
  for (size_t i = 0; i < open.size(); ++i) {
    Operation *op = open[i].getDefiningOp();
    if (!op)
      continue;
    if (isa<snn::StatefulOpInterface>(op))
      layers.insert(op);
    else if (isa<snn::SpikeRoutingOpInterface>(op))
      open.insert(op->operand_begin(), op->operand_end());
  }
  return layers;
}

static int64_t elementsOf(Value value) { return snn::getNumElements(value.getType()); }

/// Need and have of input channels, hidden and output neurons; all that is too much is told.
static LogicalResult reportNeeds(snn::NetworkOp network, xylo::TargetAttr target) {
  int64_t inputs = 0, hidden = 0, outputs = 0;
  for (BlockArgument argument : network.getBody().getArguments()) {
    snn::EncoderOpInterface encoder = snn::getEncoder(network, argument.getArgNumber());
    inputs += elementsOf(encoder ? encoder.getEncoderResult() : Value(argument));
  }
  llvm::SetVector<Operation *> returned = returnedLayers(network);
  for (Operation &op : network.getBody().front()) {
    // The current of a layer of neurons is a state of these.
    bool isCurrent = isa<snn::LeakyIntegrateOp>(op) && !returned.contains(&op);
    if (isa<snn::StatefulOpInterface>(op) && !isCurrent)
      (returned.contains(&op) ? outputs : hidden) += elementsOf(op.getResult(0));
  }
  bool refused = false;
  std::tuple<StringRef, int64_t, int64_t, StringRef> needs[] = {
      {"input channels", inputs, target.getInputs(), "pooled or cropped inputs"},
      {"hidden neurons", hidden, target.getHidden(), "smaller layers"},
      {"output neurons", outputs, target.getOutputs(), "fewer outputs"}};
  for (auto [what, need, have, remedy] : needs)
    if (need > have) {
      network.emitError() << "needs " << need << " " << what << ", target " << target.getName() << " has " << have
                          << "; " << remedy << " would fit";
      refused = true;
    }
  return failure(refused);
}

namespace {
struct XyloTargetModel : public TargetAttrInterface::ExternalModel<XyloTargetModel, xylo::TargetAttr> {
  StringRef getTargetName(Attribute attribute) const { return cast<xylo::TargetAttr>(attribute).getName(); }
  /// The network in integers has the chip's weights, and potentials of 32 bits: those of the chip do not wrap but are
  /// held, so that no proof has to keep thresholds small. What the chip's potentials hold, the mapping sees to.
  TargetLimits getLimits(Attribute attribute) const {
    TargetLimits limits;
    limits.stateBits = 32;
    limits.weightBits = 8;
    limits.weightShift = cast<xylo::TargetAttr>(attribute).getWeightShift();
    limits.maxCount = xylo::kHiddenCountMax;
    limits.hasLeak = true;
    limits.hasCurrent = true;
    return limits;
  }
  std::optional<std::string> whyNot(Attribute attribute, Operation *layer) const {
    return whyNotOnCore(layer, cast<xylo::TargetAttr>(attribute).getName().str());
  }
  /// A neuron of the chip hands nothing on as it came: its current spreads it over steps.
  RelayCapacity getRelayCapacity(Attribute) const { return {0, 0}; }
  int64_t getRelayStateWords(Attribute, ArrayRef<int64_t> shape) const {
    int64_t neurons = 1;
    for (int64_t extent : shape)
      neurons *= extent;
    return neurons;
  }
  LogicalResult checkNeeds(Attribute attribute, Operation *network, int64_t) const {
    return reportNeeds(cast<snn::NetworkOp>(network), cast<xylo::TargetAttr>(attribute));
  }
};
} // namespace

void xylo::registerTargetModel(DialectRegistry &registry) {
  registry.addExtension(
      +[](MLIRContext *context, xylo::XyloDialect *) { xylo::TargetAttr::attachInterface<XyloTargetModel>(*context); });
}
