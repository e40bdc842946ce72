//===- SensorMap.cpp - from a sensor's pixels to a network's input --------===//

#include "sim/data/SensorMap.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <fmt/format.h>

using namespace snnc::sim;

/// A row that the sensors of N-MNIST's format do not have: some writers mark clock overflows by it.
static constexpr uint32_t markerRow = 240;

llvm::Expected<SensorOptions::Rectangle> SensorOptions::parseCrop(llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef> cells;
  text.split(cells, ',');
  uint32_t numbers[4];
  bool isRectangle = cells.size() == 4;
  for (size_t i = 0; isRectangle && i < 4; ++i)
    isRectangle = !cells[i].trim().getAsInteger(10, numbers[i]) && numbers[i] <= UINT16_MAX + 1u;
  if (!isRectangle || numbers[2] == 0 || numbers[3] == 0)
    return llvm::createStringError("'" + text +
                                   "' is no part of a sensor: need X,Y,W,H, whole numbers, W and H above 0");
  return Rectangle{numbers[0], numbers[1], numbers[2], numbers[3]};
}

SensorMap::SensorMap(const SensorOptions &options, const InputInfo &input, const RecordingInfo &recording,
                     const EventScan &scan)
    : options(options), input(input), hasMarkers(recording.hasMarkers), scan(scan) {
  const Shape &shape = input.shape;
  width = options.crop ? options.crop->width : recording.width.value_or(0);
  height = options.crop ? options.crop->height : recording.height.value_or(0);
  if (options.transpose)
    std::swap(width, height);
  if (width == 0)
    width = shape.width * options.pool;
  if (height == 0)
    height = shape.height * options.pool;
  // The units of a sensor of one dimension are channels where the input has no columns. Tables in which the unit stands
  // as the polarity are older than that.
  if (shape.width == 1 && shape.height == 1 && shape.channels > 2)
    unit = scan.greatestPolarity > 1 && scan.greatestX == 0 && scan.greatestY == 0 ? Unit::FromPolarity : Unit::FromX;
}

SensorMap::Result SensorMap::place(const RecordedEvent &event, Neuron &neuron) const {
  uint32_t x = event.x, y = event.y, channel = options.mergePolarities ? 0 : event.p;
  if (options.crop) {
    x -= options.crop->x; // wraps to a great number in front of the part
    y -= options.crop->y;
    if (x >= options.crop->width || y >= options.crop->height)
      return hasMarkers && event.y == markerRow ? Result::Marker : Result::Cropped;
  }
  if (options.transpose)
    std::swap(x, y);
  if (options.flipX)
    x = width - 1 - x;
  if (options.flipY)
    y = height - 1 - y;
  if (options.pool > 1) {
    x /= options.pool;
    y /= options.pool;
  }
  if (unit == Unit::FromX) {
    channel = x;
    x = 0;
  }
  const Shape &shape = input.shape;
  if (channel < shape.channels && y < shape.height && x < shape.width) {
    neuron = {channel, y, x};
    return Result::Inside;
  }
  return hasMarkers && event.y == markerRow ? Result::Marker : Result::Outside;
}

/// The pooling under which `extent` pixels fit into `limit`.
static uint32_t poolFor(uint32_t extent, uint32_t limit) { return (extent + limit - 1) / std::max(1u, limit); }

std::string SensorMap::explain(const RecordedEvent &event) const {
  const Shape &shape = input.shape;
  std::string where = fmt::format("at polarity {}, y {}, x {}, outside of input '{}' of shape {}", event.p, event.y,
                                  event.x, input.name, shape.str());
  bool isFlipped = options.flipX || options.flipY || options.transpose;
  if (unit == Unit::FromX)
    return fmt::format("{}: its unit is x, which must lie below {}; the recording has units up to {} (--pool {} would "
                       "fit, or --crop 0,0,{},1)",
                       where, shape.channels * options.pool, scan.greatestX,
                       poolFor(scan.greatestX + 1, shape.channels), shape.channels);
  if (unit == Unit::FromPolarity || (!options.mergePolarities && event.p >= shape.channels)) {
    std::string text = fmt::format("{}: its polarity must lie below {}", where, shape.channels);
    return event.p <= 1 ? text + " (--merge-polarities would fit)" : text;
  }
  uint32_t wide = options.crop ? options.crop->width : scan.greatestX + 1;
  uint32_t tall = options.crop ? options.crop->height : scan.greatestY + 1;
  uint32_t columns = options.transpose ? shape.height : shape.width,
           rows = options.transpose ? shape.width : shape.height;
  uint32_t pool = std::max(poolFor(wide, columns), poolFor(tall, rows));
  bool isX = wide > columns * options.pool;
  return fmt::format("{}: {} must lie below {}{}; the recording has {}x{} pixels (--pool {} would fit, or --crop "
                     "0,0,{},{})",
                     where, isX ? "x" : "y", (isX ? columns : rows) * options.pool,
                     isFlipped ? " (in the sensor's coordinates)" : "", scan.greatestX + 1, scan.greatestY + 1, pool,
                     columns * options.pool, rows * options.pool);
}
