//===- NetworkStimulus.h - input data of a whole network --------*- C++ -*-===//
//
// Samples for all inputs of a network: one file, or for several inputs one for each (NAME=FILE), or a .npz with an
// array of each input's name. Sample i of each input belongs to sample i of the others: there must be as many, of as
// many steps.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_DATA_NETWORKSTIMULUS_H
#define SNNC_SIM_DATA_NETWORKSTIMULUS_H

#include "sim/data/Stimulus.h"

namespace snnc::sim {

/// One sample, step by step.
class NetworkSample {
public:
  explicit NetworkSample(std::vector<std::unique_ptr<SampleStream>> streams, std::optional<uint32_t> label)
      : label(label), streams(std::move(streams)) {}

  std::optional<uint32_t> label;
  /// That of the first input's sample.
  const std::string &name() const { return streams.front()->name; }
  uint32_t steps() const { return streams.front()->steps; }
  /// A frame for each input of the network, valid until the next call; to be called steps() times.
  llvm::Expected<llvm::ArrayRef<SpikeFrame>> next();
  // Of all inputs; as in SampleStream.
  uint64_t droppedSpikes() const;
  InputFacts facts() const;

private:
  std::vector<std::unique_ptr<SampleStream>> streams;
  std::vector<SpikeFrame> frames; ///< of several inputs
};

class NetworkStimulus {
public:
  /// `files` are paths, or NAME=PATH; `options` are for each input, in their order, and `limit` is the same for all.
  /// Fails as Stimulus::open does, and where the inputs do not have one file each or their samples do not fit together.
  static llvm::Expected<std::unique_ptr<NetworkStimulus>>
  open(llvm::ArrayRef<std::string> files, llvm::ArrayRef<InputInfo> inputs, std::vector<StimulusOptions> options);

  uint64_t size() const { return taken.size(); }
  /// Fails where the inputs' samples have different numbers of steps.
  llvm::Expected<std::unique_ptr<NetworkSample>> stream(uint64_t index) const;

  /// As of Stimulus.
  llvm::ArrayRef<std::string> labelNames() const;
  uint64_t filesPassedOver() const;
  /// Microseconds of a step of recordings.
  uint32_t stepUs() const { return microseconds; }

private:
  llvm::Error matchSamples();

  std::vector<std::unique_ptr<Stimulus>> stimuli; ///< of each input
  std::vector<std::string> names;                 ///< of the inputs
  std::vector<std::optional<uint32_t>> labels;    ///< of all samples of the stimuli
  std::vector<uint64_t> taken;                    ///< those that there are here
  uint32_t microseconds = 0;
};

/// What samples were met with, all of a run put together.
struct SamplesMet {
  std::vector<std::string> names;              ///< of each sample
  std::vector<std::optional<uint32_t>> labels; ///< of each sample
  uint64_t droppedSpikes = 0;                  ///< behind the last step
  InputFacts input;                            ///< what recordings held

  void resize(size_t samples);
  /// Once the sample has been read to its end.
  void set(size_t index, const NetworkSample &sample);
};

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_NETWORKSTIMULUS_H
