//===- SnnDialectTest.cpp - elements, inference and interfaces ------------===//
//
// What textual tests cannot show: attributes read and made from C++, types inferred by builders, interfaces' answers.
//
//===----------------------------------------------------------------------===//
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnOps.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace snnc::snn;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class SnnDialectTest : public testing::Test {
protected:
  SnnDialectTest() { context.loadDialect<SnnDialect>(); }

  /// A network of one input, ready for layers to be built in it.
  NetworkOp makeNetwork(Type input) {
    module = ModuleOp::create(UnknownLoc::get(&context));
    builder.setInsertionPointToStart(module->getBody());
    auto network = NetworkOp::create(builder, module->getLoc(), "n", builder.getFunctionType(input, {}));
    builder.setInsertionPointToStart(&network.getBody().front());
    return network;
  }

  ElementsAttr make(ArrayRef<int64_t> shape, Type element, std::vector<double> values) {
    return makeElements<double>(RankedTensorType::get(shape, element), values, "w");
  }

  MLIRContext context;
  OpBuilder builder{&context};
  OwningOpRef<ModuleOp> module;
  Type f32 = Float32Type::get(&context), f64 = Float64Type::get(&context);
  Type i8 = IntegerType::get(&context, 8), i16 = IntegerType::get(&context, 16);
};

TEST_F(SnnDialectTest, ElementsSurviveEveryTypeAndStorage) {
  for (Type element : {f32, f64, i8, i16, Type(IntegerType::get(&context, 32)), Type(IntegerType::get(&context, 64))})
    for (size_t count : {1, 2, 64, 65, 1000}) {
      std::vector<double> values(count);
      for (size_t i = 0; i < count; ++i)
        values[i] = static_cast<double>(i % 256) - 128;
      ElementsAttr attr = make(count, element, values);
      EXPECT_EQ(isa<DenseResourceElementsAttr>(attr), count > 64);
      EXPECT_EQ(readElements<double>(attr), values);
      EXPECT_EQ(readElements<int16_t>(attr)->back(), static_cast<int16_t>(values.back()));
    }
}

TEST_F(SnnDialectTest, EqualElementsAreASplat) {
  ElementsAttr attr = make({10, 10}, f32, std::vector<double>(100, 0.25));
  EXPECT_TRUE(isa<SplatElementsAttr>(attr));
  EXPECT_EQ(readElements<float>(attr), std::vector<float>(100, 0.25f));
  EXPECT_EQ(getSplatValue(attr), 0.25);
  EXPECT_EQ(getSplatValue(make(3, f32, {1, 1, 2})), std::nullopt);
}

TEST_F(SnnDialectTest, ElementsThatCannotBeReadAreNothing) {
  // A resource of the wrong size, and an element type that no operation takes.
  auto type = RankedTensorType::get(4, i16);
  AsmResourceBlob blob = HeapAsmResourceBlob::allocateAndCopyInferAlign<int8_t>({1, 2, 3, 4, 5, 6, 7});
  auto resource = cast<ElementsAttr>(Attribute(DenseResourceElementsAttr::get(type, "w", std::move(blob))));
  EXPECT_EQ(readElements<double>(resource), std::nullopt);
  EXPECT_EQ(getSplatValue(resource), std::nullopt);
  auto boolean = cast<ElementsAttr>(parseAttribute("dense<true> : tensor<4xi1>", &context));
  EXPECT_EQ(readElements<double>(boolean), std::nullopt);
}

