//===- NirGraphTest.cpp - inner graphs, cycles, what nodes become ---------===//
//
// The shape of graphs, and the nodes that become more or less than one operation.
//
//===----------------------------------------------------------------------===//
#include "tests/compiler/import/ImportFixture.h"
#include "tests/compiler/import/NirWriter.h"
#include <limits>

using namespace snnc;
using namespace snnc::test;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

NirField whole(double value) { return {value, H5T_STD_I64LE}; }

class NirGraphTest : public ImportFixture {
protected:
  static std::map<std::string, NirField> linear(hsize_t out, hsize_t in, double weight = 1) {
    return {{"type", "Linear"}, {"weight", {{out, in}, std::vector<double>(out * in, weight)}}};
  }
  static std::map<std::string, NirField> fire() { return {{"type", "IF"}, {"r", 1.0}, {"v_threshold", 1.0}}; }
  static std::map<std::string, NirField> port(const char *type, std::vector<double> shape) {
    return {{"type", type}, {"shape", integers(shape)}};
  }
  /// input -> nodes in their order -> output
  static NirGraph chain(std::vector<double> shape,
                        std::vector<std::pair<std::string, std::map<std::string, NirField>>> nodes) {
    NirGraph graph;
    graph.nodes["input"] = port("Input", shape);
    std::string last = "input";
    for (auto &[name, fields] : nodes) {
      graph.nodes[name] = fields;
      graph.edges.push_back({last, name});
      last = name;
    }
    graph.nodes["output"] = {{"type", "Output"}};
    graph.edges.push_back({last, "output"});
    return graph;
  }
  bool importGraph(const NirGraph &graph, const ImportOptions &options = {}) {
    graph.write(folder / "net.nir");
    return import(folder / "net.nir", options);
  }
  std::string refusalOf(const NirGraph &graph) {
    graph.write(folder / "net.nir");
    return refusal(folder / "net.nir");
  }
};

/// An inner graph with two inputs and one output, which is read twice.
NirGraph withTwoInputs() {
  NirGraph graph, inner;
  inner.nodes["x"] = {{"type", "Input"}, {"shape", integers({2})}};
  inner.nodes["y"] = {{"type", "Input"}, {"shape", integers({3})}};
  inner.nodes["a"] = {{"type", "Linear"}, {"weight", {{2, 2}, {1, 0, 0, 1}}}};
  inner.nodes["b"] = {{"type", "Linear"}, {"weight", {{2, 3}, std::vector<double>(6, 1)}}};
  inner.nodes["n"] = {{"type", "IF"}, {"r", 1.0}, {"v_threshold", 1.0}};
  inner.nodes["out"] = {{"type", "Output"}, {"shape", integers({2})}};
  inner.edges = {{"x", "a"}, {"y", "b"}, {"a", "n"}, {"b", "n"}, {"n", "out"}};
  graph.graphs["net"] = inner;
  graph.nodes["first"] = {{"type", "Input"}, {"shape", integers({2})}};
  graph.nodes["second"] = {{"type", "Input"}, {"shape", integers({3})}};
  graph.nodes["o1"] = graph.nodes["o2"] = {{"type", "Output"}};
  graph.edges = {{"first", "net.x"}, {"second", "net.y"}, {"net", "o1"}, {"net", "o2"}};
  return graph;
}

TEST_F(NirGraphTest, AnEdgeNamesThePortOfAnInnerGraph) {
  ASSERT_TRUE(importGraph(withTwoInputs())) << errors.front();
  EXPECT_EQ(ops<snn::IntegrateFireOp>().at(0).getLayerName(), "net.n");
  EXPECT_EQ(network().getNumArguments(), 2u);
  EXPECT_EQ(network().getNumResults(), 2u);
  NirGraph graph = withTwoInputs();
  graph.edges[0] = {"first", "net"};
  EXPECT_THAT(refusalOf(graph),
              HasSubstr("edge 'first' -> 'net' names graph 'net', which has 2 nodes of type Input; the "
                        "edge must name one of them, as 'net.NAME'"));
  graph = withTwoInputs();
  graph.graphs["net"].nodes["out"]["shape"] = integers({5});
  EXPECT_THAT(refusalOf(graph), HasSubstr("node 'net.out': field 'shape' is 5, what comes in is 2"));
  graph = withTwoInputs();
  graph.nodes["net.n"] = fire();
  graph.edges.push_back({"first", "net.n"});
  EXPECT_THAT(refusalOf(graph), HasSubstr("two nodes are called 'net.n' once the names"));
}

