//===- SnnToCore.cpp - integer network to populations ---------------------===//

#include "compiler/conversion/snn-to-core/SnnToCore.h"
#include "compiler/analysis/AddressMap.h"
#include "dialect/snn/Elements.h"
#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_SNNTOCORE
namespace snnc {
#include "compiler/conversion/snn-to-core/SnnToCore.h.inc"
} // namespace snnc

namespace {
/// A connection as a port sees it: a dense convolution without dilation.
struct Connection {
  ElementsAttr weights; ///< [out][in][kernel height][kernel width]
  std::array<int64_t, 2> kernel, stride, offset;
};

class Lowering {
public:
  Lowering(snn::NetworkOp network, core::MeshAttr target)
      : network(network), target(target), builder(network.getContext()) {}

  LogicalResult run() {
    sortTopologically(&network.getBody().front());
    builder.setInsertionPoint(network);
    auto program = core::ProgramOp::create(builder, network.getLoc(), network.getSymName(), target);
    builder.setInsertionPointToStart(&program.getBody().front());
    for (BlockArgument argument : network.getBody().getArguments())
      lowerInput(argument);
    for (Operation &op : network.getBody().front()) {
      if (auto neuron = dyn_cast<snn::NeuronOpInterface>(op)) {
        if (failed(lowerLayer(neuron)))
          return failure();
      } else if (auto output = dyn_cast<snn::OutputOp>(op)) {
        if (failed(lowerOutput(output)))
          return failure();
      }
    }
    network.erase();
    return success();
  }

private:
  void lowerInput(BlockArgument argument) {
    unsigned index = argument.getArgNumber();
    auto name = network.getArgAttrOfType<StringAttr>(index, "snn.name");
    std::string fallback = index ? "input" + std::to_string(index) : "input";
    auto source = core::SourceOp::create(builder, argument.getLoc(), eventsOf(argument.getType()),
                                         name ? name.getValue() : StringRef(fallback), network.getMaxCount(index));
    events[argument] = source.getEvents();
  }

  core::EventsType eventsOf(Type spikes) { return core::EventsType::get(builder.getContext(), frameOf(spikes)); }

  LogicalResult lowerLayer(snn::NeuronOpInterface neuron) {
    auto synapse = neuron.getNeuronCurrent().getDefiningOp<snn::SynapseOpInterface>();
    snn::NeuronParameters parameters = neuron.getNeuronParameters();
    if (!synapse || !parameters.maxCount || !parameters.upper || !parameters.lowerBound)
      return neuron->emitError() << "convert-snn-to-core: the layer is not quantised and proved: run snn-quantize and "
                                    "snn-prove-bounds first";
    FailureOr<AddressMap> map = traceAddresses(synapse.getSource(), target);
    if (failed(map))
      return failure();
    FailureOr<Connection> connection = connectionOf(synapse, *map);
    if (failed(connection))
      return failure();
    if (parameters.compare == snn::Compare::Greater && !parameters.firesOnce())
      return neuron->emitError() << "target " << target.getName()
                                 << " cannot fire several spikes a step above the "
                                    "threshold only; firing at the threshold (ge), or one spike a step, it can";
    std::string name =
        neuron.getLayerName().empty() ? "layer" + std::to_string(layerCount) : neuron.getLayerName().str();
    ++layerCount;
    auto shape = frameOf(neuron.getNeuronSpikes().getType());
    auto layer =
        core::LayerOp::create(builder, neuron->getLoc(), name, shape, parameters.firesOnce() ? 1 : *parameters.maxCount,
                              *parameters.upper, parameters.reset == snn::Reset::Zero);
    core::PopulationOp population = createPopulation(neuron, synapse, parameters, layer);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&population.getBody().front());
    core::PortOp::create(
        builder, synapse->getLoc(), ValueRange{events.lookup(map->source)},
        builder.getArrayAttr({map->edge(builder.getContext())}), builder.getDenseI64ArrayAttr(connection->kernel),
        builder.getDenseI64ArrayAttr(connection->stride), builder.getDenseI64ArrayAttr(connection->offset),
        connection->weights, builder.getI64IntegerAttr(0), poolsOf(*map), IntegerAttr(), IntegerAttr());
    return success();
  }

