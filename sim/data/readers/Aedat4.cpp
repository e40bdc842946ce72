//===- Aedat4.cpp - AEDAT 4.0 ---------------------------------------------===//
//
// A line that names the format, a flatbuffer IOHE (compression, place of a table of the packets, streams as XML), then
// packets: stream and size, 32 bits each, and a flatbuffer, EVTS for events, which may be compressed. The table at the
// end is not needed.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Aedat4Packets.h"
#include "sim/data/readers/Flatbuffer.h"
#include "sim/data/readers/Formats.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace snnc::sim;

namespace {
constexpr llvm::StringLiteral signature = "#!AER-DAT4.0\r\n";
constexpr size_t eventBytes = 16;

/// A stream as the header tells of it.
struct Stream {
  int32_t number = 0;
  std::string type;
  std::string output, module, camera; ///< names; may be empty
  std::optional<uint32_t> width, height;

  bool hasName(llvm::StringRef name) const { return name == output || name == module || name == camera; }
  /// As "1 ('events' of camera 'left')".
  std::string describe() const;
};

class Aedat4Reader final : public EventReader {
public:
  Aedat4Reader(std::unique_ptr<Aedat4Packets> packets, std::vector<Stream> streams, std::optional<int32_t> wanted)
      : packets(std::move(packets)), streams(std::move(streams)), isChosen(wanted.has_value()), wanted(wanted) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override;

private:
  /// Goes to the next packet of events; false at the end.
  llvm::Expected<bool> nextPacket();
  llvm::Error takePacket(const Aedat4Packet &packet);
  llvm::Error failSecondStream(const Aedat4Packet &packet) const;

  std::unique_ptr<Aedat4Packets> packets;
  std::vector<Stream> streams; ///< of events
  bool isChosen;
  std::optional<int32_t> wanted; ///< the stream whose events are given
  uint64_t at = 0;               ///< of the packet
  llvm::StringRef elements;      ///< of the packet that are not yet given
};
} // namespace

std::string Stream::describe() const {
  std::string text = fmt::format("{}", number);
  if (output.empty() && camera.empty())
    return text;
  return text + fmt::format(" ({}{})", output.empty() ? "events" : "'" + output + "'",
                            camera.empty() ? "" : " of camera '" + camera + "'");
}

llvm::Error Aedat4Reader::failSecondStream(const Aedat4Packet &packet) const {
  std::vector<std::string> names;
  for (int32_t number : {*wanted, packet.stream}) {
    auto found = llvm::find_if(streams, [=](const Stream &stream) { return stream.number == number; });
    if (found == streams.end())
      names.push_back(fmt::format("{}", number));
  }
  for (const Stream &stream : streams)
    names.push_back(stream.describe());
  return packets->failAt(packet.at,
                         fmt::format("events of a second stream, {}: one of the streams {} is to be chosen, as "
                                     "--stream {} does",
                                     packet.stream, fmt::join(names, " and "), *wanted));
}

/// Checks one packet's buffer, and takes its events where it has any.
llvm::Error Aedat4Reader::takePacket(const Aedat4Packet &packet) {
  llvm::StringRef buffer = packet.body;
  at = packet.at;
  if (buffer.size() < 12 || little32(buffer.data()) > buffer.size() - 4)
    return packets->failAt(at, "a packet that is no flatbuffer: damaged");
  buffer = buffer.substr(4, little32(buffer.data()));
  if (FlatTable::identifier(buffer) != "EVTS" || (isChosen && packet.stream != *wanted)) {
    ++counts.otherRecords;
    return llvm::Error::success();
  }
  std::optional<FlatTable> table = FlatTable::root(buffer);
  bool damaged = false;
  std::optional<llvm::StringRef> vector = table ? table->vector(0, eventBytes, damaged) : std::nullopt;
  if (!table || damaged)
    return packets->failAt(at, "a packet of events whose fields leave it: damaged");
  if (!wanted)
    wanted = packet.stream;
  if (*wanted != packet.stream)
    return failSecondStream(packet);
  elements = vector.value_or(llvm::StringRef());
  return llvm::Error::success();
}

