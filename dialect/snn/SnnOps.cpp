//===- SnnOps.cpp - the operations of a spiking network -------------------===//
//
// The network and its terminator, and the answers to the interfaces. Constraints of the layers are in the files
// Snn*Constraints.cpp, folds in SnnFolds.cpp.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/SnnOps.h"
#include "dialect/snn/PortNames.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/FunctionImplementation.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace snnc::snn;

#include "dialect/snn/SnnInterfaces.cpp.inc"

//===----------------------------------------------------------------------===//
// Network
//===----------------------------------------------------------------------===//

void NetworkOp::build(OpBuilder &builder, OperationState &state, StringRef name, FunctionType type) {
  state.addAttribute(SymbolTable::getSymbolAttrName(), builder.getStringAttr(name));
  state.addAttribute(getFunctionTypeAttrName(state.name), TypeAttr::get(type));
  Block &body = state.addRegion()->emplaceBlock();
  for (Type input : type.getInputs())
    body.addArgument(input, state.location);
}

ParseResult NetworkOp::parse(OpAsmParser &parser, OperationState &result) {
  auto buildType = [](Builder &builder, ArrayRef<Type> arguments, ArrayRef<Type> results,
                      function_interface_impl::VariadicFlag,
                      std::string &) { return builder.getFunctionType(arguments, results); };
  return function_interface_impl::parseFunctionOp(parser, result, /*allowVariadic=*/false,
                                                  getFunctionTypeAttrName(result.name), buildType,
                                                  getArgAttrsAttrName(result.name), getResAttrsAttrName(result.name));
}

void NetworkOp::print(OpAsmPrinter &printer) {
  function_interface_impl::printFunctionOp(printer, *this, /*isVariadic=*/false, getFunctionTypeAttrName(),
                                           getArgAttrsAttrName(), getResAttrsAttrName());
}

RegionKind NetworkOp::getRegionKind(unsigned) { return RegionKind::Graph; }

StringRef NetworkOp::getDefaultDialect() { return ""; }

std::string snnc::snn::getInputName(NetworkOp network, unsigned index) {
  if (auto name = network.getArgAttrOfType<StringAttr>(index, SnnDialect::kNameAttr))
    return name.str();
  return index ? "input" + std::to_string(index) : "input";
}

std::string snnc::snn::getOutputName(NetworkOp network, unsigned index) {
  auto name = network.getResultAttrOfType<StringAttr>(index, SnnDialect::kNameAttr);
  if (name && network.getResultTypes().size() > 1)
    return name.str();
  return index ? "output" + std::to_string(index) : "output";
}

OutputOp NetworkOp::getOutput() { return cast<OutputOp>(getBody().front().getTerminator()); }

int64_t NetworkOp::getMaxCount(unsigned index) {
  auto count = getArgAttrOfType<IntegerAttr>(index, SnnDialect::kMaxCountAttr);
  return count ? count.getInt() : SnnDialect::kDefaultMaxCount;
}

std::optional<int64_t> NetworkOp::getMaxTotal(unsigned index) {
  auto total = getArgAttrOfType<IntegerAttr>(index, SnnDialect::kMaxTotalAttr);
  return total ? std::optional(total.getInt()) : std::nullopt;
}

static std::optional<int64_t> getInteger(Operation *op, StringRef name) {
  auto value = op->getAttrOfType<IntegerAttr>(name);
  return value ? std::optional(value.getInt()) : std::nullopt;
}

std::optional<int64_t> NetworkOp::getStepUs() { return getInteger(*this, SnnDialect::kStepUsAttr); }

std::optional<int64_t> NetworkOp::getDtUs() { return getInteger(*this, SnnDialect::kDtUsAttr); }

std::optional<int64_t> NetworkOp::getSteps() { return getInteger(*this, SnnDialect::kStepsAttr); }

