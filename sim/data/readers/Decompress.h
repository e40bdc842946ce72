//===- Decompress.h - LZ4 and Zstandard frames ------------------*- C++ -*-===//
#ifndef SNNC_SIM_DATA_READERS_DECOMPRESS_H
#define SNNC_SIM_DATA_READERS_DECOMPRESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <vector>

namespace snnc::sim {

enum class Compression { None, Lz4, Zstandard };

/// Decompresses whole frames into `out`; false where they are damaged, cut short, or hold more than `most` bytes, and
/// `why` then says so.
bool decompress(Compression compression, llvm::StringRef bytes, size_t most, std::vector<char> &out, std::string &why);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_DECOMPRESS_H
