//===- LeakyNeurons.cpp - neurons that leak, thresholds -------------------===//
//
// The dialect's definition to the letter: the factors of a step are computed once, in double, and each of their
// products rounds to float as the definition orders them.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/LeakyNeurons.h"
#include "dialect/snn/Elements.h"
#include <algorithm>
#include <cmath>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

/// A parameter for each neuron, in the order of a current ([y][x][channel]): from one for each channel, from one for
/// each neuron in the order of the network, or from none.
static std::vector<float> spread(mlir::ElementsAttr attr, Shape shape, float absent) {
  std::vector<float> neurons(shape.size(), absent);
  if (!attr)
    return neurons;
  std::vector<float> values = *snn::readElements<float>(attr);
  bool isOfChannels = attr.getShapedType().getRank() == 1;
  size_t neuron = 0;
  for (uint32_t y = 0; y < shape.height; ++y)
    for (uint32_t x = 0; x < shape.width; ++x)
      for (uint32_t channel = 0; channel < shape.channels; ++channel)
        neurons[neuron++] = values[isOfChannels ? channel : shape.index(channel, y, x)];
  return neurons;
}

namespace {

/// The state of all neurons of a layer, and how it takes up a current.
class Integration {
public:
  Integration(const snn::LeakyIntegration &p, Shape shape)
      : order(p.order), isEuler(p.decay == snn::Decay::Euler), unscaled(p.unscaled), leaks(p.tau != nullptr),
        factor(shape.size(), 1), rate(shape.size(), static_cast<float>(p.dt)),
        resistance(spread(p.resistance, shape, 1)), leak(spread(p.leak, shape, 0)),
        initial(spread(p.initial, shape, 0)) {
    if (!leaks)
      return;
    std::vector<float> tau = spread(p.tau, shape, 1);
    for (size_t i = 0; i < tau.size(); ++i) {
      double steps = p.dt / tau[i], kept = isEuler ? 1 - steps : std::exp(-steps);
      factor[i] = static_cast<float>(kept);
      rate[i] = static_cast<float>(isEuler ? steps : -std::expm1(-steps));
    }
  }

  void reset(std::vector<float> &state) const { state = initial; }

  /// What the layer gives; `next` is the state for the next step.
  float update(size_t i, float v, float x, float &next) const {
    float input = resistance[i] * x;
    if (order == snn::DecayOrder::BeforeInput)
      return next = decayAndAdd(i, v, input);
    float u = unscaled ? input : rate[i] * input;
    float sum = v + u;
    next = leaks ? factor[i] * sum + rate[i] * leak[i] : sum;
    return order == snn::DecayOrder::AfterInput ? next : sum;
  }

private:
  float decayAndAdd(size_t i, float v, float input) const {
    if (!leaks)
      return v + (unscaled ? input : rate[i] * input);
    if (!isEuler)
      return (factor[i] * v + rate[i] * leak[i]) + (unscaled ? input : rate[i] * input);
    if (unscaled)
      return (v + rate[i] * (leak[i] - v)) + input;
    return v + rate[i] * ((leak[i] - v) + input);
  }

  const snn::DecayOrder order;
  const bool isEuler, unscaled, leaks;
  std::vector<float> factor; ///< of the state in a step
  std::vector<float> rate;   ///< 1 - factor, or the time step where nothing leaks
  const std::vector<float> resistance, leak, initial;
};

class IntegratorStage final : public RecordedStage<float> {
public:
  IntegratorStage(size_t source, size_t result, snn::LeakyIntegrateOp op, Shape shape)
      : RecordedStage(source, result), shape(shape), integration(op.getIntegration(), shape) {
    reset();
  }

  void reset() override { integration.reset(state); }

  void run(std::vector<Value<float>> &values) override {
    const std::vector<float> &current = values[source].current;
    std::vector<float> &potential = values[result].current;
    potential.resize(shape.size());
    for (size_t i = 0; i < potential.size(); ++i)
      potential[i] = integration.update(i, state[i], current[i], state[i]);
    if (!traces)
      return;
    trace.resize(shape.size());
    size_t i = 0;
    for (uint32_t y = 0; y < shape.height; ++y)
      for (uint32_t x = 0; x < shape.width; ++x)
        for (uint32_t channel = 0; channel < shape.channels; ++channel, ++i) {
          size_t index = shape.index(channel, y, x);
          trace.integrated[index] = potential[i];
          trace.count[index] = 0;
          trace.stored[index] = state[i];
        }
  }

private:
  const Shape shape;
  const Integration integration;
  std::vector<float> state;
};

class LeakyNeuronStage final : public RecordedStage<float> {
public:
  LeakyNeuronStage(size_t source, size_t result, snn::LeakyIntegrateFireOp op, Shape shape)
      : RecordedStage(source, result), shape(shape), integration(op.getIntegration(), shape),
        subtracts(op.getReset() == snn::Reset::Subtract), isStrict(op.getCompare() == snn::Compare::Greater),
        firesOnce(!subtracts || op.getSpikesPerStep() == snn::SpikesPerStep::One), isDelayed(op.getDelayedReset()),
        threshold(spread(op.getThreshold(), shape, 1)),
        subtract(op.getSubtractAttr() ? spread(op.getSubtractAttr(), shape, 0) : threshold),
        resetPotential(spread(op.getResetPotentialAttr(), shape, 0)),
        lowerBound(op.getLowerBoundAttr() ? spread(op.getLowerBoundAttr(), shape, 0) : std::vector<float>()) {
    reset();
  }

