//===- Hdf5.cpp - events in HDF5 ------------------------------------------===//
//
// Prophesee: records CD/events. DSEC and others: a group of one dataset a field, and a time t_offset to add. SHD and
// SSC: sequences spikes/times (seconds) and spikes/units, one a sample, and labels.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Formats.h"
#include "sim/data/readers/Hdf5Datasets.h"
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace snnc::sim;

namespace {
/// Where a field's numbers lie.
struct Place {
  std::string dataset, member;
};

struct Source {
  std::array<std::optional<Place>, 4> fields;
  uint64_t count = 0;
  TimeUnit unit;
};

class Hdf5Reader final : public EventReader {
public:
  Hdf5Reader(std::shared_ptr<Hdf5Datasets> file, std::string path, Source source)
      : file(std::move(file)), path(std::move(path)), source(std::move(source)) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override;

private:
  std::shared_ptr<Hdf5Datasets> file;
  std::string path;
  Source source;
  uint64_t done = 0;
  FieldNumbers columns[4];
};

/// One sample of sequences, which is small.
class SequenceReader final : public EventReader {
public:
  explicit SequenceReader(std::vector<RecordedEvent> events) : all(std::move(events)) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override {
    size_t count = std::min(events.size(), all.size() - done);
    std::copy_n(all.begin() + ptrdiff_t(done), count, events.begin());
    done += count;
    return count;
  }

private:
  std::vector<RecordedEvent> all;
  size_t done = 0;
};
} // namespace

llvm::Expected<size_t> Hdf5Reader::read(llvm::MutableArrayRef<RecordedEvent> events) {
  size_t count = size_t(std::min<uint64_t>({events.size(), source.count - done, 1 << 16}));
  if (count == 0)
    return 0;
  for (size_t field = 0; field < 4; ++field)
    if (const auto &place = source.fields[field])
      if (llvm::Error error = file->read(place->dataset, place->member, done, count, columns[field]))
        return std::move(error);
  events = events.take_front(count);
  std::fill(events.begin(), events.end(), RecordedEvent{0, 0, 0, 0});
  for (Field field : {Field::Time, Field::X, Field::Y, Field::Polarity})
    if (source.fields[size_t(field)])
      if (llvm::Error error = setField(field, columns[size_t(field)], source.unit, path, done, events))
        return std::move(error);
  done += count;
  return count;
}

//===----------------------------------------------------------------------===//
// Finding the events
//===----------------------------------------------------------------------===//

static llvm::Error failFilter(llvm::StringRef path, llvm::StringRef dataset, llvm::StringRef filter) {
  bool isEcf = filter.starts_with("36559");
  return llvm::createStringError(fmt::format(
      "{}: dataset '{}' is written by codec {}{}, which the HDF5 library here does not have: write it again without a "
      "codec, or with gzip",
      path.str(), dataset.str(), filter.str(), isEcf ? ", Prophesee's ECF" : ""));
}

/// Records with members t, x, y, p.
static llvm::Expected<bool> findRecords(Hdf5Datasets &file, const std::string &path, const std::string &name,
                                        const ReaderOptions &options, Source &source) {
  std::optional<Hdf5Dataset> dataset = file.find(name);
  if (!dataset || dataset->members.empty() || dataset->shape.size() != 1)
    return false;
  std::vector<llvm::StringRef> names(dataset->members.begin(), dataset->members.end());
  llvm::Expected<std::optional<Columns>> columns = columnsOf(names);
  if (!columns)
    return columns.takeError();
  if (!*columns)
    return false;
  if (!dataset->missingFilter.empty())
    return failFilter(path, name, dataset->missingFilter);
  for (size_t field = 0; field < 4; ++field)
    if (auto at = (*columns)->at[field])
      source.fields[field] = Place{name, dataset->members[*at]};
  source.count = dataset->shape.front();
  source.unit = TimeUnit::of(**columns, options);
  return true;
}

/// A group with one dataset a field.
static llvm::Expected<bool> findGroup(Hdf5Datasets &file, const std::string &path, const std::string &group,
                                      const ReaderOptions &options, Source &source) {
  Columns columns;
  std::optional<uint64_t> count;
  for (const char *name : {"t", "ts", "t_us", "timestamp", "timestamps", "time", "x", "xs", "y", "ys", "p", "ps", "pol",
                           "polarity", "polarities", "on"}) {
    std::string full = group + name;
    std::optional<Hdf5Dataset> dataset = file.find(full);
    if (!dataset || !dataset->isNumber || dataset->shape.size() != 1)
      continue;
    std::optional<Field> field = fieldOf(name, columns);
    if (source.fields[size_t(*field)])
      return llvm::createStringError(fmt::format("{}: datasets '{}' and '{}' are of the same field", path,
                                                 source.fields[size_t(*field)]->dataset, full));
    if (!dataset->missingFilter.empty())
      return failFilter(path, full, dataset->missingFilter);
    if (count && *count != dataset->shape.front())
      return llvm::createStringError(
          fmt::format("{}: dataset '{}' has {} numbers, one before it {}", path, full, dataset->shape.front(), *count));
    count = dataset->shape.front();
    source.fields[size_t(*field)] = Place{full, ""};
  }
  auto has = [&](Field field) { return source.fields[size_t(field)].has_value(); };
  if (!has(Field::Time) || (!has(Field::X) && !has(Field::Y))) {
    source = {};
    return false;
  }
  source.count = *count;
  source.unit = TimeUnit::of(columns, options);
  return true;
}

