//===- Neurons.cpp - integrate-and-fire neurons ---------------------------===//
//
// The float neuron is the specification to the letter: the subtraction belongs to the next step, and the order of the
// operations is fixed, for each rounds. The integer neuron subtracts and decays at once, which in exact arithmetic is
// the same.
//
// The channels of a pixel are integrated side by side, in loops without branches; then those that reach their threshold
// fire one by one, for they are few.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/Neurons.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

template <typename T>
NeuronStage<T>::NeuronStage(size_t source, size_t result, Parameters<T> given, Shape shape)
    : RecordedStage<T>(source, result), parameters(std::move(given)), shape(shape), pixels(shape.height * shape.width) {
  if (std::is_integral_v<T> && parameters.maxCount && !parameters.firesOnce())
    this->capped = 0;
  if (parameters.lowerBound.empty()) // the least value bounds nothing
    parameters.lowerBound.assign(shape.channels, std::numeric_limits<T>::has_infinity
                                                     ? -std::numeric_limits<T>::infinity()
                                                     : std::numeric_limits<T>::lowest());
  isEventDriven = restsWithoutInput();
  firedPixels.resize(pixels);
  input.resize(parameters.currentDecay.empty() ? 0 : shape.channels);
  reset();
}

template <typename T> void NeuronStage<T>::reset() {
  potential.assign(shape.size(), 0);
  current.assign(parameters.currentDecay.empty() ? 0 : shape.size(), 0);
  last.assign(std::is_floating_point_v<T> ? shape.size() : 0, 0);
  firedPixels.clear();
  mustVisitAll = true; // a bound or a threshold may not hold for a potential of 0
}

/// Without a leak a potential stays, but for what bounds it and what 0 times a parameter is.
template <> bool NeuronStage<float>::restsWithoutInput() const {
  if (parameters.isReadout || !parameters.decay.empty() || !parameters.currentDecay.empty())
    return false;
  auto isFinite = [](float value) { return std::isfinite(value); };
  // A bound of -0 would become 0 in the step after.
  auto isPlain = [](float bound) { return bound != 0 || !std::signbit(bound); };
  return std::all_of(parameters.subtract.begin(), parameters.subtract.end(), isFinite) &&
         std::all_of(parameters.lowerBound.begin(), parameters.lowerBound.end(), isPlain);
}

template <> bool NeuronStage<int32_t>::restsWithoutInput() const {
  if (parameters.isReadout || !parameters.decay.empty() || !parameters.currentDecay.empty())
    return false;
  // What does not fire is stored as it is.
  int64_t upper = parameters.upper.value_or(INT32_MAX);
  for (uint32_t channel = 0; channel < shape.channels; ++channel)
    if (upper < parameters.threshold[channel] || upper < parameters.lowerBound[channel])
      return false;
  return true;
}

//===----------------------------------------------------------------------===//
// Integers of some bits
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Integration
//===----------------------------------------------------------------------===//

template <> float NeuronStage<float>::takeCurrent(size_t neuron, uint32_t channel, float input) {
  return current[neuron] = parameters.currentDecay[channel] * current[neuron] + input;
}

template <> int32_t NeuronStage<int32_t>::takeCurrent(size_t neuron, uint32_t channel, int32_t input) {
  int32_t j = toPotential(int64_t(current[neuron]) + input);
  current[neuron] = decayed(j, parameters.currentDecay[channel]);
  return j;
}

template <> float NeuronStage<float>::afterSpikes(float v, int32_t count, uint32_t channel) const {
  if (parameters.reset == snn::Reset::Zero)
    return count ? 0.0f : v;
  return v - static_cast<float>(count) * parameters.subtract[channel];
}

template <typename T> template <typename Sum> bool NeuronStage<T>::integrateBy(size_t first, Sum sum) {
  T *__restrict v = &potential[first];
  const T *__restrict threshold = parameters.threshold.data(), *__restrict bound = parameters.lowerBound.data();
  const uint32_t channels = shape.channels;
  int32_t reached = 0;
  for (uint32_t channel = 0; channel < channels; ++channel) {
    v[channel] = std::max<T>(sum(channel, v[channel]), bound[channel]);
    reached |= v[channel] >= threshold[channel];
  }
  return reached || parameters.isSigned();
}

template <> bool NeuronStage<float>::integrate(size_t first, const float *inflow) {
  const float *__restrict in = inflow, *__restrict subtract = parameters.subtract.data();
  int32_t *__restrict counts = &last[first];
  if (parameters.isReadout) {
    for (uint32_t c = 0; c < shape.channels; ++c) {
      float &v = potential[first + c];
      v = in[c] + (parameters.decay.empty() ? v : parameters.decay[c] * v);
    }
    return false;
  }
  if (!parameters.decay.empty())
    return integrateBy(first, [&](uint32_t c, float v) {
      return in[c] + parameters.decay[c] * afterSpikes(v, std::exchange(counts[c], 0), c);
    });
  if (parameters.reset == snn::Reset::Subtract)
    return integrateBy(first, [=](uint32_t c, float v) {
      return (in[c] + v) - static_cast<float>(std::exchange(counts[c], 0)) * subtract[c];
    });
  return integrateBy(first, [=](uint32_t c, float v) { return in[c] + (std::exchange(counts[c], 0) == 0 ? v : 0.0f); });
}

