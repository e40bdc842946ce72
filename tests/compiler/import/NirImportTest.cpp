//===- NirImportTest.cpp - NIR files, good and bad ------------------------===//
//
// Each test writes the file that it is about.
//
//===----------------------------------------------------------------------===//
#include "tests/compiler/import/ImportFixture.h"
#include "tests/compiler/import/NirWriter.h"
#include <cmath>
#include <functional>

using namespace snnc;
using namespace snnc::test;
using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

class NirImportTest : public ImportFixture {
protected:
  /// input 2x4x4 -> conv (2 channels of 1, kernel 2x2, two groups) -> if -> pool -> flat -> fc -> if2 -> output
  static NirGraph makeGraph() {
    NirGraph graph;
    graph.nodes["input"] = {{"type", "Input"}, {"shape", integers({2, 4, 4})}};
    graph.nodes["conv"] = {{"type", "Conv2d"},
                           {"weight", {{2, 1, 1, 1}, {0.5, -0.25}}},
                           {"bias", {{2}, {0, 0.125}}},
                           {"stride", integers({1, 1})},
                           {"padding", integers({0, 0})},
                           {"dilation", integers({1, 1})},
                           {"groups", {2, H5T_STD_I64LE}}};
    graph.nodes["if"] = {{"type", "IF"}, {"r", 1.0}, {"v_threshold", 0.5}};
    graph.nodes["pool"] = {{"type", "SumPool2d"},
                           {"kernel_size", integers({2, 2})},
                           {"stride", integers({2, 2})},
                           {"padding", integers({0, 0})}};
    graph.nodes["flat"] = {{"type", "Flatten"}, {"start_dim", {0, H5T_STD_I64LE}}, {"end_dim", {-1, H5T_STD_I64LE}}};
    graph.nodes["fc"] = {{"type", "Linear"}, {"weight", {{2, 8}, std::vector<double>(16, 0.5)}}};
    graph.nodes["if2"] = {{"type", "IF"}, {"r", {{2}, {1, 2}}}, {"v_threshold", {{2}, {1, 3}}}};
    graph.nodes["output"] = {{"type", "Output"}, {"shape", integers({2})}};
    graph.edges = {{"if2", "output"}, {"input", "conv"}, {"fc", "if2"}, {"conv", "if"},
                   {"if", "pool"},    {"pool", "flat"},  {"flat", "fc"}};
    return graph;
  }

  bool importGraph(const NirGraph &graph, const ImportOptions &options = {}) {
    graph.write(folder / "net.nir");
    return import(folder / "net.nir", options);
  }

  /// The error after a change of the good graph.
  std::string refusalOf(const std::function<void(NirGraph &)> &change, const ImportOptions &options = {}) {
    NirGraph graph = makeGraph();
    change(graph);
    graph.write(folder / "net.nir");
    return refusal(folder / "net.nir", options);
  }

  /// The neurons after a change of the good graph.
  snn::NeuronParameters neurons(const std::function<void(NirGraph &)> &change, const ImportOptions &options,
                                size_t index = 0) {
    NirGraph graph = makeGraph();
    change(graph);
    EXPECT_TRUE(importGraph(graph, options)) << (errors.empty() ? "" : errors.front());
    return module ? ops<snn::IntegrateFireOp>().at(index).getNeuronParameters() : snn::NeuronParameters();
  }
};

void unchanged(NirGraph &) {}

TEST_F(NirImportTest, EveryNode) {
  ASSERT_TRUE(importGraph(makeGraph()));
  EXPECT_EQ(network().getSymName(), "net");
  EXPECT_EQ(network().getArgumentTypes()[0], snn::SpikesType::get(&context, {2, 4, 4}));
  EXPECT_EQ(network().getResultTypes()[0], snn::SpikesType::get(&context, {2}));
  auto conv = ops<snn::Conv2dOp>().at(0);
  EXPECT_THAT(numbers(conv.getWeights()), ElementsAre(0.5, -0.25));
  EXPECT_THAT(numbers(conv.getBiasAttr()), ElementsAre(0, 0.125));
  EXPECT_EQ(conv.getGroups(), 2u);
  // The location leads to the node and the file.
  auto loc = mlir::cast<mlir::NameLoc>(conv.getLoc());
  EXPECT_EQ(loc.getName(), "conv");
  EXPECT_THAT(mlir::cast<mlir::FileLineColLoc>(loc.getChildLoc()).getFilename().str(), EndsWith("net.nir"));
  auto neurons = ops<snn::IntegrateFireOp>();
  EXPECT_EQ(neurons.at(0).getLayerName(), "if");
  EXPECT_THAT(numbers(neurons.at(0).getThreshold()), ElementsAre(0.5, 0.5));
  EXPECT_THAT(numbers(neurons.at(1).getThreshold()), ElementsAre(1, 3));
  // r is multiplied into the synapse, row by row.
  std::vector<double> weights(16, 0.5);
  std::fill(weights.begin() + 8, weights.end(), 1.0);
  EXPECT_EQ(numbers(ops<snn::LinearOp>().at(0).getWeights()), weights);
  EXPECT_EQ(module->getOperation()->getAttrOfType<mlir::StringAttr>("snn.phase"), "imported");
}