LogicalResult NetworkOp::verify() {
  auto isValue = [](Type type) {
    if (auto tensor = dyn_cast<RankedTensorType>(type)) {
      Type element = tensor.getElementType();
      return tensor.hasStaticShape() &&
             (element.isF32() || element.isSignlessInteger(16) || element.isSignlessInteger(32));
    }
    return isa<SpikesType>(type);
  };
  for (Type type : llvm::concat<const Type>(getArgumentTypes(), getResultTypes()))
    if (!isValue(type))
      return emitOpError() << "(C1) arguments and results must be spikes or tensors of f32, i16 or i32, got " << type;
  return success();
}

/// What a diagnostic calls an operation: its layer's name, or the name that the network's file gives it.
static std::string nameOf(Operation *op) {
  std::string text = op->getName().getStringRef().str();
  auto layer = dyn_cast<StatefulOpInterface>(op);
  if (layer && !layer.getLayerName().empty())
    return text + " '" + layer.getLayerName().str() + "'";
  if (auto named = dyn_cast<NameLoc>(op->getLoc()))
    return text + " '" + named.getName().str() + "'";
  return text;
}

/// Looks for a way from `start` back to an operation that is still being looked at, not through operations that
/// `isOpen` lets a cycle pass. Returns the cycle in the direction of the data, or nothing. Keeps its own stack, for a
/// network may be deeper than the machine's.
static SmallVector<Operation *> findCycle(Operation *start, function_ref<bool(Operation *)> isOpen,
                                          SmallPtrSetImpl<Operation *> &done) {
  SmallPtrSet<Operation *, 16> open;
  SmallVector<std::pair<Operation *, unsigned>> way; // with the next operand to follow
  SmallVector<Operation *> cycle;
  auto enter = [&](Operation *op) {
    if (!op || done.contains(op) || isOpen(op))
      return true;
    if (open.insert(op).second) {
      way.push_back({op, 0});
      return true;
    }
    do
      cycle.push_back(way.pop_back_val().first);
    while (cycle.back() != op);
    return false;
  };
  enter(start);
  while (!way.empty()) {
    auto &[op, next] = way.back();
    if (next < op->getNumOperands()) {
      if (!enter(op->getOperand(next++).getDefiningOp()))
        return cycle;
      continue;
    }
    open.erase(op);
    done.insert(op);
    way.pop_back();
  }
  return cycle;
}

/// (C2) and (C4).
static LogicalResult verifyCycles(Block &body) {
  auto check = [&](function_ref<bool(Operation *)> isOpen, StringRef what, StringRef remedy) -> LogicalResult {
    SmallPtrSet<Operation *, 16> done;
    for (Operation &op : body) {
      SmallVector<Operation *> cycle = findCycle(&op, isOpen, done);
      if (cycle.empty())
        continue;
      InFlightDiagnostic diagnostic = cycle.back()->emitOpError() << what << ": ";
      for (Operation *step : cycle)
        diagnostic << nameOf(step) << " -> ";
      return diagnostic << nameOf(cycle.front()) << remedy;
    }
    return success();
  };
  return failure(
      failed(check([](Operation *op) { return isa<DelayOp>(op); }, "(C2) the value depends on itself within one step",
                   "; a snn.delay on the way would make the cycle legal")) ||
      failed(check(
          [](Operation *op) {
            auto layer = dyn_cast<StatefulOpInterface>(op);
            return layer && !layer.getCountSource();
          },
          "(C4) the value adds to itself from step to step without a bound",
          "; neurons on the way would make the cycle legal")));
}

DictionaryAttr Img2SpikeOp::getEncoderDescription() {
  Builder builder(getContext());
  return builder.getDictionaryAttr({
      builder.getNamedAttr("type", builder.getStringAttr("Img2SpikeLayer")),
      builder.getNamedAttr("image_shape", builder.getDenseI64ArrayAttr(getShape(getSource().getType()))),
      builder.getNamedAttr("tw", getTwAttr()),
      builder.getNamedAttr("max_rate", getMaxRateAttr()),
      builder.getNamedAttr("norm", getNormAttr()),
      builder.getNamedAttr("negative_spikes", builder.getBoolAttr(getNegativeSpikes())),
  });
}

