//===- ImageFaults.cpp - single wrong bits in an image --------------------===//

#include "tests/fuzz/ImageFaults.h"
#include "llvm/Support/Endian.h"
#include <fmt/format.h>
#include <memory>
#include <zlib.h>

using namespace snnc;
using namespace snnc::fuzz;

const char *fuzz::nameOf(ImageBit::Kind kind) {
  static const char *const names[] = {"weight",      "parameter", "port",  "population",
                                      "destination", "credit",    "route", "host edge"};
  return names[kind];
}

std::string ImageBit::describe() const {
  std::string place = kind == HostEdge ? fmt::format("host edge {}", address)
                                       : fmt::format("core {}, {} {}", core, nameOf(kind), address);
  if (kind == Weight || kind == Parameter)
    place += fmt::format(", lane {}", lane);
  else
    place += field.empty() ? ", no field" : ", field " + field;
  return fmt::format("{} (byte {}, bit {})", place, byte, bit);
}

namespace {
class BitList {
public:
  explicit BitList(const mesh::Image &image)
      : image(image), codec(llvm::cantFail(mesh::FieldCodec::create(image.target))) {}

  std::vector<ImageBit> list() {
    addHostEdges();
    size_t start = llvm::cantFail(mesh::writeImage(image)).size() - 8 * image.packets.size();
    std::vector<mesh::WriteAddressPayload> at(image.target.cols * image.target.rows);
    std::vector<unsigned> part(at.size(), 0);
    for (size_t i = 0; i < image.packets.size(); ++i) {
      mesh::PacketHeader header = codec.header(image.packets[i]);
      if (header.kind != int64_t(mesh::PacketKind::WriteAddress))
        continue;
      uint32_t core = uint32_t(header.coreY * image.target.cols + header.coreX);
      if (!(header.port & 1)) {
        at[core] = codec.payload<mesh::WriteAddressPayload>(image.packets[i]);
        part[core] = 0;
        continue;
      }
      addData(core, at[core], part[core], start + 8 * i);
      if (++part[core] == partsOf(at[core].select)) {
        part[core] = 0;
        ++at[core].address;
      }
    }
    return std::move(bits);
  }

private:
  unsigned laneBits(int64_t select) const {
    return select == int64_t(mesh::Select::Weights) ? image.target.weightBits
           : select == int64_t(mesh::Select::State) ? image.target.stateBits
                                                    : 0;
  }
  unsigned partsOf(int64_t select) const {
    unsigned lane = laneBits(select);
    return lane ? (image.target.lanes * lane + 31) / 32 : 1;
  }

  /// The data field is the lowest of the packet, in a file little-endian.
  void addData(uint32_t core, const mesh::WriteAddressPayload &at, unsigned part, size_t byte) {
    unsigned lane = laneBits(at.select);
    for (unsigned bit = 0; bit < (lane ? 32 : 16); ++bit) {
      ImageBit one{};
      one.byte = byte + bit / 8;
      one.bit = bit % 8;
      one.core = core;
      one.address = uint32_t(at.address);
      if (lane) {
        one.kind = at.select == int64_t(mesh::Select::Weights) ? ImageBit::Weight : ImageBit::Parameter;
        one.lane = ((partsOf(at.select) - 1 - part) * 32 + bit) / lane;
        one.laneBit = ((partsOf(at.select) - 1 - part) * 32 + bit) % lane;
        if (one.lane >= image.target.lanes)
          one.field = "above the word";
      } else {
        unsigned table = unsigned(at.select) - unsigned(mesh::Select::Ports);
        one.kind = ImageBit::Kind(ImageBit::Port + table);
        const mesh::TableLayout &layout = codec.layout().tables[table];
        one.address = uint32_t(at.address) >> layout.strideBits;
        one.field = fieldAt(layout, unsigned(at.address) & ((1u << layout.strideBits) - 1), bit);
      }
      bits.push_back(one);
    }
  }

  static std::string fieldAt(const mesh::TableLayout &layout, unsigned word, unsigned bit) {
    for (const mesh::FieldPlace &place : layout.fields)
      if (place.word == word && bit >= place.shift && bit < place.shift + place.bits)
        return place.spec->name;
    return "";
  }

  void addHostEdges() {
    mesh::Image before = image;
    before.packets.clear();
    before.outputEdges.clear();
    before.populations.clear();
    size_t end = llvm::cantFail(mesh::writeImage(before)).size();
    before.hostEdges.clear();
    size_t begin = llvm::cantFail(mesh::writeImage(before)).size();
    const mesh::TableLayout &layout = codec.table<mesh::DestinationEntry>();
    size_t record = image.hostEdges.empty() ? 0 : (end - begin) / image.hostEdges.size();
    for (uint32_t edge = 0; edge < image.hostEdges.size(); ++edge)
      for (size_t byte = 4; byte < record; ++byte) // behind the word `input`
        for (unsigned bit = 0; bit < 8; ++bit) {
          unsigned word = unsigned(byte - 4) / 2, place = unsigned(byte % 2 * 8 + bit);
          bits.push_back({ImageBit::HostEdge, begin + edge * record + byte, bit, 0, edge, 0, 0,
                          word < layout.words ? fieldAt(layout, word, place) : ""});
        }
  }

  const mesh::Image &image;
  mesh::FieldCodec codec;
  std::vector<ImageBit> bits;
};
} // namespace

std::vector<ImageBit> fuzz::configurationBits(const mesh::Image &image) { return BitList(image).list(); }

std::vector<uint8_t> fuzz::flip(std::vector<uint8_t> file, const ImageBit &bit) {
  file[bit.byte] ^= uint8_t(1u << bit.bit);
  constexpr size_t header = mesh::imageHeaderWords * 4;
  uint32_t crc = uint32_t(crc32(0, file.data() + header, unsigned(file.size() - header)));
  llvm::support::endian::write32le(file.data() + 8, crc);
  return file;
}

llvm::Expected<std::shared_ptr<const mesh::LoadedImage>> fuzz::loadBytes(llvm::ArrayRef<uint8_t> file) {
  llvm::Expected<mesh::Image> image = mesh::readImage(file, "image.bin");
  if (!image)
    return image.takeError();
  llvm::Expected<mesh::Program> program = mesh::decodeProgram(*image);
  if (!program)
    return program.takeError();
  if (llvm::Error error = mesh::validateProgram(*image, *program))
    return std::move(error);
  return std::make_shared<const mesh::LoadedImage>(mesh::LoadedImage{std::move(*image), std::move(*program)});
}