TEST_F(NirImportTest, DialectsAndTheirOverrides) {
  ImportOptions options;
  snn::NeuronParameters p = neurons(unchanged, options);
  EXPECT_EQ(p.compare, snn::Compare::Greater);
  EXPECT_EQ(p.spikesPerStep, snn::SpikesPerStep::One);
  EXPECT_EQ(p.reset, snn::Reset::Subtract);
  EXPECT_FALSE(p.lowerBound);
  EXPECT_THAT(assumptions, Contains(HasSubstr("version 1.0.8 is read in dialect 'text'")));
  // What the file's version says: a v_reset resets to it.
  p = neurons([](NirGraph &g) { g.nodes["if"]["v_reset"] = 0.0; }, options);
  EXPECT_EQ(p.reset, snn::Reset::Zero);

  options.nir.dialect = "sinabs";
  p = neurons([](NirGraph &g) { g.nodes["if"]["v_reset"] = 0.0; }, options);
  EXPECT_EQ(p.compare, snn::Compare::GreaterOrEqual);
  EXPECT_EQ(p.spikesPerStep, snn::SpikesPerStep::Many);
  EXPECT_EQ(p.reset, snn::Reset::Subtract);
  EXPECT_THAT(numbers(p.lowerBound), ElementsAre(-0.5, -0.5));
  EXPECT_THAT(assumptions, Contains(HasSubstr("lower bound of potentials is minus the threshold")));

  options.nir.lowerBound = "-2.5";
  options.nir.reset = "zero";
  options.nir.compare = "gt";
  options.nir.spikes = "one";
  p = neurons(unchanged, options);
  EXPECT_THAT(numbers(p.lowerBound), ElementsAre(-2.5, -2.5));
  EXPECT_EQ(p.reset, snn::Reset::Zero);
  EXPECT_EQ(p.compare, snn::Compare::Greater);
  EXPECT_EQ(p.spikesPerStep, snn::SpikesPerStep::One);
  options.nir.lowerBound = "none";
  EXPECT_FALSE(neurons(unchanged, options).lowerBound);
}

TEST_F(NirImportTest, TimeStepAndResistanceScaleWeightsAndBias) {
  ImportOptions options;
  options.nir.dt = 0.5;
  NirGraph graph = makeGraph();
  graph.nodes["if"]["r"] = NirField({2, 4, 4}, std::vector<double>(32, 4), H5T_IEEE_F64LE);
  ASSERT_TRUE(importGraph(graph, options));
  auto conv = ops<snn::Conv2dOp>().at(0);
  EXPECT_THAT(numbers(conv.getWeights()), ElementsAre(1, -0.5));
  EXPECT_THAT(numbers(conv.getBiasAttr()), ElementsAre(0, 0.25));
  EXPECT_THAT(assumptions, Contains(HasSubstr("a time step is 0.5")));
}

TEST_F(NirImportTest, NeuronsOnSpikesGetAnIdentity) {
  NirGraph graph;
  graph.nodes["input"] = {{"type", "Input"}, {"shape", integers({3})}};
  graph.nodes["a"] = {{"type", "IF"}, {"r", {{3}, {1, 2, 3}}}, {"v_threshold", 1.0}};
  graph.nodes["b"] = {{"type", "IF"}, {"r", 1.0}, {"v_threshold", 1.0}};
  graph.nodes["output"] = {{"type", "Output"}};
  graph.edges = {{"input", "a"}, {"a", "b"}, {"b", "output"}};
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  auto identities = ops<snn::IdentityOp>();
  ASSERT_EQ(identities.size(), 2u);
  EXPECT_THAT(numbers(identities[0].getWeightsAttr()), ElementsAre(1, 2, 3));
  EXPECT_FALSE(identities[1].getWeightsAttr());
}

