//===- Columns.cpp - the fields of an event in texts and arrays -----------===//

#include "sim/data/readers/Columns.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace snnc::sim;

std::optional<Field> snnc::sim::fieldOf(llvm::StringRef name, Columns &columns) {
  std::string lower = name.trim(" \t\"'").lower();
  llvm::StringRef text = lower;
  if (double ticks = llvm::StringSwitch<double>(text)
                         .Cases({"t_us", "ts_us", "time_us", "timestamp_us", "us"}, 1)
                         .Cases({"t_ns", "ts_ns", "time_ns", "timestamp_ns"}, 1e-3)
                         .Cases({"t_ms", "ts_ms", "time_ms", "timestamp_ms"}, 1e3)
                         .Cases({"t_s", "ts_s", "time_s", "timestamp_s"}, 1e6)
                         .Default(0)) {
    columns.ticks = ticks;
    columns.unitIsStated = true;
    return Field::Time;
  }
  return llvm::StringSwitch<std::optional<Field>>(text)
      .Cases({"t", "ts", "time", "times", "timestamp", "timestamps"}, Field::Time)
      .Cases({"x", "xs", "unit", "units"}, Field::X)
      .Cases({"y", "ys"}, Field::Y)
      .Cases({"p", "ps", "pol", "polarity", "polarities"}, Field::Polarity)
      .Case("on", Field::Polarity)
      .Default(std::nullopt);
}

static llvm::Error take(llvm::StringRef name, unsigned at, Columns &columns, bool mayBeForeign) {
  std::optional<Field> field = fieldOf(name, columns);
  if (!field && !mayBeForeign)
    return llvm::createStringError(
        "column '" + name.trim() +
        "' is unknown: known are t_us, t_ms, t_s, t_ns, t (microseconds), x, y, p, and - for "
        "a column to pass over");
  if (!field)
    return llvm::Error::success();
  std::optional<unsigned> &place = columns.at[size_t(*field)];
  if (place)
    return llvm::createStringError("column '" + name.trim() + "' is the second of its kind");
  place = at;
  return llvm::Error::success();
}

llvm::Expected<std::optional<Columns>> snnc::sim::columnsOf(llvm::ArrayRef<llvm::StringRef> names) {
  Columns columns;
  columns.count = unsigned(names.size());
  for (unsigned i = 0; i < names.size(); ++i)
    if (llvm::Error error = take(names[i], i, columns, /*mayBeForeign=*/true))
      return std::move(error);
  if (!columns.of(Field::Time) || (!columns.of(Field::X) && !columns.of(Field::Y)))
    return std::nullopt;
  return columns;
}

llvm::Expected<Columns> snnc::sim::parseColumns(llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef> names;
  text.split(names, text.contains(',') ? ',' : ' ', -1, /*KeepEmpty=*/text.contains(','));
  Columns columns;
  columns.count = unsigned(names.size());
  for (unsigned i = 0; i < names.size(); ++i)
    if (names[i].trim() != "-")
      if (llvm::Error error = take(names[i], i, columns, /*mayBeForeign=*/false))
        return std::move(error);
  if (!columns.of(Field::Time) || (!columns.of(Field::X) && !columns.of(Field::Y)))
    return llvm::createStringError("columns '" + text + "' do not name a time and a place, as t,x,y,p does");
  return columns;
}

const char *snnc::sim::toTime(double value, double ticks, bool unitIsStated, int64_t &t) {
  if (!unitIsStated && value != std::floor(value))
    return "the time has a fraction and no unit: --columns with t_s (seconds), t_ms or t_us in the place of t says it";
  // Decimal fractions are not exact in a double: the nearest microsecond is the one that was written.
  double microseconds = ticks < 1 ? std::floor(value * ticks) : std::floor(value * ticks + 0.5);
  // 2^53 microseconds are 285 years.
  if (!(std::fabs(microseconds) <= 0x1p53))
    return "the time is no number of microseconds below 2^53";
  t = int64_t(microseconds);
  return nullptr;
}

const char *snnc::sim::toCoordinate(int64_t value, uint16_t &coordinate) {
  if (value < 0 || value > UINT16_MAX)
    return "a coordinate must lie in 0 to 65535";
  coordinate = uint16_t(value);
  return nullptr;
}

const char *snnc::sim::toPolarity(int64_t value, uint16_t &polarity) {
  if (value < -1 || value > UINT16_MAX)
    return "a polarity must lie in -1 to 65535";
  polarity = uint16_t(value < 0 ? 0 : value);
  return nullptr;
}
