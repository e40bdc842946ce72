//===- EventStream.cpp - Event Stream (ES), version 2 ---------------------===//
//
// "Event Stream", three bytes of version, a byte for the type, width and height, then events of five bytes: seven bits
// of microseconds since the event before, the polarity, x and y. Rows count from the bottom.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Formats.h"
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
constexpr llvm::StringLiteral signature = "Event Stream";
constexpr size_t headerBytes = 20;

class EventStreamReader final : public EventReader {
public:
  EventStreamReader(BytesPtr bytes, uint16_t width, uint16_t height)
      : bytes(std::move(bytes)), width(width), height(height) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override {
    RecordedEvent *out = events.begin();
    while (out == events.begin()) {
      llvm::Expected<llvm::StringRef> window = bytes->peek(5);
      if (!window)
        return window.takeError();
      if (window->empty())
        return 0;
      const char *at = window->data(), *end = window->end();
      while (at != end && out != events.end()) {
        uint8_t first = uint8_t(*at);
        if (first >= 0xfe) { // 255: 127 microseconds without an event; 254: a reset of the transmission
          t += first == 0xff ? 127 : 0;
          ++at;
          continue;
        }
        if (end - at < 5)
          break;
        t += first >> 1;
        uint16_t x = little16(at + 1), y = little16(at + 3);
        if (x >= width || y >= height)
          return bytes->failAt(
              bytes->offset() + size_t(at - window->data()),
              fmt::format("an event at x {}, y {} lies outside of the sensor of {}x{}: damaged", x, y, width, height));
        *out++ = {t, x, uint16_t(height - 1 - y), uint16_t(first & 1)};
        at += 5;
      }
      bool isStuck = at == window->data();
      bytes->skip(size_t(at - window->data()));
      if (isStuck) { // fewer bytes than an event: the end
        counts.cutBytes += bytes->left();
        bytes->skip(bytes->left());
        return 0;
      }
    }
    return size_t(out - events.begin());
  }

private:
  BytesPtr bytes;
  uint16_t width, height;
  int64_t t = 0;
};
} // namespace

static bool knows(const Head &head) { return head.bytes.starts_with(signature); }

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &, RecordingInfo &info) {
  llvm::Expected<llvm::StringRef> window = bytes->peek(headerBytes);
  if (!window)
    return window.takeError();
  if (window->size() < 16)
    return bytes->fail("cut short in the header of an Event Stream");
  const char *header = window->data();
  info.format = "ES";
  info.details = fmt::format("version {}.{}.{}", uint8_t(header[12]), uint8_t(header[13]), uint8_t(header[14]));
  if (header[12] != 2)
    return bytes->failAt(12, info.details + " of Event Stream is not supported, version 2 is");
  static constexpr const char *types[] = {"generic bytes", "DVS", "ATIS", "asynchronous ATIS", "colour"};
  unsigned type = uint8_t(header[15]);
  if (type != 1)
    return bytes->failAt(15, fmt::format("an Event Stream of type {} ({}) is not supported, type 1 (DVS) is", type,
                                         type < 5 ? types[type] : "unknown"));
  if (window->size() < headerBytes)
    return bytes->fail("cut short in the header of an Event Stream");
  info.width = little16(header + 16);
  info.height = little16(header + 18);
  bytes->skip(headerBytes);
  return std::make_unique<EventStreamReader>(std::move(bytes), uint16_t(*info.width), uint16_t(*info.height));
}

const Format snnc::sim::formatEventStream{"Event Stream (ES)", knows, open};
