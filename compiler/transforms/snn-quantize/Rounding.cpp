//===- Rounding.cpp - weights of a neuron to integers ---------------------===//

#include "compiler/transforms/snn-quantize/Rounding.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace snnc;

/// Taps that are looked at together for the best move: few enough that one look is quick, and many enough that the
/// looks at blocks are.
static constexpr size_t blockSize = 32;
static constexpr double none = std::numeric_limits<double>::infinity();

/// The nearest integer, ties away from zero, within `greatest` (below 2^31).
static double nearest(double value, double greatest) {
  value = std::min(std::max(value, -greatest), greatest);
  double whole = double(int32_t(value)), rest = value - whole; // exact
  return whole + double(rest >= 0.5) - double(rest <= -0.5);
}

Rounder::Rounder(llvm::ArrayRef<Tap> taps, double horizon)
    : horizon(horizon), inFloat(taps.size()), integers(taps.size()), errors(taps.size()) {
  for (const Tap &tap : taps) {
    mean.push_back(tap.mean);
    variance.push_back(tap.variance);
    greatest.push_back(double(tap.greatest));
    plane.push_back(size_t(tap.plane));
    meansAreOne &= tap.mean == 1;
  }
  size_t count = taps.empty() ? 0 : *llvm::max_element(plane) + 1;
  planes.resize(count + 1, 0);
  firstOfPlane.resize(count, taps.size());
  lastOfPlane.resize(count, 0);
  for (auto [i, of] : llvm::enumerate(plane)) {
    firstOfPlane[of] = std::min(firstOfPlane[of], i);
    lastOfPlane[of] = i;
  }
  for (size_t begin = 0; begin < taps.size(); begin += blockSize) {
    size_t end = std::min(begin + blockSize, taps.size());
    auto means = llvm::ArrayRef(mean).slice(begin, end - begin);
    auto of = llvm::ArrayRef(plane).slice(begin, end - begin);
    blocks.push_back({begin,
                      end,
                      llvm::all_equal(of) ? of.front() : count,
                      *llvm::min_element(means),
                      *llvm::max_element(means),
                      {none, none}});
  }
}

void Rounder::roundToNearest(double scale) {
  for (size_t i = 0, end = inFloat.size(); i < end; ++i)
    integers[i] = nearest(inFloat[i] * scale, greatest[i]);
}

/// Adds up the errors of `errors`, always in the order of the taps.
void Rounder::addUp() {
  all = 0;
  std::fill(planes.begin(), planes.end(), 0);
  for (size_t i = 0, end = errors.size(); i < end; ++i) {
    double error = mean[i] * errors[i];
    all += error;
    planes[plane[i]] += error;
  }
}

double Rounder::total() const {
  double sum = horizon * all * all;
  for (size_t i = 0, end = errors.size(); i < end; ++i)
    sum += variance[i] * errors[i] * errors[i];
  for (double of : llvm::ArrayRef(planes).drop_back())
    sum += horizon * of * of;
  return sum;
}

double Rounder::error(double scale) {
  for (size_t i = 0, end = errors.size(); i < end; ++i)
    errors[i] = integers[i] - inFloat[i] * scale;
  addUp();
  return total();
}

double Rounder::leastError(double scale, double enough) {
  constexpr size_t run = 256;
  double sum = 0;
  for (size_t begin = 0, size = errors.size(); begin < size && sum <= enough; begin += run) {
    std::array<double, 2> sums{0, 0}; // as many as the processor adds at once
    size_t end = std::min(begin + run, size), i = begin;
    auto add = [&](size_t i, double &to) {
      double value = inFloat[i] * scale, error = nearest(value, greatest[i]) - value;
      errors[i] = error;
      to += variance[i] * error * error;
    };
    for (; i + 2 <= end; i += 2) {
      add(i, sums[0]);
      add(i + 1, sums[1]);
    }
    for (; i < end; ++i)
      add(i, sums[0]);
    sum += sums[0] + sums[1];
  }
  // Moves change the error of a plane by whole numbers. Worth a look only where planes are small.
  if (!meansAreOne || sum > enough || planes.size() * 64 < errors.size())
    return sum;
  std::fill(planes.begin(), planes.end(), 0);
  for (size_t i = 0, end = errors.size(); i < end; ++i)
    planes[plane[i]] += errors[i];
  for (double of : llvm::ArrayRef(planes).drop_back()) {
    double left = std::max(0.0, std::abs(of - std::nearbyint(of)) - 1e-6);
    sum += horizon * left * left;
  }
  return sum;
}

//===----------------------------------------------------------------------===//
// Compensation
//===----------------------------------------------------------------------===//

/// By how much the total grows if tap `i` moves by `by`.
double Rounder::change(size_t i, double by) const {
  double moved = mean[i] * by, of = planes[plane[i]];
  return variance[i] * by * (2 * errors[i] + by) + horizon * moved * (2 * (all + of) + 2 * moved);
}

/// Whether tap `i` has an integer there, and is still rounded, up or down, once it has moved, or comes closer to what
/// it was cut from. Else an input that hardly ever fires could be given any weight.
bool Rounder::mayMove(size_t i, double by) const {
  // Bit by bit, for branches would often be taken wrongly.
  double moved = std::abs(errors[i] + by);
  int isClose = int(moved < 1) | int(moved < std::abs(errors[i])), fits = std::abs(integers[i] + by) <= greatest[i];
  return isClose & fits;
}

void Rounder::measure(Block &block) const {
  bool isMixed = block.plane + 1 == planes.size();
  for (unsigned direction : {0u, 1u}) {
    double by = direction ? 1 : -1, least = none;
    for (size_t i = block.begin; i < block.end; ++i) {
      double moved = mean[i] * by, of = isMixed ? planes[plane[i]] : 0;
      double value = variance[i] * by * (2 * errors[i] + by) + 2 * horizon * moved * (of + moved);
      least = std::min(least, mayMove(i, by) ? value : none);
    }
    block.least[direction] = least;
  }
}

