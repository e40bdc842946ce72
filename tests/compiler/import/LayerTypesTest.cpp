//===- LayerTypesTest.cpp - the types of layers ---------------------------===//
//
// Every type with all its parameters, with their defaults, and with what it refuses.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/layers/LayerTypes.h"
#include "support/npy/Npy.h"
#include "tests/compiler/import/ImportFixture.h"
#include "tests/sim/Must.h"
#include "gmock/gmock.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::test;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class LayerTypesTest : public ImportFixture {
protected:
  LayerTypesTest() {
    must(writeNpz(folder / "params.npz", {{"gain", NpyArray::from<float>({2}, {2, 4})},
                                          {"mean", NpyArray::from<float>({2}, {0.5, -0.5})},
                                          {"var", NpyArray::from<float>({2}, {1, 3})},
                                          {"negative", NpyArray::from<float>({2}, {1, -3})},
                                          {"conv", NpyArray::from<float>({4, 1, 2, 2}, std::vector<float>(16, 1))},
                                          {"three", NpyArray::from<float>({3}, {1, 1, 1})}}));
  }

  /// A list of some layers on an input of this shape.
  std::string write(const json &layers, const json &shape = {2, 6, 8}) {
    json list = {{"format", "snnc.layers"}, {"version", 1}, {"weights", "params.npz"}, {"input", {{"shape", shape}}}};
    list["layers"] = layers;
    writeFile(folder / "net.json", list.dump());
    return folder / "net.json";
  }
  /// Imports the layers; a current at the end is left as it is.
  bool take(const std::string &layers, const json &shape = {2, 6, 8}) {
    ImportOptions options;
    options.spikingOutput = "off";
    bool done = import(write(json::parse(layers), shape), options);
    EXPECT_TRUE(done) << errors.front();
    return done;
  }
  std::string refuse(const std::string &layers, const json &shape = {2, 6, 8}) {
    return refusal(write(json::parse(layers), shape));
  }
  std::vector<int64_t> outputShape() { return snn::getShape(network().getResultTypes()[0]).vec(); }
};

TEST_F(LayerTypesTest, Cropping) {
  ASSERT_TRUE(take(R"([{"type": "Cropping2dLayer", "cropping": [[1, 2], [3, 4]]}])"));
  EXPECT_THAT(ops<snn::Crop2dOp>().at(0).getCropping(), ElementsAre(1, 3, 2, 4));
  EXPECT_THAT(outputShape(), ElementsAre(2, 3, 1));
  ASSERT_TRUE(take(R"([{"type": "Cropping2dLayer", "cropping": [2, [3, 1]]}])"));
  EXPECT_THAT(ops<snn::Crop2dOp>().at(0).getCropping(), ElementsAre(2, 3, 2, 1));
  ASSERT_TRUE(take(R"([{"type": "Cropping2dLayer", "cropping": 1}])"));
  EXPECT_THAT(ops<snn::Crop2dOp>().at(0).getCropping(), ElementsAre(1, 1, 1, 1));
  ASSERT_TRUE(take(R"([{"type": "Cropping2dLayer"}])"));
  EXPECT_THAT(outputShape(), ElementsAre(2, 6, 8));
  EXPECT_THAT(refuse(R"([{"type": "Cropping2dLayer", "cropping": [[1, 2], [3, 4, 5]]}])"),
              HasSubstr("layer '0': parameter 'cropping' must be [[top, bottom], [left, right]], a number or a pair of "
                        "them, is [[1,2],[3,4,5]]"));
  EXPECT_THAT(refuse(R"([{"type": "Cropping2dLayer", "cropping": [[3, 3], [0, 0]]}])"),
              HasSubstr("layer '0': (C3) the crop takes 6 rows, the source has 6"));
}