  void reset() override {
    integration.reset(state);
    last.assign(isDelayed ? shape.size() : 0, 0);
  }

  void run(std::vector<Value<float>> &values) override {
    const std::vector<float> &current = values[source].current;
    std::vector<Spike> &spikes = values[result].spikes;
    spikes.clear();
    if (traces)
      trace.resize(shape.size());
    size_t neuron = 0;
    for (uint32_t y = 0; y < shape.height; ++y)
      for (uint32_t x = 0; x < shape.width; ++x)
        for (uint32_t channel = 0; channel < shape.channels; ++channel, ++neuron) {
          float integrated;
          int32_t count = update(neuron, current[neuron], integrated);
          if (count) {
            spikes.push_back({channel, y, x, count});
            fired += count;
          }
          if (!traces)
            continue;
          size_t index = shape.index(channel, y, x);
          trace.integrated[index] = integrated;
          trace.count[index] = count;
          trace.stored[index] = state[neuron];
        }
  }

private:
  float afterSpikes(size_t i, float v, int32_t count) const {
    return subtracts ? v - static_cast<float>(count) * subtract[i] : resetPotential[i];
  }

  int32_t update(size_t i, float x, float &integrated) {
    float v;
    integration.update(i, state[i], x, v);
    if (isDelayed && last[i])
      v = afterSpikes(i, v, last[i]);
    if (!lowerBound.empty())
      v = std::max(v, lowerBound[i]);
    integrated = v;
    int32_t count = 0;
    if (isStrict ? v > threshold[i] : v >= threshold[i]) {
      if (firesOnce)
        count = 1;
      else
        count = this->takeCount(isStrict ? std::ceil(v / threshold[i]) - 1 : std::floor(v / threshold[i]));
    }
    if (isDelayed)
      last[i] = count;
    state[i] = count && !isDelayed ? afterSpikes(i, v, count) : v;
    return count;
  }

  const Shape shape;
  const Integration integration;
  const bool subtracts, isStrict, firesOnce, isDelayed;
  const std::vector<float> threshold, subtract, resetPotential;
  const std::vector<float> lowerBound; ///< empty: none
  std::vector<float> state;
  std::vector<int32_t> last; ///< counts of the step before, where the reset is delayed
};

class ThresholdStage final : public Stage<float> {
public:
  ThresholdStage(size_t source, size_t result, snn::ThresholdOp op)
      : Stage(source, result), threshold(*snn::readElements<float>(op.getThreshold())),
        isOfChannels(op.getThreshold().getShapedType().getRank() == 1),
        isStrict(op.getCompare() == snn::Compare::Greater) {}

  void run(std::vector<Value<float>> &values) override {
    const std::vector<float> &current = values[source].current;
    const Shape &shape = values[source].shape;
    std::vector<Spike> &spikes = values[result].spikes;
    spikes.clear();
    size_t i = 0;
    for (uint32_t y = 0; y < shape.height; ++y)
      for (uint32_t x = 0; x < shape.width; ++x)
        for (uint32_t channel = 0; channel < shape.channels; ++channel, ++i) {
          float theta = threshold[isOfChannels ? channel : shape.index(channel, y, x)];
          if (isStrict ? current[i] > theta : current[i] >= theta)
            spikes.push_back({channel, y, x, 1});
        }
  }

private:
  const std::vector<float> threshold;
  const bool isOfChannels, isStrict;
};

} // namespace

std::unique_ptr<RecordedStage<float>> reference::makeLeakyStage(mlir::Operation *op, size_t source, size_t result,
                                                                Shape shape) {
  if (auto integrator = llvm::dyn_cast<snn::LeakyIntegrateOp>(op))
    return std::make_unique<IntegratorStage>(source, result, integrator, shape);
  if (auto neurons = llvm::dyn_cast<snn::LeakyIntegrateFireOp>(op))
    return std::make_unique<LeakyNeuronStage>(source, result, neurons, shape);
  return nullptr;
}

std::unique_ptr<Stage<float>> reference::makeThresholdStage(snn::ThresholdOp op, size_t source, size_t result) {
  return std::make_unique<ThresholdStage>(source, result, op);
}
