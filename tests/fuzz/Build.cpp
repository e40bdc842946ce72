//===- Build.cpp - a random network as IR ---------------------------------===//

#include "compiler/analysis/Leak.h"
#include "compiler/analysis/SpikeBounds.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/Builders.h"
#include "tests/fuzz/Network.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::fuzz;
using llvm::ArrayRef;

namespace {
/// A synapse with its numbers.
struct Weights {
  snn::Convolution convolution;
  RankedTensorType type; ///< null: an identity without weights
  int64_t shift = 0;
  std::vector<int64_t> values, bias;
};

class NetworkWriter {
public:
  NetworkWriter(const Network &network, MLIRContext *context)
      : network(network), builder(context), shapes(*shapesOf(network)), signs(*signsOf(network)),
        currents(*currentsOf(network)), bounds(boundsOf(network)) {}

  OwningOpRef<ModuleOp> build() {
    Location loc = builder.getUnknownLoc();
    OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
    if (network.packedBits)
      (*module)->setAttr("snn.weight_bits", builder.getI64IntegerAttr(network.packedBits));
    for (int64_t i = 0; i < network.networks; ++i) {
      builder.setInsertionPointToEnd(module->getBody());
      buildNetwork(i ? "net" + std::to_string(i) : "net", loc);
    }
    return module;
  }

private:
  void buildNetwork(const std::string &name, Location loc) {
    values.clear();
    placeholders.clear();
    SmallVector<Type> inputs, outputs;
    for (auto [value, shape] : llvm::zip(network.values, shapes))
      if (value.kind == ValueKind::Input)
        inputs.push_back(spikesOf(shape, value.isSigned));
    for (size_t output : network.outputs)
      outputs.push_back(typeOf(output));
    auto op = snn::NetworkOp::create(builder, loc, name, builder.getFunctionType(inputs, outputs));
    builder.setInsertionPointToStart(&op.getBody().front());
    values.resize(network.values.size());
    for (size_t i = 0, input = 0; i < network.values.size(); ++i) {
      if (network.values[i].kind == ValueKind::Input) {
        op.setArgAttr(input, "snn.max_count", builder.getI64IntegerAttr(network.values[i].bound));
        if (network.values[i].total)
          op.setArgAttr(input, "snn.max_total", builder.getI64IntegerAttr(network.values[i].total));
        op.setArgAttr(input, "snn.name", builder.getStringAttr("in" + std::to_string(input)));
        values[i] = op.getArgument(input++);
      } else {
        values[i] = buildValue(i, loc);
      }
    }
    closeLoops();
    SmallVector<Value> results;
    for (size_t output : network.outputs)
      results.push_back(values[output]);
    snn::OutputOp::create(builder, loc, results);
  }

  Type typeOf(size_t index) {
    if (network.values[index].isReadout && !network.isFloat)
      return RankedTensorType::get(shapes[index], builder.getI16Type());
    if (currents[index] || network.values[index].isReadout)
      return RankedTensorType::get(shapes[index], builder.getF32Type());
    return spikesOf(shapes[index], signs[index]);
  }

  snn::SpikesType spikesOf(const Shape &shape, bool isSigned) {
    return snn::SpikesType::get(builder.getContext(), shape, isSigned);
  }