TEST_F(LayerTypesTest, SpikingMaxPool) {
  ASSERT_TRUE(take(R"([{"name": "max", "type": "SpikingMaxPooling2dLayer", "pool_size": [2, 3], "strides": [1, 2],
                        "padding": [4, 3, 2, 1]}])"));
  auto pool = ops<snn::SpikingMaxPool2dOp>().at(0);
  EXPECT_THAT(pool.getKernel(), ElementsAre(2, 3));
  EXPECT_THAT(pool.getStrideOrKernel(), ElementsAre(1, 2));
  // The file has left, right, top, bottom.
  EXPECT_THAT(pool.getPadding(), ElementsAre(2, 4, 1, 3));
  EXPECT_EQ(pool.getLayerName(), "max");
  EXPECT_THAT(outputShape(), ElementsAre(2, 8, 7));
  ASSERT_TRUE(take(R"([{"type": "SpikingMaxPooling2dLayer", "pool_size": 2, "strides": null}])"));
  EXPECT_THAT(outputShape(), ElementsAre(2, 3, 4));
  EXPECT_THAT(refuse(R"([{"type": "SpikingMaxPooling2dLayer"}])"), HasSubstr("parameter 'pool_size' is missing"));
  EXPECT_THAT(refuse(R"([{"type": "SpikingMaxPooling2dLayer", "pool_size": 2, "padding": [1, 2]}])"),
              HasSubstr("parameter 'padding' must be a whole number or four of them, is [1,2]"));
  EXPECT_THAT(refuse(R"([{"type": "Conv2d", "weight": "conv", "groups": 2},
                         {"type": "SpikingMaxPooling2dLayer", "pool_size": 2}])"),
              HasSubstr("layer '1': only spikes can be counted, what comes in is a current"));
  EXPECT_THAT(refuse(R"([{"type": "SpikingMaxPooling2dLayer", "pool_size": 2, "kernel_size": 2}])"),
              HasSubstr("unknown parameter 'kernel_size'; known are pool_size, strides, padding"));
}

TEST_F(LayerTypesTest, SumAndAveragePools) {
  ASSERT_TRUE(take(R"([{"type": "SumPool2d", "kernel_size": [4, 2], "ceil_mode": true}])"));
  EXPECT_TRUE(ops<snn::SumPool2dOp>().at(0).getCeilMode());
  EXPECT_EQ(network().getResultTypes()[0], RankedTensorType::get({2, 2, 4}, Float32Type::get(&context)));
  ASSERT_TRUE(take(R"([{"type": "AvgPool2d", "kernel_size": 3, "stride": [1, 2]}])"));
  EXPECT_THAT(ops<snn::AvgPool2dOp>().at(0).getStrideOrKernel(), ElementsAre(1, 2));
  EXPECT_THAT(outputShape(), ElementsAre(2, 4, 3));
  ASSERT_TRUE(take(R"([{"type": "AvgPool2d", "kernel_size": 3, "ceil_mode": true}])"));
  EXPECT_THAT(outputShape(), ElementsAre(2, 2, 3));
  EXPECT_THAT(refuse(R"([{"type": "AvgPool2d", "kernel_size": 7}])"),
              HasSubstr("layer '0': (C3) the kernel is 7x7, the source 6x8"));
}

