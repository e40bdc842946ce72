//===- Hdf5Child.cpp - events of HDF5, by the library ---------------------===//
//
// Prophesee: records CD/events. DSEC and others: a group of one dataset a field, and a time t_offset to add. SHD and
// SSC: sequences spikes/times (seconds) and spikes/units, one a sample, and labels.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Hdf5Child.h"
#include "sim/data/readers/Hdf5Datasets.h"
#include "support/isolate/Plain.h"
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace snnc::sim;
using snnc::isolate::PartWriter;
using snnc::isolate::PlainReader;
using snnc::isolate::PlainWriter;

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
} // namespace

//===----------------------------------------------------------------------===//
// What is handed over
//===----------------------------------------------------------------------===//

size_t Hdf5Events::eventBytes() const {
  size_t bytes = 0;
  for (const Column &column : columns)
    bytes += bytesOf(column.kind);
  return bytes;
}

std::string Hdf5Events::toBytes() const {
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  PlainWriter out(os);
  out.text(info.details);
  out.number(info.height.has_value());
  out.number(info.height.value_or(0));
  out.number(info.countsFromEpoch);
  out.number(info.hasPolarity);
  out.number(info.samples);
  out.array(info.labels);
  out.number(uint64_t(columns.size()));
  for (const Column &column : columns) {
    out.number(column.field);
    out.number(column.kind);
  }
  out.number(count);
  out.number(unit.ticks);
  out.number(unit.isStated);
  out.number(unit.offset);
  out.text(place);
  return bytes;
}

std::optional<Hdf5Events> Hdf5Events::fromBytes(llvm::StringRef bytes) {
  PlainReader in(bytes);
  Hdf5Events events;
  RecordingInfo &info = events.info;
  info.format = "HDF5";
  info.details = in.text();
  bool hasHeight = in.number<uint8_t>();
  uint32_t height = in.number<uint32_t>();
  if (hasHeight)
    info.height = height;
  info.countsFromEpoch = in.number<uint8_t>();
  info.hasPolarity = in.number<uint8_t>();
  info.samples = in.number<uint64_t>();
  info.labels = in.array<uint32_t>();
  bool isKnown = true;
  for (size_t count = in.extent(sizeof(Field) + sizeof(NumberKind)); count > 0; --count) {
    Column column{in.number<Field>(), in.number<NumberKind>()};
    isKnown &= size_t(column.field) < 4 && column.kind <= NumberKind::F64;
    events.columns.push_back(column);
  }
  events.count = in.number<uint64_t>();
  events.unit.ticks = in.number<double>();
  events.unit.isStated = in.number<uint8_t>();
  events.unit.offset = in.number<int64_t>();
  events.place = in.text();
  isKnown &= events.unit.offset <= mostTime && events.unit.offset >= -mostTime;
  if (in.hasFailed() || !in.atEnd() || !isKnown || (events.columns.empty() && events.count != 0))
    return std::nullopt;
  return events;
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
  if (llvm::Error error = file.read("t_offset", 1, number))
    return error;
  double value = number.isReal ? number.real[0] : double(number.whole[0]);
  if (const char *why = toTime(value, 1, true, source.unit.offset))
    return llvm::createStringError(path + ": dataset 't_offset': " + why);
  info.countsFromEpoch = source.unit.offset != 0;
  info.details += fmt::format("{}t_offset {} us", info.details.empty() ? "" : ", ", source.unit.offset);
  return llvm::Error::success();
}

/// Events of any layout but sequences.
static llvm::Error findEvents(Hdf5Datasets &file, const std::string &path, const ReaderOptions &options, Source &source,
                              RecordingInfo &info) {
  for (const char *name : {"CD/events", "events"}) {
    llvm::Expected<bool> found = findRecords(file, path, name, options, source);
    if (!found)
      return found.takeError();
    if (!*found)
      continue;
    info.details = fmt::format("records {}", name);
    return llvm::Error::success();
  }
  for (const char *group : {"events/", "CD/events/", ""}) {
    llvm::Expected<bool> found = findGroup(file, path, group, options, source);
    if (!found)
      return found.takeError();
    if (!*found)
      continue;
    info.details = fmt::format("{}{{t,x,y,p}}", group);
    return takeTimeOffset(file, path, source, info);
  }
  std::vector<std::string> names = file.rootNames();
  return llvm::createStringError(
      fmt::format("'{}' is an HDF5 file without events (it has {}): known are records CD/events or events, datasets t, "
                  "x, y, p in a group events, and sequences spikes/times with spikes/units",
                  path, names.empty() ? "nothing" : fmt::format("'{}'", fmt::join(names, "', '"))));
}

//===----------------------------------------------------------------------===//
// Writing them
//===----------------------------------------------------------------------===//

/// Bytes of any number, over as many parts as they need.
static void writeBytes(llvm::StringRef bytes, PartWriter &out) {
  while (!bytes.empty()) {
    llvm::MutableArrayRef<char> room = out.begin();
    size_t size = std::min(room.size(), bytes.size());
    std::copy_n(bytes.begin(), size, room.begin());
    out.end(size);
    bytes = bytes.drop_front(size);
  }
}