TEST_F(NirImportTest, ACurrentWithTwoReadersIsScaledBehindTheSynapse) {
  NirGraph graph = makeGraph();
  graph.nodes["if3"] = {{"type", "IF"}, {"r", 1.0}, {"v_threshold", 1.0}};
  graph.nodes["second"] = {{"type", "Output"}};
  graph.edges.push_back({"fc", "if3"});
  graph.edges.push_back({"if3", "second"});
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  EXPECT_EQ(numbers(ops<snn::LinearOp>().at(0).getWeights()), std::vector<double>(16, 0.5));
  EXPECT_THAT(numbers(ops<snn::IdentityOp>().at(0).getWeightsAttr()), ElementsAre(1, 2));
  EXPECT_EQ(network().getNumResults(), 2u);
}

TEST_F(NirImportTest, AffineScaleAndZeroBias) {
  NirGraph graph = makeGraph();
  graph.nodes["fc"] = {{"type", "Affine"}, {"weight", {{2, 8}, std::vector<double>(16, 0.5)}}, {"bias", {{2}, {0, 0}}}};
  graph.nodes["scale"] = {{"type", "Scale"}, {"scale", {{2}, {3, 4}}}};
  graph.edges.erase(graph.edges.begin() + 2); // fc -> if2
  graph.edges.insert(graph.edges.end(), {{"fc", "scale"}, {"scale", "if2"}});
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  EXPECT_FALSE(ops<snn::LinearOp>().at(0).getBiasAttr());
  // The scale goes into the synapse before it, with r.
  std::vector<double> weights(16, 1.5);
  std::fill(weights.begin() + 8, weights.end(), 4.0);
  EXPECT_EQ(numbers(ops<snn::LinearOp>().at(0).getWeights()), weights);
  EXPECT_THAT(ops<snn::IdentityOp>(), IsEmpty());
}

TEST_F(NirImportTest, PaddingInWords) {
  NirGraph graph = makeGraph();
  graph.nodes["conv"]["weight"] = NirField({2, 1, 2, 3}, std::vector<double>(12, 1));
  graph.nodes["conv"]["padding"] = "same";
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  // The odd row of an even kernel goes to the bottom.
  EXPECT_THAT(ops<snn::Conv2dOp>().at(0).getPadding(), ElementsAre(0, 1, 1, 1));
  graph.nodes["conv"]["weight"] = NirField({2, 1, 1, 1}, {1, 1});
  graph.nodes["conv"]["padding"] = "valid";
  EXPECT_TRUE(importGraph(graph)) << errors.front();
}

TEST_F(NirImportTest, AxesOfABatchAreDropped) {
  NirGraph graph;
  graph.nodes["input"] = {{"type", "Input"}, {"shape", integers({1, 1, 3})}};
  graph.nodes["fc"] = {{"type", "Linear"}, {"weight", {{2, 3}, std::vector<double>(6, 1)}}};
  graph.nodes["if"] = {{"type", "IF"}, {"r", 1.0}, {"v_threshold", 1.0}};
  graph.nodes["output"] = {{"type", "Output"}, {"shape", integers({1, 1, 2})}};
  graph.edges = {{"input", "fc"}, {"fc", "if"}, {"if", "output"}};
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  EXPECT_EQ(network().getArgumentTypes()[0], snn::SpikesType::get(&context, {3}));
  EXPECT_THAT(assumptions, Contains(HasSubstr("input 'input' of shape 1x1x3 is read as 3")));
  graph = makeGraph();
  graph.nodes["input"]["shape"] = integers({1, 2, 4, 4});
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  EXPECT_EQ(network().getArgumentTypes()[0], snn::SpikesType::get(&context, {2, 4, 4}));
}

TEST_F(NirImportTest, ACurrentAtTheEndGetsNeurons) {
  NirGraph graph = makeGraph();
  graph.nodes.erase("if2");
  graph.edges = {{"input", "conv"}, {"conv", "if"}, {"if", "pool"}, {"pool", "flat"}, {"flat", "fc"}, {"fc", "output"}};
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  EXPECT_EQ(ops<snn::IntegrateFireOp>().at(1).getLayerName(), "output");
  EXPECT_THAT(assumptions, Contains(HasSubstr("output 'output' is a current: a spiking layer of that name")));
  ImportOptions options;
  options.spikingOutput = "off";
  ASSERT_TRUE(importGraph(graph, options)) << errors.front();
  EXPECT_EQ(ops<snn::IntegrateFireOp>().size(), 1u);
  EXPECT_TRUE(mlir::isa<mlir::RankedTensorType>(network().getResultTypes()[0]));
}