  Value buildValue(size_t index, Location loc) {
    const NetworkValue &value = network.values[index];
    Type type = typeOf(index);
    auto stride = value.window == value.windowStride ? nullptr : builder.getDenseI64ArrayAttr(value.windowStride);
    switch (value.kind) {
    case ValueKind::Pool:
      if (value.isAverage)
        return snn::AvgPool2dOp::create(builder, loc, type, values[value.sources[0]],
                                        builder.getDenseI64ArrayAttr(value.window), stride,
                                        value.ceilMode ? builder.getUnitAttr() : nullptr);
      return snn::SumPool2dOp::create(builder, loc, type, values[value.sources[0]],
                                      builder.getDenseI64ArrayAttr(value.window), stride,
                                      value.ceilMode ? builder.getUnitAttr() : nullptr);
    case ValueKind::MaxPool:
      return snn::SpikingMaxPool2dOp::create(
          builder, loc, type, values[value.sources[0]], builder.getDenseI64ArrayAttr(value.window), stride,
          builder.getDenseI64ArrayAttr(value.border), builder.getStringAttr("layer" + std::to_string(index)));
    case ValueKind::Crop:
      return snn::Crop2dOp::create(builder, loc, type, values[value.sources[0]],
                                   builder.getDenseI64ArrayAttr(value.border));
    case ValueKind::Flatten:
      return snn::FlattenOp::create(builder, loc, type, values[value.sources[0]]);
    case ValueKind::Neurons:
      return network.isAnalogue ? buildRectifier(index, loc)
             : network.isFloat  ? buildFloatLayer(index, loc)
                                : buildLayer(index, loc);
    case ValueKind::Merge:
      return snn::MergeOp::create(builder, loc, type, sourcesOf(value));
    case ValueKind::Concatenate:
      return snn::ConcatenateOp::create(builder, loc, type, sourcesOf(value));
    case ValueKind::Delay: {
      Value source = values[value.sources[0]];
      if (!source) { // it comes later
        auto placeholder = UnrealizedConversionCastOp::create(builder, loc, type, ValueRange());
        placeholders.push_back({placeholder, value.sources[0]});
        source = placeholder.getResult(0);
      }
      return snn::DelayOp::create(builder, loc, type, source, builder.getI64IntegerAttr(value.steps));
    }
    case ValueKind::Input:
      break;
    }
    llvm_unreachable("an input is an argument");
  }

  SmallVector<Value> sourcesOf(const NetworkValue &value) {
    SmallVector<Value> sources;
    for (size_t source : value.sources)
      sources.push_back(values[source]);
    return sources;
  }

  void closeLoops() {
    for (auto [placeholder, source] : placeholders) {
      placeholder.getResult(0).replaceAllUsesWith(values[source]);
      placeholder.erase();
    }
  }

  //===--------------------------------------------------------------------===//
  // Synapses
  //===--------------------------------------------------------------------===//

  static snn::Convolution convolutionOf(const Synapse &synapse, ArrayRef<int64_t> in, ArrayRef<int64_t> out) {
    auto extent = [](ArrayRef<int64_t> shape, size_t axis) { return axis < shape.size() ? shape[axis] : 1; };
    snn::Convolution c;
    c.inChannels = in[0], c.inHeight = extent(in, 1), c.inWidth = extent(in, 2);
    c.outChannels = out[0], c.outHeight = extent(out, 1), c.outWidth = extent(out, 2);
    if (synapse.kind == SynapseKind::Identity) {
      c.groups = in[0];
    } else if (synapse.kind == SynapseKind::Conv2d) {
      c.kernel = synapse.kernel, c.stride = synapse.stride, c.dilation = synapse.dilation;
      c.padding = synapse.padding, c.groups = synapse.groups;
    }
    return c;
  }

  static int64_t weightOf(const Synapse &synapse, int64_t greatest, std::initializer_list<uint64_t> place) {
    uint64_t hash = hashOf(synapse.seed, place);
    int64_t any = int64_t(hash % uint64_t(2 * greatest + 1)) - greatest;
    switch (synapse.style) {
    case WeightStyle::Random:
      return any;
    case WeightStyle::Sparse:
      return (hash >> 32) % 5 ? 0 : any;
    case WeightStyle::Extreme:
      return (hash >> 32) % 2 ? greatest : -greatest;
    case WeightStyle::One:
      return 1;
    }
    llvm_unreachable("a style of weights");
  }

  Weights weightsOf(const Synapse &synapse, size_t layer, int64_t greatest) {
    Weights result{convolutionOf(synapse, shapes[synapse.source], shapes[layer]), {}, 0, {}, {}};
    const snn::Convolution &c = result.convolution;
    int64_t in = c.inChannels / c.groups;
    bool plain = synapse.kind == SynapseKind::Identity && !synapse.hasWeights;
    for (uint64_t o = 0; o < uint64_t(c.outChannels); ++o) {
      for (uint64_t i = 0; i < uint64_t(in); ++i)
        for (uint64_t ky = 0; ky < uint64_t(c.kernel[0]); ++ky)
          for (uint64_t kx = 0; kx < uint64_t(c.kernel[1]); ++kx)
            result.values.push_back(plain ? 1 : weightOf(synapse, greatest, {o, i, ky, kx}));
      if (synapse.hasBias)
        result.bias.push_back(int64_t(hashOf(~synapse.seed, {o}) % uint64_t(2 * synapse.greatestBias + 1)) -
                              synapse.greatestBias);
    }
    Type element = network.isFloat ? Type(builder.getF32Type()) : builder.getI8Type();
    if (synapse.kind == SynapseKind::Conv2d)
      result.type = RankedTensorType::get({c.outChannels, in, c.kernel[0], c.kernel[1]}, element);
    else if (synapse.kind == SynapseKind::Linear)
      result.type = RankedTensorType::get({c.outChannels, in}, element);
    else if (!plain)
      result.type = RankedTensorType::get({c.outChannels}, element);
    return result;
  }

