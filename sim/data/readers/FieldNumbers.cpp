//===- FieldNumbers.cpp - columns of numbers to fields of events ----------===//

#include "sim/data/readers/FieldNumbers.h"
#include "llvm/Support/ErrorHandling.h"
#include <cmath>
#include <cstring>
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
struct Wrong {
  size_t at;
  const char *why;
};
} // namespace

template <typename T> static T numberAt(const char *numbers, size_t i) {
  T value;
  std::memcpy(&value, numbers + i * sizeof(T), sizeof(T));
  return value;
}

/// A whole number; of unsigned ones of 64 bits those above all others count as the greatest.
template <typename T> static int64_t wholeAt(const char *numbers, size_t i) {
  T value = numberAt<T>(numbers, i);
  if constexpr (std::is_same_v<T, uint64_t>)
    return int64_t(std::min(value, uint64_t(INT64_MAX)));
  else
    return int64_t(value);
}

template <typename T>
static std::optional<Wrong> setTimes(const char *numbers, const TimeUnit &unit,
                                     llvm::MutableArrayRef<RecordedEvent> events) {
  if (std::is_integral_v<T> && unit.ticks == 1) {
    // All at once; the first wrong one is looked for only where there is one.
    uint64_t outside = 0;
    for (size_t i = 0; i < events.size(); ++i) {
      int64_t t = wholeAt<T>(numbers, i);
      outside |= uint64_t(t > mostTime) | uint64_t(t < -mostTime);
      events[i].t = int64_t(uint64_t(t) + uint64_t(unit.offset));
    }
    if (outside == 0)
      return std::nullopt;
  }
  for (size_t i = 0; i < events.size(); ++i) {
    double value = double(numberAt<T>(numbers, i));
    if (const char *why = toTime(value, unit.ticks, unit.isStated, events[i].t))
      return Wrong{i, why};
    events[i].t += unit.offset;
  }
  return std::nullopt;
}

template <uint16_t RecordedEvent::*member, typename T>
static std::optional<Wrong> setWhole(Field field, const char *numbers, llvm::MutableArrayRef<RecordedEvent> events) {
  auto convert = field == Field::Polarity ? toPolarity : toCoordinate;
  if constexpr (std::is_integral_v<T>) {
    uint64_t outside = 0;
    for (size_t i = 0; i < events.size(); ++i) {
      int64_t value = wholeAt<T>(numbers, i);
      outside |= uint64_t(value) >> 16;
      events[i].*member = uint16_t(value);
    }
    if (outside == 0)
      return std::nullopt;
  }
  for (size_t i = 0; i < events.size(); ++i) {
    int64_t value = 0;
    if constexpr (std::is_integral_v<T>) {
      value = wholeAt<T>(numbers, i);
    } else {
      // Beyond 2^16 nothing is valid, so the bound only keeps the conversion defined.
      double real = numberAt<T>(numbers, i);
      if (!(std::fabs(real) < 1e9) || real != std::floor(real))
        return Wrong{i, "coordinates and polarities are whole numbers"};
      value = int64_t(real);
    }
    if (const char *why = convert(value, events[i].*member))
      return Wrong{i, why};
  }
  return std::nullopt;
}

template <typename T>
static llvm::Error set(Field field, const char *numbers, const TimeUnit &unit, llvm::StringRef path, uint64_t first,
                       llvm::MutableArrayRef<RecordedEvent> events) {
  std::optional<Wrong> wrong = field == Field::Time ? setTimes<T>(numbers, unit, events)
                               : field == Field::X  ? setWhole<&RecordedEvent::x, T>(field, numbers, events)
                               : field == Field::Y  ? setWhole<&RecordedEvent::y, T>(field, numbers, events)
                                                    : setWhole<&RecordedEvent::p, T>(field, numbers, events);
  if (!wrong)
    return llvm::Error::success();
  return llvm::createStringError(fmt::format("{}: event {}: {} is {}: {}", path.str(), first + wrong->at,
                                             "txyp"[size_t(field)], +numberAt<T>(numbers, wrong->at), wrong->why));
}

llvm::Error snnc::sim::setField(Field field, NumberKind kind, const char *numbers, const TimeUnit &unit,
                                llvm::StringRef path, uint64_t first, llvm::MutableArrayRef<RecordedEvent> events) {
  switch (kind) {
  case NumberKind::U8:
    return set<uint8_t>(field, numbers, unit, path, first, events);
  case NumberKind::I8:
    return set<int8_t>(field, numbers, unit, path, first, events);
  case NumberKind::U16:
    return set<uint16_t>(field, numbers, unit, path, first, events);
  case NumberKind::I16:
    return set<int16_t>(field, numbers, unit, path, first, events);
  case NumberKind::U32:
    return set<uint32_t>(field, numbers, unit, path, first, events);
  case NumberKind::I32:
    return set<int32_t>(field, numbers, unit, path, first, events);
  case NumberKind::U64:
    return set<uint64_t>(field, numbers, unit, path, first, events);
  case NumberKind::I64:
    return set<int64_t>(field, numbers, unit, path, first, events);
  case NumberKind::F32:
    return set<float>(field, numbers, unit, path, first, events);
  case NumberKind::F64:
    return set<double>(field, numbers, unit, path, first, events);
  }
  llvm_unreachable("every kind of number");
}

llvm::Error snnc::sim::setField(Field field, const FieldNumbers &numbers, const TimeUnit &unit, llvm::StringRef path,
                                uint64_t first, llvm::MutableArrayRef<RecordedEvent> events) {
  return numbers.isReal
             ? set<double>(field, reinterpret_cast<const char *>(numbers.real.data()), unit, path, first, events)
             : set<int64_t>(field, reinterpret_cast<const char *>(numbers.whole.data()), unit, path, first, events);
}
