//===- ReaderTest.cpp - formats of event recordings -----------------------===//

#include "sim/data/readers/Decompress.h"
#include "sim/data/readers/Formats.h"
#include "tests/Testing.h"
#include "tests/sim/Must.h"
#include "tests/sim/data/Seeds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace snnc::sim;
using namespace snnc::test;
using testing::AllOf;
using testing::HasSubstr;

namespace snnc::sim {
static bool operator==(const RecordedEvent &a, const RecordedEvent &b) {
  return a.t == b.t && a.x == b.x && a.y == b.y && a.p == b.p;
}
static void PrintTo(const RecordedEvent &e, std::ostream *os) {
  *os << "{" << e.t << ", " << e.x << ", " << e.y << ", " << e.p << "}";
}
} // namespace snnc::sim

namespace {
struct Read {
  RecordedEvents events;
  RecordingInfo info;
  ReadCounts counts;
};

llvm::Expected<Read> readToEnd(OpenRecording &recording, size_t part) {
  Read result;
  std::vector<RecordedEvent> buffer(part);
  llvm::Error error = recording.reader->readAll(buffer, [&](llvm::ArrayRef<RecordedEvent> events) {
    result.events.insert(result.events.end(), events.begin(), events.end());
  });
  if (error)
    return std::move(error);
  EXPECT_EQ(must(recording.reader->read(buffer)), 0u) << "an end that is none";
  result.info = recording.info;
  result.counts = recording.reader->counts;
  return result;
}

llvm::Expected<Read> read(const std::string &bytes, const std::string &name = "a", size_t part = 64,
                          const std::string &columns = "", const std::string &stream = "") {
  ReaderOptions options;
  options.stream = stream;
  if (!columns.empty())
    options.columns = must(parseColumns(columns));
  llvm::Expected<OpenRecording> recording = openRecording(Bytes::ofMemory(bytes, name), options);
  if (!recording)
    return recording.takeError();
  return readToEnd(*recording, part);
}

RecordedEvents eventsOf(const std::string &bytes, const std::string &name = "a", const std::string &columns = "") {
  return must(read(bytes, name, 64, columns)).events;
}
std::string failure(const std::string &bytes, const std::string &name = "a", const std::string &columns = "") {
  return errorOf(read(bytes, name, 64, columns));
}

const RecordedEvents some = {{5, 1, 2, 1}, {70, 33, 4, 0}, {70, 0, 0, 1}, {5000, 40, 31, 0}, {6'000'000, 63, 47, 1}};
} // namespace

TEST(Readers, EveryFormatGivesTheSameEvents) {
  struct {
    std::string bytes;
    const char *name, *format;
  } cases[] = {{nmnist(some), "a.bin", "N-MNIST"},
               {dat(some), "a", "DAT"},
               {evt2(some), "a", "EVT2"},
               {evt21(some), "a", "EVT2.1"},
               {evt21(some, true), "a", "EVT2.1"},
               {evt3(some), "a", "EVT3"},
               {dvs128(some), "a", "AEDAT2.0"},
               {davis(some), "a", "AEDAT2.0"},
               {aedat3(some), "a", "AEDAT3.1"},
               {aedat4(some), "a", "AEDAT4"},
               {eventStream(some), "a", "ES"},
               {numpyRecords(some), "a", "npy"},
               {csv(some), "a", "text"}};
  for (const auto &[bytes, name, format] : cases) {
    Read result = must(read(bytes, name));
    EXPECT_EQ(result.info.format, format);
    EXPECT_EQ(result.events, some) << format;
    EXPECT_EQ(result.counts.cutBytes + result.counts.untimed + result.counts.otherRecords, 0u) << format;
  }
}

