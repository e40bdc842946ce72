//===- Binning.cpp - events in time to frames of counts -------------------===//

#include "sim/data/Binning.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <tuple>

using namespace snnc::sim;

static auto key(const TimedEvent &event) { return std::make_tuple(event.step, event.channel, event.y, event.x); }

static llvm::Error checkCount(const InputInfo &input, const Sample &sample, const TimedEvent &place, int64_t count) {
  std::string where =
      fmt::format("{}: step {}, channel {}, y {}, x {}", sample.name, place.step, place.channel, place.y, place.x);
  if (uint64_t(std::abs(count)) > input.bound)
    return llvm::createStringError(
        fmt::format("{}: {} spikes, but input '{}' takes at most {} in a step (shorter steps have fewer spikes each)",
                    where, count, input.name, input.bound));
  if (count < 0 && !input.isSigned)
    return llvm::createStringError(
        fmt::format("{}: {} spikes, but input '{}' takes no negative ones", where, count, input.name));
  return llvm::Error::success();
}

llvm::Error snnc::sim::binEvents(std::vector<TimedEvent> events, const InputInfo &input, std::optional<uint32_t> steps,
                                 Sample &sample) {
  std::sort(events.begin(), events.end(), [](const auto &a, const auto &b) { return key(a) < key(b); });
  if (!steps) {
    // A step count is 32 bits; the longest recording (2^23 microseconds) and any array in memory are far below.
    sample.steps = events.empty() ? 1 : uint32_t(events.back().step + 1);
  } else {
    sample.steps = *steps;
  }
  for (size_t i = 0; i < events.size();) {
    int64_t count = 0;
    size_t first = i;
    for (; i < events.size() && key(events[i]) == key(events[first]); ++i)
      count += events[i].count;
    const TimedEvent &place = events[first];
    if (place.step >= sample.steps) {
      sample.droppedSpikes += uint64_t(std::abs(count));
      continue;
    }
    if (count == 0)
      continue;
    if (llvm::Error error = checkCount(input, sample, place, count))
      return error;
    if (sample.frames.size() <= place.step)
      sample.frames.resize(place.step + 1);
    sample.frames[place.step].push_back({place.channel, place.y, place.x, double(count)});
  }
  for (auto [step, frame] : llvm::enumerate(sample.frames))
    if (llvm::Error error = checkTotal(input, fmt::format("{}: step {}", sample.name, step), frame))
      return error;
  return llvm::Error::success();
}
