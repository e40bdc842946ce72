//===- LayerListTest.cpp - layer lists, good and bad ----------------------===//
#include "support/json/Json.h"
#include "support/npy/Npy.h"
#include "tests/compiler/import/ImportFixture.h"
#include "tests/sim/Must.h"
#include <functional>

using namespace snnc;
using namespace snnc::test;
using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class LayerListTest : public ImportFixture {
protected:
  LayerListTest() {
    NpzArrays arrays;
    std::vector<float> values(64, 0.5f);
    values[0] = 0.25f;
    arrays["conv.weight"] = NpyArray::from<float>({2, 2, 1, 1}, llvm::ArrayRef(values).take_front(4));
    arrays["conv.bias"] = NpyArray::from<float>({2}, {0.0f, 1.0f});
    arrays["zero"] = NpyArray::from<float>({2}, {0.0f, 0.0f});
    arrays["fc.weight"] = NpyArray::from<float>({3, 8}, llvm::ArrayRef(values).take_front(24));
    arrays["bad"] = NpyArray::from<float>({2}, {0.0f, std::numeric_limits<float>::quiet_NaN()});
    must(writeNpz(folder / "params.npz", arrays));
  }

  static json makeList() {
    return json::parse(R"({
      "format": "snnc.layers", "version": 1, "weights": "params.npz",
      "input": {"shape": [2, 4, 4], "step_us": 5000, "steps": 60, "max_count": 7, "max_total": 40},
      "layers": [
        {"type": "InputLayer", "input_shape": [2, 4, 4]},
        {"name": "conv", "type": "Conv2d", "weight": "conv.weight", "bias": "conv.bias", "stride": [1, 1], "padding": 0},
        {"name": "spike", "type": "SpikingLayer", "threshold": 2.0, "threshold_low": null, "membrane_subtract": 1.5},
        {"name": "id", "type": "Identity"},
        {"name": "pool", "type": "SumPool2d", "kernel_size": 2, "stride": null, "ceil_mode": false},
        {"name": "flat", "type": "Flatten"},
        {"name": "fc", "type": "Linear", "weight": "fc.weight", "bias": null},
        {"name": "out", "type": "SpikingLayer", "membrane_reset": true}
      ]})");
  }

  std::string write(const json &list) {
    writeFile(folder / "net.json", list.dump());
    return folder / "net.json";
  }

  std::string refusalOf(const std::function<void(json &)> &change, const ImportOptions &options = {}) {
    json list = makeList();
    change(list);
    return refusal(write(list), options);
  }
};

TEST_F(LayerListTest, EveryLayer) {
  ASSERT_TRUE(import(write(makeList()))) << errors.front();
  EXPECT_EQ(network().getStepUs(), 5000);
  EXPECT_EQ(network().getSteps(), 60);
  EXPECT_EQ(network().getMaxCount(0), 7);
  EXPECT_EQ(network().getMaxTotal(0), 40);
  EXPECT_THAT(numbers(ops<snn::Conv2dOp>().at(0).getWeights()), ElementsAre(0.25, 0.5, 0.5, 0.5));
  EXPECT_THAT(numbers(ops<snn::Conv2dOp>().at(0).getBiasAttr()), ElementsAre(0, 1));
  auto neurons = ops<snn::IntegrateFireOp>();
  ASSERT_EQ(neurons.size(), 2u);
  EXPECT_EQ(neurons[0].getLayerName(), "spike");
  EXPECT_THAT(numbers(neurons[0].getThreshold()), ElementsAre(2, 2));
  EXPECT_FALSE(neurons[0].getLowerBoundAttr());
  EXPECT_THAT(numbers(neurons[0].getSubtractAttr()), ElementsAre(1.5, 1.5));
  EXPECT_EQ(neurons[0].getCompare(), snn::Compare::GreaterOrEqual);
  EXPECT_EQ(neurons[0].getSpikesPerStep(), snn::SpikesPerStep::Many);
  // What is absent has the defaults of the specification.
  EXPECT_THAT(numbers(neurons[1].getThreshold()), ElementsAre(1, 1, 1));
  EXPECT_THAT(numbers(neurons[1].getLowerBoundAttr()), ElementsAre(-1, -1, -1));
  EXPECT_EQ(neurons[1].getReset(), snn::Reset::Zero);
  EXPECT_EQ(ops<snn::SumPool2dOp>().size(), 1u);
  EXPECT_EQ(network().getResultTypes()[0], snn::SpikesType::get(&context, {3}));
}

