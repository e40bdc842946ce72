//===- Wiring.cpp - where the spikes of each layer come from --------------===//

#include "backends/speck/plan/Plan.h"
#include "compiler/analysis/NeuronInputs.h"
#include "compiler/analysis/SpikePaths.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/PortNames.h"
#include "llvm/ADT/DenseMap.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::speck;

/// A core has 1,024 features, and each way takes one at least.
static constexpr size_t mostPaths = 1024;

static std::optional<std::string> whyNoNeuron(const snn::NeuronParameters &parameters, const std::string &target) {
  if (parameters.isReadout)
    return "integrates without spiking, but outputs of target " + target +
           " are spikes; integrate-and-fire neurons would fit";
  if (parameters.leaks())
    return "leaks, but potentials of target " + target + " keep what they have; neurons without a leak would fit";
  if (parameters.signedSpikes)
    return "has signed spikes (negative_spikes), but neurons of target " + target +
           " do not fire below zero; without them it would fit";
  for (auto [attribute, what] :
       {std::pair(parameters.threshold, "thresholds"), std::pair(parameters.lowerBound, "lower bounds")})
    for (double value : snn::valuesOf<double>(attribute))
      if (double first = snn::valuesOf<double>(attribute).front(); value != first)
        return fmt::format(
            "has {} of {:g} and {:g} in different channels, a core of target {} has one; equal ones would "
            "fit",
            what, first, value, target);
  return std::nullopt;
}

std::optional<std::string> speck::whyNotOnCore(Operation *layer, const std::string &target) {
  if (auto neuron = dyn_cast<snn::NeuronOpInterface>(layer))
    return whyNoNeuron(neuron.getNeuronParameters(), target);
  if (isa<snn::LeakyIntegrateOp, snn::LeakyIntegrateFireOp>(layer))
    return "leaks, but potentials of target " + target + " keep what they have; neurons without a leak would fit";
  if (isa<snn::ThresholdOp>(layer))
    return "is a threshold that forgets the current of each step, but neurons of target " + target +
           " keep it; integrate-and-fire neurons would fit";
  if (isa<snn::SpikingMaxPool2dOp>(layer))
    return "is a spiking max pool, which target " + target + " does not have; a sum pool would fit";
  return std::nullopt;
}

namespace {
class Wiring {
public:
  explicit Wiring(Plan &plan) : plan(plan), name(plan.target.name) {}

  LogicalResult run() {
    bool refused = false;
    for (Operation &op : plan.network.getBody().front())
      if (std::optional<std::string> why = whyNotOnCore(&op, name)) {
        op.emitError() << *why;
        refused = true;
      }
    // Where a layer is none of a core, those behind it have no place to begin.
    if (refused)
      return failure();
    for (BlockArgument argument : plan.network.getBody().getArguments())
      refused |= failed(addInput(argument));
    for (Operation &op : plan.network.getBody().front())
      if (auto neuron = dyn_cast<snn::NeuronOpInterface>(op))
        addLayer(neuron);
    for (PlannedLayer &layer : plan.layers)
      refused |= failed(addSynapses(layer));
    for (auto [index, value] : llvm::enumerate(plan.network.getOutput().getOutputs()))
      refused |= failed(addOutput(unsigned(index), value));
    if (plan.target.hasReadout)
      refused |= failed(stretchReadout());
    return failure(refused);
  }

private:
  LogicalResult addInput(BlockArgument argument) {
    unsigned index = argument.getArgNumber();
    snn::EncoderOpInterface encoder = snn::getEncoder(plan.network, index);
    Value value = encoder ? encoder.getEncoderResult() : Value(argument);
    PlannedInput input{snn::getInputName(plan.network, index), value, snn::frameOf(value.getType())};
    auto spikes = dyn_cast<snn::SpikesType>(value.getType());
    if (!spikes || spikes.getIsSigned())
      return emitError(argument.getLoc())
             << "input '" << input.name << "' " << (spikes ? "has negative spikes" : "is real valued") << ", target "
             << name << " takes events; an encoder in front of it that gives spikes of one sign would fit";
    inputs[value] = plan.inputs.size();
    plan.inputs.push_back(std::move(input));
    return success();
  }

  void addLayer(snn::NeuronOpInterface neuron) {
    PlannedLayer layer{neuron, neuron.getLayerName().str(), snn::frameOf(neuron.getNeuronSpikes().getType()), {}};
    if (layer.name.empty())
      layer.name = "layer" + std::to_string(plan.layers.size());
    layers[neuron.getNeuronSpikes()] = plan.layers.size();
    plan.layers.push_back(std::move(layer));
  }

  LogicalResult addSynapses(PlannedLayer &layer) {
    FailureOr<SmallVector<snn::SynapseOpInterface>> synapses = synapsesOf(layer.neuron);
    if (failed(synapses))
      return failure();
    layer.synapses = *synapses;
    bool refused = false;
    for (auto [index, synapse] : llvm::enumerate(layer.synapses)) {
      auto paths = pathsTo(synapse.getSource(), mostPaths);
      if (!paths)
        return layer.neuron->emitError() << "gets its spikes on more than " << mostPaths << " ways, a core of target "
                                         << name << " has as many features; fewer branches would fit";
      for (const SpikePath &path : *paths)
        refused |= failed(addPath(layer, index, path));
    }
    // The sensor has no shift: what it takes the place of comes first.
    std::vector<Contribution> ordered;
    for (bool isInput : {true, false})
      llvm::copy_if(layer.contributions, std::back_inserter(ordered),
                    [&](const Contribution &contribution) { return contribution.isInput == isInput; });
    layer.contributions = std::move(ordered);
    int64_t shift = 0;
    for (Contribution &contribution : layer.contributions) {
      contribution.featureShift = shift;
      shift += contribution.channels;
    }
    return failure(refused);
  }

