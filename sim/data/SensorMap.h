//===- SensorMap.h - from a sensor's pixels to a network's input -*- C++ -*-===//
#ifndef SNNC_SIM_DATA_SENSORMAP_H
#define SNNC_SIM_DATA_SENSORMAP_H

#include "sim/data/EventScan.h"
#include "sim/engine/Engine.h"

namespace snnc::sim {

/// What is done to events before they are binned: cut out, transpose, flip, pool, merge, in this order.
struct SensorOptions {
  struct Rectangle {
    uint32_t x, y, width, height;
  };
  std::optional<Rectangle> crop;
  bool transpose = false, flipX = false, flipY = false;
  uint32_t pool = 1; ///< pixels of a side that become one
  bool mergePolarities = false;

  /// Of an option's text "X,Y,W,H".
  static llvm::Expected<Rectangle> parseCrop(llvm::StringRef text);
};

/// Events of one recording to neurons of one input.
class SensorMap {
public:
  SensorMap(const SensorOptions &options, const InputInfo &input, const RecordingInfo &recording,
            const EventScan &scan);

  enum class Result { Inside, Cropped, Marker, Outside };
  struct Neuron {
    uint32_t channel, y, x;
  };
  Result place(const RecordedEvent &event, Neuron &neuron) const;

  /// What is wrong with an event that lies outside, with the option that would fit.
  std::string explain(const RecordedEvent &event) const;

private:
  SensorOptions options;
  InputInfo input;
  bool hasMarkers;
  uint32_t width, height; ///< behind cut and transposition, where flips turn around; 0 where nothing flips
  enum class Unit { None, FromX, FromPolarity } unit = Unit::None;
  EventScan scan;
};

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_SENSORMAP_H
