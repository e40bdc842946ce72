//===- Rounding.h - weights of a neuron to integers -------------*- C++ -*-===//
//
// What rounding the weights of a neuron does to its potential, and roundings that do little. The inputs are taken to be
// independent of each other but for their rates, which nobody knows exactly: all inputs together, and those of one
// plane (a channel of a feature map) together, may be more active than expected. So errors that add up cost more than
// errors that cancel, and most where they add up over one plane.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_ROUNDING_H
#define SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_ROUNDING_H

#include "llvm/ADT/ArrayRef.h"
#include <array>
#include <cstdint>
#include <vector>

namespace snnc {

/// One weight of a neuron, or its bias: an input of one count in each step.
struct Tap {
  double mean = 1, variance = 1; ///< of the count that comes in a step
  int64_t plane = 0;             ///< inputs of one plane are active together; counted from 0
  int64_t greatest = 127;        ///< magnitude of its integer
};

/// Expected squared error of the potential, a step, of rounding `exact` to `rounded`: the variance, and the square of
/// the mean of all taps, and of each plane's, times the `horizon`. Errors of the mean add up step by step and their
/// squares with the square of the steps, while variances add up: the horizon is the number of steps looked at.
double roundingError(llvm::ArrayRef<Tap> taps, double horizon, llvm::ArrayRef<double> exact,
                     llvm::ArrayRef<int64_t> rounded);

/// Nearest integers, ties away from zero; beyond `greatest` clipped to it.
std::vector<int64_t> roundToNearest(llvm::ArrayRef<Tap> taps, llvm::ArrayRef<double> exact);

/// Starts from the nearest integers and rounds single weights the other way, always that which lowers `roundingError`
/// most, until none does: weights take over the error of others. Never worse than the nearest; no weight is off by 1.
std::vector<int64_t> roundCompensated(llvm::ArrayRef<Tap> taps, double horizon, llvm::ArrayRef<double> exact);

/// Rounds many channels with the same taps, each at many scales, in memory that it keeps.
class Rounder {
public:
  Rounder(llvm::ArrayRef<Tap> taps, double horizon);

  /// The values of a channel, one a tap.
  llvm::MutableArrayRef<double> values() { return inFloat; }

  /// Rounds the values times `scale`; `rounded` and `error` are of the last rounding.
  void roundToNearest(double scale);
  void roundCompensated(double scale);

  /// The integers, as whole numbers in doubles.
  llvm::ArrayRef<double> rounded() const { return integers; }
  /// As `roundingError` gives it, to the last bit.
  double error(double scale);

  /// What no rounding to integers within `greatest` can have less of, but for the last digits. What is above `enough`
  /// need not be known exactly.
  double leastError(double scale, double enough);

private:
  /// Neighbouring taps. The change by a move of one of them is not below `least` of its direction, plus what the means
  /// of all taps and of the plane add; where taps of several planes meet in a block, `least` has the latter.
  struct Block {
    size_t begin, end;
    size_t plane; ///< of all of them, or that behind the last, which is always 0
    double leastMean, greatestMean;
    std::array<double, 2> least; ///< down, up
  };
  struct Move {
    size_t tap;
    double by, gain;
  };

  double total() const;
  void addUp();
  double change(size_t i, double by) const;
  bool mayMove(size_t i, double by) const;
  void measure(Block &block) const;
  double leastChange(const Block &block, unsigned direction) const;
  void improve(const Block &block, Move &best) const;
  Move bestMove(double least) const;
  void move(const Move &move);

  double horizon;
  bool meansAreOne = true;
  std::vector<double> mean, variance, greatest;
  std::vector<size_t> plane;
  std::vector<size_t> firstOfPlane, lastOfPlane; ///< taps
  std::vector<Block> blocks;

  std::vector<double> inFloat, integers, errors;
  std::vector<double> planes; ///< errors added up, and a 0
  double all = 0, slack = 0;
};

} // namespace snnc

#endif // SNNC_COMPILER_TRANSFORMS_SNNQUANTIZE_ROUNDING_H