TEST_F(LayerListTest, NamesDefaultToTheIndexAndInputsToTheLayerBefore) {
  json list = makeList();
  list["layers"][2].erase("name");
  list["layers"][3]["inputs"] = {"2"};
  list["layers"][1]["inputs"] = {"0"};
  ASSERT_TRUE(import(write(list))) << errors.front();
  EXPECT_EQ(ops<snn::IntegrateFireOp>().at(0).getLayerName(), "2");
}

TEST_F(LayerListTest, ABiasOfZerosIsNone) {
  json list = makeList();
  list["layers"][1]["bias"] = "zero";
  ASSERT_TRUE(import(write(list))) << errors.front();
  EXPECT_FALSE(ops<snn::Conv2dOp>().at(0).getBiasAttr());
}

TEST_F(LayerListTest, TheOptionComesBeforeTheNamedWeights) {
  json list = makeList();
  list["weights"] = "missing.npz";
  ImportOptions options;
  options.weights = folder / "params.npz";
  EXPECT_TRUE(import(write(list), options));
  EXPECT_THAT(refusal(folder / "net.json"), HasSubstr("missing.npz': No such file"));
}

TEST_F(LayerListTest, ACurrentAtTheEndGetsNeurons) {
  json list = makeList();
  list["layers"].erase(7);
  ASSERT_TRUE(import(write(list))) << errors.front();
  EXPECT_EQ(ops<snn::IntegrateFireOp>().at(1).getLayerName(), "fc");
  EXPECT_THAT(assumptions, Contains(HasSubstr("output 'fc' is a current")));
}

TEST_F(LayerListTest, RefusesWhatItDoesNotKnow) {
  auto set = [](size_t layer, const char *key, json value) {
    return [=](json &list) { list["layers"][layer][key] = value; };
  };
  EXPECT_THAT(refusalOf(set(1, "type", "Conv2D")),
              HasSubstr("layer 'conv': layers of type 'Conv2D' are not supported"));
  EXPECT_THAT(errors.front(),
              HasSubstr("known are AvgPool2d, BatchNorm2d, Concatenate, Conv2d, Cropping2dLayer, Delay"));
  EXPECT_THAT(errors.front(), HasSubstr("did you mean 'Conv2d'?"));
  EXPECT_THAT(
      refusalOf(set(1, "type", "MaxPool2d")),
      HasSubstr("layer 'conv': takes the greatest of real values ('MaxPool2d'), of which no network of spikes is "
                "exact: which pixel is the greatest shows in the long run alone; 'AvgPool2d' in training"));
  EXPECT_THAT(refusalOf(set(2, "treshold", 1.0)), HasSubstr("layer 'spike': unknown parameter 'treshold'"));
  EXPECT_THAT(errors.front(), HasSubstr("did you mean 'threshold'?"));
  EXPECT_THAT(refusalOf(set(1, "weight", "conv.wieght")),
              HasSubstr("layer 'conv': parameter 'weight' names array 'conv.wieght', which is not in"));
  EXPECT_THAT(errors.front(), HasSubstr("did you mean 'conv.weight'?"));
  EXPECT_THAT(refusalOf([](json &list) { list["verison"] = 1; }), HasSubstr("unknown parameter 'verison'"));
  EXPECT_THAT(refusalOf([](json &list) { list["input"]["step"] = 1; }), HasSubstr("input: unknown parameter 'step'"));
  EXPECT_THAT(refusalOf([](json &list) { list["version"] = 2; }), HasSubstr("'version' must be 1, is 2"));
  EXPECT_THAT(refusalOf([](json &list) { list["format"] = "other"; }), HasSubstr("'format' must be \"snnc.layers\""));
  EXPECT_THAT(refusalOf(set(3, "inputs", {"spike", "conv"})), HasSubstr("must be a list of one layer's name"));
  EXPECT_THAT(refusalOf(set(3, "inputs", {"spik"})),
              HasSubstr("layer 'id': reads 'spik', which is no layer; known are input, 0, conv"));
  EXPECT_THAT(errors.front(), HasSubstr("did you mean 'spike'?"));
}

