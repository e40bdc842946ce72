//===- Delays.h - spikes and currents kept for some steps -------*- C++ -*-===//
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
  void give(std::vector<Value<T>> &values) {
    Value<T> &late = values[result];
    late.spikes.swap(frames[now].spikes);
    late.current.swap(frames[now].current);
    if (!late.isSpikes)
      late.current.resize(late.shape.size(), 0);
  }
  /// Keeps the frame of this step, and goes on to the next.
  void take(const std::vector<Value<T>> &values) {
    frames[now].spikes = values[source].spikes;
    if (!values[source].isSpikes)
      frames[now].current = values[source].current;
    now = (now + 1) % frames.size();
  }
  /// Forgets what was before this sample.
  void reset() {
    for (Frame &frame : frames) {
      frame.spikes.clear();
      frame.current.clear();
    }
  }

private:
  struct Frame {
    std::vector<Spike> spikes;
    std::vector<T> current; ///< empty: 0 everywhere
  };

  const size_t source, result;
  std::vector<Frame> frames; ///< a ring
  size_t now = 0;
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_DELAYS_H