/// A cycle through an inner graph: what leaves the graph is not late.
TEST_F(NirGraphTest, ACycleMayPassAnInnerGraph) {
  NirGraph graph = chain({2}, {{"fc", linear(2, 2)}});
  NirGraph inner;
  inner.nodes["in"] = port("Input", {2});
  inner.nodes["n"] = fire();
  inner.nodes["out"] = port("Output", {2});
  inner.edges = {{"in", "n"}, {"n", "out"}};
  graph.graphs["cell"] = inner;
  graph.nodes["back"] = linear(2, 2, 0.5);
  graph.edges = {{"input", "fc"}, {"fc", "cell"}, {"cell", "back"}, {"back", "cell"}, {"cell", "output"}};
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  ASSERT_EQ(ops<snn::DelayOp>().size(), 1u);
  EXPECT_EQ(network().getOutput().getOutputs()[0], ops<snn::IntegrateFireOp>().at(0).getSpikes());
  EXPECT_THAT(assumptions, Contains(HasSubstr("what node 'cell.n' gives comes to node 'back' one step late")));
}

/// Of two layers of neurons on a cycle, that is late which leads back.
TEST_F(NirGraphTest, TheEdgeBackIsTheLateOne) {
  NirGraph graph = chain({2}, {{"fc", linear(2, 2)}, {"first", fire()}, {"mid", linear(2, 2)}, {"second", fire()}});
  graph.nodes["back"] = linear(2, 2);
  graph.edges.insert(graph.edges.end(), {{"second", "back"}, {"back", "first"}});
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  ASSERT_EQ(ops<snn::DelayOp>().size(), 1u);
  EXPECT_EQ(ops<snn::DelayOp>().at(0).getSource().getDefiningOp<snn::IntegrateFireOp>().getLayerName(), "second");
}

TEST_F(NirGraphTest, Conv1dIsAConvolutionOverOneRow) {
  NirGraph graph = chain({2, 9}, {{"c",
                                   {{"type", "Conv1d"},
                                    {"weight", {{3, 2, 4}, std::vector<double>(24, 1)}},
                                    {"stride", whole(1)},
                                    {"padding", "same"},
                                    {"dilation", whole(1)},
                                    {"groups", whole(1)}}},
                                  {"n", fire()}});
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  snn::Conv2dOp conv = ops<snn::Conv2dOp>().at(0);
  EXPECT_THAT(conv.getPadding(), ElementsAre(0, 1, 0, 2));
  EXPECT_EQ(network().getResultTypes()[0], snn::SpikesType::get(&context, {3, 9}));
  graph.nodes["input"]["shape"] = integers({2, 9, 9});
  EXPECT_THAT(refusalOf(graph), HasSubstr("node 'c': a node of type Conv1d takes two axes"));
}

