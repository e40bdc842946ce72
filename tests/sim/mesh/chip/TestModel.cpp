//===- TestModel.cpp - random networks and their plain model --------------===//

#include "TestNetwork.h"
#include <algorithm>

using namespace snnc::sim;
using namespace snnc::sim::test;

//===----------------------------------------------------------------------===//
// Random networks
//===----------------------------------------------------------------------===//

namespace {
class Generator {
public:
  explicit Generator(uint32_t seed) : random(seed) {}

  TestNetwork run() {
    network.inputs.push_back({"in0", {upTo(3), upTo(9), upTo(9)}, one(2) ? 3u : 15u});
    if (one(3))
      network.inputs.push_back({"in1", {upTo(2), upTo(6), upTo(6)}, one(2) ? 40u : 1u});
    uint32_t layers = 1 + upTo(4);
    for (uint32_t i = 0; i < layers; ++i)
      addLayer(i);
    for (TestLayer &layer : network.layers) {
      uint32_t self = uint32_t(&layer - network.layers.data());
      if (one(3)) // a recurrent or a skipping edge
        connectDelayed(false, uint32_t(between(0, int(layers) - 1)), self);
      if (one(5))
        connectDelayed(true, uint32_t(between(0, int(network.inputs.size()) - 1)), self);
    }
    network.outputs.push_back({layers - 1});
    if (one(2)) {
      uint32_t kind = upTo(3);
      network.outputs.push_back({uint32_t(between(0, int(layers) - 1)), (kind & 1) != 0, (kind & 2) != 0});
    }
    return std::move(network);
  }

private:
  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); }
  uint32_t upTo(int high) { return uint32_t(between(1, high)); }
  bool one(int outOf) { return between(1, outOf) == 1; }

  void addLayer(uint32_t index) {
    TestConnection edge;
    edge.fromInput = index == 0 || one(6);
    edge.source =
        edge.fromInput ? uint32_t(between(0, int(network.inputs.size()) - 1)) : uint32_t(between(0, int(index) - 1));
    edge.target = index;
    Shape from = network.sourceShape(edge);
    TestLayer layer;
    layer.name = "layer" + std::to_string(index);
    layer.shape.channels = upTo(one(3) ? 20 : 9);
    layer.shape.height = axis(from.height, edge.kernelHeight, edge.strideY, edge.paddingY, edge.shiftY);
    layer.shape.width = axis(from.width, edge.kernelWidth, edge.strideX, edge.paddingX, edge.shiftX);
    setNeurons(layer);
    if (one(2))
      layer.tileChannels = one(2) ? 8 : 16;
    if (one(3))
      layer.tileHeight = upTo(int(layer.shape.height));
    if (one(3))
      layer.tileWidth = upTo(int(layer.shape.width));
    // Few tiles, so that those of all layers find a slot.
    auto tiles = [](uint32_t extent, uint32_t tile) { return (extent + tile - 1) / tile; };
    if (tiles(layer.shape.channels, layer.tileChannels) * tiles(layer.shape.height, layer.tileHeight) *
            tiles(layer.shape.width, layer.tileWidth) >
        6)
      layer.tileHeight = layer.tileWidth = 256;
    network.layers.push_back(layer);
    addWeights(edge);
  }

  /// Chooses kernel, stride, padding and pooling on one axis; returns the extent that comes out.
  uint32_t axis(uint32_t extent, uint32_t &kernel, uint32_t &stride, int32_t &padding, uint32_t &shift) {
    while (one(3) && (extent >> (shift + 1)) > 0 && shift < 3)
      ++shift;
    extent = (extent + (1u << shift) - 1) >> shift;
    kernel = one(4) ? extent : upTo(std::min(5, int(extent) + 2));
    padding = between(0, int(kernel) - 1);
    stride = one(3) ? upTo(15) : upTo(2);
    while (int(extent) + 2 * padding < int(kernel))
      ++padding;
    return (extent + 2 * uint32_t(padding) - kernel) / stride + 1;
  }

  void setNeurons(TestLayer &layer) {
    layer.resetToZero = one(3);
    layer.cap = one(2) ? 15 : int(upTo(4));
    bool lower = one(2), bias = one(3), subtract = one(3);
    int greatest = 1;
    int scale = one(4) ? 2 : one(2) ? 40 : one(3) ? 30000 : 300;
    for (uint32_t c = 0; c < layer.shape.channels; ++c) {
      layer.threshold.push_back(between(1, scale));
      greatest = std::max(greatest, layer.threshold.back());
      if (lower)
        layer.lower.push_back(-std::min(32768, between(0, 2 * scale)));
      if (bias)
        layer.bias.push_back(between(-scale, scale));
      if (subtract)
        layer.subtract.push_back(one(2) ? between(0, layer.threshold.back()) : std::min(32767, between(0, 3 * scale)));
    }
    layer.upper = one(3) ? 32767 : std::min(32767, between(greatest - 1, 4 * greatest));
  }

  /// The kernel runs over the target's pixels whatever the source's extent is: what lies outside never spikes.
  void connectDelayed(bool fromInput, uint32_t source, uint32_t target) {
    TestConnection edge;
    edge.fromInput = fromInput;
    edge.source = source;
    edge.target = target;
    edge.delayed = true;
    edge.kernelHeight = upTo(4);
    edge.kernelWidth = upTo(4);
    edge.paddingY = between(0, int(edge.kernelHeight));
    edge.paddingX = between(-2, int(edge.kernelWidth));
    addWeights(edge);
  }

  void addWeights(TestConnection edge) {
    const TestLayer &target = network.layers[edge.target];
    size_t count =
        size_t(target.shape.channels) * network.sourceShape(edge).channels * edge.kernelHeight * edge.kernelWidth;
    int greatest = one(3) ? 127 : one(2) ? (one(2) ? 3 : 7) : 30;
    // Weights of one sign drive a potential over the edge of 16 bits within a few steps.
    int least = one(4) ? greatest / 2 : -greatest - 1;
    for (size_t i = 0; i < count; ++i)
      edge.weights.push_back(int8_t(one(5) ? 0 : between(least, greatest)));
    network.connections.push_back(edge);
  }

  std::mt19937 random;
  TestNetwork network;
};
} // namespace

