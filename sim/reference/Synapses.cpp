//===- Synapses.cpp - convolutions ---------------------------------------===//
//
// A spike at y reaches output row oy by kernel row ky where oy * stride = y + top - ky * dilation.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/Synapses.h"
#include <algorithm>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

template <typename T>
SynapseStage<T>::SynapseStage(size_t source, size_t result, const snn::Convolution &convolution,
                              const std::vector<T> &weights, const std::vector<T> &bias)
    : Stage<T>(source, result), conv(convolution), taps(weights.size()) {
  int64_t groupIn = conv.inChannels / conv.groups, groupOut = conv.outChannels / conv.groups;
  int64_t area = conv.kernel[0] * conv.kernel[1];
  for (int64_t out = 0; out < conv.outChannels; ++out)
    for (int64_t in = 0; in < groupIn; ++in)
      for (int64_t tap = 0; tap < area; ++tap) {
        int64_t channel = out / groupOut * groupIn + in;
        taps[(channel * area + tap) * groupOut + out % groupOut] = weights[(out * groupIn + in) * area + tap];
      }
  initial.resize(conv.outChannels * conv.outHeight * conv.outWidth, 0);
  if (!bias.empty())
    for (size_t i = 0; i < initial.size(); ++i)
      initial[i] = bias[i % conv.outChannels];
}

template <typename T>
uint64_t SynapseStage<T>::scatter(uint32_t channel, uint32_t y, uint32_t x, T value, std::vector<T> &current) const {
  int64_t groupIn = conv.inChannels / conv.groups, groupOut = conv.outChannels / conv.groups;
  const T *kernel = taps.data() + channel * conv.kernel[0] * conv.kernel[1] * groupOut;
  T *out = current.data() + channel / groupIn * groupOut;
  uint64_t count = 0;
  for (int64_t ky = 0; ky < conv.kernel[0]; ++ky) {
    int64_t top = y + conv.padding[0] - ky * conv.dilation[0];
    if (top < 0 || top % conv.stride[0] || top / conv.stride[0] >= conv.outHeight)
      continue;
    T *row = out + top / conv.stride[0] * conv.outWidth * conv.outChannels;
    for (int64_t kx = 0; kx < conv.kernel[1]; ++kx) {
      int64_t left = x + conv.padding[1] - kx * conv.dilation[1];
      if (left < 0 || left % conv.stride[1] || left / conv.stride[1] >= conv.outWidth)
        continue;
      T *pixel = row + left / conv.stride[1] * conv.outChannels;
      const T *weights = kernel + (ky * conv.kernel[1] + kx) * groupOut;
      for (int64_t o = 0; o < groupOut; ++o)
        pixel[o] = multiplyAdd(pixel[o], value, weights[o]);
      count += groupOut;
    }
  }
  return count;
}

template <typename T> void SynapseStage<T>::run(std::vector<Value<T>> &values) {
  const Value<T> &in = values[this->source];
  Value<T> &out = values[this->result];
  out.current = initial;
  if (in.isSpikes) {
    for (const Spike &spike : in.spikes)
      added += scatter(spike.channel, spike.y, spike.x, static_cast<T>(spike.count), out.current) *
               std::abs(int64_t(spike.count));
    return;
  }
  for (uint32_t y = 0; y < in.shape.height; ++y)
    for (uint32_t x = 0; x < in.shape.width; ++x)
      for (uint32_t channel = 0; channel < in.shape.channels; ++channel)
        scatter(channel, y, x, in.current[in.at(channel, y, x)], out.current);
}

template class reference::SynapseStage<float>;
template class reference::SynapseStage<int32_t>;
