//===- Cone.cpp - what a neuron depends on, cut out -----------------------===//

#include "compiler/reduction/Cone.h"
#include "compiler/analysis/SpikeBounds.h"
#include "compiler/reduction/Reduction.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/PortNames.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace snnc;

static snn::StatefulOpInterface findLayer(snn::NetworkOp network, StringRef name) {
  for (Operation &op : network.getBody().front())
    if (auto layer = dyn_cast<snn::StatefulOpInterface>(op); layer && layer.getLayerName() == name)
      return layer;
  return {};
}

//===----------------------------------------------------------------------===//
// One neuron
//===----------------------------------------------------------------------===//

/// The numbers of an attribute at some places, as one of another shape.
static ElementsAttr pick(ElementsAttr attr, ArrayRef<int64_t> places, ArrayRef<int64_t> shape, StringRef name) {
  if (!attr)
    return {};
  Type element = attr.getShapedType().getElementType();
  auto type = RankedTensorType::get(shape, element);
  auto pickAs = [&](auto zero) -> ElementsAttr {
    using Number = decltype(zero);
    std::vector<Number> all = snn::valuesOf<Number>(attr), picked;
    for (int64_t place : places)
      picked.push_back(all[size_t(place)]);
    return snn::makeElements<Number>(type, picked, name);
  };
  return isa<FloatType>(element) ? pickAs(double(0)) : pickAs(int64_t(0));
}

/// The taps of a kernel along an axis that lie in the frame, for one place of the result.
struct Taps {
  int64_t first = 0, count = 0; ///< of the kernel
  int64_t begin = 0, end = 0;   ///< of the frame

  Taps(const snn::Convolution &convolution, unsigned axis, int64_t place) {
    int64_t extent = axis ? convolution.inWidth : convolution.inHeight;
    for (int64_t tap = 0; tap < convolution.kernel[axis]; ++tap) {
      int64_t at = place * convolution.stride[axis] + tap * convolution.dilation[axis] - convolution.padding[axis];
      if (at < 0 || at >= extent)
        continue;
      if (count++ == 0) {
        first = tap;
        begin = at;
      }
      end = at + 1;
    }
  }
};

/// The current of one neuron of a synapse, from the window that it sees. Null where it cannot be written so.
static Value cutSynapse(snn::SynapseOpInterface synapse, std::array<uint32_t, 3> neuron, OpBuilder &builder) {
  Location loc = synapse->getLoc();
  Value source = synapse.getSource();
  Type element = cast<RankedTensorType>(synapse.getCurrent().getType()).getElementType();
  ElementsAttr weights = synapse.getSynapseWeights(), bias = pick(synapse.getSynapseBias(), {neuron[0]}, {1}, "bias");
  snn::Convolution conv = synapse.getConvolution();
  if (auto linear = dyn_cast<snn::LinearOp>(synapse.getOperation())) {
    SmallVector<int64_t> places;
    for (int64_t i = 0; i < conv.fanIn(); ++i)
      places.push_back(neuron[0] * conv.fanIn() + i);
    return snn::LinearOp::create(builder, loc, RankedTensorType::get({1}, element), source,
                                 pick(weights, places, {1, conv.fanIn()}, "weights"), bias, linear.getShift());
  }
  auto conv2d = dyn_cast<snn::Conv2dOp>(synapse.getOperation());
  auto frame = dyn_cast<snn::SpikesType>(source.getType());
  if (!conv2d || !frame || frame.getRank() != 3 || conv.groups != 1)
    return {};
  Taps rows(conv, 0, neuron[1]), columns(conv, 1, neuron[2]);
  if (rows.count == 0 || columns.count == 0)
    return {};
  SmallVector<int64_t> places;
  for (int64_t channel = 0; channel < conv.inChannels; ++channel)
    for (int64_t row = 0; row < rows.count; ++row)
      for (int64_t column = 0; column < columns.count; ++column)
        places.push_back(((neuron[0] * conv.inChannels + channel) * conv.kernel[0] + rows.first + row) *
                             conv.kernel[1] +
                         columns.first + column);
  std::array<int64_t, 4> cropping{rows.begin, columns.begin, conv.inHeight - rows.end, conv.inWidth - columns.end};
  Value window = source;
  if (llvm::any_of(cropping, [](int64_t extent) { return extent > 0; }))
    window = snn::Crop2dOp::create(
        builder, loc, frame.cloneWithShape({conv.inChannels, rows.end - rows.begin, columns.end - columns.begin}),
        source, builder.getDenseI64ArrayAttr(cropping));
  return snn::Conv2dOp::create(builder, loc, RankedTensorType::get({1, 1, 1}, element), window,
                               pick(weights, places, {1, conv.inChannels, rows.count, columns.count}, "weights"), bias,
                               builder.getDenseI64ArrayAttr({1, 1}), builder.getDenseI64ArrayAttr({0, 0, 0, 0}),
                               builder.getDenseI64ArrayAttr(conv.dilation), builder.getI64IntegerAttr(1),
                               builder.getI64IntegerAttr(conv2d.getShift()));
}

