//===- Neurons.cpp - integrate-and-fire neurons ---------------------------===//
//
// The float neuron is the specification to the letter: the subtraction belongs to the next step, and the order of the
// operations is fixed, for each rounds. The integer neuron subtracts and decays at once, which in exact arithmetic is
// the same.
//
// Potentials are integrated side by side, in loops without branches; then those that have reached their threshold
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
    : RecordedStage<T>(source, result), parameters(std::move(given)), shape(shape), pixels(shape.height * shape.width),
      integrateVisited(chooseIntegrate(shape.channels)), wordsOfPixel((shape.channels + wordSize - 1) / wordSize) {
  if (std::is_integral_v<T> && parameters.maxCount && !parameters.firesOnce())
    this->capped = 0;
  if (parameters.lowerBound.empty()) // the least value bounds nothing
    parameters.lowerBound.assign(shape.channels, std::numeric_limits<T>::has_infinity
                                                     ? -std::numeric_limits<T>::infinity()
                                                     : std::numeric_limits<T>::lowest());
  isEventDriven = restsWithoutInput();
  firedPixels.resize(pixels);
  inflow.resize(parameters.currentDecay.empty() ? 0 : shape.size());
  reached.resize(size_t(pixels) * wordsOfPixel * wordSize, 0);
  reachedWords.resize(size_t(pixels) * wordsOfPixel);
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
  unsigned unused = 32 - bits;
  return static_cast<int32_t>(static_cast<uint32_t>(value) << unused) >> unused;
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

template <> void NeuronStage<float>::takeCurrent(size_t neuron, uint32_t channel, float given) {
  inflow[neuron] = current[neuron] = parameters.currentDecay[channel] * current[neuron] + given;
}

template <> void NeuronStage<int32_t>::takeCurrent(size_t neuron, uint32_t channel, int32_t given) {
  inflow[neuron] = toPotential(int64_t(current[neuron]) + given);
  current[neuron] = decayed(inflow[neuron], parameters.currentDecay[channel]);
}

template <typename T> const T *NeuronStage<T>::takeCurrents(const T *input) {
  if (current.empty())
    return input;
  forVisited([&](size_t neuron, uint32_t channel) { takeCurrent(neuron, channel, input[neuron]); });
  return inflow.data();
}

template <> float NeuronStage<float>::afterSpikes(float v, int32_t count, uint32_t channel) const {
  if (parameters.reset == snn::Reset::Zero)
    return count ? 0.0f : v;
  return v - static_cast<float>(count) * parameters.subtract[channel];
}

template <typename T> template <unsigned Channels, typename Sum> inline void NeuronStage<T>::integrateBy(Sum sum) {
  const T *__restrict threshold = parameters.threshold.data(), *__restrict bound = parameters.lowerBound.data();
  const uint32_t channels = Channels ? Channels : shape.channels;
  for (uint32_t pixel : visited) {
    size_t first = size_t(pixel) * channels;
    T *__restrict v = &potential[first];
    uint8_t *__restrict hits = &reached[size_t(pixel) * wordsOfPixel * wordSize];
    SNNC_INDEPENDENT
    for (uint32_t channel = 0; channel < channels; ++channel) {
      T bounded = std::max<T>(sum(first + channel, channel, v[channel]), bound[channel]);
      v[channel] = bounded;
      hits[channel] = bounded >= threshold[channel];
    }
  }
}

template <> template <unsigned Channels> inline void NeuronStage<float>::integrate(const float *input) {
  const float *__restrict in = input, *__restrict subtract = parameters.subtract.data();
  int32_t *__restrict counts = last.data();
  if (parameters.isReadout)
    forVisited([&](size_t i, uint32_t c) {
      potential[i] = in[i] + (parameters.decay.empty() ? potential[i] : parameters.decay[c] * potential[i]);
    });
  else if (!parameters.decay.empty())
    integrateBy<Channels>([&](size_t i, uint32_t c, float v) SNNC_INLINE {
      return in[i] + parameters.decay[c] * afterSpikes(v, std::exchange(counts[i], 0), c);
    });
  else if (parameters.reset == snn::Reset::Subtract)
    integrateBy<Channels>([=](size_t i, uint32_t c, float v) SNNC_INLINE {
      return (in[i] + v) - static_cast<float>(std::exchange(counts[i], 0)) * subtract[c];
    });
  else
    integrateBy<Channels>([=](size_t i, uint32_t, float v)
                              SNNC_INLINE { return in[i] + (std::exchange(counts[i], 0) == 0 ? v : 0.0f); });
}

/// The sums are taken modulo 2^32, and then modulo 2^bits; what either takes away shows in `lost`.
template <> template <unsigned Channels> inline void NeuronStage<int32_t>::integrate(const int32_t *input) {
  const int32_t *__restrict in = input;
  unsigned unused = 32 - parameters.bits;
  uint32_t lost = 0;
  auto sum = [=, &lost](size_t i, uint32_t, int32_t v) SNNC_INLINE {
    uint32_t sum = static_cast<uint32_t>(v) + static_cast<uint32_t>(in[i]);
    int32_t held = static_cast<int32_t>(sum << unused) >> unused;
    uint32_t overflow = (sum ^ static_cast<uint32_t>(v)) & (sum ^ static_cast<uint32_t>(in[i])) & (uint32_t(1) << 31);
    lost |= (static_cast<uint32_t>(held) ^ sum) | overflow;
    return held;
  };
  if (!parameters.isReadout)
    integrateBy<Channels>(sum);
  else
    forVisited([&](size_t i, uint32_t c) { potential[i] = sum(i, c, potential[i]); });
  this->wrapped |= parameters.isProved && lost;
}

template <typename T> typename NeuronStage<T>::Integrate NeuronStage<T>::chooseIntegrate(uint32_t channels) {
  switch (channels) {
  case 8:
    return chooseWidth<8>();
  case 16:
    return chooseWidth<16>();
  case 32:
    return chooseWidth<32>();
  default:
    return chooseWidth<0>();
  }
}

//===----------------------------------------------------------------------===//
// Firing
//===----------------------------------------------------------------------===//

template <> template <bool Usual> inline int32_t NeuronStage<float>::fire(size_t neuron, uint32_t channel) {
  float v = potential[neuron], threshold = parameters.threshold[channel];
  bool isStrict = !Usual && parameters.compare == snn::Compare::Greater;
  int32_t count = 0;
  if (!Usual && parameters.isSigned()) {
    count = this->takeCount(std::trunc(v / threshold));
  } else if (isStrict ? v > threshold : v >= threshold) {
    if (!Usual && parameters.firesOnce())
      count = 1;
    else if (isStrict)
      count = this->takeCount(std::ceil(v / threshold) - 1);
    else // a quotient of less than 2 never rounds to 2
      count = this->takeWhole(v / threshold);
  }
  return last[neuron] = count;
}

template <> template <bool Usual> inline int32_t NeuronStage<int32_t>::fire(size_t neuron, uint32_t channel) {
  int32_t v = potential[neuron], threshold = parameters.threshold[channel];
  bool isStrict = !Usual && parameters.compare == snn::Compare::Greater;
  int64_t count = 0;
  if (!Usual && parameters.isSigned()) {
    int64_t most = parameters.maxCount.value_or(INT64_MAX);
    count = std::clamp<int64_t>(v / threshold, -most, most);
    noteCap(count != v / threshold);
    v = toPotential(v - count * parameters.subtract[channel]);
  } else if (isStrict ? v > threshold : v >= threshold) {
    int32_t most = isStrict ? v - 1 : v;
    int64_t unlimited = most / threshold;
    count = !Usual && parameters.firesOnce() ? 1 : std::min(unlimited, parameters.maxCount.value_or(unlimited));
    noteCap(count < unlimited);
    v = parameters.reset == snn::Reset::Zero ? 0 : toPotential(v - count * parameters.subtract[channel]);
  }
  if (parameters.upper)
    v = static_cast<int32_t>(std::min<int64_t>(v, *parameters.upper));
  potential[neuron] = v;
  return static_cast<int32_t>(count);
}

/// First the words are gathered in which something fires, and without branches, for which these are is hard to
/// foretell.
template <typename T> void NeuronStage<T>::fireWhereReached(std::vector<Spike> &spikes) {
  size_t words = 0;
  for (uint32_t pixel : visited)
    for (uint32_t word = 0; word < wordsOfPixel; ++word) {
      uint64_t hits = 0;
      std::memcpy(&hits, &reached[(size_t(pixel) * wordsOfPixel + word) * wordSize], wordSize);
      reachedWords[words] = {hits, pixel, word * wordSize};
      words += hits != 0;
    }
  if (firesUsually())
    fireWords<true>(words, spikes);
  else
    fireWords<false>(words, spikes);
}

template <typename T> template <bool Usual> void NeuronStage<T>::fireWords(size_t words, std::vector<Spike> &spikes) {
  uint32_t y = 0, rowEnd = shape.width;
  for (auto [hits, pixel, first] : llvm::ArrayRef(reachedWords).take_front(words)) {
    for (; pixel >= rowEnd; rowEnd += shape.width)
      ++y;
    uint32_t x = pixel + shape.width - rowEnd;
    for (; hits; hits &= hits - 1) {
      uint32_t channel = first + uint32_t(__builtin_ctzll(hits)) / 8;
      int32_t count = fire<Usual>(size_t(pixel) * shape.channels + channel, channel);
      if (!count)
        continue;
      spikes.push_back({channel, y, x, count});
      this->fired += std::abs(int64_t(count));
      if (this->traces)
        this->trace.count[size_t(channel) * pixels + pixel] = count;
      firedPixels.insert(pixel);
    }
  }
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

template <> void NeuronStage<float>::settle(size_t, uint32_t) {}

template <> void NeuronStage<int32_t>::settle(size_t neuron, uint32_t channel) {
  int32_t &v = potential[neuron];
  if (parameters.upper && !parameters.isReadout)
    v = static_cast<int32_t>(std::min<int64_t>(v, *parameters.upper));
  if (!parameters.decay.empty())
    v = decayed(v, parameters.decay[channel]);
}

template <> float NeuronStage<float>::storedPotential(size_t neuron, uint32_t channel) const {
  return parameters.isReadout ? potential[neuron] : afterSpikes(potential[neuron], last[neuron], channel);
}

template <> int32_t NeuronStage<int32_t>::storedPotential(size_t neuron, uint32_t) const { return potential[neuron]; }

/// What a decay leaves until the next step, as records tell it: integers have decayed already.
static float leftOf(const std::vector<float> &decay, uint32_t channel) { return decay.empty() ? 1 : decay[channel]; }
static int32_t leftOf(const std::vector<int32_t> &, uint32_t) { return 1; }

template <typename T> void NeuronStage<T>::traceIntegrated() {
  forRecords([&](size_t neuron, uint32_t, size_t index) {
    this->trace.integrated[index] = potential[neuron];
    this->trace.count[index] = 0;
  });
}

template <typename T> void NeuronStage<T>::traceStored() {
  forRecords([&](size_t neuron, uint32_t channel, size_t index) {
    this->trace.stored[index] = storedPotential(neuron, channel) * leftOf(parameters.decay, channel);
    if (!current.empty())
      this->trace.current[index] = current[neuron] * leftOf(parameters.currentDecay, channel);
  });
}

template <typename T> void NeuronStage<T>::choosePixels(const Value<T> &in) {
  bool lacksTrace = this->traces && !isTraceKept;
  isTraceKept = this->traces;
  visited.clear();
  if (isEventDriven && in.isSparse && !mustVisitAll && !lacksTrace)
    return firedPixels.takeWith(&in.reached, [&](size_t pixel) { visited.push_back(uint32_t(pixel)); });
  mustVisitAll = false;
  firedPixels.clear();
  for (uint32_t pixel = 0; pixel < pixels; ++pixel)
    visited.push_back(pixel);
}

template <typename T> void NeuronStage<T>::run(std::vector<Value<T>> &values) {
  const Value<T> &in = values[this->source];
  Value<T> &out = values[this->result];
  choosePixels(in);
  (this->*integrateVisited)(takeCurrents(in.current.data()));
  if (parameters.isReadout)
    out.current = potential;
  if (parameters.isSigned() && !parameters.isReadout) // those below 0 have not reached a threshold either
    for (uint32_t pixel : visited)
      std::fill_n(&reached[size_t(pixel) * wordsOfPixel * wordSize], shape.channels, 1);
  if (this->traces) {
    this->trace.resize(shape.size(), !current.empty());
    traceIntegrated();
  }
  out.spikes.clear();
  fireWhereReached(out.spikes);
  if (!isEventDriven)
    forVisited([&](size_t neuron, uint32_t channel) { settle(neuron, channel); });
  if (this->traces)
    traceStored();
}

template class reference::NeuronStage<float>;
template class reference::NeuronStage<int32_t>;
