//===- NetworkBuilder.cpp - what all importers build with -----------------===//
//
// The constraints are the dialect's own: an operation is made only once its types can be inferred, and what the dialect
// says against it is reported under the layer's name.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/CreateLayer.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::snn;

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

std::string snnc::formatShape(ArrayRef<int64_t> shape) {
  return shape.empty() ? "a single value"
                       : llvm::join(llvm::map_range(shape, [](int64_t n) { return std::to_string(n); }), "x");
}

std::optional<std::string> snnc::findNearest(StringRef word, ArrayRef<std::string> known) {
  std::optional<std::string> nearest;
  // More than a third of the letters wrong is another word.
  unsigned least = std::max<size_t>(1, word.size() / 3) + 1;
  for (const std::string &candidate : known) {
    unsigned distance = word.lower() == StringRef(candidate).lower() ? 0 : word.edit_distance(candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string snnc::describeKnown(StringRef word, ArrayRef<std::string> known) {
  if (known.empty())
    return "; there are none";
  std::string text = known.size() == 1 ? "; known is " : "; known are ";
  for (auto [index, name] : llvm::enumerate(known))
    text += (index == 0 ? "" : index + 1 == known.size() ? " and " : ", ") + name;
  if (std::optional<std::string> nearest = findNearest(word, known))
    text += "; did you mean '" + *nearest + "'?";
  return text;
}

std::string snnc::formatNumber(double value) { return llvm::formatv("{0}", llvm::format("%g", value)).str(); }

std::pair<int64_t, int64_t> snnc::getSamePadding(int64_t kernel, int64_t dilation) {
  int64_t both = dilation * (kernel - 1);
  return {both / 2, both - both / 2};
}

//===----------------------------------------------------------------------===//
// Frame of the network
//===----------------------------------------------------------------------===//

NetworkBuilder::NetworkBuilder(MLIRContext *context, std::string file, std::string kind)
    : context(context), builder(context), file(std::move(file)), kind(std::move(kind)) {
  context->loadDialect<SnnDialect>();
}

Location NetworkBuilder::getLoc(StringRef name) const {
  return NameLoc::get(StringAttr::get(context, name), FileLineColLoc::get(context, file, 0, 0));
}

InFlightDiagnostic NetworkBuilder::fail() { return emitError(FileLineColLoc::get(context, file, 0, 0)); }

InFlightDiagnostic NetworkBuilder::fail(StringRef name) {
  return emitError(getLoc(name)) << kind << " '" << name << "': ";
}

SmallVector<Value> NetworkBuilder::begin(ArrayRef<Input> inputs) {
  Location loc = FileLineColLoc::get(context, file, 0, 0);
  SmallVector<Type> types;
  for (const Input &input : inputs)
    types.push_back(input.isReal ? Type(RankedTensorType::get(input.shape, builder.getF32Type()))
                                 : SpikesType::get(context, input.shape));
  module = ModuleOp::create(loc);
  (*module)->setAttr(SnnDialect::kPhaseAttr, builder.getStringAttr("imported"));
  builder.setInsertionPointToStart(module->getBody());
  network =
      NetworkOp::create(builder, loc, llvm::sys::path::stem(file), builder.getFunctionType(types, /*results=*/{}));
  for (auto [index, input] : llvm::enumerate(inputs)) {
    network.setArgAttr(index, SnnDialect::kNameAttr, builder.getStringAttr(input.name));
    for (auto [bound, name] :
         {std::pair(input.maxCount, SnnDialect::kMaxCountAttr), std::pair(input.maxTotal, SnnDialect::kMaxTotalAttr)})
      if (bound)
        network.setArgAttr(index, name, builder.getI64IntegerAttr(*bound));
  }
  builder.setInsertionPointToStart(&network.getBody().front());
  return SmallVector<Value>(network.getArguments().begin(), network.getArguments().end());
}

FailureOr<OwningOpRef<ModuleOp>> NetworkBuilder::finish(ArrayRef<Output> outputs, bool spikingOutput,
                                                        std::vector<std::string> &assumptions) {
  SmallVector<Value> values;
  SmallVector<Type> types;
  for (const Output &output : outputs) {
    Value value = output.value;
    // A potential is read out as it is, and a rectifier is converted to neurons of its own; what is left is a current
    // that drives nobody.
    Operation *last = value.getDefiningOp();
    bool isCurrent =
        isa<RankedTensorType>(value.getType()) && !isa_and_nonnull<LeakyIntegrateOp, ReluOp, NeuromorphicReluOp>(last);
    if (spikingOutput && isCurrent) {
      NeuronLayer layer;
      layer.threshold.assign(getShape(value.getType()).front(), 1.0);
      layer.lowerBound.emplace(layer.threshold.size(), -1.0);
      FailureOr<Value> spikes = neurons(output.name, value, layer);
      if (failed(spikes))
        return failure();
      value = *spikes;
      assumptions.push_back("output '" + output.name +
                            "' is a current: a spiking layer of that name with threshold 1 and lower bound -1 was "
                            "appended (--spiking-output off leaves it out)");
    }
    values.push_back(value);
    types.push_back(value.getType());
  }
  OutputOp::create(builder, network.getLoc(), values);
  network.setFunctionType(builder.getFunctionType(network.getArgumentTypes(), types));
  for (auto [index, output] : llvm::enumerate(outputs))
    network.setResultAttr(index, SnnDialect::kNameAttr, builder.getStringAttr(output.name));
  if (rounded)
    assumptions.push_back("weights and parameters that are no 32-bit floating point numbers were rounded to them");
  if (failed(verify(*module)))
    return failure();
  // Layers may have been built before those that they read.
  sortTopologically(&network.getBody().front(), isDelayed);
  return std::move(module);
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

ElementsAttr NetworkBuilder::makeElements(ArrayRef<int64_t> shape, const std::vector<double> &values,
                                          const Twine &name) {
  std::vector<float> floats(values.begin(), values.end());
  for (auto [value, single] : llvm::zip_equal(values, floats))
    rounded |= value == value && value != single;
  return snn::makeElements<float>(RankedTensorType::get(shape, builder.getF32Type()), floats, name.str());
}

ElementsAttr NetworkBuilder::makeElements(const Numbers &numbers, const Twine &name) {
  if (numbers.floats.empty())
    return makeElements(numbers.shape, numbers.values, name);
  return snn::makeElements<float>(RankedTensorType::get(numbers.shape, builder.getF32Type()), numbers.floats,
                                  name.str());
}

/// A bias of zeros is no bias.
ElementsAttr NetworkBuilder::makeBias(StringRef name, const std::optional<Numbers> &bias) {
  if (!bias || llvm::all_of(bias->values, [](double value) { return value == 0; }))
    return {};
  return makeElements(bias->shape, bias->values, name + ".bias");
}

FailureOr<ElementsAttr> NetworkBuilder::makeChannels(StringRef name, StringRef parameter, Value source,
                                                     const std::vector<double> &values) {
  ArrayRef<int64_t> shape = getShape(source.getType());
  if (shape.empty() || static_cast<int64_t>(values.size()) != shape.front())
    return fail(name) << parameter << " has " << values.size() << " values for " << formatShape(shape) << " neurons";
  return makeElements(shape.front(), values, name + "." + parameter);
}

FailureOr<Value> NetworkBuilder::conv2d(StringRef name, Value source, const Conv2dLayer &layer) {
  return create<Conv2dOp>(name, source, makeElements(layer.weights, name + ".weight"), makeBias(name, layer.bias),
                          layer.stride, layer.padding, layer.dilation, static_cast<uint64_t>(layer.groups));
}

FailureOr<Value> NetworkBuilder::linear(StringRef name, Value source, const Numbers &weights,
                                        const std::optional<Numbers> &bias) {
  return create<LinearOp>(name, source, makeElements(weights, name + ".weight"), makeBias(name, bias));
}

/// A stride that equals the kernel is none.
static DenseI64ArrayAttr makeStride(OpBuilder &builder, const PoolLayer &layer) {
  return layer.stride == layer.kernel ? DenseI64ArrayAttr() : builder.getDenseI64ArrayAttr(layer.stride);
}

FailureOr<Value> NetworkBuilder::sumPool2d(StringRef name, Value source, const PoolLayer &layer) {
  return create<SumPool2dOp>(name, source, builder.getDenseI64ArrayAttr(layer.kernel), makeStride(builder, layer),
                             layer.ceilMode ? builder.getUnitAttr() : UnitAttr());
}

FailureOr<Value> NetworkBuilder::avgPool2d(StringRef name, Value source, const PoolLayer &layer) {
  return create<AvgPool2dOp>(name, source, builder.getDenseI64ArrayAttr(layer.kernel), makeStride(builder, layer),
                             layer.ceilMode ? builder.getUnitAttr() : UnitAttr());
}

FailureOr<Value> NetworkBuilder::spikingMaxPool2d(StringRef name, Value source, const PoolLayer &layer,
                                                  ArrayRef<int64_t> padding) {
  if (!isa<SpikesType>(source.getType()))
    return fail(name) << "only spikes can be counted, what comes in is a current; a spiking layer before it would fit";
  return create<SpikingMaxPool2dOp>(name, source, builder.getDenseI64ArrayAttr(layer.kernel),
                                    makeStride(builder, layer), builder.getDenseI64ArrayAttr(padding),
                                    builder.getStringAttr(name));
}

FailureOr<Value> NetworkBuilder::paddedPool2d(StringRef name, Value source, const PoolLayer &layer,
                                              ArrayRef<int64_t> padding, double weight) {
  ArrayRef<int64_t> shape = getShape(source.getType());
  int64_t area = layer.kernel[0] * layer.kernel[1];
  if (shape.size() != 3 || area < 1 || area > (1 << 16))
    return fail(name) << "a pool with a kernel of " << formatShape(layer.kernel)
                      << " takes three axes, what comes in is " << formatShape(shape);
  if (layer.ceilMode)
    return fail(name) << "has padding and ceil_mode, whose last windows have another divisor; without ceil_mode it "
                         "would fit";
  Conv2dLayer conv;
  conv.weights = {{shape[0], 1, layer.kernel[0], layer.kernel[1]}, std::vector<double>(shape[0] * area, weight)};
  conv.stride = layer.stride;
  conv.padding = {padding[0], padding[1], padding[0], padding[1]};
  conv.groups = shape[0];
  return conv2d(name, source, conv);
}

FailureOr<Value> NetworkBuilder::crop2d(StringRef name, Value source, ArrayRef<int64_t> cropping) {
  return create<Crop2dOp>(name, source, cropping);
}

FailureOr<Value> NetworkBuilder::asCurrent(StringRef name, Value source) {
  return isa<SpikesType>(source.getType()) ? identity(name, source) : source;
}

FailureOr<Value> NetworkBuilder::batchNorm2d(StringRef name, Value source, const BatchNormLayer &layer) {
  FailureOr<Value> current = asCurrent(name, source);
  if (failed(current))
    return failure();
  auto make = [&](const char *parameter, const std::optional<Numbers> &numbers) {
    return numbers ? makeElements(numbers->shape, numbers->values, name + "." + parameter) : ElementsAttr();
  };
  return create<BatchNorm2dOp>(name, *current, make("running_mean", layer.mean), make("running_var", layer.variance),
                               make("weight", layer.weights), make("bias", layer.bias),
                               builder.getF64FloatAttr(layer.epsilon));
}

FailureOr<Value> NetworkBuilder::relu(StringRef name, Value source) {
  FailureOr<Value> current = asCurrent(name, source);
  return succeeded(current) ? create<ReluOp>(name, *current) : current;
}

FailureOr<Value> NetworkBuilder::neuromorphicRelu(StringRef name, Value source, bool quantize, int64_t fanout,
                                                  bool stochasticRounding) {
  FailureOr<Value> current = asCurrent(name, source);
  if (failed(current))
    return failure();
  return create<NeuromorphicReluOp>(name, *current, builder.getBoolAttr(quantize), builder.getI64IntegerAttr(fanout),
                                    builder.getBoolAttr(stochasticRounding), builder.getStringAttr(name));
}

FailureOr<Value> NetworkBuilder::quantize(StringRef name, Value source) {
  FailureOr<Value> current = asCurrent(name, source);
  return succeeded(current) ? create<QuantizeOp>(name, *current) : current;
}

static constexpr StringLiteral kEncoderNeeds =
    "an encoder reads an input of the network, what comes in is spikes; it would fit in the first place";

FailureOr<Value> NetworkBuilder::img2Spike(StringRef name, Value source, int64_t tw, double maxRate, double norm,
                                           bool squeeze, bool negativeSpikes) {
  if (isa<SpikesType>(source.getType()))
    return fail(name) << kEncoderNeeds;
  auto flag = [&](bool value) { return value ? builder.getUnitAttr() : UnitAttr(); };
  return create<Img2SpikeOp>(name, source, builder.getI64IntegerAttr(tw), builder.getF64FloatAttr(maxRate),
                             builder.getF64FloatAttr(norm), flag(squeeze), flag(negativeSpikes));
}

FailureOr<Value> NetworkBuilder::sig2Spike(StringRef name, Value source, int64_t tw, double normLevel, bool spikesOut) {
  if (isa<SpikesType>(source.getType()))
    return fail(name) << kEncoderNeeds;
  return create<Sig2SpikeOp>(name, source, builder.getI64IntegerAttr(tw), builder.getF64FloatAttr(normLevel),
                             builder.getBoolAttr(spikesOut));
}

FailureOr<Value> NetworkBuilder::flatten(StringRef name, Value source) { return create<FlattenOp>(name, source); }

FailureOr<Value> NetworkBuilder::identity(StringRef name, Value source, const std::vector<double> &factors) {
  if (factors.empty())
    return create<IdentityOp>(name, source, ElementsAttr(), ElementsAttr());
  FailureOr<ElementsAttr> weights = makeChannels(name, "scale", source, factors);
  if (failed(weights))
    return failure();
  return create<IdentityOp>(name, source, *weights, ElementsAttr());
}

FailureOr<Value> NetworkBuilder::merge(StringRef name, ArrayRef<Value> sources) {
  SmallVector<Value> summands(sources);
  if (llvm::any_of(sources, [](Value source) { return isa<RankedTensorType>(source.getType()); }))
    for (Value &summand : summands)
      if (isa<SpikesType>(summand.getType())) {
        FailureOr<Value> current = identity(name, summand);
        if (failed(current))
          return failure();
        summand = *current;
      }
  return create<MergeOp>(name, ValueRange(summands));
}

FailureOr<Value> NetworkBuilder::concatenate(StringRef name, ArrayRef<Value> sources) {
  return create<ConcatenateOp>(name, ValueRange(sources));
}

FailureOr<Value> NetworkBuilder::delay(StringRef name, Value source, int64_t steps) {
  return create<DelayOp>(name, source, static_cast<uint64_t>(steps));
}

Value NetworkBuilder::placeholder(StringRef name, Type type) {
  return UnrealizedConversionCastOp::create(builder, getLoc(name), type, ValueRange()).getResult(0);
}

void NetworkBuilder::replace(Value placeholder, Value value) {
  placeholder.replaceAllUsesWith(value);
  placeholder.getDefiningOp()->erase();
}

FailureOr<Type> NetworkBuilder::probe(function_ref<FailureOr<Value>()> build) {
  Block &body = network.getBody().front();
  size_t before = body.getOperations().size();
  FailureOr<Value> value = build();
  FailureOr<Type> type = failure();
  if (succeeded(value))
    type = value->getType();
  while (body.getOperations().size() > before)
    body.back().erase();
  return type;
}

FailureOr<Value> NetworkBuilder::neurons(StringRef name, Value source, const NeuronLayer &layer) {
  if (isa<SpikesType>(source.getType())) {
    FailureOr<Value> current = identity(name, source);
    if (failed(current))
      return failure();
    source = *current;
  }
  auto make = [&](StringRef parameter, const std::optional<std::vector<double>> &values) -> FailureOr<ElementsAttr> {
    return values ? makeChannels(name, parameter, source, *values) : ElementsAttr();
  };
  FailureOr<ElementsAttr> threshold = make("threshold", layer.threshold);
  FailureOr<ElementsAttr> lowerBound = make("lower_bound", layer.lowerBound);
  FailureOr<ElementsAttr> subtract = make("subtract", layer.subtract);
  if (failed(threshold) || failed(lowerBound) || failed(subtract))
    return failure();
  return create<IntegrateFireOp>(name, source, builder.getStringAttr(name), *threshold, *lowerBound, *subtract,
                                 ElementsAttr(), ElementsAttr(), layer.reset, layer.compare, layer.spikesPerStep,
                                 IntegerAttr(), IntegerAttr(), ElementsAttr(), layer.signedSpikes);
}

FailureOr<Value> NetworkBuilder::scaleCurrent(StringRef name, Value source, const std::vector<double> &factors,
                                              bool isOnlyReader) {
  if (llvm::all_of(factors, [](double factor) { return factor == 1; }))
    return source;
  auto synapse = source.getDefiningOp<SynapseOpInterface>();
  if (!synapse || !isOnlyReader || static_cast<int64_t>(factors.size()) != getShape(source.getType()).front())
    return identity(name, source, factors);

  // Weights are ordered by output channel, so that a channel's are one run.
  auto scale = [&](ElementsAttr attr, const Twine &resource) -> ElementsAttr {
    if (!attr)
      return {};
    std::vector<double> values = *readElements<double>(attr);
    size_t run = values.size() / factors.size();
    for (size_t i = 0; i < values.size(); ++i)
      values[i] *= factors[i / run];
    return makeElements(attr.getShapedType().getShape(), values, resource);
  };
  ElementsAttr weights = synapse.getSynapseWeights();
  std::string producer = cast<NameLoc>(synapse->getLoc()).getName().str();
  SynapseOpInterface scaled = synapse.cloneSynapse(
      builder, synapse.getSource(),
      weights ? scale(weights, producer + ".weight") : makeElements(factors.size(), factors, producer + ".weight"),
      scale(synapse.getSynapseBias(), producer + ".bias"), builder.getF32Type());
  synapse->erase();
  return scaled.getCurrent();
}
