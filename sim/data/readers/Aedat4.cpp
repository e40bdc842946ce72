//===- Aedat4.cpp - AEDAT 4.0 ---------------------------------------------===//
//
// A line that names the format, a flatbuffer IOHE (compression, place of a table of the packets, streams as XML), then
// packets: stream and size, 32 bits each, and a flatbuffer, EVTS for events, which may be compressed. The table at the
// end is not needed.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Decompress.h"
#include "sim/data/readers/Flatbuffer.h"
#include "sim/data/readers/Formats.h"
#include <fmt/format.h>
#include <map>

using namespace snnc::sim;

namespace {
constexpr llvm::StringLiteral signature = "#!AER-DAT4.0\r\n";
constexpr size_t eventBytes = 16;
/// Real packets have some 100 kilobytes; these bounds keep what is in memory small.
constexpr size_t mostPacketBytes = 48 << 20;

class Aedat4Reader final : public EventReader {
public:
  Aedat4Reader(BytesPtr bytes, Compression compression, uint64_t end)
      : bytes(std::move(bytes)), compression(compression), end(end) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override;

  std::map<int32_t, std::string> streams; ///< types, as far as the header tells them
  std::optional<int32_t> wanted;          ///< the stream whose events are given

private:
  /// Goes to the next packet of events; false at the end.
  llvm::Expected<bool> nextPacket();
  llvm::Error takePacket(llvm::StringRef buffer, int32_t stream, uint64_t at);

  BytesPtr bytes;
  Compression compression;
  uint64_t end;             ///< of the packets
  uint64_t packetBytes = 0; ///< to skip before the next one
  std::vector<char> unpacked;
  llvm::StringRef elements; ///< of the packet that are not yet given
};
} // namespace

/// Checks one packet's buffer, and takes its events where it has any.
llvm::Error Aedat4Reader::takePacket(llvm::StringRef buffer, int32_t stream, uint64_t at) {
  if (buffer.size() < 12 || little32(buffer.data()) > buffer.size() - 4)
    return bytes->failAt(at, "a packet that is no flatbuffer: damaged");
  buffer = buffer.substr(4, little32(buffer.data()));
  if (FlatTable::identifier(buffer) != "EVTS") {
    ++counts.otherRecords;
    return llvm::Error::success();
  }
  std::optional<FlatTable> table = FlatTable::root(buffer);
  bool damaged = false;
  std::optional<llvm::StringRef> vector = table ? table->vector(0, eventBytes, damaged) : std::nullopt;
  if (!table || damaged)
    return bytes->failAt(at, "a packet of events whose fields leave it: damaged");
  if (!wanted)
    wanted = stream;
  if (*wanted != stream)
    return bytes->failAt(at, fmt::format("events of a second stream, {}: recordings of several sensors are not "
                                         "supported, streams {} and {} are to be written to files of their own",
                                         stream, *wanted, stream));
  elements = vector.value_or(llvm::StringRef());
  return llvm::Error::success();
}

llvm::Expected<bool> Aedat4Reader::nextPacket() {
  while (true) {
    bytes->skip(packetBytes);
    packetBytes = 0;
    uint64_t at = bytes->offset();
    if (at >= end)
      return false;
    llvm::Expected<llvm::StringRef> window = bytes->peek(8);
    if (!window)
      return window.takeError();
    // Packets in front of a cut are whole and kept.
    if (window->size() < 8) {
      counts.cutBytes += window->size();
      bytes->skip(window->size());
      return false;
    }
    int32_t stream = int32_t(little32(window->data())), size = int32_t(little32(window->data() + 4));
    if (size <= 0)
      return bytes->fail(fmt::format("a packet of {} bytes: damaged", size));
    if (uint64_t(size) > bytes->left() - 8) {
      counts.cutBytes += bytes->left();
      bytes->skip(bytes->left());
      return false;
    }
    auto known = streams.find(stream);
    if (known != streams.end() && known->second != "EVTS") {
      ++counts.otherRecords;
      packetBytes = 8 + uint64_t(size);
      continue;
    }
    if (size_t(size) > mostPacketBytes)
      return bytes->fail(
          fmt::format("a packet of {} bytes: at most {} are kept in memory at once", size, mostPacketBytes));
    window = bytes->peek(8 + size_t(size));
    if (!window)
      return window.takeError();
    llvm::StringRef packet = window->substr(8, size_t(size));
    packetBytes = 8 + uint64_t(size);
    if (compression != Compression::None) {
      std::string why;
      if (!decompress(compression, packet, mostPacketBytes, unpacked, why))
        return bytes->fail("a packet that does not decompress: " + why);
      packet = llvm::StringRef(unpacked.data(), unpacked.size());
    }
    if (llvm::Error error = takePacket(packet, stream, at))
      return std::move(error);
    if (!elements.empty())
      return true;
  }
}