llvm::Expected<bool> Aedat4Reader::nextPacket() {
  while (true) {
    llvm::Expected<std::optional<Aedat4Packet>> packet = packets->next(counts);
    if (!packet)
      return packet.takeError();
    if (!*packet)
      return false;
    if (llvm::Error error = takePacket(**packet))
      return std::move(error);
    if (!elements.empty())
      return true;
  }
}

/// Copies events; whether all may be right. Without a branch, so that it costs no more than the copy.
static bool copyEvents(const char *from, llvm::MutableArrayRef<RecordedEvent> events) {
  uint64_t times = 0, places = 0;
  for (RecordedEvent &event : events) {
    uint64_t t = little64(from), rest = little64(from + 8);
    times |= t + uint64_t(mostTime);
    places |= rest;
    event = {int64_t(t), uint16_t(rest), uint16_t(rest >> 16), uint16_t(((rest >> 32 & 0xff) + 0xff) >> 8)};
    from += eventBytes;
  }
  return times <= 2 * uint64_t(mostTime) && !(places & 0x80008000);
}

llvm::Expected<size_t> Aedat4Reader::read(llvm::MutableArrayRef<RecordedEvent> events) {
  if (elements.empty()) {
    llvm::Expected<bool> found = nextPacket();
    if (!found)
      return found.takeError();
    if (!*found)
      return 0;
  }
  events = events.take_front(elements.size() / eventBytes);
  if (!copyEvents(elements.data(), events))
    for (const RecordedEvent &event : events)
      if (((event.x | event.y) & 0x8000) || event.t > mostTime || event.t < -mostTime)
        return packets->failAt(at, fmt::format("in the packet that begins here an event lies at {} us, x {}, y {}: "
                                               "damaged",
                                               event.t, int16_t(event.x), int16_t(event.y)));
  elements = elements.drop_front(events.size() * eventBytes);
  return events.size();
}

//===----------------------------------------------------------------------===//
// The header
//===----------------------------------------------------------------------===//

/// The value of the first attribute of this key behind `from`: <attr key="sizeX" …>346</attr>.
static llvm::StringRef attribute(llvm::StringRef xml, llvm::StringRef key) {
  size_t at = xml.find(("key=\"" + key + "\"").str());
  if (at == llvm::StringRef::npos)
    return {};
  llvm::StringRef rest = xml.substr(at);
  return rest.substr(std::min(rest.find('>'), rest.size() - 1) + 1).take_until([](char c) { return c == '<'; });
}

/// The streams that the header tells of: <node name="0" …> … typeIdentifier … sizeX … </node>.
static std::vector<Stream> parseStreams(llvm::StringRef xml) {
  constexpr llvm::StringLiteral nodeOf = "<node name=\"", typeOf = "key=\"typeIdentifier\"";
  std::vector<Stream> streams;
  for (size_t at = xml.find(typeOf); at != llvm::StringRef::npos;) {
    // The number of a stream is the name of the node around the attribute; what follows up to the next stream's node is
    // its own too.
    size_t node = xml.take_front(at).rfind(nodeOf), next = xml.find(typeOf, at + 1);
    size_t end = next == llvm::StringRef::npos ? xml.size() : xml.take_front(next).rfind(nodeOf);
    Stream stream;
    if (node != llvm::StringRef::npos &&
        !xml.substr(node + nodeOf.size()).take_until([](char c) { return c == '"'; }).getAsInteger(10, stream.number)) {
      llvm::StringRef body = xml.slice(node, end);
      stream.type = attribute(body, "typeIdentifier").str();
      stream.output = attribute(body, "originalOutputName").str();
      stream.module = attribute(body, "originalModuleName").str();
      stream.camera = attribute(body, "source").str();
      uint32_t width, height;
      if (!attribute(body, "sizeX").getAsInteger(10, width) && !attribute(body, "sizeY").getAsInteger(10, height)) {
        stream.width = width;
        stream.height = height;
      }
      streams.push_back(std::move(stream));
    }
    at = next;
  }
  return streams;
}

