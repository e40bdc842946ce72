//===- Program.cpp - the memories that an image fills ---------------------===//

#include "backends/mesh/image/Program.h"
#include "support/json/Json.h"
#include "llvm/Support/MathExtras.h"

using namespace snnc::mesh;

namespace {
/// The configuration side of one core: what WRITE packets do to it.
struct WritePort {
  bool addressed = false;
  Select select = Select::Weights;
  uint32_t address = 0;
  std::vector<uint32_t> parts; ///< packets of the current word, most significant first
};

/// Table words as they come in; an entry counts when all its words are there.
struct RawTable {
  std::vector<uint16_t> words;
  std::vector<bool> written;
};

struct RawCore {
  WritePort port;
  RawTable tables[5]; ///< in the order of the selects from Select::Ports
};
} // namespace

/// Bits [low, low + width) of a word given as 32-bit parts, most significant part first; sign extended.
static int64_t signedBits(const std::vector<uint32_t> &parts, unsigned low, unsigned width) {
  size_t part = parts.size() - 1 - low / 32;
  uint64_t value = parts[part] | (low % 32 + width > 32 ? uint64_t(parts[part - 1]) << 32 : 0);
  return llvm::SignExtend64(value >> (low % 32), width);
}

namespace {
class Decoder {
public:
  Decoder(const Image &image, FieldCodec codec)
      : image(image), target(image.target), codec(std::move(codec)), raw(size_t(target.cols) * target.rows) {
    program.target = target;
    static_cast<CoreSize &>(program.target) = target.largest();
    program.coreXBits = this->codec.layout().width("core_x");
    program.target.kinds.clear();
    program.target.kindOf.clear();
    program.cores.resize(raw.size());
    for (uint32_t y = 0; y < target.rows; ++y)
      for (uint32_t x = 0; x < target.cols; ++x)
        clear(program.core(x, y), raw[size_t(y) * target.cols + x], x, y);
  }

  llvm::Expected<Program> run() {
    for (size_t i = 0; i < image.packets.size(); ++i)
      if (llvm::Error error = take(image.packets[i]))
        return llvm::createStringError("packet " + llvm::Twine(i) +
                                       " of the image: " + llvm::toString(std::move(error)));
    for (size_t i = 0; i < raw.size(); ++i) {
      if (!raw[i].port.parts.empty())
        return llvm::createStringError("the image ends inside a word for core (" + llvm::Twine(i % target.cols) + ", " +
                                       llvm::Twine(i / target.cols) + ")");
      CoreProgram &core = program.cores[i];
      if (llvm::Error error = decodeTable(core, raw[i].tables[0], core.ports))
        return std::move(error);
      if (llvm::Error error = decodeTable(core, raw[i].tables[1], core.populations))
        return std::move(error);
      if (llvm::Error error = decodeTable(core, raw[i].tables[2], core.destinations))
        return std::move(error);
      if (llvm::Error error = decodeTable(core, raw[i].tables[3], core.credits))
        return std::move(error);
      if (llvm::Error error = decodeTable(core, raw[i].tables[4], core.routes))
        return std::move(error);
    }
    return std::move(program);
  }

private:
  void clear(CoreProgram &core, RawCore &rawCore, uint32_t x, uint32_t y) {
    core.x = x;
    core.y = y;
    const CoreSize &size = program.target;
    core.weights.assign(size_t(size.weightWords) * target.lanes, 0);
    core.weightWritten.assign(size.weightWords, false);
    core.state.assign(size_t(size.stateWords) * target.lanes, 0);
    core.stateWritten.assign(size.stateWords, false);
    core.ports.resize(size.ports);
    core.populations.resize(size.populations);
    core.destinations.resize(size.destinations);
    core.credits.resize(size.credits);
    core.routes.resize(target.multicastGroups);
    core.running.assign(size.populations, false);
    const TableLayout *layouts[] = {&codec.table<PortEntry>(), &codec.table<PopulationEntry>(),
                                    &codec.table<DestinationEntry>(), &codec.table<CreditEntry>(),
                                    &codec.table<RouteEntry>()};
    for (unsigned i = 0; i < std::size(layouts); ++i) {
      size_t words = size_t(layouts[i]->count) << layouts[i]->strideBits;
      rawCore.tables[i].words.assign(words, 0);
      rawCore.tables[i].written.assign(words, false);
    }
  }

