//===- Functional.h - differentiable forms of spiking layers ----*- C++ -*-===//
//
// What the specification calls functional forms: rounding and firing with their surrogate gradients, and the spiking
// layer with backpropagation through time. For training, as when a quantised network is tuned on recordings; running a
// network is the engines' work.
//
// Arithmetic is IEEE float32. A backward form takes the gradient of what the forward form returned and returns the
// gradient of what it took.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_FUNCTIONAL_FUNCTIONAL_H
#define SNNC_SIM_FUNCTIONAL_FUNCTIONAL_H

#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <vector>

namespace snnc::functional {

using Values = std::vector<float>;

/// `floor(x)`. The gradient passes as it is.
Values quantize(llvm::ArrayRef<float> x);
Values quantizeBackward(llvm::ArrayRef<float> gradient);

/// `floor(x) + [u < x - floor(x)]` for uniform draws u in [0, 1), one for each value. The gradient passes as it is.
Values stochasticRounding(llvm::ArrayRef<float> x, llvm::ArrayRef<float> u);
Values stochasticRoundingBackward(llvm::ArrayRef<float> gradient);

/// How many spikes: `x > 0 ? floor(x / threshold) : 0`. The gradient is `g * [x >= threshold - window] / threshold`.
Values thresholdSubtract(llvm::ArrayRef<float> x, float threshold = 1);
Values thresholdSubtractBackward(llvm::ArrayRef<float> x, llvm::ArrayRef<float> gradient, float threshold = 1,
                                 float window = 0.5);

/// Whether there is a spike: `[x >= threshold]`. The gradient is `g * [x >= threshold - window]`.
Values thresholdReset(llvm::ArrayRef<float> x, float threshold = 1);
Values thresholdResetBackward(llvm::ArrayRef<float> x, llvm::ArrayRef<float> gradient, float threshold = 1,
                              float window = 0.5);

struct SpikingLayerParameters {
  float threshold = 1;
  std::optional<float> lowerBound = -1.0f;
  std::optional<float> subtract; ///< absent: the threshold
  bool resetToZero = false;
  /// The linear transfer: counts are v / threshold without its fraction, for both signs. The surrogate gradient is then
  /// `g * [|v| >= threshold - window] / threshold`. No effect with resetToZero.
  bool negativeSpikes = false;
};

/// Integrate-and-fire neurons on `batch` samples side by side. Entry b * steps + t of an input or output is step t of
/// sample b, of `neurons` values each.
class SpikingLayer {
public:
  /// Potentials and last counts are 0.
  SpikingLayer(const SpikingLayerParameters &parameters, size_t neurons, size_t batch = 1);

  /// Starts over from these potentials and last counts, [batch][neurons] each. Draws in [0, 1) for both are the
  /// randomised reset of the specification: a fractional last count enters the next step as it is.
  void resetStates(Values potential, Values lastCount);

  /// Goes on from the state: the counts of all steps. The input has a whole number of steps for each sample.
  Values forward(llvm::ArrayRef<float> input);
  /// The gradient of the input of the last `forward`, through all of its steps; the state before it is a constant.
  /// The surrogate window is the threshold.
  Values backward(llvm::ArrayRef<float> gradient) const;

  /// After the last step, [batch][neurons]: potentials before the subtraction, which belongs to the next step, and
  /// counts.
  const Values &potential() const { return v; }
  const Values &lastCount() const { return a; }

private:
  float subtract() const { return parameters.subtract.value_or(parameters.threshold); }
  float fire(float potential) const;
  float fireBackward(float potential, float gradient) const;

  SpikingLayerParameters parameters;
  size_t neurons, batch;
  Values v, a;
  /// Of the last forward, entry by entry as its output: the potential of each step, and what of a gradient it hands on.
  struct Tape {
    Values potential;
    std::vector<bool> passesBound; ///< the lower bound did not act
    std::vector<bool> keeps;       ///< the potential of the step before came in (not reset)
  } tape;
};

} // namespace snnc::functional

#endif // SNNC_SIM_FUNCTIONAL_FUNCTIONAL_H
