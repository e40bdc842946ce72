//===- EmitImage.cpp - a physical program as an image ---------------------===//

#include "backends/mesh/emit/EmitImage.h"
#include "backends/mesh/analysis/Places.h"
#include "backends/mesh/analysis/PortWeights.h"
#include "backends/mesh/image/Routes.h"
#include "backends/mesh/target/TargetAttribute.h"
#include "compiler/target/EncoderText.h"
#include <map>

using namespace mlir;
using namespace snnc;
using namespace snnc::mesh;

namespace {
/// Words of one memory of a core whose addresses follow each other.
struct Run {
  unsigned select;
  int64_t address, words;
  size_t firstPart;  ///< of `parts` of its core
  mesh::PortOp port; ///< whose weights they are, if any: these are many, and made when they are written
};

/// The words of one core.
struct CoreWords {
  std::vector<Run> runs;
  std::vector<uint32_t> parts; ///< 32-bit parts of the words, most significant first

  /// Appends a run of `words` words of so many bits, of zeros, and returns its parts.
  MutableArrayRef<uint32_t> add(Select select, int64_t address, int64_t words, unsigned bits) {
    size_t first = parts.size();
    runs.push_back({unsigned(select), address, words, first, {}});
    parts.resize(first + size_t(words) * ((bits + 31) / 32), 0);
    return MutableArrayRef(parts).drop_front(first);
  }
};

/// Puts the lowest `bits` bits of a value into a word, given as its parts, which have zeros there.
void setBits(MutableArrayRef<uint32_t> word, unsigned low, unsigned bits, int64_t value) {
  uint64_t field = uint64_t(value) & ((uint64_t(1) << bits) - 1);
  size_t part = word.size() - 1 - low / 32;
  uint64_t placed = field << (low % 32);
  word[part] |= uint32_t(placed);
  if (placed >> 32)
    word[part - 1] |= uint32_t(placed >> 32);
}

class Emitter {
public:
  Emitter(mesh::ProgramOp program, FieldCodec codec)
      : program(program), target(program.getTarget()), layersByName(program), codec(std::move(codec)) {
    image.target = fromAttribute(target);
  }

  FailureOr<Image> run() {
    for (Operation &op : program.getBody().front()) {
      if (auto layer = dyn_cast<mesh::LayerOp>(op)) {
        layers[layer.getSymName()] = image.layers.size();
        image.layers.push_back(frame(layer.getSymName(), layer.getShape()));
      } else if (auto source = dyn_cast<mesh::SourceOp>(op)) {
        sources[source] = image.inputs.size();
        image.inputs.push_back({frame(source.getName(), source.getEvents().getType().getShape()),
                                uint32_t(source.getBound()), uint32_t(source.getTotal().value_or(0)),
                                source.getIsSigned(),
                                source.getEncoderAttr() ? encoderObject(source.getEncoderAttr()).dump() : ""});
      } else if (auto sink = dyn_cast<mesh::SinkOp>(op)) {
        outputs[sink] = image.outputs.size();
        double scale = sink.getScale() ? sink.getScale()->convertToDouble() : 0;
        image.outputs.push_back({frame(sink.getName(), sink.getShape()), scale});
      }
    }
    program.walk([&](mesh::PortOp port) {
      for (auto [i, source] : llvm::enumerate(port.getSources()))
        if (mesh::EdgeAttr edge = port.getEdge(i); edge.getMulticast() >= 0)
          multicasts[{source, edge.getDestination()}].push_back(placeOf(cast<mesh::PopulationOp>(port->getParentOp())));
    });
    for (auto population : program.getBody().getOps<mesh::PopulationOp>())
      if (failed(emitPopulation(population)))
        return failure();
    if (failed(emitRoutes()))
      return failure();
    for (auto sink : program.getBody().getOps<mesh::SinkOp>())
      if (failed(emitSink(sink)))
        return failure();
    if (failed(emitPackets()))
      return failure();
    return std::move(image);
  }

private:
  static NamedFrame frame(StringRef name, ArrayRef<int64_t> shape) {
    return {name.str(), uint32_t(shape[0]), uint32_t(shape[1]), uint32_t(shape[2])};
  }

  CoreWords &wordsOf(mesh::PopulationOp population) {
    return words[{(*population.getCore())[1], (*population.getCore())[0]}];
  }

  template <typename Entry>
  LogicalResult put(Operation *op, CoreWords &core, Select select, int64_t index, const Entry &entry) {
    auto encoded = codec.encode(entry);
    if (!encoded)
      return op->emitError() << llvm::toString(encoded.takeError());
    llvm::copy(*encoded, core.add(select, index << codec.table<Entry>().strideBits, encoded->size(), 16).begin());
    return success();
  }

