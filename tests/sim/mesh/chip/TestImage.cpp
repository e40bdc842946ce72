//===- TestImage.cpp - a test network as an image -------------------------===//

#include "TestNetwork.h"
#include "tests/sim/Must.h"
#include <algorithm>

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::test;
using snnc::test::must;

namespace {
struct Tile {
  uint32_t layer, channel, y, x, channels, height, width;
  uint32_t core = 0, slot = 0, groups = 0;
  mesh::PopulationEntry entry = {};
  std::vector<mesh::DestinationEntry> edges = {};
  std::vector<mesh::CreditEntry> credits = {};
};

/// An edge to be entered in the tables of both ends; its sender is a tile, or -1: a network input.
struct Link {
  int sender;
  uint32_t input, receiver;
  mesh::DestinationEntry entry;
};

struct CoreTables {
  std::vector<mesh::PortEntry> ports;
  std::vector<std::vector<int8_t>> weights; ///< words of L
  std::vector<std::vector<int32_t>> state;  ///< words of L, the parameters; potentials are empty
  uint32_t listWords = 0, destinations = 0, credits = 0;
};

class Builder {
public:
  Builder(const TestNetwork &network, const mesh::TargetDescription &target, uint32_t seed)
      : network(network), target(target), codec(must(mesh::FieldCodec::create(target))), random(seed),
        cores(size_t(target.cols) * target.rows) {
    image.target = target;
  }

  mesh::Image run() {
    cutTiles();
    place();
    for (const TestConnection &connection : network.connections)
      connect(connection);
    enterLinks();
    connectOutputs();
    for (Tile &tile : tiles)
      enterPopulation(tile);
    nameAll();
    writePackets();
    return std::move(image);
  }

private:
  uint32_t x(uint32_t core) const { return core % target.cols; }
  uint32_t y(uint32_t core) const { return core / target.cols; }

  void cutTiles() {
    for (uint32_t l = 0; l < network.layers.size(); ++l) {
      const TestLayer &layer = network.layers[l];
      for (uint32_t c = 0; c < layer.shape.channels; c += layer.tileChannels)
        for (uint32_t y = 0; y < layer.shape.height; y += layer.tileHeight)
          for (uint32_t x = 0; x < layer.shape.width; x += layer.tileWidth) {
            Tile tile{l,
                      c,
                      y,
                      x,
                      std::min(layer.tileChannels, layer.shape.channels - c),
                      std::min(layer.tileHeight, layer.shape.height - y),
                      std::min(layer.tileWidth, layer.shape.width - x)};
            tile.groups = (tile.channels + target.lanes - 1) / target.lanes;
            tiles.push_back(tile);
          }
    }
  }

  void place() {
    std::vector<std::pair<uint32_t, uint32_t>> slots;
    for (uint32_t slot = 0; slot < target.populations; ++slot)
      for (uint32_t core = 0; core < cores.size(); ++core)
        slots.push_back({core, slot});
    std::shuffle(slots.begin(), slots.end(), random);
    if (tiles.size() > slots.size())
      llvm::report_fatal_error("test network: more tiles than slots");
    for (size_t i = 0; i < tiles.size(); ++i)
      std::tie(tiles[i].core, tiles[i].slot) = slots[i];
  }

  void connect(const TestConnection &connection) {
    for (uint32_t receiver = 0; receiver < tiles.size(); ++receiver) {
      if (tiles[receiver].layer != connection.target)
        continue;
      uint32_t port = addPort(connection, tiles[receiver]);
      if (connection.fromInput)
        link(connection, -1, {0, 0, 0, 0, 0, 0, 0}, network.sourceShape(connection), receiver, port);
      for (uint32_t sender = 0; sender < tiles.size() && !connection.fromInput; ++sender)
        if (tiles[sender].layer == connection.source)
          link(connection, int(sender), tiles[sender],
               {tiles[sender].channels, tiles[sender].height, tiles[sender].width}, receiver, port);
    }
  }

  /// Two words in each, the first in the lower bits of every lane.
  static std::vector<std::vector<int8_t>> packed(const std::vector<std::vector<int8_t>> &words, unsigned half) {
    std::vector<std::vector<int8_t>> result;
    for (size_t i = 0; i < words.size(); i += 2) {
      result.emplace_back(words[i].size());
      for (size_t l = 0; l < words[i].size(); ++l) {
        int upper = i + 1 < words.size() ? words[i + 1][l] : 0, mask = (1 << half) - 1;
        result.back()[l] = int8_t((words[i][l] & mask) | (upper & mask) << half);
      }
    }
    return result;
  }