TestNetwork TestNetwork::random(uint32_t seed) { return Generator(seed).run(); }

std::vector<SpikeFrame> TestNetwork::randomFrames(std::mt19937 &random, double density) const {
  std::vector<SpikeFrame> frames;
  for (const InputInfo &input : inputs) {
    SpikeFrame frame;
    for (uint32_t c = 0; c < input.shape.channels; ++c)
      for (uint32_t y = 0; y < input.shape.height; ++y)
        for (uint32_t x = 0; x < input.shape.width; ++x)
          if (std::uniform_real_distribution<>(0, 1)(random) < density)
            frame.push_back({uint16_t(c), uint16_t(y), uint16_t(x),
                             double(std::uniform_int_distribution<int32_t>(1, int32_t(input.bound))(random))});
    frames.push_back(frame);
  }
  return frames;
}

//===----------------------------------------------------------------------===//
// The plain model
//===----------------------------------------------------------------------===//

PlainModel::PlainModel(const TestNetwork &network, unsigned stateBits) : network(network), stateBits(stateBits) {
  for (const TestLayer &layer : network.layers) {
    size_t size = layer.shape.size();
    layers.push_back({std::vector<int32_t>(size), std::vector<int32_t>(size), std::vector<int32_t>(size),
                      std::vector<bool>(layer.shape.height * layer.shape.width), std::vector<bool>(size)});
    potentials.emplace_back(size, 0);
    delayedCounts.emplace_back(size, 0);
  }
  for (const InputInfo &input : network.inputs)
    delayedInputs.emplace_back(input.shape.size(), 0);
}

