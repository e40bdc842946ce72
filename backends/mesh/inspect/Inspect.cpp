//===- Inspect.cpp - an image as a program again --------------------------===//

#include "backends/mesh/inspect/Inspect.h"
#include "backends/mesh/analysis/PortWeights.h"
#include "backends/mesh/image/Routes.h"
#include "backends/mesh/target/EncoderAttribute.h"
#include "backends/mesh/target/TargetAttribute.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"
#include <map>

using namespace mlir;
using namespace snnc;
using namespace snnc::mesh;

//===----------------------------------------------------------------------===//
// Normal form
//===----------------------------------------------------------------------===//

static DenseElementsAttr denseWeights(ArrayRef<int64_t> shape, ArrayRef<int8_t> values, MLIRContext *context) {
  ArrayRef<char> bytes(reinterpret_cast<const char *>(values.data()), values.size());
  return DenseElementsAttr::getFromRawBuffer(RankedTensorType::get(shape, IntegerType::get(context, 8)), bytes);
}

/// One more input channel, of zeros, for [channels][inputs] weights.
static std::vector<int8_t> withZeroInput(const std::vector<int8_t> &weights, SmallVectorImpl<int64_t> &shape) {
  std::vector<int8_t> result;
  for (int64_t channel = 0; channel < shape[0]; ++channel) {
    result.insert(result.end(), weights.begin() + channel * shape[1], weights.begin() + (channel + 1) * shape[1]);
    result.push_back(0);
  }
  ++shape[1];
  return result;
}

static void normalizePort(mesh::PortOp port) {
  SmallVector<int64_t, 4> shape(port.getWeights().getShapedType().getShape());
  shape[0] = cast<mesh::PopulationOp>(port->getParentOp()).getEvents().getType().getChannels();
  shape[1] = port.getInputChannels();
  std::vector<int8_t> weights = denseWeightsOf(port);
  // Where a word of weights is an input channel, the half word that packing leaves over looks like another.
  int64_t groups = port->getParentOfType<mesh::ProgramOp>().getTarget().groupsOf(shape[0]);
  if (port.getPacked() && shape[2] * shape[3] * groups == 1 && shape[1] % 2)
    weights = withZeroInput(weights, shape);
  port.setWeightsAttr(denseWeights(shape, weights, port.getContext()));
  port.setFirstChannel(0);
  port.setFirstInput(0);
  port.setGroups(1);
}

void mesh::normalizeProgram(mesh::ProgramOp program) {
  auto rank = [](Operation &op) {
    return isa<mesh::SourceOp>(op) ? 0 : isa<mesh::LayerOp>(op) ? 1 : isa<mesh::PopulationOp>(op) ? 2 : 3;
  };
  Block &block = program.getBody().front();
  SmallVector<Operation *> ops;
  for (Operation &op : block)
    ops.push_back(&op);
  for (int wanted = 0; wanted < 4; ++wanted)
    for (Operation *op : ops)
      if (rank(*op) == wanted)
        op->moveBefore(&block, block.end());
  program.setSymName("image");
  // What the program was mapped by is no part of it.
  program.removePlacementAttr();
  auto removeRates = [](auto op) {
    op.removeRowRatesAttr();
    op.removeColumnRatesAttr();
  };
  llvm::for_each(program.getBody().getOps<mesh::LayerOp>(), removeRates);
  llvm::for_each(program.getBody().getOps<mesh::SourceOp>(), removeRates);
  for (auto layer : program.getBody().getOps<mesh::LayerOp>())
    layer.removeTilingAttr();
  program.walk([](Operation *op) {
    op->setLoc(UnknownLoc::get(op->getContext()));
    if (auto port = dyn_cast<mesh::PortOp>(op))
      normalizePort(port);
  });
}

namespace {
/// Compares two programs operation by operation. Attributes and types are unique in a context: equal ones are the same,
/// and no weight is looked at.
class Comparison {
public:
  Comparison(mesh::ProgramOp a, mesh::ProgramOp b) : first(collect(a)), second(collect(b)) {
    for (auto [i, op] : llvm::enumerate(first))
      numbers[op] = i;
    for (auto [i, op] : llvm::enumerate(second))
      numbers[op] = i;
  }

  bool isEqual() const {
    return first.size() == second.size() && llvm::all_of(llvm::zip(first, second), [&](auto pair) {
             return isEqual(std::get<0>(pair), std::get<1>(pair));
           });
  }

private:
  static std::vector<Operation *> collect(mesh::ProgramOp program) {
    std::vector<Operation *> ops;
    program->walk<WalkOrder::PreOrder>([&](Operation *op) { ops.push_back(op); });
    return ops;
  }

