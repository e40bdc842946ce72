//===- Stimulus.h - input data of a run -------------------------*- C++ -*-===//
//
// Samples for a network's input, read from files that are known by their content: N-MNIST recordings (a folder
// `<label>/<name>.bin` or one file) and numpy arrays of spike counts or, for a real
// input, of real numbers (.npy, .npz). Samples are read when asked for.
//
// A recording is a sequence of events of 5 bytes, big-endian: x, y, then 1 bit polarity and 23 bits of microseconds
// (Orchard et al. 2015, "Converting static image datasets to spiking neuromorphic datasets using saccades"). Its step
// is floor(t / stepUs), its channel the polarity bit; events of one pixel and channel in one step add up.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_DATA_STIMULUS_H
#define SNNC_SIM_DATA_STIMULUS_H

#include "sim/encode/Encoders.h"
#include <memory>

namespace snnc::sim {

struct StimulusOptions {
  /// Steps of every sample; absent: as many as a recording lasts or an array has, at least one. What comes later is
  /// dropped and counted, what is missing is empty.
  std::optional<uint32_t> steps;
  uint32_t stepUs = 1000;        ///< microseconds of a step of a recording, at least 1
  std::optional<uint64_t> limit; ///< only the first samples
  /// What makes spikes of the data, which are then images or signals; absent: the data are what the network takes.
  std::optional<NetworkEncoder> encoder;
  uint64_t seed = 0;  ///< of the encoder's draws
  std::string labels; ///< idx file of the labels of encoded data
};

/// One sample, binned: `steps` frames, of which those behind the last event are not stored.
struct Sample {
  std::string name; ///< file, and index in it where it holds several
  std::optional<uint32_t> label;
  uint32_t steps = 1;
  uint64_t droppedSpikes = 0; ///< spikes behind the last step, of a real input values other than 0
  std::vector<SpikeFrame> frames;

  const SpikeFrame &frame(uint32_t step) const;
};

class Stimulus {
public:
  virtual ~Stimulus();

  /// Opens what lies at `path` for a network input. Fails, naming the path, where it is no data of a known kind, where
  /// its shape does not fit the input, or where it holds no sample.
  static llvm::Expected<std::unique_ptr<Stimulus>> open(llvm::StringRef path, const InputInfo &input,
                                                        const StimulusOptions &options);

  virtual uint64_t size() const = 0;
  /// Reads sample `index` < size(). All its frames keep what SpikeFrame promises: an event outside of the input's shape
  /// or a count above its bound is an error that names the sample, the place in it, need and have.
  virtual llvm::Expected<Sample> read(uint64_t index) const = 0;
};

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_STIMULUS_H
