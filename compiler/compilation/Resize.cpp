//===- Resize.cpp - a network with a smaller layer ------------------------===//

#include "compiler/compilation/Resize.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace snnc;

/// The first values along each axis, as many as `shape` says; null where it has more than there are.
static ElementsAttr cut(ElementsAttr attr, ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(attr.getShapedType());
  if (type.getShape() == shape)
    return attr;
  std::optional<std::vector<double>> values = snn::readElements<double>(attr);
  if (!values || type.getRank() != int64_t(shape.size()))
    return {};
  for (auto [before, after] : llvm::zip_equal(type.getShape(), shape))
    if (after > before)
      return {};
  RankedTensorType smaller = RankedTensorType::get(shape, type.getElementType());
  std::vector<double> kept;
  kept.reserve(size_t(smaller.getNumElements()));
  SmallVector<int64_t> index(shape.size(), 0);
  for (int64_t i = 0; i < smaller.getNumElements(); ++i) {
    int64_t place = 0;
    for (size_t axis = 0; axis < shape.size(); ++axis)
      place = place * type.getDimSize(unsigned(axis)) + index[axis];
    kept.push_back((*values)[size_t(place)]);
    for (size_t axis = shape.size(); axis-- > 0 && ++index[axis] == shape[axis];)
      index[axis] = 0;
  }
  return snn::makeElements<double>(smaller, kept, "cut");
}

static ArrayRef<int64_t> shapeOf(Value value) {
  if (auto spikes = dyn_cast<snn::SpikesType>(value.getType()))
    return spikes.getShape();
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// Cuts the weights of a synapse to its source. Depthwise ones keep a group for each channel.
static LogicalResult followSource(snn::SynapseOpInterface synapse) {
  ElementsAttr weights = synapse.getSynapseWeights();
  int64_t channels = shapeOf(synapse.getSource())[0];
  if (auto conv = dyn_cast<snn::Conv2dOp>(synapse.getOperation())) {
    SmallVector<int64_t> shape(weights.getShapedType().getShape());
    if (conv.getGroups() != 1 && shape[1] * int64_t(conv.getGroups()) != channels)
      return failure();
    shape[1] = channels / int64_t(conv.getGroups());
    weights = cut(weights, shape);
    if (weights)
      conv.setWeightsAttr(weights);
    return success(bool(weights));
  }
  if (auto linear = dyn_cast<snn::LinearOp>(synapse.getOperation())) {
    weights = cut(weights, {weights.getShapedType().getDimSize(0), channels});
    if (weights)
      linear.setWeightsAttr(weights);
    return success(bool(weights));
  }
  return success();
}

/// Cuts what an operation holds for each channel of what comes in.
static LogicalResult followParameters(Operation &op) {
  bool hasOwnChannels = isa<snn::Conv2dOp, snn::LinearOp>(op);
  for (NamedAttribute named : SmallVector<NamedAttribute>(op.getAttrDictionary().getValue())) {
    auto elements = dyn_cast<ElementsAttr>(named.getValue());
    if (!elements || hasOwnChannels)
      continue;
    ArrayRef<int64_t> shape = shapeOf(op.getOperand(0));
    size_t rank = size_t(elements.getShapedType().getRank());
    if (rank > shape.size())
      return failure();
    ElementsAttr smaller = cut(elements, shape.take_front(rank));
    if (!smaller)
      return failure();
    op.setAttr(named.getName(), smaller);
  }
  return success();
}

/// Gives each operation the types that follow from its operands, in the order of the block.
static LogicalResult follow(snn::NetworkOp network) {
  for (Operation &op : network.getBody().front()) {
    auto infers = dyn_cast<InferTypeOpInterface>(op);
    if (!infers)
      continue;
    if (auto synapse = dyn_cast<snn::SynapseOpInterface>(op); synapse && failed(followSource(synapse)))
      return failure();
    if (failed(followParameters(op)))
      return failure();
    SmallVector<Type> types;
    if (failed(infers.inferReturnTypes(op.getContext(), op.getLoc(), op.getOperands(), op.getAttrDictionary(),
                                       op.getPropertiesStorage(), op.getRegions(), types)))
      return failure();
    for (auto [result, type] : llvm::zip_equal(op.getResults(), types))
      result.setType(type);
  }
  return success();
}

snn::SynapseOpInterface snnc::findResizable(ModuleOp module, StringRef layer) {
  for (auto network : module.getOps<snn::NetworkOp>())
    for (auto neuron : network.getBody().getOps<snn::NeuronOpInterface>()) {
      if (neuron.getLayerName() != layer)
        continue;
      auto synapse = neuron.getNeuronCurrent().getDefiningOp<snn::SynapseOpInterface>();
      if (!synapse || !isa<snn::Conv2dOp, snn::LinearOp>(synapse.getOperation()) ||
          synapse.getConvolution().groups != 1)
        return {};
      return synapse;
    }
  return {};
}

std::vector<std::string> snnc::layersBefore(ModuleOp module, StringRef layer) {
  llvm::SetVector<Value> open;
  for (auto network : module.getOps<snn::NetworkOp>())
    for (auto neuron : network.getBody().getOps<snn::NeuronOpInterface>())
      if (neuron.getLayerName() == layer)
        open.insert(neuron.getNeuronCurrent());
  std::vector<std::string> names;
  for (size_t i = 0; i < open.size(); ++i) {
    Operation *op = open[i].getDefiningOp();
    if (auto neuron = dyn_cast_or_null<snn::NeuronOpInterface>(op))
      names.push_back(neuron.getLayerName().str());
    else if (op)
      open.insert(op->operand_begin(), op->operand_end());
  }
  return names;
}

/// Changes the synapse of a layer in a copy, and lets all behind it follow.
static OwningOpRef<ModuleOp> withChange(ModuleOp module, StringRef layer,
                                        function_ref<LogicalResult(snn::SynapseOpInterface)> change) {
  // What cannot follow is no remedy, and no error.
  ScopedDiagnosticHandler silence(module.getContext(), [](Diagnostic &) { return success(); });
  OwningOpRef<ModuleOp> copy = module.clone();
  snn::SynapseOpInterface synapse = findResizable(*copy, layer);
  if (!synapse || failed(change(synapse)) || failed(follow(synapse->getParentOfType<snn::NetworkOp>())) ||
      failed(verify(*copy)))
    return {};
  return copy;
}

OwningOpRef<ModuleOp> snnc::withChannels(ModuleOp module, StringRef layer, int64_t channels) {
  return withChange(module, layer, [&](snn::SynapseOpInterface synapse) {
    SmallVector<int64_t> shape(synapse.getSynapseWeights().getShapedType().getShape());
    shape[0] = channels;
    ElementsAttr weights = cut(synapse.getSynapseWeights(), shape), bias = synapse.getSynapseBias();
    if (bias)
      bias = cut(bias, {channels});
    if (!weights || (synapse.getSynapseBias() && !bias))
      return failure();
    synapse->setAttr("weights", weights);
    if (bias)
      synapse->setAttr("bias", bias);
    return success();
  });
}

OwningOpRef<ModuleOp> snnc::withStride(ModuleOp module, StringRef layer, int64_t stride) {
  return withChange(module, layer, [&](snn::SynapseOpInterface synapse) {
    auto conv = dyn_cast<snn::Conv2dOp>(synapse.getOperation());
    if (!conv)
      return failure();
    conv.setStride({stride, stride});
    return success();
  });
}
