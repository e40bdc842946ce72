//===- Content.cpp - names of files that are no recordings ----------------===//

#include "sim/data/Idx.h"
#include "sim/data/readers/Formats.h"
#include "llvm/Support/ConvertUTF.h"
#include <fmt/format.h>

using namespace snnc::sim;

bool snnc::sim::isText(llvm::StringRef bytes) {
  if (bytes.empty())
    return false;
  // The last character of a part may be cut.
  const auto *at = reinterpret_cast<const llvm::UTF8 *>(bytes.begin());
  const auto *end = reinterpret_cast<const llvm::UTF8 *>(bytes.end());
  for (; at != end;) {
    if (*at < 0x80) {
      if ((*at < 0x20 && *at != '\n' && *at != '\r' && *at != '\t' && *at != '\f') || *at == 0x7f)
        return false;
      ++at;
      continue;
    }
    unsigned length = llvm::getNumBytesForUTF8(*at);
    if (length > size_t(end - at))
      return length <= 4 && bytes.size() >= 4096;
    if (!llvm::isLegalUTF8Sequence(at, at + length))
      return false;
    at += length;
  }
  return true;
}

namespace {
struct Mark {
  size_t at;
  llvm::StringRef bytes;
  const char *name;
};
} // namespace

static const Mark marks[] = {
    {0, "\x89PNG\r\n\x1a\n", "a PNG image"},
    {0, "\xff\xd8\xff", "a JPEG image"},
    {0, "GIF87a", "a GIF image"},
    {0, "GIF89a", "a GIF image"},
    {0, {"II*\0", 4}, "a TIFF image"},
    {0, {"MM\0*", 4}, "a TIFF image"},
    {0, "PK\3\4", "a ZIP archive"},
    {0, "PK\5\6", "an empty ZIP archive"},
    {0, "\x1f\x8b\x08", "a gzip file (decompress it; only idx images are read as .gz)"},
    {0, "BZh", "a bzip2 file"},
    {0,
     {"\xfd"
      "7zXZ\0",
      6},
     "an xz file"},
    {0, "\x28\xb5\x2f\xfd", "a Zstandard file"},
    {0, "\x04\x22\x4d\x18", "an LZ4 file"},
    {0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive"},
    {0, "Rar!\x1a\x07", "a RAR archive"},
    {257, "ustar", "a tar archive"},
    {0, "#ROSBAG V", "a ROS bag"},
    {0, "\x89MCAP0\r\n", "an MCAP file (ROS 2)"},
    {0, "SQLite format 3", "an SQLite database (as bags of ROS 2 are)"},
    {0, "\x89HDF\r\n\x1a\n", "an HDF5 file"},
    {0, "\x93NUMPY", "a NumPy array"},
    {0, "MATLAB 5.0 MAT-file", "a MATLAB file"},
    {0, "%PDF-", "a PDF document"},
    {0, "%!PS", "a PostScript document"},
    {0,
     "\x7f"
     "ELF",
     "a program (ELF)"},
    {0, "PAR1", "a Parquet file"},
    {0, "ARROW1", "an Arrow file"},
    {0, "OggS", "an Ogg file"},
    {0, "fLaC", "a FLAC file"},
    {4, "ftyp", "an MP4 video"},
    {0, "\x1a\x45\xdf\xa3", "a Matroska video"},
    {0, "\xff\xfe", "text in UTF-16 (write it as UTF-8)"},
    {0, "\xfe\xff", "text in UTF-16 (write it as UTF-8)"},
};

static std::string nameOfText(llvm::StringRef bytes) {
  llvm::StringRef text = bytes.ltrim(" \t\r\n\xef\xbb\xbf");
  if (text.starts_with("{") || text.starts_with("["))
    return "text (JSON)";
  if (text.starts_with_insensitive("<?xml"))
    return "text (XML)";
  if (text.starts_with_insensitive("<!doctype html") || text.starts_with_insensitive("<html"))
    return "text (HTML)";
  llvm::StringRef line = text.take_until([](char c) { return c == '\n' || c == '\r'; });
  return "text ('" + line.take_front(40).str() + (line.size() > 40 ? "…')" : "')");
}

std::string snnc::sim::nameOfContent(const Head &head) {
  if (head.bytes.starts_with("#!AER-DAT"))
    return "an AEDAT recording of version '" +
           head.bytes.substr(9).take_until([](char c) { return c == '\r' || c == '\n'; }).take_front(10).str() +
           "' (known are 2.0, 3.1 and 4.0)";
  if (head.bytes.starts_with("RIFF"))
    return head.bytes.substr(8, 4) == "WAVE" ? "a WAV sound" : "a RIFF file (AVI or WebP)";
  for (const Mark &mark : marks)
    if (head.bytes.substr(mark.at).starts_with(mark.bytes))
      return mark.name;
  if (isIdx(head.bytes, head.size))
    return "a file of idx images";
  if (isText(head.bytes))
    return nameOfText(head.bytes);
  return "";
}