  llvm::Error take(uint64_t packet) {
    if (codec.layout().packetBits < 64 && packet >> codec.layout().packetBits)
      return llvm::createStringError("bits are set above the packet's " + llvm::Twine(codec.layout().packetBits));
    PacketHeader header = codec.header(packet);
    if (header.multicast)
      return llvm::createStringError("it goes to several cores, but configures one");
    if (header.toHost || header.coreX >= target.cols || header.coreY >= target.rows)
      return llvm::createStringError("it leads to core (" + llvm::Twine(header.coreX) + ", " +
                                     llvm::Twine(header.coreY) + "), outside of the mesh");
    size_t index = size_t(header.coreY) * target.cols + header.coreX;
    if (header.kind == int64_t(PacketKind::Run))
      return takeRun(program.cores[index], codec.payload<RunPayload>(packet).target);
    if (header.kind != int64_t(PacketKind::WriteAddress))
      return llvm::createStringError("kind " + llvm::Twine(header.kind) + " is neither WRITE nor RUN");
    WritePort &port = raw[index].port;
    if (!(header.port & 1)) {
      auto payload = codec.payload<WriteAddressPayload>(packet);
      if (!port.parts.empty())
        return llvm::createStringError("an address inside a word");
      if (payload.select > int64_t(Select::Routes))
        return llvm::createStringError("select " + llvm::Twine(payload.select) + " is no memory");
      port = {true, Select(payload.select), uint32_t(payload.address), {}};
      return llvm::Error::success();
    }
    if (!port.addressed)
      return llvm::createStringError("data before any address");
    port.parts.push_back(uint32_t(codec.payload<WriteDataPayload>(packet).data));
    if (port.parts.size() * 32 < wordBits(port.select))
      return llvm::Error::success();
    if (llvm::Error error = store(program.cores[index], raw[index]))
      return error;
    port.parts.clear();
    ++port.address;
    return llvm::Error::success();
  }

  unsigned wordBits(Select select) const {
    if (select == Select::Weights)
      return target.lanes * target.weightBits;
    return select == Select::State ? target.lanes * target.stateBits : 16;
  }

  llvm::Error store(CoreProgram &core, RawCore &rawCore) {
    const WritePort &port = rawCore.port;
    const CoreSize &size = target.sizeOf(core.x, core.y);
    auto outside = [&](size_t words) {
      return llvm::createStringError("address " + llvm::Twine(port.address) + " of memory " +
                                     FieldTable::get().selects[unsigned(port.select)].name + ", which has " +
                                     llvm::Twine(words) + " words");
    };
    if (unsigned used = wordBits(port.select) % 32; used && port.parts[0] >> used)
      return llvm::createStringError("data " + llvm::Twine(port.parts[0]) + " does not fit the " + llvm::Twine(used) +
                                     " bits that a word of memory " +
                                     FieldTable::get().selects[unsigned(port.select)].name + " has there");
    if (port.select == Select::Weights) {
      if (port.address >= size.weightWords)
        return outside(size.weightWords);
      core.weightWritten[port.address] = true;
      for (unsigned lane = 0; lane < target.lanes; ++lane)
        core.weights[size_t(port.address) * target.lanes + lane] =
            int8_t(signedBits(port.parts, lane * target.weightBits, target.weightBits));
      return llvm::Error::success();
    }
    if (port.select == Select::State) {
      if (port.address >= size.stateWords)
        return outside(size.stateWords);
      core.stateWritten[port.address] = true;
      for (unsigned lane = 0; lane < target.lanes; ++lane)
        core.state[size_t(port.address) * target.lanes + lane] =
            int32_t(signedBits(port.parts, lane * target.stateBits, target.stateBits));
      return llvm::Error::success();
    }
    RawTable &table = rawCore.tables[unsigned(port.select) - unsigned(Select::Ports)];
    if (port.address >= tableWords(port.select, size))
      return outside(tableWords(port.select, size));
    table.words[port.address] = uint16_t(port.parts[0]);
    table.written[port.address] = true;
    return llvm::Error::success();
  }

