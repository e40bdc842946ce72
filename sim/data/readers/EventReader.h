//===- EventReader.h - events of a recording, part by part ------*- C++ -*-===//
//
// One interface over all formats of event recordings. A recording is read from its front in parts, so that its length
// costs no memory; times are microseconds, unwrapped where the format's clock wraps.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_DATA_READERS_EVENTREADER_H
#define SNNC_SIM_DATA_READERS_EVENTREADER_H

#include "sim/data/readers/Bytes.h"
#include "sim/data/readers/Columns.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>
#include <vector>

namespace snnc::sim {

/// No time is further from 0: 285 years, so that differences are numbers too.
constexpr int64_t mostTime = int64_t(1) << 53;

/// x to the right, y downwards; polarity 1 is ON, 0 is OFF, more where a text or array says so.
struct RecordedEvent {
  int64_t t; ///< microseconds
  uint16_t x, y, p, unused = 0;
};

/// What a reader met besides events, so far.
struct ReadCounts {
  uint64_t clockWraps = 0;
  uint64_t markers = 0;      ///< events at row 240 of N-MNIST's format, which some writers mark clock overflows by
  uint64_t untimed = 0;      ///< events in front of the first word that tells the time: not given out
  uint64_t otherRecords = 0; ///< triggers, frames, samples of motion and the like: not given out
  uint64_t cutBytes = 0;     ///< of a last record that is not whole: not given out
};

struct RecordingInfo {
  std::string format;  ///< as "EVT3"
  std::string details; ///< version, compression, camera; may be empty
  std::optional<uint32_t> width, height;
  bool countsFromEpoch = false; ///< times are since 1970, or since the clock was switched on long ago
  bool hasPolarity = true;
  bool hasMarkers = false; ///< row 240 may be a marker
  uint64_t samples = 1;
  std::vector<uint32_t> labels; ///< of the samples; empty where there are none
  /// Of formats whose events are equally long: where the first lies, and how long each is; else 0.
  uint64_t firstByte = 0, eventBytes = 0;
};

struct ReaderOptions {
  /// Order and unit of fields that a file does not name.
  std::optional<Columns> columns;
  uint64_t sample = 0; ///< which one, of a file of several
  std::string stream;  ///< which one, of a file of several sensors: its number or a name; empty: the only one
};

class EventReader {
public:
  virtual ~EventReader();

  /// Fills `events` (at least 64 of them) from the front; gives the number filled, and 0 only at the recording's end.
  virtual llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) = 0;

  /// Reads on to the end, and hands each part, which lies in `buffer`, to `use`.
  llvm::Error readAll(llvm::MutableArrayRef<RecordedEvent> buffer,
                      llvm::function_ref<void(llvm::ArrayRef<RecordedEvent>)> use);

  ReadCounts counts;
};

/// A clock of `range` ticks, unwrapped. A fall by more than half of the range is a wrap, and an event that comes late
/// over a wrap still belongs in front of it.
class WrappingClock {
public:
  explicit WrappingClock(int64_t range) : range(range), half(range / 2), near(range / 64) {}

  int64_t unwrap(int64_t tick) {
    int64_t t = base + tick;
    if (t < last - half) {
      base += range;
      t += range;
      ++wraps;
    } else if (base != 0 && t > last + half && t - range >= last - near) {
      t -= range;
    }
    last = t;
    return t;
  }

  uint64_t wraps = 0;

private:
  int64_t range, half, near;
  int64_t base = 0, last = INT64_MIN / 2;
};

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_EVENTREADER_H