  LogicalResult emitPopulation(mesh::PopulationOp population) {
    mesh::LayerOp layer = layersByName.of(population);
    mesh::EventsType type = population.getEvents().getType();
    CoreWords &core = wordsOf(population);
    int64_t delayed = 0, inEdges = 0;
    for (auto port : population.getBody().getOps<mesh::PortOp>())
      for (Attribute edge : port.getEdges()) {
        ++inEdges;
        delayed += cast<mesh::EdgeAttr>(edge).getDelayed();
      }
    PopulationEntry entry;
    entry.stateBase = *population.getStateBase();
    entry.listBase = *population.getListBase();
    mesh::Plane plane = population.getPlane(layer);
    entry.height = plane.extent[0];
    entry.width = plane.extent[1];
    entry.groups = target.groupsOf(type.getChannels());
    entry.kind = int64_t(population.hasCurrent() ? PopulationKind::Current
                         : population.hasDecay() ? PopulationKind::Leaky
                                                 : PopulationKind::IntegrateFire);
    entry.resetToZero = layer.getResetToZero();
    entry.hasLowerBound = population.hasLowerBound();
    entry.hasBias = population.hasBias();
    entry.hasSubtract = population.hasSubtract();
    entry.upper = layer.getUpper();
    entry.maxCount = layer.getMaxCount();
    entry.forwardEdges = inEdges - delayed;
    entry.delayedEdges = delayed;
    entry.firstDestination = *population.getFirstDestination();
    entry.destinationCount = countDestinations(population.getEvents());
    entry.firstCredit = *population.getFirstCredit();
    if (mesh::MaxPoolAttr pool = layer.getMaxPoolAttr())
      setWindows(entry, pool, plane, population);
    if (failed(put(population, core, Select::Populations, *population.getSlot(), entry)))
      return failure();
    emitParameters(population, core);
    for (auto port : population.getBody().getOps<mesh::PortOp>())
      if (failed(emitPort(population, port, core)))
        return failure();
    ArrayRef<int64_t> place = *population.getCore(), origin = population.getOrigin();
    image.populations.push_back({uint32_t(place[0]), uint32_t(place[1]), uint32_t(*population.getSlot()),
                                 layers.lookup(layer.getSymName()), uint32_t(origin[0]), uint32_t(origin[1]),
                                 uint32_t(origin[2]), uint32_t(type.getChannels())});
    return success();
  }

  static void setWindows(PopulationEntry &entry, mesh::MaxPoolAttr pool, const mesh::Plane &plane,
                         mesh::PopulationOp population) {
    mesh::EventsType type = population.getEvents().getType();
    auto offset = [&](unsigned axis) {
      return pool.getPadding()[axis] + plane.origin[axis] - population.getOrigin()[axis + 1] * pool.getStride()[axis];
    };
    entry.kind = int64_t(PopulationKind::MaxPool);
    entry.windowRows = type.getHeight();
    entry.windowColumns = type.getWidth();
    entry.windowHeight = pool.getKernel()[0];
    entry.windowWidth = pool.getKernel()[1];
    entry.windowStrideY = pool.getStride()[0];
    entry.windowStrideX = pool.getStride()[1];
    entry.windowOffsetY = offset(0);
    entry.windowOffsetX = offset(1);
  }

  /// One word a parameter and group; padded lanes have threshold 1 and nothing else, so they never fire.
  void emitParameters(mesh::PopulationOp population, CoreWords &core) {
    int64_t address = *population.getStateBase();
    ArrayRef<int64_t> threshold = population.getThreshold();
    for (int64_t first = 0; first < int64_t(threshold.size()); first += target.getLanes()) {
      auto word = [&](ArrayRef<int64_t> values, int64_t padding) {
        unsigned bits = unsigned(target.getStateBits());
        MutableArrayRef<uint32_t> parts = core.add(Select::State, address++, 1, unsigned(target.getLanes()) * bits);
        for (int64_t i = 0; i < target.getLanes(); ++i)
          setBits(parts, unsigned(i) * bits, bits, first + i < int64_t(values.size()) ? values[first + i] : padding);
      };
      word(threshold, 1);
      if (population.hasLowerBound())
        word(*population.getLowerBound(), 0);
      if (population.hasBias())
        word(*population.getBias(), 0);
      if (population.hasSubtract())
        word(*population.getSubtract(), 1);
      if (population.hasDecay())
        word(*population.getDecay(), 0);
      if (population.hasCurrent())
        word(*population.getCurrentDecay(), 0);
    }
  }

