//===- SharedLayer.h - a layer to which a spike comes twice -----*- C++ -*-===//
//
// Random layers whose spikes come by several ways: several synapses of one source, windows that overlap, merges,
// concatenations, crops, delays. Every value is written out as a sum over the elements of the inputs, one by one.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_COMPILER_ANALYSIS_SHAREDLAYER_H
#define SNNC_TESTS_COMPILER_ANALYSIS_SHAREDLAYER_H

#include "sim/engine/Engine.h"
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace snnc::test {

/// An element of an input some steps ago: (input, channel, y, x, delay).
using Variable = std::array<int64_t, 5>;
/// How often each counts.
using Sum = std::map<Variable, int64_t>;

enum Kind {
  Overlap,
  Chain,
  OverEdge,
  Crop,
  Merge,
  Concatenation,
  Bounds,
  Flat,
  Delayed,
  Padded,
  Twice,
  Signed,
  Gain,
  Total
};
inline constexpr const char *kindNames[] = {"pool that overlaps",
                                            "chain of pools",
                                            "pool with pixels left over",
                                            "crop",
                                            "merge",
                                            "concatenation",
                                            "concatenation of different bounds",
                                            "flattening",
                                            "delay",
                                            "padding behind a pool",
                                            "two synapses of one origin",
                                            "signed input",
                                            "bound below that of free taps",
                                            "total that not all elements come to"};
inline constexpr size_t numKinds = std::size(kindNames);

struct Spikes {
  std::string name;
  std::vector<int64_t> shape;
  std::vector<Sum> elements; ///< [channel][row][column]
  uint32_t kinds = 0;        ///< of layers on the way

  int64_t extent(size_t axis) const { return axis < shape.size() ? shape[axis] : 1; }
  const Sum &at(int64_t c, int64_t y, int64_t x) const { return elements[(c * extent(1) + y) * extent(2) + x]; }
};

struct Synapse {
  const Spikes *source = nullptr;
  int64_t groups = 1, kernel[2] = {1, 1}, stride[2] = {1, 1}, padding[4] = {}, dilation[2] = {1, 1};
  std::vector<int64_t> weights; ///< [out][in][row][column]
};

/// A layer of neurons behind layers without a state. The last input, one element a pixel, comes to no other synapse: it
/// brings the potential to where it is to stand.
class RandomLayer {
public:
  explicit RandomLayer(uint64_t seed);

  std::string text(int64_t threshold) const;
  std::pair<int64_t, int64_t> inflow(const Sum &current) const;
  size_t neurons() const { return currents.size(); }
  int64_t channelOf(size_t neuron) const { return int64_t(neuron) / (out[1] * out[2]); }
  size_t neuronAt(int64_t c, int64_t y, int64_t x) const { return size_t((c * out[1] + y) * out[2] + x); }
  std::array<int64_t, 3> placeOf(size_t neuron) const {
    int64_t i = int64_t(neuron);
    return {i / (out[1] * out[2]), i / out[2] % out[1], i % out[2]};
  }
  /// The inputs `ago` steps before the one in which all of `sign` comes to a neuron.
  std::vector<sim::SpikeFrame> worst(size_t neuron, int64_t ago, int64_t sign) const;

  std::vector<Sum> currents; ///< of each neuron, the last input included
  std::vector<int64_t> bias; ///< of each channel
  uint32_t kinds = 0;

private:
  int64_t draw(int64_t least, int64_t most) { return std::uniform_int_distribution<int64_t>(least, most)(random); }
  void drawValue();
  void drawPool(const Spikes &source, Spikes &result);
  void drawJoint(const Spikes &source, Spikes &result);
  std::optional<Synapse> drawSynapse();
  void addCurrents(const Synapse &synapse);
  void addCharge();
  void findKinds();
  std::string textOf(const Synapse &synapse, size_t index) const;
  std::string typeOf(llvm::ArrayRef<int64_t> shape) const {
    return fmt::format("!snn.spikes<{}{}>", fmt::join(shape, "x"), isSigned ? ", signed" : "");
  }
  int64_t greatestCount(const Spikes &value, int64_t channel) const;

  std::mt19937_64 random;
  bool isSigned;
  std::vector<std::vector<int64_t>> inputShapes;
  /// What of an input comes at once, where its total lets not all elements have their greatest count: each element with
  /// its count, in a step for a neuron with so many of each.
  std::map<Variable, int64_t> greatest(const Sum &current, int64_t sign) const;
  std::vector<int64_t> bounds; ///< of each input
  std::vector<int64_t> totals; ///< of each input; 0: none
  std::vector<std::unique_ptr<Spikes>> values;
  std::vector<Synapse> synapses;
  std::array<int64_t, 3> out{0, 1, 1};
  bool isVector = false;
  int64_t chargeWeight = 0;
  std::string body;
};

} // namespace snnc::test

#endif // SNNC_TESTS_COMPILER_ANALYSIS_SHAREDLAYER_H
