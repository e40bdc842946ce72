//===- Encoders.h - from data to spikes -------------------------*- C++ -*-===//
//
// Img2Spike and Sig2Spike: random rate codes, step by step. They run outside of the engines, so that every engine gets
// the same frames. Each is a plain function of the data and of uniform draws, and the draws are counted: those of a
// step depend on nothing but the seed, the network input, the sample, the step and the element.
//
// Arithmetic is IEEE float32 in the order that the functions say.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_ENCODE_ENCODERS_H
#define SNNC_SIM_ENCODE_ENCODERS_H

#include "sim/engine/Engine.h"
#include <variant>

namespace snnc::sim {

/// The uniform draws of one network input: u in [0, 1), a multiple of 2^-24. See drawUniform of support/random; the
/// counter is (index of the network input, sample, step, element of the encoder's result).
class UniformDraws {
public:
  UniformDraws(uint64_t seed, uint32_t input) : seed(seed), input(input) {}

  float draw(uint32_t sample, uint32_t step, uint32_t element) const;
  /// Those of elements 0 to n - 1.
  std::vector<float> step(Moment at, size_t n) const;

private:
  uint64_t seed;
  uint32_t input;
};

/// Img2Spike: a still image of some steps of 1 ms.
struct ImageEncoder {
  uint32_t tw = 100;           ///< steps
  double maxRate = 1000;       ///< spikes a second of a pixel of `norm`
  double norm = 255;           ///< not 0
  bool negativeSpikes = false; ///< the spike has the pixel's sign
};

/// One step: for each pixel 1 where `u < pixel / norm * (maxRate / 1000)`, else 0; with negative spikes
/// `u < |pixel| / norm * (maxRate / 1000)` and the pixel's sign. As many draws as pixels.
std::vector<float> encodeImage(const ImageEncoder &encoder, llvm::ArrayRef<float> pixels, llvm::ArrayRef<float> u);

/// Sig2Spike: a signal of several channels.
struct SignalEncoder {
  uint32_t tw = 1;       ///< steps of each sample of the signal
  double normLevel = 1;  ///< value of a channel that spikes in every step
  bool spikesOut = true; ///< else the value itself is the result, a current
};

/// One step: for each channel 1 where `u * normLevel < value`, else 0; without spikes, the value. As many draws as
/// channels; none are needed without spikes. The sample of the signal that step t takes is t / tw.
std::vector<float> encodeSignal(const SignalEncoder &encoder, llvm::ArrayRef<float> values, llvm::ArrayRef<float> u);

/// The encoder behind a network input, and the extents of the data that it takes: of the image, or the channels of the
/// signal.
struct NetworkEncoder {
  std::variant<ImageEncoder, SignalEncoder> encoder;
  std::vector<int64_t> dataShape;

  /// Steps that a sample has by itself: of an image, or of a signal of `length` samples.
  uint64_t steps(uint64_t length) const;
};

/// Reads a description in JSON: `type` and parameters of Img2SpikeLayer or Sig2SpikeLayer, all of them, no others.
/// Fails where one is missing, unknown or out of range; `where` begins the message.
llvm::Expected<NetworkEncoder> parseEncoder(llvm::StringRef text, llvm::StringRef where);

/// What an encoder gives, as a frame: the values that are not 0, in the order of neurons (channel, y, x).
SpikeFrame makeFrame(const Shape &shape, llvm::ArrayRef<float> values);

} // namespace snnc::sim

#endif // SNNC_SIM_ENCODE_ENCODERS_H