/// A padded pool is a convolution with a group for each channel.
TEST_F(LayerTypesTest, PaddedPools) {
  ASSERT_TRUE(take(R"([{"type": "SumPool2d", "kernel_size": 3, "stride": 2, "padding": 1}])"));
  EXPECT_THAT(ops<snn::Conv2dOp>().at(0).getPadding(), ElementsAre(1, 1, 1, 1));
  EXPECT_EQ(ops<snn::Conv2dOp>().at(0).getGroups(), 2u);
  EXPECT_THAT(numbers(ops<snn::Conv2dOp>().at(0).getWeights()), testing::Each(1));
  EXPECT_EQ(network().getResultTypes()[0], RankedTensorType::get({2, 3, 4}, Float32Type::get(&context)));
  ASSERT_TRUE(take(R"([{"type": "AvgPool2d", "kernel_size": [2, 4], "padding": [1, 2]}])"));
  EXPECT_THAT(ops<snn::Conv2dOp>().at(0).getPadding(), ElementsAre(1, 2, 1, 2));
  EXPECT_THAT(numbers(ops<snn::Conv2dOp>().at(0).getWeights()), testing::Each(0.125));
  ASSERT_TRUE(take(R"([{"type": "AvgPool2d", "kernel_size": 2, "padding": 0, "count_include_pad": false}])"));
  EXPECT_EQ(ops<snn::AvgPool2dOp>().size(), 1u);
  EXPECT_THAT(refuse(R"([{"type": "AvgPool2d", "kernel_size": 2, "padding": 1, "count_include_pad": false}])"),
              HasSubstr("layer '0': parameter 'count_include_pad' is false beside a padding"));
  EXPECT_THAT(refuse(R"([{"type": "SumPool2d", "kernel_size": 2, "padding": 1, "ceil_mode": true}])"),
              HasSubstr("layer '0': has padding and ceil_mode"));
}

TEST_F(LayerTypesTest, DropoutDoesNothing) {
  ASSERT_TRUE(take(R"([{"type": "Dropout", "p": 0.2, "inplace": true}])"));
  EXPECT_EQ(network().getOutput().getOperand(0), network().getArgument(0));
  EXPECT_THAT(refuse(R"([{"type": "Dropout", "p": 2}])"), HasSubstr("layer '0': parameter 'p'"));
}

/// A rectifier becomes neurons later on; others behind it would take its name.
TEST_F(LayerTypesTest, ARectifierIsTheOutput) {
  for (const char *type : {"ReLU", "NeuromorphicReLU"}) {
    json layers = json::parse(R"([{"type": "Conv2d", "weight": "conv", "groups": 2}])");
    layers.push_back({{"type", type}});
    ASSERT_TRUE(import(write(layers))) << errors.front();
    EXPECT_TRUE(ops<snn::IntegrateFireOp>().empty()) << type;
    EXPECT_TRUE(
        (isa_and_nonnull<snn::ReluOp, snn::NeuromorphicReluOp>(network().getOutput().getOperand(0).getDefiningOp())));
    EXPECT_TRUE(llvm::none_of(assumptions, [](StringRef text) { return text.contains("appended"); }));
  }
}

