//===- NirNeurons.cpp - neurons, integrators, thresholds ------------------===//
//
// What each type of node with a potential means under the conventions that were chosen.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirImporter.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

/// One operation on two parameters, of which each has one value for each channel or for each neuron.
static Parameter combine(const Parameter &a, const Parameter &b, function_ref<double(double, double)> apply) {
  size_t count = std::max(a.size(), b.size());
  Parameter result(count);
  for (size_t i = 0; i < count; ++i)
    result[i] = apply(a[i / (count / a.size())], b[i / (count / b.size())]);
  return result;
}

static Parameter minus(const Parameter &a, const Parameter &b) {
  return combine(a, b, [](double x, double y) { return x - y; });
}

static bool isZero(const Parameter &values) {
  return llvm::all_of(values, [](double value) { return value == 0; });
}

/// Threshold, reset, start and lower bound, which all neurons have that spike.
LogicalResult Importer::getFiring(const Node &node, ArrayRef<int64_t> shape, LeakyNeuronLayer &layer) {
  FailureOr<Parameter> threshold = getParameter(node, "v_threshold", shape);
  if (failed(threshold))
    return failure();
  for (double theta : *threshold)
    if (theta <= 0)
      return fail(node) << "v_threshold must be greater than 0, is " << formatNumber(theta);
  layer.threshold = *threshold;
  layer.compare = conventions.compare;
  layer.spikesPerStep = conventions.spikes;
  bool hasReset = find(node, "v_reset");
  layer.reset = conventions.reset.value_or(hasReset ? snn::Reset::Zero : snn::Reset::Subtract);
  if (layer.reset == snn::Reset::Zero && hasReset) {
    FailureOr<Parameter> reset = getParameter(node, "v_reset", shape);
    if (failed(reset))
      return failure();
    if (!isZero(*reset)) {
      if (!llvm::all_of(minus(*threshold, *reset), [](double distance) { return distance > 0; }))
        return fail(node) << "v_reset must be below v_threshold, else a neuron fires for ever";
      layer.resetPotential = *reset;
      if (conventions.startsAtReset)
        layer.initial = *reset;
    }
  }
  if (conventions.lowerBound == LowerBound::Value)
    layer.lowerBound = Parameter(shape.front(), conventions.lowerBoundValue);
  if (conventions.lowerBound == LowerBound::MinusThreshold)
    layer.lowerBound = minus(Parameter(1, 0), *threshold);
  return success();
}

/// Where all neurons of a channel are alike, and start where they are reset to, an integrate-and-fire neuron does the
/// same: potentials are counted from v_reset then.
static std::optional<NeuronLayer> asIntegrateFire(const LeakyNeuronLayer &layer, int64_t channels) {
  NeuronLayer plain;
  plain.threshold = layer.threshold;
  plain.lowerBound = layer.lowerBound;
  plain.reset = layer.reset;
  plain.compare = layer.compare;
  plain.spikesPerStep = layer.spikesPerStep;
  if (layer.resetPotential) {
    if (!layer.initial)
      return std::nullopt;
    plain.threshold = minus(plain.threshold, *layer.resetPotential);
    if (plain.lowerBound)
      plain.lowerBound = minus(*plain.lowerBound, *layer.resetPotential);
  }
  bool isAlike = static_cast<int64_t>(plain.threshold.size()) == channels &&
                 (!plain.lowerBound || static_cast<int64_t>(plain.lowerBound->size()) == channels);
  return isAlike ? std::optional(plain) : std::nullopt;
}

FailureOr<Signal> Importer::buildIntegrateFire(const Node &node, const Signal &source) {
  ArrayRef<int64_t> shape = source.getShape();
  LeakyNeuronLayer layer;
  FailureOr<std::vector<double>> resistance = getChannels(node, "r", shape);
  if (failed(getFiring(node, shape, layer)) || failed(resistance))
    return failure();
  // v += dt * r * x: the factor goes into the synapse.
  std::vector<double> factors = *resistance;
  for (double &factor : factors)
    factor *= conventions.scalesIfByDt ? conventions.dt : 1;
  FailureOr<Value> current = settle(node.name, multiply(source, factors));
  if (failed(current))
    return failure();
  FailureOr<Value> spikes = failure();
  if (std::optional<NeuronLayer> plain = asIntegrateFire(layer, shape.front())) {
    if (layer.resetPotential)
      assumptions.push_back("node '" + node.name + "': potentials are counted from v_reset");
    spikes = builder.neurons(node.name, *current, *plain);
  } else {
    spikes = builder.leakyNeurons(node.name, *current, layer);
  }
  return failed(spikes) ? FailureOr<Signal>(failure()) : Signal(*spikes);
}

/// The time constants of a layer that leaks; nothing where all are endless, for then none does. Beside finite ones an
/// endless one is the greatest f32, by which 1 - dt/tau and exp(-dt/tau) are 1 as well.
static std::optional<Parameter> getLeakingTau(Parameter tau) {
  if (llvm::all_of(tau, [](double value) { return std::isinf(value); }))
    return std::nullopt;
  for (double &value : tau)
    value = std::min<double>(value, std::numeric_limits<float>::max());
  return tau;
}

