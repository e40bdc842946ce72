//===- SnnConvertLeaky.cpp - leaky neurons in one form --------------------===//

#include "compiler/transforms/snn-convert-leaky/SnnConvertLeaky.h"
#include "compiler/analysis/IntegerForm.h"
#include "compiler/analysis/NeuronInputs.h"
#include "compiler/target/TargetInterfaces.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/DebugLog.h"
#include <cmath>

using namespace mlir;
using namespace snnc;

#define DEBUG_TYPE "snn-convert-leaky"

#define GEN_PASS_DEF_SNNCONVERTLEAKY
namespace snnc {
#include "compiler/transforms/snn-convert-leaky/SnnConvertLeaky.h.inc"
} // namespace snnc

namespace {
/// One value a channel; empty: absent.
using ChannelValues = std::vector<double>;

/// Why a layer has no common form; it reads on from the layer's name.
using Reason = std::optional<std::string>;

/// What a leaky state does in a step, channel by channel: v = decay * v + unit * x + bias.
struct Integration {
  ChannelValues decay, unit, bias;
};

/// The layer that neurons become.
struct CommonForm {
  ChannelValues threshold, lowerBound, subtract, decay, currentDecay, bias;
};
} // namespace

static bool isNotZero(double value) { return value != 0; }

static double at(const ChannelValues &values, size_t channel, double absent) {
  return values.empty() ? absent : values[channel];
}

/// The values of a parameter, one a channel.
static Reason readChannels(ElementsAttr attribute, StringRef what, size_t channels, ChannelValues &values) {
  if (!attribute)
    return std::nullopt;
  std::vector<double> all = snn::valuesOf<double>(attribute);
  size_t perChannel = all.size() / channels;
  for (size_t c = 0; c < channels; ++c) {
    ArrayRef<double> ofChannel = ArrayRef(all).slice(c * perChannel, perChannel);
    if (!llvm::all_equal(ofChannel))
      return "has a " + what.str() +
             " that differs within a channel, but cores keep one for each channel; one value a channel would fit";
    values.push_back(ofChannel.front());
  }
  return std::nullopt;
}

static Reason readIntegration(const snn::LeakyIntegration &from, size_t channels, Integration &to) {
  ChannelValues tau, resistance, leak;
  for (auto [attribute, what, values] :
       {std::tuple(from.tau, "time constant (tau)", &tau), std::tuple(from.resistance, "resistance", &resistance),
        std::tuple(from.leak, "resting potential (leak)", &leak)})
    if (Reason why = readChannels(attribute, what, channels, *values))
      return why;
  for (size_t c = 0; c < channels; ++c) {
    double decay = tau.empty()                       ? 1
                   : from.decay == snn::Decay::Euler ? 1 - from.dt / tau[c]
                                                     : std::exp(-from.dt / tau[c]);
    double unit = at(resistance, c, 1) * (from.unscaled ? 1 : tau.empty() ? from.dt : 1 - decay);
    if (from.order == snn::DecayOrder::AfterInput)
      unit *= decay;
    if (decay < 0)
      return "has a time constant below a time step, by which its potential swings around zero; at least a step would "
             "fit";
    if (!(unit > 0))
      return "has a channel in which a current adds nothing to the potential, or takes it away; a resistance above 0 "
             "and a "
             "time constant above a step would fit";
    to.decay.push_back(decay);
    to.unit.push_back(unit);
    to.bias.push_back((1 - decay) * at(leak, c, 0));
  }
  return std::nullopt;
}

/// Whether every neuron starts at `values`, one a channel.
static bool startsAt(ElementsAttr initial, const ChannelValues &values, size_t channels) {
  std::vector<double> start(channels, 0.0);
  if (initial)
    start = snn::valuesOf<double>(initial);
  size_t perChannel = start.size() / channels;
  for (size_t i = 0; i < start.size(); ++i)
    if (start[i] != at(values, i / perChannel, 0))
      return false;
  return true;
}

