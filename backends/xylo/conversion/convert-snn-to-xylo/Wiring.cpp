//===- Wiring.cpp - every neuron's synapses -------------------------------===//

#include "backends/xylo/conversion/convert-snn-to-xylo/CoreNetwork.h"
#include "backends/xylo/target/TargetDescription.h"
#include "compiler/analysis/NeuronInputs.h"
#include "compiler/analysis/SpikeBounds.h"
#include "compiler/analysis/SpikePaths.h"
#include "dialect/snn/PortNames.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::xylo;

namespace {
/// Spikes that come to an element: those of an element of an origin, some steps later, several times.
struct Contribution {
  Value origin;
  int64_t element, delay, times;
};

/// Merges of merges double what comes; weights beyond 8 bits cost their scale long before this.
constexpr int64_t mostTimes = int64_t(1) << 40;

/// Where the spikes of each element of a value come from, through layers that route them.
class Elements {
public:
  /// Nothing where a layer neither routes nor is an origin. A network may be deeper than the stack.
  std::optional<std::vector<std::vector<Contribution>>> of(Value spikes) {
    SmallVector<Value> open{spikes};
    while (!open.empty()) {
      Value next = open.back();
      if (known.contains(next)) {
        open.pop_back();
        continue;
      }
      auto layer = isOrigin(next) ? snn::SpikeRoutingOpInterface()
                                  : dyn_cast<snn::SpikeRoutingOpInterface>(next.getDefiningOp());
      if (!layer && !isOrigin(next))
        return std::nullopt;
      size_t before = open.size();
      if (layer)
        llvm::copy_if(layer->getOperands(), std::back_inserter(open),
                      [&](Value from) { return !known.contains(from); });
      if (open.size() > before)
        continue;
      known[next] = layer ? through(layer) : alone(next);
      open.pop_back();
    }
    return known[spikes];
  }

private:
  static std::vector<std::vector<Contribution>> alone(Value origin) {
    std::array<int64_t, 3> frame = snn::frameOf(origin.getType());
    std::vector<std::vector<Contribution>> elements(size_t(frame[0] * frame[1] * frame[2]));
    for (size_t i = 0; i < elements.size(); ++i)
      elements[i].push_back({origin, int64_t(i), 0, 1});
    return elements;
  }

  /// Those of a layer whose operands are known.
  std::vector<std::vector<Contribution>> through(snn::SpikeRoutingOpInterface layer) {
    std::array<int64_t, 3> frame = snn::frameOf(layer->getResult(0).getType());
    std::vector<std::vector<Contribution>> elements(size_t(frame[0] * frame[1] * frame[2]));
    for (OpOperand &operand : layer->getOpOperands())
      follow(layer.getRoute(operand.getOperandNumber()), snn::frameOf(operand.get().getType()),
             known.find(operand.get())->second, frame, elements);
    return elements;
  }

  static void add(const std::vector<Contribution> &from, int64_t steps, std::vector<Contribution> &to) {
    for (const Contribution &more : from) {
      auto same = llvm::find_if(to, [&](const Contribution &there) {
        return there.origin == more.origin && there.element == more.element && there.delay == more.delay + steps;
      });
      if (same != to.end())
        same->times = std::min(same->times + more.times, mostTimes);
      else
        to.push_back({more.origin, more.element, more.delay + steps, more.times});
    }
  }

  static void follow(const snn::SpikeRoute &route, std::array<int64_t, 3> source,
                     const std::vector<std::vector<Contribution>> &from, std::array<int64_t, 3> frame,
                     std::vector<std::vector<Contribution>> &to) {
    if (route.flattens) {
      for (size_t i = 0; i < from.size(); ++i)
        add(from[i], route.steps, to[size_t(route.firstChannel) + i]);
      return;
    }
    for (int64_t c = 0; c < source[0]; ++c)
      for (int64_t y = 0; y < frame[1]; ++y)
        for (int64_t x = 0; x < frame[2]; ++x) {
          auto &element = to[size_t(((route.firstChannel + c) * frame[1] + y) * frame[2] + x)];
          const auto &[rows, columns] = route.axes;
          for (int64_t dy = 0; dy < rows.window; ++dy)
            for (int64_t dx = 0; dx < columns.window; ++dx)
              add(from[size_t((c * source[1] + rows.first + y * rows.stride + dy) * source[2] + columns.first +
                              x * columns.stride + dx)],
                  route.steps, element);
        }
  }

  llvm::DenseMap<Value, std::vector<std::vector<Contribution>>> known;
};

class Wiring {
public:
  explicit Wiring(CoreNetwork &core) : core(core) {}

