//===- Events.cpp - snnc events -------------------------------------------===//

#include "compiler/driver/Command.h"
#include "sim/data/EventPicture.h"
#include "sim/data/EventScan.h"
#include "sim/data/readers/Formats.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

namespace {
/// Writes events as records of NumPy while they are read; the number of them is told at the end.
class Dump {
public:
  llvm::Error open(const std::string &path);
  void add(llvm::ArrayRef<sim::RecordedEvent> events);
  llvm::Error close();
  ~Dump() {
    if (stream) // not closed: an error, of which no file remains
      llvm::sys::fs::remove(path);
  }

private:
  static constexpr size_t headerBytes = 256;
  std::string header() const;

  std::string path;
  std::unique_ptr<llvm::raw_fd_ostream> stream;
  uint64_t count = 0;
};

/// What one pass over a recording finds.
struct Survey {
  sim::RecordingInfo info;
  sim::EventScan scan;
  sim::ReadCounts counts;
};
} // namespace

std::string Dump::header() const {
  std::string text = fmt::format("{{'descr': [('t', '<i8'), ('x', '<u2'), ('y', '<u2'), ('p', '<u2')], "
                                 "'fortran_order': False, 'shape': ({},), }}",
                                 count);
  text.resize(headerBytes - 11, ' ');
  return std::string("\x93NUMPY\x01\x00", 8) + char((headerBytes - 10) & 0xff) + char((headerBytes - 10) >> 8) + text +
         "\n";
}

llvm::Error Dump::open(const std::string &to) {
  path = to;
  std::error_code code;
  stream = std::make_unique<llvm::raw_fd_ostream>(path, code);
  if (code) {
    stream.reset();
    return llvm::createStringError("cannot write '" + path + "': " + code.message());
  }
  stream->SetBufferSize(1 << 20);
  *stream << header();
  return llvm::Error::success();
}

void Dump::add(llvm::ArrayRef<sim::RecordedEvent> events) {
  if (!stream)
    return;
  count += events.size();
  static_assert(sizeof(sim::RecordedEvent) == 16, "14 bytes and padding");
  for (const sim::RecordedEvent &event : events)
    stream->write(reinterpret_cast<const char *>(&event), 14);
}

llvm::Error Dump::close() {
  if (!stream)
    return llvm::Error::success();
  stream->seek(0);
  *stream << header();
  stream->close();
  bool failed = stream->has_error();
  std::string why = stream->error().message();
  stream->clear_error();
  if (failed)
    return llvm::createStringError("cannot write '" + path + "': " + why);
  stream.reset();
  return llvm::Error::success();
}

/// Reads all events of all samples, and hands each part to `use`.
static llvm::Error readEvents(const EventsOptions &options, Survey &survey,
                              llvm::function_ref<void(llvm::ArrayRef<sim::RecordedEvent>)> use) {
  sim::ReaderOptions reading;
  if (!options.columns.empty()) {
    llvm::Expected<sim::Columns> columns = sim::parseColumns(options.columns);
    if (!columns)
      return llvm::createStringError("--columns: " + llvm::toString(columns.takeError()));
    reading.columns = *columns;
  }
  reading.stream = options.stream;
  std::vector<sim::RecordedEvent> buffer(1 << 14);
  for (uint64_t samples = 1; reading.sample < samples; ++reading.sample) {
    llvm::Expected<sim::OpenRecording> recording = sim::openRecording(options.file, reading);
    if (!recording)
      return recording.takeError();
    samples = recording->info.samples;
    survey.info = recording->info;
    if (llvm::Error error = recording->reader->readAll(buffer, use))
      return error;
    const sim::ReadCounts &counts = recording->reader->counts;
    survey.counts.clockWraps += counts.clockWraps;
    survey.counts.markers += counts.markers;
    survey.counts.untimed += counts.untimed;
    survey.counts.otherRecords += counts.otherRecords;
    survey.counts.cutBytes += counts.cutBytes;
  }
  return llvm::Error::success();
}