TEST_F(LayerListTest, RefusesWrongParameters) {
  auto set = [](size_t layer, const char *key, json value) {
    return [=](json &list) { list["layers"][layer][key] = value; };
  };
  EXPECT_THAT(refusalOf(set(1, "stride", {1, 2, 3})),
              HasSubstr("layer 'conv': parameter 'stride' must be a whole number or a pair of them, is [1,2,3]"));
  EXPECT_THAT(refusalOf(set(1, "stride", 1.5)), HasSubstr("is 1.5"));
  EXPECT_THAT(refusalOf(set(1, "stride", 0)), HasSubstr("layer 'conv': (C2) stride must be at least 1, got 0"));
  EXPECT_THAT(refusalOf(set(1, "weight", nullptr)), HasSubstr("parameter 'weight' must name an array, is missing"));
  EXPECT_THAT(refusalOf(set(1, "weight", 3)), HasSubstr("parameter 'weight' must be the name of an array, is 3"));
  EXPECT_THAT(refusalOf(set(1, "bias", "bad")), HasSubstr("layer 'conv': (C9) bias must be finite"));
  EXPECT_THAT(refusalOf(set(1, "bias", "fc.weight")), HasSubstr("layer 'conv': (C7) bias must have shape 2, has 3x8"));
  EXPECT_THAT(refusalOf(set(2, "threshold", "high")), HasSubstr("parameter 'threshold' must be a number, is \"high\""));
  EXPECT_THAT(refusalOf(set(2, "threshold", 0)), HasSubstr("layer 'spike': (C4) the threshold must be greater than 0"));
  EXPECT_THAT(refusalOf(set(2, "membrane_reset", 1)), HasSubstr("must be true or false, is 1"));
  EXPECT_THAT(refusalOf(set(2, "batch_size", 0)), HasSubstr("parameter 'batch_size' must be at least 1, is 0"));
  EXPECT_THAT(refusalOf(set(4, "kernel_size", nullptr)), HasSubstr("parameter 'kernel_size' is missing"));
  EXPECT_THAT(refusalOf(set(4, "kernel_size", 9)), HasSubstr("layer 'pool': (C3) the kernel is 9x9, the source 4x4"));
  EXPECT_THAT(refusalOf(set(0, "input_shape", {2, 4, 5})), HasSubstr("is [2,4,5], what comes in is [2,4,4]"));
  EXPECT_THAT(refusalOf(set(6, "weight", "conv.weight")),
              HasSubstr("layer 'fc': (C1) weights must have rank 2, has 4"));
  EXPECT_THAT(refusalOf(set(2, "name", "conv")), HasSubstr("layer 'conv': the name is taken by another layer"));
  EXPECT_THAT(refusalOf(set(2, "name", "input")), HasSubstr("the name is taken by the network's input"));
  EXPECT_THAT(refusalOf([](json &list) { list["input"]["shape"] = {2, -1}; }), HasSubstr("is [2,-1]"));
  EXPECT_THAT(refusalOf([](json &list) { list["input"]["steps"] = 0; }),
              HasSubstr("input: 'steps' must be a whole number of at least 1, is 0"));
  EXPECT_THAT(refusalOf([](json &list) { list["layers"] = json::array(); }), HasSubstr("at least one layer"));
  EXPECT_THAT(refusalOf([](json &list) { list["layers"][3] = 5; }), HasSubstr("layer '3': must be an object, is 5"));
  EXPECT_THAT(refusalOf([](json &list) { list["layers"][4]["inputs"] = {"conv"}; }),
              HasSubstr("layer 'id': no other layer reads it, and it is not the last"));
}