/// A recording of more than one window and part, through a file.
TEST(Readers, LongFilesAreReadThroughAWindow) {
  TemporaryFolder folder;
  RecordedEvents many;
  for (int64_t i = 0; i < 300'000; ++i)
    many.push_back({i * 20, uint16_t(i % 64), uint16_t(i / 64 % 48), uint16_t(i % 3 == 0)});
  std::pair<std::string, std::string> cases[] = {
      {"a.bin", nmnist(many)},     {"a.dat", dat(many)},     {"2.raw", evt2(many)},        {"21.raw", evt21(many)},
      {"3.raw", evt3(many)},       {"2.aedat", davis(many)}, {"3.aedat", aedat3(many)},    {"a.aedat4", aedat4(many)},
      {"a.es", eventStream(many)}, {"a.csv", csv(many)},     {"a.npy", numpyRecords(many)}};
  for (const auto &[name, bytes] : cases) {
    writeFile(folder / name, bytes);
    OpenRecording recording = must(openRecording(folder / name, {}));
    RecordedEvents found = must(readToEnd(recording, 1000)).events;
    EXPECT_TRUE(found == many) << name << ": " << found.size();
  }
}

TEST(Readers, ClocksWrap) {
  const int64_t range = int64_t(1) << 32;
  RecordedEvents slow = {{8'388'000, 1, 1, 0}, {8'388'700, 1, 1, 0}, {16'000'000, 1, 1, 0}, {16'777'300, 2, 2, 1}};
  EXPECT_EQ(must(read(nmnist(slow), "a.bin")).counts.clockWraps, 2u);
  EXPECT_EQ(eventsOf(nmnist(slow), "a.bin"), slow);
  RecordedEvents late = {{16'777'000, 1, 1, 0}, {16'777'300, 1, 1, 0}, {33'000'000, 1, 1, 0}, {33'555'000, 2, 2, 1}};
  EXPECT_EQ(must(read(evt3(late))).counts.clockWraps, 2u);
  EXPECT_EQ(eventsOf(evt3(late)), late);
  RecordedEvents hours = {{range - 5, 1, 1, 0}, {range + 7, 1, 1, 0}};
  EXPECT_EQ(eventsOf(dat(hours)), hours);
  EXPECT_EQ(eventsOf(dvs128(hours)), hours);
  EXPECT_EQ(eventsOf(aedat3(hours)), hours);
  RecordedEvents days = {{(int64_t(1) << 34) - 5, 1, 1, 0}, {(int64_t(1) << 34) + 7, 1, 1, 0}};
  EXPECT_EQ(eventsOf(evt2(days)), days);
  EXPECT_EQ(eventsOf(evt21(days)), days);
}

TEST(Readers, ASmallFallIsNoWrap) {
  RecordedEvents fallen = {{9000, 1, 1, 0}, {8999, 1, 1, 0}, {4'000'000, 2, 2, 1}, {10, 2, 2, 1}};
  for (const std::string &bytes : {dat(fallen), evt2(fallen), evt3(fallen), dvs128(fallen)}) {
    Read result = must(read(bytes));
    EXPECT_EQ(result.events, fallen) << result.info.format;
    EXPECT_EQ(result.counts.clockWraps, 0u) << result.info.format;
  }
  EXPECT_EQ(eventsOf(nmnist(fallen), "a.bin"), fallen);
}

/// An event from in front of a wrap that comes behind one still belongs in front; a long silence does not.
TEST(Readers, LateEventsOverAWrap) {
  RecordedEvents late = {{8'388'600, 1, 1, 0}, {8'388'610, 1, 1, 0}, {8'388'605, 2, 2, 1}, {8'388'620, 2, 2, 1}};
  Read result = must(read(nmnist(late), "a.bin"));
  EXPECT_EQ(result.events, late);
  EXPECT_EQ(result.counts.clockWraps, 1u);
  RecordedEvents silent = {{8'388'600, 1, 1, 0}, {8'388'610, 1, 1, 0}, {13'500'000, 2, 2, 1}};
  EXPECT_EQ(eventsOf(nmnist(silent), "a.bin"), silent);
}

TEST(Readers, NMnistIsTakenForBinOnly) {
  EXPECT_THAT(failure(nmnist(some), "a.dat"), HasSubstr("'a.dat' is of no known format"));
  EXPECT_THAT(failure(nmnist(some) + "abc", "a.bin"), HasSubstr("28 bytes are no whole number of events of 5 bytes"));
  EXPECT_THAT(failure("prose, not one event", "a.bin"), HasSubstr("is text ('prose, not one event')"));
  EXPECT_TRUE(eventsOf("", "a.bin").empty());
  EXPECT_TRUE(eventsOf("", "a.raw").empty());
  EXPECT_EQ(must(read(nmnist({{1, 3, 240, 1}, {2, 3, 239, 1}}), "a.bin")).counts.markers, 1u);
}

TEST(Readers, Dat) {
  EXPECT_EQ(eventsOf(dat(some, "% Version 2\n", 0)), some);
  EXPECT_EQ(eventsOf(dat(some, "% anything\n")), some);
  Read sized = must(read(dat(some, "% Version 2\n% Height 720\n% Width 1280\n")));
  EXPECT_EQ(sized.info.width, 1280u);
  EXPECT_EQ(sized.info.height, 720u);
  // Version 1: x of 9 bits, y of 8, the polarity behind them.
  std::string old =
      "% Version 1\n" + std::string{12, 8} + little(uint32_t(7)) + little(uint32_t(303 | 200 << 9 | 1 << 17));
  EXPECT_EQ(eventsOf(old), (RecordedEvents{{7, 303, 200, 1}}));
  EXPECT_THAT(failure(dat(some, "% Version 3\n")), HasSubstr("version '3' of DAT is not supported"));
  EXPECT_THAT(failure("% Version 2\n\x0e\x08........"), HasSubstr("byte 12: events of type 14 and 8 bytes"));
  EXPECT_EQ(must(read(dat(some) + "abc")).counts.cutBytes, 3u);
  EXPECT_EQ(must(read(dat(some) + "abc")).events, some);
}

TEST(Readers, HeadersOfRawFiles) {
  for (const char *header :
       {"% evt 3.0\n", "% format EVT3;height=720;width=1280\n% end\n", "% geometry 1280x720\n% evt 3.0\n"})
    EXPECT_EQ(eventsOf(evt3(some, header)), some) << header;
  Read sized = must(read(evt3(some, "% format EVT3;height=720;width=1280\n")));
  EXPECT_EQ(sized.info.width, 1280u);
  EXPECT_EQ(sized.info.height, 720u);
  // Without an end of the header, events may begin with a '%'.
  std::string percent = "% evt 2.0\n" + little(uint32_t(0x80000025)) + little(uint32_t(1u << 28 | 3 << 11 | 0x25));
  EXPECT_EQ(eventsOf(percent), (RecordedEvents{{0x25 * 64, 3, 0x25, 1}}));
  EXPECT_THAT(failure("% evt 4.0\n....."), HasSubstr("format '4.0' of Prophesee's raw files is not supported"));
}

TEST(Readers, EventsInFrontOfTheFirstTimeAreNone) {
  std::string word2 = little(uint32_t(1u << 28 | 3 << 11 | 4));
  Read two = must(read("% evt 2.0\n" + word2 + evt2(some, "")));
  EXPECT_EQ(two.events, some);
  EXPECT_EQ(two.counts.untimed, 1u);
  std::string words3 =
      little(uint16_t(7)) + little(uint16_t(0x2003)) + little(uint16_t(0x3003)) + little(uint16_t(0x4fff));
  Read three = must(read("% evt 3.0\n" + words3 + evt3(some, "")));
  EXPECT_EQ(three.events, some);
  EXPECT_EQ(three.counts.untimed, 13u);
}

static std::string words(std::initializer_list<unsigned> values) {
  std::string bytes = "% evt 3.0\n";
  for (unsigned value : values)
    bytes += little(uint16_t(value));
  return bytes;
}

TEST(Readers, Evt3Vectors) {
  // The base moves by 12 or 8, whatever the mask; an event in between changes neither base nor polarity.
  EXPECT_EQ(eventsOf(words({0x8000, 0x6005, 9, 0x3800 | 20, 0x4000, 0x4801, 0x2003, 0x5080, 0x4001})),
            (RecordedEvents{{5, 32, 9, 1}, {5, 43, 9, 1}, {5, 3, 9, 0}, {5, 51, 9, 1}, {5, 52, 9, 1}}));
  // Triggers and others are passed over.
  Read other = must(read(words({0x8000, 0x6005, 0xa001, 0x7fff, 0xe123, 0x2003})));
  EXPECT_EQ(other.events, (RecordedEvents{{5, 3, 0, 0}}));
  EXPECT_EQ(other.counts.otherRecords, 1u);
  EXPECT_EQ(must(read(words({0x8000, 0x2003}) + "a")).counts.cutBytes, 1u);
  // The row has 11 bits; the first upper time may be a great one.
  EXPECT_EQ(eventsOf(words({0x8fff, 0x6001, 0x0fff, 0x2001})), (RecordedEvents{{0xfff001, 1, 0x7ff, 0}}));
  // No carry where the lower time alone falls.
  EXPECT_EQ(eventsOf(words({0x8001, 0x6fff, 0x2001, 0x6001, 0x2001})),
            (RecordedEvents{{0x1fff, 1, 0, 0}, {0x1001, 1, 0, 0}}));
}

TEST(Readers, Aedat2) {
  const char *plain = "#!AER-DAT2.0\r\n# This is a raw AE data file\r\n";
  RecordedEvents low = {{5, 1, 2, 1}, {70, 127, 127, 0}};
  Read unnamed = must(read(dvs128(low, plain)));
  EXPECT_EQ(unnamed.events, low);
  EXPECT_EQ(unnamed.info.width, 128u);
  RecordedEvents high = {{5, 345, 259, 1}, {70, 0, 3, 0}};
  EXPECT_EQ(eventsOf(davis(high, plain)), high);
  EXPECT_EQ(eventsOf(davis(low, "#!AER-DAT2.0\r\n# AEChip: eu.seebetter.ini.chips.davis.DAVIS240C\r\n")), low);
  // Frames, motion and external events are none of pixels.
  std::string frame = bigEndian(0x80000000) + bigEndian(6), outside = bigEndian(0x400) + bigEndian(6);
  Read mixed = must(read(davis(high) + frame + outside + davis(high, "")));
  EXPECT_EQ(mixed.events.size(), 4u);
  EXPECT_EQ(mixed.counts.otherRecords, 2u);
  EXPECT_EQ(must(read(dvs128(low) + bigEndian(0x8000) + bigEndian(9))).counts.otherRecords, 1u);
  EXPECT_EQ(must(read(dvs128(low) + "abcd")).counts.cutBytes, 4u);
}

TEST(Readers, Aedat3) {
  // As many events as `number` says, not as there is room for; polarity packets and valid events alone.
  std::string body = aedat3Event(some[0]) + aedat3Event(some[1], /*isValid=*/false) + aedat3Event(some[2]);
  std::string bytes = std::string(aedat3Header) + aedat3Packet(2, 100, 0, 1, 1, std::string(100, 'x')) +
                      aedat3Packet(1, 8, 0, 9, 3, body) + aedat3Packet(1, 8, 0, 4, 0, "") +
                      aedat3Packet(1, 8, 1, 1, 1, aedat3Event(some[3]));
  Read result = must(read(bytes));
  EXPECT_EQ(result.events,
            (RecordedEvents{some[0], some[2], {some[3].t + (int64_t(1) << 31), some[3].x, some[3].y, some[3].p}}));
  EXPECT_EQ(result.counts.otherRecords, 2u);
  // Whole events in front of a cut are kept.
  Read cut = must(read(bytes.substr(0, bytes.size() - 3)));
  EXPECT_EQ(cut.events.size(), 2u);
  EXPECT_EQ(cut.counts.cutBytes, 5u);
  EXPECT_THAT(failure("#!AER-DAT3.1\r\n#Format: RAW\r\n"), HasSubstr("no line #!END-HEADER"));
  EXPECT_THAT(failure("#!AER-DAT3.1\r\n#Format: PNG\r\n#!END-HEADER\r\n"), HasSubstr("format 'PNG' of AEDAT 3.1"));
  EXPECT_THAT(failure(std::string(aedat3Header) + aedat3Packet(1, 3, 0, 1, 1, "abc")),
              HasSubstr("byte " + std::to_string(std::string(aedat3Header).size()) + ": the header of a packet"));
}

TEST(Readers, Aedat4) {
  for (int compression = 0; compression <= 4; ++compression) {
    auto pack = [&](const std::string &bytes) {
      return compression == 0 ? bytes : compression <= 2 ? lz4(bytes) : zstandard(bytes);
    };
    std::string head = aedat4Header(compression, -1, aedat4Xml), events = aedat4Packet(0, pack(aedat4Events(some)));
    std::string frames = aedat4Packet(1, pack(flatbuffer("FRME", std::string("\4\0\4\0", 4), "", "")));
    Read result = must(read(head + frames + events + events));
    EXPECT_EQ(result.events.size(), 2 * some.size());
    EXPECT_EQ(result.counts.otherRecords, 1u);
    EXPECT_EQ(result.info.width, 346u);
    EXPECT_EQ(result.info.height, 260u);
    EXPECT_TRUE(result.info.countsFromEpoch);
    // Whole packets in front of a cut are kept.
    Read cut = must(read(head + events + events.substr(0, events.size() - 1)));
    EXPECT_EQ(cut.events, some);
    EXPECT_EQ(cut.counts.cutBytes, events.size() - 1);
    EXPECT_EQ(must(read(head + events + "abc")).counts.cutBytes, 3u);
    // A table at the end bounds the packets; one behind a cut does not.
    std::string first = aedat4Header(compression, int64_t(head.size() + events.size()), aedat4Xml);
    EXPECT_EQ(eventsOf(first + events + "a table, which is not looked at"), some);
    EXPECT_EQ(eventsOf(first + events.substr(0, 0)), RecordedEvents());
  }
  std::string head = aedat4Header(0, -1, "");
  EXPECT_EQ(eventsOf(head + aedat4Packet(3, aedat4Events(some))), some);
  EXPECT_THAT(
      failure(head + aedat4Packet(3, aedat4Events(some)) + aedat4Packet(4, aedat4Events(some))),
      HasSubstr("events of a second stream, 4: one of the streams 3 and 4 is to be chosen, as --stream 3 does"));
  EXPECT_THAT(failure(aedat4Header(1, -1, "") + aedat4Packet(0, aedat4Events(some))),
              AllOf(HasSubstr("byte 62: a packet that does not decompress")));
  EXPECT_THAT(failure(aedat4Header(7, -1, "")), HasSubstr("compression 7 is unknown"));
  EXPECT_THAT(failure(head + little(int32_t(0)) + little(int32_t(-5))), HasSubstr("a packet of -5 bytes: damaged"));
  std::string damaged = aedat4Events(some);
  damaged[4 + 8 + 8 + 4 + 4] = 100; // the number of events
  EXPECT_THAT(failure(head + aedat4Packet(0, damaged)), HasSubstr("whose fields leave it: damaged"));
  EXPECT_THAT(failure(aedat4({{INT64_MIN, 1, 1, 1}})), HasSubstr("an event lies at -9223372036854775808 us"));
  EXPECT_THAT(failure("#!AER-DAT4.0\r\n"), HasSubstr("cut short in the header of AEDAT 4"));
}

static const std::string twoStreams =
    aedat4Header(0, -1,
                 "<dv><node name=\"outInfo\"><node name=\"0\"><attr key=\"originalOutputName\">events</attr><attr "
                 "key=\"typeIdentifier\">EVTS</attr><node name=\"info\"><attr key=\"sizeX\">346</attr><attr "
                 "key=\"sizeY\">260</attr><attr key=\"source\">left</attr></node></node><node name=\"2\"><attr "
                 "key=\"originalOutputName\">events</attr><attr key=\"typeIdentifier\">EVTS</attr><node "
                 "name=\"info\"><attr key=\"sizeX\">640</attr><attr key=\"sizeY\">480</attr><attr "
                 "key=\"source\">right</attr></node></node></node></dv>") +
    aedat4Packet(0, aedat4Events({some[0]})) + aedat4Packet(2, aedat4Events({some[1], some[2]})) +
    aedat4Packet(0, aedat4Events({some[3]}));

TEST(Readers, Aedat4OfSeveralStreams) {
  auto choose = [&](const char *stream) { return read(twoStreams, "a", 64, "", stream); };
  Read left = must(choose("0")), right = must(choose("right"));
  EXPECT_EQ(left.events, (RecordedEvents{some[0], some[3]}));
  EXPECT_EQ(left.counts.otherRecords, 1u);
  EXPECT_EQ(left.info.width, 346u);
  EXPECT_EQ(right.events, (RecordedEvents{some[1], some[2]}));
  EXPECT_EQ(right.counts.otherRecords, 2u);
  EXPECT_EQ(right.info.width, 640u);
  EXPECT_THAT(right.info.details, HasSubstr("stream 2 ('events' of camera 'right')"));
  EXPECT_THAT(failure(twoStreams), HasSubstr("events of a second stream, 2: one of the streams 0 ('events' of camera "
                                             "'left') and 2 ('events' of camera 'right') is to be chosen, as --stream "
                                             "0 does"));
  EXPECT_THAT(errorOf(choose("events")), HasSubstr("a: --stream events: more than one of its streams of events: it has "
                                                   "0 ('events' of camera 'left'), 2 ('events' of camera 'right')"));
  EXPECT_THAT(errorOf(choose("1")), HasSubstr("a: --stream 1: none of its streams of events"));
  // A header that tells of no streams.
  std::string untold =
      aedat4Header(0, -1, "") + aedat4Packet(3, aedat4Events({some[0]})) + aedat4Packet(4, aedat4Events({some[1]}));
  EXPECT_EQ(must(read(untold, "a", 64, "", "4")).events, (RecordedEvents{some[1]}));
  EXPECT_THAT(errorOf(read(dat(some), "a", 64, "", "0")), HasSubstr("'a' is DAT (Prophesee), of which a file has one"));
}

/// Files of many packets, which threads read ahead: the same events and errors as without threads.
TEST(Readers, Aedat4IsReadAhead) {
  TemporaryFolder folder;
  for (int compression : {0, 1, 3}) {
    auto pack = [&](const std::string &bytes) {
      return compression == 0 ? bytes : compression == 1 ? lz4(bytes) : zstandard(bytes);
    };
    RecordedEvents all;
    std::string bytes = aedat4Header(compression, -1, aedat4Xml);
    uint64_t last = 0;
    auto add = [&](size_t count) {
      RecordedEvents part;
      for (size_t i = 0; i < count; ++i)
        part.push_back({int64_t(all.size() + i), uint16_t((all.size() + i) * 2654435761u >> 8 & 0x1ff),
                        uint16_t(i % 260), uint16_t(i % 3 == 0)});
      all.insert(all.end(), part.begin(), part.end());
      last = bytes.size();
      bytes += aedat4Packet(0, pack(aedat4Events(part)));
    };
    for (size_t i = 0; i < 600; ++i) {
      add(100 + i * 37 % 900);
      if (i % 7 == 0)
        bytes += aedat4Packet(1, pack("frames, which nobody looks at"));
    }
    add(400'000); // more than is read ahead
    for (size_t i = 0; i < 30; ++i)
      add(10);
    auto readFile = [&](const std::string &content) -> llvm::Expected<Read> {
      writeFile(folder / "a.aedat4", content);
      llvm::Expected<OpenRecording> recording = openRecording(folder / "a.aedat4", {});
      if (!recording)
        return recording.takeError();
      return readToEnd(*recording, 1000);
    };
    ASSERT_GT(bytes.size(), size_t(1) << 20);
    for (int i = 0; i < 20; ++i) {
      Read whole = must(readFile(bytes));
      ASSERT_TRUE(whole.events == all) << whole.events.size() << " of " << all.size();
      EXPECT_EQ(whole.counts.otherRecords, 86u);
    }
    Read cut = must(readFile(bytes.substr(0, bytes.size() - 1)));
    EXPECT_EQ(cut.events.size(), all.size() - 10);
    EXPECT_EQ(cut.counts.cutBytes, bytes.size() - 1 - last);
    std::string damaged = bytes;
    for (size_t i = 8; i < 16; ++i)
      damaged[last + i] = char(0xee);
    EXPECT_THAT(errorOf(readFile(damaged)), HasSubstr("a.aedat4: byte " + std::to_string(last) + ": a packet that"));
    EXPECT_THAT(errorOf(readFile(bytes + little(int32_t(0)) + little(int32_t(-5)))),
                HasSubstr("byte " + std::to_string(bytes.size()) + ": a packet of -5 bytes: damaged"));
    // Not read to the end.
    OpenRecording recording = must(openRecording(folder / "a.aedat4", {}));
    std::vector<RecordedEvent> buffer(64);
    EXPECT_EQ(must(recording.reader->read(buffer)), 64u);
  }
}

TEST(Readers, DecompressedBytesAreBounded) {
  std::vector<char> out;
  std::string why, zeros(5 << 20, '\0');
  EXPECT_FALSE(decompress(Compression::Lz4, lz4(zeros), 1 << 20, out, why));
  EXPECT_THAT(why, HasSubstr("more than 1048576 bytes"));
  EXPECT_FALSE(decompress(Compression::Zstandard, zstandard(zeros), 1 << 20, out, why));
  EXPECT_THAT(why, HasSubstr("more than 1048576 bytes"));
  EXPECT_TRUE(decompress(Compression::Zstandard, zstandard(zeros), zeros.size(), out, why)) << why;
  EXPECT_TRUE(decompress(Compression::Lz4, lz4(zeros), zeros.size(), out, why)) << why;
  std::string packed = lz4(zeros);
  packed.resize(packed.size() / 2);
  EXPECT_FALSE(decompress(Compression::Lz4, packed, zeros.size() + 1, out, why));
  EXPECT_THAT(why, HasSubstr("cut short"));
}

TEST(Readers, EventStream) {
  std::string bytes = eventStream(some);
  EXPECT_EQ(must(read(bytes)).info.width, 64u);
  // A reset of the transmission is no event.
  EXPECT_EQ(eventsOf(bytes.substr(0, 20) + "\xfe" + bytes.substr(20)), some);
  Read cut = must(read(bytes.substr(0, bytes.size() - 2)));
  EXPECT_EQ(cut.events.size(), some.size() - 1);
  EXPECT_EQ(cut.counts.cutBytes, 3u);
  EXPECT_THAT(failure(eventStream({{1, 64, 0, 0}})),
              HasSubstr("byte 20: an event at x 64, y 47 lies outside of the sensor"));
  EXPECT_THAT(failure(std::string("Event Stream\x02\x00\x00\x02\1\0\1\0", 20)),
              HasSubstr("type 2 (ATIS) is not supported"));
  EXPECT_THAT(failure(std::string("Event Stream\x03\x00\x00\x01\1\0\1\0", 20)), HasSubstr("version 3.0.0"));
}

TEST(Readers, Text) {
  RecordedEvents two = {{100, 1, 2, 1}, {900, 3, 4, 0}};
  for (const char *text :
       {"t_us,x,y,p\n100,1,2,1\n900,3,4,0\n", "100,1,2,1\r\n900,3,4,0", "\xef\xbb\xbft_us,x,y,p\n100,1,2,1\n900,3,4,0",
        "\xef\xbb\xbf"
        "100,1,2,1\n900,3,4,0",
        "x,y,p,t\n1,2,1,100\n3,4,0,900\n", "p y x t\n1 2 1 100\n-1 4 3 900", "t;x;y;on\n100;1;2;True\n900;3;4;false\n",
        ",Timestamp,x,y,polarity\n0,100,1,2,1\n1,900,3,4,-1\n",
        "# a comment\n\nt\tx\ty\tp\n100\t1\t2\t1\n900\t3\t4\t0\n", "t_s,x,y,p\n0.0001,1,2,1\n9e-4,3,4,0\n",
        "t_ns,x,y,p\n100999,1,2,1\n900000,3,4,0\n", "\"t\",\"x\",\"y\",\"p\"\n100,1,2,1.0\n900,3,4,0.0\n"})
    EXPECT_EQ(eventsOf(text), two) << text;
  EXPECT_EQ(eventsOf("346 260\n0.000100 1 2 1\n0.000900 3 4 0\n", "a", "t_s,x,y,p"), two);
  EXPECT_EQ(must(read("346 260\n100 1 2 1\n", "a", 64, "t x y p")).info.width, 346u);
  EXPECT_EQ(eventsOf("1 100 99 2 1\n0 900 99 4 3\n", "a", "p,t,-,y,x"), two);
  Read units = must(read("t_us,unit\n100,699\n"));
  EXPECT_EQ(units.events, (RecordedEvents{{100, 699, 0, 0}}));
  EXPECT_FALSE(units.info.hasPolarity);
}

TEST(Readers, TextThatIsNoEvents) {
  EXPECT_THAT(failure("0.0001 1 2 1\n"),
              AllOf(HasSubstr("is text ('0.0001 1 2 1')"), HasSubstr("--columns t_s,x,y,p")));
  EXPECT_THAT(failure("0.0001,1,2,1\n"), HasSubstr("--columns t_s,x,y,p"));
  EXPECT_THAT(failure("0.0001 1 2 1\n", "a", "t,x,y,p"),
              HasSubstr("a:1: '0.0001 1 2 1' is no event: the time has a fraction"));
  EXPECT_THAT(failure("t,x,y,p\n1,2,3,0\n1,2,x,0\n"), HasSubstr("a:3: '1,2,x,0' is no event: 'x' is no whole number"));
  EXPECT_THAT(failure("t,x,y,p\n1,70000,3,0\n"), HasSubstr("a coordinate must lie in 0 to 65535"));
  EXPECT_THAT(failure("t,x,y,p\n1,2,3,-2\n"), HasSubstr("a polarity must lie in -1 to 65535"));
  EXPECT_THAT(failure("t,x,y,p\n1,2,3\n"), HasSubstr("3 cells, need 4"));
  EXPECT_THAT(failure("t,x,y,ts\n1,2,3,4\n"), HasSubstr("'ts' is the second of its kind"));
  EXPECT_THAT(failure("t,x,y,p\n" + std::string(9000, '1')), HasSubstr("a line of more than 4096 bytes"));
  EXPECT_THAT(errorOf(parseColumns("t,x,z")), HasSubstr("column 'z' is unknown"));
  EXPECT_THAT(errorOf(parseColumns("x,y")), HasSubstr("do not name a time and a place"));
}

static std::string numpy(const std::string &header, const std::string &data) {
  return std::string("\x93NUMPY\x01\x00", 8) + little(uint16_t(header.size())) + header + data;
}

TEST(Readers, Numpy) {
  RecordedEvents two = {{100, 1, 2, 1}, {900, 3, 4, 0}};
  std::string rows, columns;
  for (int value : {100, 1, 2, 1, 900, 3, 4, -1})
    rows += little(int64_t(value));
  for (int value : {100, 900, 1, 3, 2, 4, 1, -1})
    columns += little(int64_t(value));
  std::string plain = "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 4), }";
  EXPECT_EQ(eventsOf(numpy(plain, rows), "a", "t,x,y,p"), two);
  EXPECT_EQ(eventsOf(numpy("{'descr': '<i8', 'fortran_order': True, 'shape': (2, 4), }", columns), "a", "t,x,y,p"),
            two);
  EXPECT_EQ(eventsOf(numpy("{'descr': '<i8', 'fortran_order': False, 'shape': (4, 2), }", columns), "a", "t,x,y,p"),
            two);
  EXPECT_THAT(failure(numpy(plain, rows)), AllOf(HasSubstr("[2, 4]"), HasSubstr("--columns t,x,y,p says it")));
  EXPECT_THAT(failure(numpy(plain, rows), "a", "t,x,y"), HasSubstr("need [N, 3] with the stated columns"));
  EXPECT_THAT(failure(numpy(plain, rows + "a")), HasSubstr("needs 64 bytes, the file has 65"));
  EXPECT_THAT(failure(numpyRecords(some).substr(0, 150)), HasSubstr("byte 119: an array of shape [5]"));
  EXPECT_THAT(failure(numpy("{'descr': [('a', '<i8')], 'fortran_order': False, 'shape': (0,), }", "")),
              HasSubstr("records of a, which are no events"));
  EXPECT_THAT(failure(numpy("{'descr': [('t', '<U3'), ('x', '<i8')], 'fortran_order': False, 'shape': (0,), }", "")),
              HasSubstr("member 't' is of type '<U3'"));
  std::string half = numpy("{'descr': [('t', '<f8'), ('x', '<f8')], 'fortran_order': False, 'shape': (1,), }",
                           little(0.5) + little(1.0));
  EXPECT_THAT(failure(half), HasSubstr("event 0: t is 0.5: the time has a fraction and no unit"));
  EXPECT_EQ(eventsOf(half, "a", "t_s,x"), (RecordedEvents{{500'000, 1, 0, 0}}));
}

TEST(Readers, OtherContentIsRefusedByName) {
  std::pair<std::string, const char *> cases[] = {{std::string("\x89PNG\r\n\x1a\n....", 12), "a PNG image"},
                                                  {"#ROSBAG V2.0\n....", "a ROS bag"},
                                                  {"\x89MCAP0\r\n", "an MCAP file"},
                                                  {"{\"a\": 1}", "text (JSON)"},
                                                  {"<?xml version=\"1.0\"?>", "text (XML)"},
                                                  {std::string("\xff\xfet\0", 4), "UTF-16"},
                                                  {std::string("\xff\xd8\xff\xe0", 4), "a JPEG image"},
                                                  {std::string("\x1f\x8b\x08\0", 4), "a gzip file"},
                                                  {"#!AER-DAT1.0\r\n", "an AEDAT recording of version '1.0'"},
                                                  {std::string("\0\1\2\3", 4), "of no known format"},
                                                  {"%PDF-1.4\n", "a PDF document"}};
  for (const auto &[bytes, name] : cases)
    for (const char *file : {"a", "a.bin"})
      if (std::string(file) == "a" || std::string(name) != "of no known format")
        EXPECT_THAT(failure(bytes, file), HasSubstr(name)) << file;
}