  /// Makes the synapse; in a float network its numbers stand for hundredths.
  Value buildSynapse(const Synapse &synapse, const Weights &weights, size_t layer, Location loc) {
    Type element = network.isFloat ? Type(builder.getF32Type()) : builder.getI16Type();
    auto current = RankedTensorType::get(shapes[layer], element);
    ElementsAttr kernel = weights.type ? elements(weights.type, weights.values, "weights") : nullptr, bias;
    if (synapse.hasBias)
      bias = elements(RankedTensorType::get({weights.convolution.outChannels}, element), weights.bias, "bias");
    Value source = values[synapse.source];
    auto shift = builder.getI64IntegerAttr(weights.shift);
    switch (synapse.kind) {
    case SynapseKind::Conv2d:
      return snn::Conv2dOp::create(
          builder, loc, current, source, kernel, bias, builder.getDenseI64ArrayAttr(synapse.stride),
          builder.getDenseI64ArrayAttr(synapse.padding), builder.getDenseI64ArrayAttr(synapse.dilation),
          builder.getI64IntegerAttr(synapse.groups), shift);
    case SynapseKind::Linear:
      return snn::LinearOp::create(builder, loc, current, source, kernel, bias, shift);
    case SynapseKind::Identity:
      return snn::IdentityOp::create(builder, loc, current, source, kernel, bias, shift);
    }
    llvm_unreachable("a kind of synapse");
  }

  ElementsAttr elements(RankedTensorType type, const std::vector<int64_t> &numbers, StringRef name) {
    if (type.getElementType().isInteger())
      return snn::makeElements<int64_t>(type, numbers, name);
    std::vector<float> reals;
    for (int64_t number : numbers)
      reals.push_back(float(number) / 100);
    return snn::makeElements<float>(type, reals, name);
  }

  Value sumOf(ArrayRef<Value> currents, Location loc) {
    if (currents.size() == 1)
      return currents[0];
    if (!network.hasNestedSums)
      return snn::MergeOp::create(builder, loc, currents[0].getType(), currents);
    // The sum of one half and that of the other, the longer one first or last.
    size_t half = currents.size() / 2;
    Value left = sumOf(currents.take_front(half), loc), right = sumOf(currents.drop_front(half), loc);
    if (currents.size() % 2)
      std::swap(left, right);
    return snn::MergeOp::create(builder, loc, currents[0].getType(), ValueRange{left, right});
  }

  //===--------------------------------------------------------------------===//
  // Neurons
  //===--------------------------------------------------------------------===//

  /// The greatest inflow of both signs of each channel.
  struct ChannelInflow {
    int64_t positive = 0, negative = 0;
  };
  /// What a value carries that stands for an origin: itself, or what a placeholder stands for.
  int64_t boundOf(Value origin) const {
    for (auto [placeholder, source] : placeholders)
      if (placeholder.getResult(0) == origin)
        return bounds[source];
    return bounds[size_t(llvm::find(values, origin) - values.begin())];
  }

  /// Decays of all sizes in 1/4096, none and all of a value among them; a current must leave something.
  static int64_t decayOf(const NetworkValue &value, uint64_t channel) {
    uint64_t hash = hashOf(value.seed, {channel, 7});
    // A potential that nothing but its decay bounds.
    if (value.isReadout)
      return hash % 4 ? 3000 + int64_t((hash >> 8) % 1000) : int64_t((hash >> 8) % 4000);
    switch (hash % 6) {
    case 0:
      return snn::kDecayOne;
    case 1:
      return 0;
    case 2:
      return int64_t((hash >> 8) % uint64_t(snn::kDecayOne + 1));
    default:
      return snn::kDecayOne - 1 - int64_t((hash >> 8) % 800);
    }
  }
  static int64_t currentDecayOf(const NetworkValue &value, uint64_t channel) {
    uint64_t hash = hashOf(value.seed, {channel, 8});
    return hash % 3 ? int64_t((hash >> 8) % 4000) : hash % 2 ? 0 : snn::kDecayOne - 1;
  }