  uint32_t addPort(const TestConnection &connection, const Tile &tile) {
    CoreTables &core = cores[tile.core];
    mesh::PortEntry port;
    port.population = tile.slot;
    port.strideY = connection.strideY;
    port.strideX = connection.strideX;
    port.kernelHeight = connection.kernelHeight;
    port.kernelWidth = connection.kernelWidth;
    port.offsetY = connection.paddingY - int64_t(tile.y) * connection.strideY;
    port.offsetX = connection.paddingX - int64_t(tile.x) * connection.strideX;
    port.weightBase = int64_t(core.weights.size());
    uint32_t channels = network.sourceShape(connection).channels;
    size_t taps = size_t(connection.kernelHeight) * connection.kernelWidth;
    unsigned half = target.weightBits / 2;
    std::vector<std::vector<int8_t>> words;
    for (uint32_t c = 0; c < channels; ++c)
      for (size_t tap = 0; tap < taps; ++tap)
        for (uint32_t group = 0; group < tile.groups; ++group) {
          std::vector<int8_t> word(target.lanes, 0);
          for (uint32_t l = 0; l < target.lanes && group * target.lanes + l < tile.channels; ++l)
            word[l] =
                connection.weights[((size_t(tile.channel) + group * target.lanes + l) * channels + c) * taps + tap];
          words.push_back(word);
        }
    auto fits = [&](int8_t w) { return w >= -(1 << (half - 1)) && w < 1 << (half - 1); };
    port.packedWeights = llvm::all_of(connection.weights, fits) && random() % 4 != 0;
    if (port.packedWeights)
      words = packed(words, half);
    core.weights.insert(core.weights.end(), words.begin(), words.end());
    core.ports.push_back(port);
    return uint32_t(core.ports.size() - 1);
  }

  /// The part of one axis of the sender that can reach the receiver; all of it, at times: the rest must not matter.
  bool reach(uint32_t origin, uint32_t extent, uint32_t shift, uint32_t kernel, uint32_t stride, int32_t padding,
             uint32_t receiverOrigin, uint32_t receiverExtent, int64_t &low, int64_t &high) {
    int64_t first = int64_t(receiverOrigin) * stride - padding;
    int64_t last = first + int64_t(receiverExtent - 1) * stride + kernel - 1;
    low = std::max<int64_t>(0, first * (1 << shift) - origin);
    high = std::min<int64_t>(extent - 1, (last + 1) * (1 << shift) - 1 - origin);
    if (low <= high && random() % 2 == 0)
      return true;
    bool any = low <= high;
    low = 0;
    high = extent - 1;
    return any;
  }

  void link(const TestConnection &c, int sender, const Tile &origin, const Shape &extent, uint32_t receiver,
            uint32_t port) {
    const Tile &to = tiles[receiver];
    mesh::DestinationEntry entry;
    entry.receivers = 1;
    entry.coreX = x(to.core);
    entry.coreY = y(to.core);
    entry.port = port;
    entry.delayed = c.delayed;
    entry.target = to.slot;
    entry.shiftY = c.shiftY;
    entry.shiftX = c.shiftX;
    entry.highChannel = extent.channels - 1;
    entry.offsetChannel = origin.channel;
    entry.offsetY = origin.y;
    entry.offsetX = origin.x;
    bool rows = reach(origin.y, extent.height, c.shiftY, c.kernelHeight, c.strideY, c.paddingY, to.y, to.height,
                      entry.lowY, entry.highY);
    bool columns = reach(origin.x, extent.width, c.shiftX, c.kernelWidth, c.strideX, c.paddingX, to.x, to.width,
                         entry.lowX, entry.highX);
    // A tile that a connection does not reach needs no edge of it, unless it would be left without a forward one.
    bool first = !c.delayed && std::none_of(links.begin(), links.end(),
                                            [&](const Link &l) { return l.receiver == receiver && !l.entry.delayed; });
    if ((rows && columns) || first)
      links.push_back({sender, c.fromInput ? c.source : 0, receiver, entry});
  }