/// What an average leaves goes into the weights behind it; padded, it is a convolution.
TEST_F(NirGraphTest, AnAverageIsASumWithSmallerWeights) {
  auto pool = [](double padding) -> std::map<std::string, NirField> {
    return {{"type", "AvgPool2d"}, {"kernel_size", whole(2)}, {"stride", whole(2)}, {"padding", whole(padding)}};
  };
  auto flat = std::map<std::string, NirField>{{"type", "Flatten"}, {"start_dim", whole(0)}, {"end_dim", whole(-1)}};
  ASSERT_TRUE(importGraph(chain({1, 4, 4}, {{"p", pool(0)}, {"f", flat}, {"l", linear(1, 4)}, {"n", fire()}})));
  EXPECT_EQ(ops<snn::SumPool2dOp>().size(), 1u);
  EXPECT_THAT(numbers(ops<snn::LinearOp>().at(0).getWeights()), ElementsAre(0.25, 0.25, 0.25, 0.25));
  ASSERT_TRUE(importGraph(chain({1, 2, 2}, {{"p", pool(1)}, {"f", flat}, {"l", linear(1, 4)}, {"n", fire()}})));
  EXPECT_THAT(ops<snn::SumPool2dOp>(), IsEmpty());
  EXPECT_THAT(numbers(ops<snn::Conv2dOp>().at(0).getWeights()), ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(numbers(ops<snn::LinearOp>().at(0).getWeights()), ElementsAre(0.25, 0.25, 0.25, 0.25));
}

/// Exporters count an axis of the batch in a Flatten and do not say so: the weights behind tell.
TEST_F(NirGraphTest, AFlattenMayCountTheBatch) {
  auto flat = [](double end) -> std::map<std::string, NirField> {
    return {{"type", "Flatten"}, {"start_dim", whole(1)}, {"end_dim", whole(end)}};
  };
  for (double end : {-1.0, 3.0}) {
    ASSERT_TRUE(importGraph(chain({2, 3, 4}, {{"f", flat(end)}, {"l", linear(2, 24)}, {"n", fire()}})))
        << errors.front();
    EXPECT_THAT(assumptions, Contains(HasSubstr("node 'f': start_dim 1 counts an axis of the batch")));
    EXPECT_EQ(snn::getShape(ops<snn::FlattenOp>().at(0).getResult().getType())[0], 24);
  }
  EXPECT_THAT(refusalOf(chain({2, 3, 4}, {{"f", flat(2)}, {"l", linear(2, 24)}, {"n", fire()}})),
              HasSubstr("node 'f': flattens axes 1 to 2 of 2x3x4"));
}

/// Potentials that begin at v_reset are counted from there; others keep it, for the float engine.
TEST_F(NirGraphTest, AResetElsewhereIsAShiftOrNeuronsOfTheirOwn) {
  NirGraph graph = chain({2}, {{"fc", linear(2, 2)}, {"n", fire()}});
  graph.nodes["n"]["v_reset"] = 0.25;
  ImportOptions options;
  options.nir.dialect = "spikingjelly";
  ASSERT_TRUE(importGraph(graph, options)) << errors.front();
  EXPECT_THAT(numbers(ops<snn::IntegrateFireOp>().at(0).getThreshold()), ElementsAre(0.75, 0.75));
  EXPECT_THAT(assumptions, Contains("node 'n': potentials are counted from v_reset"));
  ASSERT_TRUE(importGraph(graph)) << errors.front();
  snn::LeakyIntegrateFireOp leaky = ops<snn::LeakyIntegrateFireOp>().at(0);
  EXPECT_THAT(numbers(leaky.getThreshold()), ElementsAre(1, 1));
  EXPECT_THAT(numbers(leaky.getResetPotentialAttr()), ElementsAre(0.25, 0.25));
  EXPECT_FALSE(leaky.getInitialAttr());
}

TEST_F(NirGraphTest, TheTimeStepOfSpikingJellyIsInItsResistances) {
  NirGraph graph = chain({2}, {{"fc", linear(2, 2)}, {"a", fire()}, {"fc2", linear(2, 2)}, {"b", fire()}});
  graph.nodes["a"]["r"] = graph.nodes["b"]["r"] = 1000.0;
  ImportOptions options;
  options.nir.dialect = "spikingjelly";
  ASSERT_TRUE(importGraph(graph, options)) << errors.front();
  EXPECT_THAT(numbers(ops<snn::LinearOp>().at(0).getWeights()), ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(assumptions, Contains("a time step is 0.001, which is 1 / r of the IF nodes (--dt)"));
  graph.nodes["b"]["r"] = 500.0;
  graph.write(folder / "net.nir");
  EXPECT_THAT(refusal(folder / "net.nir", options), HasSubstr("node 'b': r is 500, that of node 'a' 1000"));
}

/// What a row of the table makes of leaky neurons.
TEST_F(NirGraphTest, LeakyNeuronsOfEachDialect) {
  NirGraph graph = chain({2}, {{"n",
                                {{"type", "CubaLIF"},
                                 {"tau_syn", 3.0},
                                 {"tau_mem", 5.0},
                                 {"r", 2.0},
                                 {"v_leak", 0.5},
                                 {"v_threshold", 1.0},
                                 {"v_reset", 0.0},
                                 {"w_in", 4.0}}}});
  auto read = [&](const char *dialect) {
    ImportOptions options;
    options.nir.dialect = dialect;
    EXPECT_TRUE(importGraph(graph, options)) << errors.front();
    return std::pair(ops<snn::LeakyIntegrateOp>().at(0), ops<snn::LeakyIntegrateFireOp>().at(0));
  };
  auto [textCurrent, text] = read("text");
  EXPECT_EQ(textCurrent.getOrder(), snn::DecayOrder::BeforeInput);
  EXPECT_THAT(numbers(textCurrent.getResistanceAttr()), ElementsAre(4, 4));
  EXPECT_EQ(text.getDecay(), snn::Decay::Euler);
  EXPECT_THAT(numbers(text.getLeakAttr()), ElementsAre(0.5, 0.5));
  auto [norseCurrent, norse] = read("norse");
  EXPECT_EQ(norseCurrent.getOrder(), snn::DecayOrder::AfterOutput);
  EXPECT_TRUE(norseCurrent.getUnscaled());
  EXPECT_FALSE(norse.getUnscaled());
  EXPECT_EQ(norse.getDt().convertToDouble(), 1e-6);
  auto [rockpoolCurrent, rockpool] = read("rockpool");
  EXPECT_EQ(rockpoolCurrent.getOrder(), snn::DecayOrder::AfterInput);
  EXPECT_EQ(rockpool.getDecay(), snn::Decay::Exact);
  EXPECT_FALSE(rockpool.getResistanceAttr() || rockpool.getLeakAttr() || rockpool.getLowerBoundAttr());
  auto [sinabsCurrent, sinabs] = read("sinabs");
  EXPECT_EQ(sinabsCurrent.getOrder(), snn::DecayOrder::AfterInput);
  EXPECT_THAT(numbers(sinabs.getLowerBoundAttr()), ElementsAre(-1, -1));
  auto [snntorchCurrent, snntorch] = read("snntorch");
  EXPECT_EQ(snntorch.getDecay(), snn::Decay::Euler);
  EXPECT_TRUE(snntorch.getUnscaled());
  EXPECT_TRUE(snntorch.getDelayedReset()) << "the input of the step after a spike is lost";
  ImportOptions options;
  options.nir.dialect = "snntorch";
  options.nir.reset = "subtract";
  ASSERT_TRUE(importGraph(graph, options));
  EXPECT_TRUE(ops<snn::LeakyIntegrateFireOp>().at(0).getDelayedReset());
}

/// What snnTorch writes for beta = 1.
TEST_F(NirGraphTest, EndlessTimeConstantsDoNotLeak) {
  const double endless = std::numeric_limits<double>::infinity();
  auto make = [](NirField tau, NirField r = 1.0) {
    return chain({2}, {{"fc", linear(2, 2)},
                       {"n",
                        {{"type", "LIF"},
                         {"tau", tau},
                         {"r", std::move(r)},
                         {"v_leak", 0.0},
                         {"v_threshold", 1.5},
                         {"v_reset", 0.0}}}});
  };
  ImportOptions options;
  for (const char *dialect : {"snntorch", "sinabs", "rockpool"})
    for (const char *reset : {"", "subtract", "zero"}) {
      options.nir.dialect = dialect;
      options.nir.reset = reset;
      ASSERT_TRUE(importGraph(make(endless, endless), options)) << dialect << ": " << errors.front();
      EXPECT_THAT(ops<snn::LeakyIntegrateFireOp>(), IsEmpty());
      ASSERT_EQ(ops<snn::IntegrateFireOp>().size(), 1u);
      EXPECT_THAT(numbers(ops<snn::IntegrateFireOp>().at(0).getThreshold()), ElementsAre(1.5, 1.5));
      EXPECT_THAT(numbers(ops<snn::LinearOp>().at(0).getWeights()), ElementsAre(1, 1, 1, 1)) << "whatever dt is";
      EXPECT_THAT(assumptions, Contains(HasSubstr("node 'n' has an endless time constant")));
    }
  // Beside neurons that leak.
  options.nir = {};
  options.nir.dialect = "snntorch";
  ASSERT_TRUE(importGraph(make({{2}, {endless, 4e-4}}), options)) << errors.front();
  auto leaky = ops<snn::LeakyIntegrateFireOp>().at(0);
  double first = numbers(leaky.getTauAttr()).at(0);
  EXPECT_EQ(1 - leaky.getDt().convertToDouble() / first, 1);
  EXPECT_NEAR(numbers(leaky.getTauAttr()).at(1), 4e-4, 1e-9);
  // Where the input is scaled by dt/tau, nothing would come in; and no time runs backwards.
  for (const char *dialect : {"text", "norse", "spikingjelly"}) {
    options.nir.dialect = dialect;
    make(endless).write(folder / "net.nir");
    EXPECT_THAT(refusal(folder / "net.nir", options),
                HasSubstr("node 'n': field 'tau' must be finite, holds an infinite value"));
  }
  options.nir.dialect = "snntorch";
  make(-endless).write(folder / "net.nir");
  EXPECT_THAT(refusal(folder / "net.nir", options), HasSubstr("field 'tau' must be finite"));
}

} // namespace
