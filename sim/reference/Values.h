//===- Values.h - what flows between layers ---------------------*- C++ -*-===//
//
// Spikes as events, currents as dense arrays. Both put the channel last, so that the channels of a pixel, which share
// parameters and kernel taps, lie side by side.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_VALUES_H
#define SNNC_SIM_REFERENCE_VALUES_H

#include "sim/engine/Engine.h"
#include <type_traits>

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