  int64_t numberOf(Operation *op) const { return op ? numbers.lookup(op) : -1; }

  bool isEqual(Operation *a, Operation *b) const {
    auto isSame = [&](Value x, Value y) { return numberOf(x.getDefiningOp()) == numberOf(y.getDefiningOp()); };
    bool isRoot = a == first.front();
    return a->getName() == b->getName() && a->getAttrDictionary() == b->getAttrDictionary() &&
           a->getResultTypes() == b->getResultTypes() && a->getNumOperands() == b->getNumOperands() &&
           (isRoot || numberOf(a->getParentOp()) == numberOf(b->getParentOp())) &&
           llvm::all_of(llvm::zip(a->getOperands(), b->getOperands()),
                        [&](auto pair) { return isSame(std::get<0>(pair), std::get<1>(pair)); });
  }

  std::vector<Operation *> first, second;
  llvm::DenseMap<Operation *, int64_t> numbers;
};
} // namespace

bool mesh::areEqual(mesh::ProgramOp a, mesh::ProgramOp b) { return Comparison(a, b).isEqual(); }

//===----------------------------------------------------------------------===//
// Reading back
//===----------------------------------------------------------------------===//

namespace {
class Inspector {
public:
  Inspector(const LoadedImage &loaded, mesh::TargetAttr target)
      : image(loaded.image), program(loaded.program), target(target), builder(target.getContext()),
        tilesOf(image.layers.size()), edgesOf(image.outputs.size()) {
    for (const PopulationSymbol &symbol : image.populations) {
      tilesOf[symbol.layer].push_back(&symbol);
      const PopulationEntry &entry = entryOf(symbol);
      for (int64_t i = 0; i < entry.destinationCount; ++i)
        senders[{{symbol.coreX, symbol.coreY}, entry.firstDestination + i}] =
            size_t(&symbol - image.populations.data());
    }
    for (auto [i, edge] : llvm::enumerate(image.outputEdges))
      edgesOf[edge.output].push_back(i);
  }

  DictionaryAttr encoderOf(const NetworkInput &input) {
    // Reading the image has checked it.
    auto object = nlohmann::json::parse(input.encoder, nullptr, /*allow_exceptions=*/false);
    return encoderAttribute(object, target.getContext());
  }

  OwningOpRef<ModuleOp> run() {
    Location unknown = builder.getUnknownLoc();
    OwningOpRef<ModuleOp> module = ModuleOp::create(unknown);
    builder.setInsertionPointToEnd(module->getBody());
    auto op = mesh::ProgramOp::create(builder, unknown, "image", target);
    builder.setInsertionPointToStart(&op.getBody().front());
    for (const NetworkInput &input : image.inputs)
      sources.push_back(
          mesh::SourceOp::create(builder, unknown, eventsOf(input.channels, input.height, input.width), input.name,
                                 input.bound, input.total ? builder.getI64IntegerAttr(input.total) : IntegerAttr(),
                                 input.isSigned, encoderOf(input), DenseF64ArrayAttr(), DenseF64ArrayAttr())
              .getEvents());
    for (size_t i = 0; i < image.layers.size(); ++i)
      createLayer(i);
    // Populations may read each other over delayed edges: all exist before the first port does.
    for (const PopulationSymbol &symbol : image.populations)
      createPopulation(symbol);
    for (size_t i = 0; i < image.populations.size(); ++i)
      createPorts(image.populations[i], populations[i]);
    for (size_t i = 0; i < image.outputs.size(); ++i)
      createSink(i);
    return module;
  }

private:
  mesh::EventsType eventsOf(int64_t channels, int64_t height, int64_t width) {
    return mesh::EventsType::get(builder.getContext(), {channels, height, width});
  }
  const PopulationEntry &entryOf(const PopulationSymbol &symbol) const {
    return *program.core(symbol.coreX, symbol.coreY).populations[symbol.slot];
  }
  IntegerAttr number(int64_t value) { return builder.getI64IntegerAttr(value); }

  /// What the tiles of a layer share stands in the table entry of each: it is read from the first.
  void createLayer(size_t index) {
    const NamedFrame &layer = image.layers[index];
    const PopulationEntry &entry = entryOf(*tilesOf[index].front());
    mesh::LayerOp::create(builder, builder.getUnknownLoc(), layer.name,
                          ArrayRef<int64_t>{layer.channels, layer.height, layer.width}, entry.maxCount, entry.upper,
                          entry.resetToZero != 0, isMaxPool(entry) ? windowsOf(index, entry) : mesh::MaxPoolAttr(),
                          DenseF64ArrayAttr(), DenseF64ArrayAttr(), DictionaryAttr());
  }

