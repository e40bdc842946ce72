//===- Encoders.cpp - from data to spikes ---------------------------------===//

#include "sim/encode/Encoders.h"
#include "support/random/Philox.h"
#include <cassert>
#include <cmath>

using namespace snnc;
using namespace snnc::sim;

float UniformDraws::draw(uint32_t sample, uint32_t step, uint32_t element) const {
  return drawUniform(seed, {input, sample, step, element});
}

std::vector<float> UniformDraws::step(Moment at, size_t n) const {
  std::vector<float> draws(n);
  for (size_t i = 0; i < n; ++i)
    draws[i] = draw(at.sample, at.step, uint32_t(i));
  return draws;
}

std::vector<float> sim::encodeImage(const ImageEncoder &encoder, llvm::ArrayRef<float> pixels,
                                    llvm::ArrayRef<float> u) {
  assert(pixels.size() == u.size() && "a draw for each pixel");
  float norm = float(encoder.norm), rate = float(encoder.maxRate / 1000);
  std::vector<float> result(pixels.size(), 0.0f);
  for (size_t i = 0; i < pixels.size(); ++i) {
    float pixel = encoder.negativeSpikes ? std::fabs(pixels[i]) : pixels[i];
    if (u[i] < pixel / norm * rate)
      result[i] = !encoder.negativeSpikes || pixels[i] > 0 ? 1.0f : pixels[i] < 0 ? -1.0f : 0.0f;
  }
  return result;
}

std::vector<float> sim::encodeSignal(const SignalEncoder &encoder, llvm::ArrayRef<float> values,
                                     llvm::ArrayRef<float> u) {
  if (!encoder.spikesOut)
    return values.vec();
  assert(values.size() == u.size() && "a draw for each channel");
  float level = float(encoder.normLevel);
  std::vector<float> result(values.size());
  for (size_t i = 0; i < values.size(); ++i)
    result[i] = u[i] * level < values[i];
  return result;
}

SpikeFrame sim::makeFrame(const Shape &shape, llvm::ArrayRef<float> values) {
  SpikeFrame frame;
  size_t at = 0;
  for (uint32_t channel = 0; channel < shape.channels; ++channel)
    for (uint32_t y = 0; y < shape.height; ++y)
      for (uint32_t x = 0; x < shape.width; ++x, ++at)
        if (values[at] != 0)
          frame.push_back({uint16_t(channel), uint16_t(y), uint16_t(x), values[at]});
  return frame;
}
