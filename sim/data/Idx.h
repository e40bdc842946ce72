//===- Idx.h - arrays of bytes as MNIST has them ----------------*- C++ -*-===//
//
// The idx format of the MNIST files (Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits"):
// 0, 0, element type, number of axes, then each extent as 32 bits big-endian, then the elements. Here of unsigned bytes
// (type 8), plain or compressed by gzip.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_DATA_IDX_H
#define SNNC_SIM_DATA_IDX_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <vector>

namespace snnc::sim {

struct IdxArray {
  std::vector<uint32_t> shape; ///< 1 to 4 axes
  std::vector<uint8_t> values; ///< row by row
};

/// Whether bytes are a whole idx file. The first four alone might begin a recording.
bool isIdx(llvm::StringRef bytes);
/// The same by the first bytes and the size of the file.
bool isIdx(llvm::StringRef head, uint64_t size);

/// Reads a file. Fails, naming it, where it is no idx file of bytes, is cut short, or goes on behind its last element.
llvm::Expected<IdxArray> readIdx(llvm::StringRef path);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_IDX_H