TEST_F(LayerTypesTest, LayersOfAnalogueNetworks) {
  ASSERT_TRUE(take(R"([{"type": "BatchNorm2d", "weight": "gain", "bias": "mean", "running_mean": "mean",
                        "running_var": "var", "eps": 0.5}, {"type": "ReLU"},
                       {"name": "n", "type": "NeuromorphicReLU", "quantize": false, "fanout": 9,
                        "stochastic_rounding": true},
                       {"type": "QuantizeLayer"}, {"type": "QuantizeLayer", "quantize": false}])"));
  auto norm = ops<snn::BatchNorm2dOp>().at(0);
  EXPECT_THAT(numbers(norm.getWeightsAttr()), ElementsAre(2, 4));
  EXPECT_THAT(numbers(norm.getBiasAttr()), ElementsAre(0.5, -0.5));
  EXPECT_THAT(numbers(norm.getVariance()), ElementsAre(1, 3));
  EXPECT_EQ(norm.getEpsilon().convertToDouble(), 0.5);
  EXPECT_EQ(ops<snn::ReluOp>().size(), 1u);
  auto relu = ops<snn::NeuromorphicReluOp>().at(0);
  EXPECT_FALSE(relu.getQuantize());
  EXPECT_TRUE(relu.getStochasticRounding());
  EXPECT_EQ(relu.getFanout(), 9u);
  EXPECT_EQ(relu.getLayer(), "n");
  EXPECT_EQ(ops<snn::QuantizeOp>().size(), 1u);
  EXPECT_EQ(ops<snn::IdentityOp>().size(), 1u); // the input's spikes as a current

  ASSERT_TRUE(take(R"([{"type": "BatchNorm2d", "running_mean": "mean", "running_var": "var"},
                       {"type": "NeuromorphicReLU"}])"));
  EXPECT_FALSE(ops<snn::BatchNorm2dOp>().at(0).getWeightsAttr());
  EXPECT_EQ(ops<snn::BatchNorm2dOp>().at(0).getEpsilon().convertToDouble(), 1e-5);
  EXPECT_TRUE(ops<snn::NeuromorphicReluOp>().at(0).getQuantize());
  EXPECT_FALSE(ops<snn::NeuromorphicReluOp>().at(0).getStochasticRounding());
  EXPECT_EQ(ops<snn::NeuromorphicReluOp>().at(0).getFanout(), 1u);

  EXPECT_THAT(refuse(R"([{"type": "BatchNorm2d", "running_var": "var"}])"),
              HasSubstr("parameter 'running_mean' must name an array, is missing"));
  EXPECT_THAT(refuse(R"([{"type": "BatchNorm2d", "running_mean": "three", "running_var": "var"}])"),
              HasSubstr("layer '0': (C2) mean must have shape 2, has 3"));
  EXPECT_THAT(refuse(R"([{"type": "BatchNorm2d", "running_mean": "mean", "running_var": "negative"}])"),
              HasSubstr("(C4) variance + epsilon must be greater than 0, is -2.999990e+00 for channel 1"));
  EXPECT_THAT(refuse(R"([{"type": "NeuromorphicReLU", "fanout": 0}])"), HasSubstr("(C1) fanout must be at least 1"));
  EXPECT_THAT(refuse(R"([{"type": "QuantizeLayer", "quantize": 1}])"), HasSubstr("must be true or false, is 1"));
}

TEST_F(LayerTypesTest, SignedSpikes) {
  ASSERT_TRUE(take(R"([{"type": "SpikingLayer", "negative_spikes": true, "batch_size": 4}])"));
  EXPECT_TRUE(ops<snn::IntegrateFireOp>().at(0).getSignedSpikes());
  EXPECT_TRUE(cast<snn::SpikesType>(network().getResultTypes()[0]).getIsSigned());
  // Without effect where the potential is reset.
  ASSERT_TRUE(take(R"([{"type": "SpikingLayer", "negative_spikes": true, "membrane_reset": true}])"));
  EXPECT_FALSE(ops<snn::IntegrateFireOp>().at(0).getSignedSpikes());
}

TEST_F(LayerTypesTest, Images) {
  ASSERT_TRUE(take(R"([{"type": "InputLayer", "input_shape": [1, 6, 8]},
                       {"type": "Img2SpikeLayer", "image_shape": [1, 6, 8], "tw": 20, "max_rate": 500, "norm": 2.5,
                        "squeeze": true, "negative_spikes": true}])",
                   {1, 6, 8}));
  auto encoder = ops<snn::Img2SpikeOp>().at(0);
  EXPECT_EQ(encoder.getTw(), 20u);
  EXPECT_EQ(encoder.getMaxRate().convertToDouble(), 500);
  EXPECT_EQ(encoder.getNorm().convertToDouble(), 2.5);
  EXPECT_EQ(network().getArgumentTypes()[0], RankedTensorType::get({1, 6, 8}, Float32Type::get(&context)));
  EXPECT_EQ(network().getResultTypes()[0], snn::SpikesType::get(&context, {6, 8}, true));
  ASSERT_TRUE(take(R"([{"type": "Img2SpikeLayer", "image_shape": [2, 6, 8]}])"));
  EXPECT_EQ(ops<snn::Img2SpikeOp>().at(0).getTw(), 100u);
  EXPECT_EQ(ops<snn::Img2SpikeOp>().at(0).getMaxRate().convertToDouble(), 1000);
  EXPECT_EQ(ops<snn::Img2SpikeOp>().at(0).getNorm().convertToDouble(), 255);
  EXPECT_EQ(network().getResultTypes()[0], snn::SpikesType::get(&context, {2, 6, 8}));

  EXPECT_THAT(refuse(R"([{"type": "Img2SpikeLayer"}])"), HasSubstr("parameter 'image_shape' is missing"));
  EXPECT_THAT(refuse(R"([{"type": "Img2SpikeLayer", "image_shape": [1, 6, 8]}])"),
              HasSubstr("parameter 'image_shape' is [1,6,8], what comes in is [2,6,8]"));
  EXPECT_THAT(refuse(R"([{"type": "Img2SpikeLayer", "image_shape": [2, 6, 8], "norm": 0}])"),
              HasSubstr("layer '0': (C2) norm must be finite and not 0, got 0"));
  EXPECT_THAT(refuse(R"([{"type": "SpikingLayer"}, {"type": "Img2SpikeLayer", "image_shape": [2, 6, 8]}])"),
              HasSubstr("layer '1': an encoder reads an input of the network, what comes in is spikes"));
  EXPECT_THAT(refuse(R"([{"type": "ReLU"}, {"type": "Img2SpikeLayer", "image_shape": [2, 6, 8]}])"),
              HasSubstr("layer '1': (C1) source must be an argument of the network, is the result of snn.relu"));
}

