//===- NumpyColumns.h - columns of numbers in NumPy's layout ----*- C++ -*-===//
#ifndef SNNC_SIM_DATA_READERS_NUMPYCOLUMNS_H
#define SNNC_SIM_DATA_READERS_NUMPYCOLUMNS_H

#include "sim/data/readers/FieldNumbers.h"
#include "sim/data/readers/Formats.h"
#include <string>
#include <vector>

namespace snnc::sim {

/// A type of numbers as NumPy names it: "<i8", "|b1", ">f4".
struct NumpyType {
  char kind = 'i'; ///< b, i, u or f
  unsigned bytes = 8;
  bool isBigEndian = false;

  static std::optional<NumpyType> parse(llvm::StringRef text);
  bool isFloat() const { return kind == 'f'; }
};

/// The header of a .npy, also of records.
struct NumpyHeader {
  struct Member {
    std::string name, type;
    uint64_t offset = 0;
    std::optional<NumpyType> number; ///< nothing for members that are no numbers
  };
  std::vector<Member> members; ///< of records; empty for plain numbers
  std::optional<NumpyType> number;
  std::string type;
  uint64_t elementBytes = 0;
  bool isFortran = false;
  std::vector<int64_t> shape;
  uint64_t bytes = 0; ///< of the header

  std::string shapeText() const;
};

bool isNumpy(llvm::StringRef bytes);
/// Whether a zip has a member of this name.
llvm::Expected<bool> hasMember(llvm::StringRef path, llvm::StringRef name);

/// Reads the header, and leaves `bytes` at the first element.
llvm::Expected<NumpyHeader> readNumpyHeader(Bytes &bytes);

/// Numbers that lie `stride` bytes apart in one of the sources, from the source's place on.
struct NumpyColumn {
  size_t source = 0;
  uint64_t offset = 0;
  NumpyType type;
};
struct NumpySource {
  BytesPtr bytes;
  uint64_t stride = 0;
};

/// Events whose fields are columns; by Field, of which some may be missing.
struct NumpyEvents {
  std::vector<NumpySource> sources;
  std::array<std::optional<NumpyColumn>, 4> columns;
  uint64_t count = 0;
  TimeUnit unit;
};
ReaderPtr makeNumpyReader(NumpyEvents events, std::shared_ptr<void> keepAlive = nullptr);

/// Sets the columns of records in one source by their members' names.
llvm::Error takeRecords(const NumpyHeader &header, BytesPtr bytes, const ReaderOptions &options, NumpyEvents &events);

/// Whether an array of two axes can be events in the stated order, and which axis the events are.
bool isTable(const NumpyHeader &header, const Columns &columns, bool &eventsAreRows);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_NUMPYCOLUMNS_H
