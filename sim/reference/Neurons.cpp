//===- Neurons.cpp - integrate-and-fire neurons ---------------------------===//
//
// The float neuron is the specification to the letter: the subtraction belongs to the next step, and the order of the
// operations is fixed, for each rounds. The integer neuron subtracts and decays at once, which in exact arithmetic is
// the same.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/Neurons.h"
#include <algorithm>
#include <cmath>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

template <typename T>
NeuronStage<T>::NeuronStage(size_t source, size_t result, Parameters<T> parameters, Shape shape)
    : RecordedStage<T>(source, result), parameters(std::move(parameters)), shape(shape) {
  if (std::is_integral_v<T> && this->parameters.maxCount && !this->parameters.firesOnce())
    this->capped = 0;
  reset();
}

template <typename T> void NeuronStage<T>::reset() {
  potential.assign(shape.size(), 0);
  current.assign(parameters.currentDecay.empty() ? 0 : shape.size(), 0);
  last.assign(std::is_floating_point_v<T> ? shape.size() : 0, 0);
}

/// The value modulo 2^bits that a signed integer of so many bits holds.
static int32_t wrap(int64_t value, unsigned bits) {
  uint64_t mask = (uint64_t(1) << bits) - 1, sign = uint64_t(1) << (bits - 1);
  return static_cast<int32_t>(static_cast<int64_t>((static_cast<uint64_t>(value) & mask) ^ sign) -
                              static_cast<int64_t>(sign));
}

/// What a decay of `m` / 4096 leaves: towards 0.
static int32_t decayed(int32_t value, int32_t m) {
  int64_t left = std::abs(int64_t(value)) * m / snn::kDecayOne;
  return static_cast<int32_t>(value < 0 ? -left : left);
}

template <typename T> int32_t NeuronStage<T>::toPotential(int64_t sum) {
  int32_t v = wrap(sum, parameters.bits);
  this->wrapped |= parameters.isProved && v != sum;
  return v;
}

template <> float NeuronStage<float>::takeCurrent(size_t neuron, uint32_t channel, float input) {
  if (current.empty())
    return input;
  return current[neuron] = parameters.currentDecay[channel] * current[neuron] + input;
}

template <> int32_t NeuronStage<int32_t>::takeCurrent(size_t neuron, uint32_t channel, int32_t input) {
  if (current.empty())
    return input;
  int32_t j = toPotential(int64_t(current[neuron]) + input);
  current[neuron] = decayed(j, parameters.currentDecay[channel]);
  return j;
}

template <> float NeuronStage<float>::storedPotential(size_t neuron, uint32_t channel) const {
  if (parameters.isReadout)
    return potential[neuron];
  if (parameters.reset == snn::Reset::Zero)
    return last[neuron] ? 0.0f : potential[neuron];
  return potential[neuron] - static_cast<float>(last[neuron]) * parameters.subtract[channel];
}

template <> int32_t NeuronStage<float>::update(size_t neuron, uint32_t channel, float input, float &integrated) {
  float v = potential[neuron];
  int32_t a = last[neuron];
  if (parameters.isReadout) {
    potential[neuron] = integrated = input + (parameters.decay.empty() ? v : parameters.decay[channel] * v);
    return 0;
  }
  if (!parameters.decay.empty())
    v = input + parameters.decay[channel] * storedPotential(neuron, channel);
  else if (parameters.reset == snn::Reset::Subtract)
    v = (input + v) - static_cast<float>(a) * parameters.subtract[channel];
  else
    v = input + (a == 0 ? v : 0.0f);
  if (!parameters.lowerBound.empty())
    v = std::max(v, parameters.lowerBound[channel]);
  potential[neuron] = integrated = v;

  float threshold = parameters.threshold[channel];
  bool isStrict = parameters.compare == snn::Compare::Greater;
  int32_t count = 0;
  if (parameters.isSigned()) {
    count = this->takeCount(std::trunc(v / threshold));
  } else if (isStrict ? v > threshold : v >= threshold) {
    if (parameters.firesOnce())
      count = 1;
    else
      count = this->takeCount(isStrict ? std::ceil(v / threshold) - 1 : std::floor(v / threshold));
  }
  return last[neuron] = count;
}