static llvm::Error takeTimeOffset(Hdf5Datasets &file, const std::string &path, Source &source, RecordingInfo &info) {
  std::optional<Hdf5Dataset> dataset = file.find("t_offset");
  if (!dataset || !dataset->isNumber)
    return llvm::Error::success();
  if (dataset->shape.size() > 1 || (dataset->shape.size() == 1 && dataset->shape[0] != 1))
    return llvm::createStringError(path + ": dataset 't_offset' is no single number");
  FieldNumbers number;
  if (llvm::Error error = file.read("t_offset", "", 0, 1, number))
    return error;
  double value = number.isReal ? number.real[0] : double(number.whole[0]);
  if (const char *why = toTime(value, 1, true, source.unit.offset))
    return llvm::createStringError(path + ": dataset 't_offset': " + why);
  info.countsFromEpoch = source.unit.offset != 0;
  info.details += fmt::format("{}t_offset {} us", info.details.empty() ? "" : ", ", source.unit.offset);
  return llvm::Error::success();
}

/// Samples of SHD and SSC.
static llvm::Expected<ReaderPtr> openSequences(Hdf5Datasets &file, const std::string &path, uint64_t sample,
                                               RecordingInfo &info) {
  std::optional<Hdf5Dataset> times = file.find("spikes/times"), units = file.find("spikes/units");
  if (!units || !units->isSequences || units->shape != times->shape || times->shape.size() != 1)
    return llvm::createStringError(path +
                                   ": datasets 'spikes/times' and 'spikes/units' are no sequences of equal number");
  info.details = "spikes/times and spikes/units";
  info.hasPolarity = false;
  info.samples = times->shape.front();
  info.height = 1;
  if (std::optional<Hdf5Dataset> labels = file.find("labels");
      labels && labels->isNumber && !labels->isReal && labels->shape == times->shape) {
    FieldNumbers numbers;
    if (llvm::Error error = file.read("labels", "", 0, info.samples, numbers))
      return std::move(error);
    for (int64_t label : numbers.whole) {
      if (label < 0 || label > INT32_MAX)
        return llvm::createStringError(fmt::format("{}: label {} lies outside of 0 to {}", path, label, INT32_MAX));
      info.labels.push_back(uint32_t(label));
    }
  }
  std::vector<RecordedEvent> events;
  if (sample >= info.samples)
    return std::make_unique<SequenceReader>(std::move(events));
  FieldNumbers time, unit;
  if (llvm::Error error = file.readSequence("spikes/times", sample, time))
    return std::move(error);
  if (llvm::Error error = file.readSequence("spikes/units", sample, unit))
    return std::move(error);
  size_t count = time.isReal ? time.real.size() : time.whole.size();
  if (unit.isReal || unit.whole.size() != count)
    return llvm::createStringError(
        fmt::format("{}: sample {} has {} times and {} units", path, sample, count, unit.whole.size()));
  for (size_t i = 0; i < count; ++i) {
    RecordedEvent event{0, 0, 0, 0};
    double value = time.isReal ? time.real[i] : double(time.whole[i]);
    const char *why = toTime(value, time.isReal ? 1e6 : 1, true, event.t);
    if (!why)
      why = toCoordinate(unit.whole[i], event.x);
    if (why)
      return llvm::createStringError(
          fmt::format("{}: sample {}, event {} (time {}, unit {}): {}", path, sample, i, value, unit.whole[i], why));
    events.push_back(event);
  }
  return std::make_unique<SequenceReader>(std::move(events));
}

static bool knows(const Head &head) { return head.bytes.starts_with("\x89HDF\r\n\x1a\n"); }

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &options, RecordingInfo &info) {
  std::string path = bytes->path();
  llvm::Expected<std::shared_ptr<Hdf5Datasets>> file = Hdf5Datasets::open(path);
  if (!file)
    return file.takeError();
  info.format = "HDF5";
  if (std::optional<Hdf5Dataset> times = (*file)->find("spikes/times"); times && times->isSequences)
    return openSequences(**file, path, options.sample, info);
  Source source;
  for (const char *name : {"CD/events", "events"}) {
    llvm::Expected<bool> found = findRecords(**file, path, name, options, source);
    if (!found)
      return found.takeError();
    if (!*found)
      continue;
    info.details = fmt::format("records {}", name);
    info.hasPolarity = source.fields[size_t(Field::Polarity)].has_value();
    return std::make_unique<Hdf5Reader>(std::move(*file), path, std::move(source));
  }
  for (const char *group : {"events/", "CD/events/", ""}) {
    llvm::Expected<bool> found = findGroup(**file, path, group, options, source);
    if (!found)
      return found.takeError();
    if (!*found)
      continue;
    info.details = fmt::format("{}{{t,x,y,p}}", group);
    info.hasPolarity = source.fields[size_t(Field::Polarity)].has_value();
    if (llvm::Error error = takeTimeOffset(**file, path, source, info))
      return std::move(error);
    return std::make_unique<Hdf5Reader>(std::move(*file), path, std::move(source));
  }
  std::vector<std::string> names = (*file)->rootNames();
  return llvm::createStringError(
      fmt::format("'{}' is an HDF5 file without events (it has {}): known are records CD/events or events, datasets t, "
                  "x, y, p in a group events, and sequences spikes/times with spikes/units",
                  path, names.empty() ? "nothing" : fmt::format("'{}'", fmt::join(names, "', '"))));
}

const Format snnc::sim::formatHdf5{"HDF5 with events", knows, open};
