//===- Assemble.cpp - a program as the numbers of its files ---------------===//

#include "backends/xylo/emit/Assemble.h"
#include "backends/xylo/target/XyloTargetModel.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::xylo;

static FrameShape frameOf(ArrayRef<int64_t> shape) { return {shape[0], shape[1], shape[2]}; }

//===----------------------------------------------------------------------===//
// To numbers
//===----------------------------------------------------------------------===//

namespace {
class Assembler {
public:
  explicit Assembler(ProgramOp program) : program(program) {}

  llvm::Expected<CoreProgram> run() {
    LayerMap &map = result.map;
    map.network = program.getSymName().str();
    map.target = fromAttribute(program.getTarget());
    if (llvm::Error error = TargetDescription::from(map.target.toJson(), "the program's target").takeError())
      return std::move(error);
    for (auto input : program.getBody().getOps<InputOp>())
      map.inputs.push_back({input.getName().str(), frameOf(input.getShape()), int64_t(input.getFirst()),
                            int64_t(input.getBound()), input.getEncoder().value_or("").str()});
    for (auto layer : program.getBody().getOps<LayerOp>())
      if (llvm::Error error = addLayer(layer))
        return std::move(error);
    for (auto output : program.getBody().getOps<OutputOp>())
      map.outputs.push_back({output.getName().str(), frameOf(output.getShape()), output.getNeurons().vec()});
    // Text may have been edited: no number of it is taken that a file would not hold.
    if (llvm::Error error = readLayerMap(writeLayerMap(map), "the program").takeError())
      return std::move(error);
    if (llvm::Error error = addWeights())
      return std::move(error);
    if (llvm::Error error = checkConfiguration(result.configuration, map.target))
      return std::move(error);
    if (llvm::Error error = checkLayerMap(map, result.configuration))
      return std::move(error);
    return std::move(result);
  }

private:
  llvm::Error addLayer(LayerOp layer) {
    auto &neurons = layer.getIsReadout() ? result.configuration.outputs : result.configuration.neurons;
    int64_t most = layer.getIsReadout() ? result.map.target.outputs : result.map.target.hidden;
    int64_t first = int64_t(layer.getFirst()), size = layer.getNumNeurons();
    if (first < 0 || first > most || size > most - first)
      return llvm::createStringError(fmt::format("layer '{}' takes {} neurons from {} on, target '{}' has {}",
                                                 layer.getSymName().str(), size, first, result.map.target.name, most));
    neurons.resize(std::max(neurons.size(), size_t(first + size)));
    for (int64_t i = 0; i < size; ++i) {
      CoreNeuron &neuron = neurons[size_t(first + i)];
      neuron.currentDash = layer.getCurrentDash()[size_t(i)];
      neuron.potentialDash = layer.getPotentialDash()[size_t(i)];
      neuron.threshold = layer.getThreshold()[size_t(i)];
      neuron.bias = layer.getBias()[size_t(i)];
    }
    result.map.layers.push_back({layer.getSymName().str(), frameOf(layer.getShape()), layer.getIsReadout(), first,
                                 int64_t(layer.getDelay()), snn::valuesOf<double>(layer.getScale())});
    return llvm::Error::success();
  }

  /// The neurons of the core of a source or target: the first of them, and which matrix rows they are.
  const MappedLayer &layerOf(FlatSymbolRefAttr name) const {
    return *llvm::find_if(result.map.layers, [&](const MappedLayer &layer) { return layer.name == name.getValue(); });
  }

  /// The matrices are as small as the windows of the network's own layers allow.
  llvm::Error sizeMatrices() {
    CoreConfiguration &c = result.configuration;
    int64_t channels = 0, taking = 1, giving = 1, hidden = int64_t(c.neurons.size());
    for (const MappedInput &input : result.map.inputs)
      channels = std::max(channels, input.first + sizeOf(input.shape));
    if (channels > result.map.target.inputs)
      return llvm::createStringError(fmt::format("the inputs take {} channels, target '{}' has {}", channels,
                                                 result.map.target.name, result.map.target.inputs));
    for (auto synapses : program.getBody().getOps<SynapsesOp>()) {
      const MappedLayer &target = layerOf(synapses.getTargetAttr());
      if (isa<StringAttr>(synapses.getSource()))
        taking = std::max(taking, target.first + sizeOf(target.shape));
      else if (target.isReadout)
        giving = std::max(giving, hidden - layerOf(cast<FlatSymbolRefAttr>(synapses.getSource())).first);
    }
    if (!result.map.target.hasWindows())
      giving = hidden;
    c.input = WeightMatrix(channels, std::min(taking, hidden));
    c.hidden = WeightMatrix(hidden, hidden);
    c.readout = WeightMatrix(std::min(giving, hidden), int64_t(c.outputs.size()));
    return llvm::Error::success();
  }

  llvm::Error addWeights() {
    CoreConfiguration &c = result.configuration;
    c.hasBias = program.getHasBias();
    c.inputShift = program.getShifts()[0];
    c.hiddenShift = program.getShifts()[1];
    c.readoutShift = program.getShifts()[2];
    if (llvm::Error error = sizeMatrices())
      return error;
    for (auto synapses : program.getBody().getOps<SynapsesOp>()) {
      const MappedLayer &target = layerOf(synapses.getTargetAttr());
      auto input = dyn_cast<StringAttr>(synapses.getSource());
      if (input && target.isReadout)
        return llvm::createStringError("synapses lead from an input to output neurons, which take none");
      int64_t row = 0;
      if (input)
        row = llvm::find_if(result.map.inputs, [&](const MappedInput &i) { return i.name == input.getValue(); })->first;
      else
        row = layerOf(cast<FlatSymbolRefAttr>(synapses.getSource())).first - (target.isReadout ? c.firstReadout() : 0);
      add(synapses, row, target.first, input ? c.input : target.isReadout ? c.readout : c.hidden);
    }
    return llvm::Error::success();
  }