TEST_F(LayerListTest, BranchesMeet) {
  json list = makeList();
  list["layers"] = json::parse(R"([
    {"name": "conv", "type": "Conv2d", "weight": "conv.weight"},
    {"name": "other", "type": "Conv2d", "weight": "conv.weight", "inputs": ["input"]},
    {"name": "sum", "type": "Merge", "inputs": ["conv", "other", "input"]},
    {"name": "a", "type": "SpikingLayer"},
    {"name": "b", "type": "SpikingLayer", "inputs": ["conv"]},
    {"name": "both", "type": "Concatenate", "inputs": ["b", "a", "input"]},
    {"name": "late", "type": "Delay", "steps": 3},
    {"name": "spikes", "type": "Merge", "inputs": ["late", "both"]}
  ])");
  ASSERT_TRUE(import(write(list))) << errors.front();
  // Spikes are added to currents through synapses of weight 1; spikes and spikes stay spikes.
  auto merges = ops<snn::MergeOp>();
  ASSERT_EQ(merges.size(), 2u);
  ASSERT_EQ(merges[0].getSources().size(), 3u);
  auto identity = merges[0].getSources()[2].getDefiningOp<snn::IdentityOp>();
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity.getSource(), network().getArgument(0));
  EXPECT_EQ(merges[1].getResult().getType(), snn::SpikesType::get(&context, {6, 4, 4}));
  snn::ConcatenateOp both = ops<snn::ConcatenateOp>().at(0);
  EXPECT_EQ(both.getSources()[0].getDefiningOp<snn::IntegrateFireOp>().getLayerName(), "b");
  EXPECT_EQ(both.getSources()[1].getDefiningOp<snn::IntegrateFireOp>().getLayerName(), "a");
  EXPECT_EQ(ops<snn::DelayOp>().at(0).getSteps(), 3u);
}

json recurrentLayers() {
  return json::parse(R"([
    {"name": "conv", "type": "Conv2d", "weight": "conv.weight"},
    {"name": "back", "type": "Conv2d", "weight": "conv.weight", "inputs": ["late"]},
    {"name": "sum", "type": "Merge", "inputs": ["back", "conv"]},
    {"name": "spike", "type": "SpikingLayer"},
    {"name": "late", "type": "Delay"},
    {"name": "out", "type": "SpikingLayer", "inputs": ["spike"]}
  ])");
}

TEST_F(LayerListTest, ALayerMayReadALaterOneThroughADelay) {
  json list = makeList();
  list["layers"] = recurrentLayers();
  ASSERT_TRUE(import(write(list))) << errors.front();
  snn::DelayOp late = ops<snn::DelayOp>().at(0);
  EXPECT_EQ(late.getSource().getDefiningOp<snn::IntegrateFireOp>().getLayerName(), "spike");
  ASSERT_EQ(ops<snn::Conv2dOp>().size(), 2u);
  EXPECT_TRUE(llvm::any_of(ops<snn::Conv2dOp>(), [&](auto conv) { return conv.getSource() == late.getResult(); }));
  EXPECT_TRUE(ops<mlir::UnrealizedConversionCastOp>().empty());
}

TEST_F(LayerListTest, TheOrderOfTheListIsFree) {
  json list = makeList();
  list["layers"] = json::parse(R"([
    {"name": "b", "type": "Identity", "inputs": ["pool"]},
    {"name": "pool", "type": "SumPool2d", "kernel_size": 2, "inputs": ["a"]},
    {"name": "a", "type": "SpikingLayer", "inputs": ["conv"]},
    {"name": "conv", "type": "Conv2d", "weight": "conv.weight", "inputs": ["input"]},
    {"name": "out", "type": "SpikingLayer", "inputs": ["b"]}
  ])");
  ASSERT_TRUE(import(write(list))) << errors.front();
  // The network reads in the order of its data.
  for (mlir::Operation &op : network().getBody().front())
    for (mlir::Value operand : op.getOperands())
      if (mlir::Operation *producer = operand.getDefiningOp())
        EXPECT_TRUE(producer->isBeforeInBlock(&op));
}