  LogicalResult emitPort(mesh::PopulationOp population, mesh::PortOp port, CoreWords &core) {
    PortEntry entry;
    entry.population = *population.getSlot();
    entry.strideY = port.getStride()[0];
    entry.strideX = port.getStride()[1];
    entry.kernelHeight = port.getKernel()[0];
    entry.kernelWidth = port.getKernel()[1];
    entry.offsetY = port.getOffset()[0];
    entry.offsetX = port.getOffset()[1];
    entry.weightBase = *port.getWeightBase();
    entry.packedWeights = port.getPacked();
    entry.weightShift = port.getWeightShift();
    if (failed(put(port, core, Select::Ports, *port.getIndex(), entry)))
      return failure();
    core.runs.push_back(
        {unsigned(Select::Weights), int64_t(*port.getWeightBase()), port.getWeightWords(target), 0, port});
    for (auto [i, source] : llvm::enumerate(port.getSources()))
      if (failed(emitEdge(population, port, source, port.getEdge(i), core)))
        return failure();
    return success();
  }

  /// Word ((c * KH + ky) * KW + kx) * G + g holds the weights of the output channels of group g; packed, it is half a
  /// word of the memory.
  std::vector<uint32_t> weightParts(mesh::PortOp port) {
    auto population = cast<mesh::PopulationOp>(port->getParentOp());
    std::vector<int8_t> weights = denseWeightsOf(port);
    int64_t channels = population.getEvents().getType().getChannels(), groups = target.groupsOf(channels);
    int64_t taps = port.getInputChannels() * port.getKernel()[0] * port.getKernel()[1];
    int64_t halves = port.getPacked() ? 2 : 1, bits = target.getWeightBits() / halves;
    unsigned wordBits = unsigned(target.getLanes() * target.getWeightBits()), parts = (wordBits + 31) / 32;
    std::vector<uint32_t> memory(port.getWeightWords(target) * parts, 0);
    for (int64_t channel = 0; channel < channels; ++channel)
      for (int64_t tap = 0; tap < taps; ++tap) {
        int64_t word = tap * groups + channel / target.getLanes(), lane = channel % target.getLanes();
        setBits(MutableArrayRef(memory).slice(size_t(word / halves) * parts, parts),
                unsigned(lane * target.getWeightBits() + word % halves * bits), unsigned(bits),
                weights[channel * taps + tap]);
      }
    return memory;
  }

  DestinationEntry destination(mesh::EdgeAttr edge) {
    DestinationEntry entry;
    entry.receivers = 1;
    entry.delayed = edge.getDelayed();
    entry.shiftY = edge.getShift()[0];
    entry.shiftX = edge.getShift()[1];
    entry.lowChannel = edge.getLow()[0];
    entry.lowY = edge.getLow()[1];
    entry.lowX = edge.getLow()[2];
    entry.highChannel = edge.getHigh()[0];
    entry.highY = edge.getHigh()[1];
    entry.highX = edge.getHigh()[2];
    // Offsets are modulo the field: a negative one counts from the top.
    auto modulo = [&](int64_t value, const char *width) {
      return value & ((int64_t(1) << codec.layout().width(width)) - 1);
    };
    entry.offsetChannel = modulo(edge.getOffset()[0], "channel");
    entry.offsetY = modulo(edge.getOffset()[1], "coordinate");
    entry.offsetX = modulo(edge.getOffset()[2], "coordinate");
    return entry;
  }

  LogicalResult emitEdge(mesh::PopulationOp population, mesh::PortOp port, Value source, mesh::EdgeAttr edge,
                         CoreWords &core) {
    DestinationEntry entry = destination(edge);
    entry.coreX = (*population.getCore())[0];
    entry.coreY = (*population.getCore())[1];
    entry.port = *port.getIndex();
    entry.target = *population.getSlot();
    bool isFirst = true;
    if (edge.getMulticast() >= 0)
      isFirst = setMulticast(entry, source, edge, placeOf(population));
    CreditEntry credit;
    credit.delayed = edge.getDelayed();
    credit.destination = edge.getDestination();
    if (auto sender = source.getDefiningOp<mesh::PopulationOp>()) {
      credit.coreX = (*sender.getCore())[0];
      credit.coreY = (*sender.getCore())[1];
      if (isFirst && failed(put(port, wordsOf(sender), Select::Destinations, edge.getDestination(), entry)))
        return failure();
    } else {
      credit.toHost = 1;
      auto input = source.getDefiningOp<mesh::SourceOp>();
      image.hostEdges.resize(std::max<size_t>(image.hostEdges.size(), edge.getDestination() + 1));
      image.hostEdges[edge.getDestination()] = {sources.lookup(input), entry};
    }
    return put(port, core, Select::Credits, edge.getCredit(), credit);
  }

  /// Of an edge that shares its entry with others. Returns whether it is the first one of them.
  bool setMulticast(DestinationEntry &entry, Value source, mesh::EdgeAttr edge, Place place) {
    ArrayRef<Place> receivers = multicasts[{source, edge.getDestination()}];
    unsigned bits = codec.layout().width("core_x");
    entry.multicast = 1;
    entry.receivers = int64_t(receivers.size());
    entry.coreX = edge.getMulticast() & ((int64_t(1) << bits) - 1);
    entry.coreY = edge.getMulticast() >> bits;
    forEachHop(senderOf(source), place,
               [&](Place at, RouterOutput output) { outputOf(routes[{at, edge.getMulticast()}], output) = 1; });
    return receivers.front() == place;
  }

