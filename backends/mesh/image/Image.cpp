//===- Image.cpp - image.bin ----------------------------------------------===//

#include "backends/mesh/image/Image.h"
#include "llvm/ADT/Twine.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include <cmath>
#include <nlohmann/json.hpp>
#include <zlib.h>

using namespace snnc::mesh;

llvm::Expected<std::optional<HostWindow>> NetworkInput::window() const {
  auto json = nlohmann::json::parse(encoder, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("type") || json["type"] != windowType.str())
    return std::nullopt;
  HostWindow result;
  std::array<uint32_t, 2> frame{height, width};
  const std::pair<const char *, std::array<uint32_t, 2> *> fields[] = {
      {"first", &result.first}, {"extent", &result.extent}, {"shift", &result.shift}};
  for (auto [name, pair] : fields) {
    auto isSmall = [](const nlohmann::json &n) { return n.is_number_unsigned() && n.get<uint64_t>() < (1 << 16); };
    if (!json.contains(name) || !json[name].is_array() || json[name].size() != 2 || !isSmall(json[name][0]) ||
        !isSmall(json[name][1]))
      return llvm::createStringError("the window of input '" + this->name + "' has no two numbers '" + name + "'");
    *pair = {json[name][0], json[name][1]};
  }
  for (unsigned axis = 0; axis < 2; ++axis)
    if (result.extent[axis] == 0 || result.first[axis] + result.extent[axis] > frame[axis] || result.shift[axis] > 8 ||
        result.pixels(axis) == 0)
      return llvm::createStringError("the window of input '" + this->name + "' does not lie in its frame");
  return result;
}

static constexpr size_t headerBytes = imageHeaderWords * 4;

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

namespace {
class Writer {
public:
  std::vector<uint8_t> bytes;

  void word(uint32_t value) {
    uint8_t raw[4];
    llvm::support::endian::write32le(raw, value);
    bytes.insert(bytes.end(), raw, raw + 4);
  }
  void text(llvm::StringRef value) {
    bytes.insert(bytes.end(), value.begin(), value.end());
    bytes.resize((bytes.size() + 3) / 4 * 4);
  }
  void name(llvm::StringRef value) {
    word(value.size());
    text(value);
  }
  void frame(const NamedFrame &frame) {
    name(frame.name);
    word(frame.channels);
    word(frame.height);
    word(frame.width);
  }
};
} // namespace

