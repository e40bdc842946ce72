//===- Blob.cpp - bytes inside of a report --------------------------------===//

#include "compiler/report/Blob.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/ErrorHandling.h"
#include <cstring>
#include <zlib.h>

using namespace snnc;

std::string report::packBlob(llvm::StringRef bytes) {
  z_stream stream = {};
  // 16 more than the window's bits asks for gzip; its header has no time and no name.
  if (deflateInit2(&stream, Z_BEST_SPEED + 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    llvm::report_fatal_error("zlib has no memory");
  std::string packed(deflateBound(&stream, uLong(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = uInt(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(packed.data());
  stream.avail_out = uInt(packed.size());
  // The bound is one: a single call writes all.
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
    llvm::report_fatal_error("zlib does not keep its own bound");
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return llvm::encodeBase64(packed);
}

void report::appendVarint(std::string &bytes, uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    bytes.push_back(char(value | 0x80));
  bytes.push_back(char(value));
}

void report::appendFloat(std::string &bytes, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  char raw[4];
  llvm::support::endian::write32le(raw, bits);
  bytes.append(raw, sizeof raw);
}
