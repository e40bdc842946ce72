//===- Aedat3.cpp - AEDAT 3.1 ---------------------------------------------===//
//
// Lines of text up to "#!END-HEADER", then packets, little-endian: a header of 28 bytes and as many events as it says.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Formats.h"
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
constexpr size_t headerBytes = 28;
constexpr llvm::StringLiteral endOfHeader = "#!END-HEADER";

class Aedat3Reader final : public EventReader {
public:
  explicit Aedat3Reader(BytesPtr bytes) : bytes(std::move(bytes)) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override;

private:
  /// Goes to the next packet of polarity events; false at the end.
  llvm::Expected<bool> nextPacket();
  size_t readEvents(llvm::StringRef window, llvm::MutableArrayRef<RecordedEvent> events);

  BytesPtr bytes;
  uint64_t eventsLeft = 0; ///< of the packet
  size_t eventBytes = 8, timeAt = 4;
  int64_t overflow = 0;
};
} // namespace

llvm::Expected<bool> Aedat3Reader::nextPacket() {
  while (true) {
    llvm::Expected<llvm::StringRef> window = bytes->peek(headerBytes);
    if (!window)
      return window.takeError();
    if (window->size() < headerBytes) {
      counts.cutBytes += window->size();
      bytes->skip(window->size());
      return false;
    }
    const char *header = window->data();
    uint16_t type = little16(header);
    uint32_t size = little32(header + 4), timeOffset = little32(header + 8), number = little32(header + 20);
    // A frame of 4 megapixels is below this; more is no header.
    if (size == 0 || size > (1u << 27) || number > (1u << 30))
      return bytes->fail(fmt::format("the header of a packet tells {} events of {} bytes: damaged", number, size));
    if (type == 1 && (size < 8 || timeOffset < 4 || timeOffset > size - 4))
      return bytes->fail(
          fmt::format("the header of a packet of polarity events tells {} bytes an event and its time at "
                      "byte {}: need at least 8, and 4 or more",
                      size, timeOffset));
    overflow = int64_t(little32(header + 12)) << 31;
    if (overflow > mostTime)
      return bytes->fail(
          fmt::format("the header of a packet tells {} overflows of the clock: damaged", overflow >> 31));
    bytes->skip(headerBytes);
    if (type == 1) {
      eventBytes = size;
      timeAt = timeOffset;
      eventsLeft = number;
      if (number)
        return true;
      continue;
    }
    counts.otherRecords += number;
    uint64_t body = uint64_t(size) * number;
    if (body > bytes->left())
      counts.cutBytes += bytes->left();
    bytes->skip(body);
  }
}

size_t Aedat3Reader::readEvents(llvm::StringRef window, llvm::MutableArrayRef<RecordedEvent> events) {
  size_t records = size_t(std::min<uint64_t>({events.size(), window.size() / eventBytes, eventsLeft}));
  RecordedEvent *out = events.data();
  const char *at = window.data();
  for (size_t i = 0; i < records; ++i, at += eventBytes) {
    uint32_t word = little32(at);
    *out = {overflow | int64_t(little32(at + timeAt) & 0x7fffffff), uint16_t(word >> 17), uint16_t(word >> 2 & 0x7fff),
            uint16_t(word >> 1 & 1)};
    out += word & 1;
  }
  size_t count = size_t(out - events.data());
  counts.otherRecords += records - count; // those that a filter has taken out
  eventsLeft -= records;
  bytes->skip(records * eventBytes);
  return count;
}

llvm::Expected<size_t> Aedat3Reader::read(llvm::MutableArrayRef<RecordedEvent> events) {
  while (true) {
    if (eventsLeft == 0) {
      llvm::Expected<bool> found = nextPacket();
      if (!found)
        return found.takeError();
      if (!*found)
        return 0;
    }
    llvm::Expected<llvm::StringRef> window = bytes->peek(eventBytes);
    if (!window)
      return window.takeError();
    if (window->size() < eventBytes) {
      counts.cutBytes += window->size();
      bytes->skip(window->size());
      return 0;
    }
    if (size_t count = readEvents(*window, events))
      return count;
  }
}

static bool knows(const Head &head) { return head.bytes.starts_with("#!AER-DAT3.1"); }

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &, RecordingInfo &info) {
  info.format = "AEDAT3.1";
  llvm::Expected<llvm::StringRef> window = bytes->peek(1 << 20);
  if (!window)
    return window.takeError();
  size_t end = window->find(endOfHeader);
  size_t line = window->find('\n', end);
  if (end == llvm::StringRef::npos || line == llvm::StringRef::npos)
    return bytes->fail("no line #!END-HEADER ends the header");
  size_t format = window->take_front(end).find("#Format:");
  if (format != llvm::StringRef::npos) {
    llvm::StringRef text = window->substr(format + 8).take_until([](char c) { return c == '\n'; }).trim();
    info.details = text.str();
    if (text != "RAW")
      return bytes->failAt(format, "the format '" + text + "' of AEDAT 3.1 is not supported, only RAW is");
  }
  bytes->skip(line + 1);
  return std::make_unique<Aedat3Reader>(std::move(bytes));
}

const Format snnc::sim::formatAedat3{"AEDAT 3.1", knows, open};
