//===- Dat.cpp - Prophesee's DAT ------------------------------------------===//
//
// Lines that begin with '%', a byte for the type of events and one for their size, then little-endian microseconds and
// address, 32 bits each.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Formats.h"
#include "sim/data/readers/PercentHeader.h"
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
constexpr size_t eventBytes = 8;

class DatReader final : public EventReader {
public:
  DatReader(BytesPtr bytes, bool isVersion1) : bytes(std::move(bytes)), isVersion1(isVersion1) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override {
    llvm::Expected<llvm::StringRef> window = bytes->peek(eventBytes);
    if (!window)
      return window.takeError();
    size_t count = std::min(events.size(), window->size() / eventBytes);
    if (count == 0) {
      counts.cutBytes += window->size();
      bytes->skip(window->size());
      return 0;
    }
    if (isVersion1)
      decode<9, 8, 17>(window->data(), count, events.data());
    else
      decode<14, 14, 28>(window->data(), count, events.data());
    counts.clockWraps = clock.wraps;
    bytes->skip(count * eventBytes);
    return count;
  }

private:
  template <unsigned xBits, unsigned yBits, unsigned polarityAt>
  void decode(const char *at, size_t count, RecordedEvent *out) {
    for (size_t i = 0; i < count; ++i, at += eventBytes) {
      uint32_t word = little32(at + 4);
      out[i] = {clock.unwrap(little32(at)), uint16_t(word & ((1 << xBits) - 1)),
                uint16_t(word >> xBits & ((1 << yBits) - 1)), uint16_t(word >> polarityAt & (isVersion1 ? 1 : 15))};
    }
  }

  BytesPtr bytes;
  bool isVersion1;
  WrappingClock clock{int64_t(1) << 32};
};
} // namespace

static bool isHead(llvm::StringRef bytes) {
  return bytes.size() >= 2 && (bytes[0] == 0 || bytes[0] == 12) && bytes[1] == char(eventBytes);
}

static bool knows(const Head &head) {
  if (!head.bytes.starts_with("%"))
    return false;
  PercentHeader header = parsePercentHeader(head.bytes);
  if (header.bytes == 0 || !header.evt.empty())
    return false;
  return !header.version.empty() || isHead(head.bytes.drop_front(header.bytes));
}

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &, RecordingInfo &info) {
  llvm::Expected<llvm::StringRef> window = bytes->peek(1 << 16);
  if (!window)
    return window.takeError();
  PercentHeader header = parsePercentHeader(*window);
  bytes->skip(header.bytes);
  window = bytes->peek(2);
  if (!window)
    return window.takeError();
  // A file of a header alone holds no event.
  if (!window->empty() && !isHead(*window))
    return bytes->fail(
        window->size() < 2
            ? "cut short behind the header of a DAT file"
            : fmt::format("events of type {} and {} bytes: known are types 0 and 12 (events of a sensor) "
                          "of 8 bytes",
                          uint8_t((*window)[0]), uint8_t((*window)[1])));
  if (!header.version.empty() && header.version != "1" && header.version != "2")
    return bytes->failAt(0, "version '" + header.version + "' of DAT is not supported, known are 1 and 2");
  info.format = "DAT";
  info.details = "version " + (header.version.empty() ? "2" : header.version);
  info.width = header.width;
  info.height = header.height;
  bytes->skip(2);
  info.firstByte = bytes->offset();
  info.eventBytes = eventBytes;
  return std::make_unique<DatReader>(std::move(bytes), header.version == "1");
}

const Format snnc::sim::formatDat{"DAT (Prophesee)", knows, open};