  /// The inflow that the proof will find, so that thresholds come to its very limit. Where a loop is still open, or a
  /// bias of one synapse is held against that of another, a little less may come.
  std::vector<ChannelInflow> inflowOf(const NetworkValue &value, ArrayRef<Weights> all) const {
    ArrayRef<Synapse> synapses = value.synapses;
    SmallVector<std::pair<Value, snn::Convolution>> sources;
    std::vector<std::vector<double>> kernels;
    for (auto [synapse, weights] : llvm::zip_equal(synapses, all)) {
      sources.push_back({values[synapse.source], weights.convolution});
      std::vector<double> &kernel = kernels.emplace_back(weights.values.begin(), weights.values.end());
      for (double &weight : kernel)
        weight *= double(int64_t(1) << weights.shift);
    }
    LayerInputs inputs(sources, LayerInputs::Limits());
    std::vector<int64_t> originBounds;
    for (const SpikeOrigin &origin : inputs.origins())
      originBounds.push_back(boundOf(origin.spikes));
    LayerInflow layerInflow(inputs, originBounds);
    std::vector<ChannelInflow> inflow(all[0].convolution.outChannels);
    for (size_t c = 0; c < inflow.size(); ++c) {
      SmallVector<ArrayRef<double>> ofChannel;
      for (auto [kernel, weights] : llvm::zip_equal(kernels, all)) {
        int64_t fanIn = weights.convolution.fanIn(), bias = weights.bias.empty() ? 0 : weights.bias[c];
        ofChannel.push_back(ArrayRef(kernel).slice(c * fanIn, fanIn));
        inflow[c].positive += std::max<int64_t>(bias, 0);
        inflow[c].negative += std::max<int64_t>(-bias, 0);
      }
      Inflow one = layerInflow.of(int64_t(c), ofChannel);
      // Far beyond any potential it is enough that it is beyond.
      inflow[c].positive += int64_t(std::min(one.positive, 0x1p60));
      inflow[c].negative += int64_t(std::min(one.negative, 0x1p60));
      if (value.hasCurrent)
        for (int64_t *sum : {&inflow[c].positive, &inflow[c].negative})
          *sum = *currentBound(*sum, currentDecayOf(value, c));
      if (value.isReadout)
        for (int64_t *sum : {&inflow[c].positive, &inflow[c].negative})
          *sum = *currentBound(*sum, decayOf(value, c));
    }
    return inflow;
  }

  /// Weights as great as a step can bear, if that is possible at all.
  std::vector<Weights> fittingWeights(size_t index, std::vector<ChannelInflow> &inflow) {
    const NetworkValue &value = network.values[index];
    for (int64_t divisor = 1;; divisor *= 2) {
      std::vector<Weights> all;
      bool least = true;
      for (const Synapse &synapse : value.synapses) {
        // The shift goes first.
        int64_t halvings = int64_t(llvm::Log2_64(uint64_t(divisor))), unshifted = std::min(halvings, synapse.shift);
        int64_t greatest =
            std::max<int64_t>(1, std::min(synapse.greatest, network.weightMax) >> (halvings - unshifted));
        least &= greatest == 1 && unshifted == synapse.shift;
        all.push_back(weightsOf(synapse, index, greatest));
        all.back().shift = synapse.shift - unshifted;
      }
      inflow = inflowOf(value, all);
      int64_t greatest = 0;
      for (const ChannelInflow &channel : inflow)
        greatest = std::max({greatest, channel.positive, channel.negative});
      if (greatest < 32700 || least)
        return all;
    }
  }