/// The synaptic current of a layer whose potential goes by `membrane`, which it joins.
static Reason addCurrent(snn::LeakyIntegrateOp op, size_t channels, Integration &membrane, CommonForm &form) {
  Integration current;
  if (Reason why = readIntegration(op.getIntegration(), channels, current))
    return "has a synaptic current that " + *why;
  if (llvm::any_of(current.bias, isNotZero) || !startsAt(op.getInitialAttr(), {}, channels))
    return "has a synaptic current that starts at or rests at another value than 0; at 0 it would fit";
  // What is handed on before it decays is the same state a step's input earlier.
  form.currentDecay = current.decay;
  for (auto [unit, more] : llvm::zip_equal(membrane.unit, current.unit))
    unit *= more;
  return std::nullopt;
}

/// Divides potentials by the unit of each channel.
static void toUnits(ChannelValues &values, const ChannelValues &unit) {
  for (auto [value, one] : llvm::zip(values, unit))
    value /= one;
}

static Reason readFiring(snn::LeakyIntegrateFireOp op, size_t channels, const Integration &membrane, CommonForm &form) {
  ChannelValues resetPotential;
  for (auto [attribute, what, values] : {std::tuple(ElementsAttr(op.getThreshold()), "threshold", &form.threshold),
                                         std::tuple(op.getLowerBoundAttr(), "lower bound", &form.lowerBound),
                                         std::tuple(op.getSubtractAttr(), "subtracted value", &form.subtract),
                                         std::tuple(op.getResetPotentialAttr(), "reset potential", &resetPotential)})
    if (Reason why = readChannels(attribute, what, channels, *values))
      return why;
  if (op.getDelayedReset() && op.getReset() == snn::Reset::Zero)
    return "is reset to zero in the step after a spike, by which the input of that step is lost, but cores reset at "
           "once; "
           "a reset in the same step, or one by subtraction, would fit";
  if (!startsAt(op.getInitialAttr(), resetPotential, channels))
    return "has potentials that begin elsewhere than at the reset potential, but those of cores begin there; neurons "
           "that "
           "begin at their reset potential, or are reset to 0, would fit";
  form.bias = membrane.bias;
  for (size_t c = 0; c < channels; ++c) {
    double reset = at(resetPotential, c, 0);
    form.threshold[c] -= reset;
    if (!form.lowerBound.empty())
      form.lowerBound[c] -= reset;
    form.bias[c] -= (1 - membrane.decay[c]) * reset;
    if (form.threshold[c] <= 0)
      return "has a reset potential that is not below its threshold; one below would fit";
  }
  if (!op.getDelayedReset() || !op.getTau())
    return std::nullopt;
  if (form.subtract.empty())
    form.subtract = form.threshold;
  for (auto [subtract, decay] : llvm::zip_equal(form.subtract, membrane.decay)) {
    if (decay == 0)
      return "forgets its potential in each step and takes the threshold away in the next one; a time constant above a "
             "step would fit";
    subtract /= decay;
  }
  return std::nullopt;
}

static ElementsAttr toAttribute(const ChannelValues &values, OpBuilder &builder, const Twine &name) {
  if (values.empty())
    return nullptr;
  auto type = RankedTensorType::get(int64_t(values.size()), builder.getF32Type());
  return snn::makeElements<float>(type, std::vector<float>(values.begin(), values.end()), name.str());
}

/// The first synapse of a layer that no other layer reads: its bias may change.
static snn::SynapseOpInterface ownSynapse(Value current) {
  while (current.hasOneUse()) {
    if (auto synapse = current.getDefiningOp<snn::SynapseOpInterface>())
      return synapse;
    auto merge = current.getDefiningOp<snn::MergeOp>();
    if (!merge)
      break;
    current = merge.getSources().front();
  }
  return nullptr;
}

static void replaceSynapse(snn::SynapseOpInterface synapse, ElementsAttr weights, ElementsAttr bias) {
  OpBuilder builder(synapse);
  snn::SynapseOpInterface clone =
      synapse.cloneSynapse(builder, synapse.getSource(), weights, bias, builder.getF32Type());
  synapse.getCurrent().replaceAllUsesWith(clone.getCurrent());
  synapse->erase();
}

static void addBias(snn::SynapseOpInterface synapse, const ChannelValues &bias) {
  OpBuilder builder(synapse);
  ChannelValues sum = snn::valuesOf<double>(synapse.getSynapseBias());
  sum.resize(bias.size(), 0.0);
  for (auto [value, more] : llvm::zip_equal(sum, bias))
    value += more;
  replaceSynapse(synapse, synapse.getSynapseWeights(), toAttribute(sum, builder, "bias"));
}

