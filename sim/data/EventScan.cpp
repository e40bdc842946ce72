//===- EventScan.cpp - what a recording holds -----------------------------===//

#include "sim/data/EventScan.h"
#include <algorithm>
#include <cstddef>
#include <cstring>

using namespace snnc::sim;

namespace {
/// x, y, p and nothing of two events.
using Lanes [[gnu::vector_size(16)]] = uint16_t;
/// So that counts of events stay below 2^16.
constexpr size_t mostAtOnce = 1 << 16;
} // namespace

static Lanes placesOf(const RecordedEvent *two) {
  static_assert(offsetof(RecordedEvent, x) == 8 && sizeof(RecordedEvent) == 16, "x, y, p behind the time");
  Lanes lanes;
  std::memcpy(&lanes, reinterpret_cast<const char *>(two) + 8, 8);
  std::memcpy(reinterpret_cast<char *>(&lanes) + 8, reinterpret_cast<const char *>(two) + 24, 8);
  return lanes;
}

void EventScan::add(llvm::ArrayRef<RecordedEvent> part) {
  if (part.empty())
    return;
  if (events == 0)
    first = earliest = latest = last = part.front().t;
  events += part.size();
  addPlaces(part);
  addTimes(part);
}

void EventScan::addPlaces(llvm::ArrayRef<RecordedEvent> part) {
  while (!part.empty()) {
    llvm::ArrayRef<RecordedEvent> some = part.take_front(mostAtOnce);
    part = part.drop_front(some.size());
    RecordedEvent pair[] = {some.back(), some.back()};
    Lanes low = placesOf(pair), high = low, positive = {};
    // Two at once; of an odd number the last one alone.
    size_t i = 0;
    for (; i + 1 < some.size(); i += 2) {
      Lanes lanes = placesOf(&some[i]);
      low = __builtin_elementwise_min(low, lanes);
      high = __builtin_elementwise_max(high, lanes);
      positive -= Lanes(lanes != 0);
    }
    on += uint64_t(positive[2]) + positive[6] + (i < some.size() && some[i].p != 0);
    for (int lane : {0, 4}) {
      leastX = std::min<uint32_t>(leastX, low[lane]);
      leastY = std::min<uint32_t>(leastY, low[lane + 1]);
      greatestX = std::max<uint32_t>(greatestX, high[lane]);
      greatestY = std::max<uint32_t>(greatestY, high[lane + 1]);
      greatestPolarity = std::max<uint32_t>(greatestPolarity, high[lane + 2]);
    }
  }
}

void EventScan::addTimes(llvm::ArrayRef<RecordedEvent> part) {
  uint64_t fell = part.front().t < last;
  for (size_t i = 1; i < part.size(); ++i)
    fell += part[i].t < part[i - 1].t;
  last = part.back().t;
  outOfOrder += fell;
  if (fell == 0 && part.front().t >= latest) { // in order, as recordings nearly always are
    latest = last;
    return;
  }
  int64_t most = latest, least = earliest, late = greatestLateness;
  for (const RecordedEvent &event : part) {
    late = std::max(late, most - event.t);
    most = std::max(most, event.t);
    least = std::min(least, event.t);
  }
  latest = most;
  earliest = least;
  greatestLateness = late;
}
