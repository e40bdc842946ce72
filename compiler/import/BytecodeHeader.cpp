//===- BytecodeHeader.cpp - which dialects bytecode was written with ------===//
//
// Of the format (https://mlir.llvm.org/docs/BytecodeFormat) as much as leads to the dialects: the sections, of these
// the one of strings and the one of dialects.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/BytecodeHeader.h"
#include <vector>

using namespace snnc;
using llvm::StringRef;

namespace {
enum Section : uint8_t { Strings = 0, Dialects = 1 };

/// Reads forward; whatever lies beyond the end is 0, or empty, and remembered.
class Cursor {
public:
  explicit Cursor(StringRef bytes) : all(bytes), rest(bytes) {}

  StringRef take(uint64_t size) {
    hasFailed |= size > rest.size();
    StringRef taken = rest.take_front(hasFailed ? 0 : size);
    rest = rest.drop_front(taken.size());
    return taken;
  }
  uint8_t byte() {
    StringRef taken = take(1);
    return taken.empty() ? 0 : uint8_t(taken[0]);
  }
  /// As many zeros as the first byte ends in, so many bytes follow it.
  uint64_t number() {
    uint8_t first = byte();
    unsigned more = 0;
    while (more < 8 && !(first >> more & 1))
      ++more;
    uint64_t value = more == 8 ? 0 : first >> (more + 1);
    for (unsigned i = 0; i < more; ++i) {
      unsigned shift = more == 8 ? 8 * i : 8 * (i + 1) - (more + 1);
      value |= uint64_t(byte()) << shift;
    }
    return value;
  }
  StringRef text() {
    size_t end = rest.find('\0');
    StringRef found = take(end == StringRef::npos ? rest.size() + 1 : end);
    byte();
    return found;
  }
  /// The content of a section, and its kind.
  StringRef section(uint8_t &kind) {
    uint8_t first = byte();
    kind = first & 0x7f;
    uint64_t size = number();
    if (first & 0x80)
      if (uint64_t alignment = number())
        take((alignment - (all.size() - rest.size()) % alignment) % alignment);
    return take(size);
  }
  bool isGood() const { return !hasFailed; }
  bool atEnd() const { return rest.empty() || hasFailed; }

private:
  StringRef all, rest;
  bool hasFailed = false;
};
} // namespace

/// The strings of the file, whose lengths stand in reverse order before them.
static std::vector<StringRef> readStrings(StringRef section) {
  Cursor cursor(section);
  uint64_t count = cursor.number();
  std::vector<uint64_t> sizes;
  while (sizes.size() < count && cursor.isGood())
    sizes.push_back(cursor.number());
  std::vector<StringRef> strings;
  for (; !sizes.empty() && cursor.isGood(); sizes.pop_back())
    strings.push_back(cursor.take(sizes.back()).take_until([](char c) { return c == '\0'; }));
  return strings;
}

std::optional<bool> snnc::hasDialectVersion(StringRef bytes, StringRef dialect) {
  Cursor file(bytes);
  file.take(4); // what all bytecode begins with
  file.number();
  file.text();
  StringRef found[2];
  while (!file.atEnd()) {
    uint8_t kind;
    StringRef content = file.section(kind);
    if (kind == Strings || kind == Dialects)
      found[kind] = content;
  }
  std::vector<StringRef> strings = readStrings(found[Strings]);
  Cursor dialects(found[Dialects]);
  for (uint64_t count = dialects.number(); count > 0 && dialects.isGood(); --count) {
    uint64_t entry = dialects.number();
    bool hasVersion = entry & 1;
    if (entry >> 1 >= strings.size() || !dialects.isGood())
      return std::nullopt;
    if (strings[entry >> 1] == dialect)
      return hasVersion;
    uint8_t kind;
    if (hasVersion)
      dialects.section(kind);
  }
  return std::nullopt;
}
