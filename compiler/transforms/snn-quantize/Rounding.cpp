//===- Rounding.cpp - weights of a neuron to integers ---------------------===//

#include "compiler/transforms/snn-quantize/Rounding.h"
#include <algorithm>
#include <cmath>

using namespace snnc;

namespace {
/// Errors of all taps, and what they add up to.
class Errors {
public:
  Errors(llvm::ArrayRef<Tap> taps, double horizon, llvm::ArrayRef<double> exact, llvm::ArrayRef<int64_t> rounded)
      : taps(taps), horizon(horizon), error(taps.size()) {
    for (size_t i = 0; i < taps.size(); ++i) {
      error[i] = double(rounded[i]) - exact[i];
      all += taps[i].mean * error[i];
      if (size_t(taps[i].plane) >= planes.size())
        planes.resize(size_t(taps[i].plane) + 1, 0);
      planes[size_t(taps[i].plane)] += taps[i].mean * error[i];
    }
  }

  double total() const {
    double sum = horizon * all * all;
    for (size_t i = 0; i < taps.size(); ++i)
      sum += taps[i].variance * error[i] * error[i];
    for (double plane : planes)
      sum += horizon * plane * plane;
    return sum;
  }

  /// By how much the total grows if tap `i` moves by `by`.
  double change(size_t i, double by) const {
    double mean = taps[i].mean * by, plane = planes[size_t(taps[i].plane)];
    return taps[i].variance * by * (2 * error[i] + by) + horizon * mean * (2 * (all + plane) + 2 * mean);
  }

  /// Whether tap `i` is still rounded, up or down, once it has moved, or comes closer to what it was cut from. Else an
  /// input that hardly ever fires could be given any weight.
  bool staysClose(size_t i, double by) const {
    return std::abs(error[i] + by) < 1 || std::abs(error[i] + by) < std::abs(error[i]);
  }

  void move(size_t i, double by) {
    error[i] += by;
    all += taps[i].mean * by;
    planes[size_t(taps[i].plane)] += taps[i].mean * by;
  }

private:
  llvm::ArrayRef<Tap> taps;
  double horizon;
  std::vector<double> error, planes;
  double all = 0;
};
} // namespace

double snnc::roundingError(llvm::ArrayRef<Tap> taps, double horizon, llvm::ArrayRef<double> exact,
                           llvm::ArrayRef<int64_t> rounded) {
  return Errors(taps, horizon, exact, rounded).total();
}

std::vector<int64_t> snnc::roundToNearest(llvm::ArrayRef<Tap> taps, llvm::ArrayRef<double> exact) {
  std::vector<int64_t> rounded;
  for (auto [tap, value] : llvm::zip_equal(taps, exact))
    rounded.push_back(int64_t(std::clamp(std::round(value), -double(tap.greatest), double(tap.greatest))));
  return rounded;
}

std::vector<int64_t> snnc::roundCompensated(llvm::ArrayRef<Tap> taps, double horizon, llvm::ArrayRef<double> exact) {
  std::vector<int64_t> rounded = roundToNearest(taps, exact);
  Errors errors(taps, horizon, exact, rounded);
  // Gains below this are rounding noise of the sums themselves.
  const double least = 1e-9 * (1 + errors.total());
  for (size_t moves = 0; moves < 4 * taps.size(); ++moves) {
    size_t best = taps.size();
    int64_t direction = 0;
    double gain = -least;
    for (size_t i = 0; i < taps.size(); ++i)
      for (int64_t by : {-1, 1}) {
        if (std::abs(rounded[i] + by) > taps[i].greatest || !errors.staysClose(i, double(by)))
          continue;
        if (double change = errors.change(i, double(by)); change < gain) {
          gain = change;
          best = i;
          direction = by;
        }
      }
    if (best == taps.size())
      break;
    rounded[best] += direction;
    errors.move(best, double(direction));
  }
  return rounded;
}