  core::PopulationOp createPopulation(snn::NeuronOpInterface neuron, snn::SynapseOpInterface synapse,
                                      const snn::NeuronParameters &parameters, core::LayerOp layer) {
    auto read = [](ElementsAttr attribute) {
      return attribute ? *snn::readElements<int64_t>(attribute) : std::vector<int64_t>();
    };
    std::vector<int64_t> threshold = read(parameters.threshold), lower = read(parameters.lowerBound),
                         bias = read(synapse.getSynapseBias()), subtract = read(parameters.subtract);
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
    OperationState state(neuron->getLoc(), core::PopulationOp::getOperationName());
    auto optional = [&](const std::vector<int64_t> &values) {
      return values.empty() ? DenseI64ArrayAttr() : builder.getDenseI64ArrayAttr(values);
    };
    core::PopulationOp::build(builder, state, eventsOf(neuron.getNeuronSpikes().getType()),
                              FlatSymbolRefAttr::get(layer.getSymNameAttr()), builder.getDenseI64ArrayAttr({0, 0, 0}),
                              builder.getDenseI64ArrayAttr(threshold), optional(lower), optional(bias),
                              optional(subtract), IntegerAttr(), DenseI64ArrayAttr(), IntegerAttr(), IntegerAttr(),
                              IntegerAttr(), IntegerAttr(), IntegerAttr());
    auto population = cast<core::PopulationOp>(builder.create(state));
    population.getBody().emplaceBlock();
    events[neuron.getNeuronSpikes()] = population.getEvents();
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
    int64_t channels = convolution.inChannels;
    Connection connection{nullptr,
                          {(convolution.kernel[0] - 1) * convolution.dilation[0] + 1,
                           (convolution.kernel[1] - 1) * convolution.dilation[1] + 1},
                          convolution.stride,
                          {convolution.padding[0], convolution.padding[1]}};
    for (unsigned axis = 0; axis < 2; ++axis) {
      int64_t kernel = connection.kernel[axis], stride = connection.stride[axis];
      for (core::PoolAttr pool : llvm::reverse(map.folded)) {
        kernel = (kernel - 1) * pool.getStride()[axis] + pool.getKernel()[axis];
        stride *= pool.getStride()[axis];
      }
      if (kernel > target.getKernelMax() || stride > target.getStrideMax())
        return synapse->emitError() << "target " << target.getName() << " takes kernels up to " << target.getKernelMax()
                                    << " and strides up to " << target.getStrideMax() << ", this "
                                    << (map.folded.empty() ? "" : "with the pools before it ") << "is a kernel of "
                                    << kernel << " at a stride of " << stride;
    }
    auto type = RankedTensorType::get({convolution.outChannels, channels, connection.kernel[0], connection.kernel[1]},
                                      builder.getI8Type());
    connection.weights = weightsOf(synapse, convolution, type);
    return connection;
  }

  /// The weights as the port wants them: the same blob where only the shape differs, else groups and dilation as zeros.
  ElementsAttr weightsOf(snn::SynapseOpInterface synapse, const snn::Convolution &convolution, RankedTensorType type) {
    ElementsAttr weights = synapse.getSynapseWeights();
    if (weights && convolution.groups == 1 && type.getNumElements() == weights.getNumElements()) {
      if (auto resource = dyn_cast<DenseResourceElementsAttr>(weights))
        return cast<ElementsAttr>(DenseResourceElementsAttr::get(type, resource.getRawHandle()));
      if (auto dense = dyn_cast<DenseElementsAttr>(weights))
        return dense.reshape(type);
    }
    std::vector<int64_t> from =
        weights ? *snn::readElements<int64_t>(weights) : std::vector<int64_t>(convolution.numWeights(), 1);
    std::vector<int64_t> to(type.getNumElements(), 0);
    ArrayRef<int64_t> shape = type.getShape();
    int64_t inGroup = convolution.inChannels / convolution.groups,
            outGroup = convolution.outChannels / convolution.groups;
    size_t next = 0;
    for (int64_t out = 0; out < convolution.outChannels; ++out)
      for (int64_t in = 0; in < inGroup; ++in)
        for (int64_t ky = 0; ky < convolution.kernel[0]; ++ky)
          for (int64_t kx = 0; kx < convolution.kernel[1]; ++kx) {
            int64_t channel = out / outGroup * inGroup + in;
            to[((out * shape[1] + channel) * shape[2] + ky * convolution.dilation[0]) * shape[3] +
               kx * convolution.dilation[1]] = from[next++];
          }
    return snn::makeElements<int64_t>(type, to, "weights");
  }

  LogicalResult lowerOutput(snn::OutputOp output) {
    for (auto [i, value] : llvm::enumerate(output.getOutputs())) {
      if (!isa<snn::SpikesType>(value.getType()))
        return output.emitError() << "target " << target.getName() << " sends spikes, result " << i
                                  << " of the network is a current; a spiking layer behind it would fit";
      FailureOr<AddressMap> map = traceAddresses(value, target);
      if (failed(map))
        return failure();
      if (!map->folded.empty())
        return output.emitError() << "result " << i << " of the network is pooled by windows that no address shift "
                                  << "expresses, and there is no kernel behind to fold them into; a layer of neurons "
                                  << "behind the pool would fit";
      if (isa<BlockArgument>(map->source))
        return output.emitError() << "result " << i << " of the network is its input: no neuron lies between";
      std::string name = i ? "output" + std::to_string(i) : "output";
      core::SinkOp::create(builder, output.getLoc(), name, builder.getDenseI64ArrayAttr(map->shape),
                           ValueRange{events.lookup(map->source)},
                           builder.getArrayAttr({map->edge(builder.getContext())}));
    }
    return success();
  }

  snn::NetworkOp network;
  core::MeshAttr target;
  OpBuilder builder;
  llvm::DenseMap<Value, Value> events;
  unsigned layerCount = 0;
};

struct SnnToCore : public snnc::impl::SnnToCoreBase<SnnToCore> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto target = module->getAttrOfType<core::MeshAttr>("snnc.target");
    if (!target) {
      module.emitError() << "convert-snn-to-core: the module has no snnc.target";
      return signalPassFailure();
    }
    for (auto network : llvm::make_early_inc_range(module.getOps<snn::NetworkOp>()))
      if (failed(Lowering(network, target).run()))
        return signalPassFailure();
  }
};
} // namespace
