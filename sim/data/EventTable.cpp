//===- EventTable.cpp - events as a text table ----------------------------===//

#include "sim/data/EventTable.h"
#include "sim/data/Binning.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
class EventTable final : public Stimulus {
public:
  EventTable(std::string path, const InputInfo &input, const StimulusOptions &options)
      : path(std::move(path)), input(input), options(options) {}

  uint64_t size() const override { return 1; }
  llvm::Expected<Sample> read(uint64_t index) const override;

private:
  llvm::Expected<TimedEvent> parse(llvm::StringRef line, size_t number) const;

  std::string path;
  InputInfo input;
  StimulusOptions options;
};
} // namespace

llvm::Expected<TimedEvent> EventTable::parse(llvm::StringRef line, size_t number) const {
  llvm::SmallVector<llvm::StringRef, 4> cells;
  line.split(cells, ',');
  uint64_t numbers[4];
  bool isEvent = cells.size() == 4;
  for (size_t i = 0; isEvent && i < 4; ++i)
    isEvent = !cells[i].trim().getAsInteger(10, numbers[i]);
  if (!isEvent)
    return llvm::createStringError(fmt::format(
        "{}:{}: '{}' is no event: need four whole numbers t_us,x,y,p of at least 0", path, number, line.str()));
  auto [t, x, y, p] = numbers;
  if (p >= input.shape.channels || y >= input.shape.height || x >= input.shape.width)
    return llvm::createStringError(
        fmt::format("{}:{}: the event is at polarity {}, y {}, x {}, outside of input '{}' of shape {}", path, number,
                    p, y, x, input.name, input.shape.str()));
  if (t / options.stepUs > UINT32_MAX - 1)
    return llvm::createStringError(
        fmt::format("{}:{}: {} microseconds are more than 2^32 steps of {}", path, number, t, options.stepUs));
  return TimedEvent{t / options.stepUs, uint16_t(p), uint16_t(y), uint16_t(x), 1};
}

llvm::Expected<Sample> EventTable::read(uint64_t) const {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError("cannot read '" + path + "': " + buffer.getError().message());
  std::vector<TimedEvent> events;
  size_t number = 0;
  for (llvm::StringRef rest = (*buffer)->getBuffer(), line; !rest.empty();) {
    std::tie(line, rest) = rest.split('\n');
    ++number;
    line = line.trim();
    if (line.empty() || (number == 1 && line == "t_us,x,y,p"))
      continue;
    llvm::Expected<TimedEvent> event = parse(line, number);
    if (!event)
      return event.takeError();
    events.push_back(*event);
  }
  Sample sample;
  sample.name = path;
  if (llvm::Error error = binEvents(std::move(events), input, options.steps, sample))
    return std::move(error);
  return sample;
}

llvm::Expected<std::unique_ptr<Stimulus>> snnc::sim::openEventTable(llvm::StringRef path, const InputInfo &input,
                                                                    const StimulusOptions &options) {
  return std::make_unique<EventTable>(path.str(), input, options);
}
