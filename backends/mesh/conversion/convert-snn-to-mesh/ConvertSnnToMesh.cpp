//===- ConvertSnnToMesh.cpp - integer network to populations ---------------------===//

#include "backends/mesh/conversion/convert-snn-to-mesh/ConvertSnnToMesh.h"
#include "backends/mesh/analysis/AddressMap.h"
#include "backends/mesh/analysis/Resources.h"
#include "backends/mesh/conversion/convert-snn-to-mesh/HostWindow.h"
#include "backends/mesh/image/Image.h"
#include "compiler/analysis/NeuronInputs.h"
#include "compiler/analysis/SpikeBounds.h"
#include "compiler/diagnostics/FailureCause.h"
#include "compiler/target/TargetInterfaces.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/PortNames.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/MapVector.h"
#include <limits>

using namespace mlir;
using namespace snnc;

#define DEBUG_TYPE "convert-snn-to-mesh"

#define GEN_PASS_DEF_CONVERTSNNTOMESH
namespace snnc {
#include "backends/mesh/conversion/convert-snn-to-mesh/ConvertSnnToMesh.h.inc"
} // namespace snnc

namespace {
/// A connection as a port sees it: a convolution without dilation.
struct Connection {
  ElementsAttr weights; ///< [out][in of a group][kernel height][kernel width]
  std::array<int64_t, 2> kernel, stride, offset;
  int64_t groups;
};

class Lowering {
public:
  Lowering(snn::NetworkOp network, mesh::TargetAttr target)
      : network(network), target(target), builder(network.getContext()) {}

  LogicalResult run() {
    builder.setInsertionPoint(network);
    program = mesh::ProgramOp::create(builder, network.getLoc(), network.getSymName(), target);
    builder.setInsertionPointToStart(&program.getBody().front());
    // All that is refused is told in one run.
    bool refused = false;
    for (BlockArgument argument : network.getBody().getArguments())
      refused |= failed(lowerInput(argument));
    if (refused)
      return failure();
    // Layers keep the order of the text, which is that of every engine's records. Populations come before their ports,
    // for these may take what a later population sends.
    for (Operation &op : network.getBody().front())
      if (auto layer = dyn_cast<snn::StatefulOpInterface>(op))
        refused |= failed(lowerStateful(layer));
    if (refused)
      return failure();
    for (auto &[layer, population] : populations)
      refused |= failed(createPorts(layer, population));
    if (failed(lowerOutput(network.getOutput())) || refused)
      return failure();
    for (auto source : program.getBody().getOps<mesh::SourceOp>())
      refused |= failed(narrowToWindow(source, target));
    if (refused)
      return failure();
    int64_t ports = 0;
    for (auto population : program.getBody().getOps<mesh::PopulationOp>())
      ports += llvm::range_size(population.getBody().getOps<mesh::PortOp>());
    remark::passed(program.getLoc(), remark::RemarkOpts::name("lowered").category(DEBUG_TYPE))
        << remark::metric("populations", int64_t(populations.size())) << remark::metric("ports", ports);
    network.erase();
    return success();
  }

private:
  LogicalResult lowerInput(BlockArgument argument) {
    unsigned index = argument.getArgNumber();
    snn::EncoderOpInterface encoder = snn::getEncoder(network, index);
    Value value = encoder ? encoder.getEncoderResult() : Value(argument);
    auto spikes = dyn_cast<snn::SpikesType>(value.getType());
    if (!spikes)
      return emitError(argument.getLoc()) << "input " << index << " of the network is real valued, target "
                                          << target.getName() << " takes spikes; an encoder in front of it would fit";
    std::optional<int64_t> total = encoder ? std::nullopt : network.getMaxTotal(index);
    auto source = mesh::SourceOp::create(
        builder, argument.getLoc(), eventsOf(spikes), snn::getInputName(network, index), *countBoundOf(value),
        total ? builder.getI64IntegerAttr(*total) : IntegerAttr(), spikes.getIsSigned(),
        encoder ? encoder.getEncoderDescription() : DictionaryAttr(),
        argumentRates(index, snn::SnnDialect::kRowRatesAttr), argumentRates(index, snn::SnnDialect::kColumnRatesAttr));
    events[value] = source.getEvents();
    return success();
  }

