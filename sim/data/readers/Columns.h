//===- Columns.h - the fields of an event in texts and arrays ---*- C++ -*-===//
#ifndef SNNC_SIM_DATA_READERS_COLUMNS_H
#define SNNC_SIM_DATA_READERS_COLUMNS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <array>
#include <optional>
#include <string>

namespace snnc::sim {

enum class Field { Time, X, Y, Polarity };

/// Which column holds which field. Only the time must be there, and x or y; what is missing is 0.
struct Columns {
  std::array<std::optional<unsigned>, 4> at; ///< by Field
  unsigned count = 0;                        ///< columns in all
  double ticks = 1;                          ///< microseconds of a unit of time
  bool unitIsStated = false;

  std::optional<unsigned> of(Field field) const { return at[size_t(field)]; }
};

/// A field by a name as writers give it: t, ts, t_us, t_s, timestamp, time, x, xs, y, p, pol, polarity, on, … in any
/// case. Sets the unit where the name says one.
std::optional<Field> fieldOf(llvm::StringRef name, Columns &columns);

/// From names in a file, of which some are of no interest. Nothing where the time, or both x and y, are not among them;
/// an error where one field comes twice.
llvm::Expected<std::optional<Columns>> columnsOf(llvm::ArrayRef<llvm::StringRef> names);

/// From the option --columns: "t,x,y,p" or "t_s x y p", '-' for a column to pass over.
llvm::Expected<Columns> parseColumns(llvm::StringRef text);

/// Numbers of a file to an event's fields. Each gives what is wrong, or nullptr.
const char *toTime(double value, double ticks, bool unitIsStated, int64_t &t);
const char *toCoordinate(int64_t value, uint16_t &coordinate);
/// −1 is OFF.
const char *toPolarity(int64_t value, uint16_t &polarity);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_COLUMNS_H