  LogicalResult run() {
    bool refused = false;
    for (BlockArgument argument : core.network.getBody().getArguments())
      refused |= failed(addInput(argument));
    for (Operation &op : core.network.getBody().front())
      if (auto neuron = dyn_cast<snn::NeuronOpInterface>(op))
        refused |= failed(addLayer(neuron));
    if (refused)
      return failure();
    for (CoreLayer &layer : core.layers)
      refused |= failed(addSynapses(layer));
    for (auto [index, value] : llvm::enumerate(core.network.getOutput().getOutputs()))
      refused |= failed(addOutput(unsigned(index), value));
    return failure(refused || failed(checkOutputs()));
  }

private:
  LogicalResult addInput(BlockArgument argument) {
    unsigned index = argument.getArgNumber();
    snn::EncoderOpInterface encoder = snn::getEncoder(core.network, index);
    Value value = encoder ? encoder.getEncoderResult() : Value(argument);
    auto spikes = dyn_cast<snn::SpikesType>(value.getType());
    if (!spikes || spikes.getIsSigned())
      return emitError(argument.getLoc())
             << "input " << index << " of the network " << (spikes ? "has negative spikes" : "is real valued")
             << ", target " << core.target.getName() << " takes spikes; an encoder in front of it that gives spikes of "
             << "one sign would fit";
    CoreInput input{snn::getInputName(core.network, index), snn::frameOf(spikes)};
    input.first = core.inputs.empty() ? 0 : end(core.inputs.back());
    input.bound = *countBoundOf(value);
    if (input.bound > kInputCountMax)
      return emitError(argument.getLoc())
             << "input '" << input.name << "' has up to " << input.bound << " spikes of a channel in a step, target "
             << core.target.getName() << " counts " << kInputCountMax << "; a smaller snn.max_count would fit";
    if (encoder)
      input.encoder = encoder.getEncoderDescription();
    inputs[value] = core.inputs.size();
    core.inputs.push_back(std::move(input));
    return success();
  }

  static int64_t end(const CoreInput &input) { return input.first + input.shape[0] * input.shape[1] * input.shape[2]; }

  LogicalResult addLayer(snn::NeuronOpInterface neuron) {
    if (!getElementTypeOrSelf(neuron.getNeuronCurrent().getType()).isInteger())
      return neuron->emitError() << "convert-snn-to-xylo: the layer is not quantised: run snn-quantize first";
    snn::NeuronParameters parameters = neuron.getNeuronParameters();
    if (parameters.isReadout || parameters.signedSpikes || parameters.reset == snn::Reset::Zero)
      return neuron->emitError() << "target " << core.target.getName()
                                 << " has neurons that fire, not below zero, and are reset by subtraction; such would "
                                    "fit";
    StringRef name = neuron.getLayerName();
    CoreLayer layer;
    layer.neuron = neuron;
    layer.name = name.empty() ? "layer" + std::to_string(core.layers.size()) : name.str();
    layer.shape = snn::frameOf(neuron.getNeuronSpikes().getType());
    layer.bias.assign(size_t(layer.shape[0]), 0);
    layers[neuron.getNeuronSpikes()] = core.layers.size();
    core.layers.push_back(std::move(layer));
    return success();
  }

  LogicalResult addSynapses(CoreLayer &layer) {
    FailureOr<SmallVector<snn::SynapseOpInterface>> synapses = synapsesOf(layer.neuron);
    if (failed(synapses))
      return failure();
    for (snn::SynapseOpInterface synapse : *synapses) {
      auto sources = elements.of(synapse.getSource());
      if (!sources)
        return refuseSource(synapse.getSource());
      layer.shift = synapse.getWeightShift();
      for (auto [sum, bias] : llvm::zip(layer.bias, snn::valuesOf<double>(synapse.getSynapseBias())))
        sum += bias;
      addWeights(layer, synapse, *sources);
    }
    return success();
  }

  LogicalResult refuseSource(Value source) {
    Operation *op = source.getDefiningOp();
    while (isa<snn::SpikeRoutingOpInterface>(op))
      op = op->getOperand(0).getDefiningOp();
    return op->emitError() << "target " << core.target.getName() << " has no " << op->getName()
                           << ": it has neurons and synapses";
  }