llvm::Expected<size_t> Aedat4Reader::read(llvm::MutableArrayRef<RecordedEvent> events) {
  if (elements.empty()) {
    llvm::Expected<bool> found = nextPacket();
    if (!found)
      return found.takeError();
    if (!*found)
      return 0;
  }
  size_t count = std::min(events.size(), elements.size() / eventBytes);
  const char *at = elements.data();
  for (size_t i = 0; i < count; ++i, at += eventBytes) {
    events[i] = {int64_t(little64(at)), little16(at + 8), little16(at + 10), uint16_t(at[12] != 0)};
    bool isDamaged =
        (little16(at + 8) | little16(at + 10)) & 0x8000 || events[i].t > mostTime || events[i].t < -mostTime;
    if (isDamaged)
      return bytes->fail(fmt::format("in the packet that begins here an event lies at {} us, x {}, y {}: damaged",
                                     events[i].t, int16_t(little16(at + 8)), int16_t(little16(at + 10))));
  }
  elements = elements.drop_front(count * eventBytes);
  return count;
}

/// The value of the first attribute of this key behind `from`: <attr key="sizeX" …>346</attr>.
static llvm::StringRef attribute(llvm::StringRef xml, llvm::StringRef key) {
  size_t at = xml.find(("key=\"" + key + "\"").str());
  if (at == llvm::StringRef::npos)
    return {};
  llvm::StringRef rest = xml.substr(at);
  return rest.substr(std::min(rest.find('>'), rest.size() - 1) + 1).take_until([](char c) { return c == '<'; });
}

/// The streams that the header tells of: <node name="0" …> … typeIdentifier … sizeX … </node>.
static void parseStreams(llvm::StringRef xml, Aedat4Reader &reader, RecordingInfo &info) {
  for (llvm::StringRef rest = xml;;) {
    size_t at = rest.find("key=\"typeIdentifier\"");
    if (at == llvm::StringRef::npos)
      return;
    // The number of a stream is the name of the node around the attribute.
    size_t node = rest.take_front(at).rfind("<node name=\"");
    llvm::StringRef type = attribute(rest.substr(at), "typeIdentifier");
    int32_t number;
    llvm::StringRef next = rest.substr(at + 1);
    llvm::StringRef body = next.take_front(next.find("key=\"typeIdentifier\""));
    if (node != llvm::StringRef::npos &&
        !rest.substr(node + 12).take_until([](char c) { return c == '"'; }).getAsInteger(10, number)) {
      reader.streams[number] = type.str();
      uint32_t width, height;
      if (type == "EVTS" && !info.width && !attribute(body, "sizeX").getAsInteger(10, width) &&
          !attribute(body, "sizeY").getAsInteger(10, height)) {
        info.width = width;
        info.height = height;
      }
    }
    rest = next;
  }
}

static bool knows(const Head &head) { return head.bytes.starts_with("#!AER-DAT4.0"); }

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &, RecordingInfo &info) {
  info.format = "AEDAT4";
  info.countsFromEpoch = true;
  llvm::Expected<llvm::StringRef> window = bytes->peek(signature.size() + 4);
  if (!window)
    return window.takeError();
  if (!window->starts_with(signature) || window->size() < signature.size() + 4)
    return bytes->fail("cut short in the header of AEDAT 4");
  uint32_t size = little32(window->data() + signature.size());
  if (size > bytes->left() - signature.size() - 4 || size > mostPacketBytes)
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
  uint64_t end = hasTable ? uint64_t(table) : bytes->size();
  bytes->skip(first);
  auto reader = std::make_unique<Aedat4Reader>(std::move(bytes),
                                               compression == 0   ? Compression::None
                                               : compression <= 2 ? Compression::Lz4
                                                                  : Compression::Zstandard,
                                               end);
  parseStreams(xml, *reader, info);
  return reader;
}

const Format snnc::sim::formatAedat4{"AEDAT 4", knows, open};
