//===- DrawNetwork.h - random networks of all layers ------------*- C++ -*-===//
//
// All weights and data are multiples of powers of two, and few enough bits that f32 holds every sum: then any order of
// additions gives the same, and engine and plain model can be compared in every bit. What is divided (means of windows
// whose size is no power of two) is rounded once; such values go to functions of single values and to outputs only.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_SIM_REFERENCE_DRAWNETWORK_H
#define SNNC_TESTS_SIM_REFERENCE_DRAWNETWORK_H

#include "tests/sim/reference/PlainNetwork.h"
#include <map>
#include <random>

namespace snnc::test {

class DrawNetwork {
public:
  static constexpr int64_t maxSteps = 8; ///< of a sample

  /// In integers, or with multiples of powers of two.
  DrawNetwork(uint64_t seed, bool isInteger) : scale(isInteger ? 4 : 1), random(seed) { network.isInteger = isInteger; }

  PlainNetwork draw();
  /// Data of an input for one sample: spikes and real inputs by step, an image or signal sample once for `tw` steps.
  Dense drawData(const PlainLayer &input);
  int64_t range(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  bool oneIn(int64_t n) { return range(1, n) == 1; }

private:
  /// What a value may be: |x| <= bound, a multiple of 2^-grid unless it was rounded.
  struct Numbers {
    double bound = 0;
    int grid = 0;
    bool isRounded = false;
  };

  /// A multiple of 2^-grid in [low, high], or a whole number in four times the range.
  double dyadic(int64_t low, int64_t high, int grid) {
    if (network.isInteger)
      return double(range(scale * low, scale * high));
    return double(range(low * (1 << grid), high * (1 << grid))) / (1 << grid);
  }
  Dense dyadics(size_t n, int64_t low, int64_t high, int grid) {
    Dense values(n);
    for (double &value : values)
      value = dyadic(low, high, grid);
    return values;
  }

  int64_t drawWidth();
  void addInput();
  bool addLayer();
  /// Each tries to put one layer on `source`; false where it does not fit.
  bool addConv2d(size_t source);
  bool addLinear(size_t source);
  bool addIdentity(size_t source);
  bool addPool(size_t source);
  bool addMaxPool(size_t source);
  bool addCrop(size_t source);
  bool addFlatten(size_t source);
  bool addBranches(size_t source);
  bool addDelay(size_t source);
  bool addNeurons(size_t source);
  bool addAnalogue(size_t source);
  bool addLoop(size_t source);
  void chooseOutputs();

  bool add(PlainLayer layer, Numbers numbers);
  PlainLayer make(PlainKind kind, size_t source, std::vector<int64_t> shape, bool isSpikes = false);
  /// A copy of a value, as neurons take it.
  PlainLayer drawNeurons(size_t current, Numbers &numbers);

  const int64_t scale; ///< of everything in integers
  std::mt19937_64 random;
  int64_t activeOneIn = 2; ///< of so many neurons of an input of spikes one has some in a step
  PlainNetwork network;
  std::vector<Numbers> numbers; ///< of each layer
};

} // namespace snnc::test

#endif // SNNC_TESTS_SIM_REFERENCE_DRAWNETWORK_H