/// All synapses whose currents add up to `current`, which no other layer may read; empty where another does.
static SmallVector<snn::SynapseOpInterface> ownSynapses(Value current) {
  SmallVector<snn::SynapseOpInterface> synapses;
  SmallVector<Value> open{current};
  while (!open.empty()) {
    Value next = open.pop_back_val();
    auto synapse = next.getDefiningOp<snn::SynapseOpInterface>();
    auto merge = next.getDefiningOp<snn::MergeOp>();
    if (!next.hasOneUse() || (!synapse && !merge))
      return {};
    if (synapse)
      synapses.push_back(synapse);
    else
      open.append(merge.getSources().begin(), merge.getSources().end());
  }
  return synapses;
}

/// Multiplies weights and biases by the factor of their output channel.
static void scaleSynapse(snn::SynapseOpInterface synapse, const ChannelValues &factors) {
  auto scaled = [&](std::vector<double> values, RankedTensorType type, StringRef name) -> ElementsAttr {
    if (values.empty())
      return nullptr;
    size_t perChannel = values.size() / factors.size();
    std::vector<float> result;
    for (auto [i, value] : llvm::enumerate(values))
      result.push_back(float(value * factors[i / perChannel]));
    return snn::makeElements<float>(type, result, name);
  };
  auto perChannel = RankedTensorType::get(int64_t(factors.size()), Float32Type::get(synapse->getContext()));
  ElementsAttr weights = synapse.getSynapseWeights();
  replaceSynapse(
      synapse,
      scaled(weightsOf(synapse), weights ? cast<RankedTensorType>(weights.getShapedType()) : perChannel, "weights"),
      scaled(snn::valuesOf<double>(synapse.getSynapseBias()), perChannel, "bias"));
}

namespace {
class Converter {
public:
  /// Neurons, which leak or have a synaptic current that does.
  Reason convert(Operation *neurons) {
    auto leaky = dyn_cast<snn::LeakyIntegrateFireOp>(neurons);
    Value current = neurons->getOperand(0);
    auto synaptic = current.getDefiningOp<snn::LeakyIntegrateOp>();
    size_t channels = size_t(snn::getShape(current.getType()).front());
    CommonForm form;
    Integration membrane{ChannelValues(channels, 1), ChannelValues(channels, 1), ChannelValues(channels, 0)};
    if (leaky) {
      membrane = {};
      if (Reason why = readIntegration(leaky.getIntegration(), channels, membrane))
        return why;
    }
    if (synaptic && !synaptic.getPotential().hasOneUse())
      return "has a synaptic current that others read too; one of its own would fit";
    if (synaptic)
      if (Reason why = addCurrent(synaptic, channels, membrane, form))
        return why;
    if (Reason why = leaky ? readFiring(leaky, channels, membrane, form) : readPlain(neurons, channels, form))
      return why;
    if (synaptic && llvm::any_of(form.bias, isNotZero))
      return "rests at another potential (leak) than it is reset to, which takes a bias, but that of cores goes to the "
             "synaptic current; a resting potential that is the reset potential would fit";
    if (leaky && leaky.getTau())
      form.decay = membrane.decay;
    if (synaptic)
      current = synaptic.getCurrent();
    return replace(neurons, synaptic, current, membrane, form);
  }

  /// An integrator whose potentials nothing but the network's result reads. Its unit goes into the weights: potentials
  /// are compared with each other.
  Reason convertReadout(snn::LeakyIntegrateOp op) {
    size_t channels = size_t(snn::getShape(op.getCurrent().getType()).front());
    CommonForm form;
    Integration membrane;
    if (Reason why = readIntegration(op.getIntegration(), channels, membrane))
      return why;
    if (!op.getTau())
      return "integrates without a leak, so nothing bounds its potential, which has so many bits; a time constant "
             "would fit";
    if (!startsAt(op.getInitialAttr(), {}, channels))
      return "has potentials that begin elsewhere than at 0, but those of cores begin there; without an initial value "
             "it "
             "would fit";
    auto synaptic = op.getCurrent().getDefiningOp<snn::LeakyIntegrateOp>();
    if (synaptic && !synaptic.getPotential().hasOneUse())
      return "has a synaptic current that others read too; one of its own would fit";
    if (synaptic)
      if (Reason why = addCurrent(synaptic, channels, membrane, form))
        return why;
    if (synaptic && llvm::any_of(membrane.bias, isNotZero))
      return "rests at another potential (leak) than 0, which takes a bias, but that of cores goes to the synaptic "
             "current; a resting potential of 0 would fit";
    return replaceReadout(op, synaptic, membrane, form);
  }

private:
  /// What a current of 1 adds to a potential goes into the weights, so that potentials are the exporter's. Where others
  /// read the synapses too, potentials are counted in it instead.
  static void takeUnit(OpOperand &reads, const ChannelValues &unit, CommonForm &form) {
    if (llvm::all_of(unit, [](double value) { return value == 1; }))
      return;
    SmallVector<snn::SynapseOpInterface> synapses = ownSynapses(reads.get());
    for (snn::SynapseOpInterface synapse : synapses)
      scaleSynapse(synapse, unit);
    if (synapses.empty())
      for (ChannelValues *values : {&form.threshold, &form.lowerBound, &form.subtract, &form.bias})
        toUnits(*values, unit);
  }

