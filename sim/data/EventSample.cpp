//===- EventSample.cpp - one recording as frames --------------------------===//

#include "sim/data/EventSample.h"
#include "sim/data/SensorMap.h"
#include "sim/data/readers/Formats.h"
#include <algorithm>
#include <fmt/format.h>
#include <map>

using namespace snnc::sim;

std::string EventFile::name() const { return isOneOfSeveral ? fmt::format("{}: sample {}", path, sample) : path; }

namespace {
/// Events that are read at once, and those that are kept from the first reading to the second.
constexpr size_t partEvents = 1 << 14;
constexpr size_t mostKeptEvents = 1 << 20;
/// Events of one step that wait to be counted.
constexpr size_t mostWaiting = 1 << 18;
/// A silence in front of the first event that is longer than this, and than the recording, is no part of it.
constexpr int64_t longSilence = 1'000'000;

/// The counts of one step.
class StepCounts {
public:
  void add(const SensorMap::Neuron &neuron) {
    waiting.push_back(uint64_t(neuron.channel) << 32 | uint64_t(neuron.y) << 16 | neuron.x);
    if (waiting.size() >= mostWaiting)
      merge();
  }
  /// By (channel, y, x).
  std::map<uint64_t, uint64_t> &counts() {
    merge();
    return sums;
  }
  /// Sorted, without merging where nothing has been merged: the usual case.
  llvm::Error toFrame(const InputInfo &input, llvm::StringRef sample, uint64_t step, SpikeFrame &frame);

private:
  void merge() {
    for (uint64_t key : waiting)
      ++sums[key];
    waiting.clear();
  }
  static llvm::Error append(const InputInfo &input, llvm::StringRef sample, uint64_t step, uint64_t key, uint64_t count,
                            SpikeFrame &frame);

  std::vector<uint64_t> waiting;
  std::map<uint64_t, uint64_t> sums;
};

class EventSample final : public SampleStream {
public:
  EventSample(const EventFile &file, const InputInfo &input, const StimulusOptions &options)
      : file(file), input(input), options(options) {}

  /// The first reading.
  llvm::Error scan();
  llvm::Expected<const SpikeFrame *> next() override;
  llvm::Error countFrom(int64_t timeOrigin) override;

private:
  bool countsFromFirst() const;
  /// The next events, of the second reading; none at the end.
  llvm::Expected<llvm::ArrayRef<RecordedEvent>> part();
  llvm::Error place(const RecordedEvent &event);
  void countEvents(const ReadCounts &counts);

  EventFile file;
  InputInfo input;
  StimulusOptions options;
  RecordingInfo info;
  EventScan seen;
  std::optional<SensorMap> sensor;
  ReaderPtr reader;
  std::vector<RecordedEvent> kept, buffer;
  bool isKept = true, ended = false;
  int64_t origin = 0;
  uint64_t lateSteps = 0; ///< how far behind the newest step an event may come
  uint64_t newest = 0, placed = 0, step = 0;
  std::map<uint64_t, StepCounts> pending;
  std::map<uint64_t, StepCounts>::iterator current = pending.end();
  llvm::ArrayRef<RecordedEvent> rest;
  SpikeFrame frame;
};
} // namespace

llvm::Error StepCounts::append(const InputInfo &input, llvm::StringRef sample, uint64_t step, uint64_t key,
                               uint64_t count, SpikeFrame &frame) {
  Event event{uint16_t(key >> 32), uint16_t(key >> 16), uint16_t(key), double(count)};
  if (count > input.bound)
    return llvm::createStringError(fmt::format(
        "{}: step {}, channel {}, y {}, x {}: {} spikes, but input '{}' takes at most {} in a step (shorter steps have "
        "fewer spikes each: --step-us)",
        sample.str(), step, event.channel, event.y, event.x, count, input.name, input.bound));
  frame.push_back(event);
  return llvm::Error::success();
}

llvm::Error StepCounts::toFrame(const InputInfo &input, llvm::StringRef sample, uint64_t step, SpikeFrame &frame) {
  if (!sums.empty()) {
    for (auto [key, count] : counts())
      if (llvm::Error error = append(input, sample, step, key, count, frame))
        return error;
    return checkTotal(input, fmt::format("{}: step {}", sample.str(), step), frame);
  }
  std::sort(waiting.begin(), waiting.end());
  for (size_t i = 0; i < waiting.size();) {
    size_t end = i;
    while (end < waiting.size() && waiting[end] == waiting[i])
      ++end;
    if (llvm::Error error = append(input, sample, step, waiting[i], end - i, frame))
      return error;
    i = end;
  }
  return checkTotal(input, fmt::format("{}: step {}", sample.str(), step), frame);
}

void EventSample::countEvents(const ReadCounts &counts) {
  facts.events = seen.events;
  facts.outOfOrder = seen.outOfOrder;
  facts.clockWraps = counts.clockWraps;
  facts.untimedEvents = counts.untimed;
  facts.otherRecords = counts.otherRecords;
  facts.cutBytes = counts.cutBytes;
  facts.formats.insert(info.format);
}

