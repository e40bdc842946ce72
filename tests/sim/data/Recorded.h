//===- Recorded.h - recordings of every format, in memory -------*- C++ -*-===//
//
// Writers by each format's layout, as small as they can be.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_SIM_DATA_RECORDED_H
#define SNNC_TESTS_SIM_DATA_RECORDED_H

#include "sim/data/readers/EventReader.h"
#include <string>

namespace snnc::test {

template <typename T> std::string little(T value) { // on a little-endian machine
  return std::string(reinterpret_cast<const char *>(&value), sizeof(T));
}
inline std::string bigEndian(uint32_t value) {
  return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}

using RecordedEvents = std::vector<sim::RecordedEvent>;

inline std::string nmnist(const RecordedEvents &events) {
  std::string bytes;
  for (const auto &e : events)
    bytes += std::string{char(e.x), char(e.y)} + bigEndian(uint32_t(e.p) << 23 | (e.t & 0x7fffff)).substr(1);
  return bytes;
}

inline std::string dat(const RecordedEvents &events, const std::string &header = "% Version 2\n", char type = 12) {
  std::string bytes = header + std::string{type, 8};
  for (const auto &e : events)
    bytes += little(uint32_t(e.t)) + little(uint32_t(e.x | e.y << 14 | e.p << 28));
  return bytes;
}

inline std::string evt2(const RecordedEvents &events, const std::string &header = "% evt 2.0\n% end\n") {
  std::string bytes = header;
  for (const auto &e : events)
    bytes += little(uint32_t(8u << 28 | (e.t >> 6 & 0xfffffff))) +
             little(uint32_t(uint32_t(e.p) << 28 | (e.t & 63) << 22 | e.x << 11 | e.y));
  return bytes;
}

inline std::string evt3(const RecordedEvents &events, const std::string &header = "% evt 3.0\n% end\n") {
  std::string bytes = header;
  for (const auto &e : events)
    for (unsigned word : {unsigned(0x8000 | (e.t >> 12 & 0xfff)), unsigned(0x6000 | (e.t & 0xfff)), unsigned(e.y),
                          unsigned(0x2000 | e.p << 11 | e.x)})
      bytes += little(uint16_t(word));
  return bytes;
}

inline std::string evt21(const RecordedEvents &events, bool isLegacy = false) {
  std::string bytes = isLegacy ? "% format EVT21;endianness=legacy\n" : "% evt 2.1\n";
  auto word = [&](uint32_t upper, uint32_t lower) {
    bytes += isLegacy ? little(upper) + little(lower) : little(lower) + little(upper);
  };
  for (const auto &e : events) {
    word(uint32_t(8u << 28 | (e.t >> 6 & 0xfffffff)), 0);
    word(uint32_t(uint32_t(e.p) << 28 | (e.t & 63) << 22 | (e.x & ~31u) << 11 | e.y), 1u << (e.x & 31));
  }
  return bytes;
}

inline std::string dvs128(const RecordedEvents &events,
                          const std::string &header = "#!AER-DAT2.0\r\n# AEChip: ch.unizh.ini.DVS128\r\n") {
  std::string bytes = header;
  for (const auto &e : events)
    bytes += bigEndian(uint32_t(1 - e.p) | e.x << 1 | e.y << 8) + bigEndian(uint32_t(e.t));
  return bytes;
}

inline std::string davis(const RecordedEvents &events, const std::string &header = "#!AER-DAT2.0\r\n") {
  std::string bytes = header;
  for (const auto &e : events)
    bytes += bigEndian(uint32_t(e.p) << 11 | e.x << 12 | e.y << 22) + bigEndian(uint32_t(e.t));
  return bytes;
}

inline std::string aedat3Packet(uint16_t type, uint32_t size, uint32_t overflow, uint32_t capacity, uint32_t number,
                                const std::string &body) {
  return little(type) + little(uint16_t(1)) + little(size) + little(uint32_t(4)) + little(overflow) + little(capacity) +
         little(number) + little(number) + body;
}
inline std::string aedat3Event(const sim::RecordedEvent &e, bool isValid = true) {
  return little(uint32_t(e.x << 17 | e.y << 2 | e.p << 1 | isValid)) + little(uint32_t(e.t & 0x7fffffff));
}
constexpr const char *aedat3Header = "#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n";
inline std::string aedat3(const RecordedEvents &events) {
  std::string bytes = aedat3Header;
  for (const auto &e : events)
    bytes += aedat3Packet(1, 8, uint32_t(e.t >> 31), 1, 1, aedat3Event(e));
  return bytes;
}

inline std::string eventStream(const RecordedEvents &events, uint16_t width = 64, uint16_t height = 48) {
  std::string bytes = std::string("Event Stream\x02\x00\x00\x01", 16) + little(width) + little(height);
  int64_t t = 0;
  for (const auto &e : events) {
    for (; e.t - t >= 127; t += 127)
      bytes += char(0xff);
    bytes += char((e.t - t) << 1 | e.p);
    bytes += little(e.x) + little(uint16_t(height - 1 - e.y));
    t = e.t;
  }
  return bytes;
}

/// A flatbuffer with its size in front: root table behind its table of fields, then what the fields refer to.
inline std::string flatbuffer(const std::string &identifier, const std::string &fields, const std::string &table,
                              const std::string &rest) {
  std::string body =
      little(uint32_t(8 + fields.size())) + identifier + fields + little(int32_t(fields.size())) + table + rest;
  return little(uint32_t(body.size())) + body;
}
inline std::string aedat4Header(int32_t compression, int64_t tablePosition, const std::string &xml) {
  // Fields lie at 4 (compression), 8 (position), 16 (text) of a table of 20 bytes.
  std::string fields = little(uint16_t(10)) + little(uint16_t(20)) + little(uint16_t(4)) + little(uint16_t(8)) +
                       little(uint16_t(16)) + std::string(2, '\0');
  std::string table = little(compression) + little(tablePosition) + little(uint32_t(4));
  return "#!AER-DAT4.0\r\n" + flatbuffer("IOHE", fields, table, little(uint32_t(xml.size())) + xml);
}
inline std::string aedat4Events(const RecordedEvents &events) {
  std::string fields = little(uint16_t(6)) + little(uint16_t(8)) + little(uint16_t(4)) + std::string(2, '\0');
  std::string rest = little(uint32_t(events.size()));
  for (const auto &e : events)
    rest += little(e.t) + little(int16_t(e.x)) + little(int16_t(e.y)) + char(e.p) + std::string(3, '\0');
  return flatbuffer("EVTS", fields, little(uint32_t(4)), rest);
}
inline std::string aedat4Packet(int32_t stream, const std::string &body) {
  return little(stream) + little(int32_t(body.size())) + body;
}
constexpr const char *aedat4Xml =
    "<dv><node name=\"outInfo\"><node name=\"0\"><attr key=\"typeIdentifier\" type=\"string\">EVTS</attr><node "
    "name=\"info\"><attr key=\"sizeX\" type=\"int\">346</attr><attr key=\"sizeY\" type=\"int\">260</attr></node></node>"
    "<node name=\"1\"><attr key=\"typeIdentifier\" type=\"string\">FRME</attr></node></node></dv>";
inline std::string aedat4(const RecordedEvents &events) {
  return aedat4Header(0, -1, aedat4Xml) + aedat4Packet(0, aedat4Events(events));
}

/// Records t, x, y, p of NumPy.
inline std::string numpyRecords(const RecordedEvents &events) {
  std::string header = "{'descr': [('p', '|b1'), ('t', '<i8'), ('x', '>u4'), ('y', '<f4')], 'fortran_order': False, "
                       "'shape': (" +
                       std::to_string(events.size()) + ",), }\n";
  std::string bytes = std::string("\x93NUMPY\x01\x00", 8) + little(uint16_t(header.size())) + header;
  for (const auto &e : events)
    bytes += char(e.p) + little(e.t) + bigEndian(e.x) + little(float(e.y));
  return bytes;
}

inline std::string csv(const RecordedEvents &events) {
  std::string text = "t_us,x,y,p\n";
  for (const auto &e : events)
    text +=
        std::to_string(e.t) + "," + std::to_string(e.x) + "," + std::to_string(e.y) + "," + std::to_string(e.p) + "\n";
  return text;
}

} // namespace snnc::test

#endif // SNNC_TESTS_SIM_DATA_RECORDED_H
