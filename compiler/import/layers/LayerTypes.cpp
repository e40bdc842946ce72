//===- LayerTypes.cpp - the types of layers -------------------------------===//
//
// Parameters and their defaults are those of the layer specification.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/layers/LayerTypes.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::layers;
using nlohmann::json;

//===----------------------------------------------------------------------===//
// Synapses
//===----------------------------------------------------------------------===//

static FailureOr<Value> buildConv2d(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  FailureOr<Numbers> weights = p.getWeights("weight");
  if (failed(weights))
    return failure();
  FailureOr<std::optional<Numbers>> bias = p.getOptionalArray("bias");
  FailureOr<std::vector<int64_t>> stride = p.getPair("stride", {1, 1}), padding = p.getPair("padding", {0, 0}),
                                  dilation = p.getPair("dilation", {1, 1});
  FailureOr<int64_t> groups = p.getInteger("groups", 1);
  if (failed(bias) || failed(stride) || failed(padding) || failed(dilation) || failed(groups))
    return failure();
  Conv2dLayer conv;
  conv.weights = std::move(*weights);
  conv.bias = std::move(*bias);
  conv.stride = *stride;
  conv.padding = {(*padding)[0], (*padding)[1], (*padding)[0], (*padding)[1]};
  conv.dilation = *dilation;
  conv.groups = *groups;
  return builder.conv2d(p.name, sources.front(), conv);
}

