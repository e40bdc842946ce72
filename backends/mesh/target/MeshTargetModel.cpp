//===- MeshTargetModel.cpp - what passes ask of a mesh chip ---------------===//

#include "backends/mesh/target/MeshTargetModel.h"
#include "backends/mesh/analysis/Needs.h"
#include "backends/mesh/analysis/Resources.h"
#include "compiler/target/TargetInterfaces.h"
#include "dialect/snn/SnnOps.h"

using namespace mlir;
using namespace snnc;

/// The name of a parameter that differs within a channel, or nothing.
static StringRef differingParameter(snn::LeakyIntegrateFireOp op) {
  std::pair<StringRef, ElementsAttr> parameters[] = {{"threshold", op.getThreshold()},
                                                     {"lower bound", op.getLowerBoundAttr()},
                                                     {"subtracted value", op.getSubtractAttr()},
                                                     {"reset potential", op.getResetPotentialAttr()},
                                                     {"resistance", op.getResistanceAttr()}};
  for (auto [name, attr] : parameters)
    if (attr && attr.getShapedType().getRank() > 1)
      return name;
  return "";
}

static std::string whyNoLeaky(snn::LeakyIntegrateFireOp op) {
  if (op.getTau())
    return "has neurons that leak (tau), but those of cores do not; integrate-and-fire neurons without a leak, or a "
           "target "
           "with \"leak\": true, would fit";
  if (StringRef name = differingParameter(op); !name.empty())
    return "has a " + name.str() +
           " that differs within a channel, but cores keep one for each channel; one value a channel would fit";
  if (op.getResetPotential())
    return "has potentials that begin elsewhere than at the reset potential, but those of cores begin there; neurons "
           "that begin at their reset potential, or are reset to 0, would fit";
  return "has neurons that cores do not have; integrate-and-fire neurons would fit";
}

/// Layers that no core has, and what could stand in their place.
static std::optional<std::string> whyNotOnCores(Operation *layer, mesh::TargetAttr target) {
  if (auto neurons = dyn_cast<snn::LeakyIntegrateFireOp>(layer))
    return whyNoLeaky(neurons);
  if (isa<snn::LeakyIntegrateOp>(layer))
    return "integrates without spiking, but the neurons of target " + target.getName().str() +
           " only integrate and fire; integrate-and-fire neurons, or a target with \"readout\": true, would fit";
  if (isa<snn::ThresholdOp>(layer))
    return "is a threshold that forgets the current of each step, but the neurons of cores keep it; "
           "integrate-and-fire neurons would fit";
  if (isa<snn::SpikingMaxPool2dOp>(layer) && !target.getMaxPool())
    return "is a spiking max pool, which the cores of target " + target.getName().str() +
           " do not have; a target with \"maxPool\": true would fit";
  auto neuron = dyn_cast<snn::NeuronOpInterface>(layer);
  if (neuron && neuron.getNeuronParameters().signedSpikes)
    return "has signed spikes (negative_spikes), but the neurons of cores do not fire below zero; without them it "
           "would fit";
  if (!neuron)
    return std::nullopt;
  snn::NeuronParameters parameters = neuron.getNeuronParameters();
  if (parameters.isReadout && !target.getReadout())
    return "integrates without spiking, but the neurons of target " + target.getName().str() +
           " only integrate and fire; a target with \"readout\": true would fit";
  if (parameters.currentDecay && !target.getCurrent())
    return "has a synaptic current, but the neurons of target " + target.getName().str() +
           " keep none; a target with \"current\": true would fit";
  if (parameters.leaks() && !target.getLeak())
    return "has neurons that leak, but those of target " + target.getName().str() +
           " do not; a target with \"leak\": true would fit";
  return std::nullopt;
}

/// No layer shares a population with another, or a word of state.
static RelayCapacity relayCapacity(mesh::TargetAttr target) {
  RelayCapacity sum;
  for (const UsableCore &core : usableCores(target)) {
    Resources capacity = capacityOfKind(target, core.kind);
    sum.layers += capacity[Resource::Populations];
    sum.stateWords += capacity[Resource::StateWords];
  }
  return sum;
}

/// A potential for each neuron, a threshold and a lower bound for each channel, in words of lanes.
static int64_t relayStateWords(mesh::TargetAttr target, ArrayRef<int64_t> shape) {
  auto extent = [&](size_t axis) { return axis < shape.size() ? shape[axis] : 1; };
  return target.groupsOf(extent(0)) * (2 + extent(1) * extent(2));
}

namespace {
struct MeshTargetModel : public TargetAttrInterface::ExternalModel<MeshTargetModel, mesh::TargetAttr> {
  StringRef getTargetName(Attribute attribute) const { return cast<mesh::TargetAttr>(attribute).getName(); }
  TargetLimits getLimits(Attribute attribute) const {
    auto target = cast<mesh::TargetAttr>(attribute);
    return {target.getStateBits(), target.getWeightBits(), target.getWeightShift(), target.getCountMax(),
            target.getLeak(),      target.getCurrent(),    target.getReadout(),     ThresholdScope::Channel};
  }
  std::optional<std::string> whyNot(Attribute attribute, Operation *layer) const {
    return whyNotOnCores(layer, cast<mesh::TargetAttr>(attribute));
  }
  RelayCapacity getRelayCapacity(Attribute attribute) const { return relayCapacity(cast<mesh::TargetAttr>(attribute)); }
  int64_t getRelayStateWords(Attribute attribute, ArrayRef<int64_t> shape) const {
    return relayStateWords(cast<mesh::TargetAttr>(attribute), shape);
  }
  LogicalResult checkNeeds(Attribute attribute, Operation *network, int64_t weightBits) const {
    return reportNeeds(cast<snn::NetworkOp>(network), cast<mesh::TargetAttr>(attribute), weightBits);
  }
  std::vector<ResourceNeed> getNeeds(Attribute attribute, Operation *network, int64_t weightBits) const {
    return needsOf(cast<snn::NetworkOp>(network), cast<mesh::TargetAttr>(attribute), weightBits);
  }
};
} // namespace

void mesh::registerTargetModel(DialectRegistry &registry) {
  registry.addExtension(
      +[](MLIRContext *context, mesh::MeshDialect *) { mesh::TargetAttr::attachInterface<MeshTargetModel>(*context); });
}