  /// The windows of a layer: the tile at its origin tells the padding, the tiles' ends the extent.
  mesh::MaxPoolAttr windowsOf(size_t index, const PopulationEntry &entry) {
    std::array<int64_t, 2> padding{0, 0}, extent{0, 0};
    auto forEachAxis = [&](auto &&visit) {
      for (const PopulationSymbol *s : tilesOf[index]) {
        const PopulationEntry &e = entryOf(*s);
        visit(0, int64_t(s->y), e.windowStrideY, e.windowOffsetY, e.height);
        visit(1, int64_t(s->x), e.windowStrideX, e.windowOffsetX, e.width);
      }
    };
    forEachAxis([&](unsigned axis, int64_t origin, int64_t, int64_t offset, int64_t) {
      if (origin == 0)
        padding[axis] = offset;
    });
    forEachAxis([&](unsigned axis, int64_t origin, int64_t stride, int64_t offset, int64_t pixels) {
      extent[axis] = std::max(extent[axis], origin * stride + offset - padding[axis] + pixels);
    });
    return mesh::MaxPoolAttr::get(builder.getContext(), {entry.windowHeight, entry.windowWidth},
                                  {entry.windowStrideY, entry.windowStrideX}, padding, extent);
  }

  /// One parameter of every channel: word `index` of each group.
  DenseI64ArrayAttr parameter(const PopulationSymbol &symbol, const PopulationEntry &entry, int64_t index) {
    const CoreProgram &core = program.core(symbol.coreX, symbol.coreY);
    std::vector<int64_t> values;
    for (uint32_t channel = 0; channel < symbol.channels; ++channel) {
      int64_t group = channel / target.getLanes(), lane = channel % target.getLanes();
      int64_t word = entry.stateBase + group * parameterWords(entry) + index;
      values.push_back(core.state[word * target.getLanes() + lane]);
    }
    return builder.getDenseI64ArrayAttr(values);
  }

  void createPopulation(const PopulationSymbol &symbol) {
    const PopulationEntry &entry = entryOf(symbol);
    int64_t next = 1;
    DenseI64ArrayAttr threshold = isMaxPool(entry) ? builder.getDenseI64ArrayAttr({}) : parameter(symbol, entry, 0);
    DenseI64ArrayAttr lower, bias, subtract, decay, currentDecay;
    if (entry.hasLowerBound)
      lower = parameter(symbol, entry, next++);
    if (entry.hasBias)
      bias = parameter(symbol, entry, next++);
    if (entry.hasSubtract)
      subtract = parameter(symbol, entry, next++);
    if (hasDecay(entry))
      decay = parameter(symbol, entry, next++);
    if (hasCurrent(entry))
      currentDecay = parameter(symbol, entry, next++);
    auto population = mesh::PopulationOp::create(
        builder, builder.getUnknownLoc(), eventsOf(symbol.channels, neuronRows(entry), neuronColumns(entry)),
        FlatSymbolRefAttr::get(builder.getContext(), image.layers[symbol.layer].name),
        builder.getDenseI64ArrayAttr({symbol.channel, symbol.y, symbol.x}), threshold, lower, bias, subtract, decay,
        currentDecay, /*cluster=*/IntegerAttr(), builder.getDenseI64ArrayAttr({symbol.coreX, symbol.coreY}),
        number(symbol.slot), number(entry.stateBase), number(entry.listBase), number(entry.firstDestination),
        number(entry.firstCredit));
    population.getBody().emplaceBlock();
    populations.push_back(population);
  }

  /// Offsets are modulo the field: the upper half stands for negative ones. An offset that moves the box below 0 cannot
  /// be meant.
  static int64_t signedOffset(int64_t offset, int64_t low, int64_t span) {
    return low + offset >= span ? offset - span : offset;
  }

  mesh::EdgeAttr edgeOf(const DestinationEntry &entry, int64_t destination, int64_t credit) {
    int64_t coordinates = target.getCoordinateMax() + 1, channels = target.getChannelMax() + 1;
    return mesh::EdgeAttr::get(
        builder.getContext(), {entry.lowChannel, entry.lowY, entry.lowX}, {entry.highChannel, entry.highY, entry.highX},
        {signedOffset(entry.offsetChannel, entry.lowChannel, channels),
         signedOffset(entry.offsetY, entry.lowY, coordinates), signedOffset(entry.offsetX, entry.lowX, coordinates)},
        {entry.shiftY, entry.shiftX}, entry.delayed != 0, destination, credit,
        entry.multicast ? int64_t(groupOf(program, entry)) : -1);
  }

