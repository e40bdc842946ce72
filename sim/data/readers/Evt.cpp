//===- Evt.cpp - Prophesee's EVT2, EVT2.1 and EVT3 ------------------------===//
//
// Lines that begin with '%', then words of 32, 64 or 16 bits, little-endian, whose upper four bits are their type. The
// upper part of the time comes in words of its own.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Formats.h"
#include "sim/data/readers/PercentHeader.h"
#include "llvm/ADT/bit.h"

using namespace snnc::sim;

namespace {
/// The upper part of a clock of `bits` bits, unwrapped. A fall by more than half of its range is a wrap; a smaller one
/// is not.
struct HighTime {
  explicit HighTime(unsigned bits) : half(int64_t(1) << (bits - 1)), range(int64_t(1) << bits) {}
  void set(int64_t high) {
    if (last - high > half) {
      base += range;
      ++wraps;
    } else if (base && high - last > half && range - high + last <= range / 64) {
      base -= range; // an older word behind a wrap
      --wraps;
    }
    last = high;
    known = true;
  }
  int64_t get() const { return base + last; }

  int64_t half, range, base = 0, last = 0;
  uint64_t wraps = 0;
  bool known = false;
};

/// What the three have in common: whole words from the window into events.
template <typename Decoder, size_t wordBytes, size_t mostEvents> class EvtReader : public EventReader {
public:
  explicit EvtReader(BytesPtr bytes) : bytes(std::move(bytes)) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) final {
    RecordedEvent *out = events.begin();
    // Words that are no events may fill any number of windows.
    while (out == events.begin()) {
      llvm::Expected<llvm::StringRef> window = bytes->peek(wordBytes);
      if (!window)
        return window.takeError();
      const char *at = window->data(), *end = at + window->size() / wordBytes * wordBytes;
      if (at == end) {
        counts.cutBytes += window->size();
        bytes->skip(window->size());
        return 0;
      }
      out = static_cast<Decoder *>(this)->decode(at, end, out, events.end() - mostEvents);
      bytes->skip(size_t(at - window->data()));
    }
    return size_t(out - events.begin());
  }

private:
  BytesPtr bytes;
};

class Evt2Reader final : public EvtReader<Evt2Reader, 4, 1> {
public:
  using EvtReader::EvtReader;

  RecordedEvent *decode(const char *&at, const char *end, RecordedEvent *out, const RecordedEvent *last) {
    for (int64_t base = high.get() << 6; at != end && out <= last; at += 4) {
      uint32_t word = little32(at), type = word >> 28;
      if (type <= 1) {
        *out = {base | (word >> 22 & 63), uint16_t(word >> 11 & 0x7ff), uint16_t(word & 0x7ff), uint16_t(type)};
        out += high.known;
        counts.untimed += !high.known;
      } else if (type == 8) {
        high.set(word & 0xfffffff);
        base = high.get() << 6;
      } else {
        ++counts.otherRecords;
      }
    }
    counts.clockWraps = high.wraps;
    return out;
  }

private:
  HighTime high{28};
};

class Evt21Reader final : public EvtReader<Evt21Reader, 8, 32> {
public:
  Evt21Reader(BytesPtr bytes, bool isSwapped) : EvtReader(std::move(bytes)), isSwapped(isSwapped) {}

  RecordedEvent *decode(const char *&at, const char *end, RecordedEvent *out, const RecordedEvent *last) {
    int64_t base = high.get() << 6;
    for (; at != end && out <= last; at += 8) {
      uint32_t upper = little32(at + (isSwapped ? 0 : 4)), mask = little32(at + (isSwapped ? 4 : 0));
      uint32_t type = upper >> 28;
      if (type <= 1) {
        if (!high.known) {
          counts.untimed += unsigned(llvm::popcount(mask));
          continue;
        }
        RecordedEvent event{base | (upper >> 22 & 63), 0, uint16_t(upper & 0x7ff), uint16_t(type)};
        for (unsigned x = upper >> 11 & 0x7ff; mask; mask &= mask - 1) {
          event.x = uint16_t(x + unsigned(llvm::countr_zero(mask)));
          *out++ = event;
        }
      } else if (type == 8) {
        high.set(upper & 0xfffffff);
        base = high.get() << 6;
      } else {
        ++counts.otherRecords;
      }
    }
    counts.clockWraps = high.wraps;
    return out;
  }

private:
  bool isSwapped;
  HighTime high{28};
};

