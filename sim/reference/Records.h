//===- Records.h - stages that are in the records ---------------*- C++ -*-===//
//
// What layers that keep state between steps have in common: neurons of all kinds and spiking max pools.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_RECORDS_H
#define SNNC_SIM_REFERENCE_RECORDS_H

#include "sim/reference/Values.h"
#include <cmath>

namespace snnc::sim::reference {

/// What the elements of a layer became in a step, in the order of Commit.
struct Trace {
  std::vector<double> integrated, count, stored;
  std::vector<double> current; ///< empty where the layer keeps none

  void resize(size_t n, bool hasCurrent = false) {
    for (std::vector<double> *field : {&integrated, &count, &stored})
      field->resize(n);
    current.resize(hasCurrent ? n : 0);
  }
};

template <typename T> class RecordedStage : public Stage<T> {
public:
  using Stage<T>::Stage;

  /// Whether from now on `trace` is what the elements became in the last step.
  void setTracing(bool traces) { this->traces = traces; }
  const Trace &lastTrace() const { return trace; }
  /// Sum of |count| over all elements and steps.
  uint64_t spikes() const { return fired; }
  /// See Totals::cappedCounts.
  std::optional<uint64_t> cappedCounts() const { return capped; }
  /// Whether a count passed the greatest: then the engine must stop.
  bool hasOverflown() const { return overflown; }

  /// Whether a potential wrapped although the network is proved not to: then the engine must stop.
  bool hasWrapped() const { return wrapped; }

  /// Up to here f32 holds every whole number.
  static constexpr int32_t greatestCount = 1 << 24;

protected:
  /// A count that was worked out in f32.
  int32_t takeCount(float count) {
    if (std::fabs(count) <= float(greatestCount))
      return static_cast<int32_t>(count);
    overflown = true; // also where it is no number
    return 0;
  }

  /// What of a count in f32 is whole.
  int32_t takeWhole(float count) {
    return count >= 0 && count <= float(greatestCount) ? static_cast<int32_t>(count) : takeCount(std::floor(count));
  }

  bool traces = false;
  Trace trace;
  uint64_t fired = 0;
  std::optional<uint64_t> capped;
  bool overflown = false, wrapped = false;
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_RECORDS_H