/// The sums are taken modulo 2^32, and then modulo 2^bits; what either takes away shows in `lost`.
template <> bool NeuronStage<int32_t>::integrate(size_t first, const int32_t *inflow) {
  const int32_t *__restrict in = inflow;
  unsigned unused = 32 - parameters.bits;
  uint32_t lost = 0;
  auto sum = [=, &lost](uint32_t c, int32_t v) {
    uint32_t sum = static_cast<uint32_t>(v) + static_cast<uint32_t>(in[c]);
    int32_t held = static_cast<int32_t>(sum << unused) >> unused;
    uint32_t overflow = (sum ^ static_cast<uint32_t>(v)) & (sum ^ static_cast<uint32_t>(in[c])) & (uint32_t(1) << 31);
    lost |= (static_cast<uint32_t>(held) ^ sum) | overflow;
    return held;
  };
  bool reached = false;
  if (!parameters.isReadout)
    reached = integrateBy(first, sum);
  else
    for (uint32_t c = 0; c < shape.channels; ++c)
      potential[first + c] = sum(c, potential[first + c]);
  this->wrapped |= parameters.isProved && lost;
  return reached;
}

//===----------------------------------------------------------------------===//
// Firing
//===----------------------------------------------------------------------===//

template <> int32_t NeuronStage<float>::fire(size_t neuron, uint32_t channel) {
  float v = potential[neuron], threshold = parameters.threshold[channel];
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

template <> int32_t NeuronStage<int32_t>::fire(size_t neuron, uint32_t channel) {
  int32_t v = potential[neuron], threshold = parameters.threshold[channel];
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
  potential[neuron] = v;
  return static_cast<int32_t>(count);
}

template <typename T> void NeuronStage<T>::firePixel(size_t pixel, std::vector<Spike> &spikes) {
  size_t first = pixel * shape.channels;
  uint32_t y = uint32_t(pixel) / shape.width, x = uint32_t(pixel) % shape.width;
  for (uint32_t channel = 0; channel < shape.channels; ++channel) {
    if (potential[first + channel] < parameters.threshold[channel] && !parameters.isSigned())
      continue;
    int32_t count = fire(first + channel, channel);
    if (!count)
      continue;
    spikes.push_back({channel, y, x, count});
    this->fired += std::abs(int64_t(count));
    firedPixels.insert(pixel);
    if (this->traces)
      this->trace.count[channel * pixels + pixel] = count;
  }
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

template <> void NeuronStage<float>::settle(size_t) {}

template <> void NeuronStage<int32_t>::settle(size_t first) {
  for (uint32_t channel = 0; channel < shape.channels; ++channel) {
    int32_t &v = potential[first + channel];
    if (parameters.upper && !parameters.isReadout)
      v = static_cast<int32_t>(std::min<int64_t>(v, *parameters.upper));
    if (!parameters.decay.empty())
      v = decayed(v, parameters.decay[channel]);
  }
}

template <> float NeuronStage<float>::storedPotential(size_t neuron, uint32_t channel) const {
  return parameters.isReadout ? potential[neuron] : afterSpikes(potential[neuron], last[neuron], channel);
}

template <> int32_t NeuronStage<int32_t>::storedPotential(size_t neuron, uint32_t) const { return potential[neuron]; }

/// What a decay leaves until the next step, as records tell it: integers have decayed already.
static float leftOf(const std::vector<float> &decay, uint32_t channel) { return decay.empty() ? 1 : decay[channel]; }
static int32_t leftOf(const std::vector<int32_t> &, uint32_t) { return 1; }

template <typename T> void NeuronStage<T>::traceIntegrated(size_t pixel) {
  for (uint32_t channel = 0; channel < shape.channels; ++channel) {
    this->trace.integrated[channel * pixels + pixel] = potential[pixel * shape.channels + channel];
    this->trace.count[channel * pixels + pixel] = 0;
  }
}

template <typename T> void NeuronStage<T>::traceStored(size_t pixel) {
  for (uint32_t channel = 0; channel < shape.channels; ++channel) {
    size_t index = channel * pixels + pixel, neuron = pixel * shape.channels + channel;
    this->trace.stored[index] = storedPotential(neuron, channel) * leftOf(parameters.decay, channel);
    if (!current.empty())
      this->trace.current[index] = current[neuron] * leftOf(parameters.currentDecay, channel);
  }
}

template <typename T> void NeuronStage<T>::update(size_t pixel, const T *inflow, Value<T> &out) {
  size_t first = pixel * shape.channels;
  const T *in = inflow + first;
  if (!current.empty()) {
    for (uint32_t channel = 0; channel < shape.channels; ++channel)
      input[channel] = takeCurrent(first + channel, channel, in[channel]);
    in = input.data();
  }
  bool mayFire = integrate(first, in);
  if (parameters.isReadout)
    std::copy_n(&potential[first], shape.channels, &out.current[first]);
  if (this->traces)
    traceIntegrated(pixel);
  if (mayFire)
    firePixel(pixel, out.spikes);
  if (!isEventDriven)
    settle(first);
  if (this->traces)
    traceStored(pixel);
}

template <typename T> void NeuronStage<T>::run(std::vector<Value<T>> &values) {
  const Value<T> &in = values[this->source];
  Value<T> &out = values[this->result];
  out.spikes.clear();
  out.current.resize(parameters.isReadout ? shape.size() : 0);
  if (this->traces)
    this->trace.resize(shape.size(), !current.empty());
  bool lacksTrace = this->traces && !isTraceKept;
  isTraceKept = this->traces;
  auto visit = [&](size_t pixel) { update(pixel, in.current.data(), out); };
  if (isEventDriven && in.isSparse && !mustVisitAll && !lacksTrace)
    return firedPixels.takeWith(&in.reached, visit);
  mustVisitAll = false;
  firedPixels.clear();
  for (size_t pixel = 0; pixel < pixels; ++pixel)
    visit(pixel);
}

template class reference::NeuronStage<float>;
template class reference::NeuronStage<int32_t>;