  /// Words of a table of a core of this size.
  size_t tableWords(Select select, const CoreSize &size) const {
    switch (select) {
    case Select::Ports:
      return size_t(size.ports) << codec.table<PortEntry>().strideBits;
    case Select::Populations:
      return size_t(size.populations) << codec.table<PopulationEntry>().strideBits;
    case Select::Destinations:
      return size_t(size.destinations) << codec.table<DestinationEntry>().strideBits;
    case Select::Credits:
      return size_t(size.credits) << codec.table<CreditEntry>().strideBits;
    default:
      return target.multicastGroups;
    }
  }

  llvm::Error takeRun(CoreProgram &core, int64_t slot) {
    uint32_t slots = target.sizeOf(core.x, core.y).populations;
    if (slot >= int64_t(slots))
      return llvm::createStringError("RUN of population " + llvm::Twine(slot) + ", a core has " + llvm::Twine(slots));
    if (target.isFaulty(core.x, core.y))
      return llvm::createStringError("RUN of population " + llvm::Twine(slot) + " in core (" + llvm::Twine(core.x) +
                                     ", " + llvm::Twine(core.y) + "), which is faulty");
    if (core.running[slot])
      return llvm::createStringError("a second RUN of population " + llvm::Twine(slot));
    core.running[slot] = true;
    return llvm::Error::success();
  }

  /// Bits that no field has must be 0: a wrong one there would go unnoticed.
  template <typename Entry>
  llvm::Error decodeTable(const CoreProgram &core, const RawTable &table, std::vector<std::optional<Entry>> &entries) {
    const TableLayout &layout = codec.table<Entry>();
    for (size_t i = 0; i < entries.size(); ++i) {
      size_t base = i << layout.strideBits;
      bool complete = true;
      for (unsigned word = 0; word < layout.words; ++word)
        complete &= table.written[base + word];
      if (!complete)
        continue;
      auto words = llvm::ArrayRef(table.words).slice(base, layout.words);
      entries[i] = codec.decode<Entry>(words);
      auto again = codec.encode(*entries[i]);
      if (!again)
        return again.takeError();
      if (llvm::ArrayRef<uint16_t>(*again) != words)
        return llvm::createStringError("entry " + llvm::Twine(i) + " of the " + layout.spec->name + " table of core (" +
                                       llvm::Twine(core.x) + ", " + llvm::Twine(core.y) +
                                       ") has bits set that belong to no field");
    }
    return llvm::Error::success();
  }

  const Image &image;
  const TargetDescription &target;
  FieldCodec codec;
  Program program;
  std::vector<RawCore> raw;
};
} // namespace

llvm::Expected<Program> snnc::mesh::decodeProgram(const Image &image) {
  llvm::Expected<FieldCodec> codec = FieldCodec::create(image.target);
  if (!codec)
    return codec.takeError();
  return Decoder(image, std::move(*codec)).run();
}

int64_t snnc::mesh::weightEnd(const CoreProgram &core, const PortEntry &port) {
  int64_t end = int64_t(core.weightWritten.size());
  for (const auto &other : core.ports)
    if (other && other->weightBase > port.weightBase)
      end = std::min(end, other->weightBase);
  return std::find(core.weightWritten.begin() + std::min(port.weightBase, end), core.weightWritten.begin() + end,
                   false) -
         core.weightWritten.begin();
}

llvm::Expected<LoadedImage> snnc::mesh::loadImage(llvm::StringRef path) {
  llvm::Expected<std::string> bytes = readTextFile(path);
  if (!bytes)
    return bytes.takeError();
  llvm::Expected<Image> image =
      readImage(llvm::ArrayRef(reinterpret_cast<const uint8_t *>(bytes->data()), bytes->size()), path);
  if (!image)
    return image.takeError();
  auto fail = [&](llvm::Error error) {
    return llvm::createStringError(path + ": " + llvm::toString(std::move(error)));
  };
  llvm::Expected<Program> program = decodeProgram(*image);
  if (!program)
    return fail(program.takeError());
  if (llvm::Error error = validateProgram(*image, *program))
    return fail(std::move(error));
  return LoadedImage{std::move(*image), std::move(*program)};
}