  void enterLinks() {
    for (uint32_t i = 0; i < tiles.size(); ++i) {
      Tile &tile = tiles[i];
      tile.entry.firstDestination = cores[tile.core].destinations;
      for (const Link &link : links)
        if (link.sender == int(i))
          tile.edges.push_back(link.entry);
      for (size_t output = 0; output < network.outputs.size(); ++output)
        if (network.outputs[output].layer == tile.layer)
          tile.entry.destinationCount += network.outputs[output].forward + network.outputs[output].delayed;
      tile.entry.destinationCount += int64_t(tile.edges.size());
      cores[tile.core].destinations += uint32_t(tile.entry.destinationCount);
    }
    std::vector<uint32_t> next(tiles.size(), 0);
    for (const Link &link : links) {
      Tile &receiver = tiles[link.receiver];
      mesh::CreditEntry credit;
      credit.delayed = link.entry.delayed;
      if (link.sender < 0) {
        credit.toHost = 1;
        credit.destination = int64_t(image.hostEdges.size());
        image.hostEdges.push_back({link.input, link.entry});
      } else {
        Tile &sender = tiles[link.sender];
        credit.coreX = x(sender.core);
        credit.coreY = y(sender.core);
        credit.destination = sender.entry.firstDestination + next[link.sender]++;
      }
      receiver.credits.push_back(credit);
      (link.entry.delayed ? receiver.entry.delayedEdges : receiver.entry.forwardEdges) += 1;
    }
    for (Tile &tile : tiles) {
      tile.entry.firstCredit = cores[tile.core].credits;
      cores[tile.core].credits += uint32_t(tile.credits.size());
    }
  }

  void connectOutputs() {
    for (uint32_t output = 0; output < network.outputs.size(); ++output)
      for (Tile &tile : tiles) {
        if (tile.layer != network.outputs[output].layer)
          continue;
        if (network.outputs[output].forward)
          connectOutput(output, tile, /*delayed=*/false);
        if (network.outputs[output].delayed)
          connectOutput(output, tile, /*delayed=*/true);
      }
  }

  void connectOutput(uint32_t output, Tile &tile, bool delayed) {
    mesh::DestinationEntry entry;
    entry.receivers = 1;
    entry.toHost = 1;
    entry.port = output;
    entry.delayed = delayed;
    entry.target = int64_t(image.outputEdges.size());
    entry.highChannel = tile.channels - 1;
    entry.highY = tile.height - 1;
    entry.highX = tile.width - 1;
    entry.offsetChannel = tile.channel;
    entry.offsetY = tile.y;
    entry.offsetX = tile.x;
    image.outputEdges.push_back(
        {output, x(tile.core), y(tile.core), uint32_t(tile.entry.firstDestination + int64_t(tile.edges.size()))});
    tile.edges.push_back(entry);
  }

  void enterPopulation(Tile &tile) {
    const TestLayer &layer = network.layers[tile.layer];
    CoreTables &core = cores[tile.core];
    mesh::PopulationEntry &entry = tile.entry;
    entry.stateBase = int64_t(core.state.size());
    entry.listBase = core.listWords;
    entry.height = tile.height;
    entry.width = tile.width;
    entry.groups = tile.groups;
    entry.resetToZero = layer.resetToZero;
    entry.hasLowerBound = !layer.lower.empty();
    entry.hasBias = !layer.bias.empty();
    entry.hasSubtract = !layer.subtract.empty();
    entry.upper = layer.upper;
    entry.maxCount = layer.cap;
    for (uint32_t group = 0; group < tile.groups; ++group)
      for (const std::vector<int32_t> *values : {&layer.threshold, &layer.lower, &layer.bias, &layer.subtract}) {
        if (values->empty())
          continue;
        std::vector<int32_t> word(target.lanes, values == &layer.threshold || values == &layer.subtract ? 1 : 0);
        for (uint32_t l = 0; l < target.lanes && group * target.lanes + l < tile.channels; ++l)
          word[l] = (*values)[tile.channel + group * target.lanes + l];
        core.state.push_back(word);
      }
    uint32_t words = mesh::potentialWords(entry);
    core.state.resize(core.state.size() + words);
    core.listWords += words;
  }

  void nameAll() {
    for (const InputInfo &input : network.inputs) {
      mesh::NetworkInput record;
      record.name = input.name;
      setShape(record, input.shape);
      record.bound = input.bound;
      image.inputs.push_back(record);
    }
    for (const TestLayer &layer : network.layers) {
      mesh::NamedFrame record;
      record.name = layer.name;
      setShape(record, layer.shape);
      image.layers.push_back(record);
    }
    for (const TestOutput &output : network.outputs) {
      mesh::NetworkOutput record;
      record.name = "out" + std::to_string(&output - network.outputs.data());
      setShape(record, network.layers[output.layer].shape);
      image.outputs.push_back(record);
    }
    for (const Tile &tile : tiles)
      image.populations.push_back(
          {x(tile.core), y(tile.core), tile.slot, tile.layer, tile.channel, tile.y, tile.x, tile.channels});
  }

