//===- FieldNumbers.cpp - columns of numbers to fields of events ----------===//

#include "sim/data/readers/FieldNumbers.h"
#include <cmath>
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
struct Wrong {
  size_t at;
  const char *why;
};
} // namespace

static std::optional<Wrong> setTimes(const FieldNumbers &numbers, const TimeUnit &unit,
                                     llvm::MutableArrayRef<RecordedEvent> events) {
  bool areMicroseconds = !numbers.isReal && unit.ticks == 1;
  for (size_t i = 0; i < events.size(); ++i) {
    if (areMicroseconds && numbers.whole[i] <= mostTime && numbers.whole[i] >= -mostTime) {
      events[i].t = numbers.whole[i] + unit.offset;
      continue;
    }
    double value = numbers.isReal ? numbers.real[i] : double(numbers.whole[i]);
    if (const char *why = toTime(value, unit.ticks, unit.isStated, events[i].t))
      return Wrong{i, why};
    events[i].t += unit.offset;
  }
  return std::nullopt;
}

template <uint16_t RecordedEvent::*member>
static std::optional<Wrong> setWhole(Field field, const FieldNumbers &numbers,
                                     llvm::MutableArrayRef<RecordedEvent> events) {
  auto convert = field == Field::Polarity ? toPolarity : toCoordinate;
  if (!numbers.isReal) {
    // All at once; the first wrong one is looked for only where there is one.
    uint64_t outside = 0;
    const int64_t *values = numbers.whole.data();
    for (size_t i = 0; i < events.size(); ++i) {
      outside |= uint64_t(values[i]) >> 16;
      events[i].*member = uint16_t(values[i]);
    }
    if (outside == 0)
      return std::nullopt;
  }
  for (size_t i = 0; i < events.size(); ++i) {
    int64_t value = 0;
    if (numbers.isReal) {
      // Beyond 2^16 nothing is valid, so the bound only keeps the conversion defined.
      double real = numbers.real[i];
      if (!(std::fabs(real) < 1e9) || real != std::floor(real))
        return Wrong{i, "coordinates and polarities are whole numbers"};
      value = int64_t(real);
    } else {
      value = numbers.whole[i];
    }
    if (const char *why = convert(value, events[i].*member))
      return Wrong{i, why};
  }
  return std::nullopt;
}

llvm::Error snnc::sim::setField(Field field, const FieldNumbers &numbers, const TimeUnit &unit, llvm::StringRef path,
                                uint64_t first, llvm::MutableArrayRef<RecordedEvent> events) {
  std::optional<Wrong> wrong = field == Field::Time ? setTimes(numbers, unit, events)
                               : field == Field::X  ? setWhole<&RecordedEvent::x>(field, numbers, events)
                               : field == Field::Y  ? setWhole<&RecordedEvent::y>(field, numbers, events)
                                                    : setWhole<&RecordedEvent::p>(field, numbers, events);
  if (!wrong)
    return llvm::Error::success();
  std::string value =
      numbers.isReal ? fmt::format("{}", numbers.real[wrong->at]) : fmt::format("{}", numbers.whole[wrong->at]);
  return llvm::createStringError(fmt::format("{}: event {}: {} is {}: {}", path.str(), first + wrong->at,
                                             "txyp"[size_t(field)], value, wrong->why));
}
