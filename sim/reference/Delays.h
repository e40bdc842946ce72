//===- Delays.h - spikes that are kept for some steps -----------*- C++ -*-===//
//
// What a delay gives in a step does not depend on what it takes in it. So it is no stage among the others: all delays
// give before the first stage runs, and take when the last one has run.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_DELAYS_H
#define SNNC_SIM_REFERENCE_DELAYS_H

#include "sim/reference/Values.h"

namespace snnc::sim::reference {

template <typename T> class Delay {
public:
  Delay(size_t source, size_t result, size_t steps) : source(source), result(result), frames(steps) {}

  /// Makes the frame of `steps` steps ago the current one.
  void give(std::vector<Value<T>> &values) { values[result].spikes.swap(frames[now]); }
  /// Keeps the frame of this step, and goes on to the next.
  void take(const std::vector<Value<T>> &values) {
    frames[now] = values[source].spikes;
    now = (now + 1) % frames.size();
  }
  /// Forgets what was before this sample.
  void reset() {
    for (std::vector<Spike> &frame : frames)
      frame.clear();
  }

private:
  const size_t source, result;
  std::vector<std::vector<Spike>> frames; ///< a ring
  size_t now = 0;
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_DELAYS_H