  static Reason replaceReadout(snn::LeakyIntegrateOp op, snn::LeakyIntegrateOp synaptic, const Integration &membrane,
                               const CommonForm &form) {
    Value current = synaptic ? synaptic.getCurrent() : op.getCurrent();
    SmallVector<snn::SynapseOpInterface> synapses = ownSynapses(current);
    if (synapses.empty())
      return "takes a current that does not come from synapses of its own, but its potentials are scaled by their "
             "weights; synapses that no other layer reads would fit";
    // Replacing a synapse leaves the current where it is read.
    OpOperand &reads = synaptic ? synaptic->getOpOperand(0) : op->getOpOperand(0);
    for (snn::SynapseOpInterface synapse : synapses)
      scaleSynapse(synapse, membrane.unit);
    if (llvm::any_of(membrane.bias, isNotZero))
      addBias(ownSynapses(reads.get()).front(), membrane.bias);
    OpBuilder builder(op);
    std::string name = op.getLayerName().str();
    auto readout = snn::IntegrateOp::create(
        builder, op.getLoc(), reads.get(), name.empty() ? StringAttr() : builder.getStringAttr(name),
        toAttribute(membrane.decay, builder, name + ".decay"),
        toAttribute(form.currentDecay, builder, name + ".current_decay"), ElementsAttr(), ElementsAttr());
    for (NamedAttribute attribute : op->getDiscardableAttrs())
      readout->setAttr(attribute.getName(), attribute.getValue());
    op.getPotential().replaceAllUsesWith(readout.getPotential());
    op.erase();
    if (synaptic)
      synaptic.erase();
    remark::passed(readout.getLoc(), remark::RemarkOpts::name("readout").category(DEBUG_TYPE).function(name))
        << remark::metric("hasCurrent", int64_t(synaptic != nullptr));
    return std::nullopt;
  }

  /// Of neurons that do not leak themselves.
  static Reason readPlain(Operation *neurons, size_t channels, CommonForm &form) {
    snn::NeuronParameters parameters = cast<snn::NeuronOpInterface>(neurons).getNeuronParameters();
    if (parameters.signedSpikes)
      return "has signed spikes (negative_spikes) behind a synaptic current; without them it would fit";
    form.threshold = snn::valuesOf<double>(parameters.threshold);
    form.lowerBound = snn::valuesOf<double>(parameters.lowerBound);
    form.subtract = snn::valuesOf<double>(parameters.subtract);
    form.bias.assign(channels, 0);
    return std::nullopt;
  }

