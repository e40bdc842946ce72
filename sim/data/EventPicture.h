//===- EventPicture.h - a recording drawn -----------------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_EVENTPICTURE_H
#define SNNC_SIM_DATA_EVENTPICTURE_H

#include "sim/data/EventScan.h"

namespace snnc::sim {

/// Parts of a recording side by side, from left to right in time: x to the right, y downwards, where ON events prevail
/// red, where OFF events do blue.
class EventPicture {
public:
  /// For a file .svg or .png; `scan` is over all events that will be added.
  static llvm::Expected<EventPicture> create(llvm::StringRef path, const RecordingInfo &info, const EventScan &scan);

  void add(llvm::ArrayRef<RecordedEvent> events);
  /// Writes the file; on failure none is left.
  llvm::Error write() const;

  static constexpr unsigned parts = 4;

private:
  /// Red, green, blue of a pixel of a part.
  std::array<uint8_t, 3> color(unsigned part, uint32_t x, uint32_t y) const;
  std::string asPng() const;
  std::string asSvg() const;

  std::string path;
  uint32_t width = 1, height = 1;
  uint32_t shrink = 1; ///< pixels of the sensor in one of the picture, a side
  int64_t begin = 0, span = 1;
  std::vector<int32_t> on, off; ///< events of [part][y][x]
};

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_EVENTPICTURE_H