class Evt3Reader final : public EvtReader<Evt3Reader, 2, 12> {
public:
  using EvtReader::EvtReader;

  RecordedEvent *decode(const char *&at, const char *end, RecordedEvent *out, const RecordedEvent *last) {
    State now = state;
    for (; at != end && out <= last; at += 2) {
      uint16_t word = little16(at);
      switch (word >> 12) {
      case 0x0:
        now.y = word & 0x7ff;
        break;
      case 0x2:
        *out = {now.t, uint16_t(word & 0x7ff), now.y, uint16_t(word >> 11 & 1)};
        out += high.known;
        counts.untimed += !high.known;
        break;
      case 0x3:
        now.base = word & 0x7ff;
        now.polarity = word >> 11 & 1;
        break;
      case 0x4:
        out = vector(word & 0xfff, now, out);
        now.base = uint16_t(now.base + 12);
        break;
      case 0x5:
        out = vector(word & 0xff, now, out);
        now.base = uint16_t(now.base + 8);
        break;
      case 0x6:
        now.low = word & 0xfff;
        now.t = high.get() << 12 | now.low;
        break;
      case 0x8:
        high.set(word & 0xfff);
        now.t = high.get() << 12 | now.low;
        break;
      default:
        counts.otherRecords += word >> 12 == 0xa;
      }
    }
    state = now;
    counts.clockWraps = high.wraps;
    return out;
  }

private:
  struct State {
    int64_t t = 0;
    uint16_t low = 0, y = 0, base = 0, polarity = 0;
  };

  RecordedEvent *vector(uint32_t mask, const State &now, RecordedEvent *out) {
    if (!high.known) {
      counts.untimed += unsigned(llvm::popcount(mask));
      return out;
    }
    for (; mask; mask &= mask - 1)
      *out++ = {now.t, uint16_t(now.base + unsigned(llvm::countr_zero(mask))), now.y, now.polarity};
    return out;
  }

  State state;
  HighTime high{12};
};
} // namespace

static bool knows(const Head &head) {
  return head.bytes.starts_with("%") && !parsePercentHeader(head.bytes).evt.empty();
}

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &, RecordingInfo &info) {
  llvm::Expected<llvm::StringRef> window = bytes->peek(1 << 16);
  if (!window)
    return window.takeError();
  PercentHeader header = parsePercentHeader(*window);
  bytes->skip(header.bytes);
  info.width = header.width;
  info.height = header.height;
  info.firstByte = bytes->offset();
  if (header.evt == "2.0") {
    info.format = "EVT2";
    return std::make_unique<Evt2Reader>(std::move(bytes));
  }
  if (header.evt == "2.1") {
    info.format = "EVT2.1";
    info.details = header.legacyEndianness ? "halves of a word swapped (legacy)" : "";
    return std::make_unique<Evt21Reader>(std::move(bytes), header.legacyEndianness);
  }
  if (header.evt == "3.0") {
    info.format = "EVT3";
    return std::make_unique<Evt3Reader>(std::move(bytes));
  }
  return bytes->failAt(0, "format '" + header.evt +
                              "' of Prophesee's raw files is not supported, known are EVT2, "
                              "EVT2.1 and EVT3");
}

const Format snnc::sim::formatEvt{"EVT2, EVT2.1, EVT3 (Prophesee raw)", knows, open};