  DenseF64ArrayAttr argumentRates(unsigned index, StringRef name) {
    return network.getArgAttrOfType<DenseF64ArrayAttr>(index, name);
  }
  static DenseF64ArrayAttr rowRatesOf(Operation *layer) {
    return layer->getAttrOfType<DenseF64ArrayAttr>(snn::SnnDialect::kRowRatesAttr);
  }
  static DenseF64ArrayAttr columnRatesOf(Operation *layer) {
    return layer->getAttrOfType<DenseF64ArrayAttr>(snn::SnnDialect::kColumnRatesAttr);
  }

  mesh::EventsType eventsOf(Type spikes) { return mesh::EventsType::get(builder.getContext(), frameOf(spikes)); }

  LogicalResult lowerStateful(snn::StatefulOpInterface layer) {
    if (auto neuron = dyn_cast<snn::NeuronOpInterface>(layer.getOperation()))
      return lowerLayer(neuron);
    if (auto pool = dyn_cast<snn::SpikingMaxPool2dOp>(layer.getOperation()))
      return lowerMaxPool(pool);
    return layer->emitError() << "target " << target.getName() << " has no " << layer->getName()
                              << ": its populations are integrate-and-fire neurons and spiking max pools";
  }

  std::string nameOf(snn::StatefulOpInterface layer) {
    StringRef name = layer.getLayerName();
    return name.empty() ? "layer" + std::to_string(populations.size()) : name.str();
  }

  /// What the counts and frames of a core can hold, and its table entries.
  FailureOr<int64_t> checkMaxPool(snn::SpikingMaxPool2dOp pool) {
    std::optional<int64_t> bound = countBoundOf(pool.getSource());
    if (!bound)
      return causedBy(FailureCause::Input, pool.emitError())
             << "the spike counts that come in are not bounded: run snn-quantize first";
    if (*bound > target.getCountMax())
      return pool.emitError() << "up to " << *bound << " spikes of a pixel can come in one step, target "
                              << target.getName() << " sends at most " << target.getCountMax()
                              << "; a smaller bound of the input or max_count of the layer before would fit, or sums "
                                 "behind the pool instead of before it";
    int64_t steps = target.getStateMax() / *bound,
            needed = pool->getParentOfType<snn::NetworkOp>().getSteps().value_or(0);
    if (needed > steps)
      return pool.emitError() << "a sample of " << needed << " steps with up to " << *bound
                              << " spikes of a pixel each is more than " << target.getStateMax()
                              << ", which is what a count of target " << target.getName() << " holds; " << steps
                              << " steps, or a smaller bound, would fit";
    for (unsigned axis = 0; axis < 2; ++axis) {
      int64_t kernel = pool.getKernel()[axis], stride = pool.getStrideOrKernel()[axis];
      if (kernel > target.getKernelMax() || stride > target.getStrideMax())
        return pool.emitError() << "target " << target.getName() << " takes windows up to " << target.getKernelMax()
                                << " at strides up to " << target.getStrideMax() << ", this is a window of " << kernel
                                << " at a stride of " << stride;
    }
    return *bound;
  }

  LogicalResult lowerMaxPool(snn::SpikingMaxPool2dOp pool) {
    FailureOr<int64_t> bound = checkMaxPool(pool);
    if (failed(bound))
      return failure();
    auto shape = frameOf(pool.getResult().getType()), pixels = frameOf(pool.getSource().getType());
    SmallVector<int64_t, 2> padding(pool.getPadding().take_front(2)), extent;
    for (unsigned axis = 0; axis < 2; ++axis)
      extent.push_back(mesh::MaxPoolAttr::getUsedExtent(pixels[axis + 1], shape[axis + 1], pool.getKernel()[axis],
                                                        pool.getStrideOrKernel()[axis], padding[axis]));
    auto windows =
        mesh::MaxPoolAttr::get(builder.getContext(), pool.getKernel(), pool.getStrideOrKernel(), padding, extent);
    auto layer = mesh::LayerOp::create(builder, pool.getLoc(), nameOf(pool), shape, *bound, /*upper=*/0,
                                       /*reset_to_zero=*/false, windows, rowRatesOf(pool), columnRatesOf(pool),
                                       DictionaryAttr());
    mesh::PopulationOp population = createPopulation(pool, {}, {}, {}, {}, layer);
    populations.push_back({pool, population});
    return success();
  }