TEST_F(SnnDialectTest, BuildersInferTypes) {
  NetworkOp network = makeNetwork(SpikesType::get(&context, {2, 7, 8}));
  Location loc = network.getLoc();
  Value in = network.getArgument(0);
  Value conv = Conv2dOp::create(builder, loc, in, make({4, 1, 4, 2}, f32, std::vector<double>(32, 1)), ElementsAttr(),
                                ArrayRef<int64_t>{1, 2}, ArrayRef<int64_t>{1, 0, 2, 1}, ArrayRef<int64_t>{1, 1}, 2);
  EXPECT_EQ(conv.getType(), RankedTensorType::get({4, 7, 4}, f32));
  Value integer = Conv2dOp::create(builder, loc, in, make({4, 2, 1, 1}, i8, std::vector<double>(8, 1)), ElementsAttr(),
                                   ArrayRef<int64_t>{1, 1}, ArrayRef<int64_t>{0, 0, 0, 0}, ArrayRef<int64_t>{1, 1}, 1);
  EXPECT_EQ(integer.getType(), RankedTensorType::get({4, 7, 8}, i16));
  Value pool = SumPool2dOp::create(builder, loc, in, ArrayRef<int64_t>{2, 2}, DenseI64ArrayAttr());
  EXPECT_EQ(pool.getType(), SpikesType::get(&context, {2, 3, 4}));
  Value flat = FlattenOp::create(builder, loc, pool);
  EXPECT_EQ(flat.getType(), SpikesType::get(&context, {24}));
  Value linear = LinearOp::create(builder, loc, flat, make({3, 24}, f32, std::vector<double>(72, 1)), ElementsAttr());
  EXPECT_EQ(linear.getType(), RankedTensorType::get({3}, f32));
  NeuronParameters parameters;
  parameters.threshold = make(4, f32, {1, 2, 3, 4});
  Value spikes = IntegrateFireOp::create(builder, loc, conv, parameters, builder.getStringAttr("a"));
  EXPECT_EQ(spikes.getType(), SpikesType::get(&context, {4, 7, 4}));
  OutputOp::create(builder, loc, ValueRange());
  EXPECT_TRUE(succeeded(verify(*module)));
}

/// `get_output_shape` of every layer: asked of the operation, for a source of another shape than it has.
TEST_F(SnnDialectTest, LayersTellTheirOutputShape) {
  module = parseSourceString<ModuleOp>(R"mlir(
    snn.network @n(%s: !snn.spikes<2x8x8>, %t: tensor<2x8x8xf32>, %f: !snn.spikes<9>, %i: tensor<1x4x4xf32>,
                   %j: tensor<3xf32>) -> () {
      %0 = snn.conv2d %s weights(dense<0.5> : tensor<4x2x3x3xf32>) stride = [2, 1] padding = [0, 1, 0, 1]
             : !snn.spikes<2x8x8> -> tensor<4x3x8xf32>
      %1 = snn.linear %f weights(dense<0.5> : tensor<5x9xf32>) : !snn.spikes<9> -> tensor<5xf32>
      %2 = snn.integrate_fire %0 threshold(dense<1.0> : tensor<4xf32>) : tensor<4x3x8xf32> -> !snn.spikes<4x3x8>
      %3 = snn.crop2d %s cropping = [1, 2, 0, 1] : !snn.spikes<2x8x8> -> !snn.spikes<2x7x5>
      %4 = snn.spiking_max_pool2d %s kernel = [3, 2] stride = [2, 2] padding = [1, 0, 1, 2]
             : !snn.spikes<2x8x8> -> !snn.spikes<2x4x5>
      %5 = snn.sum_pool2d %s kernel = [2, 2] ceil_mode : !snn.spikes<2x8x8> -> !snn.spikes<2x4x4>
      %6 = snn.avg_pool2d %s kernel = [2, 2] : !snn.spikes<2x8x8> -> tensor<2x4x4xf32>
      %7 = snn.relu %t : tensor<2x8x8xf32> -> tensor<2x8x8xf32>
      %8 = snn.flatten %s : !snn.spikes<2x8x8> -> !snn.spikes<128>
      %9 = snn.concatenate %s, %s : !snn.spikes<2x8x8>, !snn.spikes<2x8x8> -> !snn.spikes<4x8x8>
      %10 = snn.img2spike %i {squeeze} : tensor<1x4x4xf32> -> !snn.spikes<4x4>
      %11 = snn.sig2spike %j : tensor<3xf32> -> !snn.spikes<3>
      snn.output
    })mlir",
                                       &context);
  ASSERT_TRUE(module);
  std::vector<Operation *> layers;
  for (Operation &op : (*module->getOps<NetworkOp>().begin()).getBody().front().without_terminator())
    layers.push_back(&op);
  using Shapes = std::vector<std::vector<int64_t>>;
  auto ask = [&](size_t layer, const Shapes &sources) {
    std::vector<ArrayRef<int64_t>> refs(sources.begin(), sources.end());
    FailureOr<SmallVector<int64_t>> shape = getOutputShape(layers.at(layer), refs);
    return succeeded(shape) ? std::vector<int64_t>(shape->begin(), shape->end()) : std::vector<int64_t>();
  };
  // Of its own source every layer tells the shape that it has.
  for (size_t i = 0; i < layers.size(); ++i) {
    Shapes sources;
    for (Value operand : layers[i]->getOperands())
      sources.push_back(getShape(operand.getType()).vec());
    EXPECT_EQ(ask(i, sources), getShape(layers[i]->getResult(0).getType()).vec()) << i;
  }
  EXPECT_THAT(ask(0, {{2, 5, 9}}), ElementsAre(4, 2, 9));
  EXPECT_THAT(ask(3, {{7, 2, 4}}), ElementsAre(7, 1, 1));
  EXPECT_THAT(ask(4, {{1, 7, 6}}), ElementsAre(1, 4, 4));
  EXPECT_THAT(ask(5, {{1, 7, 9}}), ElementsAre(1, 4, 5));
  EXPECT_THAT(ask(6, {{1, 7, 9}}), ElementsAre(1, 3, 4));
  EXPECT_THAT(ask(7, {{11}}), ElementsAre(11));
  EXPECT_THAT(ask(8, {{3, 2, 5}}), ElementsAre(30));
  EXPECT_THAT(ask(9, {{3, 2, 2}, {1, 2, 2}}), ElementsAre(4, 2, 2));
  EXPECT_THAT(ask(10, {{3, 1, 6}}), ElementsAre(3, 6));
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) { message = diagnostic.str(); });
  EXPECT_THAT(ask(0, {{3, 5, 9}}), ElementsAre());
  EXPECT_THAT(message, HasSubstr("(C5) weights take 2 channels, the source has 3"));
  EXPECT_THAT(ask(3, {{7, 2, 3}}), ElementsAre());
  EXPECT_THAT(message, HasSubstr("(C3) the crop takes 3 columns, the source has 3"));
  EXPECT_THAT(ask(9, {{3, 2, 2}}), ElementsAre());
  EXPECT_THAT(message, HasSubstr("takes 2 sources, got shapes of 1"));
}

