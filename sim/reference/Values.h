//===- Values.h - what flows between layers ---------------------*- C++ -*-===//
//
// Spikes as events, currents as dense arrays. Both put the channel last, so that the channels of a pixel, which share
// parameters and kernel taps, lie side by side.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_VALUES_H
#define SNNC_SIM_REFERENCE_VALUES_H

#include "sim/engine/Engine.h"
#include <algorithm>
#include <type_traits>
#include <utility>

namespace snnc::sim::reference {

/// The spikes of one neuron in one step.
struct Spike {
  uint32_t channel, y, x;
  int32_t count;
};

/// One value of the network in the current step: events, or a current. T is float or int32_t; integers are exact modulo
/// 2^32, of which the neuron takes the low bits.
template <typename T> struct Value {
  Shape shape;
  bool isSpikes = false;
  std::vector<Spike> spikes;
  std::vector<T> current; ///< [y][x][channel]

  size_t at(uint32_t channel, uint32_t y, uint32_t x) const {
    return (size_t(y) * shape.width + x) * shape.channels + channel;
  }
};

/// a + b * c, in integers modulo 2^32.
template <typename T> T multiplyAdd(T a, T b, T c) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b) * static_cast<uint32_t>(c));
  else
    return a + b * c;
}

/// Adds up the spikes of several elements to those of one.
template <typename T> class SpikeSums {
public:
  /// Empties the spikes of `out`.
  void begin(Value<T> &out) {
    sums.resize(out.shape.size(), 0);
    out.spikes.clear();
  }
  void add(Value<T> &out, const Spike &spike) {
    int32_t &sum = sums[out.at(spike.channel, spike.y, spike.x)];
    if (sum == 0)
      out.spikes.push_back({spike.channel, spike.y, spike.x, 0});
    sum += spike.count;
  }
  /// Gives the spikes their sums. Counts of both signs may cancel, and an element may then be listed twice.
  void end(Value<T> &out) {
    for (Spike &spike : out.spikes)
      spike.count = std::exchange(sums[out.at(spike.channel, spike.y, spike.x)], 0);
    out.spikes.erase(
        std::remove_if(out.spikes.begin(), out.spikes.end(), [](const Spike &spike) { return spike.count == 0; }),
        out.spikes.end());
  }

private:
  std::vector<int32_t> sums; ///< all 0 between steps
};

/// A layer without state of its own between steps, or with. Reads and writes values of the current step.
template <typename T> class Stage {
public:
  Stage(size_t source, size_t result) : source(source), result(result) {}
  virtual ~Stage() = default;
  virtual void run(std::vector<Value<T>> &values) = 0;
  /// Forgets what was before this sample.
  virtual void reset() {}

protected:
  const size_t source, result; ///< places in the list of values
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_VALUES_H