  LogicalResult lowerLayer(snn::NeuronOpInterface neuron) {
    snn::NeuronParameters parameters = neuron.getNeuronParameters();
    if (std::optional<std::string> why = cast<TargetAttrInterface>(target).whyNot(neuron))
      return neuron->emitError() << *why;
    if (parameters.isReadout)
      return lowerReadout(neuron, parameters);
    if (!parameters.maxCount || !parameters.upper || !parameters.lowerBound)
      return causedBy(FailureCause::Input, neuron->emitError())
             << "convert-snn-to-mesh: the layer is not quantised and proved: run snn-quantize and snn-prove-bounds "
                "first";
    FailureOr<SmallVector<snn::SynapseOpInterface>> synapses = synapsesOf(neuron);
    if (failed(synapses))
      return failure();
    if (parameters.compare == snn::Compare::Greater && !parameters.firesOnce())
      return neuron->emitError() << "target " << target.getName()
                                 << " cannot fire several spikes a step above the "
                                    "threshold only; firing at the threshold (ge), or one spike a step, it can";
    auto shape = frameOf(neuron.getNeuronSpikes().getType());
    auto layer = mesh::LayerOp::create(builder, neuron->getLoc(), nameOf(neuron), shape,
                                       parameters.firesOnce() ? 1 : *parameters.maxCount, *parameters.upper,
                                       parameters.reset == snn::Reset::Zero, mesh::MaxPoolAttr(), rowRatesOf(neuron),
                                       columnRatesOf(neuron), DictionaryAttr());
    mesh::PopulationOp population = createNeurons(neuron, biasOf(*synapses), parameters, layer);
    populations.push_back({neuron, population});
    return success();
  }

  /// Neurons that never fire, and of which no bound takes anything: the proof has shown that no potential needs one.
  LogicalResult lowerReadout(snn::NeuronOpInterface neuron, snn::NeuronParameters parameters) {
    if (!parameters.threshold || !parameters.scale)
      return causedBy(FailureCause::Input, neuron->emitError())
             << "convert-snn-to-mesh: the readout is not quantised and proved: run snn-quantize and snn-prove-bounds "
                "first";
    FailureOr<SmallVector<snn::SynapseOpInterface>> synapses = synapsesOf(neuron);
    if (failed(synapses))
      return failure();
    auto type = cast<RankedTensorType>(parameters.threshold.getShapedType());
    auto everyChannel = [&](int64_t value, StringRef name) {
      return snn::makeElements<int64_t>(type, std::vector<int64_t>(type.getNumElements(), value), name);
    };
    parameters.threshold = everyChannel(target.getStateMax(), "threshold");
    parameters.lowerBound = everyChannel(target.getStateMin(), "lower_bound");
    auto layer =
        mesh::LayerOp::create(builder, neuron->getLoc(), nameOf(neuron), frameOf(neuron.getNeuronSpikes().getType()),
                              /*max_count=*/0, target.getStateMax(), /*reset_to_zero=*/false, mesh::MaxPoolAttr(),
                              DenseF64ArrayAttr(), DenseF64ArrayAttr(), DictionaryAttr());
    populations.push_back({neuron, createNeurons(neuron, biasOf(*synapses), parameters, layer)});
    return success();
  }

  /// The sum over the synapses, for a population has one bias.
  static std::vector<int64_t> biasOf(ArrayRef<snn::SynapseOpInterface> synapses) {
    std::vector<int64_t> sum;
    for (snn::SynapseOpInterface synapse : synapses) {
      if (!synapse.getSynapseBias())
        continue;
      std::vector<int64_t> bias = *snn::readElements<int64_t>(synapse.getSynapseBias());
      sum.resize(bias.size(), 0);
      for (auto [value, more] : llvm::zip_equal(sum, bias))
        value += more;
    }
    return sum;
  }

