//===- Decompress.cpp - LZ4 and Zstandard frames --------------------------===//

#include "sim/data/readers/Decompress.h"
#include <algorithm>
#include <fmt/format.h>
#include <lz4frame.h>
#include <memory>
#include <zstd.h>

using namespace snnc::sim;

namespace {
struct Free {
  void operator()(LZ4F_dctx *context) const { LZ4F_freeDecompressionContext(context); }
  void operator()(ZSTD_DCtx *context) const { ZSTD_freeDCtx(context); }
};
constexpr size_t firstBytes = 1 << 18;
} // namespace

/// Makes room for more output; false at the limit.
static bool grow(std::vector<char> &out, size_t filled, size_t most, std::string &why) {
  if (filled < std::min(out.size(), most))
    return true;
  if (filled >= most) {
    why = fmt::format("it decompresses to more than {} bytes", most);
    return false;
  }
  out.resize(std::min(most, std::max(firstBytes, 2 * filled)));
  return true;
}

static std::optional<size_t> decompressLz4(llvm::StringRef bytes, size_t most, std::vector<char> &out,
                                           std::string &why) {
  LZ4F_dctx *raw = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION))) {
    why = "no memory";
    return std::nullopt;
  }
  std::unique_ptr<LZ4F_dctx, Free> context(raw);
  size_t filled = 0, hint = 1;
  while (!bytes.empty() || hint != 0) {
    if (!grow(out, filled, most, why))
      return std::nullopt;
    size_t taken = bytes.size(), given = std::min(out.size(), most) - filled;
    hint = LZ4F_decompress(context.get(), out.data() + filled, &given, bytes.data(), &taken, nullptr);
    if (LZ4F_isError(hint)) {
      why = LZ4F_getErrorName(hint);
      return std::nullopt;
    }
    if (taken == 0 && given == 0 && filled < std::min(out.size(), most)) {
      why = "it is cut short";
      return std::nullopt;
    }
    bytes = bytes.drop_front(taken);
    filled += given;
  }
  return filled;
}

static std::optional<size_t> decompressZstandard(llvm::StringRef bytes, size_t most, std::vector<char> &out,
                                                 std::string &why) {
  std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  // A window above this would cost as much memory.
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, 26);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  size_t filled = 0, hint = 1;
  while (in.pos < in.size || hint != 0) {
    if (!grow(out, filled, most, why))
      return std::nullopt;
    ZSTD_outBuffer to{out.data(), std::min(out.size(), most), filled};
    size_t before = in.pos;
    hint = ZSTD_decompressStream(context.get(), &to, &in);
    if (ZSTD_isError(hint)) {
      why = ZSTD_getErrorName(hint);
      return std::nullopt;
    }
    if (in.pos == before && to.pos == filled && filled < std::min(out.size(), most)) {
      why = "it is cut short";
      return std::nullopt;
    }
    filled = to.pos;
  }
  return filled;
}

std::optional<size_t> snnc::sim::decompress(Compression compression, llvm::StringRef bytes, size_t most,
                                            std::vector<char> &out, std::string &why) {
  return compression == Compression::Lz4 ? decompressLz4(bytes, most, out, why)
                                         : decompressZstandard(bytes, most, out, why);
}