/// Time constant, resistance and leak of a membrane.
LogicalResult Importer::getIntegration(const Node &node, const std::string &tau, ArrayRef<int64_t> shape,
                                       LeakyIntegrationLayer &layer) {
  FailureOr<Parameter> time = getParameter(node, tau, shape), resistance = getParameter(node, "r", shape),
                       leak = getParameter(node, "v_leak", shape);
  if (failed(time) || failed(resistance) || failed(leak))
    return failure();
  for (double value : *time)
    if (value <= 0)
      return fail(node) << tau << " must be greater than 0, is " << formatNumber(value);
  layer.dt = conventions.dt;
  layer.decay = conventions.decay;
  layer.tau = getLeakingTau(*time);
  layer.unscaled = conventions.unscaled;
  if (conventions.unscaled)
    return success();
  layer.resistance = *resistance;
  if (!isZero(*leak))
    layer.leak = *leak;
  return success();
}

/// The current of CubaLIF and CubaLI: an integrator of its own.
FailureOr<Value> Importer::buildSynapticCurrent(const Node &node, Value source) {
  ArrayRef<int64_t> shape = snn::getShape(source.getType());
  LeakyIntegrationLayer layer;
  FailureOr<Parameter> time = getParameter(node, "tau_syn", shape);
  if (failed(time))
    return failure();
  for (double value : *time)
    if (value <= 0)
      return fail(node) << "tau_syn must be greater than 0, is " << formatNumber(value);
  layer.dt = conventions.dt;
  layer.decay = conventions.decay;
  layer.order = conventions.currentOrder;
  layer.unscaled = conventions.unscaledCurrent;
  layer.tau = getLeakingTau(*time);
  // 0.2 has no w_in.
  if (!layer.unscaled && find(node, "w_in")) {
    FailureOr<Parameter> weight = getParameter(node, "w_in", shape);
    if (failed(weight))
      return failure();
    layer.resistance = *weight;
  }
  return builder.leakyIntegrator(node.name + ".current", source, layer);
}

FailureOr<Signal> Importer::buildLeakyFire(const Node &node, const Signal &source) {
  bool hasCurrent = node.type == "CubaLIF";
  ArrayRef<int64_t> shape = source.getShape();
  LeakyNeuronLayer layer;
  if (failed(getIntegration(node, hasCurrent ? "tau_mem" : "tau", shape, layer)) ||
      failed(getFiring(node, shape, layer)))
    return failure();
  // A reset to 0 at the start of the next step is one at the end of this step, but for a neuron that feeds itself, and
  // for one behind a synaptic current: that is reset once it has taken up the current of the next step.
  layer.delayedReset =
      conventions.resetsNextStep && (layer.reset == snn::Reset::Subtract || hasCurrent || feedThemselves.count(&node));
  if (layer.delayedReset && layer.reset == snn::Reset::Zero)
    assumptions.push_back("node '" + node.name + "' " + (hasCurrent ? "has a synaptic current" : "feeds itself") +
                          ": the input of the step after a spike is lost with its reset");
  FailureOr<Value> current = settle(node.name, source);
  if (succeeded(current) && hasCurrent)
    current = buildSynapticCurrent(node, *current);
  if (failed(current))
    return failure();
  // Without a leak it does not matter in which of two steps the threshold is taken away.
  bool isPlain = !layer.tau && !(layer.delayedReset && layer.reset == snn::Reset::Zero);
  std::optional<NeuronLayer> plain = isPlain ? asIntegrateFire(layer, shape.front()) : std::nullopt;
  if (!layer.tau)
    assumptions.push_back("node '" + node.name + "' has an endless time constant: its neurons do not leak");
  FailureOr<Value> spikes =
      plain ? builder.neurons(node.name, *current, *plain) : builder.leakyNeurons(node.name, *current, layer);
  return failed(spikes) ? FailureOr<Signal>(failure()) : Signal(*spikes);
}

FailureOr<Signal> Importer::buildIntegrator(const Node &node, const Signal &source) {
  bool hasCurrent = node.type == "CubaLI";
  ArrayRef<int64_t> shape = source.getShape();
  LeakyIntegrationLayer layer;
  if (node.type == "I") {
    FailureOr<Parameter> resistance = getParameter(node, "r", shape);
    if (failed(resistance))
      return failure();
    layer.dt = conventions.dt;
    layer.resistance = *resistance;
  } else if (failed(getIntegration(node, hasCurrent ? "tau_mem" : "tau", shape, layer))) {
    return failure();
  }
  if (node.type == "LI")
    layer.order = conventions.integratorOrder;
  FailureOr<Value> current = settle(node.name, source);
  if (succeeded(current) && hasCurrent)
    current = buildSynapticCurrent(node, *current);
  if (failed(current))
    return failure();
  FailureOr<Value> potential = builder.leakyIntegrator(node.name, *current, layer);
  return failed(potential) ? FailureOr<Signal>(failure()) : Signal(*potential);
}

FailureOr<Signal> Importer::buildThreshold(const Node &node, const Signal &source) {
  FailureOr<Parameter> threshold = getParameter(node, "threshold", source.getShape());
  FailureOr<Value> current = settle(node.name, source);
  if (failed(threshold) || failed(current))
    return failure();
  FailureOr<Value> spikes = builder.threshold(node.name, *current, *threshold, conventions.compare);
  return failed(spikes) ? FailureOr<Signal>(failure()) : Signal(*spikes);
}
