//===- Idx.cpp - arrays of bytes as MNIST has them ------------------------===//

#include "sim/data/Idx.h"
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <zlib.h>

using namespace snnc::sim;

static uint32_t bigEndian(llvm::StringRef bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i)
    value = value << 8 | uint8_t(bytes[at + i]);
  return value;
}

/// How many bytes a file with this header has; 0 where it is none.
static uint64_t bytesOf(llvm::StringRef bytes) {
  if (bytes.size() < 8 || bytes[0] || bytes[1] || bytes[2] != 8 || bytes[3] < 1 || bytes[3] > 4)
    return 0;
  size_t header = 4 + 4 * size_t(bytes[3]);
  uint64_t elements = 1;
  for (size_t at = 4; at < header; at += 4) {
    uint64_t extent = at + 4 > bytes.size() ? 0 : bigEndian(bytes, at);
    if (extent == 0 || elements > (uint64_t(1) << 40) / extent)
      return 0;
    elements *= extent;
  }
  return header + elements;
}

bool snnc::sim::isIdx(llvm::StringRef head, uint64_t size) { return size != 0 && bytesOf(head) == size; }
bool snnc::sim::isIdx(llvm::StringRef bytes) { return isIdx(bytes, bytes.size()); }

/// The bytes of a file; zlib passes through what is not compressed.
static llvm::Expected<std::string> readBytes(llvm::StringRef path) {
  struct Close {
    void operator()(gzFile_s *file) const { gzclose(file); }
  };
  std::unique_ptr<gzFile_s, Close> file(gzopen(path.str().c_str(), "rb"));
  if (!file)
    return llvm::createStringError("cannot read '" + path + "': " + std::strerror(errno));
  std::string bytes;
  std::vector<char> part(1 << 20);
  int count;
  while ((count = gzread(file.get(), part.data(), unsigned(part.size()))) > 0)
    bytes.append(part.data(), size_t(count));
  int code = Z_OK;
  const char *message = gzerror(file.get(), &code);
  if (count < 0 || code == Z_BUF_ERROR)
    return llvm::createStringError("'" + path +
                                   "' is a damaged gzip file: " + (code == Z_BUF_ERROR ? "it is cut short" : message));
  return bytes;
}

llvm::Expected<IdxArray> snnc::sim::readIdx(llvm::StringRef path) {
  llvm::Expected<std::string> bytes = readBytes(path);
  if (!bytes)
    return bytes.takeError();
  uint64_t need = bytesOf(*bytes);
  if (need == 0)
    return llvm::createStringError("'" + path + "' is no idx file of unsigned bytes (type 8) with 1 to 4 axes");
  if (need != bytes->size())
    return llvm::createStringError(
        fmt::format("'{}' has {} bytes, its header asks for {}", path.str(), bytes->size(), need));
  IdxArray array;
  unsigned axes = unsigned((*bytes)[3]);
  for (unsigned axis = 0; axis < axes; ++axis)
    array.shape.push_back(bigEndian(*bytes, 4 + 4 * axis));
  array.values.assign(bytes->begin() + 4 + 4 * axes, bytes->end());
  return array;
}
