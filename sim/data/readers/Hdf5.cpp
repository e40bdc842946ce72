//===- Hdf5.cpp - events in HDF5 ------------------------------------------===//
//
// A child process reads the file and hands the events over, part by part (Hdf5Child.h); here they are checked.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Hdf5.h"
#include "sim/data/readers/Formats.h"
#include <cstring>

using namespace snnc::sim;
using snnc::isolate::Parts;
namespace isolate = snnc::isolate;

namespace {
class Hdf5Reader final : public EventReader {
public:
  Hdf5Reader(std::unique_ptr<Parts> parts, Hdf5Events source) : parts(std::move(parts)), source(std::move(source)) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override;

private:
  /// Goes to the next part; false at the end.
  llvm::Expected<bool> nextPart();

  std::unique_ptr<Parts> parts;
  Hdf5Events source;
  llvm::StringRef part;
  size_t partEvents = 0, taken = 0; ///< of the part
  uint64_t done = 0;
};
} // namespace

static llvm::Error failDamaged(llvm::StringRef path) {
  return llvm::createStringError("'" + path + "' cannot be read: what the HDF5 library gave of it is damaged");
}

llvm::Expected<bool> Hdf5Reader::nextPart() {
  llvm::Expected<llvm::StringRef> next = parts->next();
  if (!next)
    return next.takeError();
  size_t eventBytes = source.eventBytes();
  part = *next;
  taken = 0;
  partEvents = part.empty() ? 0 : part.size() / eventBytes;
  if (partEvents * eventBytes != part.size() || partEvents > source.count - done ||
      (part.empty() && done != source.count))
    return failDamaged(source.place);
  return !part.empty();
}

llvm::Expected<size_t> Hdf5Reader::read(llvm::MutableArrayRef<RecordedEvent> events) {
  if (taken == partEvents) {
    llvm::Expected<bool> found = nextPart();
    if (!found)
      return found.takeError();
    if (!*found)
      return 0;
  }
  size_t count = std::min(events.size(), partEvents - taken);
  events = events.take_front(count);
  std::fill(events.begin(), events.end(), RecordedEvent{0, 0, 0, 0});
  const char *numbers = part.data();
  for (auto [field, kind] : source.columns) {
    if (llvm::Error error =
            setField(field, kind, numbers + taken * bytesOf(kind), source.unit, source.place, done, events))
      return std::move(error);
    numbers += partEvents * bytesOf(kind);
  }
  taken += count;
  done += count;
  return count;
}

/// What the child says first.
static llvm::Expected<Hdf5Events> readDescription(Parts &parts, const std::string &path) {
  std::string bytes;
  uint64_t size = 0;
  while (bytes.size() < sizeof size || bytes.size() < size) {
    llvm::Expected<llvm::StringRef> part = parts.next();
    if (!part)
      return part.takeError();
    if (part->empty())
      return failDamaged(path);
    bytes += *part;
    if (bytes.size() < sizeof size)
      continue;
    std::memcpy(&size, bytes.data(), sizeof size);
    if (size > hdf5MostDescription)
      return failDamaged(path);
    size += sizeof size;
  }
  std::optional<Hdf5Events> events = Hdf5Events::fromBytes(llvm::StringRef(bytes).drop_front(sizeof size));
  if (!events)
    return failDamaged(path);
  return std::move(*events);
}

llvm::Expected<ReaderPtr> snnc::sim::readHdf5Parts(std::unique_ptr<Parts> parts, const std::string &path,
                                                   RecordingInfo &info) {
  llvm::Expected<Hdf5Events> events = readDescription(*parts, path);
  if (!events)
    return events.takeError();
  info = events->info;
  return std::make_unique<Hdf5Reader>(std::move(parts), std::move(*events));
}

static bool knows(const Head &head) { return head.bytes.starts_with("\x89HDF\r\n\x1a\n"); }

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &options, RecordingInfo &info) {
  std::string path = bytes->path();
  isolate::Limits limits = isolate::limitsFor(bytes->size());
  // Parts of a file are in memory, and at most one chunk of each field, which the format keeps below 4 GiB.
  limits.memory = std::min(limits.memory, hdf5MostMemory);
  llvm::Expected<std::unique_ptr<Parts>> parts =
      Parts::start({path, "the HDF5 library", limits}, hdf5PartEvents * 4 * sizeof(int64_t), hdf5Patience,
                   [&](isolate::PartWriter &out) { return writeHdf5Events(path, options, out); });
  if (!parts)
    return parts.takeError();
  return readHdf5Parts(std::move(*parts), path, info);
}

const Format snnc::sim::formatHdf5{"HDF5 with events", knows, open};
