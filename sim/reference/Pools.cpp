//===- Pools.cpp - windows ------------------------------------------------===//
//
// Spikes are events: each is added to the windows that hold it.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/Pools.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

PoolWindows::PoolWindows(llvm::ArrayRef<int64_t> kernel, llvm::ArrayRef<int64_t> stride,
                         llvm::ArrayRef<int64_t> padding, llvm::ArrayRef<int64_t> from, llvm::ArrayRef<int64_t> to)
    : kernel{kernel[0], kernel[1]}, stride{stride[0], stride[1]} {
  for (int axis : {0, 1})
    for (int64_t pixel = 0; pixel < from[axis + 1]; ++pixel) {
      int64_t at = pixel + (padding.empty() ? 0 : padding[axis]);
      int64_t first = at < kernel[axis] ? 0 : (at - kernel[axis]) / stride[axis] + 1;
      holding[axis].push_back({uint32_t(first), uint32_t(std::min(at / stride[axis] + 1, to[axis + 1]))});
    }
}

//===----------------------------------------------------------------------===//
// Sums and means
//===----------------------------------------------------------------------===//

template <typename T> void PoolStage<T>::addSpikes(const Value<T> &in, Value<T> &out) const {
  for (const Spike &spike : in.spikes)
    windows.around(spike.y, spike.x, [&](uint32_t y, uint32_t x) {
      out.current[out.at(spike.channel, y, x)] += static_cast<T>(spike.count);
    });
}

template <typename T> void PoolStage<T>::addCurrent(const Value<T> &in, Value<T> &out) const {
  for (uint32_t y = 0; y < out.shape.height; ++y)
    for (uint32_t x = 0; x < out.shape.width; ++x) {
      int64_t bottom = std::min<int64_t>(y * windows.stride[0] + windows.kernel[0], in.shape.height);
      int64_t right = std::min<int64_t>(x * windows.stride[1] + windows.kernel[1], in.shape.width);
      for (int64_t iy = y * windows.stride[0]; iy < bottom; ++iy)
        for (int64_t ix = x * windows.stride[1]; ix < right; ++ix)
          for (uint32_t channel = 0; channel < out.shape.channels; ++channel) {
            T &sum = out.current[out.at(channel, y, x)];
            sum = multiplyAdd(sum, T(1), in.current[in.at(channel, iy, ix)]);
          }
    }
}

template <typename T> void PoolStage<T>::scale(const Shape &in, Value<T> &out) const {
  int64_t area = windows.kernel[0] * windows.kernel[1];
  for (uint32_t y = 0; y < out.shape.height; ++y)
    for (uint32_t x = 0; x < out.shape.width; ++x) {
      int64_t rows = std::min<int64_t>(windows.kernel[0], in.height - y * windows.stride[0]);
      int64_t columns = std::min<int64_t>(windows.kernel[1], in.width - x * windows.stride[1]);
      if (kind == PoolKind::Sum && rows * columns == area)
        continue;
      for (uint32_t channel = 0; channel < out.shape.channels; ++channel) {
        T &value = out.current[out.at(channel, y, x)];
        value = value / static_cast<T>(rows * columns);
        if (kind == PoolKind::Sum)
          value = value * static_cast<T>(area);
      }
    }
}

template <typename T> void PoolStage<T>::run(std::vector<Value<T>> &values) {
  const Value<T> &in = values[this->source];
  Value<T> &out = values[this->result];
  if (out.isSpikes) {
    spikeSums.begin(out, in.spikes.size() * windows.mostAround());
    for (const Spike &spike : in.spikes)
      windows.around(spike.y, spike.x,
                     [&](uint32_t y, uint32_t x) { spikeSums.add(out, {spike.channel, y, x, spike.count}); });
    return spikeSums.end(out);
  }
  out.current.assign(out.shape.size(), 0);
  if (in.isSpikes)
    addSpikes(in, out);
  else
    addCurrent(in, out);
  // Integers have full windows only.
  if constexpr (std::is_floating_point_v<T>)
    scale(in.shape, out);
}

//===----------------------------------------------------------------------===//
// Spiking maximum
//===----------------------------------------------------------------------===//

template <typename T> void SpikingMaxPoolStage<T>::reset() {
  std::fill(counts.begin(), counts.end(), 0);
  std::fill(states.begin(), states.end(), Window());
}

template <typename T> void SpikingMaxPoolStage<T>::run(std::vector<Value<T>> &values) {
  const Value<T> &in = values[this->source];
  Value<T> &out = values[this->result];
  counts.resize(in.shape.size(), 0);
  states.resize(out.shape.size());
  out.spikes.clear();
  for (const Spike &spike : in.spikes) {
    int64_t count = counts[in.at(spike.channel, spike.y, spike.x)] += spike.count;
    windows.around(spike.y, spike.x, [&](uint32_t y, uint32_t x) {
      Window &window = states[out.at(spike.channel, y, x)];
      window.greatest = std::max(window.greatest, count);
      window.spiking = std::max(window.spiking, count);
      window.input = std::max(window.input, spike.count);
      if (!std::exchange(window.touched, true))
        out.spikes.push_back({spike.channel, y, x, 0});
    });
  }
  if (this->traces) {
    this->trace.resize(states.size());
    std::fill(this->trace.count.begin(), this->trace.count.end(), 0);
  }
  for (Spike &spike : out.spikes) {
    Window &window = states[out.at(spike.channel, spike.y, spike.x)];
    spike.count = window.spiking >= window.greatest ? window.input : 0;
    this->fired += spike.count;
    if (this->traces)
      this->trace.count[out.shape.index(spike.channel, spike.y, spike.x)] = spike.count;
    window.spiking = window.input = 0;
    window.touched = false;
  }
  out.spikes.erase(std::remove_if(out.spikes.begin(), out.spikes.end(), [](const Spike &s) { return s.count == 0; }),
                   out.spikes.end());
  if (!this->traces)
    return;
  for (uint32_t channel = 0; channel < out.shape.channels; ++channel)
    for (uint32_t y = 0; y < out.shape.height; ++y)
      for (uint32_t x = 0; x < out.shape.width; ++x) {
        size_t index = out.shape.index(channel, y, x);
        this->trace.integrated[index] = this->trace.stored[index] = states[out.at(channel, y, x)].greatest;
      }
}

//===----------------------------------------------------------------------===//
// Crops
//===----------------------------------------------------------------------===//

template <typename T> void CropStage<T>::run(std::vector<Value<T>> &values) {
  const Value<T> &in = values[this->source];
  Value<T> &out = values[this->result];
  if (out.isSpikes) {
    out.spikes.clear();
    for (const Spike &spike : in.spikes)
      if (spike.y >= top && spike.y - top < out.shape.height && spike.x >= left && spike.x - left < out.shape.width)
        out.spikes.push_back({spike.channel, spike.y - top, spike.x - left, spike.count});
    return;
  }
  out.current.resize(out.shape.size());
  for (uint32_t y = 0; y < out.shape.height; ++y)
    std::copy_n(in.current.begin() + in.at(0, y + top, left), size_t(out.shape.width) * out.shape.channels,
                out.current.begin() + out.at(0, y, 0));
}

template class reference::PoolStage<float>;
template class reference::PoolStage<int32_t>;
template class reference::SpikingMaxPoolStage<float>;
template class reference::SpikingMaxPoolStage<int32_t>;
template class reference::CropStage<float>;
template class reference::CropStage<int32_t>;