  LogicalResult addPath(PlannedLayer &layer, size_t synapse, const SpikePath &path) {
    auto input = inputs.find(path.origin);
    auto source = layers.find(path.origin);
    if (input == inputs.end() && source == layers.end()) {
      Operation *op = path.origin.getDefiningOp();
      // What is no origin of a chip was refused where it stands.
      return op ? op->emitError() << "target " << name << " has no " << op->getName()
                                  << ": it has convolutions, neurons and sum pools"
                : failure();
    }
    std::array<int64_t, 3> frame = snn::frameOf(path.origin.getType());
    Contribution made;
    made.isInput = input != inputs.end();
    made.source = made.isInput ? input->second : source->second;
    made.synapse = synapse;
    made.channels = frame[0];
    made.map = {frame[1], frame[2]};
    for (auto [routing, operand] : path.layers)
      if (failed(follow(layer, routing, operand, made)))
        return failure();
    layer.contributions.push_back(made);
    return success();
  }

  /// Lays a layer that routes spikes behind the way so far.
  LogicalResult follow(PlannedLayer &layer, snn::SpikeRoutingOpInterface routing, unsigned operand, Contribution &way) {
    snn::SpikeRoute route = routing.getRoute(operand);
    std::array<int64_t, 3> result = snn::frameOf(routing->getResult(0).getType());
    auto refuse = [&](StringRef what) { return routing->emitError() << "layer '" << layer.name << "': " << what; };
    if (route.steps != 0)
      return refuse("its spikes are delayed, but target " + name +
                    " has no time steps to count; a network without the delay would fit");
    if (way.isFlat) {
      way.firstChannel += route.firstChannel;
      return success();
    }
    if (route.flattens) {
      way.firstChannel = way.firstChannel * way.map[0] * way.map[1] + route.firstChannel;
      way.isFlat = true;
      return success();
    }
    for (unsigned axis : {0u, 1u}) {
      Window &inner = way.way[axis];
      const Window &outer = route.axes[axis];
      if (outer.window > 1 && inner.window != inner.stride)
        return refuse("a pool behind a pool of overlapping windows is no convolution; windows that do not overlap "
                      "would fit");
      inner = {inner.first + outer.first * inner.stride, inner.stride * outer.stride,
               inner.window + (outer.window - 1) * inner.stride};
      way.map[axis] = result[1 + axis];
    }
    way.firstChannel += route.firstChannel;
    return success();
  }

  LogicalResult addOutput(unsigned index, Value value) {
    PlannedOutput output{snn::getOutputName(plan.network, index), snn::frameOf(value.getType())};
    auto refuse = [&](const Twine &why) {
      return plan.network.getOutput()->emitError()
             << "output '" << output.name << "' " << why << ", but what target " << name
             << " tells of are the spikes of a layer; that layer itself as the result would fit";
    };
    Value origin = value;
    while (auto routing = isOrigin(origin) ? snn::SpikeRoutingOpInterface()
                                           : origin.getDefiningOp<snn::SpikeRoutingOpInterface>()) {
      snn::SpikeRoute route = routing.getRoute(0);
      bool isSame =
          routing->getNumOperands() == 1 && route.steps == 0 && route.axes[0].isPlain() && route.axes[1].isPlain() &&
          snn::getNumElements(routing->getResult(0).getType()) == snn::getNumElements(routing->getOperand(0).getType());
      if (!isSame)
        return refuse("pools, adds up or delays spikes");
      origin = routing->getOperand(0);
    }
    auto found = layers.find(origin);
    if (found == layers.end())
      return refuse(inputs.count(origin) ? "is an input of the network" : "is no layer's spikes");
    output.layer = found->second;
    plan.layers[output.layer].isReturned = true;
    plan.outputs.push_back(std::move(output));
    return success();
  }

  /// The readout core takes its classes from every fourth feature of one core.
  LogicalResult stretchReadout() {
    if (plan.outputs.size() != 1)
      return plan.network.emitError() << "has " << plan.outputs.size() << " outputs, the readout core of target "
                                      << name << " takes one; outputs 'monitor' in the target file would fit";
    PlannedLayer &layer = plan.layers[plan.outputs.front().layer];
    bool refused = false;
    auto refuse = [&](const Twine &why) {
      layer.neuron->emitError() << why << "; outputs 'monitor' in the target file would fit";
      refused = true;
    };
    int64_t classes = layer.shape[0];
    if (classes > kReadoutClasses)
      refuse("has " + Twine(classes) + " classes, the readout core of target " + name + " has " +
             Twine(kReadoutClasses));
    if (layer.shape[1] != 1 || layer.shape[2] != 1)
      refuse("has a map of " + Twine(layer.shape[1]) + " by " + Twine(layer.shape[2]) +
             ", the readout core of target " + name + " takes classes of one pixel");
    if (!plan.waysFrom(false, plan.outputs.front().layer).empty())
      refuse("is read by other layers, the readout core of target " + name + " takes a core's every spike");
    layer.step = kReadoutStride;
    return failure(refused);
  }

  Plan &plan;
  std::string name;
  llvm::DenseMap<Value, size_t> inputs, layers;
};
} // namespace

LogicalResult speck::wire(Plan &plan) { return Wiring(plan).run(); }