  int64_t thresholdOf(const NetworkValue &value, uint64_t hash, int64_t positive, int64_t limit) {
    int64_t medium = 1 + int64_t(hash % uint64_t(std::max<int64_t>(1, positive)));
    int64_t wanted = 1;
    switch (value.threshold) {
    case ThresholdStyle::One:
      break;
    case ThresholdStyle::Small:
      wanted = 1 + int64_t(hash % 20);
      break;
    case ThresholdStyle::Medium:
      wanted = medium;
      break;
    case ThresholdStyle::Limit:
      wanted = (hash >> 40) % 3 ? medium : limit;
      break;
    }
    return std::max<int64_t>(1, std::min({wanted, limit, int64_t(32767)}));
  }

  static int64_t lowerOf(const NetworkValue &value, uint64_t hash, int64_t threshold, int64_t limit) {
    int64_t wanted = value.lower == LowerStyle::MinusThreshold ? -threshold
                     : value.lower == LowerStyle::Random       ? -int64_t(hash % 2000)
                     : value.lower == LowerStyle::Lowest       ? limit
                                                               : 0;
    return std::min<int64_t>(0, std::max(wanted, limit));
  }

  static int64_t subtractOf(const NetworkValue &value, uint64_t hash, int64_t threshold, int64_t limit) {
    int64_t above = hash % 4 ? threshold + 1 + int64_t((hash >> 8) % uint64_t(threshold)) : limit;
    int64_t wanted = value.subtract == SubtractStyle::Below   ? int64_t(hash % uint64_t(threshold))
                     : value.subtract == SubtractStyle::Above ? above
                                                              : 0;
    return std::max<int64_t>(0, std::min({wanted, limit, int64_t(32767)}));
  }

  Value buildLayer(size_t index, Location loc) {
    const NetworkValue &value = network.values[index];
    std::vector<ChannelInflow> inflow;
    std::vector<Weights> weights = fittingWeights(index, inflow);
    SmallVector<Value> currents;
    for (auto [synapse, numbers] : llvm::zip(value.synapses, weights))
      currents.push_back(buildSynapse(synapse, numbers, index, loc));
    ChannelInflow greatest;
    for (const ChannelInflow &channel : inflow) {
      greatest.positive = std::max(greatest.positive, channel.positive);
      greatest.negative = std::max(greatest.negative, channel.negative);
    }
    std::vector<int64_t> threshold, lower, subtract;
    bool above = value.compare == snn::Compare::Greater;
    for (uint64_t c = 0; c < inflow.size(); ++c) {
      threshold.push_back(
          thresholdOf(value, hashOf(value.seed, {c, 0}), inflow[c].positive, 32768 - greatest.positive - above));
      lower.push_back(lowerOf(value, hashOf(value.seed, {c, 1}), threshold[c], -32768 + greatest.negative));
      subtract.push_back(subtractOf(value, hashOf(value.seed, {c, 2}), threshold[c],
                                    threshold[c] + (32768 - greatest.negative) / value.cap));
    }
    auto type = RankedTensorType::get({int64_t(inflow.size())}, builder.getI16Type());
    snn::NeuronParameters parameters;
    parameters.threshold = elements(type, threshold, "threshold");
    if (value.lower != LowerStyle::Absent)
      parameters.lowerBound = elements(type, lower, "lower");
    if (value.subtract != SubtractStyle::Absent && value.reset == snn::Reset::Subtract)
      parameters.subtract = elements(type, subtract, "subtract");
    parameters.maxCount = value.cap;
    return buildNeurons(index, currents, parameters, loc);
  }

  Value buildFloatLayer(size_t index, Location loc) {
    const NetworkValue &value = network.values[index];
    SmallVector<Value> currents;
    int64_t channels = 0;
    for (const Synapse &synapse : value.synapses) {
      Weights numbers = weightsOf(synapse, index, synapse.greatest);
      channels = numbers.convolution.outChannels;
      currents.push_back(buildSynapse(synapse, numbers, index, loc));
    }
    std::vector<int64_t> threshold, lower, subtract;
    for (uint64_t c = 0; c < uint64_t(channels); ++c) {
      threshold.push_back(1 +
                          int64_t(hashOf(value.seed, {c, 0}) % (value.threshold == ThresholdStyle::Small ? 20 : 400)));
      lower.push_back(lowerOf(value, hashOf(value.seed, {c, 1}), threshold[c], -2000));
      subtract.push_back(subtractOf(value, hashOf(value.seed, {c, 2}), threshold[c], 2 * threshold[c]));
    }
    auto type = RankedTensorType::get({channels}, builder.getF32Type());
    snn::NeuronParameters parameters;
    parameters.threshold = elements(type, threshold, "threshold");
    if (value.lower != LowerStyle::Absent)
      parameters.lowerBound = elements(type, lower, "lower");
    if (value.subtract != SubtractStyle::Absent && value.reset == snn::Reset::Subtract)
      parameters.subtract = elements(type, subtract, "subtract");
    return buildNeurons(index, currents, parameters, loc);
  }