  static void add(SynapsesOp synapses, int64_t firstRow, int64_t firstColumn, WeightMatrix &matrix) {
    std::vector<int64_t> weights = snn::valuesOf<int64_t>(synapses.getWeights());
    ArrayRef<int64_t> shape = synapses.getWeights().getShapedType().getShape();
    for (int64_t row = 0; row < shape[0]; ++row)
      for (int64_t column = 0; column < shape[1]; ++column)
        matrix.at(firstRow + row, firstColumn + column) = int8_t(weights[size_t(row * shape[1] + column)]);
  }

  ProgramOp program;
  CoreProgram result;
};
} // namespace

llvm::Expected<CoreProgram> xylo::assembleProgram(ProgramOp program) { return Assembler(program).run(); }

//===----------------------------------------------------------------------===//
// And back
//===----------------------------------------------------------------------===//

namespace {
class Disassembler {
public:
  Disassembler(const CoreProgram &from, MLIRContext *context) : from(from), builder(context) {}

  OwningOpRef<ModuleOp> run() {
    const CoreConfiguration &c = from.configuration;
    const LayerMap &map = from.map;
    OwningOpRef<ModuleOp> module = ModuleOp::create(builder.getUnknownLoc());
    builder.setInsertionPointToStart(module->getBody());
    Location loc = builder.getUnknownLoc();
    auto program = ProgramOp::create(builder, loc, map.network, toAttribute(map.target, builder.getContext()),
                                     {c.inputShift, c.hiddenShift, c.readoutShift}, c.hasBias);
    builder.setInsertionPointToStart(&program.getBody().front());
    for (const MappedInput &input : map.inputs)
      InputOp::create(builder, loc, builder.getStringAttr(input.name), builder.getDenseI64ArrayAttr(input.shape),
                      uint64_t(input.first), uint64_t(input.bound),
                      input.encoder.empty() ? StringAttr() : builder.getStringAttr(input.encoder));
    for (const MappedLayer &layer : map.layers)
      addLayer(layer);
    for (const MappedLayer &target : map.layers) {
      if (!target.isReadout)
        for (const MappedInput &input : map.inputs)
          addSynapses(builder.getStringAttr(input.name), c.input, input.first, sizeOf(input.shape), target);
      for (const MappedLayer &source : map.layers)
        if (!source.isReadout)
          addSynapses(FlatSymbolRefAttr::get(builder.getContext(), source.name),
                      target.isReadout ? c.readout : c.hidden, source.first - (target.isReadout ? c.firstReadout() : 0),
                      sizeOf(source.shape), target);
    }
    for (const MappedOutput &output : map.outputs)
      OutputOp::create(builder, loc, output.name, output.shape, output.neurons);
    return module;
  }

private:
  void addLayer(const MappedLayer &layer) {
    const auto &neurons = layer.isReadout ? from.configuration.outputs : from.configuration.neurons;
    ArrayRef<CoreNeuron> own = ArrayRef(neurons).slice(size_t(layer.first), size_t(sizeOf(layer.shape)));
    auto each = [&](int64_t CoreNeuron::*parameter) {
      SmallVector<int64_t> values;
      for (const CoreNeuron &neuron : own)
        values.push_back(neuron.*parameter);
      return builder.getDenseI64ArrayAttr(values);
    };
    LayerOp::create(builder, builder.getUnknownLoc(), builder.getStringAttr(layer.name),
                    builder.getDenseI64ArrayAttr(layer.shape), layer.isReadout ? builder.getUnitAttr() : UnitAttr(),
                    builder.getI64IntegerAttr(layer.first), builder.getI64IntegerAttr(layer.delay),
                    each(&CoreNeuron::currentDash), each(&CoreNeuron::potentialDash), each(&CoreNeuron::threshold),
                    each(&CoreNeuron::bias),
                    snn::makeElements<double>(RankedTensorType::get(layer.shape[0], builder.getF64Type()), layer.scale,
                                              layer.name + ".scale"),
                    ElementsAttr(), ElementsAttr(), ArrayAttr());
  }

  /// A block of a matrix, where it has a weight; rows and columns beyond the matrix are 0.
  void addSynapses(Attribute source, const WeightMatrix &matrix, int64_t firstRow, int64_t rows,
                   const MappedLayer &target) {
    int64_t columns = sizeOf(target.shape);
    std::vector<int8_t> weights(size_t(rows * columns), 0);
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t column = 0; column < columns; ++column)
        if (int64_t from = firstRow + row, to = target.first + column;
            from >= 0 && from < matrix.rows && to < matrix.columns)
          weights[size_t(row * columns + column)] = matrix.at(from, to);
    if (llvm::all_of(weights, [](int8_t weight) { return weight == 0; }))
      return;
    auto type = RankedTensorType::get({rows, columns}, builder.getI8Type());
    SynapsesOp::create(builder, builder.getUnknownLoc(), source,
                       FlatSymbolRefAttr::get(builder.getContext(), target.name),
                       snn::takeElements<int8_t>(type, std::move(weights), target.name + ".weights"));
  }

  const CoreProgram &from;
  OpBuilder builder;
};
} // namespace

OwningOpRef<ModuleOp> xylo::disassembleProgram(const CoreProgram &program, MLIRContext *context) {
  context->loadDialect<XyloDialect>();
  return Disassembler(program, context).run();
}
