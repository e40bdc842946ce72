//===- Bytes.cpp - a file read through a window ---------------------------===//

#include "sim/data/readers/Bytes.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace snnc::sim;

llvm::Expected<std::unique_ptr<Bytes>> Bytes::openFile(llvm::StringRef path, size_t windowBytes) {
  std::unique_ptr<Bytes> bytes(new Bytes);
  bytes->windowBytes = windowBytes;
  bytes->name = path.str();
  struct stat status;
  // A pipe would wait for its writer, and cannot be read twice.
  if (::stat(bytes->name.c_str(), &status) != 0)
    return llvm::createStringError("cannot read '" + path + "': " + std::strerror(errno));
  if (!S_ISREG(status.st_mode))
    return llvm::createStringError("cannot read '" + path + "': it is no regular file");
  bytes->descriptor = ::open(bytes->name.c_str(), O_RDONLY | O_CLOEXEC);
  if (bytes->descriptor < 0)
    return llvm::createStringError("cannot read '" + path + "': " + std::strerror(errno));
  bytes->fileSize = uint64_t(status.st_size);
  bytes->source = [descriptor = bytes->descriptor](char *to, size_t count, uint64_t offset) -> int64_t {
    ssize_t got;
    do
      got = ::pread(descriptor, to, count, off_t(offset));
    while (got < 0 && errno == EINTR);
    return got;
  };
  return bytes;
}

std::unique_ptr<Bytes> Bytes::ofSource(Source source, uint64_t size, llvm::StringRef name) {
  std::unique_ptr<Bytes> bytes(new Bytes);
  bytes->name = name.str();
  bytes->source = std::move(source);
  bytes->fileSize = size;
  return bytes;
}

std::unique_ptr<Bytes> Bytes::ofMemory(llvm::StringRef memory, llvm::StringRef name) {
  std::unique_ptr<Bytes> bytes(new Bytes);
  bytes->name = name.str();
  bytes->memory = memory;
  bytes->fileSize = bytes->filled = memory.size();
  return bytes;
}

llvm::Expected<std::unique_ptr<Bytes>> Bytes::again(size_t windowBytes) const {
  if (!source)
    return ofMemory(memory, name);
  return openFile(name, windowBytes);
}

Bytes::~Bytes() {
  if (descriptor >= 0)
    ::close(descriptor);
}

llvm::Expected<llvm::StringRef> Bytes::peek(size_t want) {
  if (!source)
    return memory.drop_front(position);
  want = size_t(std::min<uint64_t>(want, left()));
  if (filled - position < want) {
    std::memmove(window.data(), window.data() + position, filled - position);
    windowOffset += position;
    filled -= position;
    position = 0;
    window.resize(std::max({window.size(), want, size_t(std::min<uint64_t>(windowBytes, fileSize - windowOffset))}));
    while (filled < want) {
      int64_t count = source(window.data() + filled, window.size() - filled, windowOffset + filled);
      if (count < 0)
        return llvm::createStringError(fmt::format("cannot read '{}' at byte {}{}", name, windowOffset + filled,
                                                   errno ? fmt::format(": {}", std::strerror(errno)) : ""));
      if (count == 0) {
        fileSize = windowOffset + filled; // it was cut while being read
        break;
      }
      filled += size_t(count);
    }
  }
  return llvm::StringRef(window.data() + position, filled - position);
}

bool Bytes::take(size_t count, std::vector<char> &to) {
  to.resize(count);
  const char *from = source ? window.data() : memory.data();
  size_t got = std::min(count, filled - position);
  std::copy_n(from + position, got, to.data());
  position += got;
  while (got < count) {
    int64_t more = source ? source(to.data() + got, count - got, offset()) : 0;
    if (more <= 0)
      return false;
    got += size_t(more);
    seek(offset() + uint64_t(more));
  }
  return true;
}

void Bytes::skip(uint64_t count) { seek(offset() + std::min(count, left())); }

void Bytes::seek(uint64_t to) {
  to = std::min(to, fileSize);
  if (to >= windowOffset && to - windowOffset <= filled) {
    position = size_t(to - windowOffset);
    return;
  }
  windowOffset = to;
  position = filled = 0;
}

llvm::Error Bytes::failAt(uint64_t at, const llvm::Twine &message) const {
  return llvm::createStringError(fmt::format("{}: byte {}: {}", name, at, message.str()));
}