  /// A synapse, perhaps a batch norm, and a rectifier.
  Value buildRectifier(size_t index, Location loc) {
    const NetworkValue &value = network.values[index];
    SmallVector<Value> currents;
    for (const Synapse &synapse : value.synapses)
      currents.push_back(buildSynapse(synapse, weightsOf(synapse, index, synapse.greatest), index, loc));
    Value current = sumOf(currents, loc);
    if (value.hasNorm) {
      auto type = RankedTensorType::get({shapes[index][0]}, builder.getF32Type());
      auto parameter = [&](uint64_t which, int64_t low, int64_t high) {
        std::vector<int64_t> numbers;
        for (uint64_t c = 0; c < uint64_t(shapes[index][0]); ++c)
          numbers.push_back(low + int64_t(hashOf(value.seed, {c, which}) % uint64_t(high - low + 1)));
        return elements(type, numbers, "norm");
      };
      current = snn::BatchNorm2dOp::create(builder, loc, current.getType(), current, parameter(3, -100, 100),
                                           parameter(4, 1, 400), parameter(5, -200, 200), parameter(6, -100, 100),
                                           builder.getF64FloatAttr(1e-5));
    }
    return snn::ReluOp::create(builder, NameLoc::get(builder.getStringAttr("layer" + std::to_string(index)), loc),
                               current.getType(), current);
  }

  /// Decays, of which the numbers are 1/4096 in float too.
  void addLeaks(const NetworkValue &value, snn::NeuronParameters &parameters) {
    auto type = cast<RankedTensorType>(parameters.threshold.getShapedType());
    auto make = [&](function_ref<int64_t(uint64_t)> decayOfChannel, StringRef name) -> ElementsAttr {
      std::vector<double> decays;
      for (uint64_t c = 0; c < uint64_t(type.getDimSize(0)); ++c)
        decays.push_back(double(decayOfChannel(c)) / (network.isFloat ? double(snn::kDecayOne) : 1));
      return snn::makeElements<double>(type, decays, name);
    };
    if (value.leaks)
      parameters.decay = make([&](uint64_t c) { return decayOf(value, c); }, "decay");
    if (value.hasCurrent)
      parameters.currentDecay = make([&](uint64_t c) { return currentDecayOf(value, c); }, "current_decay");
  }

  Value buildNeurons(size_t index, ArrayRef<Value> currents, snn::NeuronParameters &parameters, Location loc) {
    const NetworkValue &value = network.values[index];
    addLeaks(value, parameters);
    StringAttr name = builder.getStringAttr("layer" + std::to_string(index));
    if (value.isReadout) {
      auto type = cast<RankedTensorType>(parameters.threshold.getShapedType());
      ElementsAttr scale;
      if (!network.isFloat)
        scale = snn::makeElements<double>(RankedTensorType::get(type.getShape(), builder.getF64Type()),
                                          std::vector<double>(size_t(type.getNumElements()), 48.0), "scale");
      return snn::IntegrateOp::create(builder, loc, sumOf(currents, loc), name, parameters.decay,
                                      parameters.currentDecay, ElementsAttr(), scale);
    }
    parameters.reset = value.reset;
    parameters.compare = value.compare;
    parameters.spikesPerStep = value.spikes;
    return snn::IntegrateFireOp::create(builder, loc, sumOf(currents, loc), parameters, name);
  }

  const Network &network;
  OpBuilder builder;
  std::vector<Shape> shapes;
  std::vector<bool> signs, currents;
  std::vector<int64_t> bounds;
  std::vector<Value> values;
  std::vector<std::pair<UnrealizedConversionCastOp, size_t>> placeholders;
};
} // namespace

OwningOpRef<ModuleOp> fuzz::buildModule(const Network &network, MLIRContext *context) {
  return NetworkWriter(network, context).build();
}