  static void setShape(mesh::NamedFrame &record, const Shape &shape) {
    record.channels = shape.channels;
    record.height = shape.height;
    record.width = shape.width;
  }

  mesh::PacketHeader header(uint32_t core, uint32_t port) const {
    mesh::PacketHeader header;
    header.coreX = x(core);
    header.coreY = y(core);
    header.port = port;
    return header;
  }

  void writeAddress(uint32_t core, mesh::Select select, size_t address) {
    mesh::WriteAddressPayload payload;
    payload.select = int64_t(select);
    payload.address = int64_t(address);
    image.packets.push_back(must(codec.packet(header(core, 0), payload)));
  }

  void writeData(uint32_t core, uint32_t data) {
    mesh::WriteDataPayload payload;
    payload.data = data;
    image.packets.push_back(must(codec.packet(header(core, 1), payload)));
  }

  template <typename Lane> void writeWord(uint32_t core, const std::vector<Lane> &lanes, unsigned bits) {
    unsigned parts = unsigned(lanes.size() * bits + 31) / 32;
    for (unsigned part = parts; part-- > 0;) {
      uint32_t data = 0;
      for (unsigned bit = 0; bit < 32 && part * 32 + bit < lanes.size() * bits; ++bit) {
        unsigned at = part * 32 + bit;
        data |= (uint32_t(lanes[at / bits]) >> (at % bits) & 1) << bit;
      }
      writeData(core, data);
    }
  }

  template <typename Entry> void writeEntry(uint32_t core, mesh::Select select, size_t index, const Entry &entry) {
    writeAddress(core, select, index << codec.table<Entry>().strideBits);
    for (uint16_t word : must(codec.encode(entry)))
      writeData(core, word);
  }

  void writePackets() {
    for (uint32_t i = 0; i < cores.size(); ++i) {
      if (!cores[i].weights.empty())
        writeAddress(i, mesh::Select::Weights, 0);
      for (const std::vector<int8_t> &word : cores[i].weights)
        writeWord(i, word, target.weightBits);
      for (size_t at = 0; at < cores[i].state.size(); ++at) {
        if (cores[i].state[at].empty())
          continue;
        writeAddress(i, mesh::Select::State, at);
        writeWord(i, cores[i].state[at], target.stateBits);
      }
      for (size_t port = 0; port < cores[i].ports.size(); ++port)
        writeEntry(i, mesh::Select::Ports, port, cores[i].ports[port]);
    }
    for (const Tile &tile : tiles) {
      writeEntry(tile.core, mesh::Select::Populations, tile.slot, tile.entry);
      for (size_t edge = 0; edge < tile.edges.size(); ++edge)
        writeEntry(tile.core, mesh::Select::Destinations, size_t(tile.entry.firstDestination) + edge, tile.edges[edge]);
      for (size_t credit = 0; credit < tile.credits.size(); ++credit)
        writeEntry(tile.core, mesh::Select::Credits, size_t(tile.entry.firstCredit) + credit, tile.credits[credit]);
    }
    for (const Tile &tile : tiles) {
      mesh::RunPayload run;
      run.target = tile.slot;
      image.packets.push_back(must(codec.packet(header(tile.core, 0), run)));
    }
  }

  const TestNetwork &network;
  const mesh::TargetDescription &target;
  mesh::FieldCodec codec;
  std::mt19937 random;
  std::vector<CoreTables> cores;
  std::vector<Tile> tiles;
  std::vector<Link> links;
  mesh::Image image;
};
} // namespace

mesh::Image TestNetwork::image(const mesh::TargetDescription &target, uint32_t seed) const {
  return Builder(*this, target, seed).run();
}

std::shared_ptr<const mesh::LoadedImage> TestNetwork::load(const mesh::TargetDescription &target, uint32_t seed) const {
  mesh::Image built = image(target, seed);
  mesh::Program program = must(mesh::decodeProgram(built));
  must(mesh::validateProgram(built, program));
  return std::make_shared<mesh::LoadedImage>(mesh::LoadedImage{std::move(built), std::move(program)});
}