  Reason replace(Operation *neurons, snn::LeakyIntegrateOp synaptic, Value current, const Integration &membrane,
                 CommonForm &form) {
    takeUnit(synaptic ? synaptic->getOpOperand(0) : neurons->getOpOperand(0), membrane.unit, form);
    current = (synaptic ? synaptic->getOpOperand(0) : neurons->getOpOperand(0)).get();
    if (llvm::any_of(form.bias, isNotZero)) {
      snn::SynapseOpInterface synapse = ownSynapse(current);
      if (!synapse)
        return "rests at another potential than it is reset to, which takes a bias, but its synapses are read by "
               "others "
               "too; synapses of its own would fit";
      bool isWhole = synapse.getCurrent() == current;
      addBias(synapse, form.bias);
      current = isWhole ? neurons->getOperand(0) : current;
    }
    OpBuilder builder(neurons);
    snn::NeuronParameters parameters;
    std::string name = cast<snn::StatefulOpInterface>(neurons).getLayerName().str();
    parameters.threshold = toAttribute(form.threshold, builder, name + ".threshold");
    parameters.lowerBound = toAttribute(form.lowerBound, builder, name + ".lower_bound");
    parameters.subtract = toAttribute(form.subtract, builder, name + ".subtract");
    parameters.decay = toAttribute(form.decay, builder, name + ".decay");
    parameters.currentDecay = toAttribute(form.currentDecay, builder, name + ".current_decay");
    copyFiring(neurons, parameters);
    auto layer = name.empty() ? StringAttr() : builder.getStringAttr(name);
    auto common = snn::IntegrateFireOp::create(builder, neurons->getLoc(), current, parameters, layer);
    for (NamedAttribute attribute : neurons->getDiscardableAttrs())
      common->setAttr(attribute.getName(), attribute.getValue());
    neurons->getResult(0).replaceAllUsesWith(common.getSpikes());
    neurons->erase();
    if (synaptic)
      synaptic->erase();
    remark::passed(common.getLoc(), remark::RemarkOpts::name("converted").category(DEBUG_TYPE).function(name))
        << remark::metric("hasCurrent", int64_t(synaptic != nullptr));
    return std::nullopt;
  }

  static void copyFiring(Operation *neurons, snn::NeuronParameters &parameters) {
    if (auto leaky = dyn_cast<snn::LeakyIntegrateFireOp>(neurons)) {
      parameters.reset = leaky.getReset();
      parameters.compare = leaky.getCompare();
      parameters.spikesPerStep = leaky.getSpikesPerStep();
      return;
    }
    snn::NeuronParameters from = cast<snn::NeuronOpInterface>(neurons).getNeuronParameters();
    parameters.reset = from.reset;
    parameters.compare = from.compare;
    parameters.spikesPerStep = from.spikesPerStep;
  }
};

/// Whether an integrator is the synaptic current of other layers.
static bool feedsNeurons(snn::LeakyIntegrateOp op) {
  return llvm::any_of(op->getUsers(), [](Operation *user) {
    return isa<snn::IntegrateFireOp, snn::LeakyIntegrateFireOp, snn::LeakyIntegrateOp>(user);
  });
}

struct SnnConvertLeaky : public snnc::impl::SnnConvertLeakyBase<SnnConvertLeaky> {
  void runOnOperation() override {
    TargetAttrInterface target = targetOf(getOperation(), DEBUG_TYPE);
    if (!target)
      return signalPassFailure();
    if (!target.getLimits().hasLeak)
      return;
    SmallVector<Operation *> layers;
    getOperation().walk([&](Operation *op) {
      auto behindCurrent = isa<snn::IntegrateFireOp>(op) && op->getOperand(0).getDefiningOp<snn::LeakyIntegrateOp>();
      auto integrator = dyn_cast<snn::LeakyIntegrateOp>(op);
      bool isReadout = integrator && target.getLimits().hasReadout && !feedsNeurons(integrator);
      if (isa<snn::LeakyIntegrateFireOp>(op) || behindCurrent || isReadout)
        layers.push_back(op);
    });
    bool refused = false; // all layers are told in one run
    for (Operation *op : layers) {
      auto readout = dyn_cast<snn::LeakyIntegrateOp>(op);
      if (Reason why = readout ? Converter().convertReadout(readout) : Converter().convert(op)) {
        op->emitError() << *why;
        refused = true;
      }
    }
    LDBG() << layers.size() << " layers of leaky neurons";
    if (!refused)
      return;
    refuseOthers(target);
    signalPassFailure();
  }

  /// What snn-quantize would refuse besides: it is not reached.
  void refuseOthers(TargetAttrInterface target) {
    for (auto network : getOperation().getOps<snn::NetworkOp>())
      for (Operation &op : network.getBody().front().without_terminator()) {
        if (isa<snn::LeakyIntegrateOp, snn::LeakyIntegrateFireOp>(op))
          continue;
        std::optional<std::string> why = whyNoIntegerForm(&op);
        if (!why)
          why = target.whyNot(&op);
        if (why)
          op.emitError() << *why;
      }
  }
};
} // namespace