TEST_F(NirImportTest, SaysWhatItRoundsAndLeavesOut) {
  ASSERT_TRUE(importGraph(makeGraph()));
  EXPECT_THAT(assumptions, Not(Contains(HasSubstr("rounded"))));
  NirGraph graph = makeGraph();
  graph.nodes["if"]["v_threshold"] = NirField(0.1, H5T_IEEE_F64LE);
  graph.nodes["spare"] = graph.nodes["if"];
  graph.edges.push_back({"conv", "spare"});
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  EXPECT_THAT(assumptions, Contains(HasSubstr("rounded")));
  EXPECT_THAT(assumptions, Contains("node 'spare' leads to no output and was left out"));
}

TEST_F(NirImportTest, NamesMayBeAnyText) {
  NirGraph graph;
  graph.nodes["eingang größe"] = {{"type", "Input"}, {"shape", integers({3})}};
  graph.nodes["0.weight"] = {{"type", "Linear"}, {"weight", {{2, 3}, std::vector<double>(6, 1)}}};
  graph.nodes["if \"x\""] = {{"type", "IF"}, {"r", 1.0}, {"v_threshold", 1.0}};
  graph.nodes["out"] = {{"type", "Output"}};
  graph.edges = {{"eingang größe", "0.weight"}, {"0.weight", "if \"x\""}, {"if \"x\"", "out"}};
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  EXPECT_EQ(ops<snn::IntegrateFireOp>().at(0).getLayerName(), "if \"x\"");
}

//===----------------------------------------------------------------------===//
// Refusals
//===----------------------------------------------------------------------===//

TEST_F(NirImportTest, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(
      refusalOf([](NirGraph &g) { g.nodes["if"]["type"] = "QuantumNeuron"; }),
      HasSubstr("node 'if': nodes of type 'QuantumNeuron' are not supported; known are Affine, AvgPool2d, Conv1d,"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["fc"]["type"] = "Liner"; }), EndsWith("did you mean 'Linear'?"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["fc"]["wieght"] = 1.0; }),
              HasSubstr("node 'fc': a node of type Linear has no field 'wieght'; known is weight"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.version = "3.1"; }), HasSubstr("NIR version '3.1'; known are 0.2 and 1.0"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.version = "0.0.6"; }), HasSubstr("NIR version '0.0.6'"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.version = ""; }), HasSubstr("has no NIR version"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["fc"].erase("type"); }), HasSubstr("node 'fc': has no type"));
}

TEST_F(NirImportTest, RefusesMissingAndWrongFields) {
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["if"].erase("v_threshold"); }),
              HasSubstr("node 'if': a node of type IF needs the field 'v_threshold'"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["fc"]["weight"] = "many"; }),
              HasSubstr("node 'fc': field 'weight' must hold numbers, holds text"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["fc"]["weight"].numbers[3] = std::nan(""); }),
              HasSubstr("node 'fc': field 'weight' must be finite, holds NaN"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["fc"]["weight"].numbers[3] = INFINITY; }),
              HasSubstr("must be finite, holds an infinite value"));
  // Finite in the file, but not as f32.
  EXPECT_THAT(refusalOf([](NirGraph &g) {
                g.nodes["fc"]["weight"].type = H5T_IEEE_F64LE;
                g.nodes["fc"]["weight"].numbers[3] = 1e300;
              }),
              HasSubstr("node 'fc': (C5) weights must be finite, the one at index 3 is infinite"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["if"]["v_threshold"] = -1.0; }),
              HasSubstr("node 'if': v_threshold must be greater than 0, is -1"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["if"]["v_reset"] = 0.5; }),
              HasSubstr("node 'if': v_reset must be below v_threshold, else a neuron fires for ever"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["conv"]["stride"] = integers({1, 2, 3}); }),
              HasSubstr("node 'conv': field 'stride' must hold 2 numbers, holds 3"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["conv"]["stride"] = 1.5; }),
              HasSubstr("field 'stride' must hold whole numbers, holds 1.5"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["conv"]["padding"] = "some"; }),
              HasSubstr("field 'padding' is 'some'; known are 'same', 'valid' and numbers"));
  EXPECT_THAT(refusalOf([](NirGraph &g) {
                g.nodes["conv"]["padding"] = "same";
                g.nodes["conv"]["stride"] = integers({2, 2});
              }),
              HasSubstr("node 'conv': padding 'same' needs a stride of 1, has 2x2"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["flat"]["start_dim"] = {2, H5T_STD_I64LE}; }),
              HasSubstr("node 'flat': flattens axes 2 to -1 of 2x2x2; only flattening all of them"));
  EXPECT_THAT(refusalOf([](NirGraph &g) {
                g.nodes["flat"]["start_dim"] = {1, H5T_STD_I64LE};
                g.nodes["fc"]["weight"] = {{2, 4}, std::vector<double>(8, 0.5)};
              }),
              HasSubstr("node 'flat': flattens axes 1 to -1 of 2x2x2; only flattening all of them"));
}

