//===- PlainNetwork.h - networks as the specification writes them -*- C++ -*-===//
//
// The shortest code that says what each layer computes: dense arrays, loops over every index, nothing of the product.
// Sums are taken in double, where the networks of the tests are exact; what the specification divides is divided in
// f32.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_SIM_REFERENCE_PLAINNETWORK_H
#define SNNC_TESTS_SIM_REFERENCE_PLAINNETWORK_H

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace snnc::test {

using Dense = std::vector<double>;

enum class PlainKind {
  Spikes, ///< network input
  Real,   ///< network input
  Image,  ///< network input behind an image encoder
  Signal, ///< network input behind a signal encoder
  Identity,
  Conv2d,
  Linear,
  SumPool,
  AvgPool,
  MaxPool,
  Crop,
  Flatten,
  Merge,
  Concatenate,
  Delay,
  Neurons,
  BatchNorm,
  Relu,
  NeuromorphicRelu,
  Quantize,
};

/// One layer with its parameters (those of its kind), its state and its value in this step.
struct PlainLayer {
  PlainKind kind;
  std::vector<size_t> sources; ///< places in the list of layers
  std::vector<int64_t> shape;
  bool isSpikes = false, isSigned = false;

  Dense weights, bias; ///< empty: none
  std::vector<int64_t> kernel, stride, padding{0, 0, 0, 0}, dilation{1, 1};
  int64_t groups = 1, steps = 1, fanout = 1;
  bool ceilMode = false;
  Dense threshold, lowerBound, subtract; ///< lowerBound and subtract may be empty
  bool resetsToZero = false, firesAbove = false, firesOnce = false, signedSpikes = false;
  Dense mean, variance;
  double epsilon = 0;
  bool quantize = true, rounds = false;
  // Encoders
  std::vector<int64_t> dataShape;
  double maxRate = 1000, norm = 255, normLevel = 1;
  int64_t tw = 1;
  bool negativeSpikes = false, squeeze = false, spikesOut = true;

  Dense value;
  Dense integrated, stored; ///< of neurons and spiking max pools
  Dense potential, last;    ///< state of neurons
  Dense counts;             ///< state of spiking max pools
  std::deque<Dense> frames; ///< state of delays

  size_t size() const {
    size_t n = 1;
    for (int64_t extent : shape)
      n *= size_t(extent);
    return n;
  }
  bool isInput() const { return kind <= PlainKind::Signal; }
  bool isRecorded() const { return kind == PlainKind::Neurons || kind == PlainKind::MaxPool; }
};

/// Layers in an order in which each comes after what it reads, but for what delays read.
struct PlainNetwork {
  bool isInteger = false; ///< currents are i32, weights i8
  std::vector<PlainLayer> layers;
  std::vector<size_t> outputs;

  void reset();
  /// One step from the frames of the inputs, in their order.
  void step(const std::vector<Dense> &inputs);
  /// The same network in the text of the dialect.
  std::string text() const;
};

/// What the encoder gives for a step's draws.
Dense encode(const PlainLayer &encoder, const Dense &data, const Dense &u);

} // namespace snnc::test

#endif // SNNC_TESTS_SIM_REFERENCE_PLAINNETWORK_H