/// The stream that --stream names, by its number or by a name that is no other's.
static llvm::Expected<int32_t> choose(llvm::StringRef wanted, llvm::ArrayRef<Stream> streams, llvm::StringRef path) {
  std::vector<const Stream *> found;
  std::vector<std::string> names;
  int32_t number;
  bool isNumber = !wanted.getAsInteger(10, number);
  for (const Stream &stream : streams) {
    names.push_back(stream.describe());
    if (isNumber ? stream.number == number : stream.hasName(wanted))
      found.push_back(&stream);
  }
  if (found.size() == 1)
    return found.front()->number;
  // A header need not tell of streams; their packets have numbers all the same.
  if (isNumber && streams.empty())
    return number;
  return llvm::createStringError(
      fmt::format("{}: --stream {}: {} of its streams of events: it has {}", path.str(), wanted.str(),
                  found.empty() ? "none" : "more than one",
                  names.empty() ? "none with a name" : fmt::format("{}", fmt::join(names, ", "))));
}

static bool knows(const Head &head) { return head.bytes.starts_with("#!AER-DAT4.0"); }

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &options, RecordingInfo &info) {
  info.format = "AEDAT4";
  info.countsFromEpoch = true;
  llvm::Expected<llvm::StringRef> window = bytes->peek(signature.size() + 4);
  if (!window)
    return window.takeError();
  if (!window->starts_with(signature) || window->size() < signature.size() + 4)
    return bytes->fail("cut short in the header of AEDAT 4");
  uint32_t size = little32(window->data() + signature.size());
  if (size > bytes->left() - signature.size() - 4 || size > Aedat4Packets::mostPacketBytes)
    return bytes->failAt(signature.size(), fmt::format("a header of {} bytes, {} are left: cut short or damaged", size,
                                                       bytes->left() - signature.size() - 4));
  window = bytes->peek(signature.size() + 4 + size);
  if (!window)
    return window.takeError();
  llvm::StringRef buffer = window->substr(signature.size() + 4, size);
  std::optional<FlatTable> header = FlatTable::root(buffer);
  if (!header || FlatTable::identifier(buffer) != "IOHE")
    return bytes->failAt(signature.size(), "the header is no flatbuffer IOHE: damaged");
  const char *field = header->field(0, 4);
  uint32_t compression = field ? little32(field) : 0;
  if (compression > 4)
    return bytes->failAt(signature.size(), fmt::format("compression {} is unknown: known are 0 to 4", compression));
  static constexpr const char *names[] = {"not compressed", "LZ4", "LZ4", "Zstandard", "Zstandard"};
  info.details = names[compression];
  field = header->field(1, 8);
  int64_t table = field ? int64_t(little64(field)) : -1;
  uint64_t first = signature.size() + 4 + size;
  // A table that lies behind a cut, or nowhere, bounds nothing.
  bool hasTable = table >= int64_t(first) && uint64_t(table) <= bytes->size();
  bool damaged = false;
  std::string xml = header->vector(2, 1, damaged).value_or(llvm::StringRef()).str();
  std::string path = bytes->path();
  Aedat4Layout layout;
  layout.compression = compression == 0   ? Compression::None
                       : compression <= 2 ? Compression::Lz4
                                          : Compression::Zstandard;
  layout.end = hasTable ? uint64_t(table) : bytes->size();
  bytes->skip(first);
  std::vector<Stream> streams = parseStreams(xml);
  for (const Stream &stream : streams)
    if (stream.type != "EVTS")
      layout.foreign.insert(stream.number);
  llvm::erase_if(streams, [](const Stream &stream) { return stream.type != "EVTS"; });
  std::optional<int32_t> wanted;
  if (!options.stream.empty()) {
    llvm::Expected<int32_t> chosen = choose(options.stream, streams, path);
    if (!chosen)
      return chosen.takeError();
    wanted = *chosen;
  }
  for (const Stream &stream : streams) {
    if (wanted && stream.number != *wanted) {
      layout.foreign.insert(stream.number);
    } else if (!info.width) {
      info.width = stream.width;
      info.height = stream.height;
    }
    if (wanted && stream.number == *wanted)
      info.details += ", stream " + stream.describe();
  }
  llvm::Expected<std::unique_ptr<Aedat4Packets>> packets = Aedat4Packets::create(std::move(bytes), std::move(layout));
  if (!packets)
    return packets.takeError();
  return std::make_unique<Aedat4Reader>(std::move(*packets), std::move(streams), wanted);
}

const Format snnc::sim::formatAedat4{"AEDAT 4", knows, open};
