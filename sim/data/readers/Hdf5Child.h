//===- Hdf5Child.h - events of HDF5, by the library -------------*- C++ -*-===//
//
// The HDF5 library can crash or hang on a damaged file, so all of this runs in a child process (support/isolate).
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_DATA_READERS_HDF5CHILD_H
#define SNNC_SIM_DATA_READERS_HDF5CHILD_H

#include "sim/data/readers/FieldNumbers.h"
#include "support/isolate/Parts.h"

namespace snnc::sim {

/// What the child finds, and the parent reads by.
struct Hdf5Events {
  struct Column {
    Field field;
    NumberKind kind;
  };
  RecordingInfo info;
  std::vector<Column> columns; ///< of each part, one behind the other
  uint64_t count = 0;          ///< events in all
  TimeUnit unit;
  std::string place; ///< file, and sample where there are several, for messages

  size_t eventBytes() const;
  std::string toBytes() const;
  /// Nothing where the bytes are no such thing.
  static std::optional<Hdf5Events> fromBytes(llvm::StringRef bytes);
};

/// Events of a part.
constexpr size_t hdf5PartEvents = 1 << 16;

/// Writes, of the file at `path`, the size of Hdf5Events (64 bits), these, from a part's begin on the events.
llvm::Error writeHdf5Events(const std::string &path, const ReaderOptions &options, isolate::PartWriter &out);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_HDF5CHILD_H