static llvm::Error writeHostEdges(Writer &writer, const Image &image, const FieldCodec &codec) {
  for (const HostEdge &edge : image.hostEdges) {
    auto words = codec.encode(edge.destination);
    if (!words)
      return words.takeError();
    writer.word(edge.input);
    if (words->size() % 2)
      words->push_back(0);
    for (size_t i = 0; i < words->size(); i += 2)
      writer.word(uint32_t((*words)[i]) | uint32_t((*words)[i + 1]) << 16);
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<uint8_t>> snnc::mesh::writeImage(const Image &image) {
  llvm::Expected<FieldCodec> codec = FieldCodec::create(image.target);
  if (!codec)
    return codec.takeError();
  std::string target = image.target.canonicalJson();
  Writer body;
  // Packets are nearly all of it. The header is written when what it counts is there.
  body.bytes.reserve(headerBytes + target.size() + image.packets.size() * 8 +
                     64 * (image.populations.size() + image.hostEdges.size() + image.outputEdges.size()));
  body.bytes.resize(headerBytes);
  body.text(target);
  for (const NetworkInput &input : image.inputs) {
    body.frame(input);
    body.word(input.bound);
    body.word(input.total);
    body.word(input.isSigned);
    body.name(input.encoder);
  }
  for (const NetworkOutput &output : image.outputs) {
    body.frame(output);
    uint64_t scale = llvm::bit_cast<uint64_t>(output.scale);
    body.word(uint32_t(scale));
    body.word(uint32_t(scale >> 32));
  }
  for (const NamedFrame &layer : image.layers)
    body.frame(layer);
  if (llvm::Error error = writeHostEdges(body, image, *codec))
    return std::move(error);
  for (const OutputEdge &edge : image.outputEdges)
    for (uint32_t value : {edge.output, edge.coreX, edge.coreY, edge.destination})
      body.word(value);
  for (const PopulationSymbol &p : image.populations)
    for (uint32_t value : {p.coreX, p.coreY, p.slot, p.layer, p.channel, p.y, p.x, p.channels})
      body.word(value);
  for (uint64_t packet : image.packets) {
    body.word(uint32_t(packet));
    body.word(uint32_t(packet >> 32));
  }

  Writer header;
  for (size_t value :
       {size_t(imageMagic), size_t(imageFormatVersion),
        size_t(crc32(0, body.bytes.data() + headerBytes, body.bytes.size() - headerBytes)), target.size(),
        image.inputs.size(), image.outputs.size(), image.layers.size(), image.hostEdges.size(),
        image.outputEdges.size(), image.populations.size(), image.packets.size()})
    header.word(value);
  std::copy(header.bytes.begin(), header.bytes.end(), body.bytes.begin());
  return std::move(body.bytes);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {
/// Reads words and names; past the end it yields zeros and remembers that it did.
class Reader {
public:
  explicit Reader(llvm::ArrayRef<uint8_t> bytes) : rest(bytes) {}

  bool failed = false;

  uint32_t word() {
    llvm::ArrayRef<uint8_t> raw = take(4);
    return raw.empty() ? 0 : llvm::support::endian::read32le(raw.data());
  }
  std::string text(uint32_t length) {
    llvm::ArrayRef<uint8_t> raw = take(length);
    (void)take((4 - length % 4) % 4);
    return std::string(raw.begin(), raw.end());
  }
  void frame(NamedFrame &frame) {
    frame.name = text(word());
    frame.channels = word();
    frame.height = word();
    frame.width = word();
  }
  size_t left() const { return rest.size(); }

private:
  llvm::ArrayRef<uint8_t> take(size_t count) {
    if (count > rest.size()) {
      failed = true;
      rest = {};
      return {};
    }
    llvm::ArrayRef<uint8_t> result = rest.take_front(count);
    rest = rest.drop_front(count);
    return result;
  }
  llvm::ArrayRef<uint8_t> rest;
};
} // namespace

/// Reads one; false where bits are set that belong to no field.
static bool readHostEdge(Reader &reader, HostEdge &edge, const FieldCodec &codec) {
  edge.input = reader.word();
  llvm::SmallVector<uint16_t, 16> words;
  while (words.size() < codec.table<DestinationEntry>().words) {
    uint32_t pair = reader.word();
    words.push_back(uint16_t(pair));
    words.push_back(uint16_t(pair >> 16));
  }
  edge.destination = codec.decode<DestinationEntry>(words);
  auto again = llvm::cantFail(codec.encode(edge.destination)); // as many bits as it was read from
  again.resize(words.size(), 0);
  return again == words;
}

llvm::Expected<Image> snnc::mesh::readImage(llvm::ArrayRef<uint8_t> bytes, llvm::StringRef where) {
  auto fail = [&](const llvm::Twine &what) {
    return llvm::createStringError(where + ": " + what + "; compile the network again");
  };
  if (bytes.size() < headerBytes)
    return fail("not an image: it has " + llvm::Twine(bytes.size()) + " bytes, the header alone needs " +
                llvm::Twine(headerBytes));
  Reader header(bytes.take_front(headerBytes));
  if (header.word() != imageMagic)
    return fail("not an image: it does not begin with SNNC");
  if (uint32_t version = header.word(); version != imageFormatVersion)
    return fail("image format " + llvm::Twine(version) + ", this program reads format " +
                llvm::Twine(imageFormatVersion));
  uint32_t expected = header.word();
  llvm::ArrayRef<uint8_t> body = bytes.drop_front(headerBytes);
  uint32_t actual = crc32(0, body.data(), body.size());
  if (actual != expected)
    return fail("damaged image: CRC-32 is " + llvm::Twine::utohexstr(actual) + ", the header says " +
                llvm::Twine::utohexstr(expected));
  uint32_t targetBytes = header.word();
  size_t counts[7];
  for (size_t &count : counts) {
    count = header.word();
    // Each record takes at least a word: a count beyond that cannot be true, and must not size a vector.
    if (count > body.size() / 4)
      return fail("damaged image: the header counts " + llvm::Twine(count) + " records in " + llvm::Twine(body.size()) +
                  " bytes");
  }

  Reader reader(body);
  Image image;
  std::string targetText = reader.text(targetBytes);
  if (reader.failed)
    return fail("damaged image: it ends inside the target");
  auto target = TargetDescription::parse(targetText, (where + ": target").str());
  if (!target)
    return target.takeError();
  image.target = *target;
  llvm::Expected<FieldCodec> codec = FieldCodec::create(*target);
  if (!codec)
    return codec.takeError();
  image.inputs.resize(counts[0]);
  for (NetworkInput &input : image.inputs) {
    reader.frame(input);
    input.bound = reader.word();
    input.total = reader.word();
    uint32_t isSigned = reader.word();
    if (isSigned > 1)
      return fail("damaged image: input '" + llvm::Twine(input.name) + "' says signed = " + llvm::Twine(isSigned));
    input.isSigned = isSigned;
    input.encoder = reader.text(reader.word());
    if (!input.encoder.empty() && !nlohmann::json::accept(input.encoder))
      return fail("damaged image: the encoder of input '" + llvm::Twine(input.name) + "' is no JSON");
    if (auto window = input.window(); !window)
      return fail("damaged image: " + llvm::toString(window.takeError()));
  }
  image.outputs.resize(counts[1]);
  for (NetworkOutput &output : image.outputs) {
    reader.frame(output);
    uint64_t low = reader.word();
    output.scale = llvm::bit_cast<double>(low | uint64_t(reader.word()) << 32);
    if (!std::isfinite(output.scale) || output.scale < 0)
      return fail("damaged image: the scale of output '" + llvm::Twine(output.name) + "' is no number from 0 on");
  }
  image.layers.resize(counts[2]);
  for (NamedFrame &layer : image.layers)
    reader.frame(layer);
  image.hostEdges.resize(counts[3]);
  for (size_t i = 0; i < image.hostEdges.size(); ++i)
    if (!readHostEdge(reader, image.hostEdges[i], *codec))
      return fail("damaged image: host edge " + llvm::Twine(i) + " has bits set that belong to no field");
  image.outputEdges.resize(counts[4]);
  for (OutputEdge &edge : image.outputEdges)
    for (uint32_t *value : {&edge.output, &edge.coreX, &edge.coreY, &edge.destination})
      *value = reader.word();
  image.populations.resize(counts[5]);
  for (PopulationSymbol &p : image.populations)
    for (uint32_t *value : {&p.coreX, &p.coreY, &p.slot, &p.layer, &p.channel, &p.y, &p.x, &p.channels})
      *value = reader.word();
  image.packets.resize(counts[6]);
  for (uint64_t &packet : image.packets) {
    uint64_t low = reader.word();
    packet = low | uint64_t(reader.word()) << 32;
  }
  if (reader.failed || reader.left() != 0)
    return fail("damaged image: its length does not fit the counts of its header");
  return image;
}
