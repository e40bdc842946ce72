//===- Seeds.h - one small recording a format -------------------*- C++ -*-===//
#ifndef SNNC_TESTS_SIM_DATA_SEEDS_H
#define SNNC_TESTS_SIM_DATA_SEEDS_H

#include "tests/sim/data/Recorded.h"
#include <lz4frame.h>
#include <zstd.h>

namespace snnc::test {

struct Seed {
  std::string format, file; ///< name of the file that it stands for
  std::string columns;      ///< of --columns; may be empty
  std::string bytes;
};

inline std::string lz4(const std::string &bytes) {
  std::string out(LZ4F_compressFrameBound(bytes.size(), nullptr), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), bytes.data(), bytes.size(), nullptr));
  return out;
}
inline std::string zstandard(const std::string &bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

/// Of every format that is read from bytes alone.
inline std::vector<Seed> seeds() {
  RecordedEvents some = {{5, 1, 2, 1}, {70, 33, 4, 0}, {70, 0, 0, 1}, {5000, 40, 31, 0}, {6'000'000, 63, 47, 1}};
  std::string vectors = "% format EVT3;height=720;width=1280\n% end\n";
  for (unsigned word :
       {0x8000, 0x6005, 9, 0x3814, 0x4fff, 0x4801, 0x2003, 0x5080, 0xa001, 0x7123, 0x8fff, 0x8000, 0x2003})
    vectors += little(uint16_t(word));
  std::string table = "{'descr': '<i8', 'fortran_order': True, 'shape': (2, 4), }";
  table = std::string("\x93NUMPY\x01\x00", 8) + little(uint16_t(table.size())) + table;
  for (int value : {100, 900, 1, 3, 2, 4, 1, -1})
    table += little(int64_t(value));
  std::string frame = flatbuffer("FRME", std::string("\4\0\4\0", 4), "", "");
  return {{"nmnist", "a.bin", "", nmnist(some)},
          {"dat", "a", "", dat(some)},
          {"evt2", "a", "", evt2(some)},
          {"evt21", "a", "", evt21(some)},
          {"evt3", "a", "", vectors},
          {"aedat2-dvs128", "a", "", dvs128(some)},
          {"aedat2-davis", "a", "", davis(some)},
          {"aedat3", "a", "",
           std::string(aedat3Header) + aedat3Packet(2, 10, 0, 1, 1, "0123456789") +
               aedat3Packet(1, 8, 1, 4, 2, aedat3Event(some[0]) + aedat3Event(some[1], false))},
          {"aedat4", "a", "",
           aedat4Header(0, -1, aedat4Xml) + aedat4Packet(1, frame) + aedat4Packet(0, aedat4Events(some))},
          {"aedat4-lz4", "a", "", aedat4Header(1, -1, "") + aedat4Packet(0, lz4(aedat4Events(some)))},
          {"aedat4-zstd", "a", "", aedat4Header(3, -1, "") + aedat4Packet(0, zstandard(aedat4Events(some)))},
          {"es", "a", "", eventStream(some)},
          {"npy-records", "a", "", numpyRecords(some)},
          {"npy-table", "a", "t,x,y,p", table},
          {"csv", "a", "", csv(some)},
          {"text", "a", "t_s,x,y,p", "346 260\n# comment\n0.0001 1 2 1\n0.5e-1 3 4 false\n"}};
}

} // namespace snnc::test

#endif // SNNC_TESTS_SIM_DATA_SEEDS_H