static FailureOr<Value> buildLinear(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  FailureOr<Numbers> weights = p.getWeights("weight");
  if (failed(weights))
    return failure();
  FailureOr<std::optional<Numbers>> bias = p.getOptionalArray("bias");
  if (failed(bias))
    return failure();
  return builder.linear(p.name, sources.front(), *weights, *bias);
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// Reads a pool whose kernel and stride have these names.
static FailureOr<PoolLayer> getPool(const LayerParameters &p, const char *kernelName, const char *strideName) {
  if (failed(p.require(kernelName)))
    return failure();
  FailureOr<std::vector<int64_t>> kernel = p.getPair(kernelName, {});
  if (failed(kernel))
    return failure();
  FailureOr<std::vector<int64_t>> stride = p.getPair(strideName, *kernel);
  FailureOr<bool> ceilMode = p.getFlag("ceil_mode");
  if (failed(stride) || failed(ceilMode))
    return failure();
  return PoolLayer{std::move(*kernel), std::move(*stride), *ceilMode};
}

static bool isPadded(ArrayRef<int64_t> padding) {
  return llvm::any_of(padding, [](int64_t pad) { return pad != 0; });
}

static FailureOr<Value> buildSumPool2d(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  FailureOr<PoolLayer> pool = getPool(p, "kernel_size", "stride");
  FailureOr<std::vector<int64_t>> padding = p.getPair("padding", {0, 0});
  if (failed(pool) || failed(padding))
    return failure();
  return isPadded(*padding) ? builder.paddedPool2d(p.name, sources.front(), *pool, *padding, 1)
                            : builder.sumPool2d(p.name, sources.front(), *pool);
}

static FailureOr<Value> buildAvgPool2d(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  FailureOr<PoolLayer> pool = getPool(p, "kernel_size", "stride");
  FailureOr<std::vector<int64_t>> padding = p.getPair("padding", {0, 0});
  FailureOr<bool> countsPadding = p.getFlag("count_include_pad", true);
  if (failed(pool) || failed(padding) || failed(countsPadding))
    return failure();
  if (!isPadded(*padding))
    return builder.avgPool2d(p.name, sources.front(), *pool);
  if (!*countsPadding)
    return p.fail() << "parameter 'count_include_pad' is false beside a padding: means at the edge have another "
                       "divisor, which no one kernel says; count_include_pad true, or no padding, would fit";
  double area = double(pool->kernel[0]) * double(pool->kernel[1]);
  return builder.paddedPool2d(p.name, sources.front(), *pool, *padding, 1 / area);
}

static FailureOr<Value> buildSpikingMaxPool2d(NetworkBuilder &builder, const LayerParameters &p,
                                              ArrayRef<Value> sources) {
  FailureOr<PoolLayer> pool = getPool(p, "pool_size", "strides");
  FailureOr<std::vector<int64_t>> padding = p.getFour("padding", {0, 0, 0, 0});
  if (failed(pool) || failed(padding))
    return failure();
  // The file has left, right, top, bottom.
  return builder.spikingMaxPool2d(p.name, sources.front(), *pool,
                                  {(*padding)[2], (*padding)[0], (*padding)[3], (*padding)[1]});
}

/// The rows or columns that are taken away on both sides: a number for both, or a pair.
static std::optional<std::pair<int64_t, int64_t>> asSides(const json &value) {
  if (std::optional<int64_t> both = asInteger(value))
    return std::pair(*both, *both);
  if (!value.is_array() || value.size() != 2)
    return std::nullopt;
  std::optional<int64_t> first = asInteger(value[0]), second = asInteger(value[1]);
  return first && second ? std::optional(std::pair(*first, *second)) : std::nullopt;
}

static FailureOr<Value> buildCropping2d(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  json cropping = p.isGiven("cropping") ? p["cropping"] : json(0);
  if (cropping.is_number())
    cropping = {cropping, cropping};
  std::optional<std::pair<int64_t, int64_t>> rows, columns;
  if (cropping.is_array() && cropping.size() == 2) {
    rows = asSides(cropping[0]);
    columns = asSides(cropping[1]);
  }
  if (!rows || !columns)
    return p.failKind("cropping", "[[top, bottom], [left, right]], a number or a pair of them");
  return builder.crop2d(p.name, sources.front(), {rows->first, columns->first, rows->second, columns->second});
}

//===----------------------------------------------------------------------===//
// Neurons and analogue layers
//===----------------------------------------------------------------------===//

static FailureOr<Value> buildNeurons(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  FailureOr<double> threshold = p.getNumber("threshold", 1.0), lower = p.getNumber("threshold_low", -1.0),
                    subtract = p.getNumber("membrane_subtract", 0);
  FailureOr<bool> reset = p.getFlag("membrane_reset"), negative = p.getFlag("negative_spikes");
  if (failed(threshold) || failed(lower) || failed(subtract) || failed(reset) || failed(negative))
    return failure();
  if (p.isGiven("batch_size")) {
    FailureOr<int64_t> batch = p.getInteger("batch_size", 1);
    if (failed(batch))
      return failure();
    if (*batch < 1)
      return p.failKind("batch_size", "at least 1");
  }
  size_t channels = snn::getShape(sources.front().getType()).front();
  NeuronLayer neurons;
  neurons.threshold.assign(channels, *threshold);
  // Null is no lower bound; only an absent one has a default.
  if (!p.has("threshold_low") || p.isGiven("threshold_low"))
    neurons.lowerBound.emplace(channels, *lower);
  if (*reset)
    neurons.reset = snn::Reset::Zero; // negative_spikes has no effect
  else if (p.isGiven("membrane_subtract"))
    neurons.subtract.emplace(channels, *subtract);
  neurons.signedSpikes = *negative && !*reset;
  return builder.neurons(p.name, sources.front(), neurons);
}

static FailureOr<Value> buildNeuromorphicRelu(NetworkBuilder &builder, const LayerParameters &p,
                                              ArrayRef<Value> sources) {
  FailureOr<bool> quantize = p.getFlag("quantize", true), rounding = p.getFlag("stochastic_rounding");
  FailureOr<int64_t> fanout = p.getInteger("fanout", 1);
  if (failed(quantize) || failed(rounding) || failed(fanout))
    return failure();
  return builder.neuromorphicRelu(p.name, sources.front(), *quantize, *fanout, *rounding);
}

static FailureOr<Value> buildQuantize(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  FailureOr<bool> quantize = p.getFlag("quantize", true);
  if (failed(quantize))
    return failure();
  return *quantize ? builder.quantize(p.name, sources.front()) : FailureOr<Value>(sources.front());
}

static FailureOr<Value> buildBatchNorm2d(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  FailureOr<Numbers> mean = p.getArray("running_mean");
  if (failed(mean))
    return failure();
  FailureOr<Numbers> variance = p.getArray("running_var");
  if (failed(variance))
    return failure();
  FailureOr<std::optional<Numbers>> weights = p.getOptionalArray("weight"), bias = p.getOptionalArray("bias");
  FailureOr<double> epsilon = p.getNumber("eps", 1e-5);
  if (failed(weights) || failed(bias) || failed(epsilon))
    return failure();
  return builder.batchNorm2d(p.name, sources.front(),
                             {std::move(*mean), std::move(*variance), std::move(*weights), std::move(*bias), *epsilon});
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// What comes in must have the shape that the layer declares.
static LogicalResult checkShape(const LayerParameters &p, const char *parameter, Value source) {
  if (failed(p.require(parameter)))
    return failure();
  json have = snn::getShape(source.getType()).vec();
  if (p[parameter] != have)
    return p.fail() << "parameter '" << parameter << "' is " << p[parameter].dump() << ", what comes in is "
                    << have.dump();
  return success();
}

static FailureOr<Value> buildInput(NetworkBuilder &, const LayerParameters &p, ArrayRef<Value> sources) {
  if (failed(checkShape(p, "input_shape", sources.front())))
    return failure();
  return sources.front();
}

static FailureOr<Value> buildImg2Spike(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  if (failed(checkShape(p, "image_shape", sources.front())))
    return failure();
  FailureOr<int64_t> tw = p.getInteger("tw", 100);
  FailureOr<double> maxRate = p.getNumber("max_rate", 1000), norm = p.getNumber("norm", 255);
  FailureOr<bool> squeeze = p.getFlag("squeeze"), negative = p.getFlag("negative_spikes");
  if (failed(tw) || failed(maxRate) || failed(norm) || failed(squeeze) || failed(negative))
    return failure();
  return builder.img2Spike(p.name, sources.front(), *tw, *maxRate, *norm, *squeeze, *negative);
}

static FailureOr<Value> buildSig2Spike(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  if (failed(p.require("channels_in")))
    return failure();
  FailureOr<int64_t> channels = p.getInteger("channels_in", 0), tw = p.getInteger("tw", 1);
  FailureOr<double> level = p.getNumber("norm_level", 1);
  FailureOr<bool> spikes = p.getFlag("spk_out", true);
  if (failed(channels) || failed(tw) || failed(level) || failed(spikes))
    return failure();
  ArrayRef<int64_t> have = snn::getShape(sources.front().getType());
  if (have != ArrayRef(*channels))
    return p.fail() << "parameter 'channels_in' is " << *channels << ", what comes in is " << json(have.vec()).dump();
  return builder.sig2Spike(p.name, sources.front(), *tw, *level, *spikes);
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

static FailureOr<Value> buildDelay(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  FailureOr<int64_t> steps = p.getInteger("steps", 1);
  if (failed(steps))
    return failure();
  return builder.delay(p.name, sources.front(), *steps);
}

static FailureOr<Value> buildConcatenate(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  return builder.concatenate(p.name, sources);
}

static FailureOr<Value> buildMerge(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  return builder.merge(p.name, sources);
}

static FailureOr<Value> buildFlatten(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  return builder.flatten(p.name, sources.front());
}

static FailureOr<Value> buildIdentity(NetworkBuilder &, const LayerParameters &, ArrayRef<Value> sources) {
  return sources.front();
}

/// Leaves values out in training; what is left of it in evaluation is nothing.
static FailureOr<Value> buildDropout(NetworkBuilder &, const LayerParameters &p, ArrayRef<Value> sources) {
  FailureOr<double> share = p.getNumber("p", 0.5);
  FailureOr<bool> inplace = p.getFlag("inplace");
  if (failed(share) || failed(inplace))
    return failure();
  if (!(*share >= 0 && *share <= 1))
    return p.failKind("p", "0 to 1");
  return sources.front();
}

static FailureOr<Value> buildRelu(NetworkBuilder &builder, const LayerParameters &p, ArrayRef<Value> sources) {
  return builder.relu(p.name, sources.front());
}

const std::map<std::string, LayerType> &layers::getLayerTypes() {
  static const std::map<std::string, LayerType> types = {
      {"AvgPool2d", {buildAvgPool2d, {"kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"}}},
      {"BatchNorm2d", {buildBatchNorm2d, {"weight", "bias", "running_mean", "running_var", "eps"}}},
      {"Concatenate", {buildConcatenate, {}, 1}},
      {"Conv2d", {buildConv2d, {"weight", "bias", "stride", "padding", "dilation", "groups"}}},
      {"Cropping2dLayer", {buildCropping2d, {"cropping"}}},
      {"Delay", {buildDelay, {"steps"}}},
      {"Dropout", {buildDropout, {"p", "inplace"}}},
      {"Flatten", {buildFlatten, {}}},
      {"Identity", {buildIdentity, {}}},
      {"Img2SpikeLayer",
       {buildImg2Spike, {"image_shape", "tw", "max_rate", "norm", "squeeze", "negative_spikes"}, 0, true}},
      {"InputLayer", {buildInput, {"input_shape"}}},
      {"Linear", {buildLinear, {"weight", "bias"}}},
      {"Merge", {buildMerge, {}, 2}},
      {"NeuromorphicReLU", {buildNeuromorphicRelu, {"quantize", "fanout", "stochastic_rounding"}}},
      {"QuantizeLayer", {buildQuantize, {"quantize"}}},
      {"ReLU", {buildRelu, {}}},
      {"Sig2SpikeLayer", {buildSig2Spike, {"channels_in", "tw", "norm_level", "spk_out"}, 0, true}},
      {"SpikingLayer",
       {buildNeurons,
        {"threshold", "threshold_low", "membrane_subtract", "membrane_reset", "batch_size", "negative_spikes"}}},
      {"SpikingMaxPooling2dLayer", {buildSpikingMaxPool2d, {"pool_size", "strides", "padding"}}},
      {"SumPool2d", {buildSumPool2d, {"kernel_size", "stride", "padding", "ceil_mode"}}},
  };
  return types;
}