TEST_F(SnnDialectTest, EverySynapseIsAConvolution) {
  NetworkOp network = makeNetwork(SpikesType::get(&context, {2, 7, 8}));
  Location loc = network.getLoc();
  Value in = network.getArgument(0);
  SynapseOpInterface conv =
      Conv2dOp::create(builder, loc, in, make({4, 1, 4, 2}, f32, std::vector<double>(32, 1)), ElementsAttr(),
                       ArrayRef<int64_t>{1, 2}, ArrayRef<int64_t>{1, 0, 2, 1}, ArrayRef<int64_t>{1, 3}, 2);
  Convolution c = conv.getConvolution();
  EXPECT_THAT((std::vector<int64_t>{c.inChannels, c.inHeight, c.inWidth, c.outChannels, c.outHeight, c.outWidth}),
              ElementsAre(2, 7, 8, 4, 7, 3));
  EXPECT_THAT(c.kernel, ElementsAre(4, 2));
  EXPECT_THAT(c.stride, ElementsAre(1, 2));
  EXPECT_THAT(c.padding, ElementsAre(1, 0, 2, 1));
  EXPECT_THAT(c.dilation, ElementsAre(1, 3));
  EXPECT_EQ(c.groups, 2);
  EXPECT_EQ(c.fanIn(), 8);
  EXPECT_EQ(c.numWeights(), 32);

  SynapseOpInterface identity = IdentityOp::create(builder, loc, in, ElementsAttr(), ElementsAttr());
  c = identity.getConvolution();
  EXPECT_THAT((std::vector<int64_t>{c.inChannels, c.inHeight, c.inWidth, c.outChannels, c.outHeight, c.outWidth}),
              ElementsAre(2, 7, 8, 2, 7, 8));
  EXPECT_EQ(c.groups, 2);
  EXPECT_EQ(c.numWeights(), 2);
  EXPECT_FALSE(identity.getSynapseWeights());

  Value flat = FlattenOp::create(builder, loc, in);
  SynapseOpInterface linear =
      LinearOp::create(builder, loc, flat, make({3, 112}, f32, std::vector<double>(336, 1)), ElementsAttr());
  c = linear.getConvolution();
  EXPECT_THAT((std::vector<int64_t>{c.inChannels, c.inHeight, c.inWidth, c.outChannels, c.outHeight, c.outWidth}),
              ElementsAre(112, 1, 1, 3, 1, 1));
  EXPECT_EQ(c.numWeights(), 336);
}