TEST_F(LayerTypesTest, Signals) {
  ASSERT_TRUE(
      take(R"([{"type": "Sig2SpikeLayer", "channels_in": 3, "tw": 4, "norm_level": 2, "spk_out": false}])", {3}));
  auto encoder = ops<snn::Sig2SpikeOp>().at(0);
  EXPECT_EQ(encoder.getTw(), 4u);
  EXPECT_EQ(encoder.getNormLevel().convertToDouble(), 2);
  EXPECT_EQ(network().getResultTypes()[0], RankedTensorType::get({3}, Float32Type::get(&context)));
  ASSERT_TRUE(take(R"([{"type": "Sig2SpikeLayer", "channels_in": 3}])", {3}));
  EXPECT_EQ(ops<snn::Sig2SpikeOp>().at(0).getTw(), 1u);
  EXPECT_EQ(network().getResultTypes()[0], snn::SpikesType::get(&context, {3}));
  EXPECT_THAT(refuse(R"([{"type": "Sig2SpikeLayer", "channels_in": 4}])", {3}),
              HasSubstr("parameter 'channels_in' is 4, what comes in is [3]"));
}

/// A layer that is read before its place in the list makes all types be told first.
TEST_F(LayerTypesTest, EncodersInAnyOrder) {
  ASSERT_TRUE(take(R"([{"name": "n", "type": "SpikingLayer", "inputs": ["e"]},
                       {"name": "e", "type": "Img2SpikeLayer", "image_shape": [2, 6, 8], "inputs": ["input"]},
                       {"type": "Flatten", "inputs": ["n"]}])"));
  EXPECT_THAT(outputShape(), ElementsAre(96));
}

TEST_F(LayerTypesTest, SharedNetworks) {
  SNNC_REQUIRE_SHARED(sharedPath("models/mnist.json"));
  ASSERT_TRUE(import(sharedPath("models/mnist.json"))) << errors.front();
  EXPECT_EQ(ops<snn::Conv2dOp>().size(), 3u);
  EXPECT_EQ(ops<snn::AvgPool2dOp>().size(), 3u);
  EXPECT_EQ(ops<snn::ReluOp>().size(), 4u);
  EXPECT_THAT(outputShape(), ElementsAre(10));
  ASSERT_TRUE(import(sharedPath("models/dvs_gesture.json"))) << errors.front();
  int64_t neurons = 0;
  for (snn::IntegrateFireOp layer : ops<snn::IntegrateFireOp>())
    neurons += snn::getNumElements(layer.getSpikes().getType());
  EXPECT_GT(neurons, 176000);
  EXPECT_LT(neurons, 178000);
}

} // namespace
