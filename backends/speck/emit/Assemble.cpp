//===- Assemble.cpp - a program as the numbers of its files ---------------===//

#include "backends/speck/emit/Assemble.h"
#include "backends/speck/target/SpeckTargetModel.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::speck;

static FrameShape frameOf(ArrayRef<int64_t> shape) { return {shape[0], shape[1], shape[2]}; }

//===----------------------------------------------------------------------===//
// To numbers
//===----------------------------------------------------------------------===//

namespace {
class Assembler {
public:
  explicit Assembler(ProgramOp program) : program(program) {}

  llvm::Expected<ChipProgram> run() {
    LayerMap &map = result.map;
    map.network = program.getSymName().str();
    map.target = fromAttribute(program.getTarget());
    if (llvm::Error error = TargetDescription::from(map.target.toJson(), "the program's target").takeError())
      return std::move(error);
    for (auto input : program.getBody().getOps<InputOp>())
      addInput(input);
    for (auto layer : program.getBody().getOps<LayerOp>())
      map.layers.push_back(
          {layer.getSymName().str(), frameOf(layer.getShape()), layer.getScale().convertToDouble(), {}});
    for (auto core : program.getBody().getOps<CoreOp>())
      if (llvm::Error error = addCore(core))
        return std::move(error);
    for (auto output : program.getBody().getOps<OutputOp>())
      map.outputs.push_back({output.getName().str(), frameOf(output.getShape()), indexOf(output.getLayerAttr())});
    // Text may have been edited: no number of it is taken that a file would not hold.
    if (llvm::Error error = readLayerMap(writeLayerMap(map), "the program").takeError())
      return std::move(error);
    if (program.getSensor())
      if (llvm::Error error = setSensor())
        return std::move(error);
    if (llvm::Error error = readConfiguration(writeConfiguration(result.configuration), "the program").takeError())
      return std::move(error);
    if (llvm::Error error = checkProgram(result))
      return std::move(error);
    return std::move(result);
  }

private:
  int64_t indexOf(FlatSymbolRefAttr name) const {
    auto found = llvm::find_if(result.map.layers, [&](const auto &layer) { return layer.name == name.getValue(); });
    return found - result.map.layers.begin();
  }

  void addInput(InputOp input) {
    MappedInput mapped{input.getName().str(),
                       frameOf(input.getShape()),
                       int64_t(input.getBound()),
                       input.getEncoder().value_or("").str(),
                       {}};
    for (Attribute attribute : input.getRoutes()) {
      auto route = cast<RouteAttr>(attribute);
      mapped.routes.push_back({route.getCore(),
                               route.getShift(),
                               {route.getOriginX(), route.getOriginY()},
                               {route.getPoolingX(), route.getPoolingY()},
                               {route.getSizeX(), route.getSizeY()}});
    }
    result.map.inputs.push_back(std::move(mapped));
  }

  llvm::Error addCore(CoreOp core) {
    auto index = int64_t(core.getCore());
    if (index < 0 || index >= kCores)
      return llvm::createStringError(fmt::format("there is a core {}, they are 0 to 8", index));
    CnnLayer &layer = result.configuration.layers[size_t(index)];
    MappedLayer &mapped = result.map.layers[size_t(indexOf(core.getLayerAttr()))];
    if (!isUntouched(layer))
      return llvm::createStringError(fmt::format("core {} is there twice", index));
    ArrayRef<int64_t> weights = core.getWeights().getShapedType().getShape();
    layer.input = {core.getInput()[0], {core.getInput()[2], core.getInput()[1]}};
    layer.output = {weights[0], {mapped.shape[2], mapped.shape[1]}};
    layer.padding = {core.getPadding()[1], core.getPadding()[0]};
    layer.stride = {core.getStride()[1], core.getStride()[0]};
    layer.kernelSize = weights[2];
    layer.thresholdHigh = int64_t(core.getThreshold());
    layer.thresholdLow = int64_t(core.getLow());
    layer.returnToZero = core.getResetsToZero();
    layer.monitorEnable = core.getMonitor();
    if (core.getDestinations().size() > size_t(kDestinations))
      return llvm::createStringError(fmt::format("core {} has {} destinations, there are {}", index,
                                                 core.getDestinations().size(), kDestinations));
    for (auto [to, attribute] : llvm::zip(layer.destinations, core.getDestinations())) {
      auto destination = cast<DestinationAttr>(attribute);
      to = {true, destination.getCore(), destination.getPooling(), destination.getShift()};
    }
    if (llvm::Error error = fillTensors(core, layer))
      return llvm::createStringError(fmt::format("core {} {}", index, llvm::toString(std::move(error))));
    mapped.tiles.push_back({index, int64_t(core.getFirst()), int64_t(core.getChannels()), int64_t(core.getStep())});
    llvm::sort(mapped.tiles, [](const Tile &a, const Tile &b) { return a.first < b.first; });
    return llvm::Error::success();
  }

