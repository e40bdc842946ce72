//===- Synapses.cpp - convolutions, pools, branches -----------------------===//
//
// A spike at y reaches output row oy by kernel row ky where oy * stride = y + top - ky * dilation.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/Synapses.h"
#include <algorithm>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

//===----------------------------------------------------------------------===//
// Synapses
//===----------------------------------------------------------------------===//

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

/// Adds the count of a spike to the sum of its element, which is listed in `spikes` when it is met first.
static void addCount(std::vector<Spike> &spikes, int32_t &sum, const Spike &spike) {
  if (sum == 0)
    spikes.push_back({spike.channel, spike.y, spike.x, 0});
  sum += spike.count;
}

/// Moves the sums to the spikes that list them. Counts of both signs may cancel, and an element may then be listed
/// twice.
template <typename T> static void takeSums(Value<T> &out, std::vector<int32_t> &sums) {
  for (Spike &spike : out.spikes)
    spike.count = std::exchange(sums[out.at(spike.channel, spike.y, spike.x)], 0);
  out.spikes.erase(
      std::remove_if(out.spikes.begin(), out.spikes.end(), [](const Spike &spike) { return spike.count == 0; }),
      out.spikes.end());
}

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

/// The windows along one axis that hold `at`: from the first to behind the last.
static std::pair<int64_t, int64_t> windowsOf(int64_t at, int64_t kernel, int64_t stride, int64_t windows) {
  int64_t first = at < kernel ? 0 : (at - kernel) / stride + 1;
  return {first, std::min(at / stride + 1, windows)};
}

template <typename T> void SumPoolStage<T>::poolSpikes(const Value<T> &in, Value<T> &out) {
  sums.resize(out.shape.size(), 0);
  out.spikes.clear();
  for (const Spike &spike : in.spikes) {
    auto [top, bottom] = windowsOf(spike.y, kernel[0], stride[0], out.shape.height);
    auto [left, right] = windowsOf(spike.x, kernel[1], stride[1], out.shape.width);
    for (uint32_t y = top; y < bottom; ++y)
      for (uint32_t x = left; x < right; ++x)
        addCount(out.spikes, sums[out.at(spike.channel, y, x)], {spike.channel, y, x, spike.count});
  }
  takeSums(out, sums);
}

template <typename T> void SumPoolStage<T>::poolCurrent(const Value<T> &in, Value<T> &out) {
  out.current.assign(out.shape.size(), 0);
  for (uint32_t y = 0; y < out.shape.height; ++y)
    for (uint32_t x = 0; x < out.shape.width; ++x)
      for (uint32_t ky = 0; ky < kernel[0]; ++ky)
        for (uint32_t kx = 0; kx < kernel[1]; ++kx)
          for (uint32_t channel = 0; channel < out.shape.channels; ++channel) {
            T &sum = out.current[out.at(channel, y, x)];
            sum = multiplyAdd(sum, T(1), in.current[in.at(channel, y * stride[0] + ky, x * stride[1] + kx)]);
          }
}

template <typename T> void SumPoolStage<T>::run(std::vector<Value<T>> &values) {
  const Value<T> &in = values[this->source];
  if (in.isSpikes)
    poolSpikes(in, values[this->result]);
  else
    poolCurrent(in, values[this->result]);
}

//===----------------------------------------------------------------------===//
// Flattening
//===----------------------------------------------------------------------===//

template <typename T> void FlattenStage<T>::run(std::vector<Value<T>> &values) {
  const Value<T> &in = values[this->source];
  Value<T> &out = values[this->result];
  if (in.isSpikes) {
    out.spikes.clear();
    for (const Spike &spike : in.spikes)
      out.spikes.push_back({static_cast<uint32_t>(in.shape.index(spike.channel, spike.y, spike.x)), 0, 0, spike.count});
    return;
  }
  out.current.resize(in.current.size());
  for (uint32_t y = 0; y < in.shape.height; ++y)
    for (uint32_t x = 0; x < in.shape.width; ++x)
      for (uint32_t channel = 0; channel < in.shape.channels; ++channel)
        out.current[in.shape.index(channel, y, x)] = in.current[in.at(channel, y, x)];
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

template <typename T> void MergeStage<T>::run(std::vector<Value<T>> &values) {
  Value<T> &out = values[this->result];
  if (out.isSpikes) {
    sums.resize(out.shape.size(), 0);
    out.spikes.clear();
    for (size_t source : sources)
      for (const Spike &spike : values[source].spikes)
        addCount(out.spikes, sums[out.at(spike.channel, spike.y, spike.x)], spike);
    return takeSums(out, sums);
  }
  out.current = values[sources.front()].current;
  for (size_t source : llvm::ArrayRef(sources).drop_front())
    for (size_t i = 0; i < out.current.size(); ++i)
      out.current[i] = multiplyAdd(out.current[i], T(1), values[source].current[i]);
}

template <typename T> void ConcatenateStage<T>::run(std::vector<Value<T>> &values) {
  Value<T> &out = values[this->result];
  out.spikes.clear();
  out.current.resize(out.isSpikes ? 0 : out.shape.size());
  uint32_t first = 0;
  for (size_t source : sources) {
    const Value<T> &in = values[source];
    for (const Spike &spike : in.spikes)
      out.spikes.push_back({first + spike.channel, spike.y, spike.x, spike.count});
    if (!in.isSpikes)
      for (size_t pixel = 0; pixel < in.current.size() / in.shape.channels; ++pixel)
        std::copy_n(in.current.begin() + pixel * in.shape.channels, in.shape.channels,
                    out.current.begin() + pixel * out.shape.channels + first);
    first += in.shape.channels;
  }
}

template class reference::SynapseStage<float>;
template class reference::SynapseStage<int32_t>;
template class reference::SumPoolStage<float>;
template class reference::SumPoolStage<int32_t>;
template class reference::FlattenStage<float>;
template class reference::FlattenStage<int32_t>;
template class reference::MergeStage<float>;
template class reference::MergeStage<int32_t>;
template class reference::ConcatenateStage<float>;
template class reference::ConcatenateStage<int32_t>;