TEST_F(NirImportTest, RefusesShapesThatDoNotFit) {
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["fc"]["weight"] = {{2, 7}, std::vector<double>(14, 1)}; }),
              HasSubstr("node 'fc': (C2) weights take 7 inputs, the source has 8"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["conv"]["weight"] = {{2, 2}, std::vector<double>(4, 1)}; }),
              HasSubstr("node 'conv': field 'weight' must have four axes, has shape 2x2"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["conv"]["groups"] = {1, H5T_STD_I64LE}; }),
              HasSubstr("node 'conv': (C5) weights take 1 channels, the source has 2 in 1 group"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["conv"]["bias"] = {{3}, {1, 2, 3}}; }),
              HasSubstr("node 'conv': (C7) bias must have shape 2, has 3"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["conv"]["input_shape"] = integers({5, 4}); }),
              HasSubstr("node 'conv': field 'input_shape' is 5x4, what comes in is 2x4x4"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["flat"]["input_type"] = integers({2, 2}); }),
              HasSubstr("node 'flat': field 'input_type' is 2x2, what comes in is 2x2x2"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["output"]["shape"] = integers({3}); }),
              HasSubstr("node 'output': field 'shape' is 3, what comes in is 2"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["input"]["shape"] = integers({2, 0, 4}); }),
              HasSubstr("node 'input': field 'shape' must hold whole numbers of at least 1, holds 0"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["input"]["shape"] = integers({2, 2, 4, 4}); }),
              HasSubstr("field 'shape' is 2x2x4x4, must have one to three axes"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.nodes["if2"]["r"] = {{3}, {1, 2, 3}}; }),
              HasSubstr("node 'if2': field 'r' must be a single value or of shape 2, is of shape 3"));
  EXPECT_THAT(refusalOf([](NirGraph &g) {
                std::vector<double> thresholds(32, 1);
                thresholds[17] = 2;
                g.nodes["if"]["r"] = {{2, 4, 4}, thresholds};
              }),
              HasSubstr("node 'if': field 'r' differs within channel 1, from 1 to 2; it must be the same"));
}

TEST_F(NirImportTest, RefusesGraphsThatAreNone) {
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.edges.push_back({"fc", "ghost"}); }),
              HasSubstr("edge 'fc' -> 'ghost' names node 'ghost', which is not there"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.edges.push_back({"fc", "if2"}); }),
              HasSubstr("edge 'fc' -> 'if2' stands more than once"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.edges.erase(g.edges.begin() + 3); }),
              HasSubstr("node 'if': no edge comes in"));
  EXPECT_THAT(refusalOf([](NirGraph &g) {
                g.nodes.erase("output");
                g.edges.erase(g.edges.begin());
              }),
              HasSubstr("the graph has no node of type Output"));
  EXPECT_THAT(refusalOf([](NirGraph &g) {
                g.nodes.erase("input");
                g.edges.erase(g.edges.begin() + 1);
              }),
              HasSubstr("the graph has no node of type Input"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.edges.push_back({"output", "fc"}); }),
              HasSubstr("an edge leads from 'output' (Output) to 'fc' (Linear)"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.edges.push_back({"pool", "if"}); }),
              HasSubstr("node 'if': what comes in must have one shape to be added, has 2x4x4 and 2x2x2"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.edges.push_back({"flat", "pool"}); }),
              HasSubstr("form a cycle without a neuron or a delay"));
  EXPECT_THAT(refusalOf([](NirGraph &g) { g.edges.clear(); }), HasSubstr("/node/edges cannot be read"));
}