template <> int32_t NeuronStage<int32_t>::update(size_t neuron, uint32_t channel, int32_t input, int32_t &integrated) {
  int32_t v = toPotential(int64_t(potential[neuron]) + input);
  if (parameters.isReadout) {
    integrated = v;
    potential[neuron] = parameters.decay.empty() ? v : decayed(v, parameters.decay[channel]);
    return 0;
  }
  if (!parameters.lowerBound.empty())
    v = std::max(v, parameters.lowerBound[channel]);
  integrated = v;

  int32_t threshold = parameters.threshold[channel];
  bool isStrict = parameters.compare == snn::Compare::Greater;
  int64_t count = 0;
  if (parameters.isSigned()) {
    int64_t most = parameters.maxCount.value_or(INT64_MAX);
    count = std::clamp<int64_t>(v / threshold, -most, most);
    noteCap(count != v / threshold);
    v = toPotential(v - count * parameters.subtract[channel]);
  } else if (isStrict ? v > threshold : v >= threshold) {
    int64_t unlimited = isStrict ? (v - 1) / threshold : v / threshold;
    count = parameters.firesOnce() ? 1 : std::min(unlimited, parameters.maxCount.value_or(unlimited));
    noteCap(count < unlimited);
    v = parameters.reset == snn::Reset::Zero ? 0 : toPotential(v - count * parameters.subtract[channel]);
  }
  if (parameters.upper)
    v = static_cast<int32_t>(std::min<int64_t>(v, *parameters.upper));
  potential[neuron] = parameters.decay.empty() ? v : decayed(v, parameters.decay[channel]);
  return static_cast<int32_t>(count);
}

template <> int32_t NeuronStage<int32_t>::storedPotential(size_t neuron, uint32_t) const { return potential[neuron]; }

/// What a decay leaves until the next step, as records tell it: integers have decayed already.
static float leftOf(const std::vector<float> &decay, uint32_t channel) { return decay.empty() ? 1 : decay[channel]; }
static int32_t leftOf(const std::vector<int32_t> &, uint32_t) { return 1; }

template <typename T> void NeuronStage<T>::run(std::vector<Value<T>> &values) {
  const std::vector<T> &inflow = values[this->source].current;
  std::vector<Spike> &spikes = values[this->result].spikes;
  std::vector<T> &potentials = values[this->result].current; // what a readout hands on
  spikes.clear();
  potentials.resize(parameters.isReadout ? shape.size() : 0);
  Trace *trace = this->trace;
  if (trace)
    trace->resize(shape.size(), !current.empty());
  size_t neuron = 0;
  for (uint32_t y = 0; y < shape.height; ++y)
    for (uint32_t x = 0; x < shape.width; ++x)
      for (uint32_t channel = 0; channel < shape.channels; ++channel, ++neuron) {
        T integrated;
        int32_t count = update(neuron, channel, takeCurrent(neuron, channel, inflow[neuron]), integrated);
        if (parameters.isReadout)
          potentials[neuron] = integrated;
        if (count) {
          spikes.push_back({channel, y, x, count});
          this->fired += std::abs(int64_t(count));
        }
        if (trace) {
          size_t index = shape.index(channel, y, x);
          trace->integrated[index] = integrated;
          trace->count[index] = count;
          trace->stored[index] = storedPotential(neuron, channel) * leftOf(parameters.decay, channel);
          if (!current.empty())
            trace->current[index] = current[neuron] * leftOf(parameters.currentDecay, channel);
        }
      }
}

template class reference::NeuronStage<float>;
template class reference::NeuronStage<int32_t>;
