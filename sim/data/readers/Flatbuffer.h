//===- Flatbuffer.h - fields of a flatbuffer --------------------*- C++ -*-===//
//
// Just enough of FlatBuffers to read a table whose fields are known: every place is checked against the buffer.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_DATA_READERS_FLATBUFFER_H
#define SNNC_SIM_DATA_READERS_FLATBUFFER_H

#include "sim/data/readers/Bytes.h"
#include <optional>

namespace snnc::sim {

class FlatTable {
public:
  /// The root of a buffer without its size in front; nothing where the buffer is damaged.
  static std::optional<FlatTable> root(llvm::StringRef buffer) {
    if (buffer.size() < 8)
      return std::nullopt;
    FlatTable table;
    table.buffer = buffer;
    table.at = little32(buffer.data());
    if (!table.has(table.at, 4))
      return std::nullopt;
    // The table of fields lies at a signed distance in front of the table.
    table.fields = table.at - uint64_t(int64_t(int32_t(little32(buffer.data() + table.at))));
    if (!table.has(table.fields, 4))
      return std::nullopt;
    table.fieldBytes = little16(buffer.data() + table.fields);
    if (table.fieldBytes < 4 || !table.has(table.fields, table.fieldBytes))
      return std::nullopt;
    return table;
  }

  static llvm::StringRef identifier(llvm::StringRef buffer) { return buffer.substr(4, 4); }

  /// Field number `index`, of `bytes` bytes; nullptr where it is absent or damaged.
  const char *field(unsigned index, size_t bytes) const {
    uint64_t entry = 4 + 2 * uint64_t(index);
    if (entry + 2 > fieldBytes)
      return nullptr;
    uint64_t place = little16(buffer.data() + fields + entry);
    return place && has(at + place, bytes) ? buffer.data() + at + place : nullptr;
  }

  /// A vector or string: its elements' bytes; nothing where it is absent; `damaged` where it leaves the buffer.
  std::optional<llvm::StringRef> vector(unsigned index, size_t elementBytes, bool &damaged) const {
    const char *place = field(index, 4);
    if (!place)
      return std::nullopt;
    uint64_t start = uint64_t(place - buffer.data()) + little32(place);
    damaged = !has(start, 4) || !has(start + 4, uint64_t(little32(buffer.data() + start)) * elementBytes);
    if (damaged)
      return std::nullopt;
    return buffer.substr(start + 4, uint64_t(little32(buffer.data() + start)) * elementBytes);
  }

private:
  bool has(uint64_t place, uint64_t bytes) const { return place <= buffer.size() && bytes <= buffer.size() - place; }

  llvm::StringRef buffer;
  uint64_t at = 0, fields = 0, fieldBytes = 0;
};

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_FLATBUFFER_H
