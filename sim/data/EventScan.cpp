//===- EventScan.cpp - what a recording holds -----------------------------===//

#include "sim/data/EventScan.h"
#include <algorithm>

using namespace snnc::sim;

void EventScan::add(llvm::ArrayRef<RecordedEvent> part) {
  if (part.empty())
    return;
  if (events == 0)
    first = earliest = latest = last = part.front().t;
  events += part.size();
  // Loops of one purpose each, which compilers turn into vector instructions; times are the exception.
  uint16_t low = UINT16_MAX, lowY = UINT16_MAX, high = 0, highY = 0, polarity = 0;
  uint64_t positive = 0;
  for (const RecordedEvent &event : part) {
    low = std::min(low, event.x);
    high = std::max(high, event.x);
    lowY = std::min(lowY, event.y);
    highY = std::max(highY, event.y);
    polarity = std::max(polarity, event.p);
    positive += event.p != 0;
  }
  leastX = std::min<uint32_t>(leastX, low);
  leastY = std::min<uint32_t>(leastY, lowY);
  greatestX = std::max<uint32_t>(greatestX, high);
  greatestY = std::max<uint32_t>(greatestY, highY);
  greatestPolarity = std::max<uint32_t>(greatestPolarity, polarity);
  on += positive;
  int64_t before = last, most = latest, least = earliest, late = greatestLateness;
  uint64_t fell = 0;
  for (const RecordedEvent &event : part) {
    fell += event.t < before;
    before = event.t;
    late = std::max(late, most - event.t);
    most = std::max(most, event.t);
    least = std::min(least, event.t);
  }
  outOfOrder += fell;
  last = before;
  latest = most;
  earliest = least;
  greatestLateness = late;
}