/// Below any change by a move of a tap of the block, but for `slack`.
double Rounder::leastChange(const Block &block, unsigned direction) const {
  double common = (direction ? 2 : -2) * horizon * (all + planes[block.plane]);
  return block.least[direction] + common * (common > 0 ? block.leastMean : block.greatestMean);
}

/// Takes the first of the best moves of the block, where it is better than `best` or as good and comes before.
void Rounder::improve(const Block &block, Move &best) const {
  // All gains first, without a branch on what may move: then few are better than the best so far.
  std::array<std::array<double, 2>, blockSize> gains;
  for (size_t i = block.begin; i < block.end; ++i)
    for (unsigned direction : {0u, 1u}) {
      double by = direction ? 1 : -1, gain = change(i, by);
      gains[i - block.begin][direction] = mayMove(i, by) ? gain : none;
    }
  for (size_t i = block.begin; i < block.end; ++i)
    for (unsigned direction : {0u, 1u})
      if (double gain = gains[i - block.begin][direction]; gain < best.gain || (gain == best.gain && i < best.tap))
        best = {i, direction ? 1.0 : -1.0, gain};
}

/// The move that lowers the total most, and by more than `least`: of equals the first tap, down before up. Its `tap` is
/// beyond the last where there is none.
Rounder::Move Rounder::bestMove(double least) const {
  const Block *promising = nullptr;
  double lowest = none;
  for (const Block &block : blocks)
    for (unsigned direction : {0u, 1u})
      if (double change = leastChange(block, direction); change < lowest) {
        lowest = change;
        promising = &block;
      }
  // At the gain of `least` itself no tap comes before this one.
  Move best{0, 0, -least};
  if (!promising || lowest > best.gain + slack)
    return {errors.size(), 0, 0};
  improve(*promising, best);
  for (const Block &block : blocks)
    if (&block != promising && std::min(leastChange(block, 0), leastChange(block, 1)) <= best.gain + slack)
      improve(block, best);
  return best.by == 0 ? Move{errors.size(), 0, 0} : best;
}

void Rounder::move(const Move &move) {
  size_t of = plane[move.tap];
  integers[move.tap] += move.by;
  errors[move.tap] += move.by;
  all += mean[move.tap] * move.by;
  planes[of] += mean[move.tap] * move.by;
  measure(blocks[move.tap / blockSize]);
  for (size_t i = firstOfPlane[of] / blockSize; i <= lastOfPlane[of] / blockSize; ++i)
    if (blocks[i].plane + 1 == planes.size() && i != move.tap / blockSize)
      measure(blocks[i]);
}

void Rounder::roundCompensated(double scale) {
  roundToNearest(scale);
  // Gains below this are rounding noise of the sums themselves.
  const double least = 1e-9 * (1 + error(scale));
  double greatestError = 0, greatestPlane = 0, greatestMean = 0, greatestVariance = 0;
  for (size_t i = 0, end = errors.size(); i < end; ++i) {
    greatestError = std::max(greatestError, std::abs(errors[i]));
    greatestMean = std::max(greatestMean, mean[i]);
    greatestVariance = std::max(greatestVariance, variance[i]);
  }
  for (double of : planes)
    greatestPlane = std::max(greatestPlane, std::abs(of));
  for (Block &block : blocks)
    measure(block);
  for (size_t moves = 0; moves < 4 * errors.size(); ++moves) {
    // Far above what the additions of one change lose, and far below any difference that is none by chance.
    slack = 1e-12 * (greatestVariance * (2 * greatestError + 3) +
                     4 * horizon * greatestMean * (std::abs(all) + greatestPlane + greatestMean));
    Move best = bestMove(least);
    if (best.tap == errors.size())
      return;
    move(best);
    greatestPlane = std::max(greatestPlane, std::abs(planes[plane[best.tap]]));
  }
}

//===----------------------------------------------------------------------===//
// Of one channel
//===----------------------------------------------------------------------===//

static std::vector<int64_t> asIntegers(llvm::ArrayRef<double> values) { return {values.begin(), values.end()}; }

double snnc::roundingError(llvm::ArrayRef<Tap> taps, double horizon, llvm::ArrayRef<double> exact,
                           llvm::ArrayRef<int64_t> rounded) {
  double all = 0;
  std::vector<double> errors, planes;
  for (auto [tap, value, integer] : llvm::zip_equal(taps, exact, rounded)) {
    errors.push_back(double(integer) - value);
    all += tap.mean * errors.back();
    planes.resize(std::max(planes.size(), size_t(tap.plane) + 1), 0);
    planes[size_t(tap.plane)] += tap.mean * errors.back();
  }
  double sum = horizon * all * all;
  for (auto [tap, error] : llvm::zip_equal(taps, errors))
    sum += tap.variance * error * error;
  for (double of : planes)
    sum += horizon * of * of;
  return sum;
}

std::vector<int64_t> snnc::roundToNearest(llvm::ArrayRef<Tap> taps, llvm::ArrayRef<double> exact) {
  Rounder rounder(taps, 0);
  llvm::copy(exact, rounder.values().begin());
  rounder.roundToNearest(1);
  return asIntegers(rounder.rounded());
}

std::vector<int64_t> snnc::roundCompensated(llvm::ArrayRef<Tap> taps, double horizon, llvm::ArrayRef<double> exact) {
  Rounder rounder(taps, horizon);
  llvm::copy(exact, rounder.values().begin());
  rounder.roundCompensated(1);
  return asIntegers(rounder.rounded());
}