TEST_F(NirImportTest, EdgesIntoANodeAdd) {
  NirGraph graph = makeGraph();
  graph.nodes["if"] = {{"type", "IF"}, {"r", 2.0}, {"v_threshold", 0.5}};
  graph.edges.push_back({"input", "if"});
  graph.edges.push_back({"input", "pool"});
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  // Each current is scaled by r before they meet; spikes get a synapse for it.
  auto neuron = ops<snn::IntegrateFireOp>().at(0);
  auto merge = neuron.getCurrent().getDefiningOp<snn::MergeOp>();
  ASSERT_TRUE(merge);
  EXPECT_THAT(numbers(merge.getSources()[0].getDefiningOp<snn::Conv2dOp>().getWeights()), ElementsAre(1, -0.5));
  auto identity = merge.getSources()[1].getDefiningOp<snn::IdentityOp>();
  EXPECT_EQ(identity.getSource(), network().getArgument(0));
  EXPECT_THAT(numbers(identity.getWeightsAttr()), ElementsAre(2, 2));
  auto spikes = ops<snn::SumPool2dOp>().at(0).getSource().getDefiningOp<snn::MergeOp>();
  ASSERT_TRUE(spikes);
  EXPECT_EQ(spikes.getSources()[0], neuron.getSpikes());
  EXPECT_EQ(spikes.getSources()[1], network().getArgument(0));
}

TEST_F(NirImportTest, ADelayIsInSteps) {
  auto delayed = [](double delay) {
    return [=](NirGraph &g) {
      g.nodes["late"] = {{"type", "Delay"}, {"delay", delay}};
      g.edges.back() = {"flat", "late"};
      g.edges.push_back({"late", "fc"});
    };
  };
  NirGraph graph = makeGraph();
  delayed(0.003)(graph);
  ImportOptions options;
  options.nir.dt = 0.001;
  ASSERT_TRUE(importGraph(graph, options)) << errors.front();
  EXPECT_EQ(ops<snn::DelayOp>().at(0).getSteps(), 3u);
  graph = makeGraph();
  delayed(0)(graph);
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  EXPECT_THAT(ops<snn::DelayOp>(), IsEmpty());
  EXPECT_THAT(refusalOf(delayed(1.5)),
              HasSubstr("node 'late': has a delay of 1.5 steps; a whole number of steps of dt = 1 (--dt) would fit"));
  EXPECT_THAT(refusalOf(delayed(3.5e-3), options), HasSubstr("has a delay of 3.5 steps; a whole number of steps"));
  for (double outside : {-1.0, -0.25, 65536.0})
    EXPECT_THAT(refusalOf(delayed(outside)), HasSubstr("must be 0 to 65535 steps of dt = 1"));
  // Channels of different delays are summands, each without the weights of the others.
  graph = makeGraph();
  delayed(1)(graph);
  graph.nodes["late"] = {{"type", "Delay"}, {"delay", {{8}, {1, 1, 1, 1, 1, 1, 0, 2}}}};
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  EXPECT_EQ(ops<snn::DelayOp>().size(), 2u);
  auto parts = ops<snn::LinearOp>();
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_THAT(numbers(parts[0].getWeights()),
              ElementsAreArray({0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0}));
}

/// From if2 by `middle` back to it.
std::function<void(NirGraph &)> recurrent(bool isDelayed) {
  return [=](NirGraph &g) {
    g.nodes["back"] = {{"type", "Linear"}, {"weight", {{2, 2}, {0, 1, -1, 0}}}};
    g.edges.push_back({"back", "if2"});
    g.edges.push_back({isDelayed ? "lag" : "if2", "back"});
    if (!isDelayed)
      return;
    g.nodes["lag"] = {{"type", "Delay"}, {"delay", {{2}, {2, 2}}}};
    g.nodes["between"] = {{"type", "Flatten"}, {"start_dim", {0, H5T_STD_I64LE}}, {"end_dim", {-1, H5T_STD_I64LE}}};
    g.edges.push_back({"if2", "between"});
    g.edges.push_back({"between", "lag"});
  };
}

