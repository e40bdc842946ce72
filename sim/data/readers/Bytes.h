//===- Bytes.h - a file read through a window -------------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_READERS_BYTES_H
#define SNNC_SIM_DATA_READERS_BYTES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace snnc::sim {

/// The bytes of a file from its front on, of which a window of about a megabyte is in memory.
class Bytes {
public:
  static llvm::Expected<std::unique_ptr<Bytes>> openFile(llvm::StringRef path, size_t windowBytes = 1 << 20);
  /// Gives up to `count` bytes from `offset` on, where each call goes on behind the one before; 0 at the end, less on
  /// failure.
  using Source = std::function<int64_t(char *to, size_t count, uint64_t offset)>;
  static std::unique_ptr<Bytes> ofSource(Source source, uint64_t size, llvm::StringRef name);
  /// Of bytes that outlive it; `name` stands for the path in errors.
  static std::unique_ptr<Bytes> ofMemory(llvm::StringRef bytes, llvm::StringRef name);
  /// The same bytes from their front on, with a window of another size; not of a source.
  llvm::Expected<std::unique_ptr<Bytes>> again(size_t windowBytes = 1 << 20) const;
  ~Bytes();
  Bytes(const Bytes &) = delete;
  Bytes &operator=(const Bytes &) = delete;

  /// The bytes from `offset` on: at least `want` of them, fewer only at the end of the file. Valid until the next call.
  llvm::Expected<llvm::StringRef> peek(size_t want);
  /// Reads the next `count` bytes into `to`, without a way over the window, and goes on behind them; false where there
  /// are fewer.
  bool take(size_t count, std::vector<char> &to);
  /// Goes on by `count` bytes, at most to the end.
  void skip(uint64_t count);
  void seek(uint64_t to);

  uint64_t offset() const { return windowOffset + position; }
  uint64_t size() const { return fileSize; }
  uint64_t left() const { return fileSize - offset(); }
  const std::string &path() const { return name; }

  /// "path: byte 17: message".
  llvm::Error failAt(uint64_t at, const llvm::Twine &message) const;
  llvm::Error fail(const llvm::Twine &message) const { return failAt(offset(), message); }

private:
  Bytes() = default;

  std::string name;
  int descriptor = -1;
  size_t windowBytes = 1 << 20;
  Source source;
  uint64_t fileSize = 0;
  std::vector<char> window;  ///< of a file
  llvm::StringRef memory;    ///< of a memory, all of it
  uint64_t windowOffset = 0; ///< of the window's first byte in the file
  size_t position = 0, filled = 0;
};

inline uint16_t little16(const char *at) { return uint16_t(uint8_t(at[0]) | uint8_t(at[1]) << 8); }
inline uint32_t little32(const char *at) { return little16(at) | uint32_t(little16(at + 2)) << 16; }
inline uint64_t little64(const char *at) { return little32(at) | uint64_t(little32(at + 4)) << 32; }
inline uint32_t big32(const char *at) {
  return uint32_t(uint8_t(at[0])) << 24 | uint32_t(uint8_t(at[1])) << 16 | uint32_t(uint8_t(at[2])) << 8 |
         uint8_t(at[3]);
}

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_BYTES_H