  LogicalResult createPorts(snn::StatefulOpInterface layer, mesh::PopulationOp population) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&population.getBody().front());
    if (auto pool = dyn_cast<snn::SpikingMaxPool2dOp>(layer.getOperation())) {
      if (failed(createPorts(pool)))
        return failure();
      return ensureForwardEdge(population);
    }
    auto neuron = cast<snn::NeuronOpInterface>(layer.getOperation());
    FailureOr<SmallVector<snn::SynapseOpInterface>> synapses = synapsesOf(neuron);
    if (failed(synapses))
      return failure();
    for (snn::SynapseOpInterface synapse : *synapses)
      if (failed(createPorts(synapse)))
        return failure();
    return ensureForwardEdge(population);
  }

  LogicalResult createPorts(snn::SynapseOpInterface synapse) {
    return createPorts(synapse, synapse.getSource(), [&](const AddressMap &map) { return connectionOf(synapse, map); });
  }

  /// The pixels of a max pool get the spikes as they are.
  LogicalResult createPorts(snn::SpikingMaxPool2dOp pool) {
    return createPorts(pool, pool.getSource(), [&](const AddressMap &map) -> FailureOr<Connection> {
      int64_t channels = frameOf(pool.getSource().getType())[0];
      auto type = RankedTensorType::get({channels, 1, 1, 1}, builder.getI8Type());
      Connection connection{snn::makeElements<int64_t>(type, std::vector<int64_t>(channels, 1), "pixels"),
                            {1, 1},
                            {1, 1},
                            {0, 0},
                            channels};
      if (failed(checkFolded(pool, connection, map)))
        return failure();
      return connection;
    });
  }

  /// One port for all branches that one kernel serves.
  LogicalResult createPorts(Operation *op, Value spikes,
                            function_ref<FailureOr<Connection>(const AddressMap &)> connectionOf) {
    FailureOr<SmallVector<AddressMap, 1>> maps = traceAddresses(spikes, op, target);
    if (failed(maps))
      return failure();
    SmallVector<AddressMap> open(maps->begin(), maps->end());
    while (!open.empty()) {
      AddressMap first = open.front();
      SmallVector<Value> sources;
      SmallVector<Attribute> edges;
      llvm::erase_if(open, [&](const AddressMap &map) {
        if (!first.sharesPort(map))
          return false;
        sources.push_back(events.lookup(map.source));
        edges.push_back(map.edge(builder.getContext()));
        return true;
      });
      FailureOr<Connection> connection = connectionOf(first);
      if (failed(connection))
        return failure();
      auto port = mesh::PortOp::create(
          builder, op->getLoc(), sources, builder.getArrayAttr(edges), builder.getDenseI64ArrayAttr(connection->kernel),
          builder.getDenseI64ArrayAttr(connection->stride), builder.getDenseI64ArrayAttr(connection->offset),
          connection->weights,
          /*first_channel=*/builder.getI64IntegerAttr(0),
          /*first_input=*/builder.getI64IntegerAttr(0), builder.getI64IntegerAttr(connection->groups), poolsOf(first),
          IntegerAttr(), IntegerAttr(), UnitAttr(), builder.getI64IntegerAttr(0));
      port.setPacked(canPack(port));
      if (auto synapse = dyn_cast<snn::SynapseOpInterface>(op))
        port.setWeightShift(synapse.getWeightShift());
    }
    return success();
  }

  /// Whether two weights of the port may share a lane of a weight word: the network was quantised for it, and they fit,
  /// with its pools folded in too. Pools that do not overlap repeat weights, others add them up.
  bool canPack(mesh::PortOp port) {
    auto bits = network->getParentOfType<ModuleOp>()->getAttrOfType<IntegerAttr>(snn::SnnDialect::kWeightBitsAttr);
    if (!bits || bits.getInt() > target.getWeightBits() / 2 || port.anyPoolOverlaps())
      return false;
    std::optional<snn::ElementsView> weights = snn::ElementsView::of(port.getWeights());
    int64_t greatest = target.getPackedWeightMax();
    return weights && weights->firstOutside(-greatest - 1, greatest) == weights->size();
  }

  /// A population learns from its forward edges when a step ends. One that has delayed edges only gets another, from a
  /// network input, with one element of it at a place that no tap of the port reaches.
  LogicalResult ensureForwardEdge(mesh::PopulationOp population) {
    for (auto port : population.getBody().getOps<mesh::PortOp>())
      for (Attribute edge : port.getEdges())
        if (!cast<mesh::EdgeAttr>(edge).getDelayed())
          return success();
    auto port = *population.getBody().getOps<mesh::PortOp>().begin();
    auto inputs = program.getBody().getOps<mesh::SourceOp>();
    if (inputs.empty())
      return population.emitError() << "nothing but delayed spikes comes in, and the network has no input that could "
                                       "say when a step begins";
    for (unsigned axis = 0; axis < 2; ++axis) {
      int64_t beyond = firstUnreached(port, axis, population.getPlane(layerOf(population)).extent[axis]);
      if (beyond > target.getCoordinateMax())
        continue;
      SmallVector<int64_t, 3> offset{0, 0, 0};
      offset[axis + 1] = beyond;
      SmallVector<Value> sources(port.getSources());
      SmallVector<Attribute> edges(port.getEdges().getValue());
      sources.push_back((*inputs.begin()).getEvents());
      edges.push_back(
          mesh::EdgeAttr::get(builder.getContext(), {0, 0, 0}, {0, 0, 0}, offset, {0, 0}, false, -1, -1, -1));
      port.getSourcesMutable().assign(sources);
      port.setEdgesAttr(builder.getArrayAttr(edges));
      return success();
    }
    return population.emitError()
           << "nothing but delayed spikes comes in, and its kernel reaches every coordinate up to "
           << target.getCoordinateMax() << ": a forward edge for the ends of steps has no place";
  }

  mesh::LayerOp layerOf(mesh::PopulationOp population) const { return layers.lookup(population); }

  /// The first row (or column) behind all that a port's kernel reaches, pools folded into it.
  static int64_t firstUnreached(mesh::PortOp port, unsigned axis, int64_t outputs) {
    int64_t kernel = port.getKernel()[axis], stride = port.getStride()[axis], offset = port.getOffset()[axis];
    for (Attribute attribute : llvm::reverse(port.getPools().value_or(ArrayAttr::get(port.getContext(), {})))) {
      auto pool = cast<mesh::PoolAttr>(attribute);
      kernel = (kernel - 1) * pool.getStride()[axis] + pool.getKernel()[axis];
      stride *= pool.getStride()[axis];
      offset *= pool.getStride()[axis];
    }
    return std::max<int64_t>(0, (outputs - 1) * stride + kernel - offset);
  }

  mesh::PopulationOp createNeurons(snn::NeuronOpInterface neuron, std::vector<int64_t> bias,
                                   const snn::NeuronParameters &parameters, mesh::LayerOp layer) {
    auto read = [](ElementsAttr attribute) {
      return attribute ? *snn::readElements<int64_t>(attribute) : std::vector<int64_t>();
    };
    std::vector<int64_t> threshold = read(parameters.threshold), lower = read(parameters.lowerBound),
                         subtract = read(parameters.subtract);
    if (parameters.compare == snn::Compare::Greater) {
      if (subtract.empty() && parameters.reset == snn::Reset::Subtract)
        subtract = threshold;
      // Nothing lies above the greatest value, and the proof says that nothing flows into such a neuron.
      for (int64_t &value : threshold)
        value = std::min(value + 1, target.getStateMax());
    }
    // What equals the default takes no word of memory.
    if (llvm::all_of(llvm::zip_equal(threshold, lower),
                     [](auto pair) { return std::get<0>(pair) == -std::get<1>(pair); }))
      lower.clear();
    if (subtract == threshold)
      subtract.clear();
    if (llvm::all_of(bias, [](int64_t value) { return value == 0; }))
      bias.clear();
    mesh::PopulationOp population = createPopulation(neuron, threshold, lower, bias, subtract, layer);
    // What makes currents decay makes potentials decay: one that does not keeps all of itself.
    std::vector<int64_t> decay = read(parameters.decay), currentDecay = read(parameters.currentDecay);
    if (decay.empty() && !currentDecay.empty())
      decay.assign(currentDecay.size(), snn::kDecayOne);
    if (!decay.empty())
      population.setDecay(decay);
    if (!currentDecay.empty())
      population.setCurrentDecay(currentDecay);
    return population;
  }

  mesh::PopulationOp createPopulation(Operation *op, const std::vector<int64_t> &threshold,
                                      const std::vector<int64_t> &lower, const std::vector<int64_t> &bias,
                                      const std::vector<int64_t> &subtract, mesh::LayerOp layer) {
    OperationState state(op->getLoc(), mesh::PopulationOp::getOperationName());
    auto optional = [&](const std::vector<int64_t> &values) {
      return values.empty() ? DenseI64ArrayAttr() : builder.getDenseI64ArrayAttr(values);
    };
    mesh::PopulationOp::build(
        builder, state, eventsOf(op->getResult(0).getType()), FlatSymbolRefAttr::get(layer.getSymNameAttr()),
        builder.getDenseI64ArrayAttr({0, 0, 0}), builder.getDenseI64ArrayAttr(threshold), optional(lower),
        optional(bias), optional(subtract), DenseI64ArrayAttr(), DenseI64ArrayAttr(), IntegerAttr(),
        DenseI64ArrayAttr(), IntegerAttr(), IntegerAttr(), IntegerAttr(), IntegerAttr(), IntegerAttr());
    auto population = cast<mesh::PopulationOp>(builder.create(state));
    population.getBody().emplaceBlock();
    events[op->getResult(0)] = population.getEvents();
    layers[population] = layer;
    return population;
  }

  ArrayAttr poolsOf(const AddressMap &map) {
    if (map.folded.empty())
      return nullptr;
    return builder.getArrayAttr(SmallVector<Attribute>(map.folded.begin(), map.folded.end()));
  }

  FailureOr<Connection> connectionOf(snn::SynapseOpInterface synapse, const AddressMap &map) {
    snn::Convolution convolution = synapse.getConvolution();
    if (map.flattened) {
      // A linear layer over a flattened map: the kernel is the map. Other synapses would need each pixel as a channel.
      if (!isa<snn::LinearOp>(synapse))
        return synapse->emitError() << "target " << target.getName()
                                    << " keeps pixels of flattened spikes in rows and columns: only a linear synapse "
                                       "can follow snn.flatten";
      convolution.inChannels = map.shape[0];
      convolution.kernel = {map.shape[1], map.shape[2]};
    }
    int64_t channels = convolution.inChannels / convolution.groups;
    Connection connection{nullptr,
                          {(convolution.kernel[0] - 1) * convolution.dilation[0] + 1,
                           (convolution.kernel[1] - 1) * convolution.dilation[1] + 1},
                          convolution.stride,
                          {convolution.padding[0], convolution.padding[1]},
                          convolution.groups};
    if (failed(checkFolded(synapse, connection, map)))
      return failure();
    auto type = RankedTensorType::get({convolution.outChannels, channels, connection.kernel[0], connection.kernel[1]},
                                      builder.getI8Type());
    connection.weights = portWeights(synapse, convolution, map.firstColumn, type);
    return connection;
  }

  /// A kernel with the pools that are folded into it is one that the target takes.
  LogicalResult checkFolded(Operation *op, const Connection &connection, const AddressMap &map) {
    for (unsigned axis = 0; axis < 2; ++axis) {
      int64_t kernel = connection.kernel[axis], stride = connection.stride[axis];
      for (mesh::PoolAttr pool : llvm::reverse(map.folded)) {
        kernel = (kernel - 1) * pool.getStride()[axis] + pool.getKernel()[axis];
        stride *= pool.getStride()[axis];
      }
      if (kernel > target.getKernelMax() || stride > target.getStrideMax())
        return op->emitError() << "target " << target.getName() << " takes kernels up to " << target.getKernelMax()
                               << " and strides up to " << target.getStrideMax() << ", this "
                               << (map.folded.empty() ? "" : "with the pools before it ") << "is a kernel of " << kernel
                               << " at a stride of " << stride;
    }
    return success();
  }

  /// The weights as the port wants them: the same blob where only the shape differs, else dilation as zeros.
  /// Of a flattened frame that is part of a longer vector, the columns from `firstColumn` on.
  ElementsAttr portWeights(snn::SynapseOpInterface synapse, const snn::Convolution &convolution, int64_t firstColumn,
                           RankedTensorType type) {
    ElementsAttr weights = synapse.getSynapseWeights();
    if (weights && type.getNumElements() == weights.getNumElements()) {
      if (auto resource = dyn_cast<DenseResourceElementsAttr>(weights))
        return cast<ElementsAttr>(DenseResourceElementsAttr::get(type, resource.getRawHandle()));
      if (auto dense = dyn_cast<DenseElementsAttr>(weights))
        return dense.reshape(type);
    }
    std::vector<int64_t> from =
        weights ? *snn::readElements<int64_t>(weights) : std::vector<int64_t>(convolution.numWeights(), 1);
    int64_t columns = int64_t(from.size()) / convolution.outChannels, taken = convolution.fanIn();
    std::vector<int64_t> to(type.getNumElements(), 0);
    ArrayRef<int64_t> shape = type.getShape();
    for (int64_t out = 0; out < convolution.outChannels; ++out) {
      const int64_t *next = from.data() + out * columns + (taken < columns ? firstColumn : 0);
      for (int64_t in = 0; in < shape[1]; ++in)
        for (int64_t ky = 0; ky < convolution.kernel[0]; ++ky)
          for (int64_t kx = 0; kx < convolution.kernel[1]; ++kx)
            to[((out * shape[1] + in) * shape[2] + ky * convolution.dilation[0]) * shape[3] +
               kx * convolution.dilation[1]] = *next++;
    }
    return snn::makeElements<int64_t>(type, to, "weights");
  }

  LogicalResult lowerOutput(snn::OutputOp output) {
    for (auto [i, value] : llvm::enumerate(output.getOutputs())) {
      snn::IntegrateOp readout = readoutOf(value);
      if (!isa<snn::SpikesType>(value.getType()) && !readout)
        return output.emitError() << "target " << target.getName() << " sends spikes, result " << i
                                  << " of the network is a current; a spiking layer behind it would fit";
      FailureOr<SmallVector<AddressMap, 1>> maps = traceAddresses(value, output, target);
      if (failed(maps))
        return failure();
      SmallVector<Value> sources;
      SmallVector<Attribute> edges;
      for (const AddressMap &map : *maps) {
        if (failed(checkOutput(output, i, map, maps->front())))
          return failure();
        sources.push_back(events.lookup(map.source));
        edges.push_back(map.edge(builder.getContext()));
      }
      mesh::SinkOp::create(builder, output.getLoc(), snn::getOutputName(network, unsigned(i)),
                           builder.getDenseI64ArrayAttr(maps->front().shape), sources, builder.getArrayAttr(edges),
                           readout ? builder.getF64FloatAttr(scaleOf(readout)) : FloatAttr());
    }
    return success();
  }

  /// The readout whose potentials a result is; null where it is something else.
  static snn::IntegrateOp readoutOf(Value value) {
    while (isa_and_nonnull<snn::SpikeRoutingOpInterface>(value.getDefiningOp()) &&
           value.getDefiningOp()->getNumOperands() == 1)
      value = value.getDefiningOp()->getOperand(0);
    return value.getDefiningOp<snn::IntegrateOp>();
  }

  /// It is the same for all channels.
  static double scaleOf(snn::IntegrateOp readout) { return snn::valuesOf<double>(readout.getScaleAttr()).front(); }

  /// What no edge to the host can do.
  LogicalResult checkOutput(snn::OutputOp output, size_t i, const AddressMap &map, const AddressMap &first) {
    if (!map.folded.empty())
      return output.emitError() << "result " << i << " of the network is pooled by windows that no address shift "
                                << "expresses, and there is no kernel behind to fold them into; a layer of neurons "
                                << "behind the pool would fit";
    if (isa<BlockArgument>(map.source))
      return output.emitError() << "result " << i << " of the network is its input: no neuron lies between";
    if (map.delayed)
      return causedBy(FailureCause::Input, output.emitError())
             << "result " << i
             << " of the network is delayed, which no edge to the host is; run snn-expand-delays first";
    if (map.source.getDefiningOp<snn::IntegrateOp>() && map.shift != std::array<int64_t, 2>{0, 0})
      return output.emitError() << "result " << i << " of the network adds up potentials of a readout, but only spikes "
                                << "are pooled; the readout itself as the result would fit";
    if (map.shape != first.shape || map.firstColumn != 0)
      return output.emitError() << "result " << i << " of the network puts flattened frames of several pixels end to "
                                << "end, which no address expresses; a layer of neurons behind it would fit";
    return success();
  }

  snn::NetworkOp network;
  mesh::TargetAttr target;
  OpBuilder builder;
  mesh::ProgramOp program;
  llvm::DenseMap<Value, Value> events;
  llvm::DenseMap<Operation *, mesh::LayerOp> layers;                                ///< of the populations
  std::vector<std::pair<snn::StatefulOpInterface, mesh::PopulationOp>> populations; ///< in order of the network
};

struct ConvertSnnToMesh : public snnc::impl::ConvertSnnToMeshBase<ConvertSnnToMesh> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto target = module->getAttrOfType<mesh::TargetAttr>(snn::SnnDialect::kTargetAttr);
    if (!target) {
      causedBy(FailureCause::Input, module.emitError()) << "convert-snn-to-mesh: the module has no snn.target";
      return signalPassFailure();
    }
    for (auto network : llvm::make_early_inc_range(module.getOps<snn::NetworkOp>()))
      if (failed(Lowering(network, target).run()))
        return signalPassFailure();
  }
};
} // namespace