TEST_F(NirImportTest, ACycleIsLateByItsDelayOrItsNeuron) {
  for (bool isDelayed : {false, true}) {
    NirGraph graph = makeGraph();
    recurrent(isDelayed)(graph);
    ASSERT_TRUE(importGraph(graph)) << errors.front();
    ASSERT_EQ(ops<snn::DelayOp>().size(), 1u);
    snn::DelayOp delay = ops<snn::DelayOp>().at(0);
    EXPECT_EQ(delay.getSteps(), isDelayed ? 2u : 1u);
    mlir::Value source = delay.getSource();
    if (auto between = source.getDefiningOp<snn::FlattenOp>())
      source = between.getSource();
    EXPECT_EQ(source.getDefiningOp<snn::IntegrateFireOp>().getLayerName(), "if2");
    EXPECT_TRUE(llvm::any_of(ops<snn::LinearOp>(), [&](auto op) { return op.getSource() == delay.getResult(); }));
    // What leaves the cycle is not late.
    EXPECT_EQ(network().getOutput().getOutputs()[0], source);
  }
}

TEST_F(NirImportTest, RefusesCyclesThatAreNotClear) {
  EXPECT_THAT(
      refusalOf([](NirGraph &g) {
        recurrent(true)(g);
        g.nodes["lag"] = {{"type", "Delay"}, {"delay", 2.0}};
      }),
      HasSubstr("node 'lag': the shape of what comes from 'between' over a cycle is not in the file; a delay for each "
                "neuron would tell it"));
  EXPECT_THAT(refusalOf([](NirGraph &g) {
                recurrent(true)(g);
                g.nodes["lag"] = {{"type", "Delay"}, {"delay", {{3}, {2, 2, 2}}}};
              }),
              HasSubstr("node 'back': (C2) weights take 2 inputs, the source has 3"));
  EXPECT_THAT(refusalOf([](NirGraph &g) {
                recurrent(true)(g);
                g.nodes["back"] = {{"type", "Linear"}, {"weight", {{2, 3}, {1, 1, 1, 1, 1, 1}}}};
                g.nodes["lag"] = {{"type", "Delay"}, {"delay", {{3}, {2, 2, 2}}}};
              }),
              HasSubstr("node 'between': gives '!snn.spikes<2>', but by its cycle it should be '!snn.spikes<3>'"));
}

TEST_F(NirImportTest, RefusesWrongOptions) {
  ImportOptions options;
  options.nir.dialect = "elvish";
  EXPECT_THAT(refusalOf(unchanged, options),
              HasSubstr("NIR dialect 'elvish' is not supported; known are text, sinabs,"));
  options = {};
  options.nir.dt = 0;
  EXPECT_THAT(refusalOf(unchanged, options), HasSubstr("--dt is 0, must be greater than 0"));
  options = {};
  options.nir.lowerBound = "low";
  EXPECT_THAT(refusalOf(unchanged, options), HasSubstr("--lower-bound is 'low', must be a number or 'none'"));
  options = {};
  options.nir.spikes = "two";
  EXPECT_THAT(refusalOf(unchanged, options), HasSubstr("--nir-spikes is 'two', must be 'one' or 'many'"));
}

/// Every mistake is told once, and nothing that only follows from one.
TEST_F(NirImportTest, TellsAllMistakesAtOnce) {
  NirGraph graph = makeGraph();
  graph.nodes["conv"]["stride"] = 1.5;
  graph.nodes["if2"].erase("v_threshold");
  graph.nodes["fc"]["weight"].numbers[3] = std::nan("");
  graph.nodes["odd"] = {{"type", "QuantumNeuron"}};
  graph.edges.push_back({"if2", "odd"});
  graph.edges.push_back({"odd", "ghost"});
  graph.nodes["spare"] = {{"type", "SumPool2d"},
                          {"kernel_size", integers({9, 9})},
                          {"stride", integers({1, 1})},
                          {"padding", integers({0, 0})}};
  graph.edges.push_back({"input", "spare"});
  graph.write(folder / "net.nir");
  EXPECT_FALSE(import(folder / "net.nir"));
  EXPECT_THAT(errors,
              testing::UnorderedElementsAre(HasSubstr("edge 'odd' -> 'ghost' names node 'ghost'"),
                                            HasSubstr("node 'odd': nodes of type 'QuantumNeuron' are not supported"),
                                            HasSubstr("node 'conv': field 'stride' must hold whole numbers, holds 1.5"),
                                            HasSubstr("node 'spare': (C3) the kernel is 9x9, the source 4x4"),
                                            HasSubstr("node 'if2': a node of type IF needs the field 'v_threshold'"),
                                            HasSubstr("node 'fc': field 'weight' must be finite, holds NaN")));
}