TEST_F(LayerListTest, ACycleNeedsADelayAndNeurons) {
  json list = makeList();
  list["layers"] = recurrentLayers();
  list["layers"][1]["inputs"] = {"spike"};
  list["layers"].erase(4);
  EXPECT_THAT(
      refusal(write(list)),
      HasSubstr("layer 'back': depends on itself within one step: 'back' -> 'sum' -> 'spike' -> 'back'; a layer "
                "of type Delay on the way would make the cycle legal"));
  list["layers"] = json::parse(R"([
    {"name": "late", "type": "Delay", "inputs": ["sum"]},
    {"name": "sum", "type": "Merge", "inputs": ["late", "input"]},
    {"name": "out", "type": "SpikingLayer"}
  ])");
  EXPECT_THAT(refusal(write(list)), HasSubstr("(C4) the value adds to itself from step to step without a bound"));
  EXPECT_THAT(errors.front(), HasSubstr("snn.delay 'late'"));
  EXPECT_THAT(errors.front(), HasSubstr("snn.merge 'sum'"));
}

TEST_F(LayerListTest, RefusesBranchesThatDoNotFit) {
  auto layers = [](const char *text) { return [=](json &list) { list["layers"] = json::parse(text); }; };
  EXPECT_THAT(refusalOf(layers(R"([{"type": "Merge"}])")),
              HasSubstr("layer '0': parameter 'inputs' must name the layers to put together, is missing"));
  EXPECT_THAT(refusalOf(layers(R"([{"type": "Merge", "inputs": ["input"]}])")),
              HasSubstr("parameter 'inputs' must be a list of at least two layers' names, is [\"input\"]"));
  EXPECT_THAT(refusalOf(layers(R"([{"type": "Concatenate", "inputs": []}])")),
              HasSubstr("parameter 'inputs' must be a list of layers' names, is []"));
  EXPECT_THAT(refusalOf(layers(R"([{"type": "Flatten"}, {"type": "Merge", "inputs": ["0", "input"]}])")),
              HasSubstr("layer '1': (C2) all sources must have the same type: source 0 is '!snn.spikes<32>', source 1 "
                        "is '!snn.spikes<2x4x4>'"));
  EXPECT_THAT(refusalOf(layers(R"([{"type": "Flatten"}, {"type": "Concatenate", "inputs": ["0", "input"]}])")),
              HasSubstr("layer '1': (C3) all sources must have the same extents but for the leading one"));
  EXPECT_THAT(refusalOf(layers(R"([{"type": "Delay", "steps": 0}])")),
              HasSubstr("layer '0': (C1) steps must be at least 1 and at most 65535, got 0"));
  EXPECT_THAT(refusalOf(layers(R"([{"type": "Delay", "inputs": ["1"]}, {"type": "SpikingLayer"},
                                   {"type": "Concatenate", "inputs": ["1", "input"]}])")),
              HasSubstr("layer '0': its shape cannot be told: all that it reads depends on itself"));
  // What a merge on the cycle suggests is not what comes around.
  EXPECT_THAT(refusalOf(layers(R"([{"name": "sum", "type": "Merge", "inputs": ["input", "late"]},
                                   {"name": "spike", "type": "SpikingLayer"}, {"name": "pool", "type": "SumPool2d", "kernel_size": 2},
                                   {"name": "late", "type": "Delay"}, {"name": "out", "type": "SpikingLayer"}])")),
              HasSubstr("all sources must have the same type: source 0 is '!snn.spikes<2x4x4>', source 1 is "
                        "'!snn.spikes<2x2x2>'"));
}

TEST_F(LayerListTest, RefusesWhatIsNoJson) {
  writeFile(folder / "broken.json", "{\"format\": \"snnc.layers\",\n \"version\" 1}");
  EXPECT_THAT(refusal(folder / "broken.json"), HasSubstr("broken.json:2:"));
  writeFile(folder / "list.json", "[1, 2]");
  EXPECT_THAT(refusal(folder / "list.json"), HasSubstr("a layer list is a JSON object"));
}

TEST_F(LayerListTest, TheDigitsNetwork) {
  std::string path = sharedPath("models/digits/digits.json");
  SNNC_REQUIRE_SHARED(path);
  ASSERT_TRUE(import(path)) << errors.front();
  EXPECT_EQ(ops<snn::IntegrateFireOp>().size(), 4u);
  EXPECT_EQ(network().getSteps(), 60);
}

} // namespace