TEST_F(SnnDialectTest, ClonesHaveOtherNumbersAndTheSameRest) {
  NetworkOp network = makeNetwork(SpikesType::get(&context, {2, 4, 4}));
  Location loc = NameLoc::get(builder.getStringAttr("layer"));
  Value in = network.getArgument(0);
  auto conv = Conv2dOp::create(builder, loc, in, make({2, 2, 1, 1}, f32, {1, 2, 3, 4}), make(2, f32, {1, 2}),
                               ArrayRef<int64_t>{2, 2}, ArrayRef<int64_t>{1, 0, 0, 0}, ArrayRef<int64_t>{1, 1}, 1);
  conv->setAttr("note", builder.getUnitAttr());
  NeuronParameters parameters;
  parameters.threshold = make(2, f32, {1, 2});
  parameters.lowerBound = make(2, f32, {-1, -2});
  NeuronOpInterface neuron = IntegrateFireOp::create(builder, loc, conv, parameters, builder.getStringAttr("a"));

  SynapseOpInterface synapse = conv;
  SynapseOpInterface quantized =
      synapse.cloneSynapse(builder, in, make({2, 2, 1, 1}, i8, {10, 20, 30, 40}), ElementsAttr(), i16);
  EXPECT_EQ(quantized->getLoc(), loc);
  EXPECT_TRUE(quantized->hasAttr("note"));
  EXPECT_FALSE(quantized.getSynapseBias());
  EXPECT_THAT(*readElements<int64_t>(quantized.getSynapseWeights()), ElementsAre(10, 20, 30, 40));
  EXPECT_EQ(quantized.getCurrent().getType(), RankedTensorType::get({2, 3, 2}, i16));
  EXPECT_THAT(quantized.getConvolution().stride, ElementsAre(2, 2));

  NeuronParameters integer = neuron.getNeuronParameters();
  integer.threshold = make(2, i16, {100, 200});
  integer.lowerBound = {};
  integer.scale = make(2, f32, {100, 100});
  integer.maxCount = 3;
  integer.upper = 30000;
  integer.compare = Compare::Greater;
  integer.spikesPerStep = SpikesPerStep::One;
  NeuronOpInterface clone = neuron.cloneNeuron(builder, quantized.getCurrent(), integer);
  NeuronParameters back = clone.getNeuronParameters();
  EXPECT_EQ(clone.getLayerName(), "a");
  EXPECT_EQ(back.threshold, integer.threshold);
  EXPECT_FALSE(back.lowerBound);
  EXPECT_EQ(back.scale, integer.scale);
  EXPECT_EQ(back.maxCount, 3);
  EXPECT_EQ(back.upper, 30000);
  EXPECT_EQ(back.compare, Compare::Greater);
  EXPECT_TRUE(back.firesOnce());
  EXPECT_EQ(clone.getNeuronCurrent(), quantized.getCurrent());

  neuron->erase();
  OutputOp::create(builder, loc, ValueRange());
  EXPECT_TRUE(succeeded(verify(*module)));
}