/// A layer that no core has is seen although another layer has a mistake.
TEST_F(NirImportTest, WhatCanBeBuiltIsHandedOver) {
  NirGraph graph = makeGraph();
  graph.nodes["if"] = {{"type", "LIF"}, {"tau", 5.0}, {"r", 1.0}, {"v_leak", 0.0}, {"v_threshold", 1.0}};
  graph.nodes["fc"]["weight"].numbers[3] = std::nan("");
  graph.write(folder / "net.nir");
  unsigned leaky = 0;
  ImportOptions options;
  options.onUnfinished = [&](snn::NetworkOp network) { network.walk([&](snn::LeakyIntegrateFireOp) { ++leaky; }); };
  EXPECT_FALSE(import(folder / "net.nir", options));
  EXPECT_EQ(leaky, 1u);
}

/// The file is small and whole, and says that it holds more than a file of its size should.
TEST_F(NirImportTest, RefusesWhatNeedsMuchMemory) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "memory is not limited under sanitizers";
#endif
  makeGraph().write(folder / "net.nir");
  hid_t file = H5Fopen((folder / "net.nir").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  hsize_t extent = hsize_t(1) << 28;
  hid_t space = H5Screate_simple(1, &extent, nullptr);
  hid_t data = H5Dcreate2(file, "node/nodes/if/r2", H5T_IEEE_F32LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  ASSERT_GE(data, 0);
  H5Dclose(data);
  H5Sclose(space);
  H5Fclose(file);
  EXPECT_THAT(
      refusal(folder / "net.nir"),
      HasSubstr("net.nir': the HDF5 library needed more than 1024 MiB of memory reading it; the file is damaged"));
}

/// Links may lead back: every object is read once.
TEST_F(NirImportTest, ReadsGroupsInThemselves) {
  makeGraph().write(folder / "net.nir");
  hid_t file = H5Fopen((folder / "net.nir").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  ASSERT_GE(H5Lcreate_hard(file, "node", file, "node/again", H5P_DEFAULT, H5P_DEFAULT), 0);
  H5Fclose(file);
  EXPECT_TRUE(import(folder / "net.nir"));
  file = H5Fopen((folder / "net.nir").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  ASSERT_GE(H5Lcreate_hard(file, "node", file, "node/nodes/if/metadata", H5P_DEFAULT, H5P_DEFAULT), 0);
  ASSERT_GE(H5Lcreate_hard(file, "node", file, "node/nodes/inner", H5P_DEFAULT, H5P_DEFAULT), 0);
  H5Fclose(file);
  EXPECT_THAT(refusal(folder / "net.nir"), HasSubstr("has no type"));
}

TEST_F(NirImportTest, RefusesDamagedFiles) {
  makeGraph().write(folder / "good.nir");
  std::string bytes = readFile(folder / "good.nir");
  EXPECT_THAT(refusal(folder / "missing.nir"), HasSubstr("missing.nir': No such file"));
  EXPECT_THAT(refusal(folder.path.str().str()), HasSubstr("it is a folder"));
  writeFile(folder / "empty.nir", "");
  EXPECT_THAT(refusal(folder / "empty.nir"), HasSubstr("empty.nir' is empty"));
  writeFile(folder / "text.nir", "no network at all");
  EXPECT_THAT(refusal(folder / "text.nir"), HasSubstr("is not an HDF5 file"));
  writeFile(folder / "half.nir", llvm::StringRef(bytes).take_front(bytes.size() / 2));
  EXPECT_THAT(refusal(folder / "half.nir"), HasSubstr("is truncated or damaged"));
  hid_t file = H5Fcreate((folder / "other.nir").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  H5Fclose(file);
  EXPECT_THAT(refusal(folder / "other.nir"), HasSubstr("there is no NIR graph in it"));
}

/// Wherever a file ends too early, it is refused with one message. (Flipped bytes are another matter: some versions of
/// the HDF5 library crash on a damaged heap.)
TEST_F(NirImportTest, RefusesEveryBeginningOfAFile) {
  makeGraph().write(folder / "good.nir");
  std::string bytes = readFile(folder / "good.nir");
  for (size_t size = 1; size < bytes.size(); size += 97) {
    writeFile(folder / "short.nir", llvm::StringRef(bytes).take_front(size));
    EXPECT_THAT(refusal(folder / "short.nir"), HasSubstr("short.nir'")) << size << " bytes";
  }
}

} // namespace