  /// Memories are looked at before anything of their size is made.
  llvm::Error fillTensors(CoreOp core, CnnLayer &layer) {
    const TargetDescription &target = result.map.target;
    auto index = size_t(core.getCore());
    if (layer.output.features > kFeaturesMax || layer.input.features > kFeaturesMax || layer.kernelSize > kKernelMax ||
        layer.output.size.x > kOutputMax || layer.output.size.y > kOutputMax ||
        kernelWordsOf(layer.input.features, layer.output.features, layer.kernelSize) > target.kernelWords[index] ||
        neuronWordsOf(layer.output.features, layer.output.size.y, layer.output.size.x) > target.neuronWords[index])
      return llvm::createStringError("has more weights or neurons than target '" + target.name + "' has there");
    layer.makeTensors();
    std::vector<int64_t> weights = snn::valuesOf<int64_t>(core.getWeights());
    int64_t k = layer.kernelSize, planes = layer.output.features * layer.input.features;
    for (int64_t plane = 0; plane < planes; ++plane)
      for (int64_t y = 0; y < k; ++y)
        for (int64_t x = 0; x < k; ++x)
          layer.weights.values[size_t((plane * k + x) * k + y)] = int16_t(weights[size_t((plane * k + y) * k + x)]);
    for (auto [to, bias] : llvm::zip(layer.biases.values, core.getBias())) {
      if (bias < kStateMin || bias > kStateMax)
        return llvm::createStringError(
            fmt::format("has a bias of {}, it is from {} to {}", bias, kStateMin, kStateMax));
      to = int16_t(bias);
    }
    layer.leakEnable = layer.hasBias();
    return llvm::Error::success();
  }

  /// The sensor sees what the host would send; it is the user who switches it on.
  llvm::Error setSensor() {
    auto bad = [](const char *what) { return llvm::createStringError(std::string("the sensor ") + what); };
    if (result.map.inputs.size() != 1 || result.map.inputs.front().shape[0] > 2)
      return bad("takes the place of one input of one or two channels");
    const MappedInput &input = result.map.inputs.front();
    if (input.routes.empty() || input.routes.size() > size_t(kDestinations))
      return bad("has one or two destinations");
    const InputRoute &first = input.routes.front();
    DvsLayer &sensor = result.configuration.sensor;
    sensor.origin = first.origin;
    sensor.pooling = first.pooling;
    sensor.cut = {first.origin.x + first.pooling.x * first.size.x - 1,
                  first.origin.y + first.pooling.y * first.size.y - 1};
    sensor.merge = input.shape[0] == 1;
    sensor.passSensorEvents = false;
    for (auto [to, route] : llvm::zip(sensor.destinations, input.routes)) {
      if (route.featureShift != 0 || !(route.origin == first.origin) || !(route.pooling == first.pooling) ||
          !(route.size == first.size))
        return bad("sends the same to both of its destinations, from feature 0 on");
      to = {true, route.core};
    }
    return llvm::Error::success();
  }

  ProgramOp program;
  ChipProgram result;
};
} // namespace

llvm::Expected<ChipProgram> speck::assembleProgram(ProgramOp program) { return Assembler(program).run(); }

//===----------------------------------------------------------------------===//
// And back
//===----------------------------------------------------------------------===//

namespace {
class Disassembler {
public:
  Disassembler(const ChipProgram &from, MLIRContext *context)
      : from(from), builder(context), loc(builder.getUnknownLoc()) {}

