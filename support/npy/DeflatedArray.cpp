//===- DeflatedArray.cpp - arrays that memory would not hold --------------===//

#include "support/npy/DeflatedArray.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>
#include <limits>
#include <zlib.h>

using namespace snnc;

Deflater::Deflater() : stream(new z_stream()) {
  // Numbers repeat themselves or do not: looking for runs alone leaves a twelfth more than a search, in half its time.
  if (deflateInit2(stream.get(), 1, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL - 1, Z_RLE) != Z_OK)
    llvm::report_bad_alloc_error("deflating an array");
}

Deflater::~Deflater() {
  if (stream)
    deflateEnd(stream.get());
}

Deflater::Deflater(Deflater &&) = default;

void Deflater::addBytes(llvm::ArrayRef<char> bytes) {
  part.size += bytes.size();
  while (!bytes.empty()) {
    llvm::ArrayRef<char> some = bytes.take_front(std::min<size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
    stream->next_in = reinterpret_cast<Bytef *>(const_cast<char *>(some.data()));
    stream->avail_in = uInt(some.size());
    part.checksum = uint32_t(crc32(part.checksum, stream->next_in, stream->avail_in));
    deflate(Z_NO_FLUSH);
    bytes = bytes.drop_front(some.size());
  }
}

DeflatedPart Deflater::finish() {
  deflate(Z_SYNC_FLUSH);
  part.bytes.shrink_to_fit();
  return std::move(part);
}

/// Until nothing is left to be taken in or given out.
void Deflater::deflate(int flush) {
  Bytef out[1 << 14];
  do {
    stream->next_out = out;
    stream->avail_out = sizeof(out);
    ::deflate(stream.get(), flush);
    part.bytes.append(reinterpret_cast<char *>(out), sizeof(out) - stream->avail_out);
  } while (stream->avail_out == 0);
}
