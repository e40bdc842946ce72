//===- Pools.cpp - windows ------------------------------------------------===//
//
// Spikes are events: each is added to the windows that hold it.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/Pools.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

/// The windows along one axis that hold `at`: from the first to behind the last.
static std::pair<int64_t, int64_t> windowsOf(int64_t at, int64_t kernel, int64_t stride, int64_t windows) {
  int64_t first = at < kernel ? 0 : (at - kernel) / stride + 1;
  return {first, std::min(at / stride + 1, windows)};
}

template <typename Visit> void PoolWindows::around(uint32_t y, uint32_t x, const Shape &shape, Visit visit) const {
  auto [top, bottom] = windowsOf(y + padding[0], kernel[0], stride[0], shape.height);
  auto [left, right] = windowsOf(x + padding[1], kernel[1], stride[1], shape.width);
  for (int64_t oy = top; oy < bottom; ++oy)
    for (int64_t ox = left; ox < right; ++ox)
      visit(uint32_t(oy), uint32_t(ox));
}

//===----------------------------------------------------------------------===//
// Sums and means
//===----------------------------------------------------------------------===//

template <typename T> void PoolStage<T>::addSpikes(const Value<T> &in, std::vector<T> &sums, const Shape &shape) const {
  for (const Spike &spike : in.spikes)
    windows.around(spike.y, spike.x, shape, [&](uint32_t y, uint32_t x) {
      sums[(size_t(y) * shape.width + x) * shape.channels + spike.channel] += static_cast<T>(spike.count);
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
    spikeSums.begin(out);
    for (const Spike &spike : in.spikes)
      windows.around(spike.y, spike.x, out.shape,
                     [&](uint32_t y, uint32_t x) { spikeSums.add(out, {spike.channel, y, x, spike.count}); });
    return spikeSums.end(out);
  }
  out.current.assign(out.shape.size(), 0);
  if (in.isSpikes)
    addSpikes(in, out.current, out.shape);
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
    windows.around(spike.y, spike.x, out.shape, [&](uint32_t y, uint32_t x) {
      Window &window = states[out.at(spike.channel, y, x)];
      window.greatest = std::max(window.greatest, count);
      window.spiking = std::max(window.spiking, count);
      window.input = std::max(window.input, spike.count);
      if (!std::exchange(window.touched, true))
        out.spikes.push_back({spike.channel, y, x, 0});
    });
  }
  if (this->trace) {
    this->trace->resize(states.size());
    std::fill(this->trace->count.begin(), this->trace->count.end(), 0);
  }
  for (Spike &spike : out.spikes) {
    Window &window = states[out.at(spike.channel, spike.y, spike.x)];
    spike.count = window.spiking >= window.greatest ? window.input : 0;
    this->fired += spike.count;
    if (this->trace)
      this->trace->count[out.shape.index(spike.channel, spike.y, spike.x)] = spike.count;
    window.spiking = window.input = 0;
    window.touched = false;
  }
  out.spikes.erase(std::remove_if(out.spikes.begin(), out.spikes.end(), [](const Spike &s) { return s.count == 0; }),
                   out.spikes.end());
  if (!this->trace)
    return;
  for (uint32_t channel = 0; channel < out.shape.channels; ++channel)
    for (uint32_t y = 0; y < out.shape.height; ++y)
      for (uint32_t x = 0; x < out.shape.width; ++x) {
        size_t index = out.shape.index(channel, y, x);
        this->trace->integrated[index] = this->trace->stored[index] = states[out.at(channel, y, x)].greatest;
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
