//===- ClustersTest.cpp - clusters of shapes and of hypergraphs -----------===//

#include "compiler/placement/Hypergraph.h"
#include "compiler/placement/Layered.h"
#include "llvm/Support/Endian.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <map>
#include <random>
#include <set>

using namespace snnc::placement;
using ::testing::HasSubstr;

static std::map<std::pair<int32_t, int32_t>, double> flowsOf(const Clusters &clusters) {
  std::map<std::pair<int32_t, int32_t>, double> flows;
  for (const Flow &flow : clusters.flows)
    EXPECT_TRUE(flows.insert({{flow.from, flow.to}, flow.packets}).second) << "two flows between the same clusters";
  return flows;
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

namespace {
/// A random chain of layers whose windows make the next one's shape.
LayeredNetwork randomNetwork(std::mt19937_64 &random) {
  auto from = [&](int64_t low, int64_t high) { return low + int64_t(random() % uint64_t(high - low + 1)); };
  LayeredNetwork network;
  LayerShape layer;
  layer.extents = {from(1, 6), from(1, 12), from(1, 12)};
  network.layers.push_back(layer);
  for (int64_t more = from(1, 3); more > 0; --more) {
    const LayerShape &before = network.layers.back();
    LayerShape next;
    next.extents = {from(1, 6), from(1, 4), from(1, 4)};
    if (from(0, 3) > 0) {
      Window window;
      for (size_t axis = 0; axis < 2; ++axis) {
        window.padding[axis] = from(0, 2);
        int64_t room = before.extents[axis + 1] + 2 * window.padding[axis];
        window.kernel[axis] = from(1, std::min<int64_t>(room, 5));
        window.stride[axis] = from(1, 3);
        next.extents[axis + 1] = (room - window.kernel[axis]) / window.stride[axis] + 1;
      }
      next.window = window;
    }
    network.layers.push_back(next);
  }
  return network;
}

/// Which neurons of the layer before each neuron sees, one by one.
bool sees(const LayerShape &layer, std::array<int64_t, 3> neuron, std::array<int64_t, 3> source) {
  if (!layer.window)
    return true;
  for (size_t axis = 0; axis < 2; ++axis) {
    int64_t tap = source[axis + 1] - neuron[axis + 1] * layer.window->stride[axis] + layer.window->padding[axis];
    if (tap < 0 || tap >= layer.window->kernel[axis])
      return false;
  }
  return true;
}
} // namespace

/// With one neuron a cluster the clusters are the neurons, in order, and flows are what they see.
TEST(Layered, OneNeuronAClusterIsTheNetwork) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 60; ++round) {
    LayeredNetwork network = randomNetwork(random);
    Clusters clusters = llvm::cantFail(clusterLayers(network, 1));
    std::set<std::pair<int32_t, int32_t>> expected;
    int32_t first = 0;
    auto forEach = [](const LayerShape &layer, auto &&visit) {
      int32_t number = 0;
      for (int64_t c = 0; c < layer.extents[0]; ++c)
        for (int64_t y = 0; y < layer.extents[1]; ++y)
          for (int64_t x = 0; x < layer.extents[2]; ++x)
            visit(number++, std::array<int64_t, 3>{c, y, x});
      return number;
    };
    for (size_t i = 0; i + 1 < network.layers.size(); ++i) {
      int32_t count = forEach(network.layers[i], [](int32_t, std::array<int64_t, 3>) {});
      forEach(network.layers[i], [&](int32_t source, std::array<int64_t, 3> at) {
        forEach(network.layers[i + 1], [&](int32_t neuron, std::array<int64_t, 3> position) {
          if (sees(network.layers[i + 1], position, at))
            expected.insert({first + source, first + count + neuron});
        });
      });
      first += count;
    }
    std::set<std::pair<int32_t, int32_t>> found;
    for (const auto &[ends, packets] : flowsOf(clusters)) {
      found.insert(ends);
      EXPECT_EQ(packets, 1);
    }
    ASSERT_EQ(found, expected) << "round " << round;
  }
}

/// However they are cut, no cluster is too large, and each pair of layers exchanges at least what its neurons do.
TEST(Layered, ClustersHoldTheirNeurons) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 200; ++round) {
    LayeredNetwork network = randomNetwork(random);
    int64_t limit = 1 + int64_t(random() % 40), neurons = 0, least = 0;
    for (const LayerShape &layer : network.layers) {
      int64_t own = layer.extents[0] * layer.extents[1] * layer.extents[2];
      neurons += own;
      least += (own + limit - 1) / limit;
    }
    Clusters clusters = llvm::cantFail(clusterLayers(network, limit));
    EXPECT_EQ(clusters.neurons, neurons);
    EXPECT_GE(clusters.count, least);
    if (limit == 1) {
      EXPECT_EQ(clusters.count, neurons);
    }
    for (const auto &[ends, packets] : flowsOf(clusters)) {
      EXPECT_LT(ends.first, ends.second);
      EXPECT_LT(ends.second, int32_t(clusters.count));
      EXPECT_GE(packets, 1);
      EXPECT_LE(packets, double(limit));
    }
  }
}

TEST(Layered, DenseLayersAreTheReferenceNetworks) {
  Clusters clusters = llvm::cantFail(clusterLayers(denseLayers(8, 32, 4096), 4096));
  EXPECT_EQ(clusters.count, 256u);
  EXPECT_EQ(clusters.flows.size(), 7u * 32 * 32);
  for (const Flow &flow : clusters.flows) {
    EXPECT_EQ(flow.packets, 1);
    EXPECT_EQ(flow.from / 32 + 1, flow.to / 32);
  }
}

