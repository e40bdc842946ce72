//===- Decompress.h - LZ4 and Zstandard frames ------------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_READERS_DECOMPRESS_H
#define SNNC_SIM_DATA_READERS_DECOMPRESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace snnc::sim {

enum class Compression { None, Lz4, Zstandard };

/// Decompresses whole frames to the front of `out`, which grows as needed; gives the number of bytes, or nothing where
/// they are damaged, cut short, or hold more than `most` bytes, and `why` then says so.
std::optional<size_t> decompress(Compression compression, llvm::StringRef bytes, size_t most, std::vector<char> &out,
                                 std::string &why);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_DECOMPRESS_H
