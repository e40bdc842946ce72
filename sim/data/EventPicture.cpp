//===- EventPicture.cpp - a recording drawn -------------------------------===//

#include "sim/data/EventPicture.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <zlib.h>

using namespace snnc::sim;

/// Pixels of a part's side in the picture, at most; and between the parts.
static constexpr uint32_t mostPixels = 1280, gap = 4;
/// A part of a small sensor is drawn about so wide.
static constexpr uint32_t usualPixels = 256;

llvm::Expected<EventPicture> EventPicture::create(llvm::StringRef path, const RecordingInfo &info,
                                                  const EventScan &scan) {
  if (!path.ends_with(".svg") && !path.ends_with(".png"))
    return llvm::createStringError("cannot draw '" + path + "': a picture is .svg or .png");
  EventPicture picture;
  picture.path = path.str();
  uint32_t wide = std::max({info.width.value_or(1), scan.events ? scan.greatestX + 1 : 1});
  uint32_t tall = std::max({info.height.value_or(1), scan.events ? scan.greatestY + 1 : 1});
  picture.shrink = (std::max(wide, tall) + mostPixels - 1) / mostPixels;
  picture.width = (wide + picture.shrink - 1) / picture.shrink;
  picture.height = (tall + picture.shrink - 1) / picture.shrink;
  picture.begin = scan.earliest;
  picture.span = scan.span() + 1;
  picture.on.resize(size_t(parts) * picture.width * picture.height);
  picture.off.resize(picture.on.size());
  return picture;
}

void EventPicture::add(llvm::ArrayRef<RecordedEvent> events) {
  for (const RecordedEvent &event : events) {
    uint32_t x = event.x / shrink, y = event.y / shrink;
    // A file that changes between its two readings may hold others.
    if (event.t < begin || event.t >= begin + span || x >= width || y >= height)
      continue;
    auto part = size_t(double(event.t - begin) / double(span) * parts);
    ++(event.p ? on : off)[(std::min<size_t>(part, parts - 1) * height + y) * width + x];
  }
}

std::array<uint8_t, 3> EventPicture::color(unsigned part, uint32_t x, uint32_t y) const {
  size_t at = (size_t(part) * height + y) * width + x;
  int64_t count = int64_t(on[at]) + off[at];
  if (count == 0)
    return {255, 255, 255};
  // One event is to be seen, many are darker.
  auto strength = uint8_t(std::min(255.0, 110 + 40 * std::log2(double(count))));
  auto faded = uint8_t(255 - strength);
  if (on[at] >= off[at])
    return {230, faded, faded};
  return {faded, faded, 230};
}

static void append32(std::string &bytes, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += char(value >> shift);
}

static void appendChunk(std::string &bytes, llvm::StringRef type, llvm::StringRef data) {
  append32(bytes, uint32_t(data.size()));
  std::string body = (type + data).str();
  bytes += body;
  append32(bytes, uint32_t(crc32(0, reinterpret_cast<const Bytef *>(body.data()), uInt(body.size()))));
}

std::string EventPicture::asPng() const {
  uint32_t zoom = std::max(1u, usualPixels / std::max(width, height));
  uint32_t wide = parts * width * zoom + (parts - 1) * gap;
  std::string rows;
  for (uint32_t y = 0; y < height; ++y) {
    std::string row(1, '\0'); // no filter
    for (unsigned part = 0; part < parts; ++part) {
      for (uint32_t x = 0; x < width; ++x)
        for (uint32_t i = 0; i < zoom; ++i)
          for (uint8_t value : color(part, x, y))
            row += char(value);
      if (part + 1 < parts)
        row.append(3 * gap, char(160));
    }
    for (uint32_t i = 0; i < zoom; ++i)
      rows += row;
  }
  std::string packed(compressBound(uLong(rows.size())), '\0');
  uLongf size = uLongf(packed.size());
  compress2(reinterpret_cast<Bytef *>(packed.data()), &size, reinterpret_cast<const Bytef *>(rows.data()),
            uLong(rows.size()), 6);
  packed.resize(size);
  std::string header;
  append32(header, wide);
  append32(header, height * zoom);
  header += {8, 2, 0, 0, 0}; // 8 bits, red green blue
  std::string bytes = "\x89PNG\r\n\x1a\n";
  appendChunk(bytes, "IHDR", header);
  appendChunk(bytes, "IDAT", packed);
  appendChunk(bytes, "IEND", "");
  return bytes;
}

std::string EventPicture::asSvg() const {
  uint32_t left = 14, top = 14, wide = left + parts * (width + gap), tall = top + height + 2;
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{}\" shape-rendering=\"crispEdges\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
      "<g font-family=\"sans-serif\" font-size=\"{:.1f}\">\n",
      wide, tall, std::max<uint32_t>(wide, 960), std::clamp(double(width) / 14, 2.0, 9.0));
  text += fmt::format("<text x=\"2\" y=\"{}\">y</text>\n", top + height / 2);
  for (unsigned part = 0; part < parts; ++part) {
    uint32_t at = left + part * (width + gap);
    text += fmt::format("<text x=\"{}\" y=\"{}\">x →  {:.3f} s</text>\n", at, top - 4,
                        double(begin + span * int64_t(part) / parts) * 1e-6);
    text += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#aaa\" "
                        "stroke-width=\"0.5\"/>\n",
                        at, top, width, height);
    for (uint32_t y = 0; y < height; ++y)
      for (uint32_t x = 0; x < width; ++x) {
        std::array<uint8_t, 3> pixel = color(part, x, y);
        uint32_t end = x + 1;
        if (pixel == std::array<uint8_t, 3>{255, 255, 255})
          continue;
        while (end < width && color(part, end, y) == pixel)
          ++end;
        text += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"1\" fill=\"#{:02x}{:02x}{:02x}\"/>\n",
                            at + x, top + y, end - x, pixel[0], pixel[1], pixel[2]);
        x = end - 1;
      }
  }
  return text + "</g>\n</svg>\n";
}

llvm::Error EventPicture::write() const {
  std::string bytes = llvm::StringRef(path).ends_with(".png") ? asPng() : asSvg();
  llvm::Error error = llvm::writeToOutput(path, [&](llvm::raw_ostream &os) {
    os << bytes;
    return llvm::Error::success();
  });
  if (!error)
    return error;
  return llvm::createStringError("cannot write '" + path + "': " + llvm::toString(std::move(error)));
}
