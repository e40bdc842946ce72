//===- ChannelScales.h - integer thresholds of a layer ----------*- C++ -*-===//
//
// The search behind snn-quantize, on plain numbers: one layer of neurons with the synapses that feed it.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_CHANNELSCALES_H
#define SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_CHANNELSCALES_H

#include "compiler/analysis/ForEachRun.h"
#include "compiler/analysis/Leak.h"
#include "compiler/analysis/SpikeOrigins.h"
#include "compiler/analysis/SpikeStatistics.h"
#include "dialect/snn/Elements.h"
#include <vector>

namespace snnc {

/// A connection in float.
struct FloatSynapse {
  snn::Convolution convolution;
  std::vector<double> weights; ///< [out channel][fan-in]; empty where they are `stored`
  std::vector<double> bias;    ///< one an output channel, or empty
  /// Pools with overlapping windows that will be folded into the kernel add up to `overlap` (y, x) neighbouring taps of
  /// each plane of the kernel, which has `plane` (rows, columns): these sums are weights of the chip.
  std::array<int64_t, 2> overlap{1, 1}, plane{1, 1};
  /// Mean and variance of the counts that each weight of a group meets in a step, [group][fan-in]; empty: unknown.
  std::vector<double> mean = {}, variance = {};
  std::optional<snn::ElementsView> stored = {};

  int64_t numWeights() const { return stored ? stored->size() : int64_t(weights.size()); }
  /// Copies the weights of output channel `c`, as many as the fan-in.
  void readKernel(int64_t c, llvm::MutableArrayRef<double> kernel) const;
};

/// Greatest magnitude that any sum of up to `overlap` neighbouring taps can have, whichever of them are left out.
double greatestFoldedWeight(llvm::ArrayRef<double> kernel, std::array<int64_t, 2> plane,
                            std::array<int64_t, 2> overlap);

/// The value of a channel; 0 where there are none.
inline double channelValue(const std::vector<double> &values, int64_t channel) {
  return values.empty() ? 0 : values[channel];
}

/// A layer in float: its current is the sum of the synapses'. Vectors have one entry a channel; `lowerBound` and
/// `subtract` may be empty.
struct FloatLayer {
  std::vector<FloatSynapse> synapses;
  LayerInputs inputs; ///< of the synapses
  std::vector<double> threshold, lowerBound, subtract;
  std::vector<double> decay, currentDecay;          ///< empty: no leak, no synaptic current
  std::vector<PotentialStatistics> potentials = {}; ///< that calibration has seen; empty: none
  double horizon = 16;              ///< steps over which errors of the mean current add up: see Rounding.h
  bool isReadout = false;           ///< does not fire: the threshold is the range of its potentials
  bool firesAboveThreshold = false; ///< fires at v > threshold: one more in integers

  bool leaks() const { return !decay.empty() || !currentDecay.empty(); }
  /// What is typical of potentials that decay, in thresholds: without calibration half of one.
  double typicalPotential(int64_t channel) const {
    double seen = potentials.empty() ? 0 : potentials[channel].magnitude;
    return seen > 0 ? seen / threshold[channel] : 0.5;
  }
  /// Where there is no lower bound the proof chooses one: how many thresholds below 0 it should lie at least. The
  /// negative potentials of neurons that leak come back by themselves, so they stand lower: as low as they were seen
  /// to, and a little more.
  double unboundedDepth(int64_t channel) const {
    if (!leaks() || isReadout)
      return 1;
    return potentials.empty() ? 16 : std::max(1.0, -1.1 * potentials[channel].lowest / threshold[channel]);
  }
};

/// What the integers must fit.
struct IntegerLimits {
  int64_t weightMax; ///< greatest magnitude of a weight, as it counts: shifted
  int64_t stateMax;  ///< greatest potential; the lowest is -stateMax - 1
};

struct ScaleChoice {
  std::vector<int64_t> threshold; ///< one an output channel; 0: no threshold holds it
  std::vector<int64_t>
      provable; ///< the greatest that cannot wrap, whether or not the weights fit: at least `threshold`
  /// Sum over the channels of the squared rounding error of the weights, relative to the error at full weight bits: 1
  /// means nothing was lost to the proof.
  double relativeError = 1;
};

/// The greatest integer thresholds with which the weights of each channel fit and no step can wrap, but for rounding,
/// if each element of an origin of the layer's inputs carries at most its entry of `countBounds`, and the layer itself
/// fires at most `maxCount` times in a step. All synapses share the threshold of a channel, and thereby its scale.
/// `threads`: whose threads may be used; null: this one alone.
ScaleChoice chooseThresholds(const FloatLayer &layer, const IntegerLimits &limits, llvm::ArrayRef<int64_t> countBounds,
                             int64_t maxCount, mlir::MLIRContext *threads = nullptr);

/// How many times a step's inflow the current of a channel reaches, if that stays: 1 without a synaptic current,
/// infinity where it does not leak.
double currentGain(const FloatLayer &layer, int64_t channel);

/// Nearest integer, ties away from zero.
int64_t roundToInteger(double value);

} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_CHANNELSCALES_H
