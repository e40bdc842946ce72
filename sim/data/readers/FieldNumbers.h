//===- FieldNumbers.h - columns of numbers to fields of events --*- C++ -*-===//
#ifndef SNNC_SIM_DATA_READERS_FIELDNUMBERS_H
#define SNNC_SIM_DATA_READERS_FIELDNUMBERS_H

#include "sim/data/readers/EventReader.h"

namespace snnc::sim {

/// Numbers of one field of some events: whole ones, or real ones where `isReal`.
struct FieldNumbers {
  bool isReal = false;
  std::vector<int64_t> whole;
  std::vector<double> real;

  void resize(size_t count) { isReal ? real.resize(count) : whole.resize(count); }
};

/// What numbers are in memory.
enum class NumberKind : uint8_t { U8, I8, U16, I16, U32, I32, U64, I64, F32, F64 };

inline size_t bytesOf(NumberKind kind) {
  return kind <= NumberKind::I8                               ? 1
         : kind <= NumberKind::I16                            ? 2
         : kind <= NumberKind::I32 || kind == NumberKind::F32 ? 4
                                                              : 8;
}

/// How times are counted.
struct TimeUnit {
  double ticks = 1;      ///< microseconds of one
  bool isStated = false; ///< so that a fraction is no mistake
  int64_t offset = 0;    ///< microseconds to add

  /// Of columns with names, whose unit the stated columns may add.
  static TimeUnit of(const Columns &columns, const ReaderOptions &options) {
    bool isAdded = options.columns && options.columns->unitIsStated && !columns.unitIsStated;
    return {isAdded ? options.columns->ticks : columns.ticks, isAdded || columns.unitIsStated, 0};
  }
};

/// Sets a field of events, numbered from `first` on in the recording at `path`. An error names the first that is wrong.
llvm::Error setField(Field field, const FieldNumbers &numbers, const TimeUnit &unit, llvm::StringRef path,
                     uint64_t first, llvm::MutableArrayRef<RecordedEvent> events);
/// The same of numbers as they lie in memory, at any address.
llvm::Error setField(Field field, NumberKind kind, const char *numbers, const TimeUnit &unit, llvm::StringRef path,
                     uint64_t first, llvm::MutableArrayRef<RecordedEvent> events);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_FIELDNUMBERS_H