static void writeDescription(const Hdf5Events &events, PartWriter &out) {
  std::string bytes = events.toBytes();
  uint64_t size = bytes.size();
  writeBytes(std::string(reinterpret_cast<const char *>(&size), sizeof size) + bytes, out);
}

/// Events of datasets, read into the parts themselves.
static llvm::Error writeSource(Hdf5Datasets &file, const Source &source, Hdf5Events &events, PartWriter &out) {
  std::vector<std::unique_ptr<Hdf5Column>> columns;
  for (Field field : {Field::Time, Field::X, Field::Y, Field::Polarity}) {
    const std::optional<Place> &place = source.fields[size_t(field)];
    if (!place)
      continue;
    llvm::Expected<std::unique_ptr<Hdf5Column>> column = file.column(place->dataset, place->member);
    if (!column)
      return column.takeError();
    events.columns.push_back({field, (*column)->kind});
    columns.push_back(std::move(*column));
  }
  writeDescription(events, out);
  for (uint64_t done = 0; done < events.count;) {
    size_t count = size_t(std::min<uint64_t>(events.count - done, hdf5PartEvents));
    char *to = out.begin().data();
    for (const std::unique_ptr<Hdf5Column> &column : columns) {
      if (llvm::Error error = column->read(done, count, to))
        return error;
      to += count * bytesOf(column->kind);
    }
    out.end(count * events.eventBytes());
    done += count;
  }
  return llvm::Error::success();
}

static void writeNumbers(const FieldNumbers &numbers, size_t first, size_t count, char *to) {
  const void *from = numbers.isReal ? static_cast<const void *>(numbers.real.data() + first)
                                    : static_cast<const void *>(numbers.whole.data() + first);
  std::memcpy(to, from, 8 * count);
}

/// A sample of SHD and SSC.
static llvm::Error writeSequence(Hdf5Datasets &file, const std::string &path, uint64_t sample, Hdf5Events &events,
                                 PartWriter &out) {
  std::optional<Hdf5Dataset> times = file.find("spikes/times"), units = file.find("spikes/units");
  if (!units || !units->isSequences || units->shape != times->shape || times->shape.size() != 1)
    return llvm::createStringError(path +
                                   ": datasets 'spikes/times' and 'spikes/units' are no sequences of equal number");
  RecordingInfo &info = events.info;
  info.details = "spikes/times and spikes/units";
  info.hasPolarity = false;
  info.samples = times->shape.front();
  info.height = 1;
  if (std::optional<Hdf5Dataset> labels = file.find("labels");
      labels && labels->isNumber && !labels->isReal && labels->shape == times->shape) {
    FieldNumbers numbers;
    if (llvm::Error error = file.read("labels", info.samples, numbers))
      return error;
    for (int64_t label : numbers.whole) {
      if (label < 0 || label > INT32_MAX)
        return llvm::createStringError(fmt::format("{}: label {} lies outside of 0 to {}", path, label, INT32_MAX));
      info.labels.push_back(uint32_t(label));
    }
  }
  FieldNumbers time, unit;
  if (sample < info.samples) {
    if (llvm::Error error = file.readSequence("spikes/times", sample, time))
      return error;
    if (llvm::Error error = file.readSequence("spikes/units", sample, unit))
      return error;
  }
  size_t count = time.isReal ? time.real.size() : time.whole.size();
  if (unit.isReal || unit.whole.size() != count)
    return llvm::createStringError(
        fmt::format("{}: sample {} has {} times and {} units", path, sample, count, unit.whole.size()));
  events.columns = {{Field::Time, time.isReal ? NumberKind::F64 : NumberKind::I64}, {Field::X, NumberKind::I64}};
  events.unit = {time.isReal ? 1e6 : 1, true, 0};
  events.count = count;
  events.place = fmt::format("{}: sample {}", path, sample);
  writeDescription(events, out);
  for (size_t done = 0; done < count; done += hdf5PartEvents) {
    size_t here = std::min(count - done, hdf5PartEvents);
    char *to = out.begin().data();
    writeNumbers(time, done, here, to);
    writeNumbers(unit, done, here, to + 8 * here);
    out.end(16 * here);
  }
  return llvm::Error::success();
}

llvm::Error snnc::sim::writeHdf5Events(const std::string &path, const ReaderOptions &options, PartWriter &out) {
  llvm::Expected<std::unique_ptr<Hdf5Datasets>> file = Hdf5Datasets::open(path);
  if (!file)
    return file.takeError();
  Hdf5Events events;
  if (std::optional<Hdf5Dataset> times = (*file)->find("spikes/times"); times && times->isSequences)
    return writeSequence(**file, path, options.sample, events, out);
  Source source;
  if (llvm::Error error = findEvents(**file, path, options, source, events.info))
    return error;
  events.info.hasPolarity = source.fields[size_t(Field::Polarity)].has_value();
  events.count = source.count;
  events.unit = source.unit;
  events.place = path;
  return writeSource(**file, source, events, out);
}