static json describe(const EventsOptions &options, const Survey &survey) {
  const sim::EventScan &scan = survey.scan;
  const sim::RecordingInfo &info = survey.info;
  bool isKnown = info.width && info.height;
  json object = {{"file", options.file}, {"format", info.format}, {"details", info.details}};
  object["width"] = info.width ? json(*info.width) : json(nullptr);
  object["height"] = info.height ? json(*info.height) : json(nullptr);
  object["sensor_from_file"] = isKnown;
  object["samples"] = info.samples;
  object["events"] = scan.events;
  bool any = scan.events != 0;
  object["x"] = any ? json{scan.leastX, scan.greatestX} : json(nullptr);
  object["y"] = any ? json{scan.leastY, scan.greatestY} : json(nullptr);
  object["first_us"] = any ? json(scan.first) : json(nullptr);
  object["earliest_us"] = any ? json(scan.earliest) : json(nullptr);
  object["latest_us"] = any ? json(scan.latest) : json(nullptr);
  object["span_us"] = any ? json(scan.span()) : json(nullptr);
  object["events_per_second"] =
      any && scan.span() ? json(double(scan.events) / (double(scan.span()) * 1e-6)) : json(nullptr);
  object["on"] = info.hasPolarity ? json(scan.on) : json(nullptr);
  object["off"] = info.hasPolarity ? json(scan.events - scan.on) : json(nullptr);
  object["greatest_polarity"] = scan.greatestPolarity;
  object["clock_wraps"] = survey.counts.clockWraps;
  object["out_of_order"] = scan.outOfOrder;
  object["counts_from_epoch"] = info.countsFromEpoch;
  object["marker_events"] = survey.counts.markers;
  object["untimed_events"] = survey.counts.untimed;
  object["other_records"] = survey.counts.otherRecords;
  object["cut_bytes"] = survey.counts.cutBytes;
  return object;
}

static std::string seconds(int64_t microseconds) { return fmt::format("{:.6f} s", double(microseconds) * 1e-6); }

static void print(const Survey &survey) {
  const sim::EventScan &scan = survey.scan;
  const sim::RecordingInfo &info = survey.info;
  auto line = [](const char *key, const std::string &value) { llvm::outs() << fmt::format("{:<13} {}\n", key, value); };
  line("format", info.format + (info.details.empty() ? "" : ", " + info.details));
  if (info.width && info.height)
    line("sensor", fmt::format("{} x {}, as the file says", *info.width, *info.height));
  if (info.samples != 1)
    line("samples", fmt::format("{}", info.samples));
  line("events", fmt::format("{}", scan.events));
  if (scan.events) {
    line("extent", fmt::format("x {} to {}, y {} to {}", scan.leastX, scan.greatestX, scan.leastY, scan.greatestY));
    line("time", fmt::format("{} to {}, {} long", seconds(scan.earliest), seconds(scan.latest), seconds(scan.span())));
    if (scan.span())
      line("rate", fmt::format("{:.0f} events a second", double(scan.events) / (double(scan.span()) * 1e-6)));
    if (info.hasPolarity)
      line("polarity", fmt::format("{} ON, {} OFF{}", scan.on, scan.events - scan.on,
                                   scan.greatestPolarity > 1 ? fmt::format(", up to {}", scan.greatestPolarity) : ""));
  }
  const std::pair<const char *, std::pair<uint64_t, const char *>> rest[] = {
      {"clock", {survey.counts.clockWraps, "wraps, unwrapped"}},
      {"order", {scan.outOfOrder, "events older than the one before them, kept"}},
      {"markers", {survey.counts.markers, "events at row 240, by which some writers mark clock overflows"}},
      {"untimed", {survey.counts.untimed, "events in front of the first time, left out"}},
      {"other", {survey.counts.otherRecords, "records that are no events of pixels, left out"}},
      {"cut", {survey.counts.cutBytes, "bytes of a cut record at the end, left out"}}};
  for (const auto &[key, entry] : rest)
    if (entry.first)
      line(key, fmt::format("{} {}", entry.first, entry.second));
}

/// Draws the recording, in a second pass, as its length must be known.
static llvm::Error draw(const EventsOptions &options, const Survey &survey) {
  llvm::Expected<sim::EventPicture> picture = sim::EventPicture::create(options.picture, survey.info, survey.scan);
  if (!picture)
    return picture.takeError();
  Survey again;
  if (llvm::Error error =
          readEvents(options, again, [&](llvm::ArrayRef<sim::RecordedEvent> events) { picture->add(events); }))
    return error;
  return picture->write();
}

int driver::runEvents(const EventsOptions &options, const CommonOptions &common) {
  Survey survey;
  Dump dump;
  if (!options.dump.empty())
    if (llvm::Error error = dump.open(options.dump))
      return fail(BadInput, std::move(error));
  if (llvm::Error error = readEvents(options, survey, [&](llvm::ArrayRef<sim::RecordedEvent> events) {
        survey.scan.add(events);
        dump.add(events);
      }))
    return fail(BadInput, std::move(error));
  if (llvm::Error error = dump.close())
    return fail(BadInput, std::move(error));
  if (!options.picture.empty())
    if (llvm::Error error = draw(options, survey))
      return fail(BadInput, std::move(error));
  if (common.json)
    llvm::outs() << toText(describe(options, survey)) << "\n";
  else
    print(survey);
  return Done;
}