  /// The population that owns a destination entry of a core.
  Value senderOf(int64_t x, int64_t y, int64_t destination) {
    // A validated image has one owner for each destination that is credited.
    return populations[senders.at({{x, y}, destination})].getEvents();
  }

  struct PortEdges {
    SmallVector<Value> sources;
    SmallVector<Attribute> edges;
  };

  void createPorts(const PopulationSymbol &symbol, mesh::PopulationOp population) {
    const CoreProgram &core = program.core(symbol.coreX, symbol.coreY);
    const PopulationEntry &entry = entryOf(symbol);
    // The credits name the edges in the order of the ports.
    llvm::MapVector<int64_t, PortEdges> ports;
    for (int64_t i = 0; i < entry.forwardEdges + entry.delayedEdges; ++i) {
      int64_t index = entry.firstCredit + i;
      const CreditEntry &credit = *core.credits[index];
      const DestinationEntry &edge = credit.toHost
                                         ? image.hostEdges[credit.destination].destination
                                         : *program.core(credit.coreX, credit.coreY).destinations[credit.destination];
      PortEdges &port = ports[edge.port];
      port.sources.push_back(credit.toHost ? sources[image.hostEdges[credit.destination].input]
                                           : senderOf(credit.coreX, credit.coreY, credit.destination));
      port.edges.push_back(edgeOf(edge, credit.destination, index));
    }
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&population.getBody().front());
    for (auto &[index, edges] : ports)
      createPort(core, index, edges, symbol.channels);
  }

  void createPort(const CoreProgram &core, int64_t index, const PortEdges &edges, int64_t channels) {
    const PortEntry &port = *core.ports[index];
    int64_t groups = target.groupsOf(channels), taps = port.kernelHeight * port.kernelWidth;
    int64_t words = (weightEnd(core, port) - port.weightBase) * (port.packedWeights ? 2 : 1);
    int64_t inputs = words / (taps * groups);
    std::vector<int8_t> weights(size_t(channels * inputs * taps));
    auto next = weights.begin();
    for (int64_t channel = 0, lanes = target.getLanes(); channel < channels; ++channel)
      for (int64_t tap = 0; tap < inputs * taps; ++tap)
        *next++ = int8_t(weightOf(image.target, core, port, tap * groups + channel / lanes, uint32_t(channel % lanes)));
    mesh::PortOp::create(
        builder, builder.getUnknownLoc(), edges.sources, builder.getArrayAttr(edges.edges),
        builder.getDenseI64ArrayAttr({port.kernelHeight, port.kernelWidth}),
        builder.getDenseI64ArrayAttr({port.strideY, port.strideX}),
        builder.getDenseI64ArrayAttr({port.offsetY, port.offsetX}),
        denseWeights({channels, inputs, port.kernelHeight, port.kernelWidth}, weights, builder.getContext()), number(0),
        /*first_input=*/number(0), /*groups=*/number(1), /*pools=*/ArrayAttr(), number(index), number(port.weightBase),
        port.packedWeights ? builder.getUnitAttr() : UnitAttr(), number(port.weightShift));
  }

  void createSink(size_t index) {
    const NetworkOutput &output = image.outputs[index];
    PortEdges edges;
    for (size_t i : edgesOf[index]) {
      const OutputEdge &edge = image.outputEdges[i];
      edges.sources.push_back(senderOf(edge.coreX, edge.coreY, edge.destination));
      edges.edges.push_back(
          edgeOf(*program.core(edge.coreX, edge.coreY).destinations[edge.destination], edge.destination, int64_t(i)));
    }
    mesh::SinkOp::create(builder, builder.getUnknownLoc(), output.name,
                         builder.getDenseI64ArrayAttr({output.channels, output.height, output.width}), edges.sources,
                         builder.getArrayAttr(edges.edges),
                         output.isReadout() ? builder.getF64FloatAttr(output.scale) : FloatAttr());
  }

  const Image &image;
  const Program &program;
  mesh::TargetAttr target;
  OpBuilder builder;
  std::vector<std::vector<const PopulationSymbol *>> tilesOf; ///< of each layer
  std::vector<std::vector<size_t>> edgesOf;                   ///< of each output
  /// The populations by their cores and destination entries.
  std::map<std::pair<std::pair<int64_t, int64_t>, int64_t>, size_t> senders;
  std::vector<Value> sources;
  std::vector<mesh::PopulationOp> populations;
};
} // namespace

llvm::Expected<OwningOpRef<ModuleOp>> mesh::inspectImage(const LoadedImage &image, MLIRContext *context) {
  llvm::Expected<mesh::TargetAttr> target = toAttribute(image.image.target, context);
  if (!target)
    return target.takeError();
  return Inspector(image, *target).run();
}