TEST_F(SnnDialectTest, LayersSayWhereTheyTakeSpikes) {
  auto network = makeNetwork(SpikesType::get(&context, {2, 6, 8}));
  Location loc = builder.getUnknownLoc();
  Value map = network.getArgument(0);
  auto pool = SumPool2dOp::create(builder, loc, map, builder.getDenseI64ArrayAttr({2, 3}),
                                  builder.getDenseI64ArrayAttr({2, 1}), UnitAttr());
  SpikeRoute route = pool.getRoute(0);
  EXPECT_EQ(route.axes[0].stride, 2);
  EXPECT_EQ(route.axes[1].window, 3);
  EXPECT_EQ(route.axes[0].overlap(), 1);
  EXPECT_EQ(route.axes[1].overlap(), 3);
  auto crop = Crop2dOp::create(builder, loc, map, ArrayRef<int64_t>{1, 2, 0, 3});
  EXPECT_EQ(crop.getRoute(0).axes[0].first, 1);
  EXPECT_EQ(crop.getRoute(0).axes[1].first, 2);
  EXPECT_TRUE(crop.getRoute(0).axes[1].isPlain());
  EXPECT_TRUE(FlattenOp::create(builder, loc, map).getRoute(0).flattens);
  EXPECT_EQ(DelayOp::create(builder, loc, map, uint64_t(7)).getRoute(0).steps, 7);
  auto join = ConcatenateOp::create(builder, loc, ValueRange{map, map, map});
  EXPECT_EQ(join.getRoute(2).firstChannel, 4);
  EXPECT_EQ(MergeOp::create(builder, loc, ValueRange{map, map}).getRoute(1).firstChannel, 0);
}

TEST_F(SnnDialectTest, RoutesStayInside) {
  auto network = makeNetwork(SpikesType::get(&context, {2, 6, 8}));
  Value map = network.getArgument(0);
  auto crop = Crop2dOp::create(builder, builder.getUnknownLoc(), map, ArrayRef<int64_t>{1, 2, 0, 3});
  std::string text;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) { text = diagnostic.str(); });
  auto whyNot = [&](void (*change)(SpikeRoute &)) {
    SpikeRoute route = crop.getRoute(0);
    change(route);
    text = "";
    EXPECT_EQ(succeeded(verifyRoute(crop, 0, route)), text.empty());
    return text;
  };
  EXPECT_EQ(whyNot([](SpikeRoute &) {}), "");
  EXPECT_THAT(whyNot([](SpikeRoute &r) { r.axes[0].first = 2; }), HasSubstr("the route of source 0 leaves its 6 rows"));
  EXPECT_THAT(whyNot([](SpikeRoute &r) { r.axes[1].window = 5; }), HasSubstr("leaves its 8 columns"));
  EXPECT_THAT(whyNot([](SpikeRoute &r) { r.axes[1].first = -1; }), HasSubstr("leaves its 8 columns"));
  EXPECT_THAT(whyNot([](SpikeRoute &r) { r.axes[0].stride = 0; }), HasSubstr("leaves its 6 rows"));
  EXPECT_THAT(whyNot([](SpikeRoute &r) { r.firstChannel = 1; }), HasSubstr("leaves the 2 channels of the result"));
  EXPECT_THAT(whyNot([](SpikeRoute &r) { r = {}, r.flattens = true; }),
              HasSubstr("flattens, but the result is no vector"));
  EXPECT_THAT(whyNot([](SpikeRoute &r) { r.steps = -1; }), HasSubstr("leads to an earlier step"));
}

TEST_F(SnnDialectTest, NetworkAnswersWithDefaults) {
  OwningOpRef<ModuleOp> parsed = parseSourceString<ModuleOp>(
      "snn.network @n(%a: !snn.spikes<1>, %b: !snn.spikes<1> {snn.max_count = 3, snn.max_total = 9}) -> !snn.spikes<1> "
      "attributes {snn.steps = 60} { snn.output %b : !snn.spikes<1> }",
      &context);
  ASSERT_TRUE(parsed);
  auto network = cast<NetworkOp>(parsed->getBody()->front());
  EXPECT_EQ(network.getMaxCount(0), 15);
  EXPECT_EQ(network.getMaxCount(1), 3);
  EXPECT_EQ(network.getMaxTotal(0), std::nullopt);
  EXPECT_EQ(network.getMaxTotal(1), 9);
  EXPECT_EQ(network.getSteps(), 60);
  EXPECT_EQ(network.getStepUs(), std::nullopt);
  EXPECT_EQ(network.getOutput().getOutputs()[0], network.getArgument(1));
}

} // namespace