DictionaryAttr Sig2SpikeOp::getEncoderDescription() {
  Builder builder(getContext());
  return builder.getDictionaryAttr({
      builder.getNamedAttr("type", builder.getStringAttr("Sig2SpikeLayer")),
      builder.getNamedAttr("channels_in", builder.getI64IntegerAttr(getNumElements(getSource().getType()))),
      builder.getNamedAttr("tw", getTwAttr()),
      builder.getNamedAttr("norm_level", getNormLevelAttr()),
      builder.getNamedAttr("spk_out", builder.getBoolAttr(getSpkOut())),
  });
}

EncoderOpInterface snnc::snn::getEncoder(NetworkOp network, unsigned index) {
  for (Operation *user : network.getArgument(index).getUsers())
    if (auto encoder = dyn_cast<EncoderOpInterface>(user))
      return encoder;
  return {};
}

FailureOr<SmallVector<int64_t>> snnc::snn::getOutputShape(Operation *layer, ArrayRef<ArrayRef<int64_t>> sources) {
  auto infers = dyn_cast<InferTypeOpInterface>(layer);
  if (!infers || sources.size() != layer->getNumOperands())
    return layer->emitOpError() << "takes " << layer->getNumOperands() << " sources, got shapes of " << sources.size();
  // Values of these shapes, which only the inference sees.
  SmallVector<Type> types;
  for (auto [operand, shape] : llvm::zip_equal(layer->getOperands(), sources))
    types.push_back(cloneWithShape(operand.getType(), shape));
  OpBuilder builder(layer->getContext());
  OwningOpRef<UnrealizedConversionCastOp> values =
      UnrealizedConversionCastOp::create(builder, layer->getLoc(), types, ValueRange());
  SmallVector<Type> results;
  if (failed(infers.inferReturnTypes(layer->getContext(), layer->getLoc(), values->getResults(),
                                     layer->getDiscardableAttrDictionary(), layer->getPropertiesStorage(),
                                     layer->getRegions(), results)))
    return failure();
  return SmallVector<int64_t>(getShape(results.front()));
}

bool snnc::snn::isDelayed(Value value, Operation *) { return value.getDefiningOp<DelayOp>() != nullptr; }

/// Data and records know inputs and outputs by their names.
static LogicalResult verifyPortNames(NetworkOp network) {
  auto areUnique = [&](unsigned count, StringRef what, auto nameOf) -> LogicalResult {
    llvm::StringSet<> names;
    for (unsigned i = 0; i < count; ++i)
      if (std::string name = nameOf(i); !names.insert(name).second)
        return network.emitOpError() << "(C5) two " << what << " have the name '" << name << "'";
    return success();
  };
  if (failed(
          areUnique(network.getArgumentTypes().size(), "inputs", [&](unsigned i) { return getInputName(network, i); })))
    return failure();
  return areUnique(network.getResultTypes().size(), "outputs", [&](unsigned i) { return getOutputName(network, i); });
}

LogicalResult NetworkOp::verifyRegions() {
  llvm::StringMap<Operation *> layers;
  if (failed(verifyPortNames(*this)))
    return failure();
  if (!isa<OutputOp>(getBody().front().back()))
    return emitOpError() << "must end in snn.output";
  if (failed(verifyCycles(getBody().front())))
    return failure();
  for (Operation &op : getBody().front()) {
    auto layer = dyn_cast<StatefulOpInterface>(op);
    if (!layer || layer.getLayerName().empty())
      continue;
    auto [it, isNew] = layers.try_emplace(layer.getLayerName(), &op);
    if (!isNew) {
      InFlightDiagnostic diagnostic = op.emitOpError() << "(C3) the layer name '" << it->first() << "' is taken";
      diagnostic.attachNote(it->second->getLoc()) << "by this layer";
      return diagnostic;
    }
  }
  return success();
}

