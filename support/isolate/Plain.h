//===- Plain.h - plain data as bytes ----------------------------*- C++ -*-===//
//
// What a child hands over: numbers, texts and arrays, one after the other, in this machine's own representation. The
// reader trusts no size.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SUPPORT_ISOLATE_PLAIN_H
#define SNNC_SUPPORT_ISOLATE_PLAIN_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

namespace snnc::isolate {

class PlainWriter {
public:
  explicit PlainWriter(llvm::raw_ostream &out) : out(out) {}

  template <typename T> void number(T value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    out.write(reinterpret_cast<const char *>(&value), sizeof value);
  }
  void text(llvm::StringRef value) {
    number(uint64_t(value.size()));
    out << value;
  }
  template <typename T> void array(const std::vector<T> &values) {
    static_assert(std::is_arithmetic_v<T>);
    number(uint64_t(values.size()));
    out.write(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T));
  }

private:
  llvm::raw_ostream &out;
};

/// Every read fails, and gives 0 or nothing, once one has.
class PlainReader {
public:
  explicit PlainReader(llvm::StringRef bytes) : bytes(bytes) {}

  template <typename T> T number() {
    T value{};
    take(&value, sizeof value);
    return value;
  }
  std::string text() {
    std::string value(extent(1), 0);
    take(value.data(), value.size());
    return value;
  }
  template <typename T> std::vector<T> array() {
    std::vector<T> values(extent(sizeof(T)));
    take(values.data(), values.size() * sizeof(T));
    return values;
  }
  /// A number of things to come, each of at least `size` bytes.
  size_t extent(size_t size) {
    uint64_t count = number<uint64_t>();
    if (count <= bytes.size() / size)
      return size_t(count);
    failed = true;
    return 0;
  }

  bool hasFailed() const { return failed; }
  bool atEnd() const { return bytes.empty(); }

private:
  void take(void *to, size_t size) {
    failed |= size > bytes.size();
    if (failed || size == 0)
      return;
    memcpy(to, bytes.data(), size);
    bytes = bytes.drop_front(size);
  }

  llvm::StringRef bytes;
  bool failed = false;
};

} // namespace snnc::isolate

#endif // SNNC_SUPPORT_ISOLATE_PLAIN_H