/// Puts one neuron in the place of its layer. Null where it cannot be written so.
static Operation *cutNeuron(snn::StatefulOpInterface layer, std::array<uint32_t, 3> at) {
  auto neuron = dyn_cast<snn::NeuronOpInterface>(layer.getOperation());
  auto synapse = neuron ? neuron.getNeuronCurrent().getDefiningOp<snn::SynapseOpInterface>() : nullptr;
  if (!synapse)
    return nullptr;
  OpBuilder builder(layer);
  Value current = cutSynapse(synapse, at, builder);
  if (!current)
    return nullptr;
  snn::NeuronParameters parameters = neuron.getNeuronParameters();
  for (ElementsAttr *each : {&parameters.threshold, &parameters.lowerBound, &parameters.subtract, &parameters.scale,
                             &parameters.decay, &parameters.currentDecay})
    *each = pick(*each, {at[0]}, {1}, "parameter");
  snn::NeuronOpInterface one = neuron.cloneNeuron(builder, current, parameters);
  ArrayRef<int64_t> shape = cast<RankedTensorType>(current.getType()).getShape();
  auto spikes = dyn_cast<snn::SpikesType>(one.getNeuronSpikes().getType());
  one.getNeuronSpikes().setType(spikes ? Type(spikes.cloneWithShape(shape)) : current.getType());
  return one;
}

//===----------------------------------------------------------------------===//
// The cone
//===----------------------------------------------------------------------===//

/// The values that a layer gets from other layers, on ways without state.
static llvm::SetVector<Operation *> layersBefore(Operation *layer) {
  llvm::SetVector<Operation *> open, found;
  open.insert(layer);
  for (size_t i = 0; i < open.size(); ++i)
    for (Value operand : open[i]->getOperands())
      if (Operation *source = operand.getDefiningOp())
        (isa<snn::StatefulOpInterface>(source) && source != layer ? found : open).insert(source);
  return found;
}

std::optional<Cone> snnc::cutCone(ModuleOp whole, StringRef name, std::array<uint32_t, 3> at, ConeExtent extent) {
  Cone cone{whole.clone(), {}, at};
  auto networks = cone.module->getOps<snn::NetworkOp>();
  if (networks.empty())
    return std::nullopt;
  snn::NetworkOp network = *networks.begin();
  snn::StatefulOpInterface layer = findLayer(network, name);
  if (!layer || layer->getNumResults() != 1)
    return std::nullopt;
  Operation *result = layer;
  if (extent == ConeExtent::Neuron) {
    // A layer that hears itself is more than a neuron.
    llvm::SetVector<Operation *> before = layersBefore(layer);
    bool hearsItself = llvm::any_of(layer->getUsers(), [&](Operation *user) { return isa<snn::DelayOp>(user); });
    if (hearsItself || !(result = cutNeuron(layer, at)))
      return std::nullopt;
    cone.neuron = {0, 0, 0};
  }
  llvm::StringMap<Cone::Input> origins;
  auto cut = [&](Value value, StringRef input, const Cone::Input &origin) {
    std::optional<int64_t> bound = countBoundOf(value);
    if (!bound)
      return false;
    Value made = replaceByInput(network, value, input, *bound);
    origins[snn::getInputName(network, cast<BlockArgument>(made).getArgNumber())] = origin;
    return true;
  };
  for (unsigned i = 0, count = network.getNumArguments(); i < count; ++i) {
    Cone::Input origin{"", "", i};
    if (snn::EncoderOpInterface encoder = snn::getEncoder(network, i)) {
      if (!cut(encoder.getEncoderResult(), snn::getInputName(network, i), origin))
        return std::nullopt;
    } else {
      origins[snn::getInputName(network, i)] = origin;
    }
  }
  if (extent != ConeExtent::Whole)
    for (Operation *before : layersBefore(result)) {
      StringRef layerName = cast<snn::StatefulOpInterface>(before).getLayerName();
      if (!cut(before->getResult(0), layerName, {"", layerName.str()}))
        return std::nullopt;
    }
  setOutputs(network, result->getResult(0));
  removeUnused(network);
  for (unsigned i = 0; i < network.getNumArguments(); ++i) {
    std::string input = snn::getInputName(network, i);
    auto origin = origins.find(input);
    if (origin == origins.end())
      return std::nullopt;
    // Names by place would change where inputs in front are gone.
    network.setArgAttr(i, snn::SnnDialect::kNameAttr, StringAttr::get(network.getContext(), input));
    cone.inputs.push_back(origin->second);
    cone.inputs.back().name = input;
  }
  ScopedDiagnosticHandler silent(whole.getContext(), [](Diagnostic &) { return success(); });
  if (failed(verify(*cone.module)))
    return std::nullopt;
  return cone;
}