LogicalResult OutputOp::verify() {
  ArrayRef<Type> need = cast<NetworkOp>((*this)->getParentOp()).getResultTypes();
  if (getNumOperands() != need.size())
    return emitOpError() << "(C1) the network returns " << need.size() << " values, got " << getNumOperands();
  for (auto [index, have, wanted] : llvm::enumerate(getOperandTypes(), need))
    if (have != wanted)
      return emitOpError() << "(C1) value " << index << " must be " << wanted << " as the network returns, is " << have;
  return success();
}

//===----------------------------------------------------------------------===//
// Synapses
//===----------------------------------------------------------------------===//

/// Makes a copy of `op` between other values: the part of `cloneSynapse` and `cloneNeuron` that all share.
static Operation *cloneBetween(OpBuilder &builder, Operation *op, Value operand, Type result) {
  IRMapping mapping;
  mapping.map(op->getOperand(0), operand);
  Operation *copy = builder.clone(*op, mapping);
  copy->getResult(0).setType(result);
  return copy;
}

template <typename SynapseOp>
static SynapseOpInterface cloneWithWeights(SynapseOp op, OpBuilder &builder, Value source, ElementsAttr weights,
                                           ElementsAttr bias, Type element) {
  auto type = RankedTensorType::get(op.getCurrent().getType().getShape(), element);
  auto copy = cast<SynapseOp>(cloneBetween(builder, op, source, type));
  copy.setWeightsAttr(weights);
  copy.setBiasAttr(bias);
  return cast<SynapseOpInterface>(copy.getOperation());
}

SynapseOpInterface IdentityOp::cloneSynapse(OpBuilder &builder, Value source, ElementsAttr weights, ElementsAttr bias,
                                            Type element) {
  return cloneWithWeights(*this, builder, source, weights, bias, element);
}

SynapseOpInterface Conv2dOp::cloneSynapse(OpBuilder &builder, Value source, ElementsAttr weights, ElementsAttr bias,
                                          Type element) {
  assert(weights && "a convolution has weights");
  return cloneWithWeights(*this, builder, source, weights, bias, element);
}

SynapseOpInterface LinearOp::cloneSynapse(OpBuilder &builder, Value source, ElementsAttr weights, ElementsAttr bias,
                                          Type element) {
  assert(weights && "a linear connection has weights");
  return cloneWithWeights(*this, builder, source, weights, bias, element);
}

Convolution IdentityOp::getConvolution() {
  SmallVector<int64_t> shape(getShape(getSource().getType()));
  // Rows of whatever lies between the channel and the last axis.
  int64_t width = shape.size() > 1 ? shape.back() : 1;
  int64_t height = getNumElements(getSource().getType()) / shape.front() / width;
  Convolution conv;
  conv.inChannels = conv.outChannels = conv.groups = shape.front();
  conv.inHeight = conv.outHeight = height;
  conv.inWidth = conv.outWidth = width;
  return conv;
}

Convolution Conv2dOp::getConvolution() {
  ArrayRef<int64_t> in = getShape(getSource().getType()), out = getCurrent().getType().getShape();
  ArrayRef<int64_t> kernel = getWeights().getShapedType().getShape(), pads = getPadding();
  Convolution conv;
  // A source of rank 2 is one row.
  conv.inChannels = in[0], conv.inHeight = in.size() == 3 ? in[1] : 1, conv.inWidth = in.back();
  conv.outChannels = out[0], conv.outHeight = out.size() == 3 ? out[1] : 1, conv.outWidth = out.back();
  conv.kernel = {kernel[2], kernel[3]};
  conv.stride = {getStride()[0], getStride()[1]};
  conv.padding = {pads[0], pads[1], pads[2], pads[3]};
  conv.dilation = {getDilation()[0], getDilation()[1]};
  conv.groups = getGroups();
  return conv;
}

Convolution LinearOp::getConvolution() {
  Convolution conv;
  conv.inChannels = getNumElements(getSource().getType());
  conv.outChannels = getNumElements(getCurrent().getType());
  return conv;
}

//===----------------------------------------------------------------------===//
// Neurons
//===----------------------------------------------------------------------===//