/// The sum over all inputs of one neuron, straight from the definition of a convolution.
void PlainModel::integrate(const TestConnection &edge, const std::vector<int32_t> &counts) {
  Shape from = network.sourceShape(edge);
  const Shape &to = network.layers[edge.target].shape;
  for (uint32_t oc = 0; oc < to.channels; ++oc)
    for (uint32_t oy = 0; oy < to.height; ++oy)
      for (uint32_t ox = 0; ox < to.width; ++ox)
        for (uint32_t c = 0; c < from.channels; ++c)
          for (uint32_t y = 0; y < from.height; ++y)
            for (uint32_t x = 0; x < from.width; ++x) {
              int32_t n = counts[from.index(c, y, x)];
              int32_t ky = int32_t(y >> edge.shiftY) - int32_t(oy * edge.strideY) + edge.paddingY;
              int32_t kx = int32_t(x >> edge.shiftX) - int32_t(ox * edge.strideX) + edge.paddingX;
              if (n == 0 || ky < 0 || kx < 0 || ky >= int32_t(edge.kernelHeight) || kx >= int32_t(edge.kernelWidth))
                continue;
              int32_t w = edge.weights[((size_t(oc) * from.channels + c) * edge.kernelHeight + uint32_t(ky)) *
                                           edge.kernelWidth +
                                       uint32_t(kx)];
              potentials[edge.target][to.index(oc, oy, ox)] += n * w;
              layers[edge.target].addressed[oy * to.width + ox] = true;
            }
}

int32_t PlainModel::wrap(int64_t value) const {
  return int32_t(uint64_t(value) << (64 - stateBits) >> 32) >> (32 - stateBits);
}

void PlainModel::fire(uint32_t index) {
  const TestLayer &layer = network.layers[index];
  ModelLayer &state = layers[index];
  uint32_t pixels = layer.shape.height * layer.shape.width;
  for (uint32_t i = 0; i < layer.shape.size(); ++i) {
    uint32_t c = i / pixels;
    int32_t threshold = layer.threshold[c];
    int32_t lower = layer.lower.empty() ? -threshold : layer.lower[c];
    int32_t subtract = layer.subtract.empty() ? threshold : layer.subtract[c];
    int32_t v = std::max(wrap(wrap(potentials[index][i]) + (layer.bias.empty() ? 0 : layer.bias[c])), lower);
    state.integrated[i] = v;
    int32_t n = v >= threshold ? (layer.resetToZero ? 1 : std::min(v / threshold, layer.cap)) : 0;
    if (n)
      v = layer.resetToZero ? 0 : wrap(int64_t(v) - int64_t(n) * subtract);
    v = std::min(v, layer.upper);
    state.count[i] = n;
    state.stored[i] = potentials[index][i] = v;
    state.restless[i] = v < lower || (!layer.resetToZero && v >= threshold);
  }
}

void PlainModel::step(llvm::ArrayRef<SpikeFrame> frames, bool last) {
  std::vector<std::vector<int32_t>> inputs;
  for (size_t i = 0; i < frames.size(); ++i) {
    inputs.emplace_back(network.inputs[i].shape.size(), 0);
    for (const Event &event : frames[i])
      inputs[i][network.inputs[i].shape.index(event.channel, event.y, event.x)] = event.count;
  }
  outputs.clear();
  wasRestless.clear();
  for (ModelLayer &layer : layers) {
    wasRestless.push_back(layer.restless);
    std::fill(layer.addressed.begin(), layer.addressed.end(), false);
  }
  for (uint32_t index = 0; index < network.layers.size(); ++index) {
    for (const TestConnection &edge : network.connections)
      if (edge.target == index && edge.delayed)
        integrate(edge, edge.fromInput ? delayedInputs[edge.source] : delayedCounts[edge.source]);
      else if (edge.target == index)
        integrate(edge, edge.fromInput ? inputs[edge.source] : layers[edge.source].count);
    fire(index);
  }
  for (const TestOutput &output : network.outputs) {
    outputs.emplace_back(network.layers[output.layer].shape.size(), 0);
    for (size_t i = 0; i < outputs.back().size(); ++i)
      outputs.back()[i] =
          output.forward * layers[output.layer].count[i] + output.delayed * delayedCounts[output.layer][i];
  }
  for (uint32_t index = 0; index < network.layers.size(); ++index)
    delayedCounts[index] = layers[index].count;
  delayedInputs = inputs;
  if (!last)
    return;
  for (auto *group : {&potentials, &delayedCounts, &delayedInputs})
    for (std::vector<int32_t> &values : *group)
      std::fill(values.begin(), values.end(), 0);
  for (ModelLayer &layer : layers)
    std::fill(layer.restless.begin(), layer.restless.end(), false);
}
