//===- Synapses.cpp - convolutions ---------------------------------------===//
//
// A spike at y reaches output row oy by kernel row ky where oy * stride = y + top - ky * dilation. Which rows and
// columns these are is worked out once. What is left for each spike are additions of channels that lie side by side,
// and their number is known to the compiler where it is a usual one: else bookkeeping takes more time than they do.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/Synapses.h"
#include <algorithm>
#include <cmath>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

template <typename T>
SynapseStage<T>::SynapseStage(size_t source, size_t result, const snn::Convolution &convolution,
                              const std::vector<T> &weights, const std::vector<T> &bias)
    : Stage<T>(source, result), conv(convolution), taps(weights.size()), rows(tapsAlong(0)), columns(tapsAlong(1)),
      scatterSpike(chooseScatter(conv.outChannels / conv.groups)) {
  int64_t groupIn = conv.inChannels / conv.groups, groupOut = conv.outChannels / conv.groups;
  int64_t area = conv.kernel[0] * conv.kernel[1];
  for (int64_t out = 0; out < conv.outChannels; ++out)
    for (int64_t in = 0; in < groupIn; ++in)
      for (int64_t tap = 0; tap < area; ++tap) {
        int64_t channel = out / groupOut * groupIn + in;
        taps[(channel * area + tap) * groupOut + out % groupOut] = weights[(out * groupIn + in) * area + tap];
      }
  if (std::all_of(bias.begin(), bias.end(), [](T value) { return value == 0 && !std::signbit(double(value)); }))
    return;
  initial.resize(conv.outChannels * conv.outHeight * conv.outWidth);
  for (size_t i = 0; i < initial.size(); ++i)
    initial[i] = bias[i % conv.outChannels];
}

template <typename T> typename SynapseStage<T>::Taps SynapseStage<T>::tapsAlong(unsigned axis) const {
  int64_t inputs = axis ? conv.inWidth : conv.inHeight, outputs = axis ? conv.outWidth : conv.outHeight;
  int64_t pixelStep = axis ? 1 : conv.outWidth;
  int64_t weightStep = conv.outChannels / conv.groups * (axis ? 1 : conv.kernel[1]);
  Taps along;
  along.first.push_back(0);
  for (int64_t input = 0; input < inputs; ++input) {
    for (int64_t tap = 0; tap < conv.kernel[axis]; ++tap) {
      int64_t at = input + conv.padding[axis] - tap * conv.dilation[axis];
      if (at < 0 || at % conv.stride[axis] || at / conv.stride[axis] >= outputs)
        continue;
      int64_t pixel = at / conv.stride[axis] * pixelStep;
      along.list.push_back({uint32_t(pixel * conv.outChannels), uint32_t(pixel), uint32_t(tap * weightStep)});
    }
    along.first.push_back(uint32_t(along.list.size()));
  }
  return along;
}

template <typename T> typename SynapseStage<T>::Scatter SynapseStage<T>::chooseScatter(int64_t channels) {
  switch (channels) {
  case 1:
    return &SynapseStage::scatter<1>;
  case 8:
    return &SynapseStage::scatter<8>;
  case 16:
    return &SynapseStage::scatter<16>;
  case 32:
    return &SynapseStage::scatter<32>;
  default:
    return &SynapseStage::scatter<0>;
  }
}

template <typename T>
template <unsigned Channels>
uint64_t SynapseStage<T>::scatter(const Spike &spike, T value, Value<T> &out) const {
  size_t groupIn = conv.inChannels / conv.groups;
  size_t groupOut = Channels ? Channels : size_t(conv.outChannels / conv.groups);
  const T *kernel = taps.data() + spike.channel * size_t(conv.kernel[0] * conv.kernel[1]) * groupOut;
  T *current = out.current.data() + spike.channel / groupIn * groupOut;
  llvm::ArrayRef<Tap> down = rows.of(spike.y), across = columns.of(spike.x);
  auto addTaps = [&](auto isOne) {
    for (const Tap &row : down)
      for (const Tap &column : across) {
        T *__restrict pixel = current + row.output + column.output;
        const T *__restrict weights = kernel + row.weights + column.weights;
        for (size_t o = 0; o < groupOut; ++o)
          pixel[o] = multiplyAdd(pixel[o], isOne ? T(1) : value, weights[o]);
        out.reached.insert(row.pixel + column.pixel);
      }
  };
  if (value == 1) // the usual case; a product with it is exact
    addTaps(std::true_type());
  else
    addTaps(std::false_type());
  return down.size() * across.size() * groupOut;
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

template <typename T> void SynapseStage<T>::addSpikes(const Value<T> &in, Value<T> &out) {
  for (const Spike &spike : in.spikes)
    added += (this->*scatterSpike)(spike, static_cast<T>(spike.count), out) * std::abs(int64_t(spike.count));
}

template <typename T> void SynapseStage<T>::run(std::vector<Value<T>> &values) {
  const Value<T> &in = values[this->source];
  Value<T> &out = values[this->result];
  begin(out);
  if (in.isSpikes) {
    addSpikes(in, out);
    out.isSparse = initial.empty();
  } else {
    for (uint32_t y = 0; y < in.shape.height; ++y)
      for (uint32_t x = 0; x < in.shape.width; ++x)
        for (uint32_t channel = 0; channel < in.shape.channels; ++channel)
          (this->*scatterSpike)({channel, y, x, 1}, in.current[in.at(channel, y, x)], out);
  }
  if (!out.isSparse)
    out.reached.clear();
}

template class reference::SynapseStage<float>;
template class reference::SynapseStage<int32_t>;
