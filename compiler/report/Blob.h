//===- Blob.h - bytes inside of a report ------------------------*- C++ -*-===//
#ifndef SNNC_COMPILER_REPORT_BLOB_H
#define SNNC_COMPILER_REPORT_BLOB_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>

namespace snnc::report {

/// Bytes as base64 of gzip: what a browser takes apart without help. The same bytes give the same text.
std::string packBlob(llvm::StringRef bytes);

/// Appends a number, seven bits a byte, the lowest first; all but the last byte have their highest bit set.
void appendVarint(std::string &bytes, uint64_t value);
/// Appends a number in 4 bytes, the lowest first.
void appendFloat(std::string &bytes, float value);

} // namespace snnc::report

#endif // SNNC_COMPILER_REPORT_BLOB_H
