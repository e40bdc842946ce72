//===- Functional.cpp - differentiable forms of spiking layers ------------===//

#include "sim/functional/Functional.h"
#include <cassert>
#include <cmath>

using namespace snnc;
using namespace snnc::functional;

template <typename Function> static Values map(llvm::ArrayRef<float> x, Function function) {
  Values result(x.size());
  for (size_t i = 0; i < x.size(); ++i)
    result[i] = function(x[i], i);
  return result;
}

/// How one value fires, and what a gradient of its count does.
static float subtractCount(float x, float threshold) { return x > 0 ? std::floor(x / threshold) : 0.0f; }
static float subtractGradient(float x, float gradient, float threshold, float window) {
  return x >= threshold - window ? gradient / threshold : 0.0f;
}
static float resetCount(float x, float threshold) { return x >= threshold ? 1.0f : 0.0f; }
static float resetGradient(float x, float gradient, float threshold, float window) {
  return x >= threshold - window ? gradient : 0.0f;
}

//===----------------------------------------------------------------------===//
// Rounding and firing
//===----------------------------------------------------------------------===//

Values functional::quantize(llvm::ArrayRef<float> x) {
  return map(x, [](float value, size_t) { return std::floor(value); });
}

Values functional::quantizeBackward(llvm::ArrayRef<float> gradient) { return gradient.vec(); }

Values functional::stochasticRounding(llvm::ArrayRef<float> x, llvm::ArrayRef<float> u) {
  assert(x.size() == u.size() && "a draw for each value");
  return map(x, [&](float value, size_t i) {
    float below = std::floor(value);
    return below + (u[i] < value - below ? 1.0f : 0.0f);
  });
}

Values functional::stochasticRoundingBackward(llvm::ArrayRef<float> gradient) { return gradient.vec(); }

Values functional::thresholdSubtract(llvm::ArrayRef<float> x, float threshold) {
  return map(x, [&](float value, size_t) { return subtractCount(value, threshold); });
}

Values functional::thresholdSubtractBackward(llvm::ArrayRef<float> x, llvm::ArrayRef<float> gradient, float threshold,
                                             float window) {
  assert(x.size() == gradient.size() && "a gradient for each value");
  return map(x, [&](float value, size_t i) { return subtractGradient(value, gradient[i], threshold, window); });
}

Values functional::thresholdReset(llvm::ArrayRef<float> x, float threshold) {
  return map(x, [&](float value, size_t) { return resetCount(value, threshold); });
}

Values functional::thresholdResetBackward(llvm::ArrayRef<float> x, llvm::ArrayRef<float> gradient, float threshold,
                                          float window) {
  assert(x.size() == gradient.size() && "a gradient for each value");
  return map(x, [&](float value, size_t i) { return resetGradient(value, gradient[i], threshold, window); });
}

//===----------------------------------------------------------------------===//
// Spiking layer
//===----------------------------------------------------------------------===//

SpikingLayer::SpikingLayer(const SpikingLayerParameters &parameters, size_t neurons, size_t batch)
    : parameters(parameters), neurons(neurons), batch(batch), v(neurons * batch, 0.0f), a(neurons * batch, 0.0f) {}

void SpikingLayer::resetStates(Values potential, Values lastCount) {
  assert(potential.size() == v.size() && lastCount.size() == a.size() && "a state for each neuron");
  v = std::move(potential);
  a = std::move(lastCount);
}

float SpikingLayer::fire(float potential) const {
  if (parameters.resetToZero)
    return resetCount(potential, parameters.threshold);
  return parameters.negativeSpikes ? std::trunc(potential / parameters.threshold)
                                   : subtractCount(potential, parameters.threshold);
}

float SpikingLayer::fireBackward(float potential, float gradient) const {
  float threshold = parameters.threshold;
  if (parameters.resetToZero)
    return resetGradient(potential, gradient, threshold, threshold);
  return subtractGradient(parameters.negativeSpikes ? std::fabs(potential) : potential, gradient, threshold, threshold);
}

Values SpikingLayer::forward(llvm::ArrayRef<float> input) {
  assert(input.size() % (neurons * batch) == 0 && "whole steps for each sample");
  size_t steps = input.size() / (neurons * batch);
  Values counts(input.size());
  tape = {Values(input.size()), std::vector<bool>(input.size(), true), std::vector<bool>(input.size(), true)};
  for (size_t b = 0; b < batch; ++b)
    for (size_t t = 0; t < steps; ++t)
      for (size_t n = 0; n < neurons; ++n) {
        size_t state = b * neurons + n, entry = (b * steps + t) * neurons + n;
        float potential;
        if (parameters.resetToZero) {
          tape.keeps[entry] = a[state] == 0;
          potential = input[entry] + (a[state] == 0 ? v[state] : 0.0f);
        } else {
          potential = (input[entry] + v[state]) - a[state] * subtract();
        }
        if (parameters.lowerBound && !(potential > *parameters.lowerBound)) {
          potential = *parameters.lowerBound;
          tape.passesBound[entry] = false;
        }
        tape.potential[entry] = v[state] = potential;
        counts[entry] = a[state] = fire(potential);
      }
  return counts;
}

Values SpikingLayer::backward(llvm::ArrayRef<float> gradient) const {
  assert(gradient.size() == tape.potential.size() && "a gradient for each count of the last forward");
  size_t steps = gradient.size() / (neurons * batch);
  Values result(gradient.size());
  for (size_t b = 0; b < batch; ++b)
    for (size_t n = 0; n < neurons; ++n) {
      // What the step after hands back to the potential and to the count.
      float toPotential = 0, toCount = 0;
      for (size_t t = steps; t-- > 0;) {
        size_t entry = (b * steps + t) * neurons + n;
        float ofCount = gradient[entry] + toCount;
        float ofPotential = toPotential + fireBackward(tape.potential[entry], ofCount);
        float ofSum = tape.passesBound[entry] ? ofPotential : 0.0f;
        result[entry] = ofSum;
        toPotential = tape.keeps[entry] ? ofSum : 0.0f;
        toCount = parameters.resetToZero ? 0.0f : -subtract() * ofSum;
      }
    }
  return result;
}
