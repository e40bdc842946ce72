//===- Branches.cpp - flattening and branches ----------------------------===//
//
// Values in another layout, added up, or one behind the other.
//
//===----------------------------------------------------------------------===//
#include "sim/reference/Branches.h"
#include <algorithm>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::reference;

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

template <typename T> void MergeStage<T>::run(std::vector<Value<T>> &values) {
  Value<T> &out = values[this->result];
  if (out.isSpikes) {
    size_t most = 0;
    for (size_t source : sources)
      most += values[source].spikes.size();
    sums.begin(out, most);
    for (size_t source : sources)
      for (const Spike &spike : values[source].spikes)
        sums.add(out, spike);
    return sums.end(out);
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

template class reference::FlattenStage<float>;
template class reference::FlattenStage<int32_t>;
template class reference::MergeStage<float>;
template class reference::MergeStage<int32_t>;
template class reference::ConcatenateStage<float>;
template class reference::ConcatenateStage<int32_t>;
