//===- Aedat2.cpp - AEDAT 2.0 ---------------------------------------------===//
//
// Lines that begin with '#', then pairs of 32 bits, big-endian: address, microseconds. What an address means is the
// camera's: the header names it, else a DAVIS is known by addresses of more than 16 bits. Coordinates are those of the
// address; jAER mirrors them when it shows them.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Formats.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
enum class Camera { Unknown, Dvs128, Davis };

class Aedat2Reader final : public EventReader {
public:
  Aedat2Reader(BytesPtr bytes, Camera camera) : bytes(std::move(bytes)), camera(camera) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override;

private:
  size_t readDvs128(const char *at, size_t records, RecordedEvent *out);
  size_t readDavis(const char *at, size_t records, RecordedEvent *out);

  BytesPtr bytes;
  Camera camera;
  WrappingClock clock{int64_t(1) << 32};
};
} // namespace

static constexpr size_t recordBytes = 8;

/// Bit 15 marks external events. A set bit 0 is OFF.
size_t Aedat2Reader::readDvs128(const char *at, size_t records, RecordedEvent *out) {
  RecordedEvent *first = out;
  for (size_t i = 0; i < records; ++i, at += recordBytes) {
    uint32_t address = big32(at);
    *out = {clock.unwrap(big32(at + 4)), uint16_t(address >> 1 & 0x7f), uint16_t(address >> 8 & 0x7f),
            uint16_t(~address & 1)};
    out += (address & 0xffff8000) == 0;
  }
  return size_t(out - first);
}

/// Bit 31 marks frames and motion, bit 10 external events.
size_t Aedat2Reader::readDavis(const char *at, size_t records, RecordedEvent *out) {
  RecordedEvent *first = out;
  for (size_t i = 0; i < records; ++i, at += recordBytes) {
    uint32_t address = big32(at);
    *out = {clock.unwrap(big32(at + 4)), uint16_t(address >> 12 & 0x3ff), uint16_t(address >> 22 & 0x1ff),
            uint16_t(address >> 11 & 1)};
    out += (address & 0x80000400) == 0;
  }
  return size_t(out - first);
}

llvm::Expected<size_t> Aedat2Reader::read(llvm::MutableArrayRef<RecordedEvent> events) {
  while (true) {
    llvm::Expected<llvm::StringRef> window = bytes->peek(recordBytes);
    if (!window)
      return window.takeError();
    size_t records = std::min(events.size(), window->size() / recordBytes);
    if (records == 0) {
      counts.cutBytes += window->size();
      bytes->skip(window->size());
      return 0;
    }
    size_t count = camera == Camera::Davis ? readDavis(window->data(), records, events.data())
                                           : readDvs128(window->data(), records, events.data());
    counts.otherRecords += records - count;
    counts.clockWraps = clock.wraps;
    bytes->skip(records * recordBytes);
    if (count)
      return count;
  }
}

static bool knows(const Head &head) { return head.bytes.starts_with("#!AER-DAT2.0"); }

/// The camera that a line of the header names.
static Camera cameraOf(llvm::StringRef line) {
  if (!line.contains_insensitive("AEChip"))
    return Camera::Unknown;
  if (line.contains_insensitive("davis") || line.contains_insensitive("seebetter"))
    return Camera::Davis;
  return line.contains_insensitive("dvs128") ? Camera::Dvs128 : Camera::Unknown;
}

/// Reads the lines of the header; a line is text, so that an address which begins with '#' is none.
static llvm::Expected<Camera> readHeader(Bytes &bytes, RecordingInfo &info) {
  Camera camera = Camera::Unknown;
  while (true) {
    llvm::Expected<llvm::StringRef> window = bytes.peek(1 << 16);
    if (!window)
      return window.takeError();
    if (!window->starts_with("#"))
      return camera;
    size_t end = window->find('\n');
    llvm::StringRef line = window->take_front(end);
    if (end == llvm::StringRef::npos || !isText(line))
      return camera;
    if (Camera named = cameraOf(line); named != Camera::Unknown)
      camera = named;
    if (llvm::StringRef chip = line; chip.consume_front("# AEChip: "))
      info.details = chip.trim().rsplit('.').second.str();
    bytes.skip(end + 1);
  }
}

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &, RecordingInfo &info) {
  info.format = "AEDAT2.0";
  llvm::Expected<Camera> camera = readHeader(*bytes, info);
  if (!camera)
    return camera.takeError();
  info.firstByte = bytes->offset();
  if (*camera == Camera::Unknown) {
    llvm::Expected<llvm::StringRef> window = bytes->peek(recordBytes);
    if (!window)
      return window.takeError();
    camera = Camera::Dvs128;
    for (size_t at = 0; at + recordBytes <= window->size(); at += recordBytes)
      if (big32(window->data() + at) >> 16)
        camera = Camera::Davis;
    info.details = *camera == Camera::Davis ? "addresses as of a DAVIS" : "addresses as of a DVS128";
  }
  if (*camera == Camera::Dvs128)
    info.width = info.height = 128;
  return std::make_unique<Aedat2Reader>(std::move(bytes), *camera);
}

const Format snnc::sim::formatAedat2{"AEDAT 2.0", knows, open};
