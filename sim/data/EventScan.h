//===- EventScan.h - what a recording holds ---------------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_EVENTSCAN_H
#define SNNC_SIM_DATA_EVENTSCAN_H

#include "sim/data/readers/EventReader.h"

namespace snnc::sim {

/// Sums over the events of a recording, part by part.
struct EventScan {
  uint64_t events = 0;
  int64_t first = 0; ///< time of the first event
  int64_t earliest = 0, latest = 0;
  uint64_t outOfOrder = 0;      ///< events that are older than the one before them
  int64_t greatestLateness = 0; ///< microseconds that one is older than the latest one before it
  uint32_t leastX = UINT16_MAX, leastY = UINT16_MAX;
  uint32_t greatestX = 0, greatestY = 0, greatestPolarity = 0;
  uint64_t on = 0; ///< events of polarity 1 or above

  void add(llvm::ArrayRef<RecordedEvent> events);
  int64_t span() const { return latest - earliest; }

private:
  void addPlaces(llvm::ArrayRef<RecordedEvent> part);
  void addTimes(llvm::ArrayRef<RecordedEvent> part);

  int64_t last = 0;
};

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_EVENTSCAN_H
