//===- TestNetwork.h - small networks with a plain model --------*- C++ -*-===//
//
// Networks for tests of the engines that load an image: described by layers and connections, run by a plain dense model
// that is written after the specification and not after the chip, and written as an image with any tiling. Nothing here
// is shared with the compiler.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_SIM_MESH_CHIP_TESTNETWORK_H
#define SNNC_TESTS_SIM_MESH_CHIP_TESTNETWORK_H

#include "backends/mesh/image/Program.h"
#include "sim/engine/Engine.h"
#include <memory>
#include <random>

namespace snnc::sim::test {

struct TestLayer {
  std::string name;
  Shape shape;
  std::vector<int32_t> threshold, lower, bias, subtract; ///< a value a channel; all but threshold may be empty
  bool resetToZero = false;
  int32_t upper = 32767;
  int32_t cap = 15;
  uint32_t tileChannels = 4096, tileHeight = 256, tileWidth = 256; ///< extent of its tiles
};

/// A convolution from an input or a layer; a kernel as large as its source is a linear layer.
struct TestConnection {
  bool fromInput = false;
  uint32_t source = 0, target = 0;
  uint32_t kernelHeight = 1, kernelWidth = 1, strideY = 1, strideX = 1;
  int32_t paddingY = 0, paddingX = 0;
  uint32_t shiftY = 0, shiftX = 0; ///< sum pooling of the source by 2^shift
  bool delayed = false;
  std::vector<int8_t> weights; ///< [target channels][source channels][kernel height][kernel width]
};

/// The spikes of a layer in the same step, those of the step before, or both added up.
struct TestOutput {
  uint32_t layer = 0;
  bool forward = true, delayed = false;
};

struct TestNetwork {
  std::vector<InputInfo> inputs;
  std::vector<TestLayer> layers; ///< forward connections lead from a lower to a higher index
  std::vector<TestConnection> connections;
  std::vector<TestOutput> outputs;

  Shape sourceShape(const TestConnection &connection) const {
    return connection.fromInput ? inputs[connection.source].shape : layers[connection.source].shape;
  }

  /// A random network that fits on the 2x2 mesh: all kinds of kernels, strides, resets, bounds, tilings and edges.
  static TestNetwork random(uint32_t seed);
  /// Random frames for one step.
  std::vector<SpikeFrame> randomFrames(std::mt19937 &random, double density) const;

  /// The image with the tiles dealt out over cores and slots in an order drawn from `seed`.
  mesh::Image image(const mesh::TargetDescription &target, uint32_t seed = 0) const;
  /// The same, decoded and checked: aborts the test where the image does not hold.
  std::shared_ptr<const mesh::LoadedImage> load(const mesh::TargetDescription &target, uint32_t seed = 0) const;
};

/// What the plain model holds of a layer after a step.
struct ModelLayer {
  std::vector<int32_t> integrated, count, stored; ///< [channel][y][x]
  std::vector<bool> addressed;                    ///< [y][x]: a spike came to this pixel in this step
  std::vector<bool> restless;                     ///< [channel][y][x]: would change in the next step by itself
};

/// Runs a TestNetwork densely, step by step.
class PlainModel {
public:
  explicit PlainModel(const TestNetwork &network, unsigned stateBits = 16);
  void step(llvm::ArrayRef<SpikeFrame> frames, bool last);

  std::vector<ModelLayer> layers;
  std::vector<std::vector<int32_t>> outputs; ///< counts of this step
  /// As layers[].restless, of the step before.
  std::vector<std::vector<bool>> wasRestless;

private:
  void integrate(const TestConnection &connection, const std::vector<int32_t> &counts);
  void fire(uint32_t layer);

  int32_t wrap(int64_t value) const;

  const TestNetwork &network;
  unsigned stateBits;
  std::vector<std::vector<int32_t>> potentials, delayedInputs, delayedCounts;
};

} // namespace snnc::sim::test

#endif // SNNC_TESTS_SIM_MESH_CHIP_TESTNETWORK_H
