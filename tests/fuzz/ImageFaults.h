//===- ImageFaults.h - single wrong bits in an image ------------*- C++ -*-===//
//
// Every bit of an image that configures the chip: weights, channel parameters, tables and the host's edges, each with
// what it means. A flip makes the CRC right again, so that only checks of content can notice it.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_FUZZ_IMAGEFAULTS_H
#define SNNC_TESTS_FUZZ_IMAGEFAULTS_H

#include "backends/mesh/image/Program.h"

namespace snnc::fuzz {

struct ImageBit {
  enum Kind { Weight, Parameter, Port, Population, Destination, Credit, Route, HostEdge } kind;
  size_t byte;          ///< in the file
  unsigned bit;         ///< of that byte
  uint32_t core = 0;    ///< row by row
  uint32_t address = 0; ///< memory word, or table entry, or host edge
  uint32_t lane = 0;    ///< of a weight or parameter
  uint32_t laneBit = 0; ///< of that lane
  std::string field;    ///< of a table; "" where no field has this bit

  std::string describe() const;
};

const char *nameOf(ImageBit::Kind kind);

/// All such bits of the file that writeImage makes of `image`.
std::vector<ImageBit> configurationBits(const mesh::Image &image);

/// The file with one bit changed, and its CRC right.
std::vector<uint8_t> flip(std::vector<uint8_t> file, const ImageBit &bit);

/// readImage, decodeProgram and validateProgram, as an engine starts.
llvm::Expected<std::shared_ptr<const mesh::LoadedImage>> loadBytes(llvm::ArrayRef<uint8_t> file);

} // namespace snnc::fuzz

#endif // SNNC_TESTS_FUZZ_IMAGEFAULTS_H
