//===- Synapses.cpp - convolutions ---------------------------------------===//
//
// A spike at y reaches output row oy by kernel row ky where oy * stride = y + top - ky * dilation. Which rows and
// columns these are is worked out once. What is left for each spike are additions of channels that lie side by side,
// and their number is known to the compiler where it is a usual one: else bookkeeping takes more time than they do.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/Synapses.h"
#include <algorithm>
#include <cassert>
#include <cmath>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

template <typename T>
SynapseStage<T>::SynapseStage(size_t source, size_t result, const snn::Convolution &convolution,
                              const std::vector<T> &weights, const std::vector<T> &bias)
    : Stage<T>(source, result), conv(convolution), taps(weights.size()), rows(runsAlong(0)), columns(runsAlong(1)),
      groupOut(conv.outChannels / conv.groups), kernelSize(conv.kernel[0] * conv.kernel[1] * groupOut),
      add(chooseAdd()) {
  int64_t groupIn = conv.inChannels / conv.groups, area = conv.kernel[0] * conv.kernel[1];
  for (int64_t channel = 0; channel < conv.inChannels; ++channel)
    firstOutput.push_back(uint32_t(channel / groupIn * groupOut));
  for (int64_t out = 0; out < conv.outChannels; ++out)
    for (int64_t in = 0; in < groupIn; ++in)
      for (int64_t tap = 0; tap < area; ++tap) {
        int64_t channel = out / groupOut * groupIn + in, row = tap / conv.kernel[1];
        int64_t place = channel * area + row * conv.kernel[1] + placeOfColumn(tap % conv.kernel[1]);
        taps[place * groupOut + out % groupOut] = weights[(out * groupIn + in) * area + tap];
      }
  if (std::all_of(bias.begin(), bias.end(), [](T value) { return value == 0 && !std::signbit(double(value)); }))
    return;
  initial.resize(conv.outChannels * conv.outHeight * conv.outWidth);
  for (size_t i = 0; i < initial.size(); ++i)
    initial[i] = bias[i % conv.outChannels];
}

/// From one input, columns that are `stride / dilation` apart reach outputs side by side, the last column the first
/// output.
template <typename T> int64_t SynapseStage<T>::placeOfColumn(int64_t column) const {
  int64_t apart = std::max<int64_t>(conv.stride[1] / conv.dilation[1], 1), phase = column % apart;
  int64_t place = 0;
  for (int64_t other = 0; other < conv.kernel[1]; ++other)
    place += other % apart < phase || (other % apart == phase && other > column);
  return place;
}

template <typename T> typename SynapseStage<T>::Runs SynapseStage<T>::runsAlong(unsigned axis) const {
  int64_t inputs = axis ? conv.inWidth : conv.inHeight, outputs = axis ? conv.outWidth : conv.outHeight;
  int64_t pixelStep = axis ? 1 : conv.outWidth;
  int64_t groupOut = conv.outChannels / conv.groups;
  Runs along;
  along.first.push_back(0);
  for (int64_t input = 0; input < inputs; ++input) {
    for (int64_t tap = conv.kernel[axis] - 1; tap >= 0; --tap) {
      int64_t at = input + conv.padding[axis] - tap * conv.dilation[axis];
      if (at < 0 || at % conv.stride[axis] || at / conv.stride[axis] >= outputs)
        continue;
      int64_t pixel = at / conv.stride[axis] * pixelStep;
      int64_t weights = (axis ? placeOfColumn(tap) : tap * conv.kernel[1]) * groupOut;
      if (along.list.size() > along.first.back() && axis == 1 && conv.groups == 1) {
        Run &run = along.list.back();
        if (pixel == run.pixel + run.length) {
          assert(weights == run.weights + run.length * groupOut && "the tap of the next output is the next");
          ++run.length;
          continue;
        }
      }
      along.list.push_back({uint32_t(pixel * conv.outChannels), uint32_t(pixel), uint32_t(weights), 1});
    }
    along.first.push_back(uint32_t(along.list.size()));
  }
  return along;
}

