//===- PercentHeader.cpp - headers of Prophesee's files -------------------===//

#include "sim/data/readers/PercentHeader.h"
#include "sim/data/readers/Formats.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace snnc::sim;

static void takeSize(llvm::StringRef number, std::optional<uint32_t> &size) {
  uint32_t value;
  if (!number.trim().getAsInteger(10, value) && value > 0 && value <= UINT16_MAX)
    size = value;
}

/// "EVT3;height=720;width=1280"
static void parseFormat(llvm::StringRef text, PercentHeader &header) {
  llvm::SmallVector<llvm::StringRef> parts;
  text.split(parts, ';');
  header.evt = llvm::StringSwitch<std::string>(parts.front().trim())
                   .Case("EVT2", "2.0")
                   .Case("EVT21", "2.1")
                   .Case("EVT3", "3.0")
                   .Default(parts.front().trim().str());
  for (llvm::StringRef part : llvm::drop_begin(parts)) {
    auto [key, value] = part.split('=');
    if (key.trim() == "height")
      takeSize(value, header.height);
    if (key.trim() == "width")
      takeSize(value, header.width);
    if (key.trim() == "endianness")
      header.legacyEndianness = value.trim() == "legacy";
  }
}

static void parseLine(llvm::StringRef line, PercentHeader &header) {
  auto [key, value] = line.drop_front().trim().split(' ');
  value = value.trim();
  if (key == "evt")
    header.evt = value.str();
  else if (key == "format")
    parseFormat(value, header);
  else if (key.equals_insensitive("version"))
    header.version = value.str();
  else if (key.equals_insensitive("width"))
    takeSize(value, header.width);
  else if (key.equals_insensitive("height"))
    takeSize(value, header.height);
  else if (key == "geometry") {
    takeSize(value.split('x').first, header.width);
    takeSize(value.split('x').second, header.height);
  } else if (key == "endianness")
    header.legacyEndianness = value == "legacy";
}

PercentHeader snnc::sim::parsePercentHeader(llvm::StringRef bytes) {
  PercentHeader header;
  while (bytes.drop_front(header.bytes).starts_with("%")) {
    llvm::StringRef rest = bytes.drop_front(header.bytes);
    size_t end = rest.find('\n');
    llvm::StringRef line = rest.take_front(end);
    if (end == llvm::StringRef::npos || !isText(line))
      break;
    header.bytes += end + 1;
    if (line.trim() == "% end")
      break;
    parseLine(line, header);
  }
  return header;
}