  LogicalResult emitRoutes() {
    for (const auto &[key, route] : routes)
      if (const auto &[at, group] = key; failed(put(program, words[{at.y, at.x}], Select::Routes, group, route)))
        return failure();
    return success();
  }

  LogicalResult emitSink(mesh::SinkOp sink) {
    for (auto [i, source] : llvm::enumerate(sink.getSources())) {
      mesh::EdgeAttr edge = sink.getEdge(i);
      auto sender = source.getDefiningOp<mesh::PopulationOp>();
      if (!sender)
        return sink.emitError() << "takes events of a source: no core can send them";
      DestinationEntry entry = destination(edge);
      entry.toHost = 1;
      entry.port = outputs.lookup(sink);
      entry.target = edge.getCredit();
      if (failed(put(sink, wordsOf(sender), Select::Destinations, edge.getDestination(), entry)))
        return failure();
      image.outputEdges.resize(std::max<size_t>(image.outputEdges.size(), edge.getCredit() + 1));
      image.outputEdges[edge.getCredit()] = {outputs.lookup(sink), uint32_t((*sender.getCore())[0]),
                                             uint32_t((*sender.getCore())[1]), uint32_t(edge.getDestination())};
    }
    return success();
  }

  template <typename Payload> LogicalResult packet(PacketHeader header, const Payload &payload) {
    llvm::Expected<uint64_t> bits = codec.packet(header, payload);
    if (!bits)
      return program.emitError() << llvm::toString(bits.takeError());
    image.packets.push_back(*bits);
    return success();
  }

  unsigned bitsOf(Select select) const {
    if (select == Select::Weights)
      return unsigned(target.getLanes() * target.getWeightBits());
    return select == Select::State ? unsigned(target.getLanes() * target.getStateBits()) : 16;
  }

  size_t partsOf(const Run &run) const { return size_t(run.words) * ((bitsOf(Select(run.select)) + 31) / 32); }

  LogicalResult emitPackets() {
    // Nearly all packets are parts of words.
    size_t packets = 0;
    for (const auto &[place, core] : words)
      for (const Run &run : core.runs)
        packets += 1 + partsOf(run);
    image.packets.reserve(packets + image.populations.size());
    for (auto &[place, core] : words) {
      PacketHeader header;
      header.coreY = place.first;
      header.coreX = place.second;
      llvm::sort(core.runs, [](const Run &a, const Run &b) {
        return std::make_pair(a.select, a.address) < std::make_pair(b.select, b.address);
      });
      std::pair<unsigned, int64_t> expected{~0u, 0};
      for (const Run &run : core.runs) {
        // The address counts up by itself as long as words follow each other.
        header.port = 0;
        if (std::make_pair(run.select, run.address) != expected &&
            failed(packet(header, WriteAddressPayload{run.select, run.address})))
          return failure();
        header.port = 1;
        std::vector<uint32_t> weights;
        if (run.port)
          weights = weightParts(run.port);
        ArrayRef<uint32_t> parts =
            run.port ? ArrayRef(weights) : ArrayRef(core.parts).slice(run.firstPart, partsOf(run));
        for (uint32_t part : parts)
          if (failed(packet(header, WriteDataPayload{part})))
            return failure();
        expected = {run.select, run.address + run.words};
      }
      core = {};
    }
    for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
      PacketHeader header;
      header.coreX = (*population.getCore())[0];
      header.coreY = (*population.getCore())[1];
      if (failed(packet(header, RunPayload{int64_t(*population.getSlot())})))
        return failure();
    }
    return success();
  }

  mesh::ProgramOp program;
  mesh::TargetAttr target;
  mesh::Layers layersByName;
  FieldCodec codec;
  Image image;
  std::map<std::pair<int64_t, int64_t>, CoreWords> words; ///< by (row, column)
  /// The receivers of each multicast in program order, by sender and destination entry, and the routes of their groups.
  llvm::DenseMap<std::pair<Value, int64_t>, llvm::SmallVector<Place, 4>> multicasts;
  std::map<std::pair<Place, int64_t>, RouteEntry> routes;
  llvm::StringMap<uint32_t> layers;
  llvm::DenseMap<Operation *, uint32_t> sources, outputs;
};
} // namespace

FailureOr<Image> mesh::emitImage(mesh::ProgramOp program) {
  llvm::Expected<FieldCodec> codec = FieldCodec::create(fromAttribute(program.getTarget()));
  if (!codec)
    return program.emitError() << llvm::toString(codec.takeError());
  return Emitter(program, std::move(*codec)).run();
}