static std::string whyNot(const std::string &layers) {
  auto network =
      parseShapes("{\"format\": \"snnc.shapes\", \"version\": 1, \"layers\": [" + layers + "]}", "list.json");
  return network ? "" : llvm::toString(network.takeError());
}

TEST(Layered, WhatAListRefuses) {
  EXPECT_EQ(whyNot(R"({"shape": [2, 8, 8]}, {"shape": [4, 3, 3], "kernel": [4, 4], "stride": [2, 2]})"), "");
  EXPECT_THAT(whyNot(R"({"shape": [2, 8, 8]}, {"shape": [4, 4, 3], "kernel": [4, 4], "stride": [2, 2]})"),
              HasSubstr("list.json: layer 1: rows of its shape are 4, its window makes 3 of 8"));
  EXPECT_THAT(whyNot(R"({"shape": [2, 8, 8], "kernel": [1, 1]})"), HasSubstr("layer 0: is the first"));
  EXPECT_THAT(whyNot(R"({"shape": [2]}, {"shape": [2], "stride": [1, 1]})"), HasSubstr("layer 1: has no kernel"));
  EXPECT_THAT(whyNot(R"({"shape": [1073741824, 1073741824, 2]})"), HasSubstr("more than 10^15 neurons"));
  EXPECT_THAT(whyNot(R"({"shape": []})"), HasSubstr("list.json"));
  EXPECT_THAT(whyNot(R"({"shapes": [1]})"), HasSubstr("shape"));
}

//===----------------------------------------------------------------------===//
// Hypergraphs
//===----------------------------------------------------------------------===//

namespace {
struct Words {
  std::string bytes;

  Words &word(uint32_t value) {
    char word[4];
    llvm::support::endian::write32le(word, value);
    bytes.append(word, 4);
    return *this;
  }
  Words &rate(float value) { return word(llvm::bit_cast<uint32_t>(value)); }
};
} // namespace

static std::string whyNoHypergraph(const Words &file) {
  auto clusters = readHypergraph(file.bytes, "f.snn", 1);
  return clusters ? "" : llvm::toString(clusters.takeError());
}

TEST(Hypergraph, ByHand) {
  // Node 0 sends 2 spikes to 1, 2 and 3, node 3 half a spike to 0.
  Words file;
  file.word(4).word(2).word(3).word(0).word(1).word(2).word(3).rate(2).word(1).word(3).word(0).rate(0.5f);
  Clusters clusters = llvm::cantFail(readHypergraph(file.bytes, "f.snn", 1));
  EXPECT_EQ(clusters.count, 4u);
  EXPECT_EQ(clusters.scale, 1024);
  using Flows = std::map<std::pair<int32_t, int32_t>, double>;
  EXPECT_EQ(flowsOf(clusters), (Flows{{{0, 1}, 2048}, {{0, 2}, 2048}, {{0, 3}, 2048}, {{3, 0}, 512}}));
  // Two nodes a cluster: a spike of node 0 goes once to nodes 2 and 3.
  clusters = llvm::cantFail(readHypergraph(file.bytes, "f.snn", 2));
  EXPECT_EQ(clusters.count, 2u);
  EXPECT_EQ(flowsOf(clusters), (Flows{{{0, 0}, 2048}, {{0, 1}, 2048}, {{1, 0}, 512}}));
}

TEST(Hypergraph, WhatIsWrittenIsReadAgain) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 100; ++round) {
    LayeredNetwork network = randomNetwork(random);
    Clusters clusters = llvm::cantFail(clusterLayers(network, 1 + int64_t(random() % 20)));
    std::string bytes;
    llvm::raw_string_ostream stream(bytes);
    writeHypergraph(clusters, stream);
    Clusters again = llvm::cantFail(readHypergraph(bytes, "f.snn", 1));
    EXPECT_EQ(again.count, clusters.count);
    EXPECT_EQ(flowsOf(again), flowsOf(clusters));
  }
}

TEST(Hypergraph, WhatIsDamagedIsRefused) {
  Words good;
  good.word(2).word(1).word(1).word(0).word(1).rate(1);
  EXPECT_EQ(whyNoHypergraph(good), "");
  for (size_t size = 0; size < good.bytes.size(); ++size) {
    Words cut{good.bytes.substr(0, size)};
    EXPECT_THAT(whyNoHypergraph(cut), HasSubstr("f.snn: byte ")) << size;
  }
  EXPECT_THAT(whyNoHypergraph(Words(good).word(0)), HasSubstr("byte 24: the file goes on behind its 1 edges"));
  Words node;
  node.word(2).word(1).word(1).word(0).word(2).rate(1);
  EXPECT_THAT(whyNoHypergraph(node), HasSubstr("byte 16: node 2 does not exist: the file has 2"));
  Words many;
  many.word(2).word(1).word(0xFFFFFFFF).word(0).word(1).rate(1);
  EXPECT_THAT(whyNoHypergraph(many), HasSubstr("byte 16: edge 0 has 4294967295 destinations"));
  for (float rate : {-1.0f, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    Words bad;
    bad.word(2).word(1).word(1).word(0).word(1).rate(rate);
    EXPECT_THAT(whyNoHypergraph(bad), HasSubstr("byte 20: the rate of edge 0"));
  }
}