  OwningOpRef<ModuleOp> run() {
    const LayerMap &map = from.map;
    OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
    builder.setInsertionPointToStart(module->getBody());
    auto program = ProgramOp::create(builder, loc, map.network, toAttribute(map.target, builder.getContext()),
                                     from.configuration.sensor.isUsed());
    builder.setInsertionPointToStart(&program.getBody().front());
    for (const MappedInput &input : map.inputs)
      addInput(input);
    for (const MappedLayer &layer : map.layers)
      LayerOp::create(builder, loc, builder.getStringAttr(layer.name), builder.getDenseI64ArrayAttr(layer.shape),
                      builder.getF64FloatAttr(layer.scale), ArrayAttr());
    for (const MappedLayer &layer : map.layers)
      for (const Tile &tile : layer.tiles)
        addCore(layer, tile, from.configuration.layers[size_t(tile.core)]);
    for (const MappedOutput &output : map.outputs)
      OutputOp::create(builder, loc, builder.getStringAttr(output.name), builder.getDenseI64ArrayAttr(output.shape),
                       FlatSymbolRefAttr::get(builder.getContext(), map.layers[size_t(output.layer)].name));
    return module;
  }

private:
  void addInput(const MappedInput &input) {
    SmallVector<Attribute> routes;
    for (const InputRoute &r : input.routes)
      routes.push_back(RouteAttr::get(builder.getContext(), r.core, r.featureShift, r.origin.y, r.origin.x, r.pooling.y,
                                      r.pooling.x, r.size.y, r.size.x));
    InputOp::create(builder, loc, builder.getStringAttr(input.name), builder.getDenseI64ArrayAttr(input.shape),
                    builder.getI64IntegerAttr(input.bound),
                    input.encoder.empty() ? StringAttr() : builder.getStringAttr(input.encoder),
                    builder.getArrayAttr(routes));
  }

  void addCore(const MappedLayer &mapped, const Tile &tile, const CnnLayer &layer) {
    int64_t k = layer.kernelSize, planes = layer.output.features * layer.input.features;
    std::vector<int8_t> weights(size_t(planes * k * k));
    for (int64_t plane = 0; plane < planes; ++plane)
      for (int64_t y = 0; y < k; ++y)
        for (int64_t x = 0; x < k; ++x)
          weights[size_t((plane * k + y) * k + x)] = int8_t(layer.weights.values[size_t((plane * k + x) * k + y)]);
    SmallVector<int64_t> bias(layer.biases.values.begin(), layer.biases.values.end());
    SmallVector<Attribute> destinations;
    for (const Destination &d : layer.destinations)
      if (d.enable)
        destinations.push_back(DestinationAttr::get(builder.getContext(), d.layer, d.pooling, d.featureShift));
    auto type = RankedTensorType::get({layer.output.features, layer.input.features, k, k}, builder.getI8Type());
    CoreOp::create(builder, loc, builder.getI64IntegerAttr(tile.core),
                   FlatSymbolRefAttr::get(builder.getContext(), mapped.name), builder.getI64IntegerAttr(tile.first),
                   builder.getI64IntegerAttr(tile.channels), builder.getI64IntegerAttr(tile.step),
                   builder.getDenseI64ArrayAttr({layer.input.features, layer.input.size.y, layer.input.size.x}),
                   builder.getDenseI64ArrayAttr({layer.stride.y, layer.stride.x}),
                   builder.getDenseI64ArrayAttr({layer.padding.y, layer.padding.x}),
                   builder.getI64IntegerAttr(layer.thresholdHigh), builder.getI64IntegerAttr(layer.thresholdLow),
                   layer.returnToZero ? builder.getUnitAttr() : UnitAttr(),
                   layer.monitorEnable ? builder.getUnitAttr() : UnitAttr(), builder.getDenseI64ArrayAttr(bias),
                   snn::takeElements<int8_t>(type, std::move(weights), mapped.name + ".weights"),
                   builder.getArrayAttr(destinations));
  }

  const ChipProgram &from;
  OpBuilder builder;
  Location loc;
};
} // namespace

OwningOpRef<ModuleOp> speck::disassembleProgram(const ChipProgram &program, MLIRContext *context) {
  context->loadDialect<SpeckDialect>();
  return Disassembler(program, context).run();
}