template <typename T> typename SynapseStage<T>::Add SynapseStage<T>::chooseAdd() const {
  // A stride may pass over the only pixel in the padding.
  bool isOnePixel =
      conv.inHeight * conv.inWidth * conv.outHeight * conv.outWidth * conv.kernel[0] * conv.kernel[1] == 1;
  if (isOnePixel && conv.groups == 1 && rows.list.size() == 1 && columns.list.size() == 1)
    return usesWideVectors() ? &SynapseStage::addToVectorWide : &SynapseStage::addToVectorNarrow;
  switch (groupOut) {
  case 1:
    return chooseWidth<1>();
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

/// Adds `n` weights `value` times, or once where it is known to be 1. `Channels` as of `scatter`.
template <unsigned Channels, bool isOne, typename T>
SNNC_INLINE static inline void addWeights(T *to, const T *weights, T value, size_t n) {
  using L = Lanes<T>;
  size_t channels = Channels ? Channels : n, i = 0;
  for (; i + L::size <= channels; i += L::size) {
    typename L::Type sum, more;
    L::load(sum, to + i);
    L::load(more, weights + i);
    if (!isOne)
      more *= static_cast<typename L::Element>(value);
    L::store(to + i, sum + more);
  }
  for (; i < channels; ++i)
    to[i] = multiplyAdd(to[i], isOne ? T(1) : value, weights[i]);
}

template <typename T>
template <unsigned Channels>
inline uint64_t SynapseStage<T>::scatter(uint32_t channel, uint32_t y, uint32_t x, T value, Value<T> &out) const {
  size_t channels = Channels ? Channels : groupOut;
  const T *kernel = &taps[channel * kernelSize];
  T *current = &out.current[firstOutput[channel]];
  llvm::ArrayRef<Run> down = rows.of(y), across = columns.of(x);
  size_t reached = 0;
  auto addTaps = [&](auto isOne) SNNC_INLINE {
    for (const Run &row : down)
      for (const Run &column : across) {
        T *pixel = current + row.output + column.output;
        const T *weights = kernel + row.weights + column.weights;
        for (uint32_t i = 0; i < column.length; ++i) {
          addWeights<Channels, isOne>(pixel + i * channels, weights + i * channels, value, channels);
          out.reached.insert(row.pixel + column.pixel + i);
        }
        reached += column.length;
      }
  };
  if (value == 1) // the usual case; a product with it is exact
    addTaps(std::true_type());
  else
    addTaps(std::false_type());
  return reached * channels;
}

template <typename T>
template <unsigned Channels>
inline uint64_t SynapseStage<T>::addSpikes(llvm::ArrayRef<Spike> spikes, Value<T> &out) const {
  uint64_t sum = 0;
  for (const Spike &spike : spikes)
    sum += scatter<Channels>(spike.channel, spike.y, spike.x, static_cast<T>(spike.count), out) *
           std::abs(int64_t(spike.count));
  return sum;
}

/// The sums stay in registers while all spikes go by.
template <typename T>
template <unsigned Vectors>
inline void SynapseStage<T>::addRows(llvm::ArrayRef<Spike> spikes, size_t first, Value<T> &out) const {
  using L = Lanes<T>;
  typename L::Type sums[Vectors], more;
  for (unsigned i = 0; i < Vectors; ++i)
    L::load(sums[i], &out.current[first + i * L::size]);
  for (const Spike &spike : spikes) {
    const T *row = &taps[spike.channel * groupOut + first];
    for (unsigned i = 0; i < Vectors; ++i) {
      L::load(more, row + i * L::size);
      if (spike.count != 1)
        more *= static_cast<typename L::Element>(spike.count);
      sums[i] += more;
    }
  }
  for (unsigned i = 0; i < Vectors; ++i)
    L::store(&out.current[first + i * L::size], sums[i]);
}

template <typename T> inline uint64_t SynapseStage<T>::addToVector(llvm::ArrayRef<Spike> spikes, Value<T> &out) const {
  constexpr size_t few = Lanes<T>::size, many = 4 * few;
  size_t first = 0;
  for (; first + many <= groupOut; first += many)
    addRows<4>(spikes, first, out);
  for (; first + few <= groupOut; first += few)
    addRows<1>(spikes, first, out);
  uint64_t count = 0;
  for (const Spike &spike : spikes) {
    for (size_t i = first; i < groupOut; ++i)
      out.current[i] = multiplyAdd(out.current[i], static_cast<T>(spike.count), taps[spike.channel * groupOut + i]);
    count += std::abs(int64_t(spike.count));
  }
  if (!spikes.empty())
    out.reached.insert(0);
  return count * groupOut;
}

template <typename T> void SynapseStage<T>::begin(Value<T> &out) {
  size_t channels = out.shape.channels, pixels = out.shape.size() / channels;
  if (out.current.empty()) {
    out.current.resize(out.shape.size(), 0);
    out.reached.resize(pixels);
  }
  if (out.isSparse)
    out.reached.takeWith(nullptr, [&](size_t pixel) { std::fill_n(&out.current[pixel * channels], channels, T(0)); });
  else if (!initial.empty())
    out.current = initial;
  else
    std::fill(out.current.begin(), out.current.end(), 0);
}

template <typename T> void SynapseStage<T>::run(std::vector<Value<T>> &values) {
  const Value<T> &in = values[this->source];
  Value<T> &out = values[this->result];
  begin(out);
  if (in.isSpikes) {
    added += (this->*add)(in.spikes, out);
    out.isSparse = initial.empty();
  } else {
    for (uint32_t y = 0; y < in.shape.height; ++y)
      for (uint32_t x = 0; x < in.shape.width; ++x)
        for (uint32_t channel = 0; channel < in.shape.channels; ++channel)
          scatter<0>(channel, y, x, in.current[in.at(channel, y, x)], out);
  }
  if (!out.isSparse)
    out.reached.clear();
}

template class reference::SynapseStage<float>;
template class reference::SynapseStage<int32_t>;