llvm::Error EventSample::scan() {
  llvm::Expected<OpenRecording> recording = openRecording(file.path, options.reading(file.sample));
  if (!recording)
    return recording.takeError();
  info = recording->info;
  buffer.resize(partEvents);
  llvm::Error error = recording->reader->readAll(buffer, [&](llvm::ArrayRef<RecordedEvent> part) {
    seen.add(part);
    isKept = isKept && kept.size() + part.size() <= mostKeptEvents;
    if (isKept)
      kept.insert(kept.end(), part.begin(), part.end());
    else
      std::vector<RecordedEvent>().swap(kept);
  });
  if (error)
    return error;
  countEvents(recording->reader->counts);
  name = file.name();
  label = file.label;
  if (!label && file.sample < info.labels.size())
    label = info.labels[file.sample];
  bool fromFirst = countsFromFirst();
  if (seen.events && !fromFirst && seen.earliest < 0)
    return llvm::createStringError(fmt::format("{}: an event at {} us, before time 0 (--time-origin first counts from "
                                               "the first event)",
                                               name, seen.earliest));
  sensor.emplace(options.sensor, input, info, seen);
  return countFrom(fromFirst && seen.events ? seen.first : 0);
}

bool EventSample::countsFromFirst() const {
  if (options.timeOrigin != TimeOrigin::Auto)
    return options.timeOrigin == TimeOrigin::First;
  bool isPastEnd = options.steps ? seen.first >= int64_t(*options.steps) * options.stepUs
                                 : seen.first > std::max(longSilence, seen.span());
  return seen.first < 0 || info.countsFromEpoch || isPastEnd;
}

llvm::Error EventSample::countFrom(int64_t timeOrigin) {
  int64_t stepUs = options.stepUs;
  origin = timeOrigin;
  facts.timeOrigins = {origin};
  uint64_t own = seen.events ? uint64_t(std::max<int64_t>(seen.latest - origin, 0) / stepUs) + 1 : 1;
  if (!options.steps && own > UINT32_MAX)
    return llvm::createStringError(
        fmt::format("{}: {} us are more than 2^32 steps of {} us", name, seen.latest - origin, stepUs));
  steps = options.steps.value_or(uint32_t(own));
  lateSteps = uint64_t(seen.greatestLateness / stepUs) + (seen.greatestLateness > 0);
  return llvm::Error::success();
}

llvm::Expected<llvm::ArrayRef<RecordedEvent>> EventSample::part() {
  if (isKept) {
    if (ended)
      return llvm::ArrayRef<RecordedEvent>();
    ended = true;
    return llvm::ArrayRef<RecordedEvent>(kept);
  }
  if (!reader) {
    llvm::Expected<OpenRecording> recording = openRecording(file.path, options.reading(file.sample));
    if (!recording)
      return recording.takeError();
    reader = std::move(recording->reader);
  }
  llvm::Expected<size_t> count = reader->read(buffer);
  if (!count)
    return count.takeError();
  ended = *count == 0;
  return llvm::ArrayRef<RecordedEvent>(buffer).take_front(*count);
}

llvm::Error EventSample::place(const RecordedEvent &event) {
  uint64_t index = placed++;
  // An event that is older than the first one, from which time counts, belongs to the first step.
  uint64_t at = event.t < origin ? 0 : uint64_t(event.t - origin) / options.stepUs;
  newest = std::max(newest, at);
  SensorMap::Neuron neuron;
  switch (sensor->place(event, neuron)) {
  case SensorMap::Result::Cropped:
    ++facts.croppedEvents;
    return llvm::Error::success();
  case SensorMap::Result::Marker:
    ++facts.markerEvents;
    return llvm::Error::success();
  case SensorMap::Result::Outside: {
    std::string byte = info.eventBytes ? fmt::format(" (byte {})", info.firstByte + index * info.eventBytes) : "";
    return llvm::createStringError(fmt::format("{}: event {}{} is {}", name, index, byte, sensor->explain(event)));
  }
  case SensorMap::Result::Inside:
    break;
  }
  if (at >= steps) {
    ++droppedSpikes;
    ++facts.droppedEvents;
    return llvm::Error::success();
  }
  if (current == pending.end() || current->first != at)
    current = pending.try_emplace(at).first;
  current->second.add(neuron);
  return llvm::Error::success();
}

llvm::Expected<const SpikeFrame *> EventSample::next() {
  bool isLast = step + 1 == steps;
  // What comes behind the last step is still read, to be counted.
  while (isLast || newest <= step + lateSteps) {
    if (rest.empty()) {
      llvm::Expected<llvm::ArrayRef<RecordedEvent>> events = part();
      if (!events)
        return events.takeError();
      if (events->empty())
        break;
      rest = *events;
    }
    while (!rest.empty() && (isLast || newest <= step + lateSteps)) {
      if (llvm::Error error = place(rest.front()))
        return std::move(error);
      rest = rest.drop_front();
    }
  }
  frame.clear();
  auto found = pending.find(step);
  if (found != pending.end()) {
    if (llvm::Error error = found->second.toFrame(input, name, step, frame))
      return std::move(error);
    if (current == found)
      current = pending.end();
    pending.erase(found);
  }
  ++step;
  return &frame;
}

llvm::Expected<std::unique_ptr<SampleStream>> snnc::sim::openEventSample(const EventFile &file, const InputInfo &input,
                                                                         const StimulusOptions &options) {
  auto sample = std::make_unique<EventSample>(file, input, options);
  if (llvm::Error error = sample->scan())
    return std::move(error);
  return sample;
}
