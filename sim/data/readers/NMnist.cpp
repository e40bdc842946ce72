//===- NMnist.cpp - events of five bytes ----------------------------------===//
//
// G. Orchard et al. 2015, "Converting static image datasets to spiking neuromorphic datasets using saccades": x, y,
// then 1 bit polarity and 23 bits of microseconds, big-endian. The format has no mark, so the name's ending must vouch.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Formats.h"
#include "llvm/Support/Path.h"
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
constexpr size_t eventBytes = 5;
constexpr unsigned markerRow = 240;

class NMnistReader final : public EventReader {
public:
  explicit NMnistReader(BytesPtr bytes) : bytes(std::move(bytes)) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override {
    llvm::Expected<llvm::StringRef> window = bytes->peek(eventBytes);
    if (!window)
      return window.takeError();
    size_t count = std::min(events.size(), window->size() / eventBytes);
    const char *at = window->data();
    uint64_t markers = 0;
    for (size_t i = 0; i < count; ++i, at += eventBytes) {
      uint32_t word = big32(at + 1);
      events[i] = {clock.unwrap(word & 0x7fffff), uint8_t(at[0]), uint8_t(at[1]), uint16_t(word >> 23 & 1)};
      markers += uint8_t(at[1]) == markerRow;
    }
    counts.markers += markers;
    counts.clockWraps = clock.wraps;
    bytes->skip(count * eventBytes);
    return count;
  }

private:
  BytesPtr bytes;
  WrappingClock clock{1 << 23};
};
} // namespace

static bool knows(const Head &head) {
  return llvm::sys::path::extension(head.path).lower() == ".bin" && !isText(head.bytes);
}

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &, RecordingInfo &info) {
  if (bytes->size() % eventBytes)
    return llvm::createStringError(
        fmt::format("{}: {} bytes are no whole number of events of {} bytes, which a .bin without a mark holds: a "
                    "truncated recording of N-MNIST's format, or none",
                    bytes->path(), bytes->size(), eventBytes));
  info.format = "N-MNIST";
  info.details = "5 bytes an event";
  info.eventBytes = eventBytes;
  info.hasMarkers = true;
  return std::make_unique<NMnistReader>(std::move(bytes));
}

const Format snnc::sim::formatNMnist{"N-MNIST (.bin)", knows, open};
