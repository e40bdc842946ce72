//===- Binning.h - events in time to frames of counts -----------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_BINNING_H
#define SNNC_SIM_DATA_BINNING_H

#include "sim/data/Stimulus.h"

namespace snnc::sim {

/// Spikes at one place in one step, in any order and any number for one place.
struct TimedEvent {
  uint64_t step;
  uint16_t channel, y, x;
  int32_t count;
};

/// Sorts events, which lie within the input's shape, into the frames of `sample`, adds up those of one place and step,
/// and drops those behind `steps` (absent: nothing is dropped). Fails where a sum passes the input's bound.
llvm::Error binEvents(std::vector<TimedEvent> events, const InputInfo &input, std::optional<uint32_t> steps,
                      Sample &sample);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_BINNING_H