  /// Each tap of the synapse, as a weight between two neurons.
  void addWeights(CoreLayer &layer, snn::SynapseOpInterface synapse,
                  const std::vector<std::vector<Contribution>> &sources) {
    snn::Convolution c = synapse.getConvolution();
    std::vector<double> weights = weightsOf(synapse);
    int64_t perGroup = c.inChannels / c.groups, outPerGroup = c.outChannels / c.groups;
    for (int64_t o = 0; o < c.outChannels; ++o)
      for (int64_t oy = 0; oy < c.outHeight; ++oy)
        for (int64_t ox = 0; ox < c.outWidth; ++ox)
          for (int64_t tap = 0; tap < c.fanIn(); ++tap) {
            int64_t kx = tap % c.kernel[1], ky = tap / c.kernel[1] % c.kernel[0],
                    i = tap / c.kernel[1] / c.kernel[0] + o / outPerGroup * perGroup;
            int64_t y = oy * c.stride[0] + ky * c.dilation[0] - c.padding[0],
                    x = ox * c.stride[1] + kx * c.dilation[1] - c.padding[1];
            auto weight = int64_t(weights[size_t(o * c.fanIn() + tap)]);
            if (weight == 0 || y < 0 || y >= c.inHeight || x < 0 || x >= c.inWidth)
              continue;
            int64_t target = (o * c.outHeight + oy) * c.outWidth + ox;
            for (const Contribution &from : sources[size_t((i * c.inHeight + y) * c.inWidth + x)])
              projectionOf(layer, from, synapse.getLoc()).weights[size_t(from.element * layer.size() + target)] +=
                  from.times * weight;
          }
  }

  Projection &projectionOf(CoreLayer &layer, const Contribution &from, Location loc) {
    auto input = inputs.find(from.origin);
    bool isInput = input != inputs.end();
    size_t source = isInput ? input->second : layers.find(from.origin)->second;
    for (Projection &projection : layer.projections)
      if (projection.isInput == isInput && projection.source == source && projection.delay == from.delay)
        return projection;
    int64_t rows = isInput ? end(core.inputs[source]) - core.inputs[source].first : core.layers[source].size();
    layer.projections.push_back(
        {isInput, source, from.delay, rows, std::vector<int64_t>(size_t(rows * layer.size())), loc});
    return layer.projections.back();
  }

  LogicalResult addOutput(unsigned index, Value value) {
    CoreOutput output{snn::getOutputName(core.network, index), snn::frameOf(value.getType())};
    auto sources = isa<snn::SpikesType>(value.getType()) ? elements.of(value) : std::nullopt;
    auto refuse = [&](const Twine &why) {
      return core.network.getOutput()->emitError()
             << "output '" << output.name << "' " << why << ", but outputs of target " << core.target.getName()
             << " are the spikes of one layer each; that layer itself as the result would fit";
    };
    if (!sources)
      return refuse("is no layer's spikes");
    std::optional<size_t> layer;
    for (const std::vector<Contribution> &element : *sources) {
      if (element.size() != 1 || element[0].times != 1 || element[0].delay != 0)
        return refuse("adds up or delays spikes");
      auto found = layers.find(element[0].origin);
      if (found == layers.end() || (layer && *layer != found->second))
        return refuse(found == layers.end() ? "is an input of the network" : "is made of several layers");
      layer = found->second;
      output.elements.push_back(element[0].element);
    }
    output.layer = *layer;
    core.layers[*layer].isReadout = true;
    core.outputs.push_back(std::move(output));
    return success();
  }

  /// Output neurons take spikes of hidden neurons alone, and nothing takes theirs.
  LogicalResult checkOutputs() {
    bool refused = false;
    for (CoreLayer &layer : core.layers)
      for (const Projection &projection : layer.projections) {
        if (!projection.isInput && core.layers[projection.source].isReadout) {
          layer.neuron->emitError() << "takes spikes of '" << core.layers[projection.source].name
                                    << "', which the network returns, but nothing takes spikes of output neurons of "
                                    << "target " << core.target.getName()
                                    << "; a layer behind it as the result would fit";
          refused = true;
        }
        if (projection.isInput && layer.isReadout) {
          layer.neuron->emitError()
              << "is returned by the network and takes its input '" << core.inputs[projection.source].name
              << "', but output neurons of target " << core.target.getName()
              << " take spikes of hidden neurons alone; a layer of neurons between them would fit";
          refused = true;
        }
      }
    return failure(refused);
  }

  CoreNetwork &core;
  Elements elements;
  llvm::DenseMap<Value, size_t> inputs, layers;
};
} // namespace

bool CoreLayer::takesInput() const {
  return llvm::any_of(projections, [](const Projection &projection) { return projection.isInput; });
}

LogicalResult xylo::wire(CoreNetwork &core) { return Wiring(core).run(); }
