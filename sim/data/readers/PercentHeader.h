//===- PercentHeader.h - headers of Prophesee's files -----------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_READERS_PERCENTHEADER_H
#define SNNC_SIM_DATA_READERS_PERCENTHEADER_H

#include "sim/data/readers/EventReader.h"

namespace snnc::sim {

/// Lines that begin with '%'.
struct PercentHeader {
  std::string evt; ///< "2.0", "2.1" or "3.0" or another version; empty where no line names one
  std::string version;
  std::optional<uint32_t> width, height;
  bool legacyEndianness = false;
  size_t bytes = 0; ///< of the header
};

/// From the first bytes of a file. Events may begin with a '%' too: a line is printable text that ends.
PercentHeader parsePercentHeader(llvm::StringRef bytes);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_PERCENTHEADER_H