static void setParameters(IntegrateFireOp op, const NeuronParameters &p) {
  auto integer = [&](std::optional<int64_t> value) {
    return value ? IntegerAttr::get(IntegerType::get(op.getContext(), 64), *value) : IntegerAttr();
  };
  op.setThresholdAttr(p.threshold);
  op.setLowerBoundAttr(p.lowerBound);
  op.setSubtractAttr(p.subtract);
  op.setScaleAttr(p.scale);
  op.setDecayAttr(p.decay);
  op.setCurrentDecayAttr(p.currentDecay);
  op.setReset(p.reset);
  op.setCompare(p.compare);
  op.setSpikesPerStep(p.spikesPerStep);
  op.setMaxCountAttr(integer(p.maxCount));
  op.setUpperAttr(integer(p.upper));
  op.setSignedSpikes(p.signedSpikes);
}

void IntegrateFireOp::build(OpBuilder &builder, OperationState &state, Value current, const NeuronParameters &p,
                            StringAttr layer) {
  auto integer = [&](std::optional<int64_t> value) {
    return value ? builder.getI64IntegerAttr(*value) : IntegerAttr();
  };
  build(builder, state, SpikesType::get(builder.getContext(), getShape(current.getType()), p.signedSpikes), current,
        layer, p.threshold, p.lowerBound, p.subtract, p.decay, p.currentDecay, p.reset, p.compare, p.spikesPerStep,
        integer(p.maxCount), integer(p.upper), p.scale, p.signedSpikes);
}

NeuronParameters IntegrateFireOp::getNeuronParameters() {
  NeuronParameters p;
  p.threshold = getThreshold();
  p.lowerBound = getLowerBoundAttr();
  p.subtract = getSubtractAttr();
  p.scale = getScaleAttr();
  p.decay = getDecayAttr();
  p.currentDecay = getCurrentDecayAttr();
  p.reset = getReset();
  p.compare = getCompare();
  p.spikesPerStep = getSpikesPerStep();
  if (getMaxCountAttr())
    p.maxCount = getMaxCountAttr().getInt();
  if (getUpperAttr())
    p.upper = getUpperAttr().getInt();
  p.signedSpikes = getSignedSpikes();
  return p;
}

NeuronOpInterface IntegrateFireOp::cloneNeuron(OpBuilder &builder, Value current, const NeuronParameters &parameters) {
  auto copy = cast<IntegrateFireOp>(cloneBetween(builder, *this, current, getSpikes().getType()));
  setParameters(copy, parameters);
  return cast<NeuronOpInterface>(copy.getOperation());
}

NeuronParameters IntegrateOp::getNeuronParameters() {
  NeuronParameters p;
  p.isReadout = true;
  p.threshold = getRangeAttr();
  p.scale = getScaleAttr();
  p.decay = getDecayAttr();
  p.currentDecay = getCurrentDecayAttr();
  return p;
}

NeuronOpInterface IntegrateOp::cloneNeuron(OpBuilder &builder, Value current, const NeuronParameters &parameters) {
  auto copy = cast<IntegrateOp>(cloneBetween(builder, *this, current, current.getType()));
  copy.setRangeAttr(parameters.threshold);
  copy.setScaleAttr(parameters.scale);
  copy.setDecayAttr(parameters.decay);
  copy.setCurrentDecayAttr(parameters.currentDecay);
  return cast<NeuronOpInterface>(copy.getOperation());
}

//===----------------------------------------------------------------------===//
// Leaky neurons
//===----------------------------------------------------------------------===//

template <typename LeakyOp> static LeakyIntegration integrationOf(LeakyOp op) {
  return {op.getDt().convertToDouble(), op.getDecay(),    op.getOrder(),      op.getUnscaled(), op.getTauAttr(),
          op.getResistanceAttr(),       op.getLeakAttr(), op.getInitialAttr()};
}

LeakyIntegration LeakyIntegrateOp::getIntegration() { return integrationOf(*this); }

LeakyIntegration LeakyIntegrateFireOp::getIntegration() { return integrationOf(*this); }

#define GET_OP_CLASSES
#include "dialect/snn/SnnOps.cpp.inc"
